// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/memory_slope.h"

#include <cmath>
#include <gmock/gmock.h>
#include <random>

namespace holdpoint {
namespace {

using Points = std::vector<std::pair<double, double>>;

Points noisy(double slope, unsigned seed, int count = 120)
{
    std::mt19937_64 random(seed);
    std::normal_distribution<double> noise(0, 1e6);
    Points points;
    for (int i = 0; i < count; ++i) {
        points.emplace_back(5.0 * i, 1e8 + slope * 5.0 * i + noise(random));
    }
    return points;
}

TEST(MemorySlope, TheIntervalHoldsTheTrueSlopeNinetyFiveTimesInAHundred)
{
    int covered = 0;
    constexpr int kRuns = 400;
    for (unsigned seed = 1; seed <= kRuns; ++seed) {
        const auto slope = slopeOf(noisy(10'000, seed));
        ASSERT_TRUE(slope);
        covered += slope->low <= 10'000 && 10'000 <= slope->high ? 1 : 0;
    }
    EXPECT_GE(covered, kRuns * 92 / 100);
    EXPECT_LT(covered, kRuns) << "an interval that always holds says nothing";
}

TEST(MemorySlope, SingleSpikesDoNotMoveIt)
{
    Points points = noisy(0, 7);
    const auto before = slopeOf(points);
    for (const std::size_t i : {100U, 105U, 110U, 115U}) {
        points[i].second *= 3;
    }
    const auto after = slopeOf(points);
    ASSERT_TRUE(before && after);
    EXPECT_NEAR(after->slope, before->slope, 500);
}

TEST(MemorySlope, ACollectorsSawTeethAreNoGrowth)
{
    Points points;
    for (int i = 0; i < 1200; ++i) {
        points.emplace_back(0.5 * i, 1e8 + 1e6 * (i % 17));
    }
    const auto slope = slopeOf(points);
    ASSERT_TRUE(slope);
    EXPECT_LE(slope->low, 0);
    EXPECT_GE(slope->high, 0);
}

TEST(MemorySlope, TooFewPointsOrOneMomentGiveNone)
{
    EXPECT_FALSE(slopeOf(noisy(1, 1, 9)));
    EXPECT_TRUE(slopeOf(noisy(1, 1, 10)));
    EXPECT_FALSE(slopeOf(Points(20, {5, 1})));
    EXPECT_FALSE(slopeOf(Points(20, {std::nan(""), 1})));
    EXPECT_FALSE(slopeOf({}));
}

TEST(MemorySlope, TheFirstFifthIsWarmUp)
{
    EXPECT_EQ(withoutWarmUp(noisy(1, 1, 101)).size(), 81U);
    EXPECT_TRUE(withoutWarmUp({}).empty());
}

} // namespace
} // namespace holdpoint
