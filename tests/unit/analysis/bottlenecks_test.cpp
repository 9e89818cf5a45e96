// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/bottlenecks.h"

#include "core/analysis/run_review.h"
#include "core/base/time_format.h"

#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

WallTime at(int seconds)
{
    return *parseUtc("2026-01-05T10:00:00Z") + std::chrono::seconds{seconds};
}

RunRecord run(std::int64_t id, RunOutcome outcome, const char* test = "search")
{
    RunRecord record;
    record.id = id;
    record.testId = test;
    record.startedAt = at(0);
    record.endedAt = at(600);
    record.result.outcome = outcome;
    return record;
}

Hint hint(const char* rule, Hint::State state, const char* sentence, const char* subject = "", Json numbers = Json::object())
{
    return {rule, state, sentence, subject, std::move(numbers), false};
}

ResourcePeak pool(double peak)
{
    ResourcePeak resource;
    resource.rule = "db-connections";
    resource.title = "Database connections";
    resource.unit = "%";
    resource.peak = peak;
    resource.limit = 95;
    resource.target = 80;
    resource.run = 3;
    resource.missedAt = at(100);
    return resource;
}

TEST(Bottlenecks, FindingsStandByWhatTheyCostAndNameTheirBoxesAndWhatMendsThem)
{
    const RunHints hints{3,
                         {hint("Q1", Hint::State::Found, "slow statement", "SELECT a", Json{{"share", 0.24}}),
                          hint("I1", Hint::State::Found, "reads all of events", "events", Json{{"share", 0.61}}),
                          hint("C1", Hint::State::Nothing, "hit rate 90 %"), hint("N2", Hint::State::Found, "no keep-alive")}};
    const auto search = findBottlenecks({hints}, {}, {run(3, RunOutcome::Failed)});
    ASSERT_EQ(search.findings.size(), 3U);
    EXPECT_EQ(search.findings[0].rule, "I1");
    EXPECT_EQ(search.findings[1].rule, "Q1");
    EXPECT_EQ(search.findings[2].rule, "N2");
    EXPECT_THAT(search.findings[0].boxes, ElementsAre("bottleneck.missing-indexes"));
    EXPECT_THAT(search.findings[0].mends, ElementsAre("optimize.db.indexes"));
    EXPECT_THAT(search.findings[0].remedy, HasSubstr("index"));
    EXPECT_THAT(search.findings[0].evidence, HasSubstr("run 3"));
    EXPECT_EQ(search.looked, 4U);
    EXPECT_THAT(search.sentence, HasSubstr("3 findings by 4 rules"));
}

TEST(Bottlenecks, TheSameFindingOfTwoRunsIsOneWithTheNewestNumbers)
{
    const RunHints first{3, {hint("Q1", Hint::State::Found, "100 ms", "SELECT a", Json{{"share", 0.2}})}};
    const RunHints second{4, {hint("Q1", Hint::State::Found, "120 ms", "SELECT a", Json{{"share", 0.3}})}};
    const auto search = findBottlenecks({first, second}, {}, {run(3, RunOutcome::Passed), run(4, RunOutcome::Passed, "api")});
    ASSERT_EQ(search.findings.size(), 1U);
    EXPECT_EQ(search.findings[0].finding, "120 ms");
    EXPECT_THAT(search.findings[0].runs, ElementsAre(3, 4));
    EXPECT_NEAR(*search.findings[0].share, 0.3, 1e-9);
}

TEST(Bottlenecks, WhatTheRetestNoLongerShowsIsGone)
{
    const RunHints before{3, {hint("Q1", Hint::State::Found, "100 ms", "SELECT a", Json{{"share", 0.2}})}};
    const RunHints after{4, {hint("Q1", Hint::State::Nothing, "12 statements")}};
    const auto search = findBottlenecks({before, after}, {}, {run(3, RunOutcome::Failed), run(4, RunOutcome::Passed)});
    EXPECT_TRUE(search.findings.empty());
}

