// SPDX-License-Identifier: GPL-3.0-or-later
// One suite for both lanes: whatever a server says, the fast lane and libcurl's make the same of it.
#include "tests/integration/load/lane_fixture.h"
#include "tests/support/rude_server.h"

using namespace holdpoint;
using namespace holdpoint::test;
using namespace std::chrono_literals;
using Then = RudeServer::Script::Then;

namespace {

class LaneTest : public LaneFixture
{
protected:
    LaneTest() { open(server.url()); }
    ~LaneTest() override { client.reset(); }

    Got scripted(std::vector<std::string> pieces, Then then = Then::Keep, const std::string& method = "GET")
    {
        server.script("/scripted", {std::move(pieces), then});
        return exchange(method, "/scripted");
    }

    RudeServer server;
};

std::vector<std::string> byteByByte(const std::string& text)
{
    std::vector<std::string> pieces;
    for (const char c : text) {
        pieces.emplace_back(1, c);
    }
    return pieces;
}

const std::string kOk = "HTTP/1.1 200 OK\r\n";
const std::string kChunked = kOk + "Transfer-Encoding: chunked\r\n\r\n";

} // namespace

INSTANTIATE_TEST_SUITE_P(Lanes, LaneTest, bothLanes(), nameOfLane);

TEST_P(LaneTest, SendsWhatItWasGiven)
{
    EXPECT_EQ(exchange("POST", "/ok?a=b#not-sent", "the body").status, 200);
    const std::string request = server.requests().front();
    EXPECT_TRUE(request.starts_with("POST /ok?a=b HTTP/1.1\r\n")) << request;
    EXPECT_NE(request.find("\r\nHost: 127.0.0.1:" + std::to_string(server.port()) + "\r\n"), std::string::npos);
    EXPECT_NE(request.find("\r\nX-Test: 1\r\n"), std::string::npos);
    EXPECT_NE(request.find("\r\nContent-Length: 8\r\n"), std::string::npos);
    EXPECT_TRUE(request.ends_with("\r\n\r\nthe body"));
    EXPECT_EQ(request.find("Expect:"), std::string::npos);
}

TEST_P(LaneTest, KeepsItsConnection)
{
    EXPECT_TRUE(get("/ok").isNewConnection);
    EXPECT_FALSE(get("/ok").isNewConnection);
    EXPECT_FALSE(exchange("POST", "/echo", "x").isNewConnection);
    EXPECT_EQ(server.connectionCount(), 1U);
}

TEST_P(LaneTest, ReadsAnswersInAnyPieces)
{
    for (const std::string& answer :
         {kOk + "Content-Length: 5\r\n\r\nhello", kChunked + "2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nX: y\r\n\r\n",
          "HTTP/1.1 100 Continue\r\n\r\n" + kOk + "Content-Length: 5\r\n\r\nhello"}) {
        for (const auto& pieces : {std::vector{answer}, byteByByte(answer)}) {
            const Got answered = scripted(pieces);
            EXPECT_EQ(answered.status, 200) << answered.message;
            EXPECT_EQ(answered.body, "hello");
            EXPECT_EQ(answered.bodyBytes, 5U);
        }
    }
    EXPECT_EQ(server.connectionCount(), 1U);
}

TEST_P(LaneTest, ReadsABodyThatEndsWithItsConnection)
{
    const Got answered = scripted({kOk + "\r\n", "to the ", "end"}, Then::Close);
    EXPECT_EQ(answered.status, 200) << answered.message;
    EXPECT_EQ(answered.body, "to the end");
    EXPECT_EQ(get("/ok").status, 200);
}

TEST_P(LaneTest, KnowsAnswersWithoutABody)
{
    EXPECT_EQ(scripted({kOk + "Content-Length: 5\r\n\r\n"}, Then::Keep, "HEAD").status, 200);
    EXPECT_EQ(scripted({"HTTP/1.1 204 No Content\r\n\r\n"}).status, 204);
    EXPECT_EQ(scripted({"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n"}).status, 304);
    EXPECT_EQ(get("/ok").status, 200);
    EXPECT_EQ(server.connectionCount(), 1U);
}

