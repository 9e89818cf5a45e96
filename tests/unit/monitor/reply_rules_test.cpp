// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/reply_rules.h"

#include "core/base/time_format.h"
#include "core/monitor/api_time.h"
#include "core/monitor/ask.h"

#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using testing::HasSubstr;

const WallTime kNow = *parseUtc("2026-01-05T10:00:00Z");

TEST(ErrorSentenceTest, ErrorBodiesOfEveryShapeBecomeOneSentence)
{
    EXPECT_EQ(errorSentence(R"({"message":"Invalid API key","statusCode":401})"), "Invalid API key");
    EXPECT_EQ(errorSentence(R"({"status":"error","errorType":"bad_data","error":"parse error at char 3"})"),
              "parse error at char 3");
    EXPECT_EQ(errorSentence(R"({"error":{"httpCode":404,"message":"No traces found"}})"), "No traces found");
    EXPECT_EQ(errorSentence(R"({"error":{"code":2100,"message":"Not Found","errors":["no such policy"]}})"),
              "Not Found: no such policy");
    EXPECT_EQ(errorSentence(R"({"data":null,"errors":[{"code":404,"msg":"trace not found"}]})"), "trace not found");
    EXPECT_EQ(errorSentence(R"({"detail":"Invalid token"})"), "Invalid token");
    EXPECT_EQ(errorSentence(R"({"statsPeriod":["Invalid statsPeriod"],"end":["bad"]})"),
              "statsPeriod: Invalid statsPeriod; end: bad");
    EXPECT_EQ(errorSentence(R"("bad matcher format: x")"), "bad matcher format: x");
    EXPECT_EQ(errorSentence("invalid_payload\n"), "invalid_payload");
    EXPECT_EQ(errorSentence("<!DOCTYPE html><html><head><title>\n Log in </title>"), "a web page, \"Log in\"");
    EXPECT_EQ(errorSentence("<html><body>x"), "a web page");
    EXPECT_EQ(errorSentence(" \r\n"), "");
    EXPECT_EQ(errorSentence("{\"message\": \"cut"), "{\"message\": \"cut");
    EXPECT_LE(errorSentence(std::string(5000, 'x')).size(), 303U);
}

TEST(RetryAfterTest, SecondsAndHttpDatesAreUnderstood)
{
    EXPECT_EQ(parseRetryAfter("2", kNow), std::chrono::seconds{2});
    EXPECT_EQ(parseRetryAfter("Mon, 05 Jan 2026 10:00:30 GMT", kNow), std::chrono::seconds{30});
    EXPECT_EQ(parseRetryAfter("Mon, 05 Jan 2026 09:00:00 GMT", kNow), Nanos{0});
    EXPECT_EQ(parseRetryAfter("99999999999", kNow), std::chrono::hours{24});
    EXPECT_EQ(parseRetryAfter("soon", kNow), std::nullopt);
    EXPECT_EQ(parseRetryAfter("Mon, 05 Jan 9999 10:00:00 GMT", kNow), std::chrono::hours{24});
    EXPECT_EQ(waitAskedFor({{"x-ratelimit-remaining", "0"}, {"x-ratelimit-reset", "99999999999"}}, kNow), std::chrono::hours{24});
    EXPECT_EQ(parseRetryAfter("-1", kNow), std::nullopt);
    EXPECT_EQ(waitAskedFor({{"x-ratelimit-remaining", "0"}, {"x-ratelimit-reset", "1767607260"}}, kNow),
              std::chrono::seconds{60});
    EXPECT_EQ(waitAskedFor({{"x-ratelimit-remaining", "7"}, {"x-ratelimit-reset", "1767607260"}}, kNow), std::nullopt);
}

TEST(StatusTest, AStatusSaysWhatItMeansAndWhatToDo)
{
    const auto of = [](int status, ReplyHeaders headers, std::string body) {
        Reply reply;
        reply.status = status;
        reply.headers = std::move(headers);
        reply.body = std::move(body);
        return statusUnknown(reply, kNow);
    };
    const Unknown auth = of(401, {}, R"({"detail":"Invalid token"})");
    EXPECT_EQ(auth.kind, Unknown::Kind::Auth);
    EXPECT_EQ(auth.reason, "it answered 401 Unauthorized: Invalid token; check the token or password in the plan");
    EXPECT_EQ(of(404, {}, "").reason, "it answered 404 Not Found");
    EXPECT_EQ(of(404, {}, "").kind, Unknown::Kind::NotFound);
    EXPECT_EQ(of(500, {}, "x").kind, Unknown::Kind::Status);
    const Unknown limited = of(403, {{"x-ratelimit-remaining", "0"}, {"x-ratelimit-reset", "1767607260"}}, "");
    EXPECT_EQ(limited.kind, Unknown::Kind::RateLimited);
    EXPECT_EQ(limited.retryAt, *parseUtc("2026-01-05T10:01:00Z"));
    EXPECT_THAT(limited.reason, HasSubstr("again at 10:01:00 UTC"));
}

