// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/capacity.h"

#include "core/base/time_format.h"

#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using ::testing::HasSubstr;

Expression expression(const char* text)
{
    const auto parsed = parseExpression(text);
    EXPECT_TRUE(parsed);
    return *parsed;
}

ThresholdRule resource(const char* id, const char* target, const char* critical)
{
    ThresholdRule rule;
    rule.id = id;
    rule.source = "prometheus";
    rule.query = std::string("q_") + id;
    rule.unit = "%";
    rule.target = expression(target);
    rule.critical = expression(critical);
    return rule;
}

WallTime momentAt(int seconds)
{
    return *parseUtc("2026-01-05T10:00:00Z") + std::chrono::seconds{seconds};
}

Plan planWith(std::vector<ThresholdRule> rules)
{
    Plan plan;
    TestPlan test;
    test.id = "search";
    plan.tests.push_back(test);
    plan.thresholds = std::move(rules);
    return plan;
}

RunRecord loadRun(std::int64_t id, std::vector<ThresholdResult> thresholds = {})
{
    RunRecord run;
    run.id = id;
    run.testId = "search";
    run.startedAt = momentAt(0);
    run.endedAt = momentAt(600);
    run.result.outcome = RunOutcome::Passed;
    run.result.thresholds = std::move(thresholds);
    return run;
}

ThresholdResult seen(const ThresholdRule& rule, double measured, int second, std::vector<TimeSpan> breaches = {})
{
    ThresholdResult result;
    result.rule = rule;
    result.measured = measured;
    result.at = momentAt(second);
    result.breaches = std::move(breaches);
    return result;
}

RunRecord breakpointRun(std::int64_t id, std::size_t held, const char* brokenBy)
{
    RunRecord run = loadRun(id);
    run.kind = RunKind::Breakpoint;
    BreakpointResult result;
    for (std::size_t i = 0; i <= held + 1; ++i) {
        BreakpointLevel level;
        level.share = 0.2 * static_cast<double>(i + 1);
        level.planned = 100 * level.share;
        level.achieved = *level.planned;
        level.vus = 50 * level.share;
        level.seconds = 120;
        level.p95Ms = 100 + 20 * static_cast<double>(i);
        level.isHeld = i <= held;
        result.levels.push_back(level);
    }
    result.levels.back().brokenBy = brokenBy;
    result.capacity = held;
    run.result.breakpoint = result;
    return run;
}

const ThresholdRule kCpu = resource("cpu", "value<70", "value<90");
const ThresholdRule kMemory = resource("memory", "value<80", "value<90");
const ThresholdRule kPool = resource("db-connections", "value<80", "value<95");
const ThresholdRule kCache = resource("cache-hit-rate", "value>70", "value>50");

TEST(Saturation, ResourcesStandInTheOrderInWhichTheyRanOut)
{
    const auto runs = std::vector{
        loadRun(3, {seen(kCpu, 88, 300, {{momentAt(200), momentAt(400)}}), seen(kPool, 84, 150, {{momentAt(120), momentAt(500)}}),
                    seen(kMemory, 60, 10), seen(kCache, 80, 20)})};
    const auto peaks = resourcePeaks({kMemory, kCache, kCpu, kPool}, runs);
    ASSERT_EQ(peaks.size(), 4U);
    EXPECT_EQ(peaks[0].rule, "db-connections") << "first in time, although the CPU is nearer to its limit";
    EXPECT_EQ(peaks[1].rule, "cpu");
    EXPECT_EQ(peaks[2].rule, "memory");
    EXPECT_EQ(peaks[3].rule, "cache-hit-rate");
    EXPECT_NEAR(*peaks[1].used(), 88.0 / 90, 1e-9);
    EXPECT_NEAR(*peaks[3].used(), 50.0 / 80, 1e-9) << "a rate that must stay above is used up as it falls";
    EXPECT_FALSE(peaks[3].isMissed());
}

