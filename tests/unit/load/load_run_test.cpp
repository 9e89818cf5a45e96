// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"
#include "tests/support/eventually.h"
#include "tests/support/load_plan.h"
#include "tests/support/rude_server.h"

#include <gtest/gtest.h>
#include <set>
#include <sys/resource.h>
#include <unistd.h>

using namespace holdpoint;
using namespace holdpoint::test;
using namespace std::chrono_literals;

namespace {

Step thinkStep(Nanos min, Nanos max)
{
    Step step;
    step.kind = StepKind::Think;
    step.think = {min, max};
    return step;
}

double achievedOrDropped(const LoadOutcome& load)
{
    return load.count("iterations") + load.count("dropped_iterations");
}

} // namespace

TEST(LoadRunTest, StartsEveryPlannedArrivalOrCountsItAsDropped)
{
    RudeServer server;
    const auto load = runLoad(planFor(server.url(), {arrivals("burst", 200, 1s, 20, {httpStep("GET", "/ok", "get")})}), {}, 2);

    EXPECT_TRUE(load.isFinished);
    EXPECT_EQ(achievedOrDropped(load), 200);
    EXPECT_EQ(load.count("http_reqs{name:get}"), static_cast<double>(server.requestCount()));
    EXPECT_EQ(load.whyEnded, "duration reached");
    EXPECT_TRUE(load.hasEvent("scenario burst ended: duration reached"));
}

TEST(LoadRunTest, SharesOfThreeAgentsAddUpToThePlan)
{
    RudeServer server;
    const Plan plan = planFor(server.url(), {arrivals("burst", 100, 1s, 60, {httpStep("GET", "/ok?vu={{vu}}", "get")})});
    double sum = 0;
    for (std::uint32_t index = 0; index < 3; ++index) {
        Shard shard;
        shard.index = index;
        shard.count = 3;
        sum += achievedOrDropped(runLoad(plan, shard));
    }

    EXPECT_EQ(sum, 100);
}

TEST(LoadRunTest, PacedVisitorsMakeTheirSlots)
{
    RudeServer server;
    Scenario paced = constantVus("paced", 10, 1s, {httpStep("GET", "/ok", "get")});
    paced.pace = 200ms;
    const auto load = runLoad(planFor(server.url(), {paced}));

    // VU i starts at i/10 of the pace, so each has five slots in its second.
    EXPECT_EQ(achievedOrDropped(load), 50);
    EXPECT_LE(server.connectionCount(), 10U);
}

TEST(LoadRunTest, SlotsThatNobodyStartedBeforeTheEndAreDropped)
{
    RudeServer server;
    Step hang = httpStep("GET", "/hang", "hang");
    hang.http.timeout = 3s;
    Scenario paced = constantVus("paced", 2, 2s, {hang});
    paced.pace = 500ms;
    const auto load = runLoad(planFor(server.url(), {paced}));

    // Each visitor has four slots. In the first it waits for an answer until after the end.
    EXPECT_TRUE(load.isFinished);
    EXPECT_GE(load.count("dropped_iterations"), 6);
    EXPECT_EQ(achievedOrDropped(load), 8);
}

TEST(LoadRunTest, AStopDropsNoSlotsThatWereStillToCome)
{
    RudeServer server;
    Scenario paced = constantVus("paced", 2, 1h, {httpStep("GET", "/ok", "get")});
    paced.pace = 30min;
    RunningLoad running(planFor(server.url(), {paced}));
    running.start();
    ASSERT_TRUE(eventually([&] { return server.requestCount() >= 1; }));
    running.run.requestStop(100ms, "stopped by a person");
    const auto load = running.finish(20s);

    EXPECT_TRUE(load.isFinished);
    EXPECT_EQ(load.count("dropped_iterations"), 0);
}

TEST(LoadRunTest, DropsArrivalsThatNobodyIsFreeForAndSaysSoOnce)
{
    RudeServer server;
    Step hang = httpStep("GET", "/hang", "hang");
    hang.http.timeout = 300ms;
    const auto load = runLoad(planFor(server.url(), {arrivals("burst", 50, 1s, 2, {hang})}));

    EXPECT_GT(load.count("dropped_iterations"), 30);
    EXPECT_EQ(achievedOrDropped(load), 50);
    EXPECT_EQ(std::count_if(load.events.begin(), load.events.end(), [](const auto& e) { return e.find("no free VU") != e.npos; }),
              1);
}

