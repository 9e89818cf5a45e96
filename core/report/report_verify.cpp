// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/dossier/audit_chain.h"
#include "core/report/report.h"

#include <algorithm>
#include <map>
#include <system_error>

namespace holdpoint {

namespace {

std::string of(std::size_t part, std::size_t whole, const char* what)
{
    return formatCount(part) + " of " + formatCount(whole) + " " + what;
}

/// What the audit log says about runs and the record.
struct AuditFacts
{
    std::map<std::int64_t, std::string> framesSha256; // by run
    std::string frozenSha256;                         // of the newest freeze
};

AuditFacts factsOf(const std::vector<AuditRow>& rows)
{
    AuditFacts facts;
    for (const AuditRow& row : rows) {
        const auto json = parseJson(row.text, "audit row");
        const std::string action = json ? stringAt(*json, "action") : "";
        if (action == kAuditRunEnded) {
            const Json& detail = memberAt(*json, "detail");
            facts.framesSha256[integerAt(detail, "run")] = stringAt(detail, "frames_sha256");
        } else if (action == kAuditRecordFrozen) {
            facts.frozenSha256 = stringAt(memberAt(*json, "detail"), "record_sha256");
        }
    }
    return facts;
}

VerifyLine chainLine(const std::vector<AuditRow>& rows)
{
    const auto fault = firstAuditFault(rows);
    return {"Audit chain", fault ? *fault : of(rows.size(), rows.size(), "rows follow from each other"), !fault};
}

/// Frame hashes as they are now against those that the audit log took down when the runs ended.
VerifyLine framesLine(const std::map<std::int64_t, std::string>& now, const AuditFacts& audit)
{
    std::vector<std::string> faults;
    for (const auto& [run, sha256] : audit.framesSha256) {
        const auto found = now.find(run);
        if (found == now.end()) {
            faults.push_back("run " + std::to_string(run) + " is missing");
        } else if (found->second != sha256) {
            faults.push_back("the frames of run " + std::to_string(run) + " were changed after it ended");
        }
    }
    const std::size_t good = audit.framesSha256.size() - faults.size();
    return {"Frames", faults.empty() ? of(good, good, "runs as recorded") : join(faults, "; "), faults.empty()};
}

VerifyLine recordLine(const std::string& recordSha256, bool isFrozen, const AuditFacts& audit)
{
    if (!isFrozen && audit.frozenSha256.empty()) {
        return {"Record", "not frozen yet: the Sign-off gate was not swept", true};
    }
    const bool isSame = recordSha256 == audit.frozenSha256;
    return {"Record",
            isSame ? "sha256 " + recordSha256.substr(0, 16) + ", as frozen" : "record.json is not the one that was frozen",
            isSame};
}

VerifyLine signatureLine(std::size_t valid, std::size_t invalid)
{
    if (invalid > 0) {
        return {"Signatures", formatCount(invalid) + " invalid", false};
    }
    return {"Signatures", valid == 0 ? "not signed" : of(valid, 4, "valid"), true};
}

Result<std::map<std::int64_t, std::string>> frameHashesOf(const Dossier& dossier)
{
    const auto runs = dossier.runs();
    if (!runs) {
        return fail(runs.error());
    }
    std::map<std::int64_t, std::string> hashes;
    for (const RunRecord& run : *runs) {
        auto sha256 = dossier.framesSha256(run.id);
        if (!sha256) {
            return fail(sha256.error());
        }
        hashes[run.id] = std::move(*sha256);
    }
    return hashes;
}

// Folders

struct Folder
{
    Json report;
    std::string record;
    std::string audit;
    std::string frames;
};

Result<Folder> readFolder(const std::filesystem::path& folder)
{
    Folder files;
    std::string reportText;
    const std::vector<std::pair<const char*, std::string*>> wanted{{"report.json", &reportText},
                                                                   {"record.json", &files.record},
                                                                   {"audit.jsonl", &files.audit},
                                                                   {"frames.sha256", &files.frames}};
    for (const auto& [name, into] : wanted) {
        auto text = readFile(folder / name);
        if (!text) {
            return fail(text.error().kind, folder.string() + " is not a report folder: " + text.error().message);
        }
        *into = std::move(*text);
    }
    auto report = parseJson(reportText, (folder / "report.json").string());
    if (!report) {
        return fail(report.error());
    }
    if (stringAt(*report, "schema") != "holdpoint-report/1") {
        return fail(Error::Kind::Invalid, (folder / "report.json").string() + " has schema `" +
                                              shortened(stringAt(*report, "schema"), 60) +
                                              "`, this version reads holdpoint-report/1");
    }
    files.report = std::move(*report);
    return files;
}

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

VerifyLine headLine(const std::vector<AuditRow>& rows, const Json& report)
{
    const Json& audit = memberAt(report, "audit");
    const std::string head = rows.empty() ? "" : rows.back().hash;
    if (static_cast<std::int64_t>(rows.size()) != integerAt(audit, "length")) {
        return {"Audit head",
                "report.json speaks of " + std::to_string(integerAt(audit, "length")) + " rows, audit.jsonl has " +
                    std::to_string(rows.size()),
                false};
    }
    const bool isSame = head == stringAt(audit, "head");
    return {"Audit head",
            isSame ? head.substr(0, 16) + ", as in report.json"
                   : "audit.jsonl does not lead to the head in report.json: a row was changed",
            isSame};
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

/// Everything that the frozen record holds about the release and its runs must stand in report.json too.
VerifyLine consistencyLine(const Json& report, const std::string& recordText)
{
    const auto record = parseJson(recordText, "record.json");
    if (!record) {
        return {"Report", record.error().message, false};
    }
    for (const char* key : {"schema", "release", "rehearsal"}) {
        if (memberAt(*record, key) != memberAt(report, key)) {
            return {"Report", "report.json and record.json differ in `" + std::string(key) + "`", false};
        }
    }
    std::map<std::int64_t, const Json*> runs;
    for (const Json& test : memberAt(report, "tests")) {
        for (const Json& run : memberAt(test, "runs")) {
            runs[integerAt(run, "id")] = &run;
        }
    }
    std::size_t count = 0;
    for (const Json& test : memberAt(*record, "tests")) {
        for (const Json& run : memberAt(test, "runs")) {
            const auto found = runs.find(integerAt(run, "id"));
            if (found == runs.end() || *found->second != run) {
                return {"Report", "run " + std::to_string(integerAt(run, "id")) + " differs between report.json and record.json",
                        false};
            }
            ++count;
        }
    }
    return {"Report", of(count, count, "runs of record.json stand in report.json"), true};
}

} // namespace

bool VerifyResult::isValid() const
{
    return std::all_of(lines.begin(), lines.end(), [](const VerifyLine& line) { return line.isValid; });
}

Result<VerifyResult> verifyDossier(const std::filesystem::path& file)
{
    const auto dossier = Dossier::open(file);
    if (!dossier) {
        return fail(dossier.error());
    }
    const auto rows = (*dossier)->audit();
    const auto hashes = frameHashesOf(**dossier);
    const auto frozen = (*dossier)->frozenRecord();
    const auto signatures = (*dossier)->signatures();
    for (const Error* error : {rows ? nullptr : &rows.error(), hashes ? nullptr : &hashes.error(),
                               frozen ? nullptr : &frozen.error(), signatures ? nullptr : &signatures.error()}) {
        if (error != nullptr) {
            return fail(*error);
        }
    }
    const AuditFacts audit = factsOf(*rows);
    const auto countOf = [&](SignatureStatus status) {
        return static_cast<std::size_t>(
            std::count_if(signatures->begin(), signatures->end(), [status](const Signature& s) { return s.status == status; }));
    };
    const std::string sha256 = *frozen ? sha256Hex((*frozen)->json) : "";
    return VerifyResult{{chainLine(*rows), framesLine(*hashes, audit), recordLine(sha256, frozen->has_value(), audit),
                         signatureLine(countOf(SignatureStatus::Valid), countOf(SignatureStatus::Invalid))}};
}

Result<VerifyResult> verifyReportFolder(const std::filesystem::path& folder)
{
    const auto files = readFolder(folder);
    if (!files) {
        return fail(files.error());
    }
    const auto rows = rowsOf(files->audit);
    const AuditFacts audit = factsOf(rows);
    const std::string named = stringAt(memberAt(files->report, "record"), "sha256");
    const std::string sha256 = sha256Hex(files->record);
    VerifyLine record = recordLine(sha256, !named.empty(), audit);
    if (!named.empty() && named != sha256) {
        record = {"Record", "report.json names another record.json: its sha256 is not " + shortened(named, 16), false};
    }
    std::size_t valid = 0;
    std::size_t invalid = 0;
    for (const Json& signature : memberAt(files->report, "signatures")) {
        valid += stringAt(signature, "status") == "valid" ? 1 : 0;
        invalid += stringAt(signature, "status") == "invalid" ? 1 : 0;
    }
    return VerifyResult{{chainLine(rows), headLine(rows, files->report), framesLine(hashesOf(files->frames), audit),
                         std::move(record), consistencyLine(files->report, files->record), signatureLine(valid, invalid)}};
}

} // namespace holdpoint
