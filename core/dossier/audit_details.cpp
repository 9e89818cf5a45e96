// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dossier/audit_details.h"

#include "core/base/hash.h"
#include "core/base/time_format.h"

namespace holdpoint {

namespace {

std::string roleText(const Person& person)
{
    return person.role ? std::string(nameOf(*person.role)) : std::string();
}

} // namespace

Json detailOf(const ItemChange& change)
{
    return Json{{"item", change.item},
                {"state", nameOf(change.state)},
                {"value", change.value},
                {"reason", change.reason},
                {"deferred_to", change.deferredTo ? std::string(nameOf(*change.deferredTo)) : std::string()},
                {"role", roleText(change.by)}};
}

Json detailOf(const Evidence& evidence)
{
    return Json{{"evidence", evidence.id},          {"item", evidence.item},     {"source", evidence.source},
                {"value", evidence.value},          {"detail", evidence.detail}, {"sha256", evidence.sha256},
                {"bytes", evidence.attachmentBytes}};
}

Json detailOf(const FormValue& value)
{
    return Json{{"field", value.field},
                {"value", value.value},
                {"computed", value.computed},
                {"note", value.note},
                {"role", roleText(value.by)}};
}

Json detailOf(const GateDecision& decision, const std::string& snapshot)
{
    return Json{{"gate", nameOf(decision.gate)},
                {"decision", decision.isGo ? "go" : "no-go"},
                {"reason", decision.reason},
                {"role", roleText(decision.by)},
                {"snapshot_sha256", sha256Hex(snapshot)}};
}

Json detailOf(const SignatureRecord& signature)
{
    return Json{{"role", nameOf(signature.role)},
                {"status", nameOf(signature.status)},
                {"name", signature.name},
                {"meaning", signature.meaning},
                {"key", signature.key},
                {"reason", signature.reason},
                {"given_at", signature.at ? Json(formatUtc(*signature.at)) : Json()},
                {"by_os_user", signature.osUser},
                {"principal", signature.principal},
                {"signed_sha256", signature.signedBytes.empty() ? std::string() : sha256Hex(signature.signedBytes)},
                {"signature_sha256", signature.armor.empty() ? std::string() : sha256Hex(signature.armor)}};
}

Json detailOf(const AlarmRecord& alarm)
{
    return Json{{"alarm", alarm.id},
                {"run", alarm.run},
                {"from", formatUtc(alarm.from)},
                {"to", alarm.to ? Json(formatUtc(*alarm.to)) : Json()},
                {"worst", alarm.worst},
                {"severity", alarm.severity},
                {"sentence", alarm.sentence},
                {"action", alarm.action},
                {"acknowledged_by", alarm.acknowledgedBy},
                {"outcome", alarm.outcome}};
}

Json detailOf(const std::string& checklist, const ChecklistText& text)
{
    return Json{{"name", checklist}, {"sha256", sha256Hex(text.content)}, {"document_sha256", sha256Hex(text.document)}};
}

Json detailOf(const OutsideStep& step)
{
    return Json{{"window", step.window},       {"step", step.step},     {"state", nameOf(step.state)},
                {"reference", step.reference}, {"reason", step.reason}, {"role", roleText(step.by)}};
}

Json windowDetail(std::int64_t window, const std::string& plannedEnd, const Json& detail)
{
    return Json{{"window", window}, {"planned_end", plannedEnd}, {"detail", detail}};
}

Json detailOf(const Snapshot& snapshot, const std::string& sha256)
{
    return Json{{"run", snapshot.run},
                {"moment", snapshot.moment},
                {"source", snapshot.source},
                {"taken_at", formatUtc(snapshot.at)},
                {"sha256", sha256}};
}

Json detailOf(std::int64_t run, const RunNote& note, const Person& by)
{
    return Json{{"run", run},        {"kind", nameOf(note.kind)}, {"at", formatUtc(note.at)}, {"second", note.second},
                {"note", note.text}, {"role", roleText(by)}};
}

Json detailOf(const SignerLists& signers)
{
    return Json{{"allowed_sha256", sha256Hex(signers.allowed)}, {"revoked_sha256", sha256Hex(signers.revoked)}};
}

Json noteDetail(const std::string& item, const std::string& text, const Person& by)
{
    return Json{{"item", item}, {"note", text}, {"role", roleText(by)}};
}

std::string signatureAction(SignatureStatus status)
{
    switch (status) {
    case SignatureStatus::Pending:
        return "signature withdrawn";
    case SignatureStatus::Invalid:
        return "signature made invalid";
    case SignatureStatus::Refused:
        return "signature refused";
    case SignatureStatus::Valid:
    case SignatureStatus::Unverified:
    case SignatureStatus::Unproven: // never stored
        break;
    }
    return std::string(kAuditSignatureGiven);
}

} // namespace holdpoint