TEST(LoadRunTest, RampComesBackToNobody)
{
    RudeServer server;
    Scenario ramp = constantVus("ramp", 0, 600ms, {httpStep("GET", "/ok", "get"), thinkStep(5ms, 10ms)});
    ramp.executor.kind = ExecutorKind::RampingVus;
    ramp.executor.stages = {{20, 300ms}, {0, 300ms}};
    RunningLoad running(planFor(server.url(), {ramp}), {}, 2);
    running.start();
    const auto load = running.finish();

    EXPECT_TRUE(load.isFinished);
    EXPECT_LE(server.connectionCount(), 20U); // one a visitor, kept alive
    EXPECT_GT(server.connectionCount(), 0U);
    EXPECT_EQ(load.totals.value("vus", {AggregateKind::Value}).value_or(-1), 0);
}

TEST(LoadRunTest, ThinkTimeEndsWithTheScenario)
{
    RudeServer server;
    const auto before = systemClock().steadyNow();
    const auto load =
        runLoad(planFor(server.url(), {constantVus("thinkers", 5, 3s, {httpStep("GET", "/ok", "get"), thinkStep(1h, 1h)})}));

    EXPECT_TRUE(load.isFinished);
    EXPECT_LT(systemClock().steadyNow() - before, 30s);
    EXPECT_EQ(load.count("iterations"), 5); // only think time was left
}

TEST(LoadRunTest, GracefulStopWaitsForAnswersAndThenInterrupts)
{
    RudeServer server;
    Scenario hanging = constantVus("hanging", 3, 3s, {httpStep("GET", "/hang", "hang")});
    hanging.gracefulStop = 200ms;
    const auto load = runLoad(planFor(server.url(), {hanging}));

    EXPECT_TRUE(load.isFinished);
    EXPECT_EQ(load.errors("interrupted"), 3U);
    EXPECT_EQ(load.count("http_reqs"), 0);
    EXPECT_EQ(load.count("iterations"), 0);
}

TEST(LoadRunTest, StopEndsAHangingRunWithinItsGrace)
{
    RudeServer server;
    const Plan plan = planFor(server.url(), {constantVus("hanging", 20, 1h, {httpStep("GET", "/hang", "hang")}),
                                             arrivals("late", 1, 1h, 5, {httpStep("GET", "/ok", "ok")})});
    RunningLoad running(plan, {}, 2);
    running.start();
    ASSERT_TRUE(eventually([&] { return server.requestCount() >= 20; }));
    running.run.requestStop(100ms, "stopped by a person");
    const auto load = running.finish(20s);

    EXPECT_TRUE(load.isFinished);
    EXPECT_EQ(load.whyEnded, "stopped by a person");
    EXPECT_EQ(load.errors("interrupted"), 20U);
}

/// While it lives, this process cannot open anything more. UBSan opens a pipe when it sees an object's type for the
/// first time: do the same thing once before, with descriptors.
class NoDescriptorLeft
{
public:
    NoDescriptorLeft()
    {
        ::getrlimit(RLIMIT_NOFILE, &m_before);
        const int next = ::dup(STDERR_FILENO);
        rlimit none = m_before;
        none.rlim_cur = static_cast<rlim_t>(next);
        ::close(next);
        ::setrlimit(RLIMIT_NOFILE, &none);
    }
    ~NoDescriptorLeft() { ::setrlimit(RLIMIT_NOFILE, &m_before); }
    NoDescriptorLeft(const NoDescriptorLeft&) = delete;
    NoDescriptorLeft& operator=(const NoDescriptorLeft&) = delete;

private:
    rlimit m_before{};
};

