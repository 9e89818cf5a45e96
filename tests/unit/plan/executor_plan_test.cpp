// SPDX-License-Identifier: GPL-3.0-or-later
// The executors of a plan: their keys, their faults, how scales change them, what a breakpoint run makes of them.
#include "core/plan/breakpoint_plan.h"
#include "tests/unit/plan/plan_fixture.h"

namespace holdpoint {

namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class ExecutorPlanTest : public PlanFolder
{
protected:
    PlanReading reading(const std::string& scenario, const PlanOptions& options = {})
    {
        return read("holdpoint: 1\nname: x\nenvironment: {base_url: http://localhost, allow_hosts: [localhost]}\ntests:\n  t:\n"
                    "    scenarios:\n      a: {" +
                        scenario + ", flow: [{get: /}]}\n",
                    options);
    }
    Scenario scenarioOf(const std::string& scenario, const PlanOptions& options = {})
    {
        const PlanReading result = reading(scenario, options);
        EXPECT_EQ(joinedFaults(result), "") << scenario;
        return result.plan.tests.at(0).scenarios.at(0);
    }
};

} // namespace

TEST_F(ExecutorPlanTest, ARampOfArrivalsMayBeginAndEndAtNothing)
{
    const Scenario ramp = scenarioOf("executor: ramping-arrival-rate, start_rate: 0, pre_allocated_vus: 5, "
                                     "stages: [{to: 60/min, over: 5s}, {to: 10/s, over: 0s}, {to: 0/s, over: 5s}]");

    EXPECT_EQ(ramp.executor.ratePerSecond, 0);
    EXPECT_EQ(ramp.executor.stages.at(0).to, 1);
    EXPECT_EQ(ramp.executor.stages.at(1).over, 0s);
    EXPECT_EQ(ramp.executor.duration, 10s);
    EXPECT_EQ(ramp.executor.maxVus, 5U); // k6: that of pre_allocated_vus
}

TEST_F(ExecutorPlanTest, TheGracefulRampDownBelongsToARampOfVus)
{
    EXPECT_EQ(scenarioOf("executor: ramping-vus, stages: [{to: 5, over: 5s}]").gracefulRampDown, 30s);
    EXPECT_EQ(scenarioOf("executor: ramping-vus, stages: [{to: 5, over: 5s}], graceful_ramp_down: 3s").gracefulRampDown, 3s);
    EXPECT_THAT(joinedFaults(reading("executor: constant-vus, vus: 1, duration: 1s, graceful_ramp_down: 3s")),
                HasSubstr("`graceful_ramp_down` has no meaning for constant-vus; it belongs to ramping-vus"));
}

TEST_F(ExecutorPlanTest, NamesIterationsAndLimitsThatMakeNoSense)
{
    EXPECT_THAT(joinedFaults(reading("executor: shared-iterations, vus: 10, iterations: 5")),
                HasSubstr("`iterations` (5) is less than `vus` (10)"));
    EXPECT_THAT(joinedFaults(reading("executor: per-vu-iterations, vus: 10, iterations: 5, max_duration: 0s")),
                HasSubstr("`max_duration` must be longer than 0"));
    EXPECT_EQ(joinedFaults(reading("executor: per-vu-iterations, vus: 10, iterations: 5")), "");
}

TEST_F(ExecutorPlanTest, ScalesChangeIterationsAsTheyChangeCountTargets)
{
    PlanOptions options;
    options.timeScale = 0.5;
    options.loadScale = 0.1;
    const Scenario shared = scenarioOf("executor: shared-iterations, vus: 20, iterations: 1000, max_duration: 10m", options);
    EXPECT_EQ(shared.executor.vus, 2U);
    EXPECT_EQ(shared.executor.iterations, 50U);
    EXPECT_EQ(shared.executor.duration, 5min);
    const Scenario each = scenarioOf("executor: per-vu-iterations, vus: 20, iterations: 10", options);
    EXPECT_EQ(each.executor.vus, 2U);
    EXPECT_EQ(each.executor.iterations, 5U);
}

TEST_F(ExecutorPlanTest, IterationBoundTestsMayEndBeforeTheirLongest)
{
    const PlanReading bound = reading("executor: shared-iterations, vus: 2, iterations: 100");
    EXPECT_TRUE(rulesFor(bound.plan, bound.plan.tests.at(0), RunKind::Load).window.mayEndEarly);
    EXPECT_EQ(estimateRun(bound.plan, {}, RunKind::Load).requests, 100U);
    const PlanReading level = reading("executor: constant-vus, vus: 2, duration: 1m");
    EXPECT_FALSE(rulesFor(level.plan, level.plan.tests.at(0), RunKind::Load).window.mayEndEarly);
}

