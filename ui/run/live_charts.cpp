// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/live_charts.h"

#include "core/base/units.h"
#include "ui/run/live_chart_parts.h"
#include "ui/style/status.h"
#include "ui/style/words.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace holdpoint {

namespace {

constexpr double kHeadroom = 1.02;        // a plan does not lie on the upper edge
constexpr std::uint64_t kIdleBridge = 10; // seconds without a sample, but with frames, that a latency line spans

/// One point a second; `value` gives NaN where there is nothing to show.
template <typename Value>
ChartPoints pointsOf(const RunSeries& series, Value value)
{
    ChartPoints points;
    points.reserve(static_cast<std::size_t>(series.endTick() - series.firstTick()));
    for (std::uint64_t tick = series.firstTick(); tick < series.endTick(); ++tick) {
        const RunSecond second = *series.at(tick);
        points.push_back({static_cast<double>(tick), second.shardCount == 0 ? kNoValue : value(second)});
    }
    return points;
}

/// A latency has no value in a second without a sample. That is no gap in the data: the line goes on, unless it is idle for long.
template <typename Value>
ChartPoints latencyPoints(const RunSeries& series, Value value)
{
    ChartPoints points;
    points.reserve(static_cast<std::size_t>(series.endTick() - series.firstTick()));
    std::uint64_t idle = 0;
    for (std::uint64_t tick = series.firstTick(); tick < series.endTick(); ++tick) {
        const RunSecond second = *series.at(tick);
        const double y = value(second);
        idle = std::isfinite(y) ? 0 : idle + 1;
        if (second.shardCount == 0 || idle == kIdleBridge || std::isfinite(y)) {
            points.push_back({static_cast<double>(tick), y});
        }
    }
    return points;
}

/// `ahead`: 1 for what is read at the end of a second, as the achieved is; it stands where the second begins.
ChartPoints planPoints(const std::vector<double>& planned, double until, std::size_t ahead = 0)
{
    std::vector<ChartPoint> points;
    for (std::size_t second = 0; second < planned.size() && static_cast<double>(second) <= until; ++second) {
        points.push_back({static_cast<double>(second), planned[std::min(second + ahead, planned.size() - 1)]});
        // A plan is made of straight lines: their middles are left out, dashes through many points are slow to draw.
        while (points.size() > 2) {
            const ChartPoint& a = points[points.size() - 3];
            const ChartPoint& b = points[points.size() - 2];
            const ChartPoint& c = points.back();
            if (std::abs((b.y - a.y) * (c.x - b.x) - (c.y - b.y) * (b.x - a.x)) > 1e-6 * std::max(1.0, std::abs(c.y))) {
                break;
            }
            points.erase(points.end() - 2);
        }
    }
    return points;
}

/// Short labels: they stand in the margin.
void addLimits(HeatMapView::Content& content, const std::optional<ThresholdRule>& rule)
{
    if (!rule) {
        return;
    }
    if (rule->critical) {
        content.limits.push_back(
            {ChartLimit::Kind::Critical, rule->critical->limit, tr("crit %1").arg(latencyText(rule->critical->limit))});
    }
    if (!rule->critical || rule->critical->limit != rule->target.limit) {
        content.limits.push_back(
            {ChartLimit::Kind::Target, rule->target.limit, tr("tgt %1").arg(latencyText(rule->target.limit))});
    }
}

double largestOf(const std::vector<double>& values)
{
    return values.empty() ? 0 : *std::max_element(values.begin(), values.end());
}

/// "p95 341 ms, target 300 ms exceeded by 14 %" (ui.md §7).
QString latencySummary(const LiveRun& run, const ChartContent& content, const ChartLine& line)
{
    const double value = endValue(content, line);
    QString text = run.mainName() + QLatin1Char(' ') + latencyText(value);
    if (run.rules.latency && run.rules.latency->target.limit > 0) {
        const double share = value / run.rules.latency->target.limit - 1;
        text += (share > 0 ? tr(", target %1 exceeded by %2 %") : tr(", target %1 met with %2 % to spare"))
                    .arg(latencyText(run.rules.latency->target.limit))
                    .arg(std::abs(share) * 100, 0, 'f', 0);
    }
    return text;
}

} // namespace

