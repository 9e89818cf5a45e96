// SPDX-License-Identifier: GPL-3.0-or-later
// What clients do to the connection itself.
#include "tests/support/eventually.h"
#include "tests/support/running_staging.h"

#include <gmock/gmock.h>
#include <sys/resource.h>

namespace holdpoint {
namespace {

using test::eventually;
using test::HttpAnswer;
using test::HttpClient;
using test::RunningStaging;
using testing::MatchesRegex;

TEST(StagingProtocolTest, KeepsTheConnectionForManyRequests)
{
    RunningStaging staging;
    HttpClient client = staging.client();

    for (int i = 0; i < 100; ++i) {
        ASSERT_EQ(client.get("/health").status, 200);
    }

    EXPECT_EQ(staging.metric("http_connections_open"), 2); // this one and the one that asks
}

TEST(StagingProtocolTest, AnswersPipelinedRequestsInOrder)
{
    RunningStaging staging({"latency=1ms"});
    HttpClient client = staging.client();
    std::string requests;
    for (int i = 1; i <= 12; ++i) {
        requests += "GET /api/events/" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\n\r\n";
    }

    ASSERT_TRUE(client.send(requests));

    for (int i = 1; i <= 12; ++i) {
        EXPECT_THAT(client.readAnswer().body, testing::StartsWith("{\"id\":" + std::to_string(i) + ","));
    }
}

TEST(StagingProtocolTest, TakesARequestByteByByte)
{
    RunningStaging staging;
    HttpClient client = staging.client();
    const std::string body = R"({"user":"ann"})";
    const std::string request = "POST /api/events/1/rsvp HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) +
                                "\r\n\r\n" + body + "GET /health HTTP/1.1\r\nHost: a\r\n\r\n";

    for (const char byte : request) {
        ASSERT_TRUE(client.send({&byte, 1}));
    }

    EXPECT_EQ(client.readAnswer().status, 201);
    EXPECT_EQ(client.readAnswer().status, 200);
}

TEST(StagingProtocolTest, TakesChunkedBodies)
{
    RunningStaging staging;
    HttpClient client = staging.client();

    client.send("POST /api/events/1/rsvp HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                "9\r\n{\"user\":\"\r\n5\r\nann\"}\r\n0\r\n\r\n");

    EXPECT_EQ(client.readAnswer().status, 201);
}

TEST(StagingProtocolTest, HeadHasTheLengthWithoutTheBody)
{
    RunningStaging staging;
    HttpClient client = staging.client();

    const HttpAnswer head = client.request("HEAD", "/static/app.js", "");
    const HttpAnswer get = client.get("/static/app.js");

    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.headers.at("content-length"), std::to_string(get.body.size()));
}

TEST(StagingProtocolTest, UnknownPathsAndMethodsAreRefusedAsJson)
{
    RunningStaging staging;
    HttpClient client = staging.client();

    const HttpAnswer unknown = client.get("/no/such/path");
    EXPECT_EQ(unknown.status, 404);
    EXPECT_EQ(unknown.headers.at("content-type"), "application/json");
    EXPECT_TRUE(parseJson(unknown.body, "404"));
    const HttpAnswer wrong = client.request("DELETE", "/api/subscriptions", "");
    EXPECT_EQ(wrong.status, 405);
    EXPECT_EQ(wrong.headers.at("allow"), "GET, HEAD, POST");
    EXPECT_EQ(client.request("PURGE", "/health", "").status, 405);
    EXPECT_EQ(client.get("/static/../health").status, 404);
    EXPECT_EQ(client.get("/rtc/room").status, 426);
}

TEST(StagingProtocolTest, TakesAbsoluteTargetsAsProxiesSendThem)
{
    RunningStaging staging;

    EXPECT_EQ(staging.client().get("http://127.0.0.1:1/health?x=1").status, 200);
}

struct MalformedCase
{
    std::string bytes;
    int status;
};

class StagingMalformedTest : public testing::TestWithParam<MalformedCase>
{};

TEST_P(StagingMalformedTest, IsRefusedAndTheConnectionClosed)
{
    RunningStaging staging;
    HttpClient client = staging.client();

    client.send(GetParam().bytes);

    EXPECT_EQ(client.readAnswer().status, GetParam().status);
    EXPECT_TRUE(client.isClosedByPeer());
    EXPECT_EQ(staging.client().get("/health").status, 200);
}

INSTANTIATE_TEST_SUITE_P(
    All, StagingMalformedTest,
    testing::Values(MalformedCase{"nonsense\r\n\r\n", 400}, MalformedCase{"GET / HTTP/1.1\r\n\r\n", 400},
                    MalformedCase{"GET / HTTP/9.9\r\nHost: a\r\n\r\n", 400},
                    MalformedCase{std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 15), 400},
                    MalformedCase{"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", 400},
                    MalformedCase{"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400},
                    MalformedCase{"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n", 413},
                    MalformedCase{"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n100001\r\n" +
                                      std::string(0x100001, 'x'),
                                  413},
                    MalformedCase{"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400},
                    MalformedCase{"GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(10'000, 'x'), 431}));

TEST(StagingProtocolTest, ABodyOfOneMebibyteIsTakenAndItsSenderAskedToContinue)
{
    RunningStaging staging;
    HttpClient client = staging.client();

    client.send("POST /api/auth/login HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1048576\r\n\r\n");
    EXPECT_EQ(client.readAnswer().status, 100);
    client.send(std::string(1'048'576, 'x'));

    EXPECT_EQ(client.readAnswer().status, 400); // not JSON
    EXPECT_EQ(client.get("/health").status, 200);
}

TEST(StagingProtocolTest, ClosesWhenAskedTo)
{
    RunningStaging staging;
    HttpClient client = staging.client();

    EXPECT_EQ(client.get("/health", {{"Connection", "close"}}).headers.at("connection"), "close");
    EXPECT_TRUE(client.isClosedByPeer());
    HttpClient old = staging.client();
    old.send("GET /health HTTP/1.0\r\n\r\n");
    EXPECT_EQ(old.readAnswer().status, 200);
    EXPECT_TRUE(old.isClosedByPeer());
}

TEST(StagingProtocolTest, EndsIncompleteRequestsAndKeepsIdleConnections)
{
    StagingOptions options = RunningStaging::optionsWith({});
    options.requestTimeout = Millis{200};
    RunningStaging staging(options);
    HttpClient idle = staging.client();
    HttpClient used = staging.client();
    ASSERT_EQ(used.get("/health").status, 200);
    HttpClient slow = staging.client();
    slow.send("GET /health HTT");

    EXPECT_TRUE(slow.isClosedByPeer());

    EXPECT_EQ(idle.get("/health").status, 200);
    EXPECT_EQ(used.get("/health").status, 200);
}

TEST(StagingProtocolTest, EndsClientsThatDoNotReadTheirAnswers)
{
    StagingOptions options = RunningStaging::optionsWith({});
    options.requestTimeout = Millis{200};
    RunningStaging staging(options);
    HttpClient greedy = staging.client();
    std::string requests;
    for (int i = 0; i < 500; ++i) { // 15 MB of photos: more than both socket buffers take
        requests += "GET /static/photo-1.jpg HTTP/1.1\r\nHost: a\r\n\r\n";
    }
    ASSERT_TRUE(greedy.send(requests));

    EXPECT_TRUE(eventually([&] { return staging.metric("http_connections_open") == 1; }));
}

TEST(StagingProtocolTest, HoldsThousandsOfKeepAliveConnections)
{
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    const int count = limit.rlim_cur >= 6'500 ? 3'000 : 400; // both ends are in this process
    RunningStaging staging;
    std::vector<HttpClient> clients;

    for (int round = 0; round < 2; ++round) {
        for (int i = 0; i < count; ++i) {
            if (round == 0) {
                clients.push_back(staging.client());
            }
            ASSERT_EQ(clients[static_cast<std::size_t>(i)].get("/health").status, 200) << i;
        }
    }

    EXPECT_EQ(staging.metric("http_connections_open"), count + 1);
    clients.clear();
    EXPECT_TRUE(eventually([&] { return staging.metric("http_connections_open") == 1; }));
}

TEST(StagingProtocolTest, ContinuesTheTraceOfTheRequest)
{
    RunningStaging staging;
    HttpClient client = staging.client();

    const HttpAnswer traced = client.get("/health", {{"traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}});

    const std::string span = traced.headers.at("traceresponse");
    EXPECT_THAT(span, MatchesRegex("00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]+-01"));
    EXPECT_EQ(span.find("b7ad6b7169203331"), std::string::npos);
    for (const std::string wrong :
         {"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331", "x", "00-00000000000000000000000000000000-b7ad6b7169203331-01",
          "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}) {
        EXPECT_FALSE(client.get("/health", {{"traceparent", wrong}}).headers.contains("traceresponse")) << wrong;
    }
}

TEST(StagingProtocolTest, ListensOnLoopbackOnlyAndSaysWhenThePortIsTaken)
{
    RunningStaging staging;
    StagingOptions second = RunningStaging::optionsWith({});
    second.port = staging.port();

    const auto refused = StagingServer::start(second);

    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, Error::Kind::Refused);
    EXPECT_EQ(refused.error().message,
              "port " + std::to_string(second.port) + " is taken by another program: stop it or choose one with --port");
}

TEST(StagingProtocolTest, StopsWithRequestsUnderWay)
{
    RunningStaging staging({"latency=30s"});
    HttpClient waiting = staging.client();
    waiting.send("GET /api/events HTTP/1.1\r\nHost: a\r\n\r\n");
    ASSERT_TRUE(eventually([&] { return staging.metric(R"(pool_connections_in_use{pool="db"})") == 1; }));

    staging.stop();

    EXPECT_TRUE(waiting.isClosedByPeer());
}

} // namespace
} // namespace holdpoint
