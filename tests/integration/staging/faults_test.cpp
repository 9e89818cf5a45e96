// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/staging/faults.h"

#include "tests/support/eventually.h"
#include "tests/support/running_staging.h"

#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using test::eventually;
using test::HttpAnswer;
using test::HttpClient;
using test::RunningStaging;
using testing::AllOf;
using testing::HasSubstr;
using SteadyClock = std::chrono::steady_clock;

int countOf(int status, HttpClient& client, const std::string& target, int requests)
{
    int count = 0;
    for (int i = 0; i < requests; ++i) {
        count += client.get(target).status == status ? 1 : 0;
    }
    return count;
}

class KnownFaultTest : public testing::TestWithParam<std::string>
{};

TEST_P(KnownFaultTest, IsTaken)
{
    const auto fault = parseFault(GetParam());

    ASSERT_TRUE(fault) << fault.error().message;
    EXPECT_EQ(fault->name + "=" + fault->value, GetParam());
}

INSTANTIATE_TEST_SUITE_P(All, KnownFaultTest,
                         testing::Values("latency=lognormal:40ms:1.5", "latency=40ms", "stall=5s@30s", "stall=5s", "errors=2%",
                                         "errors=0.02", "reset=1%", "slow-body=1%", "overbook=1", "duplicate-webhooks=3%",
                                         "lose-webhooks=1%", "rtc-drop=2%", "rtc-reorder=1%", "leak=1MB/s", "pool=10",
                                         "pool=1:100ms", "cert=expired"));

TEST(FaultTest, AWrongOneIsRefusedWithAnExampleAndAllNames)
{
    for (const std::string text : {"latency=fast",
                                   "latency=lognormal:40ms",
                                   "latency=lognormal:40ms:9",
                                   "latency=lognormal:40ms:0.5",
                                   "latency=2m",
                                   "latency=-1s",
                                   "stall=@3s",
                                   "stall=1h",
                                   "errors=200%",
                                   "errors=-1%",
                                   "errors",
                                   "errors=",
                                   "overbook=maybe",
                                   "pool=0",
                                   "pool=10:x",
                                   "pool=ten",
                                   "leak=1MB",
                                   "leak=9GB/s",
                                   "cert=old",
                                   "=",
                                   ""}) {
        const auto fault = parseFault(text);

        ASSERT_FALSE(fault) << text;
        EXPECT_EQ(fault.error().kind, Error::Kind::Invalid);
        EXPECT_THAT(fault.error().message, AllOf(HasSubstr("latency, stall, errors"), HasSubstr("cert"))) << text;
    }
    EXPECT_THAT(parseFault("latncy=1ms").error().message, HasSubstr("did you mean `latency`?"));
}

