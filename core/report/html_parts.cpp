// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/html_parts.h"

#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/base/version.h"
#include "core/verdict/sentences.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::size_t kMaxRows = 200; // of errors and checks: hostile servers can make many

const char* toneOf(const std::string& word)
{
    static const std::map<std::string, const char*> kTones{
        {"PASS", "pass"},       {"GO", "pass"},        {"VALID", "pass"},      {"PASSED", "pass"},    {"FAIL", "fail"},
        {"FAILED", "fail"},     {"NO-GO", "fail"},     {"INVALID", "fail"},    {"REFUSED", "fail"},   {"ABORTED", "fail"},
        {"OVERRIDDEN", "over"}, {"DEFERRED", "defer"}, {"OPEN", "open"},       {"NA", "open"},        {"PENDING", "open"},
        {"NOT RUN", "open"},    {"RUNNING", "open"},   {"NOT JUDGED", "open"}, {"INCOMPLETE", "warn"}};
    const auto found = kTones.find(word);
    return found == kTones.end() ? "warn" : found->second;
}

std::string worded(std::string_view name)
{
    std::string word(name);
    std::transform(word.begin(), word.end(), word.begin(), [](char c) {
        return c == '_' ? ' ' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return word;
}

std::string verdictWord(RuleVerdict verdict)
{
    switch (verdict) {
    case RuleVerdict::Passed:
        return "PASS";
    case RuleVerdict::Warned:
        return "WARN";
    case RuleVerdict::Failed:
        return "FAIL";
    case RuleVerdict::NoData:
        return "NO DATA";
    case RuleVerdict::NotJudged:
        return "NOT JUDGED";
    }
    return {};
}

std::string outcomeWord(RunOutcome outcome)
{
    switch (outcome) {
    case RunOutcome::Passed:
        return "PASS";
    case RunOutcome::Warned:
        return "WARN";
    case RunOutcome::Failed:
        return "FAIL";
    case RunOutcome::Inconclusive:
    case RunOutcome::Aborted:
    case RunOutcome::Interrupted:
    case RunOutcome::NotRun:
        return worded(nameOf(outcome));
    }
    return {};
}

std::string fact(const std::string& name, const std::string& value)
{
    return "<dt>" + htmlEscape(name) + "</dt><dd>" + htmlEscape(value.empty() ? "\u2013" : value) + "</dd>";
}

std::string head(std::initializer_list<const char*> names)
{
    std::string row = "<table><tr>";
    for (const std::string name : names) {
        const bool isNumber = name.starts_with('#');
        row += (isNumber ? "<th class=\"n\">" : "<th>") + htmlEscape(isNumber ? name.substr(1) : name) + "</th>";
    }
    return row + "</tr>";
}

std::string heading(const std::string& title, const std::string& remark = {})
{
    return "<h2>" + htmlEscape(title) + "</h2>" + (remark.empty() ? "" : "<p class=\"remark\">" + htmlEscape(remark) + "</p>");
}

std::string windowText(const Report& report)
{
    if (!report.window) {
        return "not opened";
    }
    const std::string from = formatUtcSeconds(report.window->first);
    return from.substr(0, 10) + " " + from.substr(11, 5) + "\u2013" +
           (report.window->second ? formatUtcSeconds(*report.window->second).substr(11, 5) : "open") + " UTC";
}

std::string marginText(const ThresholdResult& threshold)
{
    return threshold.margin ? formatNumber(*threshold.margin * 100, 0) + "\u00a0%" : "\u2013";
}

std::string thresholdRow(const std::string& name, const ThresholdResult& threshold)
{
    const auto& rule = threshold.rule;
    const std::string measured =
        threshold.measured ? formatMeasured(rule.metric, rule.target.aggregate, *threshold.measured, rule.unit) : "\u2013";
    return "<tr>" + cell(name) + limitCell(rule.target, rule.metric) + limitCell(rule.critical, rule.metric) +
           "<td class=\"n\"><b>" + htmlEscape(measured) + "</b></td>" + numberCell(marginText(threshold)) +
           numberCell(formatCount(threshold.sampleCount)) + "<td>" + chip(verdictWord(threshold.verdict)) + "</td></tr>";
}

std::string loadRow(const std::string& test, std::int64_t run, const LoadResult& load)
{
    const auto& expect = load.target.expect;
    const auto shown = [&](double value) { return formatMeasured(load.target.metric, expect.aggregate, value); };
    const std::string ratio =
        load.achieved && expect.limit != 0 ? formatNumber(*load.achieved / expect.limit * 100, 1) + "\u00a0%" : "\u2013";
    return "<tr>" + cell(test) + cell(load.target.metric) + numberCell(std::to_string(run)) + numberCell(shown(expect.limit)) +
           "<td class=\"n\"><b>" + htmlEscape(load.achieved ? shown(*load.achieved) : "\u2013") + "</b></td>" +
           numberCell(ratio) + "<td>" + chip(load.isMet ? "PASS" : "MISSED") + "</td></tr>";
}

std::string loadTable(const Report& report)
{
    std::string html = heading("Planned and achieved load", "a run that missed its load is not counted") +
                       head({"Test", "Metric", "#Run", "#Planned", "#Achieved", "#Ratio", "Reached"});
    for (const TestReport& test : report.tests) {
        const RunRecord* run = decidingRun(test.runs, test.id);
        if (run == nullptr || run->result.load.empty()) {
            html += "<tr>" + cell(test.title) + "<td colspan=\"5\">" +
                    htmlEscape(run == nullptr ? (test.remark.empty() ? "not run" : test.remark) : "no load target") +
                    "</td><td>" + chip(outcomeWord(test.verdict)) + "</td></tr>";
            continue;
        }
        for (const LoadResult& load : run->result.load) {
            html += loadRow(test.title, run->id, load);
        }
    }
    return html + "</table>";
}

std::string thresholdTable(const Report& report)
{
    struct Row
    {
        std::string name;
        const ThresholdResult* threshold;
    };
    std::vector<Row> rows;
    for (const TestReport& test : report.tests) {
        const RunRecord* run = decidingRun(test.runs, test.id);
        for (std::size_t i = 0; run != nullptr && i < run->result.thresholds.size(); ++i) {
            rows.push_back({test.title + ", " + run->result.thresholds[i].rule.metric + " " +
                                run->result.thresholds[i].rule.target.aggregate.text(),
                            &run->result.thresholds[i]});
        }
    }
    std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
        constexpr double kNoMargin = 1e9;
        return a.threshold->margin.value_or(kNoMargin) < b.threshold->margin.value_or(kNoMargin);
    });
    std::string html = heading("Thresholds", "worst margins first") +
                       head({"Rule", "#Target", "#Critical", "#Measured", "#Margin", "#n", "Verdict"});
    for (const Row& row : rows) {
        html += thresholdRow(row.name, *row.threshold);
    }
    return html +
           (rows.empty() ? "<tr><td colspan=\"7\">No run yet: thresholds are judged after the first load test.</td></tr>" : "") +
           "</table>";
}

