// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/run_summary.h"

#include "app/ctl/table.h"
#include "core/base/text.h"
#include "core/base/units.h"

namespace holdpoint {

namespace {

const std::string kMissing = "\u2013";

std::string numberText(const std::optional<double>& value)
{
    if (!value) {
        return kMissing;
    }
    const double size = std::abs(*value);
    const int decimals = size == std::floor(size) && size < 1e9 ? 0 : size < 1 ? 4 : size < 100 ? 2 : 1;
    return formatNumber(*value, decimals);
}

std::string marginText(const std::optional<double>& margin)
{
    return margin ? formatNumber(*margin * 100, 0) + "\u00a0%" : kMissing;
}

std::string capitals(std::string_view word)
{
    std::string text(word);
    for (char& letter : text) {
        letter = letter == '_' ? ' ' : letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
    }
    return text;
}

std::string testSummary(const TestReport& test, const RunRecord& run)
{
    std::string text = test.title + ", run " + std::to_string(run.id) + " (" + std::string(nameOf(run.kind)) +
                       "): " + capitals(nameOf(run.result.outcome)) + (run.isRehearsal ? "  REHEARSAL" : "") + "\n";
    for (const std::string& reason : run.result.reasons) {
        text += "  " + reason + "\n";
    }
    Table load({"Load", "Planned", "Achieved", "Met"});
    for (const LoadResult& result : run.result.load) {
        load.add({result.target.metric, result.target.expect.text, numberText(result.achieved), result.isMet ? "yes" : "MISSED"});
    }
    if (!load.isEmpty()) {
        text += load.text();
    }
    Table thresholds({"Threshold", "Target", "Critical", "Measured", "Margin", "n", "Verdict"});
    for (const ThresholdResult* result : distinctThresholds(run.result.thresholds)) {
        const ThresholdRule& rule = result->rule;
        thresholds.add({rule.metric.empty() ? rule.id : rule.metric, rule.target.text,
                        rule.critical ? rule.critical->text : "none", numberText(result->measured), marginText(result->margin),
                        formatCount(result->sampleCount), capitals(nameOf(result->verdict))});
    }
    if (!thresholds.isEmpty()) {
        text += thresholds.text();
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
        errors.add({result.errorClass, result.step, formatCount(result.count), shortened(result.message, 80)});
    }
    if (!errors.isEmpty()) {
        text += errors.text();
    }
    return text + "\n";
}

} // namespace

std::string runSummary(const Report& report, std::int64_t firstRun)
{
    std::string text;
    for (const TestReport& test : report.tests) {
        bool hasRun = false;
        for (const RunRecord& run : test.runs) {
            if (run.id >= firstRun) {
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

std::string progressLine(const std::string& test, Nanos elapsed, Nanos planned, const Frame& frame, std::size_t alarms)
{
    const auto counter = frame.counters.find("http_reqs");
    const auto failed = frame.rates.find("http_req_failed");
    const auto vus = frame.gauges.find("vus");
    const auto trend = frame.trends.find("http_req_duration");
    std::string text = test + "  " + formatClock(elapsed) + " / " + formatClock(planned);
    text += "  VUs " + (vus == frame.gauges.end() ? kMissing : formatNumber(vus->second.last, 0));
    text += "  req/s " + (counter == frame.counters.end() ? "0" : formatNumber(counter->second, 0));
    text += "  p95 " + (trend == frame.trends.end() || trend->second.isEmpty()
                            ? kMissing
                            : formatMillis(static_cast<double>(trend->second.percentileUs(95)) / 1000));
    text += "  errors " + (failed == frame.rates.end() ? "0" : formatCount(failed->second.trueCount));
    text += "  alarms " + std::to_string(alarms);
    return frame.health.limited ? text + "  generator limited: " + frame.health.limitedBy : text;
}

} // namespace holdpoint
