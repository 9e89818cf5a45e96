// SPDX-License-Identifier: GPL-3.0-or-later
// A report folder: everything that can be computed again from its own files.
#include "core/base/file.h"
#include "core/base/file_blocks.h"
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/dossier/audit_chain.h"
#include "core/report/audit_facts.h"
#include "core/report/report_reader.h"
#include "core/report/signed_change.h"
#include "core/report/signoff_files.h"

#include <map>
#include <set>
#include <system_error>
#include <tuple>

namespace holdpoint {

namespace {

constexpr std::size_t kMaxSignatureBytes = std::size_t{1} << 20U;

struct Folder
{
    std::filesystem::path place;
    Json report;
    Json recordJson;
    std::string record;
    std::string audit;
    std::string frames;
    std::vector<std::string> faults; // files that are missing or no JSON
};

std::vector<AuditRow> rowsOf(const std::string& lines)
{
    std::vector<AuditRow> rows;
    std::string previous = firstPreviousHash();
    for (std::string& line : split(lines, '\n')) {
        if (line.empty()) {
            continue;
        }
        AuditRow row;
        row.number = static_cast<std::int64_t>(rows.size()) + 1;
        row.hash = sha256Hex(previous + line);
        row.text = std::move(line);
        previous = row.hash;
        rows.push_back(std::move(row));
    }
    return rows;
}

Result<Folder> readFolder(const std::filesystem::path& folder)
{
    Folder files;
    files.place = folder;
    std::string reportText;
    const std::vector<std::pair<const char*, std::string*>> wanted{{"report.json", &reportText},
                                                                   {"record.json", &files.record},
                                                                   {"audit.jsonl", &files.audit},
                                                                   {"frames.sha256", &files.frames}};
    std::set<std::string> present;
    for (const auto& [name, into] : wanted) {
        auto text = readFile(folder / name);
        if (text) {
            present.insert(name);
        } else {
            files.faults.push_back(text.error().kind == Error::Kind::NotFound ? std::string(name) + " is missing"
                                                                              : text.error().message);
            continue;
        }
        *into = std::move(*text);
    }
    if (!present.contains("report.json") && !present.contains("audit.jsonl")) {
        return fail(Error::Kind::NotFound, folder.string() + " is not a report folder: " + files.faults.front());
    }
    for (const auto& [name, text, into] :
         {std::tuple("report.json", &reportText, &files.report), std::tuple("record.json", &files.record, &files.recordJson)}) {
        auto json = parseJson(*text, name);
        const bool isObject = json && json->is_object();
        if (present.contains(name) && !isObject) {
            files.faults.push_back(json ? std::string(name) + " is no JSON object" : json.error().message);
        }
        *into = isObject ? *std::move(json) : Json();
    }
    const std::string schema = stringAt(files.report, "schema");
    if (!present.contains("audit.jsonl") && !present.contains("record.json") && !schema.starts_with("holdpoint-report/")) {
        return fail(Error::Kind::NotFound, folder.string() + " is not a report folder: its report.json is not Holdpoint's");
    }
    if (!files.report.is_null() && schema != "holdpoint-report/1") {
        // A later version's own report, or one that was changed? The sum in the audit log tells.
        const auto exported = auditFactsOf(rowsOf(files.audit)).exported;
        const auto sum = exported.find("report.json");
        if (sum != exported.end() && sum->second == sha256Hex(reportText)) {
            return fail(Error::Kind::Invalid, (folder / "report.json").string() + " has schema `" + shortened(schema, 60) +
                                                  "`, this version reads holdpoint-report/1");
        }
        files.faults.push_back("report.json names the schema `" + shortened(schema, 60) +
                               "`, and is not the file that was exported");
    }
    return files;
}

/// report.json names the head that it was built on; the row of its export comes behind it, as the last one.
VerifyLine headLine(const std::vector<AuditRow>& rows, const std::string& lines, const Json& report, const AuditFacts& audit)
{
    std::string written; // a line end for each row, and nothing else
    for (const AuditRow& row : rows) {
        written += row.text + "\n";
    }
    if (written != lines) {
        return {"Audit head", "audit.jsonl holds lines that are no rows", false};
    }
    const Json& head = memberAt(report, "audit");
    const std::int64_t length = integerAt(head, "length");
    const auto count = static_cast<std::int64_t>(rows.size());
    if (length < 1 || length >= count || audit.exportRow != count) {
        return {"Audit head",
                "report.json was built on " + std::to_string(length) +
                    " rows and its export is the last row behind them, but "
                    "audit.jsonl has " +
                    std::to_string(count),
                false};
    }
    const bool isSame = rows[static_cast<std::size_t>(length) - 1].hash == stringAt(head, "head");
    return {"Audit head",
            isSame ? stringAt(head, "head").substr(0, 16) + ", as in report.json"
                   : "audit.jsonl does not lead to the head in report.json: a row was changed",
            isSame};
}

/// Files of the export against the sums in its audit row. One of an earlier export may lie beside them, unchanged.
VerifyLine filesLine(const Folder& folder, const AuditFacts& audit)
{
    const std::set<std::string> newest(audit.newestExport.begin(), audit.newestExport.end());
    std::vector<std::string> faults;
    std::vector<std::string> older;
    for (const char* needed : {"report.json", "record.json", "frames.sha256"}) {
        if (newest.count(needed) == 0) {
            faults.push_back("the audit log names no sum of " + std::string(needed) + ": export the report again");
        }
    }
    std::size_t good = 0;
    std::set<std::string> present;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder.place, error)) {
        const std::string name = entry.path().filename().string();
        const auto known = audit.exported.find(name);
        if (known == audit.exported.end()) {
            const bool isProof = name == kAllowedSigners || name == kRevokedKeys || name == kVerifyRecipe || name == kAttestationFile;
            if (isProof || name.starts_with("report.") || name.starts_with("signoff-")) {
                faults.push_back(name + " is of no export");
            }
            continue;
        }
        present.insert(name);
        const auto sum = fileSha256(entry.path());
        if (!sum) {
            faults.push_back(sum.error().message);
        } else if (*sum != known->second) {
            faults.push_back(name + " is not the file that was exported");
        } else if (newest.count(name) == 0) {
            older.push_back(name);
        } else {
            ++good;
        }
    }
    for (const std::string& name : newest) {
        if (present.count(name) == 0) {
            faults.push_back(name + " is missing");
        }
    }
    std::string detail = faults.empty() ? countedOf(good, newest.size(), "as exported") : join(faults, "; ");
    detail += older.empty() ? "" : "; of an earlier export: " + join(older, ", ");
    return {"Files", std::move(detail), faults.empty()};
}

