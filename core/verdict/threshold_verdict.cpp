// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verdict/threshold_verdict.h"

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