TEST(Saturation, TheWorstOfTheNewestRunsCountsAndWhatIsNotMeasuredSaysWhy)
{
    auto older = loadRun(1, {seen(kCpu, 99, 1)});
    auto newer = loadRun(2, {seen(kCpu, 50, 2)});
    auto other = loadRun(3, {seen(kCpu, 60, 3)});
    other.testId = "pages";
    ThresholdResult silent;
    silent.rule = kMemory;
    silent.sentence = "Prometheus gave no data";
    other.result.thresholds.push_back(silent);
    const auto peaks = resourcePeaks({kMemory, kCpu}, {older, newer, other});
    EXPECT_EQ(peaks[0].rule, "cpu");
    EXPECT_EQ(*peaks[0].peak, 60) << "run 1 was run again";
    EXPECT_EQ(peaks[0].test, "pages");
    EXPECT_FALSE(peaks[1].peak);
    EXPECT_EQ(peaks[1].why, "Prometheus gave no data");
}

TEST(Capacity, HeadroomOfABreakpointRunIsWhatIsLeftOfTheHighestLevelThatHolds)
{
    const auto headroom =
        headroomOf(planWith({kCpu}), {loadRun(1, {seen(kCpu, 45, 1)}), breakpointRun(2, 5, "p(95) over 500 ms")});
    EXPECT_EQ(headroom.method, Headroom::Method::Breakpoint);
    EXPECT_NEAR(headroom.percent, 100 * (1 - 1 / 1.2), 1e-6);
    EXPECT_FALSE(headroom.isAtLeast);
    EXPECT_EQ(headroom.limitedBy, "p(95) over 500 ms");
    EXPECT_THAT(headroom.formula, HasSubstr("100 / 120"));
}

TEST(Capacity, ALevelThatDidNotGiveItsWholeRateCountsAsWhatItGave)
{
    RunRecord run = breakpointRun(2, 5, "x");
    run.result.breakpoint->levels[5].achieved = 0.99 * *run.result.breakpoint->levels[5].planned;
    EXPECT_NEAR(heldShare(*run.result.breakpoint), 1.2 * 0.99, 1e-9);
}

TEST(Capacity, AGeneratorAtItsLimitProvesOnlyAtLeast)
{
    RunRecord run = breakpointRun(2, 5, "the load generator was the limit");
    run.result.breakpoint->isGeneratorLimit = true;
    const auto headroom = headroomOf(planWith({}), {run});
    EXPECT_TRUE(headroom.isAtLeast);
    EXPECT_EQ(headroom.limitedBy, "the load generator");
}

TEST(Capacity, WithoutABreakpointRunTheFirstResourceDecidesAndLinearGrowthMustBeSeen)
{
    const std::vector<RunRecord> runs{loadRun(1, {seen(kCpu, 63, 1), seen(kPool, 76, 2), seen(kCache, 60, 3)})};
    const auto plan = planWith({kCpu, kPool, kCache});
    const auto headroom = headroomOf(plan, runs);
    EXPECT_EQ(headroom.method, Headroom::Method::Peaks);
    EXPECT_EQ(headroom.limitedBy, "Database connections");
    EXPECT_NEAR(headroom.percent, 100 * (1 - 76.0 / 95), 1e-9);
    EXPECT_THAT(headroom.remark, HasSubstr("not extrapolated"));
    std::vector<std::pair<double, double>> straight;
    for (int i = 1; i <= 20; ++i) {
        straight.emplace_back(10.0 * i, 3.0 * i);
    }
    EXPECT_TRUE(headroomOf(plan, runs, linearityOf(straight)).remark.empty());
    const auto none = headroomOf(plan, {});
    EXPECT_FALSE(none.isKnown());
    EXPECT_THAT(none.remark, HasSubstr("neither a breakpoint run nor resource peaks"));
}

