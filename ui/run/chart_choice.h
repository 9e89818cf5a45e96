// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_content.h"
#include "ui/run/live_run.h"

namespace holdpoint {

// Which chart a slot of the Live load page shows. Ids as in the plan's `charts` (core/plan/chart_plan.h).

inline const QString kHeatMapChart = QStringLiteral("heat-map");
/// Before the metric of a latency that is not the test's main one: "latency:http_req_duration{name:events}".
inline const QString kLatencyOf = QStringLiteral("latency:");

/// The metrics that charts follow beside the load's own, for SeriesKeys::further.
enum class FurtherMetric : std::size_t {
    Checks,
    BytesSent,
    BytesReceived,
    RtcDelivery,
    RtcDrop,
    RtcLatencyP50,
    RtcLatencyP95,
    RtcLatencyP99,
    WebhooksSent,
    WebhooksDistinct,
    PageLcp,
    MessagesSent,
    FirstLatency // of ChartRules::further: p50, the rule's percentile and p99 of each
};
std::vector<FurtherKey> furtherKeys(const std::vector<ThresholdRule>& latencies);

/// Everything that this run can show, in the order of a menu; those of metrics that its test cannot have are left out.
QStringList availableCharts(const Plan& plan, const TestPlan& test, const ChartRules& rules);
/// The run's own id of a chart that is named by its metric: the main latency is "latency".
QString chartIdIn(const LiveRun& run, const QString& id);
/// Six, as the plan names them, filled up with what fits the test.
QStringList chosenCharts(const Plan& plan, const TestPlan& test, const QStringList& available);
/// Title for a menu.
QString chartName(const QString& id, const LiveRun& run);
/// Not of the heat map.
ChartContent chartOf(const QString& id, const LiveRun& run);

} // namespace holdpoint
