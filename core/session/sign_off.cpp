// SPDX-License-Identifier: GPL-3.0-or-later
// Signing a release with keys: Session's intents.
#include "core/session/session_parts.h"

#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/checklist/gate_causes.h"
#include "core/report/record_change.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr auto kClockSkew = std::chrono::minutes{5};

/// Why a record like this is not to be signed.
Result<> checkRecord(const Json& record)
{
    const std::string verdict = stringAt(record, "verdict");
    if (boolAt(record, "rehearsal")) {
        return fail(Error::Kind::Refused, "a rehearsal cannot be signed off");
    }
    if (verdict == nameOf(ReleaseVerdict::Go) || verdict == nameOf(ReleaseVerdict::GoWithExceptions)) {
        return {};
    }
    const Json& reasons = memberAt(record, "reasons");
    const std::string why =
        reasons.is_array() && !reasons.empty() && reasons[0].is_string() ? ": " + reasons[0].get<std::string>() : "";
    return fail(Error::Kind::Refused, "the frozen record says " + (verdict == nameOf(ReleaseVerdict::NoGo) ? "NO-GO" : verdict) +
                                          why + "; only GO and GO WITH EXCEPTIONS can be signed");
}

Result<> checkDecisions(const ChecklistView& view)
{
    for (const GateView& gate : view.gates) {
        if (gate.state == GateState::NoGo) {
            return fail(Error::Kind::Refused, std::string(titleOf(gate.gate)) + " was decided No-go by " +
                                                  (gate.decision ? gate.decision->by.name : "nobody") +
                                                  "; nothing is signed past it");
        }
    }
    return {};
}

Result<> checkSignoffGate(const ChecklistView& view)
{
    return view.gate(Gate::SignOff).blockingCount > 0 ? Result<>(fail(Error::Kind::Refused, holdSentence(view, Gate::SignOff)))
                                                      : Result<>{};
}

std::string countedGiven(const std::vector<SignatureRecord>& signatures)
{
    const auto given = std::count_if(signatures.begin(), signatures.end(), [](const SignatureRecord& signature) {
        return signature.status == SignatureStatus::Valid || signature.status == SignatureStatus::Unverified;
    });
    return given == 0 ? "" : given == 1 ? ", which voids 1 signature" : ", which voids " + std::to_string(given) + " signatures";
}

Error noRecordYet()
{
    return {Error::Kind::Refused, "there is no record to sign yet: decide the Sign-off gate first, it freezes the record"};
}

Error changedRecord(WallTime frozenAt, const std::string& change, const std::vector<SignatureRecord>& signatures)
{
    // A source that did not answer may answer now: then nothing changed, and nothing is voided.
    const bool mayPass = change.find(" to " + std::string(nameOf(ItemState::Unknown))) != std::string::npos;
    return {Error::Kind::Conflict,
            "the record is no longer the one that was frozen at " + formatUtcSeconds(frozenAt) + ": " + change + "; " +
                (mayPass ? "check that item again once its source answers, or " : "") + "decide the Sign-off gate again" +
                countedGiven(signatures)};
}

/// Besides the signatures that were given.
Result<> mayAlsoSign(const Json& record, const Report& report, const std::vector<SignatureRecord>& signatures, Role role,
                     const Person& person)
{
    auto allowed = checkRecord(record);
    if (allowed) {
        allowed = checkDecisions(report.checklist);
    }
    if (allowed) {
        allowed = mayReplace(signatures, role);
    }
    if (!allowed) {
        return allowed;
    }
    const std::string fault = samePersonFault(signatures, role, person.name);
    return report.needsFourPeople && !fault.empty() ? Result<>(fail(Error::Kind::Refused, fault)) : Result<>{};
}

/// Why the lists of this signer cannot become the dossier's: a signature that stands would hold no more.
std::string standingFault(const std::vector<SignatureRecord>& signatures, const SignedRecord& record)
{
    for (const RoleCheck& check : checkSignatures(signatures, record, Proof::Keep)) {
        if (check.isFault) {
            return "by the list of allowed signers here, " + check.sentence +
                   "; take the list by which it was given, or have that signature withdrawn first";
        }
    }
    return {};
}

} // namespace