std::string exceptionTable(const Report& report)
{
    std::string html = heading("Exceptions") + head({"Item", "State", "Reason", "By"});
    for (const ExceptionEntry& entry : report.exceptions) {
        const auto role = roleFrom(entry.role);
        html += "<tr>" + cell(entry.text) + "<td>" + chip(entry.state) + "</td>" + cell(entry.reason) +
                cell(entry.by + (role ? ", " + std::string(titleOf(*role)) : "")) + "</tr>";
    }
    return html + (report.exceptions.empty() ? "<tr><td colspan=\"4\">None.</td></tr>" : "") + "</table>";
}

std::string capacityTable(const Report& report)
{
    std::string html = heading("Capacity", "at least: no breakpoint run was made") + head({"Line", "#Measured", "#Target"});
    for (const CapacityLine& line : report.capacity) {
        const std::string measured =
            line.measured ? std::string(line.isAtLeast ? "at least " : "") + formatNumber(*line.measured, 0) : "\u2013";
        html += "<tr>" + cell(line.text) + numberCell(measured) + numberCell(formatNumber(line.target, 0)) + "</tr>";
    }
    return html + "</table>";
}

std::string signatureBlock(const Report& report)
{
    const std::string over = report.recordSha256.empty() ? "the record is not frozen yet"
                                                         : "over record " + report.recordSha256.substr(0, 16) +
                                                               "\u2026, audit head " + report.audit.hash.substr(0, 16) + "\u2026";
    std::string html = heading("Signatures", over) + "<div class=\"signs\">";
    for (const Signature& signature : report.signatures) {
        static constexpr std::array<const char*, 5> kStatus{"PENDING", "VALID", "INVALID", "UNVERIFIED", "REFUSED"};
        const std::string status = kStatus[static_cast<std::size_t>(signature.status)];
        html += "<div class=\"" + lowered(status) + "\"><span class=\"remark\">" + htmlEscape(titleOf(signature.role)) +
                "</span><br><b>" + htmlEscape(signature.name.empty() ? "\u2013" : signature.name) + "</b><br>" + chip(status) +
                "<br>" + htmlEscape(signature.at ? formatUtcSeconds(*signature.at) : "not signed") + "<p class=\"remark\">" +
                htmlEscape(signature.meaning.empty() ? meaningOf(signature.role) : signature.meaning) + "</p>" +
                (signature.key.empty() ? "" : "<code>" + htmlEscape(signature.key) + "</code>") +
                (signature.reason.empty() ? "" : "<p>" + htmlEscape(signature.reason) + "</p>") + "</div>";
    }
    return html + "</div>";
}

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

std::string chip(const std::string& word)
{
    return "<span class=\"chip " + std::string(toneOf(word)) + "\">" + htmlEscape(word) + "</span>";
}

std::string cell(const std::string& text)
{
    return "<td>" + htmlEscape(text) + "</td>";
}

