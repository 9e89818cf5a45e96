// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/run/live_charts.h"

namespace holdpoint {

// What several charts of the Live load page have in common.

/// Target, accept and critical of a rule, times `factor`; only the critical where the plan names one limit.
void addLimits(ChartContent& content, const std::optional<ThresholdRule>& rule, double factor,
               const std::function<QString(double)>& format);
/// "93 s over critical".
void addBreachBands(ChartContent& content, const Breaches& breaches);
/// Gaps and limited seconds; labels only where `isNamed`, so that six charts do not say the same.
void addTrustBands(ChartContent& content, const LiveRun& run, bool isNamed);
/// A dotted line of the run's ghost, at the bottom, named in the remark; nothing without one.
void addGhost(ChartContent& content, const LiveRun& run, const std::function<double(const RunSecond&)>& value);
/// Spans in which `value` missed the rule; NaN misses nothing.
Breaches breachesOf(const RunSeries& series, const std::optional<ThresholdRule>& rule,
                    const std::function<double(std::uint64_t, const RunSecond&)>& value);

} // namespace holdpoint
