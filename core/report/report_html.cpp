// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/report/analysis_parts.h"
#include "core/report/html_parts.h"
#include "core/report/html_style.h"
#include "core/report/optimisation_parts.h"

namespace holdpoint {

namespace {

std::string chartsBlock(const std::vector<SvgChart>& charts)
{
    if (charts.empty()) {
        return "<p class=\"remark\">No frames: nothing was measured.</p>\n";
    }
    std::string html = "<div class=\"charts\">";
    for (const SvgChart& chart : charts) {
        html += toSvg(chart);
    }
    return html + "</div>\n";
}

} // namespace

std::string toHtml(const Report& report, const ReportCharts& charts)
{
    const std::string name = report.release.name + " " + report.release.version;
    std::string html =
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
        // No script, no network: whatever slipped through the escaping could not run or call home.
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"><title>Load test "
        "report, " +
        htmlEscape(name) + "</title><style>" + std::string(kHtmlStyle) + "</style></head><body>" + std::string(kHtmlGlyphs) +
        "<main>\n<p><b>Load test report, " + htmlEscape(name) + "</b></p>\n";
    html += verdictPage(report) + detailPage(report);
    for (const TestReport& test : report.tests) {
        html += testPage(test);
        for (auto run = test.runs.rbegin(); run != test.runs.rend(); ++run) {
            html += runTables(*run, test.notesOf(run->id), report.planSha256);
            if (const auto drawn = charts.find(run->id); drawn != charts.end()) {
                html += chartsBlock(drawn->second);
            }
        }
        html += "</section>\n";
    }
    html += serverPage(report) + analysisPage(report) + optimisationPage(report) + checklistPage(report) + methodPage(report);
    return html + "<footer class=\"mono\">report.json sha256 " + sha256Hex(dumpJsonPretty(toJson(report)) + "\n") +
           "</footer></main></body></html>\n";
}

} // namespace holdpoint
