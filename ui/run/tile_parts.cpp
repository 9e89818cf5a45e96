// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/tile_parts.h"

#include <algorithm>
#include <cmath>

namespace holdpoint {

void setFigure(TileContent& tile, const QString& text)
{
    const qsizetype blank = text.indexOf(QChar(0x00A0));
    tile.value = blank < 0 ? text : text.left(blank);
    tile.unit = blank < 0 ? QString() : text.mid(blank + 1);
}

void setNothing(TileContent& tile, const QString& reason)
{
    tile.value = QStringLiteral("–");
    tile.target = reason;
}

std::optional<Look> lookOfResult(const LiveRun& run, const ThresholdRule& rule)
{
    const auto found = std::find_if(run.thresholds.begin(), run.thresholds.end(),
                                    [&rule](const ThresholdResult& one) { return isSameRule(one.rule, rule); });
    return found == run.thresholds.end() ? std::nullopt : std::optional(lookOf(found->verdict));
}

Look lookOfRule(const ThresholdRule& rule, double measured)
{
    if (rule.critical && !rule.critical->holds(measured)) {
        return lookOf(RuleVerdict::Failed);
    }
    return lookOf(rule.target.holds(measured) ? RuleVerdict::Passed : RuleVerdict::Warned);
}

void setBar(TileContent& tile, const ThresholdRule& rule, double measured)
{
    const double hardest = rule.critical ? std::max(rule.critical->limit, rule.target.limit) : rule.target.limit;
    if (!(hardest > 0)) {
        return;
    }
    const double end = 1.4 * hardest;
    tile.share = measured / end;
    tile.targetTick = rule.target.limit / end;
    if (rule.critical && rule.critical->limit != rule.target.limit) {
        tile.criticalTick = rule.critical->limit / end;
    }
}

std::optional<Trend> trendOf(const std::optional<double>& now, const std::optional<double>& before)
{
    if (!now || !before) {
        return std::nullopt;
    }
    if (std::abs(*now - *before) <= 0.1 * std::abs(*before)) {
        return Trend::Steady;
    }
    return *now > *before ? Trend::Rising : Trend::Falling;
}

} // namespace holdpoint