TEST(LoadRunTest, WithoutADescriptorLeftItSaysSoAndDoesNotBegin)
{
    const Plan plan = planFor("http://127.0.0.1:9", {constantVus("one", 1, 1h, {httpStep("GET", "/ok", "get")})});
    {
        RunningLoad before(plan, {}, 2);
        before.start();
        before.run.requestStop(0ms, "seen");
        EXPECT_EQ(before.finish().whyEnded, "seen");
    }
    RunningLoad running(plan, {}, 2);
    {
        const NoDescriptorLeft none;
        running.start();
    }
    const auto load = running.finish();

    EXPECT_TRUE(load.isFinished);
    EXPECT_TRUE(running.run.startFault().starts_with("the load cannot start: no descriptor is left: this process may have "))
        << running.run.startFault();
    EXPECT_EQ(load.whyEnded, running.run.startFault());
    EXPECT_EQ(load.count("iterations"), 0);
}

TEST(LoadRunTest, WithoutADescriptorLeftAStepThatRunsOnceFails)
{
    const Plan plan = planFor("http://127.0.0.1:9", {constantVus("one", 1, 1h, {httpStep("GET", "/ok", "get")})});
    const std::vector<Step> steps{httpStep("POST", "/reset", "reset"), httpStep("GET", "/ok", "get")};
    RunningLoad(plan).run.runOnce(steps);
    RunningLoad running(plan);
    const NoDescriptorLeft none;

    const auto outcomes = running.run.runOnce(steps);

    ASSERT_EQ(outcomes.size(), 1U);
    EXPECT_TRUE(outcomes.front().isFailed);
    EXPECT_EQ(outcomes.front().name, "reset");
    EXPECT_NE(outcomes.front().error.find("no descriptor is left"), std::string::npos) << outcomes.front().error;
}

TEST(LoadRunTest, EndsWhenItIsDestroyedInMidRun)
{
    RudeServer server;
    const Plan plan = planFor(server.url(), {constantVus("busy", 10, 1h, {httpStep("GET", "/ok", "get")})});
    {
        RunningLoad running(plan, {}, 2);
        running.start();
        ASSERT_TRUE(eventually([&] { return server.requestCount() >= 50; }));
    }
    SUCCEED();
}

TEST(LoadRunTest, AUniqueDataSetGivesEachRowOnceAndThenEndsTheScenario)
{
    RudeServer server;
    Plan plan = planFor(server.url(), {constantVus("readers", 4, 1h, {httpStep("GET", "/ok?u={{users.id}}", "get")})});
    DataSet users{"users", {"id"}, {}, DataSet::Pick::Unique, "", "", false, {}};
    for (int i = 0; i < 30; ++i) {
        users.rows.push_back({std::to_string(i)});
    }
    plan.data["users"] = users;
    const auto load = runLoad(plan, {}, 2);

    EXPECT_EQ(load.count("iterations"), 30);
    EXPECT_EQ(load.whyEnded, "the data set users ran out: each of its 30 rows is used once (pick: unique)");
    std::set<std::string> paths;
    for (const std::string& request : server.requests()) {
        paths.insert(request.substr(0, request.find('\r')));
    }
    EXPECT_EQ(paths.size(), 30U);
}

TEST(LoadRunTest, ABatchUsesTheVisitorsConnectionsAndTimesThePage)
{
    RudeServer server;
    Step batch;
    batch.kind = StepKind::Batch;
    batch.name = "page";
    for (int i = 0; i < 6; ++i) {
        batch.steps.push_back(httpStep("GET", "/ok?" + std::to_string(i), "asset"));
    }
    Scenario scenario = constantVus("pages", 1, 1h, {batch});
    scenario.batchPerHost = 3;
    const Plan plan = planFor(server.url(), {scenario});
    Shard shard;
    shard.kind = RunKind::DryRun;
    const auto load = runLoad(plan, shard);

    EXPECT_EQ(load.count("http_reqs{name:asset}"), 6);
    EXPECT_EQ(load.totals.sampleCount("page_load{name:page}"), 1U);
    EXPECT_LE(server.connectionCount(), 3U);
}

/// An answer that takes at least 200 ms: its pieces come one after the other.
RudeServer::Script slowAnswer()
{
    RudeServer::Script script;
    script.pieces = {"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"};
    script.pieces.resize(101, "x");
    return script;
}

