// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/load_plan.h"
#include "tests/support/rude_server.h"

#include <gtest/gtest.h>
#include <set>

using namespace holdpoint;
using namespace holdpoint::test;
using namespace std::chrono_literals;

namespace {

Scenario iterations(ExecutorKind kind, std::uint64_t vus, std::uint64_t count, Nanos longest, std::vector<Step> flow)
{
    Scenario scenario = constantVus("work", vus, longest, std::move(flow));
    scenario.executor.kind = kind;
    scenario.executor.iterations = count;
    return scenario;
}

double startedOrDropped(const LoadOutcome& load)
{
    return load.count("iterations") + load.count("dropped_iterations");
}

} // namespace

TEST(ExecutorTest, SharedIterationsAreDoneOnceByWhoeverIsFree)
{
    RudeServer server;
    const auto load = runLoad(
        planFor(server.url(), {iterations(ExecutorKind::SharedIterations, 7, 50, 1h, {httpStep("GET", "/ok", "get")})}), {}, 2);

    EXPECT_TRUE(load.isFinished);
    EXPECT_EQ(load.count("iterations"), 50);
    EXPECT_EQ(server.requestCount(), 50U);
    EXPECT_EQ(load.count("dropped_iterations"), 0);
    EXPECT_EQ(load.whyEnded, "all iterations done");
    EXPECT_TRUE(load.hasEvent("scenario work ended: all iterations done"));
}

TEST(ExecutorTest, EachVuDoesItsOwnIterations)
{
    RudeServer server;
    const auto load = runLoad(planFor(server.url(), {iterations(ExecutorKind::PerVuIterations, 5, 4, 1h,
                                                                {httpStep("GET", "/ok?vu={{vu}}&iter={{iter}}", "get")})}),
                              {}, 2);

    EXPECT_EQ(load.count("iterations"), 20);
    EXPECT_EQ(load.whyEnded, "all iterations done");
    std::set<std::string> seen;
    for (const std::string& request : server.requests()) {
        seen.insert(request.substr(0, request.find('\r')));
    }
    EXPECT_EQ(seen.size(), 20U); // four different ones of each VU
}

TEST(ExecutorTest, IterationsThatMaxDurationCutsOffAreDroppedAndTheReasonIsGiven)
{
    RudeServer server;
    Step hang = httpStep("GET", "/hang", "hang");
    hang.http.timeout = 400ms;
    for (const ExecutorKind kind : {ExecutorKind::SharedIterations, ExecutorKind::PerVuIterations}) {
        const auto load = runLoad(planFor(server.url(), {iterations(kind, 2, 100, 500ms, {hang})}), {}, 2);

        EXPECT_TRUE(load.isFinished);
        EXPECT_EQ(startedOrDropped(load), kind == ExecutorKind::SharedIterations ? 100 : 200) << nameOf(kind);
        EXPECT_GT(load.count("dropped_iterations"), 80);
        EXPECT_EQ(load.whyEnded, "max_duration reached before all iterations were started");
    }
}

TEST(ExecutorTest, AScenarioOnSeveralThreadsHasOneTrueEnd)
{
    RudeServer server;
    server.script("/1", {{"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"}});
    server.script("/2", {{}, RudeServer::Script::Then::Hang});
    Step step = httpStep("GET", "/{{vu}}", "get"); // one thread has done all of its own when the other is cut off
    step.http.timeout = 700ms;
    const auto load = runLoad(planFor(server.url(), {iterations(ExecutorKind::PerVuIterations, 2, 3, 1s, {step})}), {}, 2);

    EXPECT_EQ(startedOrDropped(load), 6);
    EXPECT_EQ(load.whyEnded, "max_duration reached before all iterations were started");
    EXPECT_FALSE(load.hasEvent("all iterations done"));
}

TEST(ExecutorTest, ScenariosThatEndForDifferentReasonsAreNamedWithTheirs)
{
    RudeServer server;
    Scenario steady = constantVus("steady", 1, 300ms, {httpStep("GET", "/ok", "get")});
    const auto load = runLoad(
        planFor(server.url(), {iterations(ExecutorKind::SharedIterations, 1, 2, 1h, {httpStep("GET", "/ok", "get")}), steady}));

    EXPECT_EQ(load.whyEnded, "work: all iterations done; steady: duration reached");
}

TEST(ExecutorTest, AStopDropsNoIterationsThatWereStillToCome)
{
    RudeServer server;
    Step hang = httpStep("GET", "/hang", "hang");
    RunningLoad running(planFor(server.url(), {iterations(ExecutorKind::SharedIterations, 2, 100, 1h, {hang})}));
    running.start();
    running.run.requestStop(0ms, "stopped by a person");
    const auto load = running.finish(20s);

    EXPECT_TRUE(load.isFinished);
    EXPECT_EQ(load.count("dropped_iterations"), 0);
    EXPECT_EQ(load.whyEnded, "stopped by a person");
}

TEST(ExecutorTest, ARampOfArrivalsStartsOrDropsEveryPlannedOne)
{
    RudeServer server;
    Scenario ramp = arrivals("ramp", 0, 1s, 40, {httpStep("GET", "/ok", "get")});
    ramp.executor.kind = ExecutorKind::RampingArrivalRate;
    ramp.executor.stages = {{200, 500ms}, {200, 200ms}, {0, 300ms}};
    const auto load = runLoad(planFor(server.url(), {ramp}), {}, 2);

    EXPECT_EQ(startedOrDropped(load), 50 + 40 + 30);
    EXPECT_EQ(load.count("iterations"), static_cast<double>(server.requestCount()));
    EXPECT_EQ(load.whyEnded, "duration reached");
}

TEST(ExecutorTest, TheVuThatHasBeenFreeLongestTakesTheNextArrival)
{
    RudeServer server;
    Scenario burst = arrivals("burst", 100, 300ms, 10, {httpStep("GET", "/ok?vu={{vu}}", "get")});
    runLoad(planFor(server.url(), {burst}));

    std::set<std::string> vus;
    for (const std::string& request : server.requests()) {
        vus.insert(request.substr(0, request.find('\r')));
    }
    EXPECT_EQ(vus.size(), 10U); // all of them had work, so all connections stay in use
}

TEST(ExecutorTest, AVuThatTheRampTakesAwayIsWaitedForItsRampDownOnly)
{
    RudeServer server;
    Step hang = httpStep("GET", "/hang", "hang");
    hang.http.timeout = 60s;
    Scenario ramp = constantVus("ramp", 0, 500ms, {hang});
    ramp.executor.kind = ExecutorKind::RampingVus;
    ramp.executor.startVus = 4;
    ramp.executor.stages = {{0, 400ms}, {0, 100ms}};
    ramp.gracefulRampDown = 0s;
    ramp.gracefulStop = 60s;
    const auto load = runLoad(planFor(server.url(), {ramp}));

    EXPECT_TRUE(load.isFinished); // long before the graceful stop
    EXPECT_EQ(load.errors("interrupted"), 4U);
}
