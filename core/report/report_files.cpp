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

Result<> checkFormats(const std::vector<std::string>& formats, const std::vector<ReportRenderer>& more)
{
    for (const std::string& format : formats) {
        const bool isRendered =
            std::any_of(more.begin(), more.end(), [&](const ReportRenderer& renderer) { return renderer.format == format; });
        if (isRendered || std::find(kFormats.begin(), kFormats.end(), format) != kFormats.end()) {
            continue;
        }
        const bool isLater = std::find(kLaterFormats.begin(), kLaterFormats.end(), format) != kLaterFormats.end();
        return fail(Error::Kind::Invalid, "report format `" + shortened(format, 40) + "` " +
                                              (isLater ? "comes with a later version" : "is unknown") +
                                              "; this version writes json, html and md");
    }
    return {};
}

/// One row a line, the exact bytes that were hashed: the chain is computed again from the lines. Up to the row of this export.
Result<std::string> auditLines(const Dossier& dossier, const Json& exported)
{
    const auto rows = dossier.audit();
    if (!rows) {
        return fail(rows.error());
    }
    std::string text;
    std::size_t end = 0;
    for (const AuditRow& row : *rows) {
        text += row.text + "\n";
        const auto json = parseJson(row.text, "audit row");
        const bool isThisExport =
            json && stringAt(*json, "action") == kAuditReportExported && memberAt(*json, "detail") == exported;
        end = isThisExport ? text.size() : end;
    }
    return text.substr(0, end);
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

Result<std::vector<std::filesystem::path>> writeReport(const std::shared_ptr<const Report>& report, Dossier& dossier,
                                                       const std::filesystem::path& folder,
                                                       const std::vector<std::string>& formats,
                                                       const std::vector<ReportRenderer>& more)
{
    if (const auto checked = checkFormats(formats, more); !checked) {
        return fail(checked.error());
    }
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
        return fail(Error::Kind::Internal, "cannot make the report folder " + folder.string() + ": " + error.message());
    }
    const std::set<std::string> wanted(formats.begin(), formats.end());
    std::vector<std::filesystem::path> written;
    Json files = Json::object();
    const auto write = [&](const std::string& name, const Result<std::string>& bytes) -> Result<> {
        if (!bytes) {
            return fail(bytes.error());
        }
        written.push_back(folder / name);
        files[name] = sha256Hex(*bytes);
        return writeFileAtomically(written.back(), *bytes);
    };
    // What verify reads is written for every format: a page without its record proves nothing.
    auto done = write("record.json", recordText(*report, dossier));
    if (done) {
        done = write("frames.sha256", frameHashes(dossier));
    }
    if (done) {
        done = write("report.json", dumpJsonPretty(toJson(*report)) + "\n");
    }
    if (done && wanted.count("html") != 0) {
        done = write("report.html", toHtml(*report, dossier));
    }
    if (done && wanted.count("md") != 0) {
        done = write("report.md", toMarkdown(*report));
    }
    for (const ReportRenderer& renderer : more) {
        if (done && wanted.count(renderer.format) != 0) {
            done = write("report." + renderer.format, renderer.render(report));
        }
    }
    const Json exported{{"folder", folder.string()}, {"files", std::move(files)}};
    if (done) {
        done = dossier.addAudit(std::string(kAuditReportExported), exported, {}, systemClock().wallNow());
    }
    if (done) {
        done = write("audit.jsonl", auditLines(dossier, exported));
    }
    return done ? Result(std::move(written)) : fail(done.error());
}

} // namespace holdpoint