TEST(LoadRunTest, PageLoadSpansThePageToItsLastAssetAndAWaitForAConnectionIsNotTheGeneratorsDelay)
{
    RudeServer server;
    server.script("/page", slowAnswer());
    server.script("/asset", slowAnswer());
    Step batch;
    batch.kind = StepKind::Batch;
    batch.name = "assets";
    batch.steps = {httpStep("GET", "/asset", "asset"), httpStep("GET", "/asset", "asset"), httpStep("GET", "/asset", "asset")};
    Scenario scenario = constantVus("pages", 1, 1h, {httpStep("GET", "/page", "page"), batch});
    scenario.batchPerHost = 1;
    Shard shard;
    shard.kind = RunKind::DryRun;
    const auto load = runLoad(planFor(server.url(), {scenario}), shard);

    ASSERT_EQ(load.totals.sampleCount("page_load{name:assets}"), 1U);
    EXPECT_GE(load.totals.value("page_load", {AggregateKind::Max}).value_or(0), 800);
    ASSERT_EQ(load.totals.sampleCount("generator_lag"), 4U);
    EXPECT_LT(load.totals.value("generator_lag", {AggregateKind::Med}).value_or(1000), 150);
}

TEST(LoadRunTest, AfterItsScenarioIsOverAVisitorOnlyWaitsForItsAnswer)
{
    RudeServer server;
    Step many;
    many.kind = StepKind::Repeat;
    many.repeat.least = many.repeat.most = 1'000'000;
    many.steps = {httpStep("GET", "/ok", "get")};
    Scenario scenario = constantVus("busy", 1, 1s, {many});
    scenario.gracefulStop = 1h;
    RunningLoad running(planFor(server.url(), {scenario}));
    running.start();

    EXPECT_TRUE(running.finish(20s).isFinished);
}

TEST(LoadRunTest, RepeatsWithoutARequestKeepNobodyFromTheirTurn)
{
    RudeServer server;
    Step inner;
    inner.kind = StepKind::Repeat;
    inner.repeat.least = inner.repeat.most = 1'000'000;
    Step outer = inner;
    outer.steps = {inner};
    RunningLoad running(planFor(
        server.url(), {constantVus("spinning", 3, 3s, {outer}), constantVus("working", 1, 3s, {httpStep("GET", "/ok", "get")})}));
    running.start();

    const auto load = running.finish(20s);
    ASSERT_TRUE(load.isFinished);
    EXPECT_GT(load.count("http_reqs"), 10);
}

TEST(LoadRunTest, ADryRunDoesEveryFlowOnceAndKeepsTheExchanges)
{
    RudeServer server;
    Plan plan = planFor(server.url(), {constantVus("a", 50, 1h, {httpStep("GET", "/ok?k=${KEY}", "get"), thinkStep(1h, 1h)}),
                                       arrivals("b", 100, 1h, 50, {httpStep("GET", "/ok", "other")})});
    plan.secrets["KEY"] = Secret("hidden-value");
    Shard shard;
    shard.kind = RunKind::DryRun;
    const auto load = runLoad(plan, shard, 2);

    EXPECT_EQ(load.count("iterations"), 2);
    EXPECT_EQ(load.whyEnded, "one iteration of every flow done");
    EXPECT_TRUE(load.hasEvent("exchange get: "));
    EXPECT_FALSE(load.hasEvent("hidden-value"));
    EXPECT_NE(server.requests().front().find("hidden-value") != std::string::npos,
              server.requests().back().find("hidden-value") != std::string::npos);
}

TEST(LoadRunTest, KeepsEveryMetricForEachNameAndWhatTheChecklistAsksFor)
{
    RudeServer server;
    const Plan plan = planFor(server.url(), {constantVus("flash", 1, 1h, {httpStep("GET", "/ok", "rsvp")}),
                                             constantVus("steady", 1, 1h, {httpStep("GET", "/ok", "rsvp")})});
    Shard shard;
    shard.kind = RunKind::DryRun;
    shard.sensorKeys = {"http_req_failed{scenario:flash}"};
    const auto load = runLoad(plan, shard);

    EXPECT_EQ(load.totals.sampleCount("http_req_failed{name:rsvp}"), 2U);
    EXPECT_EQ(load.totals.sampleCount("http_req_failed{scenario:flash}"), 1U);
    for (const std::string metric : {"http_req_blocked", "http_req_connecting", "http_req_tls_handshaking", "http_req_sending",
                                     "http_req_waiting", "http_req_receiving", "http_req_response_time", "http_5xx"}) {
        EXPECT_EQ(load.totals.sampleCount(metric + "{name:rsvp}"), 2U) << metric;
    }
    EXPECT_GT(load.count("data_received{name:rsvp}"), 0);
    EXPECT_GT(load.count("data_sent{name:rsvp}"), 0);
}

