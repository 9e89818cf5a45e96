// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <limits>
#include <string>
#include <vector>

namespace holdpoint {

inline constexpr double kNoValue = std::numeric_limits<double>::quiet_NaN(); // y of a gap

/// x in seconds since t0; y NaN is a gap.
struct ChartPoint
{
    double x = 0;
    double y = 0;
};

class ChartPoints;
/// What lies in [fromX, toX], cut at gaps, at most two points a pixel column: the smallest and the largest, in their order, so
/// that no peak is lost. The last point is always kept. A lone point comes back as a dash one second wide.
std::vector<std::vector<ChartPoint>> decimated(const ChartPoints& points, double fromX, double toX, int columns);

/// A y axis from `lowest` to `highest` with `count` intervals of `step` (1, 2, 2.5 or 5 x 10^n).
struct AxisScale
{
    double lowest = 0;
    double highest = 1;
    double step = 0.25;
};
/// From 0 to at least `largest`, 2 to 4 intervals.
AxisScale niceScale(double largest);
/// Decimals that every multiple of the step needs.
int decimalsOf(double step);
/// Seconds between x labels so that at most 6 intervals fill `span`: 10 s, 30 s, 1, 2, 5, 10, 30 min, then hours.
double elapsedStep(double span);

/// Places of labels that want to be at `wanted` but need `spacing`: as near as possible, in the same order, within [low, high].
std::vector<double> pushedApart(std::vector<double> wanted, double spacing, double low, double high);

} // namespace holdpoint
