// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/run_summary.h"

#include "app/ctl/table.h"
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/plan/metric_scope.h"
#include "core/plan/target_url.h"
#include "core/verdict/rule_words.h"
#include "core/verdict/sentences.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::uint16_t kStagingPort = 8080; // its default

std::string measuredText(const std::string& metric, const Aggregate& aggregate, const std::optional<double>& value,
                         const std::string& unit = "")
{
    return value ? formatMeasured(metric, aggregate, *value, unit) : kMissing;
}

std::string marginText(const std::optional<double>& margin)
{
    return margin ? formatMargin(*margin) : kMissing;
}

std::string capitals(std::string_view word)
{
    std::string text(word);
    for (char& letter : text) {
        letter = letter == '_' ? ' ' : letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
    }
    return text;
}

/// "  Start what is to be tested there, or ...": for a run that nobody answered on this machine; empty for others.
std::string remedyText(const RunRecord& run)
{
    for (const std::string& reason : run.result.reasons) {
        const auto at = reason.find("http://");
        if (at == std::string::npos || reason.find("Connection refused") == std::string::npos) {
            continue;
        }
        const auto url = parseTargetUrl(reason.substr(at, reason.find_first_of(" )", at) - at));
        if (url && (url->host.starts_with("127.") || url->host == "localhost")) {
            return "  Nothing listens there. Start what is to be tested, or the built-in service: holdpointctl staging" +
                   (url->port == kStagingPort ? std::string() : " --port " + std::to_string(url->port)) + "\n";
        }
    }
    return {};
}

/// A breakpoint run's levels, and what they say.
std::string breakpointText(const BreakpointResult& result)
{
    Table levels({"Level", "Planned it/s", "Achieved it/s", "Requests/s", "VUs", "p(95)", "Held"});
    for (const BreakpointLevel& level : result.levels) {
        levels.add({formatNumber(level.share * 100, 0) + "\u00a0%", level.planned ? formatNumber(*level.planned, 1) : kMissing,
                    formatNumber(level.achieved, 1), formatNumber(level.requestsPerSecond, 1), formatNumber(level.vus, 1),
                    level.p95Ms ? formatMillis(*level.p95Ms) : kMissing, level.isHeld ? "yes" : "no"});
    }
    return levels.text() + "Breakpoint: " + asSentence(result.sentence) + "\n";
}

std::string testSummary(const TestReport& test, const RunRecord& run)
{
    std::string text = test.title + ", run " + std::to_string(run.id) + " (" + std::string(nameOf(run.kind)) +
                       "): " + capitals(nameOf(run.result.outcome)) + (run.isRehearsal ? "  REHEARSAL" : "") + "\n";
    for (const std::string& reason : run.result.reasons) {
        text += "  " + reason + "\n";
    }
    if (!wasSeen(run)) {
        return text + remedyText(run) + "\n"; // tables of NO DATA would only hide the reason
    }
    Table load({"Load", "Planned", "Achieved", "Met"});
    for (const LoadResult& result : run.result.load) {
        const Expression& expect = result.target.expect;
        load.add({result.target.metric, measuredText(result.target.metric, expect.aggregate, expect.limit),
                  measuredText(result.target.metric, expect.aggregate, result.achieved),
                  result.isMet ? std::string("yes") : loadWord(result, run.result.outcome)});
    }
    if (!load.isEmpty()) {
        text += load.text();
    }
    if (run.result.breakpoint) {
        text += breakpointText(*run.result.breakpoint);
    }
    Table thresholds({"Threshold", "Target", "Critical", "Measured", "Margin", "n", "Verdict"});
    const auto rules = distinctThresholds(run.result.thresholds);
    for (const ThresholdResult* result : rules) {
        const ThresholdRule& rule = result->rule;
        thresholds.add({nameOf(rule) + " " + rule.target.aggregate.text(), formatTarget(rule), formatCritical(rule),
                        measuredText(rule.metric, rule.target.aggregate, result->measured, rule.unit), marginText(result->margin),
                        formatCount(result->sampleCount), capitals(nameOf(result->verdict))});
    }
    if (!thresholds.isEmpty()) {
        text += thresholds.text();
    }
    for (const std::string& sentence : unjudgedSentences(rules)) {
        text += "  " + asSentence(sentence) + "\n";
    }
    Table verifications({"Verification", "Expected", "Measured", "Verdict"});
    for (const VerificationResult& result : run.result.verifications) {
        verifications.add({result.name, result.expected, result.measured, capitals(nameOf(result.verdict))});
    }
    if (!verifications.isEmpty()) {
        text += verifications.text();
    }
    Table errors({"Error", "Step", "Count", "Message"});
    for (const ErrorResult& result : run.result.errors) {
        errors.add({result.errorClass, result.step, formatCount(result.count), result.message});
    }
    if (!errors.isEmpty()) {
        text += errors.text();
    }
    return text + "\n";
}

