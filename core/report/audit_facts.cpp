// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/audit_facts.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "core/dossier/audit_chain.h"
#include "core/dossier/audit_details.h"
#include "core/dossier/log_entry.h"

#include <algorithm>

namespace holdpoint {

namespace {

std::string alarmKeyOf(const Json& detail)
{
    return alarmKey(stringAt(detail, "alarm"), integerAt(detail, "run"), stringAt(detail, "from"));
}

void addSince(AuditFacts::Since& since, const std::string& action, const Json& detail)
{
    if (action == "run began" || action == kAuditRunEnded || action == kAuditNotCounting || action == kAuditCountingAgain ||
        action == kAuditMarked || action == kAuditClock) {
        since.runs.insert(integerAt(detail, "run"));
        if (action == "run began") {
            since.plans.insert(stringAt(detail, "plan_sha256"));
        }
    } else if (action == kAuditItemChanged) {
        since.items.insert(stringAt(detail, "item"));
    } else if (action == "note written") {
        since.notes.insert(stringAt(detail, "item"));
    } else if (action == "evidence added") {
        since.evidence[stringAt(detail, "item")].insert(stringAt(detail, "sha256"));
    } else if (action == "checklist checked") {
        for (const Json& finding : memberAt(detail, "changed")) {
            since.items.insert(stringAt(finding, "item"));
        }
    } else if (action == "form value set") {
        since.fields.insert(stringAt(detail, "field"));
    } else if (action.starts_with("alarm ")) {
        since.alarms.insert(alarmKeyOf(detail));
    } else if (action == kAuditLogEntry) {
        since.optimisations.insert(stringAt(detail, "ref"));
        since.items.insert(stringAt(memberAt(detail, "content"), "box"));
    } else if (action == "plan stored" || action == "checklist stored") {
        since.isPlan = true;
    } else if (action == "gate decided") {
        since.gates.insert(stringAt(detail, "gate"));
        since.isOther = true;
    } else if (action.starts_with("test window") || action == kAuditStep || action == "snapshot stored") {
        since.isOther = true;
    }
}

void addTold(AuditFacts::Told& told, const std::string& action, const Json& row)
{
    const bool isMachine = stringAt(row, "actor") == kAuditMachine;
    const Json& detail = memberAt(row, "detail");
    const auto keep = [&](std::map<std::string, Json>& into, const std::string& key) {
        Json& kept = into[key] = detail;
        if (kept.is_object()) {
            kept["by"] = isMachine ? std::string() : stringAt(row, "actor");
            kept["at"] = stringAt(row, "at");
        }
    };
    if (action == kAuditItemChanged) {
        keep(isMachine ? told.machines : told.persons, stringAt(detail, "item"));
    } else if (action == "note written") {
        keep(told.notes, stringAt(detail, "item"));
    } else if (action == "form value set") {
        keep(told.fields, stringAt(detail, "field"));
    } else if (action.starts_with("alarm ")) {
        keep(told.alarms, alarmKeyOf(detail));
    } else if (action == kAuditLogEntry) {
        told.logged[stringAt(memberAt(detail, "content"), "box")].insert(stringAt(row, "actor"));
    }
}

} // namespace

std::string alarmKey(const std::string& alarm, std::int64_t run, const std::string& from)
{
    return alarm + " of run " + std::to_string(run) + " at " + from;
}

AuditFacts auditFactsOf(const std::vector<AuditRow>& rows)
{
    AuditFacts facts;
    for (const AuditRow& row : rows) {
        const auto json = parseJson(row.text, "audit row");
        if (!json) {
            continue; // the chain's fault
        }
        const std::string action = stringAt(*json, "action");
        const Json& detail = memberAt(*json, "detail");
        addSince(facts.since, action, detail);
        addTold(facts.told, action, *json);
        if (action == "run began") {
            facts.runs[integerAt(detail, "run")].began = detail;
        } else if (action == kAuditRunEnded) {
            facts.runs[integerAt(detail, "run")].ended = detail;
        } else if (action == kAuditCountingAgain || action == kAuditNotCounting) {
            AuditFacts::Run& run = facts.runs[integerAt(detail, "run")];
            run.isCounting = action == kAuditCountingAgain;
            run.notCountingReason = run.isCounting ? "" : stringAt(detail, "reason");
        } else if (action == kAuditRecordFrozen) {
            facts.frozenSha256 = stringAt(detail, "record_sha256");
            facts.frozenHead = row.hash;
            facts.frozenAt = stringAt(*json, "at");
            facts.since = {};
        } else if (action == "test window opened") {
            facts.windowOpened = stringAt(*json, "at");
            facts.windowClosed.clear();
        } else if (action == "test window closed") {
            facts.windowClosed = stringAt(*json, "at");
        } else if (action == "gate decided") {
            facts.gates[stringAt(detail, "gate")] = {stringAt(*json, "at"), stringAt(*json, "actor"), stringAt(detail, "reason"),
                                                     stringAt(detail, "decision") == "go"};
        } else if (action == kAuditReportExported) {
            facts.exportRow = row.number;
            facts.newestExport.clear();
            const Json& files = memberAt(detail, "files");
            if (!files.is_object()) {
                continue;
            }
            for (const auto& [name, sha256] : files.items()) {
                facts.exported[name] = sha256.is_string() ? sha256.get<std::string>() : "";
                facts.newestExport.push_back(name);
            }
        }
    }
    return facts;
}

std::string countedOf(std::size_t part, std::size_t whole, const char* what)
{
    return formatCount(part) + " of " + formatCount(whole) + " " + what;
}

VerifyLine chainLine(const std::vector<AuditRow>& rows)
{
    const auto fault = firstAuditFault(rows);
    return {"Audit chain", fault ? *fault : countedOf(rows.size(), rows.size(), "rows follow from each other"), !fault};
}

VerifyLine framesLine(const std::map<std::int64_t, std::string>& now, const AuditFacts& audit)
{
    std::vector<std::string> faults;
    std::size_t good = 0;
    for (const auto& [run, facts] : audit.runs) {
        if (facts.ended.is_null()) {
            continue;
        }
        const auto found = now.find(run);
        if (found == now.end()) {
            faults.push_back("run " + std::to_string(run) + " is missing");
        } else if (found->second != stringAt(facts.ended, "frames_sha256")) {
            faults.push_back("the frames of run " + std::to_string(run) + " were changed after it ended");
        } else {
            ++good;
        }
    }
    return {"Frames", faults.empty() ? countedOf(good, good, "runs as recorded") : join(faults, "; "), faults.empty()};
}

VerifyLine recordLine(const std::string& recordSha256, bool isFrozen, const AuditFacts& audit)
{
    if (!isFrozen && audit.frozenSha256.empty()) {
        return {"Record", "not frozen yet: the Sign-off gate is not decided", true};
    }
    const bool isSame = recordSha256 == audit.frozenSha256;
    return {"Record",
            isSame ? "sha256 " + recordSha256.substr(0, 16) + ", as frozen" : "record.json is not the one that was frozen",
            isSame};
}

VerifyLine signatureLine(const std::vector<RoleCheck>& signatures)
{
    std::vector<std::string> faults;
    std::vector<std::string> others;
    std::size_t valid = 0;
    for (const RoleCheck& check : signatures) {
        const std::string text = std::string(titleOf(check.role)) + ": " + check.sentence;
        if (check.status == SignatureStatus::Invalid) {
            faults.push_back(text);
        } else if (check.status == SignatureStatus::Valid) {
            ++valid;
        } else if (check.status != SignatureStatus::Pending) {
            others.push_back(text);
        }
    }
    if (!faults.empty()) {
        return {"Signatures", join(faults, "; "), false};
    }
    std::string detail = valid == 0 ? "not signed" : countedOf(valid, signatures.size(), "valid");
    detail += others.empty() ? "" : "; " + join(others, "; ");
    return {"Signatures", std::move(detail), true};
}

VerifyLine signersLine(const SignerLists& signers, bool isOwn, const std::vector<RoleCheck>& signatures,
                       const Result<RevokedKeys>* today)
{
    const bool isAnySigned = std::any_of(signatures.begin(), signatures.end(), [](const RoleCheck& check) {
        return check.status == SignatureStatus::Valid || check.isFault;
    });
    if (!isAnySigned) {
        return {"Allowed signers", "nobody has signed with a key", true};
    }
    if (signers.isEmpty()) {
        return {"Allowed signers", "there is no list of them", false, "give one with --allowed-signers FILE"};
    }
    if (today != nullptr && !*today) {
        return {"Allowed signers", "whether a key was revoked is not known: " + today->error().message, false,
                "give your own lists with --allowed-signers FILE --revoked-keys FILE"};
    }
    const bool isByPlan = today != nullptr && (*today)->keys;
    const std::string revoked = isByPlan                  ? "revoked keys also by the plan's list of today"
                                : signers.revoked.empty() ? "no list of revoked keys"
                                                          : "with the list of revoked keys";
    const std::string elsewhere = today == nullptr || (*today)->elsewhere.empty() ? "" : "; " + (*today)->elsewhere;
    return {"Allowed signers", isOwn ? "as given, " + revoked : "those that lie with the record, " + revoked + elsewhere, true,
            isOwn ? "" : "--allowed-signers FILE checks against a list of your own"};
}

} // namespace holdpoint
