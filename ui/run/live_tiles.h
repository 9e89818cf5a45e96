// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/run/live_run.h"
#include "ui/run/tile.h"

#include <array>

namespace holdpoint {

inline constexpr std::size_t kTileCount = 8;

/// Latency, error rate, requests, VUs, and four that need a server source. While the test runs over the last 10 s (grown to 60 s
/// for a slow test is the alarms' business), after its end over the whole test. nullptr: no run.
std::array<TileContent, kTileCount> liveTiles(const LiveRun* run, bool isWide);

} // namespace holdpoint
