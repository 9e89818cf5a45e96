// SPDX-License-Identifier: GPL-3.0-or-later
// N1 to N6, E1, E2, A1, S1 to S3 and M1.
#include "core/analysis/memory_slope.h"
#include "tests/unit/analysis/rules_fixture.h"

#include <cmath>

namespace holdpoint {
namespace {

using testing::HasSubstr;

StepPhases step(const std::string& name, std::uint64_t requests, double p95)
{
    StepPhases phases;
    phases.name = name;
    phases.requests = requests;
    phases.duration = p95;
    phases.totalMs = static_cast<double>(requests) * p95;
    return phases;
}

TEST_F(RulesTest, N1FindsSlowConnectsLostSynsAndFullAcceptQueues)
{
    StepPhases& all = facts.load.all;
    all.newConnections = 100;
    all.connecting = 4.9;
    facts.rttMs = 0.1;
    EXPECT_EQ(stateOf(ruleN1(facts)), HintState::Nothing) << "three times nothing is nothing";
    all.connecting = 5;
    EXPECT_EQ(stateOf(ruleN1(facts)), HintState::Found);
    facts.rttMs = 40.0;
    all.connecting = 99;
    EXPECT_EQ(stateOf(ruleN1(facts)), HintState::Nothing);
    all.connecting = 100;
    EXPECT_THAT(wordsOf(ruleN1(facts)), HasSubstr("connecting p95 100\u00a0ms"));
    all.connecting = 10;
    all.slowConnects = 2;
    EXPECT_THAT(wordsOf(ruleN1(facts)), HasSubstr("the first SYN was lost"));
    all.slowConnects = 0;
    measure("listen_overflows", 3);
    EXPECT_THAT(wordsOf(ruleN1(facts)), HasSubstr("3 connections found no room"));
    all.requests = 0;
    EXPECT_EQ(stateOf(ruleN1(facts)), HintState::Nothing) << "a run without HTTP";
    facts.load.iterations = 0;
    EXPECT_EQ(stateOf(ruleN1(facts)), HintState::Unknown);
}

TEST_F(RulesTest, N2FindsRequestsThatOpenConnectionsOfTheirOwn)
{
    facts.load.all.newConnections = 199;
    EXPECT_EQ(stateOf(ruleN2(facts)), HintState::Nothing);
    facts.load.all.newConnections = 200;
    EXPECT_EQ(stateOf(ruleN2(facts)), HintState::Found);
    facts.load.all.requests = 0;
    facts.load.iterations = 0;
    EXPECT_EQ(stateOf(ruleN2(facts)), HintState::Unknown);
}

TEST_F(RulesTest, N3FindsTlsHandshakesThatTakeLongerThanConnecting)
{
    EXPECT_EQ(stateOf(ruleN3(facts)), HintState::Nothing) << "no TLS";
    facts.load.all.newTlsSessions = 10;
    facts.load.all.tls = 50;
    facts.load.all.connecting = 16;
    EXPECT_EQ(stateOf(ruleN3(facts)), HintState::Found);
    facts.load.all.connecting = 17;
    EXPECT_EQ(stateOf(ruleN3(facts)), HintState::Nothing);
    facts.load.all.requests = 0;
    facts.load.iterations = 0;
    EXPECT_EQ(stateOf(ruleN3(facts)), HintState::Unknown);
}

TEST_F(RulesTest, N4FindsLargeTextsWhereReceivingTakesLong)
{
    facts.load.steps = {step("list", 10, 100)};
    facts.load.steps[0].receiving = 39;
    EXPECT_EQ(stateOf(ruleN4(facts)), HintState::Nothing);
    facts.load.steps[0].receiving = 40;
    EXPECT_EQ(stateOf(ruleN4(facts)), HintState::Unknown) << "no body was looked at";
    facts.paths = std::vector<PathLook>{{"/api/events", "application/json", "", "", false, 100'000}};
    EXPECT_EQ(ruleN4(facts)[0].subject, "/api/events");
    facts.paths->front().encoding = "gzip";
    EXPECT_EQ(stateOf(ruleN4(facts)), HintState::Nothing);
}

TEST_F(RulesTest, N5FindsLossAndFullLinksAndIsUnknownWithoutAnyOfThem)
{
    EXPECT_TRUE(ruleN5(facts)[0].isNotConfigured);
    measure("tcp_resent_share", 0.009);
    EXPECT_EQ(stateOf(ruleN5(facts)), HintState::Nothing);
    measure("tcp_resent_share", 0.01);
    EXPECT_EQ(stateOf(ruleN5(facts)), HintState::Found);
    measure("tcp_resent_share", 0);
    measure("link_used", 0.7);
    EXPECT_THAT(wordsOf(ruleN5(facts)), HasSubstr("full link"));
    silence("link_used"); // negative speeds of a virtual machine: no answer
    EXPECT_THAT(wordsOf(ruleN5(facts)), HasSubstr("not known: connection refused"));
    measure("conntrack_used", 0.8);
    EXPECT_EQ(stateOf(ruleN5(facts)), HintState::Found);
}

TEST_F(RulesTest, N6FindsDistanceAndSlowNamesUnlessTheServerExplainsIt)
{
    facts.load.all.waiting = 8;
    EXPECT_THAT(wordsOf(ruleN6(facts)), HasSubstr("the server, not the network"));
    measure("dns_ms", 50);
    EXPECT_THAT(wordsOf(ruleN6(facts)), HasSubstr("slow name resolution"));
    measure("dns_ms", 1);
    facts.load.all.waiting = 7.9;
    EXPECT_EQ(stateOf(ruleN6(facts)), HintState::Unknown) << "no round trip was measured";
    facts.rttMs = 19.0;
    EXPECT_EQ(stateOf(ruleN6(facts)), HintState::Nothing);
    facts.rttMs = 20.0;
    EXPECT_EQ(stateOf(ruleN6(facts)), HintState::Unknown) << "no baseline";
    facts.load.baseline = Json{{"http_req_waiting", {{"med", 50.0}}}};
    EXPECT_EQ(stateOf(ruleN6(facts)), HintState::Unknown) << "no server's own time";
    measure("server_span_ms", 30);
    EXPECT_EQ(stateOf(ruleN6(facts)), HintState::Found);
    measure("server_span_ms", 31);
    EXPECT_EQ(stateOf(ruleN6(facts)), HintState::Nothing);
}

TEST_F(RulesTest, E1FindsBlockingInsideWhereNothingElseIsBusy)
{
    facts.load.steps = {step("search", 1000, 300)};
    EXPECT_EQ(stateOf(ruleE1(facts)), HintState::Unknown) << "no baseline";
    facts.load.baseline = Json{{"http_req_duration{name:search}", {{"p(95)", 101.0}}}};
    EXPECT_EQ(stateOf(ruleE1(facts)), HintState::Nothing) << "less than three times";
    facts.load.baseline["http_req_duration{name:search}"]["p(95)"] = 100.0;
    EXPECT_EQ(stateOf(ruleE1(facts)), HintState::Unknown) << "no CPU";
    measure("app_cpu", 70);
    EXPECT_EQ(stateOf(ruleE1(facts)), HintState::Nothing);
    measure("app_cpu", 69);
    EXPECT_EQ(stateOf(ruleE1(facts)), HintState::Unknown) << "no pool metric";
    measure("pool_waiting_share", 0.05);
    EXPECT_EQ(stateOf(ruleE1(facts)), HintState::Nothing);
    measure("pool_waiting_share", 0);
    EXPECT_EQ(ruleE1(facts)[0].subject, "search");
    ActivitySample sample;
    sample.active = 4;
    addSamples(3, sample);
    measure("db_cores", 4);
    EXPECT_THAT(wordsOf(ruleE1(facts)), HasSubstr("database sessions were active"));
}

TEST_F(RulesTest, E2FindsAnOverloadThatIsNeverTurnedAway)
{
    EXPECT_EQ(stateOf(ruleE2(facts)), HintState::Nothing);
    facts.load.timeouts = 1;
    EXPECT_EQ(stateOf(ruleE2(facts)), HintState::Unknown) << "whether that was overload is not known";
    facts.load.dropped = 5;
    EXPECT_EQ(stateOf(ruleE2(facts)), HintState::Found);
    facts.load.tooManyAnswers = 1;
    EXPECT_EQ(stateOf(ruleE2(facts)), HintState::Nothing);
    facts.load.tooManyAnswers = facts.load.dropped = 0;
    measure("app_cpu", 20);
    EXPECT_EQ(stateOf(ruleE2(facts)), HintState::Nothing) << "an error without overload is another matter";
}

TEST_F(RulesTest, A1FindsAPathThatAnIterationCallsAgainAndAgain)
{
    facts.load.steps = {step("tag", 5000, 1), step("page", 1000, 5)};
    facts.load.all.totalMs = 10'000;
    facts.load.iterationsOfStep = {{"tag", 1000}, {"page", 1000}};
    EXPECT_THAT(wordsOf(ruleA1(facts)), HasSubstr("tag is called 5.0 times an iteration and takes 50\u00a0% of its time"));
    facts.load.isAsset["tag"] = true;
    EXPECT_EQ(stateOf(ruleA1(facts)), HintState::Nothing) << "assets are batched by browsers";
    facts.load.isAsset["tag"] = false;
    facts.load.iterationsOfStep["tag"] = 1001;
    EXPECT_EQ(stateOf(ruleA1(facts)), HintState::Nothing);
    facts.load.all.requests = 0;
    EXPECT_EQ(stateOf(ruleA1(facts)), HintState::Unknown);
}

TEST_F(RulesTest, S1AndS2FindAssetsThatNobodyKeepsOrCompresses)
{
    EXPECT_EQ(stateOf(ruleS1(facts)), HintState::Unknown);
    EXPECT_EQ(stateOf(ruleS2(facts)), HintState::Unknown);
    facts.paths = std::vector<PathLook>{{"/a.css", "text/css", "br", "public, max-age=86400", true, 5000},
                                        {"/", "text/html", "", "", false, 5000}};
    EXPECT_EQ(stateOf(ruleS1(facts)), HintState::Nothing) << "a page is no asset";
    EXPECT_EQ(stateOf(ruleS2(facts)), HintState::Nothing);
    facts.paths->front().cacheControl = "max-age=86399";
    EXPECT_THAT(wordsOf(ruleS1(facts)), HasSubstr("1 of 1 assets"));
    facts.paths->front().cacheControl = "max-age=86400";
    facts.paths->front().hasCdnHeader = false;
    EXPECT_EQ(stateOf(ruleS1(facts)), HintState::Found);
    facts.paths->front().encoding = "";
    EXPECT_THAT(wordsOf(ruleS2(facts)), HasSubstr("/a.css"));
    facts.paths->front().bytes = 1023;
    EXPECT_EQ(stateOf(ruleS2(facts)), HintState::Nothing);
}

TEST_F(RulesTest, S3FindsImagesThatHoldUpThePage)
{
    EXPECT_TRUE(ruleS3(facts)[0].isNotConfigured) << "no browser step";
    facts.load.lcpMs = 1000;
    facts.load.ttfbMs = 401;
    EXPECT_EQ(stateOf(ruleS3(facts)), HintState::Nothing);
    facts.load.ttfbMs = 400;
    EXPECT_EQ(stateOf(ruleS3(facts)), HintState::Unknown);
    facts.paths =
        std::vector<PathLook>{{"/a.png", "image/png", "", "", false, 300'000}, {"/b.png", "image/png", "", "", false, 200'000}};
    EXPECT_EQ(stateOf(ruleS3(facts)), HintState::Found);
    facts.paths->front().bytes = 299'999;
    EXPECT_EQ(stateOf(ruleS3(facts)), HintState::Nothing);
}

MemorySeries growing(double perSecond)
{
    MemorySeries series;
    series.name = "app 10.0.0.1";
    for (int i = 0; i < 120; ++i) {
        series.points.emplace_back(5.0 * i, 1e8 + perSecond * 5.0 * i + 1e5 * std::sin(i));
    }
    return series;
}

TEST_F(RulesTest, M1FindsGrowthBeyondItsLimitAndNeverProvesTheAbsenceOfALeak)
{
    EXPECT_TRUE(ruleM1(facts)[0].isNotConfigured);
    facts.memory = std::vector<MemorySeries>{growing(0), growing(20'000)};
    facts.memoryLimit = 1e9;
    facts.holdSeconds = 600;
    EXPECT_THAT(wordsOf(ruleM1(facts)), HasSubstr("memory grows: app 10.0.0.1 changes by 68."));
    EXPECT_GT(ruleM1(facts)[0].numbers["growth_pct_per_h"].get<double>(), 5);
    facts.memory = std::vector<MemorySeries>{growing(0)};
    EXPECT_EQ(stateOf(ruleM1(facts)), HintState::Nothing);
    EXPECT_THAT(wordsOf(ruleM1(facts)), HasSubstr("10\u00a0min show a slope, not the absence of a leak"));
    facts.holdSeconds = 599;
    EXPECT_EQ(stateOf(ruleM1(facts)), HintState::Unknown);
    EXPECT_THAT(wordsOf(ruleM1(facts)), HasSubstr("held for 599 s; a slope needs 10\u00a0min"));
    facts.leastHoldSeconds = 120;
    EXPECT_THAT(wordsOf(ruleM1(facts)), HasSubstr("9\u00a0min 59\u00a0s show a slope, not the absence of a leak"))
        << "the plan lets 2 min do";
    facts.holdSeconds = 600;
    facts.memory->front().wasRestarted = true;
    EXPECT_THAT(wordsOf(ruleM1(facts)), HasSubstr("restarted"));
    facts.memory->front().wasRestarted = false;
    facts.memory->front().points.resize(5);
    EXPECT_EQ(stateOf(ruleM1(facts)), HintState::Unknown);
}

TEST_F(RulesTest, EveryRuleSpeaksAndPointsToBoxes)
{
    const RunHints all = hintsOf(RunFacts{});
    std::vector<std::string> rules;
    for (const Hint& hint : all.hints) {
        EXPECT_FALSE(hint.sentence.empty()) << hint.rule;
        EXPECT_FALSE(boxesOfRule(hint.rule).empty()) << hint.rule;
        rules.push_back(hint.rule);
    }
    EXPECT_EQ(rules, hintRuleIds());
    const auto again = runHintsFromJson(toJson(all));
    ASSERT_TRUE(again);
    EXPECT_EQ(toJson(*again), toJson(all));
    EXPECT_FALSE(runHintsFromJson(Json{{"hints", {{{"state", "perhaps"}}}}}));
}

TEST(LatchedVerdict, AFindingStaysAndUnknownIsNotNothing)
{
    const auto run = [](std::int64_t id, HintState state) {
        return RunHints{id, {Hint{"Q1", state, "words", {}, Json::object(), false}}};
    };
    EXPECT_EQ(latchedVerdict({}, {"Q1"}).state, HintState::Unknown);
    EXPECT_EQ(latchedVerdict({run(1, HintState::Found), run(2, HintState::Nothing)}, {"Q1"}).state, HintState::Found);
    EXPECT_EQ(latchedVerdict({run(1, HintState::Unknown)}, {"Q1"}).state, HintState::Unknown);
    EXPECT_EQ(latchedVerdict({run(1, HintState::Unknown), run(2, HintState::Nothing)}, {"Q1"}).state, HintState::Nothing);
    EXPECT_EQ(latchedVerdict({run(1, HintState::Nothing)}, {"Q1", "Q2"}).state, HintState::Unknown) << "Q2 was not looked at";
}

} // namespace
} // namespace holdpoint
