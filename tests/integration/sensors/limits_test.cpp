// SPDX-License-Identifier: GPL-3.0-or-later
// Servers that drip, flood or hang: a question ends at its limit and at the end of its source's turn, and keeps no more than it
// may.
#include "core/sensors/askers.h"
#include "tests/integration/sensors/sensors_fixture.h"
#include "tests/support/contract_server.h"
#include "tests/support/raw_server.h"
#include "tests/support/rude_server.h"

namespace holdpoint {
namespace {

using test::ContractServer;
using test::RawServer;
using testing::HasSubstr;
using testing::Not;

class LimitsTest : public SensorsTest
{
protected:
    AskContext context(Nanos timeout) { return AskContext{plan, fetcher, {}, timeout, true, &isStopped}; }
    Answer<Json> ask(const AskContext& with, const char* kind, const Json& spec) { return factKind(kind)->ask(with, spec); }
    Unknown::Kind kindOf(const Answer<Json>& answer)
    {
        EXPECT_TRUE(answer.isUnknown());
        return answer.isUnknown() ? answer.unknown().kind : Unknown::Kind::NotConfigured;
    }

    Fetcher fetcher;
    std::atomic<bool> isStopped = false;
};

TEST_F(LimitsTest, ARedisThatDripsIsEndedByOneLimitAndByAStop)
{
    const RawServer redis("$1000000\r\n", "x", Millis{20});
    openPlan("monitoring: {redis: {url: 'redis://" + redis.address() + "'}}\n");
    const Json info{{"redis", "INFO memory"}};
    EXPECT_EQ(kindOf(ask(context(Millis{300}), "redis", info)), Unknown::Kind::Timeout);
    std::thread stopper([this, &redis] {
        EXPECT_TRUE(test::eventually([&redis] { return redis.bytesSent() > 30; }));
        isStopped = true;
    });
    EXPECT_EQ(kindOf(ask(context(std::chrono::minutes{10}), "redis", info)), Unknown::Kind::Cancelled);
    stopper.join();
}

TEST_F(LimitsTest, WhatARedisSendsIsBounded)
{
    const std::pair<const char*, Unknown::Kind> floods[] = {{"$9000000000\r\n", Unknown::Kind::Limit},
                                                            {"*2000000000\r\n", Unknown::Kind::Malformed},
                                                            {"*9\r\n*9\r\n*9\r\n*9\r\n*9\r\n*9\r\n", Unknown::Kind::Malformed},
                                                            {"HTTP/1.1 200 OK\r\n", Unknown::Kind::Malformed}};
    for (const auto& [head, expected] : floods) {
        const RawServer redis(head, std::string(64U << 10U, 'y'), Millis{0});
        openPlan("monitoring: {redis: {url: 'redis://" + redis.address() + "'}}\n");
        EXPECT_EQ(kindOf(ask(context(std::chrono::seconds{30}), "redis", Json{{"redis", "CONFIG GET maxmemory"}})), expected)
            << head;
    }
}

TEST_F(LimitsTest, APostgresThatHangsAfterTheStartPacketIsLate)
{
    const RawServer postgres("", "", Millis{0});
    openPlan("monitoring: {postgresql: {url: 'postgresql://u:pw@" + postgres.address() + "/db?sslmode=disable'}}\n");
    EXPECT_EQ(kindOf(ask(context(Millis{300}), "sql", Json{{"sql", "SELECT 1"}})), Unknown::Kind::Timeout);
}

TEST_F(LimitsTest, ARowOfAnySizeIsNotTakenIn)
{
    const auto message = [](char type, std::string_view body) {
        const auto size = static_cast<std::uint32_t>(body.size() + 4);
        std::string text(1, type);
        for (int shift = 24; shift >= 0; shift -= 8) {
            text += static_cast<char>(size >> static_cast<unsigned>(shift) & 0xFFU);
        }
        return text + std::string(body);
    };
    using namespace std::string_literals;
    using namespace std::string_view_literals;
    // signed in and ready; then a row of 256 MiB without end
    const RawServer postgres(message('R', "\0\0\0\0"sv) + message('Z', "I") + message('1', "") + message('2', "") +
                                 "D\x10\0\0\0"s,
                             std::string(64U << 10U, 'z'), Millis{0});
    openPlan("monitoring: {postgresql: {url: 'postgresql://u:pw@" + postgres.address() + "/db?sslmode=disable'}}\n");
    const auto answer = ask(context(std::chrono::seconds{30}), "sql", Json{{"sql", "SELECT 1"}});
    ASSERT_TRUE(answer.isUnknown());
    EXPECT_EQ(answer.unknown().kind, Unknown::Kind::Limit) << answer.unknown().reason;
    EXPECT_LT(postgres.bytesSent(), std::size_t{256} << 20U) << answer.unknown().reason;
}

TEST_F(LimitsTest, RowsOfADatabaseFileAreBoundedByTheirBytes)
{
    write("data.db", "");
    openPlan("monitoring: {postgresql: {url: 'sqlite:data.db'}}\n");
    const char* rows =
        "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 4000) SELECT hex(zeroblob(2000)) AS "
        "v FROM c";
    const auto large = ask(context(std::chrono::seconds{30}), "sql", Json{{"sql", rows}});
    EXPECT_EQ(kindOf(large), Unknown::Kind::Limit);
    EXPECT_THAT(large.unknown().reason, HasSubstr("narrow the statement"));
    EXPECT_EQ(kindOf(ask(context(std::chrono::seconds{30}), "sql", Json{{"sql", "SELECT hex(zeroblob(9000000))"}})),
              Unknown::Kind::Limit);
}

TEST_F(LimitsTest, APageOfAnySizeIsNotTakenIn)
{
    const RawServer web("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 209715200\r\n\r\n",
                        std::string(64U << 10U, 'p'), Millis{0});
    baseUrl = "http://" + web.address();
    openPlan();
    for (const char* what : {"answers", "assets"}) {
        const auto answer = ask(context(std::chrono::seconds{30}), "http", Json{{"http", "/"}, {"look_at", what}});
        EXPECT_EQ(kindOf(answer), Unknown::Kind::Limit) << what;
    }
    EXPECT_LT(web.bytesSent(), std::size_t{64} << 20U);
}

TEST_F(LimitsTest, AFactsOwnLimitEndsWithTheTurnOfItsSource)
{
    const SilentPort silent(SilentPort::Kind::Hanging);
    openPlan();
    AskContext late = context(std::chrono::seconds{5});
    late.end = fetcher.clock().steadyNow() + Millis{300};
    const auto answer = ask(late, "http", Json{{"http", silent.url() + "/"}, {"timeout", "8s"}});
    EXPECT_EQ(kindOf(answer), Unknown::Kind::Timeout);
    EXPECT_THAT(answer.unknown().reason, Not(HasSubstr("8s"))) << "a sweep would take that long";
    const auto ran = ask(late, "command", Json{{"command", {"sleep", "8"}}, {"timeout", "8s"}});
    EXPECT_THAT(ran.unknown().reason, Not(HasSubstr("8s")));
}

TEST_F(LimitsTest, NoFurtherRequestIsMadeOnceTheTurnIsOver)
{
    ContractServer server;
    write("plan.env", std::string("API_TOKEN=") + ContractServer::kToken + "\n");
    environment = ", env_file: plan.env, name: staging";
    const std::pair<const char*, Json> facts[] = {{"grafana", Json{{"grafana", "dashboards"}}},
                                                  {"github", Json{{"deployments", "staging"}}},
                                                  {"github", Json{{"deployments", "staging"}, {"pipelines", "*"}}},
                                                  {"gitlab", Json{{"deployments", "staging"}}},
                                                  {"jaeger", Json{{"jaeger", "services"}, {"services", "api"}}},
                                                  {"alertmanager", Json{{"alertmanager", "alerts"}}},
                                                  {"prometheus", Json{{"promql", "up"}}}};
    for (const auto& [service, spec] : facts) {
        const std::string name = service;
        const std::string place = name == "github"   ? ", repository: acme/platform"
                                  : name == "gitlab" ? ", project: acme/platform"
                                                     : "";
        openPlan("monitoring: {" + name + ": {url: '" + server.url("/" + name) + "', token: '${API_TOKEN}'" + place + "}}\n");
        AskContext over = context(std::chrono::seconds{5});
        over.end = fetcher.clock().steadyNow();
        const std::string kind = spec.begin().key();
        EXPECT_EQ(kindOf(ask(over, kind.c_str(), spec)), Unknown::Kind::Timeout) << spec.dump();
    }
    EXPECT_EQ(server.requests().size(), 0U);
}

} // namespace
} // namespace holdpoint
