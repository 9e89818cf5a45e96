// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/run/live_charts.h"

namespace holdpoint {

// What several charts of the Live load page have in common.

/// Target, accept and critical of a rule, times `factor`; only the critical where the plan names one limit.
void addLimits(ChartContent& content, const std::optional<ThresholdRule>& rule, double factor,
               const std::function<QString(double)>& format);
/// "93 s over critical", where core says so.
void addBreachBands(ChartContent& content, const LiveRun& run, const std::optional<ThresholdRule>& rule);
/// Gaps and limited seconds; labels only where `isNamed`, so that six charts do not say the same.
void addTrustBands(ChartContent& content, const LiveRun& run, bool isNamed);
void addTrustBands(std::vector<ChartBand>& bands, const LiveRun& run, bool isNamed);
/// A dotted line of the run's ghost, at the bottom, named in the remark; nothing without one.
void addGhost(ChartContent& content, const LiveRun& run, const std::function<double(const RunSecond&)>& value);
/// Whether more is better: a limit that must not be fallen below.
bool isLowerLimit(const Expression& expression);

} // namespace holdpoint
