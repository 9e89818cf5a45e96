// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/burst_plan.h"
#include "tests/unit/plan/plan_fixture.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace holdpoint {

namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

std::filesystem::path shipped(const std::string& name)
{
    return std::filesystem::path(HOLDPOINT_SOURCE_DIR) / "resources/plans" / name;
}

const ThresholdRule* ruleOf(const std::vector<ThresholdRule>& rules, const std::string& id)
{
    for (const ThresholdRule& rule : rules) {
        if (rule.id == id) {
            return &rule;
        }
    }
    return nullptr;
}

class ShippedPlanTest : public testing::TestWithParam<std::string>
{};

TEST_P(ShippedPlanTest, IsValidAndMayStartOutOfTheBox)
{
    const PlanReading reading = readPlanFile(shipped(GetParam()), {});

    ASSERT_EQ(joinedFaults(reading), "");
    EXPECT_TRUE(preflightFaults(reading.plan, {}, RunKind::Load, {}).empty());
    std::vector<std::string> ids;
    for (const TestPlan& test : reading.plan.tests) {
        ids.push_back(test.id);
        EXPECT_FALSE(test.loadTargets.empty()) << test.id;
        EXPECT_FALSE(test.thresholds.empty()) << test.id;
        EXPECT_EQ(test.setup.size(), 1U) << test.id;
    }
    EXPECT_THAT(ids, ElementsAre("search", "rtc", "webhooks", "rsvp", "pages", "api"));
    EXPECT_EQ(reading.plan.thresholds.size(), 7U);
    EXPECT_EQ(joinedFaults(planFromResolved(reading.plan.resolved, reading.plan.secrets)), "");
}

/// semantics.md §3: the shipped plans judge service time as the source does, and arrivals from their intended start as well.
TEST_P(ShippedPlanTest, ArrivalsAreJudgedFromTheirIntendedStartToo)
{
    const PlanReading reading = readPlanFile(shipped(GetParam()), {});
    ASSERT_EQ(joinedFaults(reading), "");
    std::size_t pairs = 0;
    for (const TestPlan& test : reading.plan.tests) {
        const bool hasArrivals = std::any_of(test.scenarios.begin(), test.scenarios.end(),
                                             [](const Scenario& scenario) { return scenario.executor.hasArrivals(); });
        for (const ThresholdRule& rule : test.thresholds) {
            const auto key = parseMetricKey(rule.metric);
            if (!hasArrivals || !key || key->name != "http_req_duration") {
                continue;
            }
            const ThresholdRule* twin = ruleOf(test.thresholds, MetricKey{"http_req_response_time", key->tags}.text() + " " +
                                                                    rule.target.aggregate.text());
            ASSERT_NE(twin, nullptr) << test.id << ": " << rule.metric;
            EXPECT_EQ(twin->target.text, rule.target.text);
            EXPECT_EQ(twin->critical->text, rule.critical->text);
            ++pairs;
        }
    }
    EXPECT_EQ(pairs, 6U);
}

INSTANTIATE_TEST_SUITE_P(Both, ShippedPlanTest, testing::Values("rehearsal.yaml", "pre-production.yaml"),
                         [](const auto& each) { return each.param.starts_with("pre") ? "PreProduction" : "Rehearsal"; });

TEST(RehearsalPlanTest, FitsIntoItsTime)
{
    const PlanReading reading = readPlanFile(shipped("rehearsal.yaml"), {});
    ASSERT_EQ(joinedFaults(reading), "");
    const RunEstimate estimate = estimateRun(reading.plan, {}, RunKind::Load);

    EXPECT_TRUE(reading.plan.isRehearsal);
    EXPECT_LE(estimate.duration, 105s);
    EXPECT_EQ(estimate.peakVus, 1001U); // one of them a browser
    for (const TestPlan& test : reading.plan.tests) {
        const RunEstimate own = estimateRun(reading.plan, {test.id}, RunKind::Load);
        const double seconds = std::max(1.0, std::chrono::duration<double>(own.duration).count());
        EXPECT_LE(static_cast<double>(own.requests) / seconds, 600) << test.id;
    }
}

TEST(PreProductionPlanTest, ABrowserBesideTheVisitorsLeavesTheHoldToThem)
{
    const PlanReading reading = readPlanFile(shipped("pre-production.yaml"), {});
    ASSERT_NE(reading.plan.test("pages"), nullptr);
    TestPlan pages = *reading.plan.test("pages");
    const RunWindow window = rulesFor(reading.plan, pages, RunKind::Load).window;
    std::reverse(pages.scenarios.begin(), pages.scenarios.end());

    EXPECT_GT(window.holdFrom, 1s) << "visitors ramp up first";
    EXPECT_EQ(rulesFor(reading.plan, pages, RunKind::Load).window.holdFrom, window.holdFrom);
}

TEST(PreProductionPlanTest, TheFlashCrowdIsABurstWhoseRecoveryIsSeen)
{
    const PlanReading reading = readPlanFile(shipped("pre-production.yaml"), {});
    ASSERT_NE(reading.plan.test("rsvp"), nullptr);
    const auto bursts = burstsOf(*reading.plan.test("rsvp"));

    ASSERT_EQ(bursts.size(), 1U) << "the capped event is another step: nobody asks for it before and after";
    EXPECT_EQ(bursts[0].scenario, "flash");
    EXPECT_EQ(bursts[0].metric, "http_req_duration{name:rsvp}");
    EXPECT_EQ(bursts[0].from, 2min);
    EXPECT_EQ(bursts[0].to, 2min + 20s);
    EXPECT_EQ(bursts[0].before, 60s);
    EXPECT_EQ(bursts[0].after, 60s);
    EXPECT_TRUE(burstsOf(*reading.plan.test("api")).empty());
    EXPECT_TRUE(rulesFor(reading.plan, *reading.plan.test("rsvp"), RunKind::DryRun).recoveries.empty());
}

