// SPDX-License-Identifier: GPL-3.0-or-later
// Connections that are there before the load: what a lane opens ahead, and which ones a run opens before its second 0.
#include "core/plan/plan_reader.h"
#include "tests/integration/load/lane_fixture.h"
#include "tests/support/eventually.h"
#include "tests/support/load_plan.h"
#include "tests/support/loopback_listener.h"
#include "tests/support/rude_http2_server.h"
#include "tests/support/rude_server.h"
#include "tests/support/silent_port.h"

#include <filesystem>
#include <sys/socket.h>
#include <unistd.h>

using namespace holdpoint;
using namespace holdpoint::test;
using namespace std::chrono_literals;

namespace {

class OpenLaneTest : public LaneFixture, protected OpenSink
{
protected:
    ~OpenLaneTest() override { client.reset(); }

    bool openAhead(Nanos timeout = 60s)
    {
        Request terms;
        terms.url = base;
        terms.httpVersion = isHttp2() ? HttpVersion::Two : HttpVersion::One;
        terms.timeout = timeout;
        return client->open(terms, *this, 7);
    }
    void awaitOpened()
    {
        const auto limit = systemClock().steadyNow() + 60s;
        while (!opened && systemClock().steadyNow() < limit) {
            poller.wait(std::min(lane->nextDeadline(), systemClock().steadyNow() + 1s));
            lane->drive();
        }
    }
    void onOpened(std::uint64_t token, ErrorClass error, std::string_view message) override
    {
        EXPECT_EQ(token, 7U);
        EXPECT_FALSE(opened) << "told twice";
        opened = error;
        fault = message;
    }
    void startServer()
    {
        if (isHttp2()) {
            http2Server.emplace();
        } else {
            server.emplace();
        }
        open(isHttp2() ? http2Server->url() : server->url());
    }
    std::size_t connectionCount() const { return isHttp2() ? http2Server->connectionCount() : server->connectionCount(); }
    std::size_t requestCount() const { return isHttp2() ? http2Server->requests().size() : server->requestCount(); }

    std::optional<RudeServer> server;
    std::optional<RudeHttp2Server> http2Server;
    std::optional<ErrorClass> opened;
    std::string fault;
};

Plan planFrom(const std::string& url, const std::string& scenario)
{
    PlanReading reading =
        readPlanText("holdpoint: 1\nname: Ahead\nenvironment: {base_url: \"" + url +
                         "\", allow_hosts: [127.0.0.1]}\ntests:\n  t:\n    scenarios:\n      one: {" + scenario + "}\n",
                     std::filesystem::temp_directory_path() / "plan.yaml", {});
    for (const PlanFault& each : reading.faults) {
        ADD_FAILURE() << each.text();
    }
    return std::move(reading.plan);
}

/// Connects, and gives what was opened before any request.
Connecting connected(RunningLoad& load)
{
    load.run.connect();
    EXPECT_TRUE(eventually([&] { return load.run.connecting().isDone; }));
    return load.run.connecting();
}

/// How many connections a scenario opens before its load.
std::size_t openedBy(const RudeServer& server, const std::string& scenario)
{
    const std::size_t before = server.connectionCount();
    RunningLoad load(planFrom(server.url(), scenario));
    const Connecting result = connected(load);
    EXPECT_EQ(result.failed, 0U) << result.fault;
    EXPECT_TRUE(eventually([&] { return server.connectionCount() - before >= result.opened; }));
    EXPECT_EQ(server.connectionCount() - before, result.opened);
    EXPECT_EQ(server.requestCount(), 0U);
    return result.opened;
}

} // namespace

INSTANTIATE_TEST_SUITE_P(Lanes, OpenLaneTest, testing::Values(LaneKind::Fast, LaneKind::Http2), nameOfLane);

TEST_P(OpenLaneTest, TheFirstRequestFindsItsConnectionOpen)
{
    startServer();
    ASSERT_TRUE(openAhead());
    awaitOpened();
    EXPECT_EQ(opened, ErrorClass::None) << fault;
    EXPECT_TRUE(eventually([&] { return connectionCount() == 1; }));
    EXPECT_EQ(requestCount(), 0U);
    EXPECT_FALSE(openAhead()) << "there is one already";

    EXPECT_FALSE(get("/ok").isNewConnection);
    EXPECT_EQ(got->status, 200) << got->message;
    EXPECT_EQ(exchange("POST", "/echo", "x").status, 200);
    EXPECT_EQ(connectionCount(), 1U);
}

TEST_P(OpenLaneTest, ARequestWaitsForTheConnectionThatIsBeingOpened)
{
    startServer();
    ASSERT_TRUE(openAhead());
    EXPECT_EQ(get("/ok").status, 200) << got->message;
    EXPECT_FALSE(got->isNewConnection && isHttp2());
    EXPECT_EQ(opened, ErrorClass::None) << fault;
    EXPECT_EQ(connectionCount(), 1U);
}

