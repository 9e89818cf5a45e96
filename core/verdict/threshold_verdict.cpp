// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verdict/threshold_verdict.h"

#include "core/base/units.h"

#include <cmath>

namespace holdpoint {

namespace {

constexpr std::uint64_t kRateSamples = 1000;

bool isLowerLimit(const Expression& expression)
{
    return expression.comparison == Comparison::Greater || expression.comparison == Comparison::GreaterEqual;
}

/// semantics.md §5: 60 for p(95), 300 for p(99); at p(N) three samples above it are expected.
std::uint64_t samplesForPercentile(double percentile)
{
    return percentile < 100 ? static_cast<std::uint64_t>(std::ceil(300 / (100 - percentile) - 1e-6)) : 1;
}

/// Of the metric's step, if it names one.
std::uint64_t cutOffRequests(const std::string& metric, const MetricTotals& totals)
{
    const auto key = parseMetricKey(metric);
    const bool isNamed = key && key->tags.contains("name");
    std::uint64_t count = 0;
    for (const ErrorCount& error : totals.errors()) {
        if (error.errorClass == "interrupted" && (!isNamed || error.step == key->tags.at("name"))) {
            count += error.count;
        }
    }
    return count;
}

} // namespace

std::uint64_t missingSamples(const ThresholdResult& result, const MetricTotals& totals)
{
    const ThresholdRule& rule = result.rule;
    const Aggregate& aggregate = rule.target.aggregate;
    std::uint64_t needed = 0;
    if (aggregate.kind == AggregateKind::Percentile) {
        needed = samplesForPercentile(aggregate.percentile);
    } else if (aggregate.kind == AggregateKind::Med) {
        needed = samplesForPercentile(50);
    } else if (aggregate.kind == AggregateKind::Rate && totals.typeOf(rule.metric) == MetricType::Rate) {
        // what counts as an error is what the limit is against: `true` of http_req_failed, `false` of checks
        const bool isErrorFree = *result.measured == (isLowerLimit(rule.target) ? 1.0 : 0.0);
        needed = isErrorFree ? 0 : kRateSamples;
    }
    needed = rule.minSamples.value_or(needed);
    return result.sampleCount < needed ? needed : 0;
}

std::string whyCutOffRequestsMatter(const ThresholdRule& rule, double measured, const MetricTotals& totals)
{
    const std::string name = rule.metric.substr(0, rule.metric.find('{'));
    const bool isUpperLimit = rule.target.comparison == Comparison::Less || rule.target.comparison == Comparison::LessEqual;
    const Aggregate& aggregate = rule.target.aggregate;
    const bool isOfFailures = name == "http_req_failed" && aggregate.kind == AggregateKind::Rate;
    const bool isOfTimes =
        (name == "http_req_duration" || name == "http_req_response_time") && aggregate.kind == AggregateKind::Percentile;
    if (!isUpperLimit || (!isOfFailures && !isOfTimes) || !rule.target.holds(measured)) {
        return "";
    }
    const auto cut = static_cast<double>(cutOffRequests(rule.metric, totals));
    const auto samples = static_cast<double>(totals.sampleCount(rule.metric));
    if (cut == 0 || samples == 0) {
        return "";
    }
    bool holds = false;
    if (isOfFailures) {
        holds = rule.target.holds((measured * samples + cut) / (samples + cut));
    } else { // the cut ones above all others
        const Aggregate rank{AggregateKind::Percentile, aggregate.percentile * (samples + cut) / samples};
        const auto worst = rank.percentile < 100 ? totals.value(rule.metric, rank) : std::nullopt;
        holds = worst && rule.target.holds(*worst);
    }
    return holds ? ""
                 : formatCount(static_cast<std::uint64_t>(cut)) +
                       " requests had no answer when the run ended, and could break this limit; a graceful_stop longer than the "
                       "timeout waits for them";
}

RuleVerdict verdictOf(const ThresholdRule& rule, double measured, std::optional<double> measuredForCritical)
{
    if (rule.target.holds(measured)) {
        return RuleVerdict::Passed;
    }
    if (!rule.critical) {
        return RuleVerdict::Warned;
    }
    return rule.critical->holds(measuredForCritical.value_or(measured)) ? RuleVerdict::Warned : RuleVerdict::Failed;
}

} // namespace holdpoint
