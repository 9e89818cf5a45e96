// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/pacer.h"

#include <gtest/gtest.h>

using namespace holdpoint;
using namespace std::chrono_literals;

TEST(PacerTest, NthStartIsExactAfterAnyNumberOfStarts)
{
    EXPECT_EQ(arrivalOffset(100, 0), 0ns);
    EXPECT_EQ(arrivalOffset(100, 1), 10ms);
    EXPECT_EQ(arrivalOffset(3, 1), Nanos{333'333'333});
    EXPECT_EQ(arrivalOffset(3, 3'000'000), 1'000'000s);
}

TEST(PacerTest, CountsTheStartsOfADuration)
{
    EXPECT_EQ(arrivalCount(100, 10s), 1000U);
    EXPECT_EQ(arrivalCount(31.0 / 60, 10min), 310U);
    EXPECT_EQ(arrivalCount(0.5, 1s), 1U);
    EXPECT_EQ(arrivalCount(100, 0s), 0U);
}

TEST(PacerTest, EveryStartBelongsToExactlyOneShareForAnyCount)
{
    for (const std::uint64_t count : {1U, 2U, 3U, 7U}) {
        std::vector<int> owners(1000);
        std::uint64_t sum = 0;
        for (std::uint64_t index = 0; index < count; ++index) {
            const Stripe stripe{index, count};
            sum += stripe.sizeOf(owners.size());
            for (std::uint64_t k = 0; k < stripe.sizeOf(owners.size()); ++k) {
                ++owners[stripe.at(k)];
            }
        }
        EXPECT_EQ(sum, owners.size());
        EXPECT_TRUE(std::all_of(owners.begin(), owners.end(), [](int owner) { return owner == 1; })) << count;
    }
}

TEST(PacerTest, ThreadsOfAShardShareItsNumbersOnly)
{
    const Stripe shard{1, 3};
    std::vector<std::uint64_t> numbers;
    for (std::uint64_t thread = 0; thread < 2; ++thread) {
        const Stripe own = shard.within({thread, 2});
        for (std::uint64_t k = 0; k < own.sizeOf(12); ++k) {
            numbers.push_back(own.at(k));
        }
    }
    std::sort(numbers.begin(), numbers.end());
    EXPECT_EQ(numbers, (std::vector<std::uint64_t>{1, 4, 7, 10}));
}

TEST(PacerTest, RampStartsVisitorsWhereThePlannedNumberReachesThem)
{
    const std::vector<Stage> stages{{10, 10s}, {10, 5s}, {0, 10s}};

    EXPECT_EQ(rampSpans(0, stages, 0), (std::vector<ActiveSpan>{{1s, 25s}}));
    EXPECT_EQ(rampSpans(0, stages, 9), (std::vector<ActiveSpan>{{10s, 16s}}));
    EXPECT_TRUE(rampSpans(0, stages, 10).empty());
    EXPECT_EQ(rampPeak(0, stages), 10U);
}

TEST(PacerTest, RampMayComeBackAndBeginAboveZero)
{
    const std::vector<Stage> stages{{1, 4s}, {5, 4s}, {5, 0s}};

    EXPECT_EQ(rampSpans(5, stages, 0), (std::vector<ActiveSpan>{{0s, 8s}}));
    EXPECT_EQ(rampSpans(5, stages, 4), (std::vector<ActiveSpan>{{0s, 1s}}));
    EXPECT_EQ(rampSpans(5, stages, 2), (std::vector<ActiveSpan>{{0s, 3s}, {6s, 8s}}));
}

TEST(PacerTest, RampJumpsWhereAStageTakesNoTime)
{
    EXPECT_EQ(rampSpans(0, {{100, 0s}, {100, 10s}}, 99), (std::vector<ActiveSpan>{{0s, 10s}}));
}

TEST(PacerTest, RampPlansExactlyTheInterpolatedNumberAtEveryMoment)
{
    const std::vector<Stage> stages{{50, 7s}, {20, 3s}, {35, 5s}};
    for (Nanos at = 100ms; at < 15s; at += 100ms) {
        std::size_t active = 0;
        for (std::uint64_t k = 0; k < 50; ++k) {
            for (const ActiveSpan& span : rampSpans(0, stages, k)) {
                active += span.from <= at && at < span.to ? 1 : 0;
            }
        }
        const double s = std::chrono::duration<double>(at).count();
        const double planned = s <= 7 ? 50 * s / 7 : s <= 10 ? 50 - 10 * (s - 7) : 20 + 3 * (s - 10);
        EXPECT_NEAR(static_cast<double>(active), planned, 1.0) << s;
    }
}

TEST(PacerTest, SpreadsPacedVisitorsEvenly)
{
    EXPECT_EQ(paceOffset(6s, 0, 100), 0s);
    EXPECT_EQ(paceOffset(6s, 50, 100), 3s);
    EXPECT_EQ(paceOffset(6s, 99, 100), 5940ms);
}

TEST(PacerTest, FollowsALateIterationAtOnceAndDropsOnlyWholeMissedSlots)
{
    EXPECT_EQ(nextPaceSlot(6s, 0, 2s).number, 1U);
    EXPECT_EQ(nextPaceSlot(6s, 0, 11'999ms).number, 1U);
    EXPECT_EQ(nextPaceSlot(6s, 0, 11'999ms).dropped, 0U);

    const PaceSlot late = nextPaceSlot(6s, 0, 12s);
    EXPECT_EQ(late.number, 2U);
    EXPECT_EQ(late.dropped, 1U);

    const PaceSlot veryLate = nextPaceSlot(6s, 3, 60s);
    EXPECT_EQ(veryLate.number, 10U);
    EXPECT_EQ(veryLate.dropped, 6U);
}
