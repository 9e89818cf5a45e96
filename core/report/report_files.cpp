// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "core/base/file_stage.h"
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/report/report.h"
#include "core/report/run_formats.h"
#include "core/report/signoff_files.h"

#include <algorithm>
#include <array>
#include <set>
#include <system_error>

namespace holdpoint {

namespace {

constexpr std::array<std::string_view, 8> kFormats{"json", "html", "md", "junit", "csv", "k6", "jtl", "hdr"};
constexpr const char* kAuditFile = "audit.jsonl";
constexpr std::size_t kExportRowBytes = 64U * 1024U; // of its audit row beside the files, and rows that others add meanwhile

Result<> checkFormats(const std::vector<std::string>& formats, const std::vector<ReportRenderer>& more)
{
    for (const std::string& format : formats) {
        const bool isRendered =
            std::any_of(more.begin(), more.end(), [&](const ReportRenderer& renderer) { return renderer.format == format; });
        if (isRendered || std::find(kFormats.begin(), kFormats.end(), format) != kFormats.end()) {
            continue;
        }
        std::vector<std::string> known(kFormats.begin(), kFormats.end());
        for (const ReportRenderer& renderer : more) {
            known.push_back(renderer.format);
        }
        return fail(Error::Kind::Invalid,
                    "report format `" + shortened(format, 40) + "` is unknown; this program writes " + join(known, ", "));
    }
    return {};
}

/// One row a line, the exact bytes that were hashed: the chain is computed again from the lines. Up to the row of this export;
/// all rows for null.
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
    return exported.is_null() ? std::move(text) : text.substr(0, end);
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

/// The files that runs wrote with --samples, oldest first, each once.
Result<std::vector<std::string>> sampleFiles(const Dossier& dossier)
{
    const auto rows = dossier.audit();
    if (!rows) {
        return fail(rows.error());
    }
    std::vector<std::string> files;
    for (const AuditRow& row : *rows) {
        const auto json = parseJson(row.text, "audit row");
        const std::string file =
            json && stringAt(*json, "action") == kAuditSamplesWritten ? stringAt(memberAt(*json, "detail"), "file") : "";
        if (!file.empty() && std::find(files.begin(), files.end(), file) == files.end()) {
            files.push_back(file);
        }
    }
    if (files.empty()) {
        return fail(Error::Kind::NotFound,
                    "there are no samples for the format jtl: no run of this dossier had `--samples FILE.jtl`");
    }
    return files;
}

/// Formats of one file a run; runs without a second are left out.
Result<> writeRunFiles(const Report& report, const Dossier& dossier, const std::set<std::string>& wanted, const WriteFile& write)
{
    for (const TestReport& test : report.tests) {
        for (const RunRecord& run : test.runs) {
            Result<> done;
            if (!run.endedAt || !wasSeen(run)) {
                continue;
            }
            if (wanted.contains("k6")) {
                done = write(runFileStem(run) + ".k6.json", dumpJsonPretty(k6Summary(run)) + "\n");
            }
            if (done && wanted.contains("csv")) {
                done = write(runFileStem(run) + ".csv", secondsCsv(run, dossier));
            }
            if (done && wanted.contains("hdr")) {
                done = write(runFileStem(run) + ".hlog", hdrLog(run, dossier));
            }
            if (!done) {
                return done;
            }
        }
    }
    return {};
}

using CopyFile = std::function<Result<>(const std::string& name, const std::filesystem::path& source)>;

Result<> copySampleFiles(const Dossier& dossier, const CopyFile& copy)
{
    const auto files = sampleFiles(dossier);
    if (!files) {
        return fail(files.error());
    }
    for (std::size_t i = 0; i < files->size(); ++i) {
        const auto done = copy(i == 0 ? "samples.jtl" : "samples-" + std::to_string(i + 1) + ".jtl", (*files)[i]);
        if (!done) {
            return fail(Error::Kind::NotFound, "the samples of a run cannot be copied: " + done.error().message);
        }
    }
    return {};
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
    const std::set<std::string> wanted(formats.begin(), formats.end());
    const bool isAnyDrawn = wanted.contains("html") || std::any_of(more.begin(), more.end(), [&](const ReportRenderer& renderer) {
                                return wanted.contains(renderer.format);
                            });
    if (wanted.contains("jtl")) { // before anything is written
        if (const auto samples = sampleFiles(dossier); !samples) {
            return fail(samples.error());
        }
    }
    FileStage stage(folder);
    if (const auto opened = stage.open(); !opened) {
        return fail(opened.error());
    }
    std::vector<std::filesystem::path> written;
    Json files = Json::object();
    const auto write = [&](const std::string& name, const Result<std::string>& bytes) -> Result<> {
        if (!bytes) {
            return fail(bytes.error());
        }
        written.push_back(folder / name);
        files[name] = sha256Hex(*bytes);
        return stage.add(name, *bytes);
    };
    // What verify reads is written for every format: a page without its record proves nothing.
    auto done = write("record.json", recordText(*report, dossier));
    if (done) {
        done = write("frames.sha256", frameHashes(dossier));
    }
    if (done) {
        done = writeSignoffFiles(*report, dossier, write, [&](const std::string& name) { stage.drop(name); });
    }
    if (done) {
        done = write("report.json", dumpJsonPretty(toJson(*report)) + "\n");
    }
    ReportCharts charts;
    if (done && isAnyDrawn) { // once for all formats: every frame is read for them
        auto drawn = chartsOf(*report, dossier);
        done = drawn ? Result<>{} : fail(drawn.error());
        charts = drawn ? std::move(*drawn) : ReportCharts();
    }
    if (done && wanted.contains("html")) {
        done = write("report.html", toHtml(*report, charts));
    }
    if (done && wanted.count("md") != 0) {
        done = write("report.md", toMarkdown(*report));
    }
    if (done && wanted.contains("junit")) {
        done = write("junit.xml", junitXml(*report));
    }
    if (done) {
        done = writeRunFiles(*report, dossier, wanted, write);
    }
    if (done && wanted.contains("jtl")) {
        done = copySampleFiles(dossier, [&](const std::string& name, const std::filesystem::path& source) -> Result<> {
            const auto sha256 = stage.addCopy(name, source);
            if (!sha256) {
                return fail(sha256.error());
            }
            written.push_back(folder / name);
            files[name] = *sha256;
            return {};
        });
    }
    for (const ReportRenderer& renderer : more) {
        if (done && wanted.count(renderer.format) != 0) {
            done = write("report." + renderer.format, renderer.render(report, charts));
        }
    }
    const Json exported{{"folder", folder.string()}, {"files", std::move(files)}};
    if (done) { // the log is whole only once the row of this export is in it, and then it must not fail for room
        const auto lines = auditLines(dossier, Json());
        done =
            lines ? stage.reserve(kAuditFile, lines->size() + dumpJson(exported).size() + kExportRowBytes) : fail(lines.error());
    }
    if (done) {
        done = dossier.addAudit(std::string(kAuditReportExported), exported, {}, systemClock().wallNow());
    }
    if (done) {
        done = write(kAuditFile, auditLines(dossier, exported));
    }
    if (done) {
        done = stage.publish();
    }
    return done ? Result(std::move(written)) : fail(done.error());
}

} // namespace holdpoint
