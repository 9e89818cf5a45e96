// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/chart_choice.h"

#include "core/plan/chart_plan.h"
#include "core/plan/metric_scope.h"
#include "core/verdict/deliveries.h"
#include "ui/run/further_charts.h"
#include "ui/run/live_charts.h"
#include "ui/style/status.h"
#include "ui/style/words.h"

#include <QCoreApplication>
#include <algorithm>

namespace holdpoint {

namespace {

struct KnownChart
{
    const char* id;
    const char* name;
    const char* metric; // without it in the test there is nothing to show; empty: always
};

/// In the order of the menu.
constexpr std::array<KnownChart, 15> kCharts = {{
    {"latency", QT_TRANSLATE_NOOP("holdpoint", "Response time"), ""},
    {"requests", QT_TRANSLATE_NOOP("holdpoint", "Requests per second"), ""},
    {"errors", QT_TRANSLATE_NOOP("holdpoint", "Errors by class"), ""},
    {"vus", QT_TRANSLATE_NOOP("holdpoint", "Virtual users"), ""},
    {"heat-map", QT_TRANSLATE_NOOP("holdpoint", "Latency heat map"), ""},
    {"server", QT_TRANSLATE_NOOP("holdpoint", "Server"), ""},
    {"generator", QT_TRANSLATE_NOOP("holdpoint", "Load generator"), ""},
    {"checks", QT_TRANSLATE_NOOP("holdpoint", "Failed checks"), "checks"},
    {"bytes", QT_TRANSLATE_NOOP("holdpoint", "Bytes per second"), ""},
    {"rtc-delivery", QT_TRANSLATE_NOOP("holdpoint", "RTC delivery"), "rtc_delivery"},
    {"rtc-drop", QT_TRANSLATE_NOOP("holdpoint", "RTC drop"), "rtc_drop"},
    {"rtc-latency", QT_TRANSLATE_NOOP("holdpoint", "RTC message latency"), "rtc_message_latency"},
    {"webhooks", QT_TRANSLATE_NOOP("holdpoint", "Webhooks per second"), "webhooks_sent"},
    {"page-lcp", QT_TRANSLATE_NOOP("holdpoint", "Page LCP"), "browser_web_vital_lcp"},
    {"logs", QT_TRANSLATE_NOOP("holdpoint", "Log lines"), ""},
}};

} // namespace

static_assert(static_cast<std::size_t>(FurtherMetric::FirstLatency) + 3 * kMostFurtherLatencies <= 32); // RunSeries' mask

std::vector<FurtherKey> furtherKeys(const std::vector<ThresholdRule>& latencies)
{
    using How = FurtherKey::How;
    std::vector<FurtherKey> keys = {{"checks", How::Share, 0},
                                    {"data_sent", How::PerSecond, 0},
                                    {"data_received", How::PerSecond, 0},
                                    {"rtc_delivery", How::Share, 0},
                                    {"rtc_drop", How::Share, 0},
                                    {"rtc_message_latency", How::Percentile, 50},
                                    {"rtc_message_latency", How::Percentile, 95},
                                    {"rtc_message_latency", How::Percentile, 99},
                                    {"webhooks_sent", How::PerSecond, 0},
                                    {"webhooks_distinct", How::PerSecond, 0},
                                    {"browser_web_vital_lcp", How::Percentile, 95},
                                    {kMessagesSent, How::PerSecond, 0}};
    for (const ThresholdRule& rule : latencies) {
        for (const double percentile : {50.0, rule.target.aggregate.percentile, 99.0}) {
            keys.push_back({rule.metric, How::Percentile, percentile});
        }
    }
    return keys;
}

QString chartIdIn(const LiveRun& run, const QString& id)
{
    return id == kLatencyOf + fromCore(run.rules.latencyKey) ? QStringLiteral("latency") : id;
}

QStringList availableCharts(const Plan& plan, const TestPlan& test, const ChartRules& rules)
{
    QStringList ids;
    for (const KnownChart& chart : kCharts) {
        if (*chart.metric == '\0' || canHave(test, {chart.metric, {}})) {
            ids << QLatin1String(chart.id);
        }
    }
    for (std::size_t index = 0; index < rules.further.size(); ++index) { // behind the main one, which is the first
        ids.insert(static_cast<qsizetype>(index) + 1, kLatencyOf + fromCore(rules.further[index].metric));
    }
    const ServerSeries server(plan);
    for (const ServerMetric& metric : server.metrics()) {
        ids << metric.id;
    }
    return ids;
}

QStringList chosenCharts(const Plan& plan, const TestPlan& test, const QStringList& available)
{
    QStringList chosen;
    const auto add = [&](const QString& id) {
        if (chosen.size() < static_cast<qsizetype>(kChartSlots) && available.contains(id) && !chosen.contains(id)) {
            chosen << id;
        }
    };
    for (const std::string& id : chartsOf(plan, test)) {
        add(fromCore(id));
    }
    for (const char* id : {"rtc-latency", "latency", "requests", "errors", "vus", "generator", "heat-map", "checks", "bytes"}) {
        add(QLatin1String(id));
    }
    return chosen;
}

QString chartName(const QString& id, const LiveRun& run)
{
    const auto known =
        std::find_if(kCharts.begin(), kCharts.end(), [&id](const KnownChart& chart) { return id == QLatin1String(chart.id); });
    if (known != kCharts.end()) {
        return tr(known->name);
    }
    if (id.startsWith(kLatencyOf)) {
        return latencyTitle(id.mid(kLatencyOf.size()).toStdString());
    }
    const ServerMetric* const metric = run.server.ofId(id);
    return metric != nullptr ? metric->name : id;
}

ChartContent chartOf(const QString& id, const LiveRun& run)
{
    using Maker = ChartContent (*)(const LiveRun&);
    static const std::map<QString, Maker> makers = {
        {QStringLiteral("latency"), latencyChart},        {QStringLiteral("requests"), requestsChart},
        {QStringLiteral("errors"), errorsChart},          {QStringLiteral("vus"), vusChart},
        {QStringLiteral("generator"), generatorChart},    {QStringLiteral("server"), serverChart},
        {QStringLiteral("checks"), checksChart},          {QStringLiteral("bytes"), bytesChart},
        {QStringLiteral("rtc-delivery"), deliveryChart},  {QStringLiteral("rtc-drop"), dropChart},
        {QStringLiteral("rtc-latency"), rtcLatencyChart}, {QStringLiteral("webhooks"), webhooksChart},
        {QStringLiteral("page-lcp"), lcpChart},           {QStringLiteral("logs"), logsChart},
    };
    if (id.startsWith(kLatencyOf)) {
        return furtherLatencyChart(id.mid(kLatencyOf.size()).toStdString(), run);
    }
    const auto maker = makers.find(id);
    return maker != makers.end() ? maker->second(run) : queryChart(id, run);
}

} // namespace holdpoint
