// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/units.h"
#include "ui/run/live_chart_parts.h"
#include "ui/run/load_pace.h"
#include "ui/style/status.h"
#include "ui/style/words.h"

#include <QCoreApplication>
#include <algorithm>
#include <array>
#include <limits>

namespace holdpoint {

namespace {

/// Errors of the last 10 s per request, of sockets per second of the last 10 s; NaN where there was none. Most errors of sockets
/// are of no message that was sent: a lost delivery is of one of many listeners, a refused connection of none.
struct SharesOfSecond
{
    double tick = 0;
    std::array<double, kErrorGroupCount> byGroup{};
};

std::vector<SharesOfSecond> slidingShares(const RunSeries& series, bool isPerSecond)
{
    std::vector<SharesOfSecond> shares;
    std::array<double, kErrorGroupCount> errors{};
    double requests = 0;
    const auto add = [&](const RunSecond& second, double sign) {
        requests += sign * (isPerSecond ? (second.shardCount > 0 ? 1 : 0) : second.requests);
        for (std::size_t group = 0; group < kErrorGroupCount; ++group) {
            errors[group] += sign * second.errors[group];
        }
    };
    for (std::uint64_t tick = series.firstTick(); tick < series.endTick(); ++tick) {
        add(*series.at(tick), 1);
        if (tick >= series.firstTick() + kFigureSeconds) {
            add(*series.at(tick - kFigureSeconds), -1);
        }
        SharesOfSecond share;
        share.tick = static_cast<double>(tick);
        share.byGroup.fill(kNoValue);
        for (std::size_t group = 0; group < kErrorGroupCount && requests > 0 && series.at(tick)->shardCount > 0; ++group) {
            share.byGroup[group] = std::max(0.0, errors[group] / requests);
        }
        shares.push_back(share);
    }
    return shares;
}

template <typename Value>
ChartPoints pointsOf(const std::vector<SharesOfSecond>& shares, Value value)
{
    ChartPoints points;
    points.reserve(shares.size());
    for (const SharesOfSecond& share : shares) {
        points.push_back({share.tick, value(share)});
    }
    return points;
}

} // namespace

ChartContent errorsChart(const LiveRun& run)
{
    static constexpr std::array<std::pair<const char*, SeriesColor>, kErrorGroupCount> looks = {{
        {QT_TRANSLATE_NOOP("holdpoint", "5xx"), SeriesColor::Fail},
        {QT_TRANSLATE_NOOP("holdpoint", "4xx"), SeriesColor::Grey},
        {QT_TRANSLATE_NOOP("holdpoint", "timeout"), SeriesColor::Orange},
        {QT_TRANSLATE_NOOP("holdpoint", "connect"), SeriesColor::Indigo},
        {QT_TRANSLATE_NOOP("holdpoint", "check"), SeriesColor::Purple},
        {QT_TRANSLATE_NOOP("holdpoint", "other"), SeriesColor::Blue},
    }};
    const bool isPerSecond = run.isOfSockets();
    ChartContent content;
    content.title = tr("Errors by class");
    content.unit = isPerSecond ? tr("a second, mean of 10 s") : tr("% of requests, 10 s");
    content.isStacked = true;
    content.empty = noSamplesYet(run);
    content.dataEnd = run.dataEnd();
    content.format = [](double percent) { return fromCore(formatNumber(percent, 2)); };
    const std::vector<SharesOfSecond> shares = slidingShares(run.series, isPerSecond);
    std::array<double, kErrorGroupCount> totals{};
    for (std::uint64_t tick = run.series.firstTick(); tick < run.series.endTick(); ++tick) {
        for (std::size_t group = 0; group < kErrorGroupCount; ++group) {
            totals[group] += run.series.at(tick)->errors[group];
        }
    }
    QStringList absent;
    for (std::size_t group = 0; group < kErrorGroupCount; ++group) {
        if (totals[group] == 0 && group != 0) {
            continue;
        }
        if (totals[group] == 0) {
            absent << tr("%1 none").arg(tr(looks[group].first));
            continue;
        }
        content.lines.push_back(
            {isPerSecond && group + 1 == kErrorGroupCount ? tr("socket") : tr(looks[group].first), looks[group].second, 1, false,
             false,
             pointsOf(shares, [group, isPerSecond](
                                  const SharesOfSecond& second) { return (isPerSecond ? 1 : 100) * second.byGroup[group]; }),
             LineLabel::NameAndValue, false, 0.5, QString()});
    }
    if (content.lines.empty() && run.elapsedSeconds() > 0) {
        content.lines.push_back({tr("none"), SeriesColor::Grey, 1, false, false,
                                 pointsOf(shares, [](const SharesOfSecond& second) { return 0 * second.byGroup[0]; }),
                                 LineLabel::None, false, 0.5, QString()});
        absent = {tr("no errors")}; // an area of nothing cannot be seen
    }
    content.remark = absent.join(QStringLiteral(" · "));
    content.smallestTop = 0.1;
    if (!isPerSecond) { // else its rule is of deliveries: their chart has it
        addLimits(content, run.rules.errors, 100,
                  [](double percent) { return fromCore(formatPlain(percent)) + QStringLiteral("\u00A0%"); });
        content.smallestTop = run.rules.errors ? run.rules.errors->target.limit * 150 : 0.1;
        addBreachBands(content, run, run.rules.errors);
    }
    addTrustBands(content, run, false);
    return content;
}

} // namespace holdpoint