std::map<std::int64_t, std::string> hashesOf(const std::string& text)
{
    std::map<std::int64_t, std::string> hashes;
    for (const std::string& line : split(text, '\n')) {
        const auto separator = line.find("  run-");
        const auto run =
            separator == std::string::npos ? fail(Error::Kind::Invalid, "") : parseInteger(line.substr(separator + 6));
        if (run) {
            hashes[*run] = line.substr(0, separator);
        }
    }
    return hashes;
}

/// A run's result as the dossier stores it, built from report.json: what `result_sha256` of the row "run ended" is over.
std::string resultSha256(const Json& run)
{
    Json result{{"outcome", memberAt(run, "outcome")}};
    for (const std::string_view key : kRunResultKeys) {
        if (run.contains(key)) {
            result[std::string(key)] = memberAt(run, key);
        }
    }
    return sha256Hex(dumpJson(result));
}

std::string runFault(const Json& run, const std::string& test, const AuditFacts::Run& audit)
{
    const std::string name = "run " + std::to_string(integerAt(run, "id"));
    const auto differs = [&](const Json& detail, const char* key, const Json& is) {
        return detail.contains(key) && detail[key] != is ? name + " differs from the audit log in `" + key + "`" : std::string();
    };
    if (audit.began.is_null()) {
        return name + " stands in no audit row";
    }
    for (const std::string& fault : {differs(audit.began, "test", test), differs(audit.began, "kind", memberAt(run, "kind")),
                                     differs(audit.began, "plan_sha256", memberAt(run, "plan_sha256")),
                                     differs(audit.began, "rehearsal", memberAt(run, "rehearsal")),
                                     differs(audit.began, "started_at", memberAt(run, "started_at"))}) {
        if (!fault.empty()) {
            return fault;
        }
    }
    if (boolAt(run, "counting", true) != audit.isCounting || stringAt(run, "not_counting_reason") != audit.notCountingReason) {
        return name + ": whether it counts, or why not, is not what the audit log says";
    }
    if (audit.ended.is_null()) {
        return memberAt(run, "ended_at").is_null() ? "" : name + " has an end that stands in no audit row";
    }
    for (const std::string& fault :
         {differs(audit.ended, "outcome", memberAt(run, "outcome")), differs(audit.ended, "why", memberAt(run, "why_ended")),
          differs(audit.ended, "ended_at", memberAt(run, "ended_at")),
          differs(audit.ended, "result_sha256", resultSha256(run))}) {
        if (!fault.empty()) {
            return fault;
        }
    }
    return {};
}

