// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/run/live_run.h"
#include "ui/run/tile.h"

namespace holdpoint {

// What liveTiles() is made of: one function a tile, and what they have in common.

TileContent latencyTile(const LiveRun& run, bool isWide);
/// Failed requests; of sockets alone errors per message sent.
TileContent errorTile(const LiveRun& run);
TileContent requestsTile(const LiveRun& run);
TileContent vusTile(const LiveRun& run);
/// The newest value; of an ended run the worst, as its rule is judged.
TileContent serverTile(const LiveRun& run, const QString& name, ServerRole role, bool isWide);

/// "341 ms" as figure and unit.
void setFigure(TileContent& tile, const QString& text);
/// A dash, with the reason below.
void setNothing(TileContent& tile, const QString& reason);
/// What core judged of this rule over the whole run; nullopt: nothing.
std::optional<Look> lookOfResult(const LiveRun& run, const ThresholdRule& rule);
Look lookOfRule(const ThresholdRule& rule, double measured);
/// Bar and ticks: the axis ends at 1.4 x the hardest limit.
void setBar(TileContent& tile, const ThresholdRule& rule, double measured);
/// Against the time before: steady within a tenth; nullopt where one of both is not known.
std::optional<Trend> trendOf(const std::optional<double>& now, const std::optional<double>& before);

} // namespace holdpoint
