// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/plan/plan_fixture.h"

namespace holdpoint {

namespace {

using namespace std::chrono_literals;

constexpr const char* kPlan = R"yaml(
holdpoint: 1
name: x
pause: 2m
environment: {base_url: http://localhost, allow_hosts: [localhost], timeout: 10s}
tests:
  t:
    scenarios:
      ramp: {executor: ramping-vus, stages: [{to: 15, over: 100s}, {to: 0, over: 20s}], graceful_stop: 7s, pace: 4s, flow: [{get: /, timeout: 3s}, {think: 2s..6s}]}
      rate: {executor: constant-arrival-rate, rate: 10/s, duration: 100s, start_after: 40s, pre_allocated_vus: 5, max_vus: 9, flow: [{get: /, name: home}]}
    load_targets:
      - {metric: "http_reqs{name:home}", expect: "count>=1000"}
      - {metric: http_reqs, expect: "rate>=10"}
      - {metric: "vus{scenario:ramp}", expect: "min>=15"}
    thresholds:
      - {metric: http_req_duration, target: "p(95)<500"}
      - {metric: "http_reqs{status:409}", target: "count==50"}
      - {metric: http_5xx, target: "count==0"}
)yaml";

class PlanScaleTest : public PlanFolder
{};

TEST_F(PlanScaleTest, TimeScaleTouchesTimesOfLoadAndCountTargetsAlone)
{
    const PlanReading reading = read(kPlan, {{}, {}, {}, 0.1, 1});

    ASSERT_EQ(joinedFaults(reading), "");
    EXPECT_TRUE(reading.plan.isRehearsal);
    EXPECT_EQ(reading.plan.pause, 12s);
    EXPECT_EQ(reading.plan.environment.timeout, 10s);
    const TestPlan& test = reading.plan.tests.at(0);
    const Scenario& ramp = test.scenarios.at(0);
    EXPECT_EQ(ramp.executor.stages.at(0).over, 10s);
    EXPECT_EQ(ramp.executor.duration, 12s);
    EXPECT_EQ(ramp.executor.stages.at(0).to, 15);
    EXPECT_EQ(ramp.gracefulStop, 7s);
    EXPECT_EQ(ramp.pace, std::optional<Nanos>(4s));
    EXPECT_EQ(ramp.flow.at(1).think.max, 6s);
    EXPECT_EQ(ramp.flow.at(0).http.timeout, std::optional<Nanos>(3s));
    EXPECT_EQ(test.scenarios.at(1).startAfter, 4s);
    EXPECT_EQ(test.scenarios.at(1).executor.ratePerSecond, 10);
    EXPECT_EQ(test.loadTargets.at(0).expect.limit, 100);
    EXPECT_EQ(test.loadTargets.at(0).expect.text, "count>=100");
    EXPECT_EQ(test.loadTargets.at(1).expect.limit, 10);
    EXPECT_EQ(test.loadTargets.at(2).expect.limit, 15);
    EXPECT_EQ(test.thresholds.at(0).target.limit, 500);
}

TEST_F(PlanScaleTest, ACountThatOnlyTheWholeLoadReachesIsNotJudgedInAScaledOne)
{
    const PlanReading whole = read(kPlan);
    const PlanReading scaled = read(kPlan, {{}, {}, {}, 1, 0.1});

    ASSERT_EQ(joinedFaults(scaled), "");
    EXPECT_FALSE(whole.plan.tests.at(0).thresholds.at(1).isOfWholeLoad);
    EXPECT_FALSE(scaled.plan.tests.at(0).thresholds.at(0).isOfWholeLoad);
    EXPECT_TRUE(scaled.plan.tests.at(0).thresholds.at(1).isOfWholeLoad);
    EXPECT_FALSE(scaled.plan.tests.at(0).thresholds.at(2).isOfWholeLoad);
}

TEST_F(PlanScaleTest, LoadScaleRoundsVisitorsUpAndScalesRates)
{
    const PlanReading reading = read(kPlan, {{}, {}, {}, 1, 0.1});

    ASSERT_EQ(joinedFaults(reading), "");
    EXPECT_TRUE(reading.plan.isRehearsal);
    EXPECT_EQ(reading.plan.pause, 2min);
    const TestPlan& test = reading.plan.tests.at(0);
    EXPECT_EQ(test.scenarios.at(0).executor.stages.at(0).to, 2); // 1.5
    EXPECT_EQ(test.scenarios.at(0).executor.duration, 120s);
    EXPECT_EQ(test.scenarios.at(1).executor.ratePerSecond, 1);
    EXPECT_EQ(test.scenarios.at(1).executor.preAllocatedVus, 1U);
    EXPECT_EQ(test.loadTargets.at(0).expect.limit, 100);
    EXPECT_EQ(test.loadTargets.at(1).expect.limit, 1);
    EXPECT_EQ(test.loadTargets.at(2).expect.limit, 2);
}

TEST_F(PlanScaleTest, ScaleOfOneIsNoRehearsal)
{
    EXPECT_FALSE(read(kPlan).plan.isRehearsal);
    EXPECT_TRUE(read(std::string(kPlan) + "rehearsal: true\n").plan.isRehearsal);
}

TEST_F(PlanScaleTest, RefusesScalesThatMakeNoSense)
{
    for (const double scale : {0.0, -1.0, 1e9}) {
        EXPECT_FALSE(read(kPlan, {{}, {}, {}, scale, 1}).isValid());
        EXPECT_FALSE(read(kPlan, {{}, {}, {}, 1, scale}).isValid());
    }
}

TEST_F(PlanScaleTest, OnlyTargetsThatGrowWithTheLoadAreScaled)
{
    std::string plan = kPlan;
    plan.insert(plan.find("    thresholds:"), "      - {metric: checks, expect: \"rate>=0.99\"}\n"
                                              "      - {metric: checks, expect: \"count>=1000\"}\n"
                                              "      - {metric: http_req_duration, expect: \"max>=900\"}\n"
                                              "      - {metric: http_req_duration, expect: \"count>=1000\"}\n"
                                              "      - {metric: http_req_duration, expect: \"avg>=200\"}\n");
    plan.insert(plan.find("timeout: 3s"), "checks: {status: 200}, ");
    const PlanReading reading = read(plan, {{}, {}, {}, 0.5, 4});

    ASSERT_EQ(joinedFaults(reading), "");
    const std::vector<LoadTarget>& targets = reading.plan.tests.at(0).loadTargets;
    EXPECT_EQ(targets.at(1).expect.limit, 40) << "requests a second";
    EXPECT_EQ(targets.at(3).expect.limit, 0.99) << "a share";
    EXPECT_EQ(targets.at(3).expect.text, "rate>=0.99");
    EXPECT_EQ(targets.at(4).expect.limit, 2000) << "four times the load for half the time";
    EXPECT_EQ(targets.at(5).expect.limit, 900) << "a time";
    EXPECT_EQ(targets.at(6).expect.limit, 2000);
    EXPECT_EQ(targets.at(7).expect.limit, 200);
}

} // namespace

} // namespace holdpoint
