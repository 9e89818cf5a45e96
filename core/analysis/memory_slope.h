// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace holdpoint {

inline constexpr double kLeastHoldSeconds = 600;
inline constexpr double kMostGrowthPercent = 5; // of the limit, an hour: analysis.no-memory-leaks

/// A straight line through a noisy series.
struct Slope
{
    double slope = 0; // units of y per unit of x
    double low = 0;   // 95 % confidence interval
    double high = 0;
    std::size_t points = 0;
};

/// Theil-Sen: the median of the slopes between all pairs, its interval by Kendall's variance (Sen 1968). More than 240 points are
/// first reduced to 60 medians, which also takes out the short saw teeth of collectors. nullopt below 10 points or without a
/// spread of x.
std::optional<Slope> slopeOf(const std::vector<std::pair<double, double>>& points);
/// The points behind the first 20 % of the time.
std::vector<std::pair<double, double>> withoutWarmUp(const std::vector<std::pair<double, double>>& points);

} // namespace holdpoint