Result<> mayReplace(const std::vector<SignatureRecord>& signatures, Role role)
{
    for (const SignatureRecord& signature : signatures) {
        const bool isGiven = signature.status == SignatureStatus::Valid || signature.status == SignatureStatus::Refused;
        if (signature.role == role && isGiven) {
            return fail(Error::Kind::Refused,
                        "the " + std::string(titleOf(role)) + " " + signature.name +
                            (signature.status == SignatureStatus::Valid ? " has signed" : " has refused to sign") +
                            "; that has to be withdrawn first");
        }
    }
    return {};
}

Result<SignerLists> Session::signers(std::string* note) const
{
    auto lists = planSigners(d->plan);
    if (lists) {
        const bool hasMark = lists->allowed.starts_with("\xef\xbb\xbf"); // ssh-keygen takes it for a part of the first name
        return isUtf8(lists->allowed) && !hasMark
                   ? lists
                   : fail(Error::Kind::Invalid, "the list of allowed signers is no plain UTF-8 text; save it as UTF-8 without a "
                                                "byte order mark");
    }
    if (lists.error().kind != Error::Kind::NotFound) {
        return lists; // it is there and cannot be read: an older one in its place might let in whom it keeps out
    }
    auto kept = d->dossier->signers();
    if (!kept || kept->isEmpty()) {
        return kept ? std::move(lists) : std::move(kept);
    }
    const auto revoked = planRevokedKeys(d->plan);
    if (!revoked) {
        return fail(revoked.error()); // the kept one may be of before a key was revoked
    }
    kept->revoked = revoked->keys.value_or(kept->revoked);
    if (note != nullptr) {
        *note = "Checked by the list of allowed signers that the dossier keeps: " + lists.error().message +
                (revoked->elsewhere.empty() ? "" : "; " + revoked->elsewhere);
    }
    return kept;
}

Result<> Session::mayAskToSign(Role role, const Person& by)
{
    const auto person = statedSigner(by, role);
    if (!person) {
        return fail(person.error());
    }
    const auto frozen = d->dossier->frozenRecord();
    const auto signatures = d->dossier->signatures();
    const auto current = report();
    if (!frozen || !signatures || current == nullptr) {
        return fail(!frozen ? frozen.error() : !signatures ? signatures.error() : Error{Error::Kind::Internal, d->lastError});
    }
    if (current->isRehearsal) {
        return fail(Error::Kind::Refused, "a rehearsal cannot be signed off");
    }
    if (!*frozen) {
        return fail(noRecordYet());
    }
    const auto record = parseJson((*frozen)->json, "the frozen record");
    return record ? mayAlsoSign(*record, *current, *signatures, role, *person) : fail(record.error());
}

Result<> Session::maySign(Role role, const Person& by)
{
    if (const auto person = statedSigner(by, role); !person) {
        return fail(person.error());
    }
    const auto allowed = mayAskToSign(role, by);
    const auto frozen = d->dossier->frozenRecord();
    const auto current = report();
    if (!frozen || current == nullptr) {
        return fail(frozen ? Error{Error::Kind::Internal, d->lastError} : frozen.error());
    }
    if (*frozen && !current->isRehearsal) {
        // the first thing to say: whatever else stands against it may be of the record of before
        if (const auto change = recordChange((*frozen)->json, dumpJsonPretty(recordJson(*current)))) {
            const auto signatures = d->dossier->signatures();
            return fail(signatures ? changedRecord((*frozen)->at, *change, *signatures) : signatures.error());
        }
    }
    return allowed ? checkSignoffGate(current->checklist) : allowed;
}

Result<> Session::mayShownSign(Role role, const Person& by)
{
    const auto person = statedSigner(by, role);
    if (!person) {
        return fail(person.error());
    }
    const auto shown = shownReport();
    if (shown == nullptr) {
        return fail(Error::Kind::Internal, d->lastError);
    }
    if (shown->isRehearsal) {
        return fail(Error::Kind::Refused, "a rehearsal cannot be signed off");
    }
    if (shown->recordSha256.empty()) {
        return fail(noRecordYet());
    }
    std::vector<SignatureRecord> given = shown->signatures;
    for (SignatureRecord& signature : given) { // whether it holds or not: it stands until it is withdrawn
        const bool isGiven = signature.status == SignatureStatus::Invalid || signature.status == SignatureStatus::Unproven;
        signature.status = isGiven ? SignatureStatus::Valid : signature.status;
    }
    if (!shown->changedSince.empty()) {
        return fail(changedRecord(shown->frozenAt.value_or(WallTime{}), shown->changedSince, given));
    }
    const auto allowed = mayAlsoSign(recordJson(*shown), *shown, given, role, *person);
    return allowed ? checkSignoffGate(shown->checklist) : allowed;
}

