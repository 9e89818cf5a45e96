// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/report/report.h"

#include <algorithm>
#include <array>
#include <set>
#include <system_error>

namespace holdpoint {

namespace {

constexpr std::array<std::string_view, 3> kFormats{"json", "html", "md"};
constexpr std::array<std::string_view, 6> kLaterFormats{"junit", "csv", "k6", "jtl", "hdr", "pdf"};

Result<> checkFormats(const std::vector<std::string>& formats)
{
    for (const std::string& format : formats) {
        if (std::find(kFormats.begin(), kFormats.end(), format) != kFormats.end()) {
            continue;
        }
        const bool isLater = std::find(kLaterFormats.begin(), kLaterFormats.end(), format) != kLaterFormats.end();
        return fail(Error::Kind::Invalid, "report format `" + shortened(format, 40) + "` " +
                                              (isLater ? "comes with a later version" : "is unknown") +
                                              "; this version writes json, html and md");
    }
    return {};
}

/// One row a line, the exact bytes that were hashed: the chain is computed again from the lines. Up to the head that the
/// report names; rows that came since belong to the next report.
Result<std::string> auditLines(const Report& report, const Dossier& dossier)
{
    const auto rows = dossier.audit();
    if (!rows) {
        return fail(rows.error());
    }
    std::string text;
    for (const AuditRow& row : *rows) {
        text += row.number <= report.audit.length ? row.text + "\n" : "";
    }
    return text;
}

Result<std::string> frameHashes(const Dossier& dossier)
{
    const auto runs = dossier.runs();
    if (!runs) {
        return fail(runs.error());
    }
    std::string text;
    for (const RunRecord& run : *runs) {
        const auto sha256 = dossier.framesSha256(run.id);
        if (!sha256) {
            return fail(sha256.error());
        }
        text += *sha256 + "  run-" + std::to_string(run.id) + "\n";
    }
    return text;
}

Result<std::string> recordText(const Report& report, const Dossier& dossier)
{
    if (report.recordSha256.empty()) {
        return dumpJson(recordJson(report));
    }
    auto frozen = dossier.frozenRecord();
    if (!frozen) {
        return fail(frozen.error());
    }
    return *frozen ? (*frozen)->json : dumpJson(recordJson(report));
}

} // namespace

Result<std::vector<std::filesystem::path>> writeReport(const Report& report, const Dossier& dossier,
                                                       const std::filesystem::path& folder,
                                                       const std::vector<std::string>& formats)
{
    if (const auto checked = checkFormats(formats); !checked) {
        return fail(checked.error());
    }
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
        return fail(Error::Kind::Internal, "cannot make the report folder " + folder.string() + ": " + error.message());
    }
    const std::set<std::string> wanted(formats.begin(), formats.end());
    std::vector<std::filesystem::path> written;
    const auto write = [&](const char* name, const Result<std::string>& bytes) -> Result<> {
        if (!bytes) {
            return fail(bytes.error());
        }
        written.push_back(folder / name);
        return writeFileAtomically(written.back(), *bytes);
    };
    // What verify reads is written for every format: a page without its record proves nothing.
    for (const Result<>& done :
         {write("record.json", recordText(report, dossier)), write("audit.jsonl", auditLines(report, dossier)),
          write("frames.sha256", frameHashes(dossier)), write("report.json", dumpJsonPretty(toJson(report)) + "\n"),
          wanted.count("html") != 0 ? write("report.html", toHtml(report, dossier)) : Result<>(),
          wanted.count("md") != 0 ? write("report.md", toMarkdown(report)) : Result<>()}) {
        if (!done) {
            return fail(done.error());
        }
    }
    return written;
}

} // namespace holdpoint
