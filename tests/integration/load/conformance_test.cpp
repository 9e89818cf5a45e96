// SPDX-License-Identifier: GPL-3.0-or-later
// One suite for all lanes: whatever a server says, the fast lane, the HTTP/2 lane and libcurl's make the same of it.
#include "core/base/text.h"
#include "tests/integration/load/lane_fixture.h"
#include "tests/support/eventually.h"
#include "tests/support/rude_http2_server.h"
#include "tests/support/rude_server.h"

using namespace holdpoint;
using namespace holdpoint::test;
using namespace std::chrono_literals;
using Then = RudeServer::Script::Then;

namespace {

class LaneTest : public LaneFixture
{
protected:
    LaneTest() { open(isHttp2() ? http2Server.url() : server.url()); }
    ~LaneTest() override { client.reset(); }

    std::size_t connectionCount() const { return isHttp2() ? http2Server.connectionCount() : server.connectionCount(); }

    RudeServer server;
    RudeHttp2Server http2Server;
};

/// What only HTTP/1.1 has: bytes of an answer in any form.
class Http1LaneTest : public LaneTest
{
protected:
    Got scripted(std::vector<std::string> pieces, Then then = Then::Keep, const std::string& method = "GET")
    {
        server.script("/scripted", {std::move(pieces), then});
        return exchange(method, "/scripted");
    }
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

INSTANTIATE_TEST_SUITE_P(Lanes, LaneTest, allLanes(), nameOfLane);
INSTANTIATE_TEST_SUITE_P(Lanes, Http1LaneTest, bothLanes(), nameOfLane);

TEST_P(LaneTest, SendsWhatItWasGiven)
{
    EXPECT_EQ(exchange("POST", "/ok?a=b#not-sent", "the body").status, 200);
    const std::string request = lowered((isHttp2() ? http2Server.requests() : server.requests()).front());
    EXPECT_TRUE(request.starts_with(isHttp2() ? "post /ok?a=b http/2\r\n" : "post /ok?a=b http/1.1\r\n")) << request;
    EXPECT_NE(request.find("\r\nhost: " + base.substr(base.find("//") + 2) + "\r\n"), std::string::npos) << request;
    EXPECT_NE(request.find("\r\nx-test: 1\r\n"), std::string::npos);
    EXPECT_NE(request.find("\r\naccept: */*\r\n"), std::string::npos);
    EXPECT_NE(request.find("\r\ncontent-length: 8\r\n"), std::string::npos);
    EXPECT_TRUE(request.ends_with("\r\n\r\nthe body"));
    EXPECT_EQ(request.find("expect:"), std::string::npos);
    EXPECT_EQ(got->route, isHttp2() ? Route::Http2 : GetParam() == LaneKind::Fast ? Route::Fast : Route::MultiHttp1);
}

TEST_P(LaneTest, KeepsItsConnection)
{
    EXPECT_TRUE(get("/ok").isNewConnection);
    EXPECT_FALSE(get("/ok").isNewConnection);
    EXPECT_FALSE(exchange("POST", "/echo", "x").isNewConnection);
    EXPECT_EQ(connectionCount(), 1U);
}

TEST_P(Http1LaneTest, ReadsAnswersInAnyPieces)
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

TEST_P(Http1LaneTest, ReadsABodyThatEndsWithItsConnection)
{
    const Got answered = scripted({kOk + "\r\n", "to the ", "end"}, Then::Close);
    EXPECT_EQ(answered.status, 200) << answered.message;
    EXPECT_EQ(answered.body, "to the end");
    EXPECT_EQ(get("/ok").status, 200);
}

TEST_P(Http1LaneTest, KnowsAnswersWithoutABody)
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

TEST_P(Http1LaneTest, ObeysAServerThatWantsToClose)
{
    EXPECT_EQ(scripted({kOk + "Connection: close\r\nContent-Length: 2\r\n\r\nok"}, Then::Close).status, 200);
    EXPECT_EQ(scripted({"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok"}, Then::Close).status, 200);
    EXPECT_EQ(get("/ok").status, 200);
    EXPECT_EQ(server.connectionCount(), 3U);
}

TEST_P(Http1LaneTest, AServerThatClosedAnIdleConnectionFailsNothing)
{
    for (int i = 0; i < 20; ++i) {
        const Got answered = scripted({kOk + "Content-Length: 2\r\n\r\nok"}, Then::Close);
        EXPECT_EQ(answered.status, 200) << i << ": " << answered.message;
        ASSERT_TRUE(eventually([this] { return server.closedCount() == server.connectionCount(); }));
    }
}

TEST_P(Http1LaneTest, AServerThatBreaksAKeptConnectionInsteadOfAnsweringHasFailed)
{
    EXPECT_EQ(get("/ok").status, 200);
    EXPECT_EQ(scripted({""}, Then::Reset).error, ErrorClass::Reset) << "it read the request, and nobody had been silent before";
}

TEST_P(Http1LaneTest, AServerThatEndedItsSideIsNotAskedAgain)
{
    for (int i = 0; i < 10; ++i) {
        EXPECT_EQ(scripted({kOk + "Content-Length: 2\r\n\r\nok"}, Then::HalfClose).status, 200) << i;
        EXPECT_EQ(exchange("POST", "/ok", "x").status, 200) << i;
    }
}

TEST_P(Http1LaneTest, ABodyLongerThanItSaysEndsTheConnectionAndNotTheVisitor)
{
    EXPECT_EQ(scripted({kOk + "Content-Length: 2\r\n\r\nok, and more"}).body, "ok");
    EXPECT_EQ(get("/ok").status, 200);
}

TEST_P(Http1LaneTest, AnAnswerThatEndsEarlyIsAReset)
{
    const std::string answer = kOk + "Content-Length: 5\r\nX-Name: v\r\n\r\nhello";
    for (std::size_t length = 0; length < answer.size(); ++length) {
        for (const Then then : {Then::Close, Then::Reset}) {
            const Got answered = scripted({answer.substr(0, length)}, then);
            EXPECT_EQ(answered.error, ErrorClass::Reset) << length << " bytes: " << answered.message;
            EXPECT_FALSE(answered.message.empty());
        }
    }
    for (const Then then : {Then::Close, Then::HalfClose, Then::Reset}) {
        EXPECT_EQ(scripted({kChunked + "5\r\nhel"}, then).error, ErrorClass::Reset);
    }
    EXPECT_EQ(get("/ok").status, 200);
}

TEST_P(Http1LaneTest, WhatIsNoHttpIsAProtocolError)
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

TEST_P(Http1LaneTest, AChunkThatLiesIsAProtocolErrorThatShowsWhatCame)
{
    for (const auto& pieces : {std::vector{kChunked + "5\r\nhello\r\nno size\r\n"},
                               std::vector<std::string>{kChunked + "5\r\nhel", "lo\r\nno size\r\n"}}) {
        const Got answered = scripted(pieces, Then::Close);
        EXPECT_EQ(answered.error, ErrorClass::Protocol) << answered.message;
        EXPECT_TRUE(answered.head.starts_with(kOk)) << answered.head;
        if (GetParam() == LaneKind::Fast) { // libcurl keeps what it does not understand
            EXPECT_EQ(answered.body, "hello\r\nno size\r\n");
        }
    }
    EXPECT_EQ(get("/ok").status, 200);
}

TEST_P(LaneTest, WaitsNoLongerThanTheTimeout)
{
    EXPECT_EQ(exchange("GET", "/hang", {}, 200ms).error, ErrorClass::Timeout);
    EXPECT_EQ(exchange("GET", "/trickle", {}, 200ms).error, ErrorClass::Timeout);
    EXPECT_EQ(get("/ok").status, 200);
}

TEST_P(LaneTest, AConnectionThatBreaksIsAResetAndAnEndlessHeaderAProtocolError)
{
    for (const char* path : {"/reset", "/close"}) {
        EXPECT_EQ(exchange("POST", path, "once only").error, ErrorClass::Reset) << got->message;
    }
    EXPECT_EQ(get("/header").error, ErrorClass::Protocol) << got->message;
    EXPECT_EQ(get("/ok").status, 200) << got->message;
}

TEST_P(LaneTest, ABrokenHeaderIsNotSent)
{
    Request request;
    request.url = "/ok";
    request.ownHeaders = {"X-Bad: a\r\nX-Smuggled: b"};
    if (GetParam() != LaneKind::Multi) { // libcurl sends what it is given
        EXPECT_EQ(exchange(request).error, ErrorClass::Protocol);
        EXPECT_EQ(get("/ok").status, 200);
    }
}

TEST_P(Http1LaneTest, WaitsNoLongerThanTheTimeoutForAChunkWithoutEnd)
{
    server.script("/scripted", {{kChunked + "280000000\r\nof ten gigabytes"}, Then::Hang});
    EXPECT_EQ(exchange("GET", "/scripted", {}, 200ms).error, ErrorClass::Timeout);
    EXPECT_EQ(get("/ok").status, 200);
}

TEST_P(LaneTest, ARequestThatIsDroppedLeavesNothingBehind)
{
    Request request;
    request.url = "/hang";
    begin(request, 7);
    lane->drive();
    client->cancelAll();
    EXPECT_EQ(get("/ok").status, 200);
    client.reset();
    lane->drive();
}

TEST_P(Http1LaneTest, CountsEveryByteThatItSentOnce)
{
    std::size_t asked = 0;
    for (const std::size_t size : {std::size_t{0}, std::size_t{1000}, std::size_t{70'000}, std::size_t{200'000}}) {
        for (const char* method : {"POST", "PUT"}) {
            EXPECT_EQ(exchange(method, "/ok", std::string(size, 'b')).status, 200) << got->message;
            ASSERT_EQ(server.requests().size(), ++asked);
            EXPECT_EQ(got->bytesSent, server.requests().back().size()) << method << " of " << size;
        }
    }
    EXPECT_EQ(get("/ok").status, 200);
    EXPECT_EQ(got->bytesSent, server.requests().back().size());
}

TEST_P(LaneTest, NamesNoContentTypeThatThePlanDoesNot)
{
    const auto lastRequest = [this] { return lowered((isHttp2() ? http2Server.requests() : server.requests()).back()); };
    EXPECT_EQ(exchange("POST", "/ok", "a=b").status, 200);
    EXPECT_EQ(lastRequest().find("\r\ncontent-type:"), std::string::npos) << lastRequest();
    Request request;
    request.method = "POST";
    request.url = "/ok";
    request.body = "a=b";
    request.timeout = 60s;
    request.ownHeaders = {"X-Own: 1"};
    EXPECT_EQ(exchange(request).status, 200);
    EXPECT_EQ(lastRequest().find("\r\ncontent-type:"), std::string::npos) << lastRequest();
    request.ownHeaders = {"content-type: text/plain"};
    EXPECT_EQ(exchange(request).status, 200);
    EXPECT_NE(lastRequest().find("\r\ncontent-type: text/plain\r\n"), std::string::npos) << lastRequest();
    headers.lines.push_back("Content-Type: text/html");
    request.ownHeaders.clear();
    client.reset();
    open(std::string(base));
    EXPECT_EQ(exchange(request).status, 200);
    EXPECT_NE(lastRequest().find("\r\ncontent-type: text/html\r\n"), std::string::npos) << lastRequest();
}