TEST(LinkTest, TheNextPageIsFoundAmongLinks)
{
    EXPECT_EQ(nextPage(R"(<https://a/x?page=1,2>; rel="prev", <https://a/x?page=3>; rel="next")"), "https://a/x?page=3");
    EXPECT_EQ(
        nextPage(
            R"(<https://a/?c=0:0:1>; rel="previous"; results="false"; cursor="0:0:1", <https://a/?c=0:100:0>; rel="next"; results="true"; cursor="0:100:0")"),
        "https://a/?c=0:100:0");
    EXPECT_EQ(nextPage(R"(<https://a/?c=1>; rel="next"; results="false")"), "");
    EXPECT_EQ(nextPage(""), "");
    EXPECT_EQ(nextPage("<https://a"), "");
}

TEST(RedirectTest, OnlyTheSameSchemeHostAndPortIsTheSameHost)
{
    EXPECT_TRUE(isSameHost("http://a:9090/x", "http://A:9090/y"));
    EXPECT_TRUE(isSameHost("http://a/x", "https://a/x"));
    EXPECT_FALSE(isSameHost("https://a/x", "http://a/x"));
    EXPECT_FALSE(isSameHost("http://a:9090/x", "http://a:9091/x"));
    EXPECT_FALSE(isSameHost("http://a/x", "http://b/x"));
    EXPECT_FALSE(isSameHost("http://a/x", "http://a@b/x"));
    EXPECT_FALSE(isSameHost("http://a/x", "javascript:x"));
    EXPECT_EQ(redirectTarget("http://a/x/y?q=1", "../z"), "http://a/z");
    EXPECT_EQ(redirectTarget("http://a/x", "//b/z"), "http://b/z");
    EXPECT_EQ(redirectTarget("http://a/x", ""), "");
}

TEST(ReplyJsonTest, WhatIsNoJsonSaysWhatItIs)
{
    EXPECT_THAT(parseReply("").unknown().reason, HasSubstr("empty"));
    EXPECT_THAT(parseReply("<html><title>Sign in</title>").unknown().reason, HasSubstr("a web page, \"Sign in\""));
    EXPECT_THAT(parseReply(R"({"status":"success","da)").unknown().reason, HasSubstr("not JSON"));
    EXPECT_THAT(parseReply(std::string(1U << 20U, '[')).unknown().reason, HasSubstr("nested"));
    EXPECT_TRUE(parseReply(R"({"a":"[[[[\"[["})").isKnown());
}

TEST(ApiTimeTest, EachServiceGetsItsOwnUnit)
{
    const WallTime time = *parseUtc("2026-01-05T10:00:00.500Z");
    EXPECT_EQ(unixSecondsText(time), "1767607200.5");
    EXPECT_EQ(unixMillis(time), 1767607200500);
    EXPECT_EQ(unixMicros(time), 1767607200500000);
    EXPECT_EQ(unixNanosText(time), "1767607200500000000");
    EXPECT_EQ(sentryTime(time), "2026-01-05T10:00:00");
    EXPECT_EQ(parseRfc3339("2026-01-05T11:00:00.500123456+01:00").operator bool(), true);
    EXPECT_EQ(*parseRfc3339("2026-01-05T11:00:00.5+01:00"), time);
    EXPECT_EQ(*parseRfc3339("2026-01-05T04:30:00.5-05:30"), time);
    EXPECT_FALSE(parseRfc3339("2026-01-05T11:00:00+1:00"));
    EXPECT_FALSE(parseRfc3339("yesterday"));
}

TEST(FetchRequestTest, EqualQuestionsHaveOneIdentity)
{
    Service service = serviceAt("https://ann:pass-1234@a.example/prom/");
    EXPECT_EQ(service.url, "https://a.example/prom/");
    const FetchRequest request = serviceRequest(service, "/api/v1/query", {{"query", "up == 1"}, {"match[]", "a"}});
    EXPECT_EQ(request.url, "https://a.example/prom/api/v1/query?query=up%20%3D%3D%201&match[]=a");
    EXPECT_EQ(request.identity(), serviceRequest(service, "/api/v1/query", {{"query", "up == 1"}, {"match[]", "a"}}).identity());
    service.password = Secret("another");
    EXPECT_NE(request.identity(), serviceRequest(service, "/api/v1/query", {{"query", "up == 1"}, {"match[]", "a"}}).identity());
}

} // namespace
} // namespace holdpoint
