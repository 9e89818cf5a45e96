// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_content.h"
#include "ui/run/live_run.h"

namespace holdpoint {

// Charts beside those of the load itself, as live_charts.h. Pure; called once a second.

/// The plan's queries in %: CPU, memory, pools, caches, worst host; limits and breaches of the first.
ChartContent serverChart(const LiveRun& run);
/// One query of the plan, by the id of its threshold or alarm.
ChartContent queryChart(const QString& id, const LiveRun& run);
ChartContent logsChart(const LiveRun& run);
ChartContent checksChart(const LiveRun& run);
ChartContent bytesChart(const LiveRun& run);
ChartContent deliveryChart(const LiveRun& run);
ChartContent dropChart(const LiveRun& run);
ChartContent rtcLatencyChart(const LiveRun& run);
/// One of ChartRules::further, by its metric, with its own limits and breaches.
ChartContent furtherLatencyChart(const std::string& metric, const LiveRun& run);
ChartContent webhooksChart(const LiveRun& run);
ChartContent lcpChart(const LiveRun& run);
/// "1.2 MB/s".
QString bytesText(double perSecond);

} // namespace holdpoint
