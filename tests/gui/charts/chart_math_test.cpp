// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_points.h"

#include <algorithm>
#include <cmath>
#include <gmock/gmock.h>
#include <limits>

namespace holdpoint {
namespace {

std::vector<ChartPoint> flat(int count, double y)
{
    std::vector<ChartPoint> points;
    for (int x = 0; x < count; ++x) {
        points.push_back({static_cast<double>(x), y});
    }
    return points;
}

TEST(ChartPointsTest, ComeBackBitForBitWhereverTheyLieApart)
{
    std::vector<ChartPoint> put;
    ChartPoints points;
    double x = 0.1;
    for (int index = 0; index < 5000; ++index) {
        x += index % 700 == 699 ? 3.7 : index > 4000 ? 0.3 : 1;
        put.push_back({x, index % 50 == 0 ? kNoValue : 1.0 / (index + 1)});
        points.push_back(put.back());
    }
    ASSERT_EQ(points.size(), put.size());
    const auto isSame = [](const ChartPoint& a, const ChartPoint& b) {
        return a.x == b.x && (a.y == b.y || (std::isnan(a.y) && std::isnan(b.y)));
    };
    EXPECT_TRUE(std::equal(points.begin(), points.end(), put.begin(), isSame));
    EXPECT_TRUE(std::equal(points.rbegin(), points.rend(), put.rbegin(), isSame));
    for (std::size_t index = 0; index < put.size(); index += 37) {
        EXPECT_TRUE(isSame(points[index], put[index])) << index;
        const auto found = std::lower_bound(points.begin(), points.end(), put[index].x,
                                            [](const ChartPoint& point, double wanted) { return point.x < wanted; });
        EXPECT_EQ(found - points.begin(), static_cast<std::ptrdiff_t>(index));
        EXPECT_EQ(found->x, put[index].x);
    }
    points.truncate(3);
    points.setY(1, 7);
    points.push_back({100, 4});
    EXPECT_EQ(points.size(), 4U);
    EXPECT_EQ(points[1].y, 7);
    EXPECT_EQ(points.back().x, 100);
}

TEST(DecimationTest, ALineGoesOnBeyondTheEdgesOfThePartInView)
{
    const std::vector<ChartPoint> plan = {{0, 60}, {20, 60}, {60, 100}, {100, 100}};
    const auto flatPart = decimated(plan, 2, 12, 280);
    ASSERT_EQ(flatPart.size(), 1U);
    EXPECT_EQ(flatPart[0].front().x, 2);
    EXPECT_EQ(flatPart[0].back().x, 12);
    EXPECT_EQ(flatPart[0].back().y, 60);
    const auto ramp = decimated(plan, 40, 80, 280);
    ASSERT_EQ(ramp.size(), 1U);
    EXPECT_EQ(ramp[0].front().y, 80) << "half way";
    EXPECT_EQ(ramp[0].back().x, 80);
    EXPECT_TRUE(decimated(plan, 110, 120, 280).empty());
    EXPECT_TRUE(decimated(std::vector<ChartPoint>{{0, 1}, {5, kNoValue}, {30, 1}}, 10, 20, 280).empty())
        << "no bridge over a gap";
}

TEST(DecimationTest, KeepsEveryPeakWithAtMostTwoPointsAPixelColumn)
{
    std::vector<ChartPoint> points = flat(20'000, 10);
    points[7'777].y = 900;
    points[12'345].y = 1;

    const auto segments = decimated(points, 0, 20'000, 280);

    ASSERT_EQ(segments.size(), 1U);
    EXPECT_LE(segments[0].size(), 2 * 280U + 1);
    const auto [low, high] =
        std::minmax_element(segments[0].begin(), segments[0].end(), [](const auto& a, const auto& b) { return a.y < b.y; });
    EXPECT_EQ(high->y, 900);
    EXPECT_EQ(high->x, 7'777);
    EXPECT_EQ(low->y, 1);
    EXPECT_EQ(segments[0].back().x, 19'999);
}

TEST(DecimationTest, CutsTheLineAtAGap)
{
    std::vector<ChartPoint> points = flat(100, 10);
    for (std::size_t index = 40; index < 50; ++index) {
        points[index].y = kNoValue;
    }

    const auto segments = decimated(points, 0, 100, 400);

    ASSERT_EQ(segments.size(), 2U);
    EXPECT_EQ(segments[0].back().x, 39);
    EXPECT_EQ(segments[1].front().x, 50);
}

TEST(DecimationTest, DrawsALoneSecondAsADash)
{
    const std::vector<ChartPoint> points = {{0, kNoValue}, {1, 5}, {2, kNoValue}};

    const auto segments = decimated(points, 0, 10, 100);

    ASSERT_EQ(segments.size(), 1U);
    EXPECT_EQ(segments[0].front().x, 0.5);
    EXPECT_EQ(segments[0].back().x, 1.5);
}

TEST(AxisTest, EndsAtNiceStepsInTwoToFourIntervals)
{
    for (const double largest : {0.0011, 0.15, 0.9, 7.0, 12.0, 99.0, 101.0, 341.0, 860.0, 2'800.0, 10'000.0, 64'000.0}) {
        const AxisScale scale = niceScale(largest);
        EXPECT_GE(scale.highest, largest);
        EXPECT_LE(scale.highest, 2 * largest) << largest;
        EXPECT_LE(std::lround(scale.highest / scale.step), 4) << largest;
        EXPECT_GE(std::lround(scale.highest / scale.step), 2) << largest;
    }
    EXPECT_EQ(niceScale(860).step, 250);
    EXPECT_EQ(niceScale(2'800).highest, 3'000);
}

TEST(AxisTest, AnEmptyChartHasAnAxisToo)
{
    EXPECT_GT(niceScale(0).highest, 0);
    EXPECT_GT(niceScale(kNoValue).highest, 0);
}

TEST(AxisTest, ElapsedStepsGiveAtMostSevenLabels)
{
    for (const double span : {10.0, 60.0, 61.0, 180.0, 600.0, 900.0, 3'600.0, 21'600.0}) {
        EXPECT_LE(span / elapsedStep(span), 6.0) << span;
    }
    EXPECT_EQ(elapsedStep(600), 120);
    EXPECT_EQ(elapsedStep(10), 2) << "of a part that was zoomed into";
}

TEST(LabelTest, ArePushedApartAndKeepTheirOrder)
{
    const auto places = pushedApart({100, 103, 98}, 14, 0, 200);

    EXPECT_LT(places[2], places[0]);
    EXPECT_LT(places[0], places[1]);
    EXPECT_GE(places[0] - places[2], 14);
    EXPECT_GE(places[1] - places[0], 14);
}

TEST(LabelTest, StayInsideThePlot)
{
    const auto places = pushedApart({199, 199, 199}, 14, 0, 200);

    EXPECT_LE(*std::max_element(places.begin(), places.end()), 200);
    EXPECT_EQ(*std::min_element(places.begin(), places.end()), 172);
}

} // namespace
} // namespace holdpoint
