// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/running_staging.h"

#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using test::HttpAnswer;
using test::HttpClient;
using test::RunningStaging;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

Json parsed(const HttpAnswer& answer)
{
    const auto json = parseJson(answer.body, "the answer");
    EXPECT_TRUE(json) << answer.body;
    return json ? *json : Json();
}

TEST(StagingApiTest, HealthReportsTheVersion)
{
    StagingOptions options = RunningStaging::optionsWith({});
    options.version = "1.8.\"3";
    RunningStaging staging(options);

    const Json health = staging.json("/health");

    EXPECT_EQ(stringAt(health, "status"), "ok");
    EXPECT_EQ(stringAt(health, "version"), "1.8.\"3");
}

TEST(StagingApiTest, PagesNameAssetsThatExist)
{
    RunningStaging staging;
    HttpClient client = staging.client();

    for (const std::string page : {"/", "/events", "/events/1"}) {
        const HttpAnswer html = client.get(page);
        EXPECT_EQ(html.status, 200);
        EXPECT_EQ(html.headers.at("content-type"), "text/html; charset=utf-8");
        std::size_t count = 0;
        for (std::size_t at = 0; (at = html.body.find("\"/static/", at)) != std::string::npos; ++count) {
            const std::string asset = html.body.substr(at + 1, html.body.find('"', at + 1) - at - 1);
            EXPECT_EQ(client.get(asset).status, 200) << asset;
            at += 9;
        }
        EXPECT_GE(count, 5U) << page;
    }
}

struct AssetCase
{
    std::string path;
    std::string type;
    std::string begin;
    std::size_t leastBytes;
};

class StagingAssetTest : public testing::TestWithParam<AssetCase>
{};

TEST_P(StagingAssetTest, IsServedWithTypeSizeAndCacheHeaders)
{
    RunningStaging staging;
    HttpClient client = staging.client();

    const HttpAnswer answer = client.get(GetParam().path);

    EXPECT_EQ(answer.status, 200);
    EXPECT_THAT(answer.headers.at("content-type"), StartsWith(GetParam().type));
    EXPECT_THAT(answer.headers.at("cache-control"), HasSubstr("max-age="));
    EXPECT_THAT(answer.body, StartsWith(GetParam().begin));
    EXPECT_GE(answer.body.size(), GetParam().leastBytes);
    const HttpAnswer again = client.get(GetParam().path, {{"If-None-Match", answer.headers.at("etag")}});
    EXPECT_EQ(again.status, 304);
    EXPECT_TRUE(again.body.empty());
}

