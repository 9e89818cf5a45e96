// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/plan/plan_fixture.h"

namespace holdpoint {

namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

class RunEstimateTest : public PlanFolder
{
protected:
    Plan plan(const std::string& scenario,
              const std::string& environment = "base_url: http://localhost:8080, allow_hosts: [localhost]")
    {
        PlanReading reading = read("holdpoint: 1\nname: x\npause: 10s\nenvironment: {" + environment +
                                   "}\ntests:\n  t:\n    scenarios:\n      a: {" + scenario + "}\n");
        EXPECT_EQ(joinedFaults(reading), "");
        return std::move(reading.plan);
    }
};

TEST_F(RunEstimateTest, CountsRequestsOfEachExecutor)
{
    const auto requests = [this](const std::string& scenario) { return estimateRun(plan(scenario), {}, RunKind::Load).requests; };

    EXPECT_EQ(
        requests("executor: constant-arrival-rate, rate: 100/s, duration: 5m, pre_allocated_vus: 5, flow: [{get: /}, {get: /b}]"),
        60'000U);
    EXPECT_EQ(requests("executor: constant-vus, vus: 100, duration: 9m, pace: 6s, flow: [{get: /}]"), 9'000U);
    EXPECT_EQ(requests("executor: constant-vus, vus: 10, duration: 100s, flow: [{get: /}, {think: 1s..2980ms}]"), 500U);
    EXPECT_EQ(requests("executor: ramping-vus, stages: [{to: 100, over: 10s}, {to: 0, over: 10s}], pace: 2s, flow: [{get: /}]"),
              500U);
    EXPECT_EQ(requests("executor: constant-arrival-rate, rate: 10/s, duration: 10s, pre_allocated_vus: 5, flow: [{batch: [{get: "
                       "/}, {get: /b}]}]"),
              200U);
}

TEST_F(RunEstimateTest, CountsDescriptorsPortsAndTime)
{
    const Plan visitors = plan("executor: ramping-vus, batch_per_host: 1, stages: [{to: 10000, over: 3m}], flow: [{batch: [{get: "
                               "/a}, {get: /b}]}, {think: 5s}]");
    const RunEstimate estimate = estimateRun(visitors, {}, RunKind::Load);

    EXPECT_EQ(estimate.peakVus, 10'000U);
    EXPECT_EQ(estimate.localPorts, 10'000U);
    EXPECT_EQ(estimate.descriptors, 10'000U + 157U + 200U);
    EXPECT_EQ(estimate.duration, 3min);
    EXPECT_THAT(estimate.hosts, ElementsAre("localhost:8080"));
    EXPECT_GT(estimate.dossierBytes, 0U);
    EXPECT_LT(estimate.dossierBytes, 10U << 20U);
}

TEST_F(RunEstimateTest, GivesEachConnectionOfABatchADescriptor)
{
    const Plan wide = plan("executor: constant-vus, vus: 10, duration: 1m, flow: [{batch: [{get: /a}, {get: /b}, {get: /c}]}]");

    EXPECT_EQ(estimateRun(wide, {}, RunKind::Load).localPorts, 30U);
}

TEST_F(RunEstimateTest, NeedsOneVisitorForADryRun)
{
    const Plan small = plan("executor: constant-vus, vus: 1000, duration: 1h, pace: 6s, flow: [{get: /}, {think: 1h}]");
    const RunEstimate estimate = estimateRun(small, {}, RunKind::DryRun);

    EXPECT_EQ(estimate.peakVus, 1U);
    EXPECT_EQ(estimate.requests, 1U);
    EXPECT_LT(estimate.duration, 5s);
    EXPECT_EQ(estimateRun(small, {}, RunKind::Baseline).duration, 2min);
}

TEST_F(RunEstimateTest, RefusesHostsBeforeTheFirstByte)
{
    const std::string scenario =
        "executor: constant-vus, vus: 1, duration: 1m, flow: [{get: /}, {get: \"http://other.example.com/x\"}]";
    const Plan refused = plan(
        scenario,
        "base_url: http://www.example.com, allow_hosts: [\"*.example.com\", localhost], production_hosts: [WWW.example.com]");
    const auto faults = preflightFaults(refused, {}, RunKind::Load, {});

    ASSERT_EQ(faults.size(), 1U);
    EXPECT_THAT(faults[0].message, HasSubstr("`www.example.com` is a production host (`WWW.example.com` in `production_hosts`)"));
    EXPECT_EQ(faults[0].line, 4);

    const Plan foreign = plan(scenario, "base_url: http://localhost, allow_hosts: [localhost]");
    const auto others = preflightFaults(foreign, {}, RunKind::Load, {});
    ASSERT_EQ(others.size(), 1U);
    EXPECT_THAT(others[0].message, HasSubstr("`other.example.com` is not on the allow-list; if it may be loaded, write "
                                             "`allow_hosts: [localhost, other.example.com]`"));
}

TEST_F(RunEstimateTest, IsNotFooledBySpellingsOfAHost)
{
    Environment environment;
    environment.allowHosts = {"*.example.com", "::1"};
    environment.productionHosts = {"www.example.com"};

    EXPECT_FALSE(mayLoad(environment, "www.example.com"));
    EXPECT_FALSE(mayLoad(environment, "WWW.EXAMPLE.COM"));
    EXPECT_FALSE(mayLoad(environment, "www.example.com."));
    EXPECT_TRUE(mayLoad(environment, "staging.example.com"));
    EXPECT_FALSE(mayLoad(environment, "staging.example.com.evil.net"));
    EXPECT_FALSE(mayLoad(environment, "example.com"));
    EXPECT_TRUE(mayLoad(environment, "[::1]"));
    EXPECT_FALSE(mayLoad(environment, ""));
    EXPECT_EQ(mayLoad(environment, "x").error().kind, Error::Kind::Refused);
}

TEST_F(RunEstimateTest, SaysWhatTheMachineLacks)
{
    const Plan large = plan("executor: constant-vus, vus: 50000, duration: 1m, flow: [{get: /}]");
    const auto faults = preflightFaults(large, {}, RunKind::Load, {4096, 28232});

    ASSERT_EQ(faults.size(), 2U);
    EXPECT_THAT(faults[0].message, HasSubstr("needs 50,982 descriptors, but this machine gives a process 4,096"));
    EXPECT_THAT(faults[1].message, HasSubstr("net.ipv4.ip_local_port_range"));
    EXPECT_TRUE(preflightFaults(large, {}, RunKind::DryRun, {4096, 28232}).empty());
}

TEST_F(RunEstimateTest, SaysThatAPathNeedsABaseUrlAndATestMustExist)
{
    const Plan pathless = plan("executor: constant-vus, vus: 1, duration: 1m, flow: [{get: /}]", "allow_hosts: [localhost]");

    EXPECT_THAT(preflightFaults(pathless, {}, RunKind::Load, {}).at(0).message, HasSubstr("`environment` has no `base_url`"));
    EXPECT_THAT(preflightFaults(pathless, {"tt"}, RunKind::Load, {}).at(0).message,
                HasSubstr("has no test `tt`; did you mean `t`?"));
}

TEST(MachineLimitsTest, KnowsThisMachine)
{
    const MachineLimits limits = machineLimits();

    EXPECT_GE(limits.descriptors, 64U);
    EXPECT_GT(limits.localPorts, 0U);
}

} // namespace

} // namespace holdpoint