TEST(LoadRunTest, GroupsAndTheNumberOfVusAreMeasuredAsK6Does)
{
    RudeServer server;
    Step inner;
    inner.kind = StepKind::Group;
    inner.name = "form";
    inner.steps = {httpStep("GET", "/ok", "send")};
    Step outer;
    outer.kind = StepKind::Group;
    outer.name = "login";
    outer.steps = {httpStep("GET", "/ok", "open"), thinkStep(50ms, 50ms), inner};
    Step twice;
    twice.kind = StepKind::Repeat;
    twice.repeat.least = twice.repeat.most = 2;
    twice.steps = {outer};
    Scenario scenario = constantVus("work", 3, 1h, {twice, httpStep("GET", "/ok", "leave")});
    scenario.executor.kind = ExecutorKind::PerVuIterations;
    scenario.executor.iterations = 1;
    Plan plan = planFor(server.url(), {scenario, arrivals("burst", 100, 200ms, 4, {httpStep("GET", "/ok", "get")})});
    ThresholdRule rule;
    rule.metric = "http_routes{lane:fast}";
    plan.tests.front().thresholds = {rule};
    const auto load = runLoad(plan, {}, 2);

    EXPECT_EQ(load.totals.sampleCount("group_duration"), 12U); // of two groups, twice for each VU
    EXPECT_EQ(load.totals.sampleCount("group_duration{group:::login::form}"), 6U);
    EXPECT_GE(load.totals.value("group_duration{group:::login}", {AggregateKind::Min}).value_or(0), 50); // think time included
    EXPECT_EQ(load.totals.value("vus_max", {AggregateKind::Max}), 7);
    EXPECT_EQ(load.totals.sampleCount("http_routes{lane:fast}"), static_cast<std::uint64_t>(server.requestCount()));
    EXPECT_FALSE(load.totals.typeOf("samples_dropped")); // no rule asks for it
}

TEST(LoadRunTest, CredentialsOfTheEnvironmentStayAtItsOrigin)
{
    RudeServer home;
    RudeServer away;
    home.script("/go", {{"HTTP/1.1 307 Elsewhere\r\nLocation: " + away.url() + "/ok\r\nContent-Length: 0\r\n\r\n"}});
    Step named = httpStep("GET", away.url() + "/named", "named");
    named.http.headers = {{"X-Api-Key", "${API_KEY}"}};
    away.script("/named", {{"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"}});
    Plan plan = planFor(home.url(), {constantVus("one", 1, 1h,
                                                 {httpStep("GET", "/go", "go"), httpStep("GET", away.url() + "/ok", "far"),
                                                  httpStep("GET", home.url() + "/ok", "near"), named})});
    plan.secrets["API_KEY"] = Secret("k-1234");
    plan.environment.headers = {{"X-Api-Key", "plain-key"},
                                {"X-Tenant", "t-${API_KEY}"},
                                {"X-Load-Test", "yes"},
                                {"Proxy-Authorization", "Basic eDp5"},
                                {"X-Row", "{{vu}}-{{env(API_KEY)}}"}};
    Auth auth;
    auth.kind = Auth::Kind::Bearer;
    auth.token = "home-token";
    plan.environment.transfer.auth = auth;
    Shard shard;
    shard.kind = RunKind::DryRun;
    const auto load = runLoad(plan, shard);

    ASSERT_EQ(home.requestCount(), 2U);
    for (const std::string& request : home.requests()) { // the redirect's first hop, and the absolute URL of the same origin
        for (const char* sent :
             {"plain-key", "t-k-1234", "X-Load-Test: yes", "Basic eDp5", "X-Row: 1-k-1234", "Bearer home-token"}) {
            EXPECT_NE(request.find(sent), std::string::npos) << sent << " in " << request;
        }
    }
    ASSERT_EQ(away.requestCount(), 3U);
    for (const std::string& request : away.requests()) {
        EXPECT_NE(request.find("X-Load-Test: yes"), std::string::npos);
        const bool isNamed = request.starts_with("GET /named");
        EXPECT_EQ(request.find("X-Api-Key: k-1234") != std::string::npos, isNamed) << request;
        for (const char* kept : {"plain-key", "X-Tenant", "Basic eDp5", "X-Row", "home-token"}) {
            EXPECT_EQ(request.find(kept), std::string::npos) << kept << " in " << request;
        }
    }
    EXPECT_TRUE(load.hasEvent("step far leaves the origin of base_url: the environment's X-Api-Key is not sent there"));
    EXPECT_FALSE(load.hasEvent("step named leaves the origin of base_url: the environment's X-Api-Key"));
}