VerifyLine runsLine(const Json& report, const AuditFacts& audit)
{
    std::vector<std::string> faults;
    std::set<std::int64_t> found;
    for (const Json& test : memberAt(report, "tests")) {
        for (const Json& run : memberAt(test, "runs")) {
            const std::int64_t id = integerAt(run, "id");
            found.insert(id);
            const auto known = audit.runs.find(id);
            std::string fault =
                runFault(run, stringAt(test, "id"), known == audit.runs.end() ? AuditFacts::Run{} : known->second);
            if (!fault.empty()) {
                faults.push_back(std::move(fault));
            }
        }
    }
    for (const auto& [id, facts] : audit.runs) {
        if (!facts.ended.is_null() && found.count(id) == 0) {
            faults.push_back("run " + std::to_string(id) + " is missing in report.json");
        }
    }
    return {"Runs", faults.empty() ? countedOf(found.size(), found.size(), "runs as audited") : join(faults, "; "),
            faults.empty()};
}

/// What a frozen record holds for good must stand in report.json too, but for runs that changed since; one that is not frozen is
/// a part of it.
std::string recordFault(const Json& report, const Json& record, bool isFrozen, const AuditFacts::Since& since)
{
    std::map<std::int64_t, const Json*> runs;
    for (const Json& test : memberAt(report, "tests")) {
        for (const Json& run : memberAt(test, "runs")) {
            runs[integerAt(run, "id")] = &run;
        }
    }
    for (const Json& test : memberAt(record, "tests")) {
        for (const Json& run : memberAt(test, "runs")) {
            const auto found = runs.find(integerAt(run, "id"));
            if (isFrozen && since.runs.contains(integerAt(run, "id"))) {
                continue;
            }
            if (found == runs.end() || *found->second != run) {
                return "run " + std::to_string(integerAt(run, "id")) + " differs between report.json and record.json";
            }
        }
    }
    std::map<std::string, const Json*> items;
    for (const Json& item : memberAt(report, "checklist")) {
        items[stringAt(item, "id")] = &item;
    }
    for (const Json& item : isFrozen ? Json::array() : memberAt(record, "checklist")) {
        const auto found = items.find(stringAt(item, "id"));
        if (found == items.end() || *found->second != item) {
            return "item " + stringAt(item, "id") + " differs between report.json and record.json";
        }
    }
    for (const auto& [key, value] : record.items()) {
        const bool isAlways = key == "schema" || key == "release" || (key == "rehearsal" && since.runs.empty());
        const bool isPart = key != "checklist" && key != "counts" && key != "tests";
        if ((isAlways || (isPart && !isFrozen)) && memberAt(report, key) != value) {
            return "report.json and record.json differ in `" + key + "`";
        }
    }
    return {};
}