QString latencyText(double ms)
{
    return ms >= 1000 ? fromCore(formatNumber(ms / 1000, ms >= 10'000 ? 1 : 2)) + QStringLiteral("\u00A0s")
                      : fromCore(formatMillis(ms));
}

QString rateText(double perSecond)
{
    const int decimals = perSecond >= 1000 ? 0 : (perSecond >= 100 ? 1 : 2);
    return fromCore(formatNumber(perSecond, decimals)) + QStringLiteral("\u00A0/s");
}

QString shareText(double share)
{
    return fromCore(formatNumber(share * 100, 2)) + QStringLiteral("\u00A0%");
}

QString noSamplesYet(const LiveRun& run)
{
    const auto newest = run.series.isEmpty() ? std::nullopt : run.series.at(run.series.endTick() - 1);
    const double started = newest ? newest->vus : 0;
    if (run.planned.vus.empty()) {
        return tr("No samples yet");
    }
    return tr("No samples yet: %1 of %2 VUs started")
        .arg(fromCore(formatCount(static_cast<std::uint64_t>(started))),
             fromCore(formatCount(static_cast<std::uint64_t>(run.planned.maxVus))));
}

QString latencyTitle(const std::string& metric)
{
    const auto key = parseMetricKey(metric);
    if (!key) {
        return fromCore(metric);
    }
    QStringList parts{key->name == "rtc_message_latency" ? tr("RTC message latency") : tr("Response time")};
    for (const auto& [tag, value] : key->tags) {
        parts << fromCore(value);
    }
    if (key->name == "http_req_response_time") {
        parts << tr("from intended start");
    } else if (key->name != "http_req_duration" && key->name != "rtc_message_latency") {
        parts << fromCore(key->name);
    }
    return parts.join(QStringLiteral(", "));
}

ChartContent latencyChart(const LiveRun& run)
{
    ChartContent content;
    const auto key = parseMetricKey(run.rules.latencyKey);
    const bool isPart = key && !key->tags.empty();
    const bool isOfMessages = key && key->name == "rtc_message_latency";
    content.title = isOfMessages ? tr("RTC message latency")
                    : isPart     ? tr("Response time, %1").arg(fromCore(key->tags.begin()->second))
                                 : tr("Response time");
    content.unit = tr("ms");
    content.format = latencyText;
    content.empty = noSamplesYet(run);
    content.dataEnd = run.dataEnd();
    const auto add = [&content](const QString& name, SeriesColor color, double width, bool isMain, ChartPoints points) {
        content.lines.push_back({name, color, width, isMain, false, std::move(points), LineLabel::NameAndValue, false,
                                 static_cast<double>(kIdleBridge), QString()});
    };
    add(QStringLiteral("p50"), SeriesColor::Grey, 1.3, false,
        latencyPoints(run.series, [](const RunSecond& s) { return s.p50; }));
    if (run.rules.percentile < 99) {
        add(QStringLiteral("p99"), SeriesColor::Purple, 1.3, false,
            latencyPoints(run.series, [](const RunSecond& s) { return s.p99; }));
    }
    add(run.mainName(), SeriesColor::Blue, 2.1, true, latencyPoints(run.series, [](const RunSecond& s) { return s.main; }));
    content.lines.back().summary = latencySummary(run, content, content.lines.back());
    auto other = latencyPoints(run.series, [](const RunSecond& s) { return s.other; });
    const bool hasOther = std::any_of(other.begin(), other.end(), [](const ChartPoint& point) { return std::isfinite(point.y); });
    if (hasOther) { // named in the remark, so that three labels stay readable
        const bool isFromSending = key && key->name == "http_req_response_time";
        content.lines.insert(content.lines.begin(),
                             ChartLine{run.mainName() + (isFromSending ? tr(" from sending") : tr(" from intended start")),
                                       SeriesColor::Blue, 0.8, false, false, std::move(other), LineLabel::None, false, 0.5,
                                       QString()});
        content.remark = isFromSending ? tr("thin: from sending") : tr("thin: from intended start");
    }
    addGhost(content, run, [](const RunSecond& second) { return second.main; });
    addLimits(content, run.rules.latency, 1, latencyText);
    addBreachBands(content, run, run.rules.latency);
    addTrustBands(content, run, true);
    return content;
}

ChartContent requestsChart(const LiveRun& run)
{
    ChartContent content;
    const bool isRtc = run.isOfSockets();
    content.title = isRtc ? tr("Messages sent per second") : tr("Requests per second");
    content.format = rateText;
    content.empty = noSamplesYet(run);
    content.dataEnd = run.dataEnd();
    const bool hasPlan = !isRtc && !run.planned.requestsPerSecond.empty();
    content.unit = hasPlan ? tr("planned and achieved") : tr("the plan sets no rate");
    if (hasPlan) {
        ChartLine plan{tr("plan"),
                       SeriesColor::Grey,
                       1.2,
                       false,
                       true,
                       planPoints(run.planned.requestsPerSecond, run.elapsedSeconds()),
                       LineLabel::NameAndValue,
                       false,
                       0.5,
                       QString()};
        content.smallestTop = kHeadroom * largestOf(run.planned.requestsPerSecond);
        content.lines.push_back(std::move(plan));
    }
    content.lines.push_back(
        {tr("achieved"), SeriesColor::Blue, 2.1, true, false,
         pointsOf(run.series, [](const RunSecond& second) { return second.isPartial ? kNoValue : second.requests; }),
         LineLabel::Value, false, 0.5, QString()});
    addGhost(content, run, [](const RunSecond& second) { return second.isPartial ? kNoValue : second.requests; });
    addTrustBands(content, run, false);
    return content;
}

ChartContent vusChart(const LiveRun& run)
{
    ChartContent content;
    content.title = tr("Virtual users");
    content.unit = tr("%1 at most").arg(fromCore(formatCount(static_cast<std::uint64_t>(run.planned.maxVus))));
    content.format = [](double vus) { return fromCore(formatCount(static_cast<std::uint64_t>(std::max(0.0, vus)))); };
    content.empty = noSamplesYet(run);
    content.dataEnd = run.dataEnd();
    if (!run.planned.vus.empty()) {
        content.lines.push_back({tr("plan"), SeriesColor::Grey, 1.2, false, true,
                                 planPoints(run.planned.vus, run.elapsedSeconds() - 1, 1), LineLabel::NameAndValue, false, 0.5,
                                 QString()});
        content.smallestTop = kHeadroom * run.planned.maxVus;
    }
    content.lines.push_back(
        {tr("actual"), SeriesColor::Blue, 2.1, true, false,
         pointsOf(run.series, [](const RunSecond& second) { return second.isPartial ? kNoValue : second.vus; }), LineLabel::Value,
         false, 0.5, QString()});
    content.smallestTop = std::max(content.smallestTop, 4.0);
    addTrustBands(content, run, false);
    return content;
}

ChartContent generatorChart(const LiveRun& run)
{
    ChartContent content;
    content.title = tr("Load generator");
    content.unit = tr("busiest thread, %");
    content.format = [](double percent) { return fromCore(formatNumber(percent, 0)) + QStringLiteral("\u00A0%"); };
    content.empty = noSamplesYet(run);
    content.dataEnd = run.dataEnd();
    content.lines.push_back({tr("CPU"), SeriesColor::Green, 1.3, false, false,
                             pointsOf(run.series, [](const RunSecond& second) { return 100 * second.cpu; }),
                             LineLabel::NameAndValue, false, 0.5, QString()});
    content.lines.push_back({tr("busy"), SeriesColor::Blue, 2.1, true, false,
                             pointsOf(run.series, [](const RunSecond& second) { return 100 * second.busy; }),
                             LineLabel::NameAndValue, false, 0.5, QString()});
    const double limit = 100 * run.generator.maxBusy;
    content.limits.push_back({ChartLimit::Kind::Critical, limit, tr("limited from %1").arg(content.format(limit))});
    content.smallestTop = 100;
    addTrustBands(content, run, false);
    return content;
}

HeatMapView::Content heatContent(const LiveRun& run)
{
    HeatMapView::Content content;
    content.title = holdpoint::tr("Latency heat map");
    const auto key = parseMetricKey(run.rules.latencyKey);
    content.remark = key && !key->tags.empty() ? fromCore(key->tags.begin()->second)
                     : run.isOfSockets()       ? holdpoint::tr("all messages")
                                               : holdpoint::tr("all requests");
    content.empty = noSamplesYet(run);
    addLimits(content, run.rules.latency);
    addTrustBands(content.bands, run, false);
    return content;
}

} // namespace holdpoint
