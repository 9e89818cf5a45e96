// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/response_parser.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

using namespace holdpoint;

namespace {

struct Outcome
{
    ResponseFault fault = ResponseFault::None;
    int status = 0;
    std::string body;
    bool isDone = false;
    bool isReusable = false;
    std::size_t left = 0; // bytes behind the answer
    friend bool operator==(const Outcome&, const Outcome&) = default;
    friend void PrintTo(const Outcome& o, std::ostream* out)
    {
        *out << "status " << o.status << ", " << sentenceOf(o.fault) << ", body `" << o.body << "`, done " << o.isDone
             << ", reusable " << o.isReusable << ", left " << o.left;
    }
};

/// As a connection reads: pieces of `size` bytes, and the end of the connection if asked for.
Outcome parse(std::string_view bytes, std::size_t size, bool isEnded = false, ExpectedBody expected = ExpectedBody::Any)
{
    ResponseParser parser;
    parser.reset(expected);
    std::string pending;
    Outcome outcome;
    for (std::size_t at = 0; at < bytes.size(); at += size) {
        pending += bytes.substr(at, size);
        bool isMoving = true;
        while (isMoving && !pending.empty() && !parser.isDone()) {
            const auto step = parser.isHeadDone() ? parser.readBody(pending) : parser.readHead(pending);
            outcome.body += step.body;
            isMoving = step.used > 0;
            pending.erase(0, step.used);
        }
    }
    if (isEnded) {
        parser.endOfConnection();
    }
    outcome.fault = parser.fault();
    outcome.status = outcome.fault == ResponseFault::None ? parser.status() : 0;
    outcome.isDone = parser.isDone();
    outcome.isReusable = parser.isReusable();
    outcome.left = outcome.fault == ResponseFault::None ? pending.size() : 0;
    if (outcome.fault != ResponseFault::None) {
        outcome.body.clear();
    }
    return outcome;
}

/// The same whatever the pieces.
Outcome parseInAnyPieces(std::string_view bytes, bool isEnded = false, ExpectedBody expected = ExpectedBody::Any)
{
    const Outcome whole = parse(bytes, bytes.size() + 1, isEnded, expected);
    for (const std::size_t size : {1U, 2U, 3U, 7U, 16U, 61U}) {
        EXPECT_EQ(parse(bytes, size, isEnded, expected), whole) << "in pieces of " << size;
    }
    return whole;
}

ResponseFault faultOf(const std::string& bytes)
{
    return parseInAnyPieces(bytes).fault;
}

const std::string kOk = "HTTP/1.1 200 OK\r\n";

} // namespace

TEST(ResponseParserTest, ReadsABodyOfAKnownLengthAndNoByteMore)
{
    const Outcome outcome = parseInAnyPieces(kOk + "Content-Length: 5\r\n\r\nhelloHTTP");
    EXPECT_EQ(outcome, (Outcome{ResponseFault::None, 200, "hello", true, true, 4}));
}

TEST(ResponseParserTest, ReadsChunksWithExtensionsAndTrailers)
{
    const Outcome outcome =
        parseInAnyPieces(kOk + "Transfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\nA\r\n, world!!!\r\n0\r\nX-Sum: 1\r\n\r\n");
    EXPECT_EQ(outcome, (Outcome{ResponseFault::None, 200, "hello, world!!!", true, true, 0}));
}

TEST(ResponseParserTest, ReadsOverInterimAnswers)
{
    const Outcome outcome = parseInAnyPieces("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + kOk +
                                             "Content-Length: 2\r\n\r\nok");
    EXPECT_EQ(outcome, (Outcome{ResponseFault::None, 200, "ok", true, true, 0}));
}

TEST(ResponseParserTest, ABodyWithoutLengthEndsWithItsConnection)
{
    EXPECT_EQ(parseInAnyPieces(kOk + "\r\nto the end", true), (Outcome{ResponseFault::None, 200, "to the end", true, false, 0}));
    EXPECT_FALSE(parseInAnyPieces(kOk + "\r\nto the end", false).isDone);
}