TEST(Capacity, ABreakpointRunThatHeldNoLevelIsNamedInsteadOfDenied)
{
    RunRecord run = breakpointRun(2, 5, "p(95) over 500 ms");
    run.result.breakpoint->capacity.reset();
    run.result.breakpoint->levels.resize(1);
    run.result.breakpoint->levels[0].share = 0.4;
    run.result.breakpoint->levels[0].brokenBy = "p(95) over 500 ms";
    const std::string why =
        "breakpoint run 2 of " + run.testId + " held no level, not even 40\u00a0% of the plan: p(95) over 500 ms";
    EXPECT_EQ(whyNothingHeld(planWith({}), {run}, run.testId), why);
    EXPECT_EQ(headroomOf(planWith({}), {run}).remark, why);
    EXPECT_THAT(headroomOf(planWith({kCpu}), {run, loadRun(3, {seen(kCpu, 45, 1)})}).remark, HasSubstr(why));
    EXPECT_EQ(whyNothingHeld(planWith({}), {run, breakpointRun(3, 5, "x")}, run.testId), "") << "a later one held";
    run.result.breakpoint->levels[0].brokenBy.clear();
    run.result.outcome = RunOutcome::Aborted;
    EXPECT_EQ(whyNothingHeld(planWith({}), {run}, run.testId), "") << "a person stopped it before anything broke";
}

TEST(Capacity, ANewerBreakpointRunThatHeldNothingTakesThePlaceOfAnOlderOneThatHeld)
{
    RunRecord fallen = breakpointRun(3, 5, "p(95) over 500 ms");
    fallen.result.breakpoint->capacity.reset();
    fallen.result.breakpoint->levels.resize(1);
    fallen.result.breakpoint->levels[0].brokenBy = "p(95) over 500 ms";
    const std::vector<RunRecord> runs{breakpointRun(2, 5, "x"), fallen};
    EXPECT_EQ(breakpointOf(planWith({}), runs, fallen.testId), nullptr);
    EXPECT_EQ(unheldBreakpointOf(planWith({}), runs, fallen.testId), &runs.back());
    EXPECT_FALSE(headroomOf(planWith({}), runs).isKnown()) << "what held once is no headroom of today";
}

TEST(Capacity, ABreakpointRunOfAnotherPlanTextIsNoShareOfThisPlan)
{
    Plan plan = planWith({});
    plan.sha256 = "in force";
    RunRecord run = breakpointRun(2, 5, "x");
    run.planSha256 = "in force";
    EXPECT_EQ(headroomOf(plan, {run}).method, Headroom::Method::Breakpoint);
    run.planSha256 = "of before";
    const Headroom headroom = headroomOf(plan, {run});
    EXPECT_FALSE(headroom.isKnown());
    EXPECT_THAT(headroom.remark, HasSubstr("breakpoint run 2 of search ran another text of the plan"));
}

TEST(Capacity, TheApiTriggerRestsOnTheTestOfTheApiWhereThereIsOne)
{
    Plan plan = planWith({});
    TestPlan api;
    api.id = "api";
    plan.tests.push_back(api);
    RunRecord slow = breakpointRun(2, 5, "x");
    RunRecord own = breakpointRun(3, 5, "x");
    own.testId = "api";
    for (BreakpointLevel& level : slow.result.breakpoint->levels) {
        level.p95Ms = 900;
    }
    for (BreakpointLevel& level : own.result.breakpoint->levels) {
        level.p95Ms = 280;
    }
    const auto triggers = scalingTriggers(plan, {slow, own});
    const auto latency =
        std::find_if(triggers.begin(), triggers.end(), [](const auto& each) { return each.field == "blank.trigger.latency"; });
    ASSERT_NE(latency, triggers.end());
    EXPECT_THAT(latency->basis, HasSubstr("(run 3)"));
}

TEST(Capacity, HeadroomOfOneTestIsNotThatOfThePlanWhereAnotherHeldNoLevel)
{
    RunRecord run = breakpointRun(3, 5, "p(95) over 500 ms");
    run.testId = "rtc";
    run.result.breakpoint->capacity.reset();
    run.result.breakpoint->levels.resize(1);
    run.result.breakpoint->levels[0].brokenBy = "p(95) over 500 ms";
    Plan plan = planWith({});
    TestPlan rtc;
    rtc.id = "rtc";
    plan.tests.push_back(rtc);
    const auto headroom = headroomOf(plan, {breakpointRun(2, 5, "p(95) over 500 ms"), run});
    EXPECT_EQ(headroom.method, Headroom::Method::Breakpoint);
    EXPECT_THAT(headroom.unheld, HasSubstr("breakpoint run 3 of rtc held no level"));
    EXPECT_THAT(headroom.remark, HasSubstr(headroom.unheld));
}