std::string countsFault(const Json& report)
{
    std::map<std::string, std::int64_t> counts;
    for (const Json& item : memberAt(report, "checklist")) {
        if (boolAt(item, "box")) {
            ++counts[stringAt(item, "state")];
        }
    }
    const Json& told = memberAt(report, "counts");
    for (const auto& [state, count] : counts) {
        if (integerAt(told, state) != count) {
            return "`counts` says " + std::to_string(integerAt(told, state)) + " " + state + ", the rows are " +
                   std::to_string(count);
        }
    }
    return told.size() == counts.size() ? "" : "`counts` names a state that no row has";
}

/// The verdict as it follows from what report.json says about tests, items, gates and signatures.
std::string verdictFault(const Json& json)
{
    const auto report = decidableReport(json);
    if (!report) {
        return report.error().message;
    }
    for (const TestReport& test : (*report)->tests) {
        for (const Json& told : memberAt(json, "tests")) {
            if (stringAt(told, "id") == test.id && stringAt(told, "verdict") != nameOf(test.verdict)) {
                return "test " + test.id + " says " + stringAt(told, "verdict") + ", its runs say " +
                       std::string(nameOf(test.verdict));
            }
        }
    }
    decideRelease(**report);
    if (stringAt(json, "verdict") != nameOf((*report)->verdict)) {
        return "report.json says " + stringAt(json, "verdict") + ", decided again it is " +
               std::string(nameOf((*report)->verdict));
    }
    if (boolAt(json, "released") != (*report)->isReleased) {
        return "`released` does not follow from the signatures";
    }
    return memberAt(json, "reasons") == Json((*report)->reasons) ? "" : "the reasons do not follow from tests, items and gates";
}

/// What the audit log tells of the test window and of gates that were decided.
std::string auditedFault(const Json& report, const AuditFacts& audit)
{
    const Json& window = memberAt(report, "window");
    if (stringAt(window, "opened_at") != audit.windowOpened || stringAt(window, "closed_at") != audit.windowClosed) {
        return "`window` is not the one of the audit log";
    }
    std::set<std::string> missing;
    for (const auto& [id, decided] : audit.gates) {
        missing.insert(id);
    }
    for (const Json& gate : memberAt(report, "gates")) {
        const std::string id = stringAt(gate, "id");
        const auto known = audit.gates.find(id);
        const bool isDecided = known != audit.gates.end();
        const AuditFacts::Decision decided = isDecided ? known->second : AuditFacts::Decision{};
        const std::string verdict = stringAt(gate, "verdict");
        const bool isAsDecided =
            (verdict == "go") == (isDecided && decided.isGo) && (verdict == "no-go") == (isDecided && !decided.isGo);
        if (!isAsDecided || stringAt(gate, "at") != decided.at || stringAt(gate, "by") != decided.by ||
            stringAt(gate, "reason") != decided.reason) {
            return "the decision of gate " + id + " is not the one of the audit log";
        }
        missing.erase(id);
    }
    return missing.empty() ? "" : "the decision of gate " + *missing.begin() + " is missing";
}

VerifyLine reportLine(const Folder& folder, const AuditFacts& audit, bool isFrozen)
{
    if (folder.recordJson.is_null()) {
        return {"Report", "record.json is no JSON", false};
    }
    bool isSigned = false;
    for (const Json& signature : memberAt(folder.report, "signatures")) {
        isSigned = isSigned || stringAt(signature, "status") == nameOf(SignatureStatus::Valid);
    }
    const AuditFacts::Since& since = audit.since;
    const SinceSigned signedThen = isSigned ? sinceSigned(folder.report, folder.recordJson, audit) : SinceSigned{};
    for (const std::string& fault : {recordFault(folder.report, folder.recordJson, isFrozen, since), countsFault(folder.report),
                                     verdictFault(folder.report), auditedFault(folder.report, audit), signedThen.fault}) {
        if (!fault.empty()) {
            return {"Report", fault, false};
        }
    }
    return {
        "Report",
        stringAt(folder.report, "verdict") + ", decided again from its tests, items, gates and signatures" +
            (signedThen.change.empty() ? "" : "; the signatures are over the record of before, since then " + signedThen.change),
        true};
}

