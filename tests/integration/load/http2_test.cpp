// SPDX-License-Identifier: GPL-3.0-or-later
// What only HTTP/2 has: streams at once, their limits, and frames that break the protocol.
#include "tests/integration/load/lane_fixture.h"
#include "tests/support/rude_http2_server.h"
#include "tests/support/rude_server.h"

#include <algorithm>

using namespace holdpoint;
using namespace holdpoint::test;
using namespace std::chrono_literals;
using H2Then = RudeHttp2Server::Script::Then;

namespace {

class Http2Test : public LaneFixture
{
protected:
    Http2Test() { open(server.url()); }
    ~Http2Test() override { client.reset(); }

    Got scripted(std::vector<Http2Frame> frames, H2Then then = H2Then::Keep, const std::string& raw = {})
    {
        server.script("/scripted", {std::move(frames), then, raw, -1});
        return get("/scripted");
    }
    void beginMany(int count, const std::string& path = "/ok", const std::string& method = "GET", Nanos timeout = 60s)
    {
        for (int i = 0; i < count; ++i) {
            Request request;
            request.method = method;
            request.url = path;
            request.timeout = timeout;
            begin(std::move(request), static_cast<std::uint64_t>(i));
        }
    }
    long statusCount(int status) const
    {
        return std::count_if(answers.begin(), answers.end(), [status](const Got& each) { return each.status == status; });
    }

    static Http2Frame ok(bool isEnd = true) { return Http2Frame::headers({{":status", "200"}}, isEnd); }

    RudeHttp2Server server{8};
};

} // namespace

INSTANTIATE_TEST_SUITE_P(Lanes, Http2Test, testing::Values(LaneKind::Http2), nameOfLane);

TEST_P(Http2Test, RequestsShareAConnectionAndItsLimitOfStreams)
{
    EXPECT_EQ(get("/ok").status, 200); // the limit is known from here on
    beginMany(50);
    await(50);
    EXPECT_EQ(statusCount(200), 51);
    EXPECT_EQ(server.connectionCount(), 1U);
    EXPECT_LE(server.mostStreams(), 8U);
    EXPECT_EQ(std::count_if(answers.begin(), answers.end(), [](const Got& each) { return each.isNewConnection; }), 1);
}

TEST_P(Http2Test, ARefusedStreamGoesOnceOverAnotherConnection)
{
    server.script("/scripted", {{Http2Frame::reset(7)}, H2Then::Keep, {}, 1});
    EXPECT_EQ(exchange("POST", "/scripted", "x").status, 200) << got->message;
    EXPECT_EQ(server.connectionCount(), 2U);
    EXPECT_EQ(scripted({Http2Frame::reset(7)}).error, ErrorClass::Reset);
    EXPECT_EQ(got->message, "the server refused the stream (REFUSED_STREAM)");
}

TEST_P(Http2Test, WhatComesAfterAGoAwayTakesAnotherConnection)
{
    EXPECT_EQ(scripted({Http2Frame::goAway(0x7fffffff), ok()}).status, 200) << got->message;
    EXPECT_EQ(get("/ok").status, 200);
    EXPECT_EQ(server.connectionCount(), 2U);
    server.script("/scripted", {{Http2Frame::goAway(0)}, H2Then::Close, {}, 1}); // it looked at no stream
    EXPECT_EQ(exchange("POST", "/scripted", "x").status, 200) << got->message;
    EXPECT_EQ(server.connectionCount(), 3U);
}

TEST_P(Http2Test, AKeptConnectionThatBreaksInsteadOfAnsweringHasFailed)
{
    EXPECT_EQ(get("/ok").status, 200);
    for (const H2Then then : {H2Then::Close, H2Then::Reset}) {
        server.script("/scripted", {{}, then, {}, 1});
        EXPECT_EQ(get("/scripted").error, ErrorClass::Reset) << "the server has seen it, and said nothing";
        EXPECT_EQ(exchange("POST", then == H2Then::Close ? "/close" : "/reset").error, ErrorClass::Reset) << got->message;
        EXPECT_EQ(get("/ok").status, 200);
    }
}

TEST_P(Http2Test, AStreamThatIsResetSaysWithWhatCode)
{
    EXPECT_EQ(scripted({ok(false), Http2Frame::reset(11)}).error, ErrorClass::Reset);
    EXPECT_EQ(got->message, "the server reset the stream (ENHANCE_YOUR_CALM)");
    EXPECT_EQ(scripted({ok(false), Http2Frame::data("half", false)}, H2Then::Close).error, ErrorClass::Reset);
    EXPECT_EQ(got->message, "the connection ended in the middle of the answer");
    EXPECT_EQ(scripted({ok(), Http2Frame::reset(0)}).status, 200) << "complete before: " << got->message;
}