TEST_F(ExecutorPlanTest, SaysWhyEachExecutorDropsIterations)
{
    const auto causeOf = [this](const std::string& executor) {
        const PlanReading read = reading(executor);
        return rulesFor(read.plan, read.plan.tests.at(0), RunKind::Load).dropCauses.begin()->second;
    };
    EXPECT_EQ(causeOf("executor: constant-arrival-rate, rate: 100/s, duration: 5m, pre_allocated_vus: 10, max_vus: 40"),
              "no free VU");
    EXPECT_EQ(causeOf("executor: per-vu-iterations, vus: 2, iterations: 100"), "max_duration was over");
    EXPECT_EQ(causeOf("executor: constant-vus, vus: 2, duration: 1m, pace: 1s"), "those before took longer than the pace");
    EXPECT_EQ(causeOf("executor: constant-vus, vus: 2, duration: 1m"), ""); // without a pace nothing is dropped
}

TEST_F(ExecutorPlanTest, ABreakpointRunRisesByAFifthOfThePlannedLoad)
{
    const PlanReading result = reading("executor: constant-arrival-rate, rate: 100/s, duration: 5m, start_after: 1m, "
                                       "pre_allocated_vus: 10, max_vus: 40");
    const TestPlan& test = result.plan.tests.at(0);
    const RunRules rules = rulesFor(result.plan, test, RunKind::Breakpoint);
    ASSERT_TRUE(rules.breakpoint);
    EXPECT_EQ(rules.breakpoint->level, 3min);
    EXPECT_EQ(rules.breakpoint->settle, 1min);
    EXPECT_EQ(rules.breakpoint->iterationsPerSecond, 100);
    EXPECT_EQ(rules.window.load, 75min);
    EXPECT_TRUE(rules.loadTargets.empty());

    const Executor levels = breakpointExecutor(result.plan, test.scenarios.at(0).executor);
    EXPECT_EQ(levels.kind, ExecutorKind::RampingArrivalRate);
    ASSERT_EQ(levels.stages.size(), 50U);
    EXPECT_DOUBLE_EQ(levels.stages[0].to, 20);
    EXPECT_EQ(levels.stages[0].over, 1min);
    EXPECT_DOUBLE_EQ(levels.stages[1].to, 20);
    EXPECT_EQ(levels.stages[1].over, 2min);
    EXPECT_DOUBLE_EQ(levels.stages[49].to, 500);
    EXPECT_EQ(levels.preAllocatedVus, 10U);
    EXPECT_EQ(levels.maxVus, 200U);
    EXPECT_EQ(estimateRun(result.plan, {}, RunKind::Breakpoint).duration, 75min);
    EXPECT_EQ(estimateRun(result.plan, {}, RunKind::Breakpoint).peakVus, 40U); // what the planned load needs
}

TEST_F(ExecutorPlanTest, ABreakpointRunOfVusHasWholeOnesAndKnowsNoRateWithoutAPace)
{
    const PlanReading result = reading("executor: ramping-vus, stages: [{to: 12, over: 1m}, {to: 0, over: 1m}]");
    const TestPlan& test = result.plan.tests.at(0);
    EXPECT_EQ(breakpointPlan(result.plan, test).iterationsPerSecond, 0);

    const Executor levels = breakpointExecutor(result.plan, test.scenarios.at(0).executor);
    EXPECT_EQ(levels.kind, ExecutorKind::RampingVus);
    EXPECT_EQ(levels.stages[0].to, 3); // 2.4
    EXPECT_EQ(levels.stages[8].to, 12);

    const PlanReading paced = reading("executor: constant-vus, vus: 12, duration: 1m, pace: 6s");
    EXPECT_EQ(breakpointPlan(paced.plan, paced.plan.tests.at(0)).iterationsPerSecond, 2);
    EXPECT_TRUE(breakpointPlan(paced.plan, paced.plan.tests.at(0)).isPaced);
    EXPECT_TRUE(breakpointExecutor(paced.plan, paced.plan.tests.at(0).scenarios.at(0).executor).isSpread);
}

} // namespace holdpoint
