// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/further_charts.h"

#include "core/base/units.h"
#include "ui/run/chart_choice.h"
#include "ui/run/live_chart_parts.h"
#include "ui/style/status.h"
#include "ui/style/words.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace holdpoint {

namespace {

constexpr std::size_t kMostLines = 4; // labels beside the plot
constexpr double kIdleHolds = 10;     // seconds without a sample, but with frames, after which a value is an old one

/// One point a second, times `factor`; a second without a sample is left out unless no frame came at all.
ChartPoints furtherPoints(const LiveRun& run, FurtherMetric metric, double factor = 1, bool isRate = false)
{
    ChartPoints points;
    for (std::uint64_t tick = run.series.firstTick(); tick < run.series.endTick(); ++tick) {
        const RunSecond second = *run.series.at(tick);
        const double value = run.series.further(static_cast<std::size_t>(metric), tick);
        if (second.shardCount == 0 || (isRate && second.isPartial)) {
            points.push_back({static_cast<double>(tick), kNoValue});
        } else if (std::isfinite(value)) {
            points.push_back({static_cast<double>(tick), value * factor});
        }
    }
    return points;
}

/// Where the second of the last message ends; nullopt: none was sent.
std::optional<std::uint64_t> endOfSending(const RunSeries& series)
{
    for (std::uint64_t tick = series.endTick(); tick > series.firstTick(); --tick) {
        if (series.further(static_cast<std::size_t>(FurtherMetric::MessagesSent), tick - 1) > 0) {
            return tick;
        }
    }
    return std::nullopt;
}

/// Losses count when their deadline passes: a share of what came due after the last message was sent would be losses alone.
ChartPoints deliveryPoints(const LiveRun& run, FurtherMetric metric)
{
    const ChartPoints all = furtherPoints(run, metric, 100);
    const auto end = endOfSending(run.series);
    if (!end) {
        return all;
    }
    ChartPoints points;
    for (const ChartPoint point : all) {
        if (point.x < static_cast<double>(*end)) {
            points.push_back(point);
        }
    }
    if (points.size() < all.size()) {
        points.push_back({static_cast<double>(*end), kNoValue});
    }
    return points;
}

ChartLine lineOf(const QString& name, SeriesColor color, bool isMain, ChartPoints points)
{
    ChartLine line;
    line.name = name;
    line.color = color;
    line.width = isMain ? 2.1 : 1.3;
    line.isMain = isMain;
    line.holds = kIdleHolds;
    line.points = std::move(points);
    return line;
}

/// Of what is asked every few seconds.
ChartLine sparse(ChartLine line)
{
    line.holds = 30;
    return line;
}

/// The first rule of the run over this metric with that kind of aggregate.
std::optional<ThresholdRule> ruleOver(const LiveRun& run, const char* name, AggregateKind kind)
{
    for (const ThresholdRule& rule : run.thresholdRules) {
        const auto key = parseMetricKey(rule.metric);
        if (key && key->name == name && rule.target.aggregate.kind == kind) {
            return rule;
        }
    }
    return std::nullopt;
}

QString percentText(double percent)
{
    return fromCore(formatNumber(percent, 2)) + QStringLiteral("\u00A0%");
}

QString limitPercent(double percent)
{
    return fromCore(formatPlain(percent)) + QStringLiteral("\u00A0%");
}

/// Where it had no value, where it missed its target (as core judged it), and where its critical, or its alarm without a rule.
void addStates(ChartContent& content, const ServerMetric& metric, const LiveRun& run)
{
    const bool isLeast = metric.rule && isLowerLimit(metric.rule->target);
    addBreachBands(content, run, metric.rule);
    for (const StateSpan& span : statesOf(metric, *run.series.t0(), run.elapsedSeconds())) {
        const auto seconds = static_cast<qulonglong>(std::max(1.0, span.to - span.from));
        if (span.state == LaneState::NoData && span.to - span.from > 1 && !metric.samples.empty()) {
            content.bands.push_back({ChartBand::Kind::NoData, span.from, span.to, tr("no data"),
                                     tr("no value of %1 for %2 s").arg(metric.name).arg(seconds)});
        } else if (span.state == LaneState::Failed) {
            const QString text = !metric.rule ? tr("%1 s in its alarm's range")
                                 : isLeast    ? tr("%1 s under critical")
                                              : tr("%1 s over critical");
            content.bands.push_back({ChartBand::Kind::CriticalBreach, span.from, span.to, text.arg(seconds), QString()});
        }
    }
}

/// What every chart begins with that is drawn from the run's own frames.
ChartContent chartWith(const LiveRun& run, const QString& title, const QString& unit, QString (*format)(double))
{
    ChartContent content;
    content.title = title;
    content.unit = unit;
    content.format = format;
    content.empty = noSamplesYet(run);
    content.dataEnd = run.dataEnd();
    return content;
}

ChartContent emptyServer(const LiveRun& run, const ServerMetric* metric)
{
    ChartContent content;
    content.dataEnd = run.elapsedSeconds();
    content.format = [](double value) { return fromCore(formatNumber(value, 0)); };
    content.empty = run.server.hasPrometheus()
                        ? run.server.whyEmpty(metric)
                        : tr("No Prometheus connected. Name it in the plan's monitoring, then its queries show here.");
    return content;
}

} // namespace