/// Of a second without requests: sockets that could not join, or broke.
std::uint64_t errorsIn(const Frame& frame)
{
    std::uint64_t sum = 0;
    for (const ErrorCount& error : frame.errors) {
        sum += error.count;
    }
    return sum;
}

} // namespace

std::string runSummary(const Report& report, const SummaryOf& what)
{
    std::string text;
    for (const TestReport& test : report.tests) {
        if (!what.tests.empty() && std::find(what.tests.begin(), what.tests.end(), test.id) == what.tests.end()) {
            continue;
        }
        bool hasRun = false;
        for (const RunRecord& run : test.runs) {
            if (run.id >= what.firstRun) {
                text += testSummary(test, run);
                hasRun = true;
            }
        }
        if (!hasRun && !test.remark.empty()) {
            text += test.title + ": NOT RUN\n  " + test.remark + "\n\n";
        }
    }
    return text;
}

std::string verdictLines(const Report& report)
{
    static constexpr std::size_t kNamedReasons = 3;
    std::string text = "Verdict: " + std::string(titleOf(report.verdict)) +
                       (report.isRehearsal ? " (REHEARSAL: cannot be signed off)" : "") + "\n";
    for (std::size_t i = 0; i < report.reasons.size() && i < kNamedReasons; ++i) {
        text += "  " + asSentence(report.reasons[i]) + "\n";
    }
    if (report.reasons.size() > kNamedReasons) {
        const std::size_t more = report.reasons.size() - kNamedReasons;
        text += "  " + formatCount(more) + (more == 1 ? " more reason" : " more reasons") + " in the report.\n";
    }
    return text;
}

std::string progressLine(const TestPlan* test, Nanos elapsed, Nanos planned, const Frame& frame, std::size_t alarms)
{
    const auto requests = frame.counters.find("http_reqs");
    const auto messages = frame.counters.find("ws_msgs_sent");
    const auto failed = frame.rates.find("http_req_failed");
    const auto vus = frame.gauges.find("vus");
    // By the plan, not by the second: sockets that still shake hands have sent nothing.
    const bool isRtc = test != nullptr && !canHave(*test, {"http_reqs", {}}) && canHave(*test, {"ws_msgs_sent", {}});
    const auto trend = frame.trends.find(isRtc ? "rtc_message_latency" : "http_req_duration");
    std::string text = (test == nullptr ? "" : test->title) + "  " + formatClock(elapsed) + " / " + formatClock(planned);
    text += "  VUs " + (vus == frame.gauges.end() ? kMissing : formatNumber(vus->second.last, 0));
    if (!isRtc) {
        text += "  req/s " + (requests == frame.counters.end() ? "0" : formatNumber(requests->second, 0));
    }
    if (isRtc || messages != frame.counters.end()) { // what was sent; everybody in the room hears it
        text += "  msg/s " + (messages == frame.counters.end() ? "0" : formatNumber(messages->second, 0));
    }
    text += "  p95 " + (trend == frame.trends.end() || trend->second.isEmpty()
                            ? kMissing
                            : formatMillis(static_cast<double>(trend->second.percentileUs(95)) / 1000));
    text += "  errors " + formatCount(failed == frame.rates.end() ? errorsIn(frame) : failed->second.trueCount);
    text += "  alarms " + std::to_string(alarms);
    return frame.health.limited ? text + "  generator limited: " + frame.health.limitedBy : text;
}

} // namespace holdpoint