TEST_P(OpenLaneTest, AGivenUpRequestLeavesTheConnectionToBeOpened)
{
    startServer();
    ASSERT_TRUE(openAhead());
    Request request;
    request.url = "/ok";
    begin(std::move(request));
    client->cancelAll();
    awaitOpened();
    EXPECT_EQ(opened, ErrorClass::None) << fault;
    EXPECT_EQ(get("/ok").status, 200) << got->message;
    EXPECT_EQ(answers.size(), 1U);
    EXPECT_EQ(connectionCount(), 1U);
}

TEST_P(OpenLaneTest, AConnectionThatCannotBeOpenedSaysWhyAndTheNextRequestTriesAgain)
{
    const SilentPort nobody(SilentPort::Kind::Refusing);
    open(nobody.url());
    ASSERT_TRUE(openAhead());
    awaitOpened();
    EXPECT_EQ(opened, ErrorClass::Connect);
    EXPECT_FALSE(fault.empty());
    EXPECT_EQ(get("/ok").error, ErrorClass::Connect);
}

TEST_P(OpenLaneTest, AVisitorThatGoesTakesWhatIsBeingOpenedAlong)
{
    startServer();
    ASSERT_TRUE(openAhead());
    client.reset();
    lane->drive();
    EXPECT_FALSE(opened);
}

TEST_P(OpenLaneTest, HostsWhereLoadMayNotGoAreNotOpened)
{
    open("http://192.0.2.1");
    EXPECT_FALSE(openAhead());
    base = "http://user:secret@192.0.2.1";
    EXPECT_FALSE(openAhead());
}

TEST(ConnectAheadTest, AnOpenedConnectionThatTheServerClosedIsMadeAgain)
{
    const LoopbackListener server; // a port that answers when the test does
    RunningLoad load(planFrom("http://127.0.0.1:" + std::to_string(server.port()),
                              "executor: per-vu-iterations, vus: 1, iterations: 1, max_duration: 30s, flow: [{post: "
                              "/x, body: b}]"));
    EXPECT_EQ(connected(load).opened, 1U);
    ::close(server.accept().value_or(-1));
    load.start();
    const int connection = server.accept().value_or(-1); // blocks until the request's own connection is there
    char bytes[4096];
    EXPECT_GT(::recv(connection, bytes, sizeof bytes, 0), 0);
    const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    EXPECT_EQ(::send(connection, answer.data(), answer.size(), MSG_NOSIGNAL), static_cast<ssize_t>(answer.size()));
    const LoadOutcome outcome = load.finish();
    ::close(connection);

    EXPECT_EQ(outcome.count("iterations"), 1);
    EXPECT_TRUE(outcome.totals.errors().empty());
}

TEST(ConnectAheadTest, PreAllocatedVusAreConnectedBeforeTheFirstRequestAndUseThoseConnections)
{
    RudeServer server;
    RunningLoad load(planFrom(server.url(), "executor: constant-arrival-rate, rate: 100/s, duration: 1s, pre_allocated_vus: 40, "
                                            "max_vus: 80, flow: [{get: /ok, name: get}]"),
                     {}, 2);
    const Connecting result = connected(load);
    EXPECT_EQ(result.opened, 40U);
    EXPECT_TRUE(eventually([&] { return server.connectionCount() == 40; }));
    EXPECT_EQ(server.requestCount(), 0U);

    load.start();
    const LoadOutcome outcome = load.finish();
    EXPECT_EQ(outcome.count("iterations"), 100);
    EXPECT_EQ(server.connectionCount(), 40U);
    EXPECT_EQ(outcome.totals.value("http_req_connecting", {AggregateKind::Max}), 0.0);
    EXPECT_TRUE(outcome.totals.errors().empty());
}

TEST(ConnectAheadTest, VusOfEveryExecutorThatExistFromTheStartAreConnected)
{
    RudeServer server;
    const std::string flow = ", flow: [{get: /ok}, {get: /echo}]";
    EXPECT_EQ(openedBy(server, "executor: constant-vus, vus: 12, duration: 10s" + flow), 12U);
    EXPECT_EQ(openedBy(server, "executor: ramping-vus, start_vus: 3, stages: [{over: 10s, to: 30}]" + flow), 3U);
    EXPECT_EQ(openedBy(server, "executor: shared-iterations, vus: 5, iterations: 50" + flow), 5U);
    EXPECT_EQ(openedBy(server, "executor: ramping-arrival-rate, start_rate: 50/s, pre_allocated_vus: 8, stages: [{over: 10s, to: "
                               "100/s}]" +
                                   flow),
              8U);
}

