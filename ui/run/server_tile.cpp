// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/tile_parts.h"

#include "core/base/units.h"
#include "ui/style/words.h"

#include <algorithm>

namespace holdpoint {

TileContent serverTile(const LiveRun& run, const QString& name, ServerRole role, bool isWide)
{
    TileContent tile;
    const ServerMetric* const metric = run.server.ofRole(role);
    tile.name = name;
    std::optional<double> value;
    std::optional<double> before;
    const auto t0 = run.series.t0();
    const ThresholdResult* const result = [&]() -> const ThresholdResult* {
        const auto found = std::find_if(run.thresholds.begin(), run.thresholds.end(), [&](const ThresholdResult& one) {
            return metric != nullptr && one.rule.query == metric->query;
        });
        return run.hasEnded() && found != run.thresholds.end() && found->measured ? &*found : nullptr;
    }();
    if (result != nullptr) {
        value = result->measured;
    } else if (metric != nullptr && t0) {
        WallTime now = *t0 + std::chrono::seconds(static_cast<long>(run.elapsedSeconds()));
        now = metric->samples.empty() ? now : std::max(now, metric->samples.back().at); // it may be newer than the newest frame
        value = valueOf(*metric, now);
        before = valueOf(*metric, now - std::chrono::seconds{30});
    }
    if (!value) {
        const QString why = run.server.whyEmpty(metric);
        setNothing(tile, !run.server.hasPrometheus() && !isWide ? tr("no Prometheus") : why);
        tile.detail = why;
        return tile;
    }
    setFigure(tile, serverText(*metric, *value));
    tile.detail =
        tr("%1 of Prometheus, %2").arg(metric->name, result != nullptr ? tr("worst of the whole test") : tr("newest value"));
    tile.target = result != nullptr ? tr("worst of the test") : tr("no target");
    tile.targetShort = result != nullptr ? tr("worst") : QString();
    if (metric->rule) {
        tile.look = result != nullptr ? lookOf(result->verdict) : lookOfRule(*metric->rule, *value);
        setBar(tile, *metric->rule, *value);
        const bool isLeast =
            metric->rule->target.comparison == Comparison::Greater || metric->rule->target.comparison == Comparison::GreaterEqual;
        const QString limit = (isLeast ? QStringLiteral("> ") : QString()) + serverText(*metric, metric->rule->target.limit);
        const QString target = tr("target %1").arg(limit);
        tile.detail = target + QStringLiteral(" · ") + tile.detail;
        tile.target = result != nullptr ? tile.target : target;
    }
    tile.trend = result != nullptr ? std::nullopt : trendOf(value, before);
    return tile;
}

} // namespace holdpoint