TEST(FaultTest, LognormalLatencyHasTheMedianAndTheGeometricDeviationThatItNames)
{
    staging::Dice dice(4711);
    std::vector<Nanos> samples;
    for (int i = 0; i < 4'001; ++i) {
        samples.push_back(dice.sample({Millis{40}, 1.5}));
    }
    std::sort(samples.begin(), samples.end());

    EXPECT_NEAR(static_cast<double>(samples[2'000].count()) / 1e6, 40, 3);
    EXPECT_NEAR(static_cast<double>(samples[3'364].count()) / static_cast<double>(samples[2'000].count()), 1.5, 0.05);
    EXPECT_LE(samples.back(), Nanos{std::chrono::minutes{1}});
}

TEST(StagingFaultTest, FaultsAreListedSetAndRemovedWhileItRuns)
{
    RunningStaging staging({"errors=2%"});
    HttpClient client = staging.client();

    EXPECT_EQ(client.get("/_staging/faults").body, R"({"errors":"2%"})");
    EXPECT_EQ(client.put("/_staging/faults", R"({"latency":"1ms","overbook":1,"pool":5})").body,
              R"({"errors":"2%","latency":"1ms","overbook":"1","pool":"5"})");
    EXPECT_EQ(client.put("/_staging/faults", R"({"errors":null,"latency":null,"overbook":null,"pool":null})").body, "{}");
    EXPECT_EQ(staging.metric(R"(pool_connections_max{pool="db"})"), 200);
}

TEST(StagingFaultTest, AWrongPutChangesNothing)
{
    RunningStaging staging({"errors=2%"});
    HttpClient client = staging.client();

    for (const std::string body : {R"({"errors":null,"latency":"fast"})", R"({"errors":null,"nope":"1"})", R"({"errors":[]})",
                                   R"({"cert":"expired"})", R"({"nope":null})", "[]", "{", ""}) {
        EXPECT_EQ(client.put("/_staging/faults", body).status, 400) << body;
    }
    EXPECT_EQ(client.get("/_staging/faults").body, R"({"errors":"2%"})");
}

TEST(StagingFaultTest, ErrorsAnswer503AsOftenAsAskedButNotToThoseWhoWatch)
{
    RunningStaging staging({"errors=20%"});
    HttpClient client = staging.client();

    const int failed = countOf(503, client, "/api/events/1", 1'000);

    EXPECT_GT(failed, 150);
    EXPECT_LT(failed, 250);
    staging.setFaults(R"({"errors":"100%","latency":"30s"})");
    for (const std::string target : {"/health", "/metrics", "/_staging/faults", "/webhooks/stats", "/api/events/1/attendance"}) {
        EXPECT_EQ(client.get(target).status, 200) << target;
    }
}

TEST(StagingFaultTest, LatencyDelaysEveryAnswer)
{
    RunningStaging staging({"latency=30ms"});
    HttpClient client = staging.client();
    const auto begin = SteadyClock::now();

    EXPECT_EQ(countOf(200, client, "/", 5), 5);

    EXPECT_GE(SteadyClock::now() - begin, Millis{150});
}

TEST(StagingFaultTest, StallStopsTheWholeServiceAndEnds)
{
    RunningStaging staging;
    const auto begin = SteadyClock::now();
    staging.setFaults(R"({"stall":"400ms@1ms"})");

    EXPECT_TRUE(eventually([&] { return staging.client().get("/_staging/faults").body == "{}"; }));

    EXPECT_GE(SteadyClock::now() - begin, Millis{400});
    EXPECT_EQ(staging.client().get("/health").status, 200);
}

TEST(StagingFaultTest, StopsInTheMiddleOfAStall)
{
    RunningStaging staging({"stall=10m"});
    HttpClient client = staging.client();
    client.send("GET /health HTTP/1.1\r\nHost: a\r\n\r\n");

    staging.stop();

    EXPECT_EQ(client.readAnswer().status, 0);
}

TEST(StagingFaultTest, ResetBreaksTheConnection)
{
    RunningStaging staging({"reset=100%"});
    HttpClient client = staging.client();

    EXPECT_EQ(client.get("/api/events").status, 0);

    EXPECT_TRUE(client.wasReset());
    EXPECT_EQ(staging.client().get("/health").status, 200);
}

TEST(StagingFaultTest, SlowBodyComesWholeButLate)
{
    RunningStaging staging;
    HttpClient client = staging.client();
    const std::string whole = client.get("/static/app.css").body;
    staging.setFaults(R"({"slow-body":"100%"})");
    const auto begin = SteadyClock::now();

    const HttpAnswer slow = client.get("/static/app.css");

    EXPECT_EQ(slow.body, whole);
    EXPECT_GE(SteadyClock::now() - begin, Millis{1'500});
}

TEST(StagingFaultTest, OverbookingIgnoresTheCapacity)
{
    RunningStaging staging({"overbook=1"});
    HttpClient client = staging.client();

    for (int i = 0; i < 120; ++i) {
        ASSERT_EQ(client.post("/api/events/2/rsvp", R"({"user":")" + std::to_string(i) + "\"}").status, 201);
    }

    EXPECT_EQ(client.get("/api/events/2/attendance").body, R"({"event":2,"attendance":120,"capacity":100})");
}

TEST(StagingFaultTest, ASmallPoolLetsRequestsWaitAndShowsThem)
{
    RunningStaging staging({"pool=2:4s"});
    std::vector<HttpClient> clients;
    for (int i = 0; i < 6; ++i) {
        clients.push_back(staging.client());
        clients.back().send("GET /api/events/1 HTTP/1.1\r\nHost: a\r\n\r\n");
    }

    EXPECT_TRUE(eventually([&] { return staging.metric(R"(pool_connections_waiting{pool="db"})") == 4; }));
    EXPECT_EQ(staging.metric(R"(pool_connections_in_use{pool="db"})"), 2);
    EXPECT_EQ(staging.metric(R"(pool_connections_max{pool="db"})"), 2);

    staging.setFaults(R"({"pool":null})");
    for (HttpClient& client : clients) {
        EXPECT_EQ(client.readAnswer().status, 200);
    }
    EXPECT_EQ(staging.metric(R"(pool_connections_in_use{pool="db"})"), 0);
    EXPECT_EQ(staging.metric(R"(pool_connections_waiting{pool="db"})"), 0);
}

TEST(StagingFaultTest, ALeakGrowsUntilItIsRemoved)
{
    RunningStaging staging;
    const auto resident = [&] { return staging.metric("process_resident_memory_bytes"); };
    const double before = resident();
    staging.setFaults(R"({"leak":"100MB/s"})");

    EXPECT_TRUE(eventually([&] { return resident() > before + 90e6; }));

    staging.setFaults(R"({"leak":null})");
#ifndef HOLDPOINT_SANITIZER // its allocator keeps what is freed in quarantine
    EXPECT_TRUE(eventually([&] { return resident() < before + 50e6; }));
#endif
}

} // namespace
} // namespace holdpoint