TEST(Capacity, OneLevelOfLoadOrACurveIsNoLine)
{
    std::vector<std::pair<double, double>> flat;
    std::vector<std::pair<double, double>> bent;
    for (int i = 1; i <= 40; ++i) {
        flat.emplace_back(100 + i % 3, 40);
        bent.emplace_back(i, i < 20 ? 10 * i : 200 - 9 * (i - 20));
    }
    EXPECT_FALSE(linearityOf(flat).isLinear());
    EXPECT_FALSE(linearityOf(bent).isLinear());
    EXPECT_FALSE(linearityOf({}).isLinear());
}

TEST(Capacity, TheCpuTriggerLeavesTimeForAnInstanceToStart)
{
    std::vector<SourcePoint> ramp; // 4 points a minute
    for (int s = 0; s <= 600; s += 5) {
        ramp.push_back({momentAt(s), 20 + 4.0 * s / 60});
    }
    const auto rise = steepestRise(ramp);
    ASSERT_TRUE(rise);
    EXPECT_NEAR(*rise, 4, 1e-6);
    const auto triggers = scalingTriggers(planWith({}), {}, {rise, std::nullopt});
    EXPECT_EQ(triggers[0].above, 65) << "90 - 4 x 6 = 66, down to a 5";
    EXPECT_TRUE(triggers[0].isMeasured);
    EXPECT_EQ(triggers[0].text(), "65\u00a0% for 3 minutes");
    EXPECT_EQ(scalingTriggers(planWith({}), {}, {20.0, std::nullopt})[0].above, 50);
    EXPECT_EQ(scalingTriggers(planWith({}), {}, {0.1, std::nullopt})[0].above, 80);
    EXPECT_FALSE(steepestRise({{momentAt(0), 1}, {momentAt(60), 1}, {momentAt(120), 1}}));
}

TEST(Capacity, WhatWasNotMeasuredIsADefaultAndSaysSo)
{
    const auto triggers = scalingTriggers(planWith({}), {});
    ASSERT_EQ(triggers.size(), 4U);
    EXPECT_EQ(triggers[0].text(), "70\u00a0% for 3 minutes");
    EXPECT_EQ(triggers[1].text(), "80\u00a0% for 5 minutes");
    EXPECT_EQ(triggers[2].text(), "400\u00a0ms for 3 minutes");
    EXPECT_EQ(triggers[3].text(), "0.5\u00a0% for 2 minutes");
    for (const ScalingTrigger& trigger : triggers) {
        EXPECT_FALSE(trigger.isMeasured) << "which page and command show as `default`";
    }
    EXPECT_EQ(triggers[0].basis, "the rise of the CPU was not measured");
    EXPECT_EQ(triggers[1].basis, "memory is rarely cured by scaling out");
    EXPECT_EQ(triggers[2].basis, "no breakpoint run shows p95 at 80 % of the capacity");
    EXPECT_EQ(triggers[3].basis, "no passing run with 1,000 requests");
}

TEST(Capacity, LatencyAndErrorTriggersFollowTheRuns)
{
    RunRecord run = loadRun(1);
    run.result.metrics = Json{{"http_req_failed", {{"type", "rate"}, {"rate", 0.0004}, {"passes", 4}, {"fails", 9996}}}};
    const auto triggers = scalingTriggers(planWith({}), {run, breakpointRun(2, 9, "x")});
    // 80 % of 2.0 is level 1.6, whose p95 is 240 ms; x 1.25 = 300.
    EXPECT_EQ(triggers[2].above, 300);
    EXPECT_TRUE(triggers[2].isMeasured);
    EXPECT_EQ(triggers[3].above, 0.2) << "five times 0.04 %";
    EXPECT_TRUE(triggers[3].isMeasured);
}

TEST(Capacity, LimitedLevelsAreNoScalePoints)
{
    RunRecord run = breakpointRun(2, 5, "x");
    run.result.breakpoint->levels[2].limitedSeconds = 4;
    EXPECT_EQ(scalePoints(*run.result.breakpoint).size(), run.result.breakpoint->levels.size() - 1);
}

} // namespace
} // namespace holdpoint
