// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_content.h"
#include "ui/run/live_run.h"

namespace holdpoint {

// Which chart a slot of the Live load page shows. Ids as in the plan's `charts` (core/plan/chart_plan.h).

inline const QString kHeatMapChart = QStringLiteral("heat-map");

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
    MessagesSent
};
std::vector<FurtherKey> furtherKeys();

/// Everything that this run can show, in the order of a menu; those of metrics that its test cannot have are left out.
QStringList availableCharts(const Plan& plan, const TestPlan& test);
/// Six, as the plan names them, filled up with what fits the test.
QStringList chosenCharts(const Plan& plan, const TestPlan& test, const QStringList& available);
/// Title for a menu.
QString chartName(const QString& id, const LiveRun& run);
/// Not of the heat map.
ChartContent chartOf(const QString& id, const LiveRun& run);

} // namespace holdpoint