QString bytesText(double perSecond)
{
    static constexpr std::array<const char*, 4> units = {"B/s", "kB/s", "MB/s", "GB/s"};
    std::size_t unit = 0;
    while (perSecond >= 1000 && unit + 1 < units.size()) {
        perSecond /= 1000;
        ++unit;
    }
    return fromCore(formatNumber(perSecond, unit == 0 || perSecond >= 100 ? 0 : 1)) + QChar(0x00A0) + QLatin1String(units[unit]);
}

ChartContent serverChart(const LiveRun& run)
{
    static constexpr std::array<SeriesColor, kMostLines> colors = {SeriesColor::Blue, SeriesColor::Green, SeriesColor::Indigo,
                                                                   SeriesColor::Purple};
    std::vector<const ServerMetric*> shown;
    for (const ServerMetric& metric : run.server.metrics()) {
        const bool isShare = metric.unit == QStringLiteral("%") || metric.role != ServerRole::None;
        if (isShare && shown.size() < kMostLines &&
            std::any_of(metric.samples.begin(), metric.samples.end(),
                        [](const auto& sample) { return std::isfinite(sample.value); })) {
            shown.push_back(&metric);
        }
    }
    ChartContent content = emptyServer(run, run.server.metrics().empty() ? nullptr : &run.server.metrics().front());
    content.title = tr("Server");
    if (shown.empty() || !run.series.t0()) {
        return content;
    }
    content.unit = tr("worst host, %");
    content.format = [](double percent) { return fromCore(formatNumber(percent, 0)) + QStringLiteral("\u00A0%"); };
    content.smallestTop = 100;
    for (std::size_t index = shown.size(); index-- > 0;) { // the first on top
        content.lines.push_back(
            sparse(lineOf(shown[index]->shortName, colors[index], index == 0, pointsOf(*shown[index], *run.series.t0()))));
    }
    const ServerMetric& main = *shown.front();
    addLimits(content, main.rule, 1, [&main](double value) {
        return fromCore(formatPlain(value)) + (main.unit.isEmpty() ? QString() : QChar(0x00A0) + main.unit);
    });
    for (ChartLimit& limit : content.limits) {
        limit.label = main.shortName + QLatin1Char(' ') + limit.label;
    }
    addStates(content, main, run);
    return content;
}