/// What report.json says of the signatures, with the files that prove them.
std::vector<SignatureRecord> signaturesIn(const Folder& folder)
{
    const auto report = decidableReport(folder.report);
    std::vector<SignatureRecord> signatures = report ? (*report)->signatures : std::vector<SignatureRecord>{};
    for (SignatureRecord& signature : signatures) {
        const auto file = folder.place / signoffFileName(signature.role);
        const auto bytes = readFile(file, kMaxSignatureBytes);
        const auto armor = readFile(file.string() + ".sig", kMaxSignatureBytes);
        signature.signedBytes = bytes ? *bytes : "";
        signature.armor = armor ? *armor : "";
    }
    return signatures;
}

SignedRecord signedRecordIn(const Folder& folder, const AuditFacts& audit, const VerifyOptions& options)
{
    const Json& told = memberAt(folder.report, "record");
    std::optional<Dossier::FrozenRecord> frozen;
    if (!stringAt(told, "sha256").empty()) {
        const auto at = parseUtc(stringAt(told, "frozen_at"));
        frozen = Dossier::FrozenRecord{folder.record, stringAt(told, "sha256"), at ? *at : WallTime{}, audit.frozenHead};
    }
    const auto allowed = readFile(folder.place / kAllowedSigners, kMaxSignatureBytes);
    const auto revoked = readFile(folder.place / kRevokedKeys, kMaxSignatureBytes);
    SignerLists lists{allowed ? *allowed : "", revoked ? *revoked : ""};
    if (options.signers) { // who trusts other people does not trust a revoked key
        lists.allowed = options.signers->allowed;
        lists.revoked = options.signers->revoked.empty() ? lists.revoked : options.signers->revoked;
    }
    return signedRecordOf(frozen, std::move(lists));
}

} // namespace

Result<VerifyResult> verifyReportFolder(const std::filesystem::path& folder, const VerifyOptions& options)
{
    const auto files = readFolder(folder);
    if (!files) {
        return fail(files.error());
    }
    const auto rows = rowsOf(files->audit);
    const AuditFacts audit = auditFactsOf(rows);
    const std::string named = stringAt(memberAt(files->report, "record"), "sha256");
    const std::string sha256 = sha256Hex(files->record);
    VerifyLine record = recordLine(sha256, !named.empty(), audit);
    if (!named.empty() && named != sha256) {
        record = {"Record", "report.json names another record.json: its sha256 is not " + shortened(named, 16), false};
    }
    const std::string frozenAt = stringAt(memberAt(files->report, "record"), "frozen_at");
    if (!named.empty() && frozenAt != audit.frozenAt) {
        record = {"Record",
                  "report.json says that it was frozen at " + shortened(frozenAt, 40) + ", the audit log at " +
                      shortened(audit.frozenAt, 40),
                  false};
    }
    const SignedRecord over = signedRecordIn(*files, audit, options);
    auto checks = checkSignatures(signaturesIn(*files), over);
    VerifyLine given = signatureLine(checks);
    VerifyLine allowed = signersLine(over.signers, options.signers.has_value(), checks);
    VerifyResult result{{chainLine(rows), headLine(rows, files->audit, files->report, audit), filesLine(*files, audit),
                         framesLine(hashesOf(files->frames), audit), runsLine(files->report, audit), std::move(record),
                         reportLine(*files, audit, !named.empty()), std::move(given), std::move(allowed)},
                        std::move(checks)};
    if (!files->faults.empty()) { // the cause of all else
        result.lines.insert(result.lines.begin(), {"Folder", join(files->faults, "; "), false});
    }
    return result;
}

} // namespace holdpoint
