// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verdict/breakpoint_watch.h"
#include "core/verdict/run_result.h"

#include <gtest/gtest.h>
#include <string>

using namespace holdpoint;
using namespace std::chrono_literals;

namespace {

constexpr double kRate = 1000; // iterations/s at 100 %

/// Six levels of 30 s, the first 10 s discarded.
RunRules rules()
{
    RunRules result;
    result.kind = RunKind::Breakpoint;
    BreakpointPlan plan;
    plan.level = 30s;
    plan.settle = 10s;
    plan.levels = 6;
    plan.increment = 0.2;
    plan.iterationsPerSecond = kRate;
    result.breakpoint = plan;
    result.window = {180s, 0s, 180s, true};
    ThresholdRule rule;
    rule.metric = "http_req_duration";
    rule.target = *parseExpression("p(95)<300");
    rule.critical = *parseExpression("p(95)<500");
    result.thresholds = {rule};
    return result;
}

/// What a service shows at a share of the planned load.
struct Service
{
    double capacity = 1e9; // iterations/s
    double slowFrom = 10;  // share from which answers take `slow`
    std::chrono::milliseconds slow{50};
    double limitedFrom = 10; // share from which the generator is the limit
};

Frame secondOf(const Service& service, std::uint64_t tick, const std::string& shard = "1/1", double part = 1)
{
    const double share = static_cast<double>(tick / 30 + 1) * 0.2;
    const double done = std::min(share * kRate, service.capacity) * part;
    const auto latency = share > service.slowFrom - 1e-9 ? service.slow : 50ms;
    Frame frame;
    frame.shard = shard;
    frame.seq = tick + 1;
    frame.tick = tick;
    frame.counters["iterations"] = done;
    frame.counters["http_reqs"] = done;
    const double vus = done * std::chrono::duration<double>(latency).count();
    frame.gauges["vus"] = {vus, vus, vus};
    frame.trends["http_req_duration"].record(latency, static_cast<std::uint64_t>(done));
    frame.trends["iteration_duration"].record(latency, static_cast<std::uint64_t>(done));
    frame.health.limited = share > service.limitedFrom - 1e-9;
    frame.health.limitedBy = frame.health.limited ? "a load thread was busy 99 %" : "";
    return frame;
}

/// Frames until the watch says stop, or all levels are over.
RunResult runAgainst(const Service& service, const RunRules& rules)
{
    RunJudge judge(rules);
    for (std::uint64_t tick = 0; tick < 180 && judge.breakpointReached().empty(); ++tick) {
        judge.add(secondOf(service, tick));
    }
    const std::string reached = judge.breakpointReached();
    return judge.judge(RunEnding::Completed, reached.empty() ? "duration reached" : "breakpoint: " + reached, {});
}

bool contains(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

TEST(BreakpointTest, EndsAtTheLevelWhoseCriticalIsMissedAndNamesTheHighestHeld)
{
    const RunResult run = runAgainst({.slowFrom = 0.8, .slow = 700ms}, rules());

    ASSERT_TRUE(run.breakpoint);
    ASSERT_EQ(run.breakpoint->levels.size(), 4U);
    EXPECT_EQ(run.breakpoint->capacity, 2U);
    EXPECT_DOUBLE_EQ(run.breakpoint->levels[2].share, 0.6000000000000001);
    EXPECT_DOUBLE_EQ(run.breakpoint->levels[2].achieved, 600);
    EXPECT_EQ(run.breakpoint->levels[2].seconds, 20U);
    EXPECT_TRUE(contains(run.breakpoint->levels[3].brokenBy, "p(95) is 700"));
    EXPECT_EQ(run.breakpoint->knee, 3U); // p95 more than twice of the first
    EXPECT_EQ(run.outcome, RunOutcome::Warned) << "it breaks below the planned load";
    EXPECT_EQ(run.thresholds[0].verdict, RuleVerdict::NotJudged);
}

TEST(BreakpointTest, GoesOnBeyondAMissedTargetUntilTheCriticalAndHoldsOnlyWhatIsWithinTarget)
{
    const RunResult run = runAgainst({.slowFrom = 0.6, .slow = 400ms}, rules());

    EXPECT_EQ(run.breakpoint->levels.size(), 6U);
    EXPECT_EQ(run.breakpoint->capacity, 1U);
    EXPECT_EQ(run.breakpoint->whyEnded, "duration reached");
    EXPECT_TRUE(contains(run.breakpoint->sentence, "holds at least"));
}

TEST(BreakpointTest, EndsWhereTheServiceDoesLessThanPlannedAndFindsTheKnee)
{
    const RunResult run = runAgainst({.capacity = 650}, rules());

    ASSERT_EQ(run.breakpoint->levels.size(), 4U);
    EXPECT_EQ(run.breakpoint->levels.back().brokenBy, "only 650.0 of 800.0 planned iterations/s were done");
    EXPECT_EQ(run.breakpoint->capacity, 2U);
    EXPECT_EQ(run.breakpoint->knee, 3U);
    EXPECT_TRUE(contains(run.breakpoint->kneeSentence, "more load gave 25"));
}

TEST(BreakpointTest, AGeneratorThatIsTheLimitIsNoCapacity)
{
    const RunResult run = runAgainst({.limitedFrom = 0.6}, rules());

    ASSERT_EQ(run.breakpoint->levels.size(), 3U);
    EXPECT_TRUE(run.breakpoint->isGeneratorLimit);
    EXPECT_EQ(run.breakpoint->capacity, 1U);
    EXPECT_EQ(run.outcome, RunOutcome::Inconclusive);
    EXPECT_TRUE(contains(run.breakpoint->sentence, "a limit of the generator, not the capacity"));
    EXPECT_TRUE(contains(run.breakpoint->sentence, "holds at least 40"));
}

TEST(BreakpointTest, AServiceThatHoldsEverythingPasses)
{
    const RunResult run = runAgainst({}, rules());

    EXPECT_EQ(run.breakpoint->capacity, 5U);
    EXPECT_FALSE(run.breakpoint->knee);
    EXPECT_EQ(run.outcome, RunOutcome::Passed);
    ASSERT_TRUE(run.breakpoint->levels[0].littleGap);
    EXPECT_LT(*run.breakpoint->levels[0].littleGap, 0.05); // N = X (R + Z)
}

TEST(BreakpointTest, JudgesALevelOnceAllAgentsHaveToldIt)
{
    RunJudge judge(rules());
    const Service service{.slowFrom = 0.2, .slow = 900ms};
    for (std::uint64_t tick = 0; tick < 30; ++tick) {
        judge.add(secondOf(service, tick, "1/2", 0.5));
    }
    EXPECT_EQ(judge.breakpointReached(), "");
    for (std::uint64_t tick = 0; tick < 29; ++tick) {
        judge.add(secondOf(service, tick, "2/2", 0.5));
    }
    EXPECT_EQ(judge.breakpointReached(), "");
    judge.add(secondOf(service, 29, "2/2", 0.5));
    EXPECT_NE(judge.breakpointReached(), "");
    EXPECT_DOUBLE_EQ(judge.judge(RunEnding::Completed, "x", {}).breakpoint->levels.at(0).achieved, 200);
}

TEST(BreakpointTest, ComesBackFromJsonUnchanged)
{
    const RunResult run = runAgainst({.capacity = 650}, rules());
    const auto read = runResultFromJson(toJson(run));

    ASSERT_TRUE(read) << read.error().message;
    ASSERT_TRUE(read->breakpoint);
    EXPECT_EQ(dumpJson(toJson(*read)), dumpJson(toJson(run)));
}