ChartContent queryChart(const QString& id, const LiveRun& run)
{
    const ServerMetric* const metric = run.server.ofId(id);
    ChartContent content = emptyServer(run, metric);
    content.title = metric != nullptr ? metric->name : id;
    if (metric == nullptr || metric->samples.empty() || !run.series.t0()) {
        return content;
    }
    content.unit = metric->unit;
    content.format = [copy = ServerMetric{metric->id, metric->name, {}, metric->unit, {}, metric->role, {}, {}, {}}](
                         double value) { return serverText(copy, value); };
    content.smallestTop = metric->unit == QStringLiteral("%") ? 100 : 0;
    content.lines.push_back(sparse(lineOf(metric->name, SeriesColor::Blue, true, pointsOf(*metric, *run.series.t0()))));
    content.lines.back().label = LineLabel::Value;
    addLimits(content, metric->rule, 1, content.format);
    if (!metric->rule && metric->alarm) {
        content.limits.push_back(
            {ChartLimit::Kind::Critical, metric->alarm->limit, tr("alarm %1").arg(content.format(metric->alarm->limit))});
    }
    addStates(content, *metric, run);
    return content;
}

ChartContent logsChart(const LiveRun& run)
{
    ChartContent content;
    content.title = tr("Log lines");
    content.dataEnd = run.elapsedSeconds();
    content.unit = tr("a second, of the application");
    content.format = [](double lines) { return fromCore(formatNumber(lines, lines < 10 ? 1 : 0)); };
    content.empty = tr("The plan names no log (a `log` sensor of its checklist), or nothing was read yet.");
    const ServerMetric* const errors = run.server.ofId(QStringLiteral("log-errors"));
    const ServerMetric* const warnings = run.server.ofId(QStringLiteral("log-warnings"));
    if (run.series.t0()) {
        if (warnings != nullptr) {
            content.lines.push_back(
                sparse(lineOf(tr("warnings"), SeriesColor::Orange, false, pointsOf(*warnings, *run.series.t0()))));
        }
        if (errors != nullptr) {
            content.lines.push_back(sparse(lineOf(tr("errors"), SeriesColor::Fail, true, pointsOf(*errors, *run.series.t0()))));
        }
    }
    content.smallestTop = 1;
    return content;
}

ChartContent checksChart(const LiveRun& run)
{
    ChartContent content = chartWith(run, tr("Failed checks"), tr("% of checks"), percentText);
    auto points = furtherPoints(run, FurtherMetric::Checks);
    for (std::size_t index = 0; index < points.size(); ++index) {
        points.setY(index, 100 * (1 - points[index].y));
    }
    content.lines.push_back(lineOf(tr("failed"), SeriesColor::Purple, true, std::move(points)));
    content.lines.back().label = LineLabel::Value;
    content.smallestTop = 0.1;
    addTrustBands(content, run, false);
    return content;
}

ChartContent bytesChart(const LiveRun& run)
{
    ChartContent content = chartWith(run, tr("Bytes per second"), tr("of all agents"), bytesText);
    content.lines.push_back(lineOf(tr("out"), SeriesColor::Green, false, furtherPoints(run, FurtherMetric::BytesSent, 1, true)));
    content.lines.push_back(lineOf(tr("in"), SeriesColor::Blue, true, furtherPoints(run, FurtherMetric::BytesReceived, 1, true)));
    addTrustBands(content, run, false);
    return content;
}

namespace {

ChartContent shareChart(const LiveRun& run, const QString& title, const char* name, FurtherMetric metric)
{
    ChartContent content = chartWith(run, title, tr("% of messages"), percentText);
    content.lines.push_back(lineOf(title, SeriesColor::Blue, true, deliveryPoints(run, metric)));
    content.lines.back().label = LineLabel::Value;
    const auto rule = ruleOver(run, name, AggregateKind::Rate);
    addLimits(content, rule, 100, limitPercent);
    content.smallestTop = rule ? 1.5 * 100 * rule->target.limit : 1;
    content.smallestTop = std::min(content.smallestTop, 100.0);
    addBreachBands(content, run, rule);
    addTrustBands(content, run, false);
    return content;
}

} // namespace