TEST_P(LaneTest, CountsALargeBodyAndKeepsItsBeginning)
{
    const Got answered = get("/huge");
    EXPECT_EQ(answered.bodyBytes, 5U << 20U);
    EXPECT_EQ(answered.body.size(), 4096U);
}

TEST_P(LaneTest, SendsALargeBody)
{
    const std::string body(4U << 20U, 'b');
    const Got answered = exchange("PUT", "/echo", body);
    EXPECT_EQ(answered.status, 200) << answered.message;
    EXPECT_GT(answered.bodyBytes, body.size());
}

TEST_P(LaneTest, ObeysAServerThatWantsToClose)
{
    EXPECT_EQ(scripted({kOk + "Connection: close\r\nContent-Length: 2\r\n\r\nok"}, Then::Close).status, 200);
    EXPECT_EQ(scripted({"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok"}, Then::Close).status, 200);
    EXPECT_EQ(get("/ok").status, 200);
    EXPECT_EQ(server.connectionCount(), 3U);
}

TEST_P(LaneTest, AServerThatClosedAnIdleConnectionFailsNothing)
{
    for (int i = 0; i < 20; ++i) {
        const Got answered = scripted({kOk + "Content-Length: 2\r\n\r\nok"}, Then::Close);
        EXPECT_EQ(answered.status, 200) << i << ": " << answered.message;
    }
}

TEST_P(LaneTest, ABodyLongerThanItSaysEndsTheConnectionAndNotTheVisitor)
{
    EXPECT_EQ(scripted({kOk + "Content-Length: 2\r\n\r\nok, and more"}).body, "ok");
    EXPECT_EQ(get("/ok").status, 200);
}

TEST_P(LaneTest, AnAnswerThatEndsEarlyIsAReset)
{
    const std::string answer = kOk + "Content-Length: 5\r\nX-Name: v\r\n\r\nhello";
    for (std::size_t length = 0; length < answer.size(); length += 3) {
        for (const Then then : {Then::Close, Then::Reset}) {
            const Got answered = scripted({answer.substr(0, length)}, then);
            EXPECT_EQ(answered.error, ErrorClass::Reset) << length << " bytes: " << answered.message;
            EXPECT_FALSE(answered.message.empty());
        }
    }
    EXPECT_EQ(scripted({kChunked + "5\r\nhel"}, Then::Close).error, ErrorClass::Reset);
    EXPECT_EQ(get("/ok").status, 200);
}

TEST_P(LaneTest, WhatIsNoHttpIsAProtocolError)
{
    for (const std::string& answer : {std::string("<html>old</html>"), std::string("SSH-2.0-OpenSSH\r\n"),
                                      kOk + "Content-Length: many\r\n\r\n", kOk + std::string("X: a\0b\r\n\r\n", 10)}) {
        const Got answered = scripted({answer}, Then::Close);
        EXPECT_EQ(answered.error, ErrorClass::Protocol) << answer << ": " << answered.message;
        EXPECT_EQ(answered.status, 0);
    }
    EXPECT_EQ(get("/header").error, ErrorClass::Protocol);
    EXPECT_EQ(get("/ok").status, 200);
}

TEST_P(LaneTest, WaitsNoLongerThanTheTimeout)
{
    EXPECT_EQ(exchange("GET", "/hang", {}, 200ms).error, ErrorClass::Timeout);
    EXPECT_EQ(exchange("GET", "/trickle", {}, 200ms).error, ErrorClass::Timeout);
    server.script("/scripted", {{kChunked + "280000000\r\nof ten gigabytes"}, Then::Hang});
    EXPECT_EQ(exchange("GET", "/scripted", {}, 200ms).error, ErrorClass::Timeout);
    EXPECT_EQ(get("/ok").status, 200);
}

TEST_P(LaneTest, ARequestThatIsDroppedLeavesNothingBehind)
{
    Request request;
    request.url = server.url() + "/hang";
    request.sharedHeaders = &headers;
    client->send(request, *this, 7);
    lane->drive();
    client->cancelAll();
    EXPECT_EQ(get("/ok").status, 200);
    client.reset();
    lane->drive();
}