TEST(ResponseParserTest, AnAnswerThatEndsEarlyIsNotDone)
{
    for (const std::string& bytes :
         {kOk + "Content-Length: 5\r\n\r\nhell", kOk + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
          kOk + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n", kOk, std::string("HTT")}) {
        EXPECT_FALSE(parseInAnyPieces(bytes, true).isDone) << bytes;
    }
}

TEST(ResponseParserTest, HeadNoContentAndNotModifiedHaveNoBodyWhateverTheySay)
{
    const std::string length = "Content-Length: 5\r\n\r\n";
    EXPECT_TRUE(parseInAnyPieces(kOk + length, false, ExpectedBody::NoneAsHead).isDone);
    EXPECT_TRUE(parseInAnyPieces("HTTP/1.1 204 No Content\r\n" + length).isDone);
    EXPECT_TRUE(parseInAnyPieces("HTTP/1.1 304 Not Modified\r\n" + length).isDone);
}

TEST(ResponseParserTest, KeepsAConnectionOnlyIfBothSidesMay)
{
    const std::string body = "Content-Length: 0\r\n\r\n";
    EXPECT_TRUE(parseInAnyPieces(kOk + body).isReusable);
    EXPECT_TRUE(parseInAnyPieces("HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\n" + body).isReusable);
    EXPECT_FALSE(parseInAnyPieces("HTTP/1.0 200 OK\r\n" + body).isReusable);
    EXPECT_FALSE(parseInAnyPieces(kOk + "Connection: x, CLOSE\r\n" + body).isReusable);
    EXPECT_FALSE(parseInAnyPieces(kOk + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n").isReusable);
}

TEST(ResponseParserTest, TakesWhatServersReallySend)
{
    EXPECT_EQ(parseInAnyPieces("HTTP/1.1 200\r\nContent-Length:0\r\n\r\n").status, 200);
    EXPECT_EQ(parseInAnyPieces("HTTP/1.1 404 \r\nContent-Length: 0 \r\n\r\n").status, 404);
    EXPECT_EQ(parseInAnyPieces("HTTP/1.1 200 OK\nContent-Length: 2\n\nok").body, "ok");
    EXPECT_EQ(parseInAnyPieces(kOk + "Content-Length: 2, 2\r\nContent-Length: 2\r\n\r\nok").body, "ok");
    EXPECT_EQ(parseInAnyPieces(kOk + "X-Name: caf\xc3\xa9\r\nX-Empty:\r\nContent-Length: 0\r\n\r\n").status, 200);
}

TEST(ResponseParserTest, RefusesWhatIsNoAnswer)
{
    EXPECT_EQ(faultOf("<html>hello"), ResponseFault::NotHttp);
    EXPECT_EQ(faultOf("HTTP/2 200 OK\r\n\r\n"), ResponseFault::NotHttp);
    EXPECT_EQ(faultOf("\r\nHTTP/1.1 200 OK\r\n\r\n"), ResponseFault::NotHttp);
    EXPECT_EQ(faultOf("HTTP/1.1 2000 OK\r\n\r\n"), ResponseFault::BadStatus);
    EXPECT_EQ(faultOf("HTTP/1.1 099 OK\r\n\r\n"), ResponseFault::BadStatus);
    EXPECT_EQ(faultOf("HTTP/1.1 101 Switching Protocols\r\n\r\n"), ResponseFault::Upgrade);
    EXPECT_EQ(faultOf(kOk + "No colon\r\n\r\n"), ResponseFault::BadHeader);
    EXPECT_EQ(faultOf(kOk + "Name : value\r\n\r\n"), ResponseFault::BadHeader);
    EXPECT_EQ(faultOf(kOk + "X: a\r\n folded\r\n\r\n"), ResponseFault::BadHeader);
    EXPECT_EQ(faultOf(kOk + "X: a\rb\r\n\r\n"), ResponseFault::BadCharacter);
    EXPECT_EQ(faultOf(kOk + std::string("X: a\0b\r\n\r\n", 10)), ResponseFault::BadCharacter);
}

TEST(ResponseParserTest, RefusesLengthsThatLie)
{
    for (const std::string length : {"", "x", "-1", "+5", "5x", "0x10", "1, 2", "18446744073709551616", "9223372036854775808"}) {
        EXPECT_EQ(faultOf(kOk + "Content-Length: " + length + "\r\n\r\n"), ResponseFault::BadLength) << length;
    }
    EXPECT_EQ(faultOf(kOk + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n"), ResponseFault::BadLength);
    EXPECT_EQ(faultOf(kOk + "Transfer-Encoding: gzip, chunked\r\n\r\n"), ResponseFault::BadTransferCoding);
    EXPECT_EQ(faultOf(kOk + "Transfer-Encoding: chunked, chunked\r\n\r\n"), ResponseFault::BadTransferCoding);
}

TEST(ResponseParserTest, RefusesChunksThatLie)
{
    const std::string chunked = kOk + "Transfer-Encoding: chunked\r\n\r\n";
    for (const std::string chunk :
         {"x\r\n", "\r\n", ";a\r\n", "-1\r\n", "5\rx", "fffffffffffffffff\r\n", "2\r\nabc\r\n", "2\r\nab\r\r\n"}) {
        EXPECT_EQ(faultOf(chunked + chunk), ResponseFault::BadChunk) << chunk;
    }
    EXPECT_EQ(faultOf(chunked + std::string(5000, '0')), ResponseFault::BadChunk);
    EXPECT_EQ(faultOf(chunked + "1;" + std::string(5000, 'x')), ResponseFault::BadChunk);
    EXPECT_FALSE(parse(chunked + "280000000\r\nonly a little", 64).isDone); // 10 GB are awaited, not reserved
}

TEST(ResponseParserTest, BoundsHeadsTrailersAndInterimAnswers)
{
    const std::string line = "X-Long: " + std::string(1000, 'h') + "\r\n";
    std::string endless = kOk;
    for (int i = 0; i < 300; ++i) {
        endless += line;
    }
    EXPECT_EQ(parse(endless, 4096).fault, ResponseFault::HeadTooLarge);
    EXPECT_EQ(parse(endless + "\r\n", endless.size() + 2).fault, ResponseFault::HeadTooLarge);
    EXPECT_EQ(parse(kOk + "Transfer-Encoding: chunked\r\n\r\n0\r\n" + endless.substr(kOk.size()), 4096).fault,
              ResponseFault::HeadTooLarge);
    std::string interim;
    for (int i = 0; i < 40; ++i) {
        interim += "HTTP/1.1 100 Continue\r\n\r\n";
    }
    EXPECT_EQ(parse(interim, 64).fault, ResponseFault::TooManyInterim);
}

TEST(ResponseParserTest, BoundsAllHeadsOfAnAnswerTogether)
{
    const std::string filler = "X-Long: " + std::string(100'000, 'h') + "\r\n\r\n";
    const std::string interim = "HTTP/1.1 103 Early Hints\r\n" + filler;
    EXPECT_EQ(parse(interim + interim + kOk + "Content-Length: 0\r\n\r\n", 4096).fault, ResponseFault::None);
    EXPECT_EQ(parse(interim + interim + interim, interim.size()).fault, ResponseFault::HeadTooLarge);
    EXPECT_EQ(parse(interim + interim + kOk + "Content-Length: 0\r\n" + filler, 64U << 10U).fault, ResponseFault::HeadTooLarge);
}