TEST_P(Http2Test, FramesThatBreakTheProtocolAreCountedWithASentence)
{
    using Frame = Http2Frame;
    const std::vector<std::pair<std::string, std::vector<Frame>>> bad{
        {"data before a head", {Frame::data("x")}},
        {"no status", {Frame::headers({{"content-type", "a/b"}}, true)}},
        {"a status that is none", {Frame::headers({{":status", "2x0"}}, true)}},
        {"a name in capitals", {Frame::headers({{":status", "200"}, {"X-Bad", "1"}}, true)}},
        {"a NUL in a value", {Frame::headers({{":status", "200"}, {"x", std::string("a\0b", 3)}}, true)}},
        {"a header of HTTP/1.1", {Frame::headers({{":status", "200"}, {"connection", "close"}}, true)}},
        {"a shorter body than it says", {Frame::headers({{":status", "200"}, {"content-length", "9"}}), Frame::data("x")}},
        {"a longer body than it says", {Frame::headers({{":status", "200"}, {"content-length", "1"}}), Frame::data("xyz")}},
        {"a broken header block", {{Frame::Headers, 5, "\xff\xff\xff\xff\xff\xff", true}}},
        {"a push", {{Frame::PushPromise, 4, std::string("\0\0\0\2\x82", 5), true}}},
        {"a window update of nothing", {{Frame::WindowUpdate, 0, std::string(4, '\0'), false}}},
        {"a ping of the wrong size", {{Frame::Ping, 0, "short", false}}},
        {"settings of the wrong size", {{Frame::Settings, 0, "12345", false}}},
        {"a continuation of nothing", {{Frame::Continuation, 4, "", true}}},
    };
    for (const auto& [what, frames] : bad) {
        EXPECT_EQ(scripted(frames).error, ErrorClass::Protocol) << what << ": " << got->status << " " << got->message;
        EXPECT_FALSE(got->message.empty());
        EXPECT_EQ(get("/ok").status, 200) << "after " << what << ": " << got->message;
    }
}

TEST_P(Http2Test, WhatIsNoHttp2EndsTheConnectionAndNotTheVisitor)
{
    for (const std::string& raw : {std::string("\xff\xff\xff\xff\xff\xff\xff\xff\xff"), std::string(100'000, 'x')}) {
        const Got answered = scripted({}, H2Then::Close, raw);
        // a close with bytes of ours unread is a reset, which may overtake what the server had sent
        EXPECT_TRUE(answered.error == ErrorClass::Protocol || answered.error == ErrorClass::Reset) << answered.message;
        EXPECT_EQ(get("/ok").status, 200);
    }
    RudeServer older; // of HTTP/1.1
    client.reset();
    open(older.url());
    EXPECT_EQ(get("/garbage").error, ErrorClass::Reset) << got->message; // it waits for the end of a head, and closes
}

TEST_P(Http2Test, ManyWhoWaitTimeOutByThemselves)
{
    EXPECT_EQ(get("/ok").status, 200);
    beginMany(4, "/hang", "GET", 200ms);
    beginMany(4, "/trickle", "GET", 300ms);
    beginMany(3);
    await(11);
    EXPECT_EQ(statusCount(200), 4);
    EXPECT_EQ(std::count_if(answers.begin(), answers.end(), [](const Got& each) { return each.error == ErrorClass::Timeout; }),
              8);
    EXPECT_EQ(server.connectionCount(), 1U);
    EXPECT_EQ(get("/ok").status, 200);
}

TEST_P(Http2Test, ReadsInterimAnswersTrailersAndAnswersWithoutABody)
{
    const Http2Frame interim = Http2Frame::headers({{":status", "103"}, {"link", "</a>"}});
    const Got answered = scripted({interim, Http2Frame::headers({{":status", "200"}, {"x-a", "1"}}),
                                   Http2Frame::data("hello", false), Http2Frame::headers({{"x-trailer", "2"}}, true)});
    EXPECT_EQ(answered.status, 200) << answered.message;
    EXPECT_EQ(answered.head, "HTTP/2 200 \r\nx-a: 1\r\n\r\n");
    EXPECT_EQ(answered.body, "hello");
    EXPECT_EQ(scripted({Http2Frame::headers({{":status", "204"}}, true)}).status, 204);
    server.script("/scripted",
                  {{Http2Frame::headers({{":status", "200"}, {"content-length", "5"}}, true)}, H2Then::Keep, {}, -1});
    EXPECT_EQ(exchange("HEAD", "/scripted").status, 200) << got->message;
}

TEST_P(Http2Test, AVisitorThatGivesUpTellsTheServer)
{
    EXPECT_EQ(get("/ok").status, 200);
    beginMany(3, "/hang");
    lane->drive();
    client->cancelAll();
    EXPECT_EQ(get("/ok").status, 200);
    EXPECT_EQ(answers.size(), 2U);
    EXPECT_EQ(server.connectionCount(), 1U);
}