ChartContent deliveryChart(const LiveRun& run)
{
    return shareChart(run, tr("RTC delivery"), "rtc_delivery", FurtherMetric::RtcDelivery);
}

ChartContent dropChart(const LiveRun& run)
{
    return shareChart(run, tr("RTC drop"), "rtc_drop", FurtherMetric::RtcDrop);
}

ChartContent rtcLatencyChart(const LiveRun& run)
{
    ChartContent content = chartWith(run, tr("RTC message latency"), tr("ms"), latencyText);
    content.lines.push_back(
        lineOf(QStringLiteral("p50"), SeriesColor::Grey, false, furtherPoints(run, FurtherMetric::RtcLatencyP50)));
    content.lines.push_back(
        lineOf(QStringLiteral("p99"), SeriesColor::Purple, false, furtherPoints(run, FurtherMetric::RtcLatencyP99)));
    content.lines.push_back(
        lineOf(QStringLiteral("p95"), SeriesColor::Blue, true, furtherPoints(run, FurtherMetric::RtcLatencyP95)));
    const auto rule = ruleOver(run, "rtc_message_latency", AggregateKind::Percentile);
    addLimits(content, rule, 1, latencyText);
    addBreachBands(content, run, rule);
    addTrustBands(content, run, true);
    return content;
}

ChartContent furtherLatencyChart(const std::string& metric, const LiveRun& run)
{
    ChartContent content = chartWith(run, latencyTitle(metric), tr("ms"), latencyText);
    const std::vector<ThresholdRule>& rules = run.rules.further;
    const auto rule =
        std::find_if(rules.begin(), rules.end(), [&metric](const ThresholdRule& one) { return one.metric == metric; });
    if (rule == rules.end()) {
        return content;
    }
    const auto first = static_cast<std::size_t>(FurtherMetric::FirstLatency) + 3 * static_cast<std::size_t>(rule - rules.begin());
    const auto points = [&run, first](std::size_t index) {
        return furtherPoints(run, static_cast<FurtherMetric>(first + index));
    };
    const double percentile = rule->target.aggregate.percentile;
    if (percentile > 50) {
        content.lines.push_back(lineOf(QStringLiteral("p50"), SeriesColor::Grey, false, points(0)));
    }
    if (percentile < 99) {
        content.lines.push_back(lineOf(QStringLiteral("p99"), SeriesColor::Purple, false, points(2)));
    }
    content.lines.push_back(lineOf(QLatin1Char('p') + fromCore(formatPlain(percentile)), SeriesColor::Blue, true, points(1)));
    addLimits(content, *rule, 1, latencyText);
    addBreachBands(content, run, *rule);
    addTrustBands(content, run, true);
    return content;
}

ChartContent webhooksChart(const LiveRun& run)
{
    ChartContent content = chartWith(run, tr("Webhooks per second"), tr("sent, and events that are not repeats"), rateText);
    content.lines.push_back(
        lineOf(tr("distinct"), SeriesColor::Green, false, furtherPoints(run, FurtherMetric::WebhooksDistinct, 1, true)));
    content.lines.push_back(
        lineOf(tr("sent"), SeriesColor::Blue, true, furtherPoints(run, FurtherMetric::WebhooksSent, 1, true)));
    addTrustBands(content, run, false);
    return content;
}

ChartContent lcpChart(const LiveRun& run)
{
    ChartContent content = chartWith(run, tr("Page LCP"), tr("ms, largest contentful paint"), latencyText);
    content.empty = tr("No page visit yet.");
    content.lines.push_back(
        sparse(lineOf(QStringLiteral("p95"), SeriesColor::Blue, true, furtherPoints(run, FurtherMetric::PageLcp))));
    const auto rule = ruleOver(run, "browser_web_vital_lcp", AggregateKind::Percentile);
    addLimits(content, rule, 1, latencyText);
    addBreachBands(content, run, rule);
    addTrustBands(content, run, false);
    return content;
}

} // namespace holdpoint
