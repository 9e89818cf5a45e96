// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/totals.h"
#include "core/verdict/rule_results.h"

#include <optional>
#include <string>

namespace holdpoint {

/// How many samples a rule that has measured something needs before it can be judged; 0 if what is there is enough.
std::uint64_t missingSamples(const ThresholdResult& result, const MetricTotals& totals);
/// Requests that the end of the graceful stop cut off are in no metric. Empty if a rule that holds would hold whatever their
/// answers had been; else a sentence that says how many they are. For the end of a run.
std::string whyCutOffRequestsMatter(const ThresholdRule& rule, double measured, const MetricTotals& totals);
/// `measuredForCritical` is of the critical's aggregate, where it has one of its own.
RuleVerdict verdictOf(const ThresholdRule& rule, double measured, std::optional<double> measuredForCritical);

} // namespace holdpoint