std::string numberCell(const std::string& text)
{
    return "<td class=\"n\">" + htmlEscape(text) + "</td>";
}

std::string limitCell(const std::optional<Expression>& expression, const std::string& metric)
{
    if (!expression) {
        return numberCell("none");
    }
    static constexpr std::array<const char*, 6> kSigns{"< ", "\u2264 ", "> ", "\u2265 ", "= ", "\u2260 "};
    return numberCell(kSigns[static_cast<std::size_t>(expression->comparison)] +
                      formatMeasured(metric, expression->aggregate, expression->limit));
}

std::string verdictPage(const Report& report)
{
    const std::string title(titleOf(report.verdict));
    std::string html =
        report.isRehearsal ? "<p class=\"rehearsal\">REHEARSAL: shortened or scaled load. It cannot be signed off.</p>" : "";
    html += "<div class=\"bar " + std::string(toneOf(report.verdict == ReleaseVerdict::GoWithExceptions ? "WARN" : title)) +
            "\"><div class=\"hold\"></div><div><h1>" + htmlEscape(title) + "</h1>";
    for (const std::string& reason : report.reasons) {
        html += "<p>" + htmlEscape(reason) + (reason.ends_with('.') ? "" : ".") + "</p>";
    }
    html += "</div></div><dl>" + fact("Release", report.release.name + " " + report.release.version) +
            fact("Window", windowText(report)) + fact("Build", report.release.commit) +
            fact("Plan", report.planName + ", sha256 " + report.planSha256.substr(0, 12) + "\u2026") +
            fact("Environment", report.environmentName + ", " + join(report.hosts, ", ")) +
            fact("Engine", std::string("Holdpoint ") + kVersion);
    html += fact("Released", report.isReleased ? "yes, four valid signatures" : "no") +
            fact("Written", formatUtcSeconds(report.generatedAt));
    if (!report.tlsExceptions.empty()) {
        html += fact("TLS", "not verified for " + join(report.tlsExceptions, ", "));
    }
    return html + "</dl>" + loadTable(report) + thresholdTable(report) + exceptionTable(report) + capacityTable(report) +
           signatureBlock(report);
}

std::string testPage(const TestReport& test)
{
    return "<section class=\"page\"><h2>" + htmlEscape(test.title) + " " + chip(outcomeWord(test.verdict)) + "</h2>" +
           (test.remark.empty() ? "" : "<p class=\"remark\">" + htmlEscape(test.remark) + "</p>");
}

std::string runTables(const RunRecord& run)
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
        html += "<p>" + htmlEscape(reason) + ".</p>";
    }
    html += head({"Test", "Metric", "#Run", "#Planned", "#Achieved", "#Ratio", "Reached"});
    for (const LoadResult& load : result.load) {
        html += loadRow(run.testId, run.id, load);
    }
    html += "</table>" + head({"Rule", "#Target", "#Critical", "#Measured", "#Margin", "#n", "Verdict"});
    for (const ThresholdResult& threshold : result.thresholds) {
        html += thresholdRow(threshold.rule.metric + " " + threshold.rule.target.aggregate.text(), threshold);
    }
    html += "</table>";
    if (!result.verifications.empty()) {
        html += head({"Verification", "Expected", "Measured", "Verdict"});
        for (const VerificationResult& verification : result.verifications) {
            html += "<tr>" + cell(verification.name) + cell(verification.expected) + cell(verification.measured) + "<td>" +
                    chip(verdictWord(verification.verdict)) + "</td></tr>";
        }
        html += "</table>";
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
    const GeneratorResult& generator = result.generator;
    return html + "<p class=\"remark\">" +
           htmlEscape("Generator: " + std::to_string(generator.agents) + (generator.agents == 1 ? " agent, " : " agents, ") +
                      (generator.sentence.empty() ? "limited in " + formatCount(generator.limitedSeconds) + " of " +
                                                        formatCount(generator.loadSeconds) + " s"
                                                  : generator.sentence) +
                      "; start lag p99 " + formatMillis(static_cast<double>(generator.lagP99Us) / 1000) + ", CPU at most " +
                      formatNumber(generator.cpuPercentMax, 0) + "\u00a0%, memory at most " + formatBytes(generator.rssBytesMax) +
                      ", dropped iterations " + formatCount(generator.droppedIterations)) +
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
        const std::string seen = perRun.empty() ? threshold.reason : join(perRun, ", ");
        html += "<tr>" + cell(threshold.rule.id) + limitCell(threshold.rule.target, threshold.rule.metric) +
                limitCell(threshold.rule.critical, threshold.rule.metric) + cell(seen) + "<td>" +
                chip(verdictWord(threshold.verdict)) + "</td></tr>";
    }
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
        heading("Checklist", join(counts, ", ") + " of " + formatCount(report.checklistTemplate.boxCount()) + " boxes");
    for (const SectionDefinition& section : report.checklistTemplate.sections) {
        html += sectionTable(report, section);
    }
    return html + "</section>";
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