TEST(ConnectAheadTest, OnlyWhatEveryIterationNeedsSoonIsOpened)
{
    RudeServer server;
    RudeServer other;
    const std::string one = "executor: constant-vus, vus: 2, duration: 10s, ";
    EXPECT_EQ(openedBy(server, one + "flow: [{get: /ok}, {if: \"{{vu}} > 1\", steps: [{get: \"" + other.url() + "/ok\"}]}]"), 2U);
    EXPECT_EQ(openedBy(server, one + "flow: [{get: /ok}, {batch: [{get: /ok}, {get: /echo}]}]"), 2U);
    EXPECT_EQ(openedBy(server, one + "connections: per_iteration, flow: [{get: /ok}]"), 0U);
    EXPECT_EQ(openedBy(server, one + "connections: per_request, flow: [{get: /ok}]"), 0U);
    EXPECT_EQ(openedBy(server, one + "flow: [{get: /ok, compression: true}]"), 0U);
    // VU 2 of an hour's pace begins after half an hour; a connection that nobody uses for so long would be gone.
    EXPECT_EQ(openedBy(server, one + "pace: 1h, flow: [{get: /ok}]"), 1U);
    EXPECT_EQ(openedBy(server, "executor: constant-arrival-rate, rate: 1/min, duration: 10m, pre_allocated_vus: 5, flow: [{get: "
                               "/ok}]"),
              1U);
    EXPECT_EQ(openedBy(server, one + "start_after: 1h, flow: [{get: /ok}]"), 0U);
    EXPECT_EQ(other.connectionCount(), 0U);
}

TEST(ConnectAheadTest, EachOriginOfTheFlowIsOpened)
{
    RudeServer server;
    RudeServer other;
    RunningLoad load(planFrom(server.url(), "executor: constant-vus, vus: 3, duration: 10s, flow: [{get: /ok}, {get: \"" +
                                                other.url() + "/ok\"}]"));
    EXPECT_EQ(connected(load).opened, 6U);
    EXPECT_TRUE(eventually([&] { return server.connectionCount() == 3 && other.connectionCount() == 3; }));
}

TEST(ConnectAheadTest, AScenarioThatBeginsLaterIsConnectedShortlyBefore)
{
    RudeServer server;
    Plan plan = planFrom(server.url(), "executor: per-vu-iterations, vus: 4, iterations: 1, max_duration: 10s, start_after: 6s, "
                                       "flow: [{get: /ok}]");
    RunningLoad load(std::move(plan));
    EXPECT_EQ(connected(load).opened, 0U);
    load.start();
    EXPECT_TRUE(eventually([&] { return server.connectionCount() == 4; }));
    EXPECT_EQ(server.requestCount(), 0U); // five seconds lie between
    EXPECT_EQ(load.finish().count("iterations"), 4);
    EXPECT_EQ(server.connectionCount(), 4U);
}

TEST(ConnectAheadTest, AgentsOpenTheirSharesOfThePlansConnections)
{
    RudeServer server;
    const Plan plan = planFrom(server.url(), "executor: constant-arrival-rate, rate: 100/s, duration: 1s, pre_allocated_vus: 20, "
                                             "flow: [{get: /ok}]");
    std::uint64_t sum = 0;
    for (std::uint32_t index = 0; index < 3; ++index) {
        Shard shard;
        shard.index = index;
        shard.count = 3;
        RunningLoad load(plan, shard);
        sum += connected(load).opened;
    }
    EXPECT_EQ(sum, 20U);
}

TEST(ConnectAheadTest, NobodyThereIsToldAndDoesNotHoldUpTheLoad)
{
    const SilentPort nobody(SilentPort::Kind::Refusing);
    RunningLoad load(
        planFrom(nobody.url(), "executor: per-vu-iterations, vus: 300, iterations: 1, max_duration: 10s, flow: [{get: /ok}]"));
    const Connecting result = connected(load);
    EXPECT_EQ(result.opened, 0U);
    EXPECT_EQ(result.failed, 300U);
    EXPECT_TRUE(result.fault.starts_with(nobody.url() + ": ")) << result.fault;
    load.start();
    EXPECT_EQ(load.finish().errors("connect"), 300U);
}

TEST(ConnectAheadTest, AStopBeforeTheStartEndsTheRun)
{
    const SilentPort silent(SilentPort::Kind::Hanging);
    RunningLoad load(planFrom(silent.url(), "executor: constant-vus, vus: 100, duration: 1h, flow: [{get: /ok}]"));
    load.run.connect();
    load.run.requestStop(0s, "stopped by a person");
    EXPECT_TRUE(load.run.isFinished());
    EXPECT_EQ(load.run.whyEnded(), "stopped by a person");
    EXPECT_EQ(load.finish().count("http_reqs"), 0);
}
