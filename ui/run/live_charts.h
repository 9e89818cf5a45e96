// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_content.h"
#include "ui/charts/heat_map_view.h"
#include "ui/run/live_run.h"

namespace holdpoint {

// What each chart of the Live load page shows of a run. Pure; called once a second.

/// `startedVus` for the sentence before the first sample.
QString noSamplesYet(const LiveRun& run);
/// "Response time, events" of `http_req_duration{name:events}`.
QString latencyTitle(const std::string& metric);
/// p50, p95, p99 a second with the limits of the test's latency rule and the spans in which it was violated.
ChartContent latencyChart(const LiveRun& run);
/// Planned and achieved.
ChartContent requestsChart(const LiveRun& run);
/// % of the requests by class, upon each other, over the last 10 s of each second.
ChartContent errorsChart(const LiveRun& run);
ChartContent vusChart(const LiveRun& run);
/// What the load generator itself used; server figures come with Prometheus.
ChartContent generatorChart(const LiveRun& run);
HeatMapView::Content heatContent(const LiveRun& run);

/// A stretch of a run in which a rule was missed, [from, to) in seconds since t0.
struct BreachSpan
{
    double from = 0;
    double to = 0;
};
struct Breaches
{
    std::vector<BreachSpan> target;
    std::vector<BreachSpan> critical;
};
/// When the run missed this rule: its target in the spans that report.json has, its critical by the same window.
Breaches breachesOf(const LiveRun& run, const std::optional<ThresholdRule>& rule);
/// "341 ms", "1.23 s" from a second on.
QString latencyText(double ms);
/// "2,781 /s", one or two decimals below 100.
QString rateText(double perSecond);
/// A share 0..1: "0.06 %".
QString shareText(double share);

} // namespace holdpoint