TEST(PreProductionPlanTest, HasTheNumbersOfTheChecklist)
{
    const PlanReading reading = readPlanFile(shipped("pre-production.yaml"), {});
    ASSERT_EQ(joinedFaults(reading), "");
    const Plan& plan = reading.plan;

    EXPECT_FALSE(plan.isRehearsal);
    EXPECT_EQ(plan.pause, 2min);
    EXPECT_EQ(plan.test("search")->plannedDuration(), 9min);
    EXPECT_EQ(plan.test("rtc")->scenarios.at(0).executor.duration, 12min);
    EXPECT_EQ(plan.test("webhooks")->plannedDuration(), 5min);
    EXPECT_EQ(plan.test("rsvp")->plannedDuration(), 10min);
    EXPECT_EQ(plan.test("pages")->plannedDuration(), 15min);
    EXPECT_EQ(plan.test("api")->plannedDuration(), 5min);
    EXPECT_EQ(plan.test("pages")->scenarios.at(0).maxVus(), 10'000U);
    const auto limits = [](const ThresholdRule* rule) {
        return rule == nullptr ? std::pair(0.0, 0.0)
                               : std::pair(rule->target.limit, rule->critical ? rule->critical->limit : NAN);
    };
    EXPECT_EQ(limits(ruleOf(plan.test("search")->thresholds, "http_req_duration{name:search} p(95)")), std::pair(1200.0, 2000.0));
    EXPECT_EQ(limits(ruleOf(plan.test("webhooks")->thresholds, "http_req_duration{name:deliver} p(95)")),
              std::pair(500.0, 850.0));
    EXPECT_EQ(limits(ruleOf(plan.test("rsvp")->thresholds, "http_req_duration{scenario:flash} p(95)")), std::pair(800.0, 1350.0));
    EXPECT_EQ(limits(ruleOf(plan.test("pages")->thresholds, "browser_web_vital_lcp p(95)")), std::pair(2500.0, 4000.0));
    EXPECT_EQ(limits(ruleOf(plan.test("api")->thresholds, "http_req_duration{name:auth} p(95)")), std::pair(300.0, 500.0));
    EXPECT_EQ(limits(ruleOf(plan.thresholds, "cpu")), std::pair(70.0, 90.0));
    EXPECT_EQ(limits(ruleOf(plan.thresholds, "db-connections")), std::pair(80.0, 95.0));
    EXPECT_EQ(ruleOf(plan.thresholds, "db-connections")->accept->limit, 90);
    EXPECT_EQ(limits(ruleOf(plan.thresholds, "cache-hit-rate")), std::pair(70.0, 50.0));
    EXPECT_GE(plan.data.at("users").rows.size(), 700U);
}

/// Cuts, doubles, swaps and overwrites pieces of a text.
std::string mutated(std::string text, std::mt19937& random)
{
    static constexpr std::string_view kOdd = "{}[]:,&*!|>'\"%@`#-?\n\t ${\\\xff 9e";
    const int times = 1 + static_cast<int>(random() % 6);
    for (int i = 0; i < times && !text.empty(); ++i) {
        const std::size_t at = random() % text.size();
        const std::size_t length = std::min<std::size_t>(1 + random() % 40, text.size() - at);
        switch (random() % 4) {
        case 0:
            text.erase(at, length);
            break;
        case 1:
            text.insert(at, text.substr(random() % text.size(), length));
            break;
        case 2:
            text[at] = kOdd[random() % kOdd.size()];
            break;
        default:
            text.insert(at, 1, kOdd[random() % kOdd.size()]);
            break;
        }
    }
    return text;
}

TEST(PlanFuzzTest, NoMutationOfAPlanIsFatal)
{
    std::mt19937 random(20260105);
    std::string text;
    {
        std::ifstream file(shipped("rehearsal.yaml"));
        text.assign(std::istreambuf_iterator<char>(file), {});
    }
    ASSERT_FALSE(text.empty());
    int validCount = 0;
    for (int i = 0; i < 250; ++i) {
        const PlanReading reading = readPlanText(mutated(text, random), shipped("rehearsal.yaml"), {});
        if (reading.isValid()) {
            ++validCount;
            const PlanReading again = planFromResolved(reading.plan.resolved, reading.plan.secrets);
            EXPECT_EQ(joinedFaults(again), "") << "mutation " << i;
            EXPECT_EQ(again.plan.resolved, reading.plan.resolved);
        }
        estimateRun(reading.plan, {}, RunKind::Load); // also of what is half read
        preflightFaults(reading.plan, {}, RunKind::Load, {});
        for (const PlanFault& fault : reading.faults) {
            EXPECT_FALSE(fault.message.empty());
        }
    }
    EXPECT_GT(validCount, 5);
    EXPECT_LT(validCount, 240);
}

TEST(PlanFuzzTest, NoMutationOfAResolvedPlanIsFatal)
{
    std::mt19937 random(42);
    const PlanReading reading = readPlanFile(shipped("rehearsal.yaml"), {});
    const std::string text = dumpJson(reading.plan.resolved);
    int readCount = 0;
    for (int i = 0; i < 400; ++i) {
        const auto json = parseJson(mutated(text, random), "a mutated plan");
        if (json) {
            ++readCount;
            planFromResolved(*json, {});
        }
    }
    EXPECT_GT(readCount, 10);
}

} // namespace

} // namespace holdpoint