Result<std::string> Session::signoffBytes(Role role, const Person& by)
{
    if (const auto allowed = maySign(role, by); !allowed) {
        return fail(allowed.error());
    }
    const auto frozen = d->dossier->frozenRecord();
    if (!frozen || !*frozen) {
        return fail(frozen ? Error{Error::Kind::Internal, "the frozen record is gone"} : frozen.error());
    }
    return toBytes({(*frozen)->sha256, (*frozen)->auditHead, role, std::string(meaningOf(role)), std::string(trimmed(by.name)),
                    systemClock().wallNow()});
}

Result<> Session::acceptSignature(const std::string& bytes, const std::string& armor, const Person& by)
{
    const auto handedIn = statedPerson(by);
    const auto payload = readSignoffPayload(bytes);
    const auto lists = signers();
    const auto signatures = d->dossier->signatures();
    const auto frozen = d->dossier->frozenRecord();
    if (!handedIn || !payload || !lists || !signatures || !frozen) {
        return fail(!handedIn     ? handedIn.error()
                    : !payload    ? payload.error()
                    : !lists      ? lists.error()
                    : !signatures ? signatures.error()
                                  : frozen.error());
    }
    if (const auto allowed = maySign(payload->role, {payload->name, payload->role, handedIn->osUser}); !allowed) {
        return allowed;
    }
    const auto refuse = [&](const std::string& why) {
        return fail(Error::Kind::Refused, "the signature of " + payload->name + " is not taken: " + why);
    };
    const SignedRecord record = signedRecordOf(*frozen, *lists);
    if (const std::string fault = payloadFault(*payload, payload->role, record); !fault.empty()) {
        return refuse(fault);
    }
    if (payload->at > systemClock().wallNow() + kClockSkew) {
        return refuse("its time " + formatUtcSeconds(payload->at) + " is in the future; set that machine's clock");
    }
    const SignatureCheck check = checkSignature(bytes, armor, kSignoffNamespace, *lists, payload->at);
    if (!check.isGood) {
        const bool isUnknown = check.key && check.principals.empty();
        return refuse(
            check.fault +
            (isUnknown ? "; if it may sign, its owner's line is: " + allowedSignersLine(*check.key, "NAME@EXAMPLE.COM") : ""));
    }
    for (const std::string& fault : {roleFault(check.principals, payload->role), ownerFault(check, payload->name)}) {
        if (!fault.empty()) {
            return refuse(fault);
        }
    }
    const std::string twice = samePersonFault(*signatures, payload->role, payload->name, check.key->fingerprint, check.principal);
    if (record.needsFourPeople && !twice.empty()) {
        return refuse(twice);
    }
    SignatureRecord signature;
    signature.role = payload->role;
    signature.status = SignatureStatus::Valid;
    signature.name = payload->name;
    signature.meaning = payload->meaning;
    signature.key = check.key->fingerprint;
    signature.osUser = handedIn->osUser;
    signature.at = payload->at;
    signature.principal = check.principal;
    signature.signedBytes = bytes;
    signature.armor = armor;
    if (const std::string fault = standingFault(*signatures, record); !fault.empty()) {
        return fail(Error::Kind::Refused, fault);
    }
    // Its list and itself are stored together, and only over what was looked at above.
    return settle(d->dossier->atOnce([&]() -> Result<> {
        const auto now = d->dossier->frozenRecord();
        const auto given = d->dossier->signatures();
        if (!now || !given) {
            return fail(!now ? now.error() : given.error());
        }
        if (!*now || (*now)->sha256 != payload->recordSha256 || (*now)->auditHead != payload->auditHead) {
            return fail(Error::Kind::Conflict, "the record was frozen anew meanwhile; what " + payload->name +
                                                   " signed is the one of before, and was not stored");
        }
        if (const auto isFree = mayReplace(*given, payload->role); !isFree) {
            return fail(Error::Kind::Conflict, isFree.error().message);
        }
        const std::string again = samePersonFault(*given, payload->role, payload->name, check.key->fingerprint, check.principal);
        if (record.needsFourPeople && !again.empty()) {
            return refuse(again);
        }
        auto stored = d->dossier->storeSigners(*lists, systemClock().wallNow());
        return stored ? d->dossier->setSignature(signature) : stored;
    }));
}

} // namespace holdpoint
