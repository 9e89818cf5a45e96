// SPDX-License-Identifier: GPL-3.0-or-later
// The sensed boxes that runs decide: every fact of a run turned false fails exactly the boxes that depend on it. Together with
// tests/unit/sensors/template_rules_test.cpp, which has those that are asked for, no sensed box is left out.
#include "tests/unit/checklist/release_fixture.h"

#include <functional>
#include <gmock/gmock.h>
#include <set>

namespace holdpoint {
namespace {

using Spoil = std::function<void(RunResult&)>;

Json gauge(double value)
{
    return Json{{"type", "gauge"}, {"value", value}, {"min", value}, {"max", value}, {"avg", value}};
}

Json counter(double count, double rate)
{
    return Json{{"type", "counter"}, {"count", count}, {"rate", rate}};
}

Json trend(double p95)
{
    return Json{{"type", "trend"}, {"unit", "ms"}, {"count", 9000}, {"p(95)", p95}};
}

Json share(double rate)
{
    return Json{{"type", "rate"}, {"rate", rate}, {"passes", 10'000 * rate}, {"fails", 10'000 * (1 - rate)}};
}

/// What the runs of the six tests measured when all is well.
std::map<std::string, Json> goodMetrics()
{
    return {
        {"search",
         {{"vus{scenario:searchers}", gauge(100)},
          {"http_reqs{name:search}", counter(9001, 16.67)},
          {"http_req_duration{name:search}", trend(936)},
          {"http_req_failed", share(0)}}},
        {"rtc",
         {{"rtc_participants", gauge(50)}, {"rtc_session_drop", share(0)}, {"rtc_drop", share(0)}, {"rtc_delivery", share(1)}}},
        {"webhooks",
         {{"iterations{scenario:burst}", counter(30'000, 100)},
          {"http_req_duration{name:deliver}", trend(212)},
          {"webhooks_redelivered", counter(600, 2)}}},
        {"rsvp",
         {{"http_req_failed{name:rsvp}", share(0)},
          {"http_req_failed{scenario:flash}", share(0)},
          {"http_req_duration{scenario:flash}", trend(410)},
          {"http_req_duration{name:rsvp}", trend(390)},
          {"dropped_iterations", counter(0, 0)}}},
        {"pages",
         {{"vus{scenario:visitors}", gauge(10'000)},
          {"browser_web_vital_lcp", trend(1800)},
          {"http_req_duration{kind:api}", trend(180)}}},
        {"api",
         {{"http_reqs{name:auth}", counter(30'000, 100)},
          {"http_reqs{name:events}", counter(60'000, 200)},
          {"http_reqs{name:subscriptions}", counter(15'000, 50)},
          {"http_req_duration{name:auth}", trend(100)},
          {"http_req_duration{name:events}", trend(100)},
          {"http_req_duration{name:subscriptions}", trend(100)}}}};
}

RunResult goodResult(const std::string& test)
{
    RunResult result;
    result.outcome = RunOutcome::Passed;
    result.generator.loadSeconds = 60;
    result.metrics = goodMetrics().at(test);
    if (test == "webhooks") {
        result.verifications = {{"All events processed", "30000", "30000", RuleVerdict::Passed, ""},
                                {"No duplicate processing", "0", "0", RuleVerdict::Passed, ""}};
    } else if (test == "rsvp") {
        result.verifications = {{"Capacity enforcement working", "100", "100", RuleVerdict::Passed, ""}};
        result.recoveries = {{"flash", "http_req_duration{name:rsvp}", 10.0, 10.5, 300, 300}};
    }
    return result;
}

Spoil metric(const char* key, Json bad)
{
    return [key, bad = std::move(bad)](RunResult& result) { result.metrics[key] = bad; };
}

Spoil verification(std::size_t which)
{
    return [which](RunResult& result) { result.verifications.at(which).verdict = RuleVerdict::Failed; };
}

/// One fact turned false, and the boxes that fail then.
struct Row
{
    const char* test;
    Spoil spoil;
    std::set<std::string> items;
};

std::vector<Row> rows()
{
    return {
        {"search", metric("vus{scenario:searchers}", gauge(99)), {"test.search.users"}},
        {"search", metric("http_reqs{name:search}", counter(8000, 16.2)), {"test.search.rate"}},
        {"search", metric("http_req_duration{name:search}", trend(1200)), {"test.search.p95"}},
        {"search", metric("http_req_failed", share(0.001)), {"test.search.errors"}},
        {"rtc", metric("rtc_participants", gauge(49)), {"test.rtc.participants"}},
        {"rtc", metric("rtc_session_drop", share(0.01)), {"test.rtc.stable"}},
        {"rtc", metric("rtc_drop", share(0.01)), {"test.rtc.drop-rate"}},
        {"rtc", metric("rtc_delivery", share(0.99)), {"test.rtc.delivery"}},
        {"webhooks", metric("iterations{scenario:burst}", counter(29'000, 97)), {"test.webhooks.rate"}},
        {"webhooks", metric("http_req_duration{name:deliver}", trend(500)), {"test.webhooks.p95"}},
        {"webhooks", verification(0), {"test.webhooks.processed"}},
        {"webhooks", verification(1), {"test.webhooks.no-duplicates"}},
        {"rsvp",
         metric("http_req_failed{name:rsvp}", Json{{"type", "rate"}, {"rate", 0.05}, {"passes", 26}, {"fails", 499}}),
         {"test.rsvp.registrations"}},
        {"rsvp", metric("http_req_duration{scenario:flash}", trend(800)), {"test.rsvp.flash-crowd"}},
        {"rsvp", metric("http_req_failed{scenario:flash}", share(0.01)), {"test.rsvp.flash-crowd"}},
        {"rsvp", metric("dropped_iterations", counter(1, 0.01)), {"test.rsvp.flash-crowd"}},
        {"rsvp", [](RunResult& result) { result.recoveries.front().after = 12.1; }, {"test.rsvp.flash-crowd"}},
        {"rsvp", metric("http_req_duration{name:rsvp}", trend(800)), {"test.rsvp.p95"}},
        {"rsvp", verification(0), {"test.rsvp.capacity"}},
        {"pages", metric("vus{scenario:visitors}", gauge(9799)), {"test.pages.visitors"}},
        {"pages", metric("browser_web_vital_lcp", trend(2500)), {"test.pages.lcp"}},
        {"pages",
         [](RunResult& result) {
             ErrorResult error;
             error.errorClass = "http_5xx";
             error.count = 1;
             result.errors.push_back(error);
         },
         {"test.pages.no-5xx"}},
        {"pages", metric("http_req_duration{kind:api}", trend(300)), {"test.pages.api-p95"}},
        {"api", metric("http_reqs{name:auth}", counter(29'000, 97)), {"test.api.auth-rate"}},
        {"api", metric("http_reqs{name:events}", counter(58'000, 195)), {"test.api.events-rate"}},
        {"api", metric("http_reqs{name:subscriptions}", counter(14'000, 48)), {"test.api.subscriptions-rate"}},
        {"api", metric("http_req_duration{name:auth}", trend(300)), {"test.api.p95"}},
        {"api", metric("http_req_duration{name:events}", trend(300)), {"test.api.p95"}},
        {"api", metric("http_req_duration{name:subscriptions}", trend(300)), {"test.api.p95"}},
    };
}

/// Decided by rules over all runs, each of which has cases of its own (run_fed_test.cpp, evaluate_test.cpp).
const std::set<std::string> kByRules{"baseline.acceptable",
                                     "baseline.documented",
                                     "results.all-tests-passed",
                                     "results.metrics-within-targets",
                                     "retest.improved",
                                     "retest.all-pass",
                                     "final.all-tests-passing",
                                     "final.metrics-within-targets",
                                     "final.error-rate-sustained",
                                     "docs.metrics",
                                     "docs.optimization-history",
                                     "docs.capacity-limits"};

class RunTableTest : public testing::Test
{
protected:
    RunTableTest()
    {
        release.plan.tests.clear();
        std::int64_t id = 0;
        for (const auto& [test, metrics] : goodMetrics()) {
            release.plan.tests.push_back(httpTest(test, test, test));
            ++id;
            RunRecord run = searchRun(id, at(static_cast<int>(id)));
            run.testId = test;
            run.result = goodResult(test);
            release.inputs.runs.push_back(std::move(run));
        }
    }
    /// The boxes of runs that are in this state.
    std::set<std::string> in(ItemState state)
    {
        std::set<std::string> found;
        const ChecklistView view = release.view();
        for (const ItemView& item : view.items) {
            if (isOfTest(*item.definition) && item.state == state) {
                found.insert(item.definition->id);
            }
        }
        return found;
    }
    static bool isOfTest(const ItemDefinition& item)
    {
        return item.isBox && item.kind == ItemKind::Sensed && item.run && !item.run->test.empty();
    }
    RunResult& resultOf(const std::string& test)
    {
        for (RunRecord& run : release.inputs.runs) {
            if (run.testId == test) {
                return run.result;
            }
        }
        return release.inputs.runs.front().result;
    }

    Release1 release;
};

TEST_F(RunTableTest, EverySensedBoxIsInATable)
{
    std::set<std::string> listed;
    for (const Row& row : rows()) {
        listed.insert(row.items.begin(), row.items.end());
    }
    std::set<std::string> ofTests;
    std::set<std::string> ofRules;
    std::size_t asked = 0;
    for (const ItemDefinition& item : shippedTemplate().items) {
        if (!item.isBox || item.kind != ItemKind::Sensed) {
            continue;
        }
        if (item.sense) {
            ++asked; // template_rules_test.cpp
        } else {
            (isOfTest(item) ? ofTests : ofRules).insert(item.id);
        }
    }
    EXPECT_EQ(listed, ofTests);
    EXPECT_EQ(kByRules, ofRules);
    EXPECT_EQ(asked, 45U);
    EXPECT_EQ(ofTests.size(), 24U);
    EXPECT_EQ(asked + ofTests.size() + ofRules.size(), 81U);
}

TEST_F(RunTableTest, AFactOfARunTurnedFalseFailsExactlyTheBoxesThatDependOnIt)
{
    ASSERT_EQ(in(ItemState::Pass).size(), 24U);
    for (const Row& row : rows()) {
        RunResult& result = resultOf(row.test);
        row.spoil(result);
        EXPECT_EQ(in(ItemState::Fail), row.items) << row.test;
        EXPECT_EQ(in(ItemState::Pass).size(), 24U - row.items.size()) << row.test;
        result = goodResult(row.test);
    }
}

TEST_F(RunTableTest, WhatARunDidNotMeasureLeavesItsBoxesUnknown)
{
    for (const auto& [test, metrics] : goodMetrics()) {
        for (const auto& [key, value] : metrics.items()) {
            resultOf(test).metrics.erase(key);
            EXPECT_EQ(in(ItemState::Unknown).size(), 24U - in(ItemState::Pass).size()) << key;
            EXPECT_TRUE(in(ItemState::Fail).empty()) << key;
            // a scenario's series has a stand-in, and no drop is none
            const bool hasStandIn = key.find("scenario:flash") != std::string::npos || key == "dropped_iterations";
            EXPECT_EQ(in(ItemState::Pass).size() < 24U, !hasStandIn) << key;
            resultOf(test) = goodResult(test);
        }
    }
}

} // namespace
} // namespace holdpoint