TEST(LoadRunTest, ASecretPasswordInTheBaseUrlIsSentAndNeverShown)
{
    RudeServer server;
    const std::string url = server.url();
    Plan plan = planFor("http://user:${PASSWORD}@" + url.substr(url.find("://") + 3),
                        {constantVus("one", 1, 1h, {httpStep("GET", "/ok", "get")})});
    plan.secrets["PASSWORD"] = Secret("p@ss/word");
    Shard shard;
    shard.kind = RunKind::DryRun;
    const auto load = runLoad(plan, shard);

    ASSERT_EQ(server.requestCount(), 1U);
    EXPECT_NE(server.requests().front().find("Basic " + base64Encode("user:p@ss/word")), std::string::npos);
    EXPECT_TRUE(load.hasEvent("exchange get: "));
    EXPECT_FALSE(load.hasEvent("p@ss/word"));
    EXPECT_FALSE(load.hasEvent("p%40ss%2Fword"));
}

TEST(LoadRunTest, AScenarioThatNobodyHereCanRunIsLeftOutAndSaysSo)
{
    RudeServer server;
    Step socket;
    socket.kind = StepKind::WebSocket;
    socket.name = "join";
    const auto load = runLoad(planFor(server.url(), {constantVus("participants", 5, 1s, {socket})}));

    EXPECT_TRUE(load.isFinished);
    EXPECT_TRUE(load.hasEvent("scenario participants not run: nothing here runs the step join"));
}

TEST(LoadRunTest, AWebhookThatIsAcceptedAfterAStopCountsAsDistinct)
{
    RudeServer server;
    server.script("/hook", slowAnswer());
    Step deliver = httpStep("POST", "/hook", "deliver");
    deliver.kind = StepKind::Webhook;
    deliver.http.webhookId = "{{uuid}}";
    deliver.http.redeliver = 1;
    RunningLoad running(planFor(server.url(), {constantVus("hooks", 3, 1h, {deliver})}));
    running.start();
    ASSERT_TRUE(eventually([&] { return server.requestCount() == 3; }));
    running.run.requestStop(60s, "stopped by a test");
    const auto load = running.finish();

    EXPECT_TRUE(load.isFinished);
    EXPECT_EQ(server.requestCount(), 3U) << "nothing is sent any more";
    EXPECT_EQ(load.count("webhooks_sent"), 3);
    EXPECT_EQ(load.count("webhooks_distinct"), 3) << "the service has processed them";
    EXPECT_EQ(load.count("webhooks_redelivered"), 0);
}

TEST(LoadRunTest, TheRequestsOfABatchThatAreInterruptedAreNamed)
{
    RudeServer server;
    Step batch;
    batch.kind = StepKind::Batch;
    batch.name = "page";
    batch.steps = {httpStep("GET", "/ok", "quick"), httpStep("GET", "/hang", "style"), httpStep("GET", "/hang", "script")};
    Scenario scenario = constantVus("pages", 1, 1h, {batch});
    scenario.batchPerHost = 3;
    RunningLoad running(planFor(server.url(), {scenario}));
    running.start();
    ASSERT_TRUE(eventually([&] { return server.requestCount() == 3; }));
    running.run.requestStop(500ms, "stopped by a test");
    const auto load = running.finish(20s);

    std::set<std::string> steps;
    for (const ErrorCount& error : load.totals.errors()) {
        steps.insert(error.errorClass == "interrupted" ? error.step : "");
    }
    EXPECT_EQ(steps, (std::set<std::string>{"script", "style"}));
    EXPECT_EQ(load.errors("interrupted"), 2U);
}
