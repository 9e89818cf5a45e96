// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/pacer.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

using namespace holdpoint;
using namespace std::chrono_literals;

TEST(PacerTest, RedeliversExactlyThePlannedShareOfAnyNumberOfDeliveries)
{
    for (const double share : {0.0, 0.02, 0.125, 0.5, 0.999, 1.0}) {
        std::uint64_t count = 0;
        for (std::uint64_t index = 0; index < 30'000; ++index) {
            count += isRedelivered(index, share) ? 1U : 0U;
            EXPECT_NEAR(static_cast<double>(count), share * static_cast<double>(index + 1), 1.0);
        }
        EXPECT_NEAR(static_cast<double>(count), share * 30'000, 0.5) << share;
    }
}

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

TEST(PacerTest, SpreadsVisitorsOfARampOverTheirPaceHoweverManyThereAreAndWheneverTheyComeIn)
{
    for (const std::uint64_t count : {4U, 20U, 100U}) {
        std::vector<double> phases;
        for (std::uint64_t i = 0; i < count; ++i) {
            const Nanos from = std::chrono::seconds{5 * i}; // each at a whole multiple of the pace
            const Nanos start = spreadStart(from, 1s, i);
            EXPECT_GE(start, from);
            EXPECT_LT(start, from + 1s);
            phases.push_back(std::fmod(std::chrono::duration<double>(start).count(), 1.0));
        }
        std::sort(phases.begin(), phases.end());
        double widest = phases.front() + 1 - phases.back();
        for (std::size_t i = 1; i < phases.size(); ++i) {
            widest = std::max(widest, phases[i] - phases[i - 1]);
        }
        EXPECT_LT(widest, 2.0 / static_cast<double>(count)) << count;
    }
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

namespace {

Executor rampingRate(double startRate, std::vector<Stage> stages)
{
    Executor executor;
    executor.kind = ExecutorKind::RampingArrivalRate;
    executor.ratePerSecond = startRate;
    for (const Stage& stage : stages) {
        executor.duration += stage.over;
    }
    executor.stages = std::move(stages);
    return executor;
}

/// The area under the stages at a moment, by the trapezoid rule in double precision.
double areaAt(const Executor& executor, Nanos at)
{
    double area = 0;
    double from = executor.ratePerSecond;
    for (const Stage& stage : executor.stages) {
        const double over = std::chrono::duration<double>(stage.over).count();
        const double inside = std::min(over, std::chrono::duration<double>(at).count());
        if (over > 0 && inside > 0) {
            area += from * inside + (stage.to - from) * inside * inside / (2 * over);
        }
        at -= stage.over;
        from = stage.to;
    }
    return area;
}

} // namespace

TEST(PacerTest, ARampStartsEachIterationWhereItsAreaIsReached)
{
    // 0 to 10/s in 10 s: number n (from 0) at sqrt(2 (n + 1)) s
    const ArrivalSchedule up(rampingRate(0, {{10, 10s}}));
    ASSERT_EQ(up.count(), 50U);
    EXPECT_EQ(up.at(1), 2s);
    EXPECT_EQ(up.at(17), 6s);
    EXPECT_EQ(up.at(49), 10s);

    const ArrivalSchedule down(rampingRate(10, {{0, 10s}}));
    ASSERT_EQ(down.count(), 50U);
    EXPECT_NEAR(std::chrono::duration<double>(down.at(0)).count(), 10 - std::sqrt(98.0), 1e-9);
    EXPECT_EQ(down.at(49), 10s);
}

TEST(PacerTest, ARampThatStaysLevelIsAConstantRate)
{
    const ArrivalSchedule level(rampingRate(100, {{100, 10s}}));
    ASSERT_EQ(level.count(), 1000U);
    EXPECT_EQ(level.at(0), 10ms);
    EXPECT_EQ(level.at(999), 10s);
}

TEST(PacerTest, NearlyEqualRatesKeepTheirPrecision)
{
    const ArrivalSchedule nearly(rampingRate(1000, {{1000.000001, 10s}}));
    for (const std::uint64_t n : {0U, 1U, 4999U, 9998U}) {
        EXPECT_NEAR(std::chrono::duration<double>(nearly.at(n)).count(), static_cast<double>(n + 1) / 1000, 1e-7) << n;
    }
}

TEST(PacerTest, AStageWithoutTimeJumpsAndOneWithoutRateWaits)
{
    const ArrivalSchedule schedule(rampingRate(0, {{100, 0s}, {100, 1s}, {0, 0s}, {0, 5s}, {10, 0s}, {10, 1s}}));
    ASSERT_EQ(schedule.count(), 110U);
    EXPECT_EQ(schedule.at(0), 10ms);
    EXPECT_EQ(schedule.at(99), 1s);
    EXPECT_EQ(schedule.at(100), 6100ms);
    EXPECT_EQ(schedule.at(109), 7s);
}

TEST(PacerTest, TheFractionIsCarriedFromStageToStage)
{
    // 0.5 starts a stage: one start every two stages, none is lost
    const ArrivalSchedule halves(rampingRate(1, {{1, 500ms}, {1, 500ms}, {1, 500ms}, {1, 500ms}}));
    ASSERT_EQ(halves.count(), 2U);
    EXPECT_EQ(halves.at(0), 1s);
    EXPECT_EQ(halves.at(1), 2s);
}

TEST(PacerTest, EveryStartOfALongRampLiesOnItsIntegralAndNoneBeforeTheOneBefore)
{
    const Executor executor = rampingRate(3, {{250, 61s}, {250, 30s}, {17, 45s}, {17.0 / 3, 0s}, {400, 7s}, {0, 29s}});
    const ArrivalSchedule schedule(executor);
    ASSERT_GT(schedule.count(), 20'000U);
    Nanos last{};
    for (std::uint64_t n = 0; n < schedule.count(); ++n) {
        const Nanos at = schedule.at(n);
        ASSERT_GE(at, last);
        ASSERT_LE(at, executor.duration);
        ASSERT_NEAR(areaAt(executor, at), static_cast<double>(n + 1), 1e-3) << n;
        last = at;
    }
    EXPECT_NEAR(areaAt(executor, executor.duration), static_cast<double>(schedule.count()), 1.0);
}

TEST(PacerTest, CountsWhatAScenarioPlansWhereItsIterationsAreNumbered)
{
    Scenario scenario;
    scenario.executor.vus = 10;
    scenario.executor.duration = 60s;
    EXPECT_EQ(plannedIterations(scenario), std::nullopt);
    scenario.pace = 6s;
    EXPECT_EQ(plannedIterations(scenario), 100U);
    scenario.executor.iterations = 25;
    scenario.executor.kind = ExecutorKind::SharedIterations;
    EXPECT_EQ(plannedIterations(scenario), 25U);
    scenario.executor.kind = ExecutorKind::PerVuIterations;
    EXPECT_EQ(plannedIterations(scenario), 250U);
}
