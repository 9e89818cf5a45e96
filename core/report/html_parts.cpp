// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/html_parts.h"

#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/report/breakpoint_rows.h"
#include "core/report/html_text.h"
#include "core/report/page_figures.h"
#include "core/report/run_routes.h"
#include "core/verdict/sentences.h"

namespace holdpoint {

namespace {

constexpr std::size_t kMaxRows = 200; // of errors and checks: hostile servers can make many

std::string sectionTable(const Report& report, const SectionDefinition& section)
{
    std::string html = "<h3>" + htmlEscape(section.number == "ref" ? section.title : section.number + ". " + section.title) +
                       "</h3>" + head({"Item", "State", "Value seen", "Who, when"});
    for (const ItemView& item : report.checklist.items) {
        if (item.definition->section != section.number || item.definition->kind == ItemKind::Text) {
            continue;
        }
        std::string seen = item.value;
        seen += (seen.empty() || item.reason.empty() ? "" : ": ") + item.reason;
        std::string who = item.by.name.empty() ? item.source : item.by.name;
        who += item.at ? (who.empty() ? "" : ", ") + formatUtcSeconds(*item.at) : "";
        const std::string note = item.note.empty() ? "" : "<br><span class=\"remark\">" + htmlEscape(item.note) + "</span>";
        html += "<tr><td>" + htmlEscape(item.definition->text) + note + "</td><td>" + chip(std::string(nameOf(item.state))) +
                "</td>" + cell(shortened(seen, 400)) + cell(who) + "</tr>";
    }
    return html + "</table>";
}

} // namespace

std::string testPage(const TestReport& test)
{
    return "<section class=\"page\"><h2>" + htmlEscape(test.title) + " " + chip(outcomeWord(test.verdict)) + "</h2>" +
           (test.remark.empty() ? "" : "<p class=\"remark\">" + htmlEscape(test.remark) + "</p>");
}

std::string breakpointTable(const BreakpointResult& result)
{
    const auto isNumberColumn = [](std::size_t i) { return i > 0 && i + 1 < kBreakpointColumns.size(); };
    std::string html = "<p>" + htmlEscape(asSentence("Breakpoint: " + result.sentence)) + "</p>";
    std::vector<std::string> titles;
    for (std::size_t i = 0; i < kBreakpointColumns.size(); ++i) {
        titles.push_back((isNumberColumn(i) ? "#" : "") + std::string(kBreakpointColumns[i]));
    }
    html += head(titles);
    for (std::size_t level = 0; level < result.levels.size(); ++level) {
        html += "<tr>";
        const auto cells = breakpointCells(result, level);
        for (std::size_t i = 0; i < cells.size(); ++i) {
            html += isNumberColumn(i) ? numberCell(cells[i]) : cell(cells[i]);
        }
        html += "</tr>";
    }
    return html + "</table>";
}

namespace {

/// What people marked, and what the clocks did.
std::string noteTable(const std::vector<RunNote>& notes)
{
    if (notes.empty()) {
        return {};
    }
    std::string html = head({"Noted: when", "#In the run", "What", "Who"});
    for (std::size_t i = 0; i < notes.size() && i < kMaxRows; ++i) {
        const RunNote& note = notes[i];
        html += "<tr>" + cell(formatUtcClock(note.at) + " UTC") + numberCell(noteMoment(note)) + cell(note.text) +
                cell(note.by.empty() ? "Holdpoint" : note.by) + "</tr>";
    }
    return html + "</table>";
}

} // namespace

std::string runTables(const RunRecord& run, const std::vector<RunNote>& notes, const std::string& planInForce)
{
    const RunResult& result = run.result;
    std::string html =
        "<h3>Run " + std::to_string(run.id) + ", " + std::string(nameOf(run.kind)) + " " + chip(outcomeWord(result.outcome)) +
        (run.isRehearsal ? " " + chip("REHEARSAL") : "") + (run.isCounting ? "" : " " + chip("NOT COUNTING")) +
        "</h3><p class=\"remark\">" +
        htmlEscape(formatUtcSeconds(run.startedAt) + (run.endedAt ? " to " + formatUtcClock(*run.endedAt) + " UTC" : "") + ", " +
                   run.whyEnded + (run.notCountingReason.empty() ? "" : "; not counting: " + run.notCountingReason)) +
        "</p>";
    for (const std::string& reason : result.reasons) {
        html += reasonLine(reason);
    }
    if (const std::string other = otherPlanSentence(run, planInForce); !other.empty()) {
        html += "<p class=\"remark\">" + htmlEscape(other) + "</p>";
    }
    html += noteTable(notes);
    if (!wasSeen(run)) {
        return html;
    }
    if (provesLoad(run) && !result.breakpoint) { // whose levels are judged, each by itself
        std::string loads;
        for (const LoadResult& load : result.load) {
            loads += loadRow(run.testId, run, load);
        }
        html += loads.empty()
                    ? ""
                    : head({"Test", "Metric", "#Run", "#Planned", "#Achieved", "#Ratio", "Reached"}) + loads + "</table>";
        html += head({"Rule", "#Target", "#Critical", "#Measured", "#Margin", "#n", "Verdict"});
        for (const ThresholdResult* threshold : distinctThresholds(result.thresholds)) {
            html += thresholdRow(nameOf(threshold->rule) + " " + threshold->rule.target.aggregate.text(), *threshold);
        }
        html += "</table>";
        for (const std::string& sentence : unjudgedSentences(distinctThresholds(result.thresholds))) {
            html += "<p class=\"remark\">" + htmlEscape(asSentence(sentence)) + "</p>";
        }
    }
    std::string pages;
    for (const PageFigure& figure : pageFiguresOf(result)) {
        pages += "<tr>" + cell(figure.name) + numberCell(formatCount(figure.count)) + numberCell(figure.median) +
                 numberCell(figure.p95) + numberCell(figure.worst) + "</tr>";
    }
    html += pages.empty() ? "" : head({"Pages: metric, step", "#n", "#Median", "#p(95)", "#Worst"}) + pages + "</table>";
    if (result.breakpoint) {
        html += breakpointTable(*result.breakpoint);
    }
    if (!result.verifications.empty()) {
        html += head({"Verification", "Expected", "Measured", "Verdict"});
        for (const VerificationResult& verification : result.verifications) {
            html += "<tr>" + cell(verification.name) + cell(verification.expected) + cell(verification.measured) + "<td>" +
                    chip(verdictWord(verification.verdict)) + "</td></tr>";
        }
        html += "</table>";
    }
    for (const RecoveryResult& recovery : result.recoveries) {
        html += "<p class=\"remark\">" + htmlEscape(recoverySentence(recovery)) + "</p>";
    }
    if (!result.errors.empty()) {
        html += head({"Errors: class", "Step", "Message", "#Count", "First"});
        for (std::size_t i = 0; i < result.errors.size() && i < kMaxRows; ++i) {
            const ErrorResult& error = result.errors[i];
            html += "<tr>" + cell(error.errorClass) + cell(error.step) + cell(shortened(error.message, 400)) +
                    numberCell(formatCount(error.count)) + cell(formatUtcClock(error.firstAt)) + "</tr>";
        }
        html += "</table>";
    }
    std::string checks;
    for (std::size_t i = 0; i < result.checks.size() && i < kMaxRows; ++i) {
        checks += "<tr>" + cell(result.checks[i].name) + numberCell(formatCount(result.checks[i].passes)) +
                  numberCell(formatCount(result.checks[i].fails)) + "</tr>";
    }
    html += checks.empty() ? "" : head({"Check", "#Passed", "#Failed"}) + checks + "</table>";
    std::string routes;
    const auto ways = routesOf(result);
    for (std::size_t i = 0; i < ways.size() && i < kMaxRows; ++i) {
        routes += "<tr>" + cell(ways[i].step) + cell(ways[i].protocol) + cell(ways[i].lane) +
                  numberCell(formatCount(ways[i].count)) + "</tr>";
    }
    html += routes.empty() ? "" : head({"Step", "Protocol", "Lane", "#Answers"}) + routes + "</table>";
    const GeneratorResult& generator = result.generator;
    return html + "<p class=\"remark\">" +
           htmlEscape("Generator: " + std::to_string(generator.agents) + (generator.agents == 1 ? " agent, " : " agents, ") +
                      (!generator.isLimited ? "limited in " + formatCount(generator.limitedSeconds) + " of " +
                                                  formatCount(generator.loadSeconds) + " s"
                                            : generator.sentence) +
                      "; start lag p99 " + lagText(generator) + ", CPU at most " + formatNumber(generator.cpuPercentMax, 0) +
                      "\u00a0% (machine " + formatNumber(generator.machineCpuPercentMax, 0) + "\u00a0%), memory at most " +
                      formatBytes(generator.rssBytesMax) + ", dropped iterations " + formatCount(generator.droppedIterations)) +
           "</p>";
}

std::string serverPage(const Report& report)
{
    std::string html =
        "<section class=\"page\">" + heading("Release thresholds") + head({"Rule", "#Target", "#Critical", "Per run", "Verdict"});
    for (const ReleaseThreshold& threshold : report.thresholds) {
        std::vector<std::string> perRun;
        for (const auto& [run, result] : threshold.perRun) {
            const std::string measured = result.measured ? formatMeasured(result.rule.metric, result.rule.target.aggregate,
                                                                          *result.measured, result.rule.unit)
                                                         : "\u2013";
            perRun.push_back("run " + std::to_string(run) + ": " + measured);
        }
        if (!threshold.reason.empty()) {
            perRun.push_back(threshold.reason);
        }
        const std::string seen = join(perRun, ", ");
        html += "<tr>" + cell(threshold.rule.id) + limitCells(threshold.rule) + cell(seen) + "<td>" +
                chip(verdictWord(threshold.verdict)) + "</td></tr>";
    }
    html += report.thresholds.empty() ? "<tr><td colspan=\"5\">The plan has none.</td></tr>" : "";
    html += "</table>" + heading("Alarms") + head({"Alarm", "#Run", "From", "To", "What", "Acknowledged by, outcome"});
    for (std::size_t i = 0; i < report.alarms.size() && i < kMaxRows; ++i) {
        const AlarmRecord& alarm = report.alarms[i];
        html += "<tr>" + cell(alarm.id) + numberCell(std::to_string(alarm.run)) + cell(formatUtcClock(alarm.from)) +
                cell(alarm.to ? formatUtcClock(*alarm.to) : "still firing") + cell(alarm.sentence) +
                cell(alarm.acknowledgedBy + (alarm.outcome.empty() ? "" : ": " + alarm.outcome)) + "</tr>";
    }
    return html + (report.alarms.empty() ? "<tr><td colspan=\"6\">None fired.</td></tr>" : "") + "</table></section>";
}

std::string checklistPage(const Report& report)
{
    std::vector<std::string> counts;
    for (const auto& [state, count] : report.checklist.counts) {
        counts.push_back(formatCount(count) + " " + std::string(nameOf(state)));
    }
    std::string html =
        "<section class=\"page\">" +
        heading("Checklist", join(counts, ", ") + " of " + formatCount(report.checklistTemplate.boxCount()) + " boxes") +
        "<div class=\"items\">"; // the same columns in every section
    for (const SectionDefinition& section : report.checklistTemplate.sections) {
        html += sectionTable(report, section);
    }
    return html + "</div></section>";
}

std::string methodPage(const Report& report)
{
    return "<section class=\"page\">" + heading("Method") +
           "<p>Load was paced on an absolute schedule; latency is counted from the send (<code>http_req_duration</code>) and "
           "from the intended start "
           "(<code>http_req_response_time</code>). Percentiles are HdrHistogram's highest equivalent value, three significant "
           "digits for every metric that a rule names; a run's "
           "totals are the merge of its stored seconds. A run that missed its load, or whose generator was the bottleneck, is "
           "inconclusive and never passed.</p><dl>" +
           fact("Plan", report.planName) + fact("Plan sha256", report.planSha256) +
           fact("Checklist", report.checklistTemplate.id + " " + report.checklistTemplate.version) +
           fact("Its sha256", report.checklistTemplate.sha256) + fact("Audit head", report.audit.hash) +
           fact("Audit rows", std::to_string(report.audit.length)) +
           fact("Record", report.recordSha256.empty() ? "not frozen" : report.recordSha256) +
           fact("Frozen", report.frozenAt ? formatUtcSeconds(*report.frozenAt) : "\u2013") +
           "</dl><p>Check it: <code>holdpointctl verify REPORT-FOLDER</code></p></section>";
}

} // namespace holdpoint