INSTANTIATE_TEST_SUITE_P(All, StagingAssetTest,
                         testing::Values(AssetCase{"/static/app.css", "text/css", "@font-face", 12'000},
                                         AssetCase{"/static/app.js", "text/javascript", "'use strict'", 40'000},
                                         AssetCase{"/static/logo.svg", "image/svg+xml", "<svg", 200},
                                         AssetCase{"/static/photo-1.jpg", "image/jpeg", "\xff\xd8\xff", 25'000},
                                         AssetCase{"/static/photo-2.jpg", "image/jpeg", "\xff\xd8\xff", 25'000},
                                         AssetCase{"/static/font.woff2", "font/woff2", "wOF2", 20'000}));

TEST(StagingApiTest, SearchAnswersThePageAndRepeatsItFromTheCache)
{
    RunningStaging staging;
    HttpClient client = staging.client();

    const Json first = parsed(client.get("/api/search?q=open%20air+%22jazz%22&page=2"));
    const HttpAnswer second = client.get("/api/search?q=open%20air+%22jazz%22&page=2");

    EXPECT_EQ(stringAt(first, "query"), "open air \"jazz\"");
    EXPECT_EQ(integerAt(first, "page"), 2);
    EXPECT_GE(integerAt(first, "total"), 20);
    ASSERT_EQ(memberAt(first, "results").size(), 10U);
    EXPECT_THAT(stringAt(memberAt(first, "results")[0], "title"), StartsWith("open air \"jazz\" "));
    EXPECT_EQ(parsed(second), first);
    EXPECT_EQ(staging.metric("cache_hits_total"), 1);
    EXPECT_EQ(staging.metric("cache_misses_total"), 1);
}

TEST(StagingApiTest, SearchRefusesPagesThatAreNone)
{
    RunningStaging staging;
    HttpClient client = staging.client();

    EXPECT_EQ(client.get("/api/search?q=a&page=0").status, 400);
    EXPECT_EQ(client.get("/api/search?q=a&page=x").status, 400);
    EXPECT_EQ(client.get("/api/search?q=" + std::string(300, 'a')).status, 400);
    EXPECT_TRUE(memberAt(parsed(client.get("/api/search?q=a&page=99999")), "results").empty());
    EXPECT_EQ(client.get("/api/search").status, 200);
}

TEST(StagingApiTest, LoginGivesATokenThatOpensSubscriptions)
{
    RunningStaging staging;
    HttpClient client = staging.client();

    const std::string token = stringAt(parsed(client.post("/api/auth/login", R"({"user":"ann","password":"x"})")), "token");
    const test::HttpHeaders bearer{{"Authorization", "Bearer " + token}};

    EXPECT_EQ(client.post("/api/subscriptions", R"({"plan":"monthly"})", bearer).status, 201);
    const Json all = parsed(client.get("/api/subscriptions", bearer));
    ASSERT_EQ(memberAt(all, "subscriptions").size(), 1U);
    EXPECT_EQ(stringAt(memberAt(all, "subscriptions")[0], "plan"), "monthly");
    EXPECT_EQ(client.post("/api/subscriptions", "{}", bearer).status, 400);
}

TEST(StagingApiTest, SubscriptionsNeedATokenOfThisService)
{
    RunningStaging staging;
    HttpClient client = staging.client();
    const std::string token = stringAt(parsed(client.post("/api/auth/login", R"({"user":"ann","password":"x"})")), "token");

    EXPECT_EQ(client.get("/api/subscriptions").status, 401);
    EXPECT_EQ(client.post("/api/subscriptions", R"({"plan":"a"})").status, 401);
    for (const std::string& wrong : {std::string("Bearer "), std::string("Bearer zz.00"), "Basic " + token,
                                     "Bearer 62" + token.substr(2), "Bearer " + token + "0", std::string("Bearer ..")}) {
        EXPECT_EQ(client.get("/api/subscriptions", {{"Authorization", wrong}}).status, 401) << wrong;
    }
}

TEST(StagingApiTest, LoginRefusesMalformedBodies)
{
    RunningStaging staging;
    HttpClient client = staging.client();

    for (const std::string& body : {std::string(), std::string("{"), std::string("[]"), std::string(R"({"user":"a"})"),
                                    std::string(R"({"user":1,"password":2})"), std::string(R"({"user":"","password":"x"})"),
                                    R"({"user":")" + std::string(300, 'u') + R"(","password":"x"})", std::string(200'000, '[')}) {
        EXPECT_EQ(client.post("/api/auth/login", body).status, 400) << body.substr(0, 40);
    }
    EXPECT_EQ(client.get("/health").status, 200);
}

TEST(StagingApiTest, EventsTellCapacityAndAttendance)
{
    RunningStaging staging;
    HttpClient client = staging.client();

    const Json events = parsed(client.get("/api/events"));

    ASSERT_GE(memberAt(events, "events").size(), 2U);
    EXPECT_EQ(integerAt(memberAt(events, "events")[0], "capacity"), 5'000);
    EXPECT_EQ(integerAt(memberAt(events, "events")[1], "capacity"), 100);
    EXPECT_EQ(integerAt(parsed(client.get("/api/events/2")), "id"), 2);
    for (const std::string id : {"0", "13", "x", "1x", "99999999999999999999"}) {
        EXPECT_EQ(client.get("/api/events/" + id).status, 404) << id;
        EXPECT_EQ(client.get("/events/" + id).status, 404) << id;
        EXPECT_EQ(client.get("/api/events/" + id + "/attendance").status, 404) << id;
        EXPECT_EQ(client.post("/api/events/" + id + "/rsvp", R"({"user":"a"})").status, 404) << id;
    }
}

TEST(StagingApiTest, RsvpIsAcceptedOncePerUser)
{
    RunningStaging staging;
    HttpClient client = staging.client();

    EXPECT_EQ(client.post("/api/events/1/rsvp", R"({"user":"ann"})").status, 201);
    EXPECT_EQ(client.post("/api/events/1/rsvp", R"({"user":"ann"})").status, 200);
    EXPECT_EQ(client.post("/api/events/1/rsvp", R"({"user":"bob"})").status, 201);
    EXPECT_EQ(client.post("/api/events/1/rsvp", R"({"name":"bob"})").status, 400);
    EXPECT_EQ(client.get("/api/events/1/attendance").body, R"({"event":1,"attendance":2,"capacity":5000})");
}

TEST(StagingApiTest, ConcurrentRsvpsNeverExceedTheCapacity)
{
    RunningStaging staging;
    std::atomic<int> accepted{0};
    std::atomic<int> full{0};
    std::vector<std::thread> visitors;

    for (int visitor = 0; visitor < 15; ++visitor) {
        visitors.emplace_back([&, visitor] {
            HttpClient client = staging.client();
            for (int i = 0; i < 10; ++i) {
                const std::string user = std::to_string(visitor) + "-" + std::to_string(i);
                const int status = client.post("/api/events/2/rsvp", R"({"user":")" + user + "\"}").status;
                accepted += status == 201 ? 1 : 0;
                full += status == 409 ? 1 : 0;
            }
        });
    }
    for (std::thread& visitor : visitors) {
        visitor.join();
    }

    EXPECT_EQ(accepted, 100);
    EXPECT_EQ(full, 50);
    EXPECT_EQ(integerAt(staging.json("/api/events/2/attendance"), "attendance"), 100);
    EXPECT_EQ(staging.client().post("/api/events/2/rsvp", R"({"user":"0-0"})").status == 200 ||
                  staging.client().post("/api/events/2/rsvp", R"({"user":"late"})").status == 409,
              true);
}

TEST(StagingApiTest, ResetForgetsAttendanceAndSubscriptions)
{
    RunningStaging staging;
    HttpClient client = staging.client();
    const std::string token = stringAt(parsed(client.post("/api/auth/login", R"({"user":"ann","password":"x"})")), "token");
    const test::HttpHeaders bearer{{"Authorization", "Bearer " + token}};
    client.post("/api/subscriptions", R"({"plan":"monthly"})", bearer);
    client.post("/api/events/1/rsvp", R"({"user":"ann"})");

    EXPECT_EQ(client.post("/_staging/reset", "").status, 200);

    EXPECT_EQ(integerAt(staging.json("/api/events/1/attendance"), "attendance"), 0);
    EXPECT_EQ(client.get("/api/subscriptions", bearer).body, R"({"subscriptions":[]})");
}

TEST(StagingApiTest, MetricsCountRequestsByRouteAndStatus)
{
    RunningStaging staging;
    HttpClient client = staging.client();
    client.get("/api/events/1");
    client.get("/api/events/2");
    client.get("/api/events/x");

    const HttpAnswer answer = client.get("/metrics");

    EXPECT_THAT(answer.headers.at("content-type"), StartsWith("application/openmetrics-text"));
    EXPECT_THAT(answer.body, EndsWith("# EOF\n"));
    const std::string labels = R"({route="/api/events/{id}",method="GET",code=")";
    EXPECT_EQ(staging.metric("http_request_duration_seconds_count" + labels + "200\"}"), 2);
    EXPECT_EQ(staging.metric("http_request_duration_seconds_bucket" + labels + "200\",le=\"+Inf\"}"), 2);
    EXPECT_EQ(staging.metric("http_request_duration_seconds_count" + labels + "404\"}"), 1);
    EXPECT_GT(staging.metric("process_resident_memory_bytes"), 1e6);
    EXPECT_GT(staging.metric("process_cpu_seconds_total"), 0);
    EXPECT_EQ(staging.metric(R"(pool_connections_max{pool="db"})"), 200);
    EXPECT_EQ(staging.metric(R"(pool_connections_in_use{pool="cache"})"), 0);
    EXPECT_EQ(staging.metric(R"(pool_connections_waiting{pool="db"})"), 0);
}

} // namespace
} // namespace holdpoint