TEST(Bottlenecks, AResourceThatRanOutBeforeLatencyDidSaysSo)
{
    RunRecord record = run(3, RunOutcome::Failed);
    ThresholdResult slow;
    slow.rule.metric = "http_req_duration{kind:api}";
    slow.breaches = {{at(103), at(200)}};
    record.result.thresholds.push_back(slow);
    const auto search = findBottlenecks({}, {pool(94)}, {record});
    ASSERT_EQ(search.findings.size(), 1U);
    EXPECT_THAT(search.findings[0].finding, HasSubstr("94\u00a0%, target 80\u00a0%, critical 95\u00a0%, 3 s before"));
    EXPECT_THAT(search.findings[0].boxes, ElementsAre("bottleneck.pool-sizing"));
    EXPECT_TRUE(findBottlenecks({}, {pool(60)}, {record}).findings.empty()) << "within its target it is none";
}

TEST(Bottlenecks, WhereNothingWasFoundItSaysThatThereIsNoEvidence)
{
    EXPECT_THAT(findBottlenecks({}, {}, {}).sentence, HasSubstr("No evidence: no load run has ended"));
    EXPECT_THAT(findBottlenecks({}, {}, {run(3, RunOutcome::Passed)}).sentence, HasSubstr("No evidence: no database"));
    const RunHints nothing{
        3, {hint("Q1", Hint::State::Nothing, "12 statements"), hint("P1", Hint::State::Unknown, "no pool metrics")}};
    const auto search = findBottlenecks({nothing}, {pool(50)}, {run(3, RunOutcome::Passed)});
    EXPECT_THAT(search.sentence,
                HasSubstr("No evidence of a bottleneck: 1 rule found nothing and no resource missed its target; 1 rule could "
                          "not be decided"));
    ASSERT_EQ(search.undecided.size(), 1U);
    EXPECT_EQ(search.undecided[0].why, "no pool metrics");
}

TEST(Bottlenecks, RunsThatDoNotCountShowNothing)
{
    RunRecord out = run(3, RunOutcome::Failed);
    out.isCounting = false;
    const RunHints hints{3, {hint("Q1", Hint::State::Found, "slow")}};
    EXPECT_TRUE(findBottlenecks({hints}, {}, {out}).findings.empty());
}

TEST(Bottlenecks, EachRuleOfTheTableHasARemedy)
{
    for (const std::string& rule : hintRuleIds()) {
        EXPECT_FALSE(remedyOf(rule).empty()) << rule;
    }
    EXPECT_TRUE(remedyOf("X9").empty());
}

TEST(RunReview, StepsStandByTheirSlownessAndPhasesAddUp)
{
    RunRecord record = run(3, RunOutcome::Passed);
    const auto trend = [](double avg, int count, double p95) {
        return Json{{"type", "trend"}, {"count", count}, {"avg", avg}, {"med", avg},
                    {"p(95)", p95},    {"p(99)", p95},   {"max", p95}};
    };
    record.result.metrics = Json{{"http_req_duration", trend(10, 400, 30)},
                                 {"http_req_duration{name:search}", trend(8, 300, 20)},
                                 {"http_req_duration{name:login}", trend(16, 100, 60)},
                                 {"http_req_duration{name:login,status:200}", trend(1, 1, 900)},
                                 {"http_req_waiting", trend(9, 400, 28)},
                                 {"http_req_receiving{name:login}", trend(2, 100, 4)},
                                 {"http_req_failed{name:login}", {{"type", "rate"}, {"rate", 0.05}}}};
    const RunReview review = reviewOf(record);
    ASSERT_EQ(review.steps.size(), 2U);
    EXPECT_EQ(review.steps[0].step, "login");
    EXPECT_NEAR(review.steps[0].timeShare, 1600.0 / 4000, 1e-9);
    EXPECT_NEAR(*review.steps[0].failedShare, 0.05, 1e-9);
    EXPECT_NEAR(review.steps[0].receiving, 2, 1e-9);
    EXPECT_NEAR(review.all.waiting, 9, 1e-9);
    EXPECT_EQ(review.all.requests, 400U);
    EXPECT_TRUE(reviewOf(run(4, RunOutcome::Failed)).steps.empty()) << "a run without metrics";
}

} // namespace
} // namespace holdpoint
