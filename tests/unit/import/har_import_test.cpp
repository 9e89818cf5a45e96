// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/import/import_fixture.h"

namespace holdpoint {
namespace {

using test::imported;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class HarImportTest : public testing::Test
{
protected:
    const test::ReadImport shop = imported(ImportFormat::Har, test::importFixture("shop.har"));
    const std::vector<Step>& flow = shop.plan.tests.at(0).scenarios.at(0).flow;
};

TEST_F(HarImportTest, PagesBecomeGroupsWithTheirAssetsAsABatch)
{
    ASSERT_GE(flow.size(), 5U);
    EXPECT_EQ(flow[0].kind, StepKind::Group);
    EXPECT_EQ(flow[0].name, "/");
    EXPECT_EQ(flow[2].name, "Log in please");
    EXPECT_EQ(flow[4].name, "/products/17");
    const Step& batch = flow[0].steps.at(2);
    EXPECT_EQ(batch.kind, StepKind::Batch);
    ASSERT_EQ(batch.steps.size(), 3U);
    EXPECT_EQ(batch.steps[2].http.target, "/static/logo.svg");
    EXPECT_EQ(batch.steps[2].tags.at("kind"), "asset");
}

TEST_F(HarImportTest, GapsBecomeThinkTimes)
{
    using namespace std::chrono_literals;
    EXPECT_EQ(flow[1].kind, StepKind::Think);
    EXPECT_EQ(flow[1].think.min, 6600ms); // from the last answer of the page to the next page
    EXPECT_EQ(flow[2].steps.at(2).kind, StepKind::Think);
    EXPECT_EQ(flow[2].steps.at(2).think.min, 8900ms);
}

TEST_F(HarImportTest, OnlyTheFirstPartyHostIsLoadedAndOthersAreNamed)
{
    EXPECT_THAT(shop.plan.environment.allowHosts, ElementsAre("shop.example.com"));
    EXPECT_EQ(shop.plan.environment.baseUrl, "https://shop.example.com");
    EXPECT_THAT(shop.imported.plan, HasSubstr("#   1 request to cdn.example.net left out"));
    EXPECT_THAT(shop.imported.plan, HasSubstr("#   1 request to www.google-analytics.com left out"));
    EXPECT_THAT(shop.imported.plan, Not(HasSubstr("inter.woff2")));

    const auto wider = imported(ImportFormat::Har, test::importFixture("shop.har"), {"shop.har", {"cdn.example.net"}});
    EXPECT_THAT(wider.plan.environment.allowHosts, ElementsAre("shop.example.com", "cdn.example.net"));
    EXPECT_THAT(wider.imported.plan, HasSubstr("https://cdn.example.net:443/fonts/inter.woff2"));
}

TEST_F(HarImportTest, NoSecretOfTheRecordingIsInThePlan)
{
    for (const char* secret : {"correct horse battery", "tok_7f3b2a91c4d8e6f0a1b2", "9f8e7d6c5b4a", "k-5d41402abc4b2a76",
                               "4111111111111111", "eyJhbGciOiJIUzI1NiJ9", "GA1.2.1234567890"}) {
        EXPECT_THAT(shop.imported.plan, Not(HasSubstr(secret)));
    }
    EXPECT_THAT(shop.keys(), ElementsAre("COOKIE_CONSENT_SECRET", "PASSWORD", "X_API_KEY", "CARD_NUMBER_SECRET", "TOKEN"));
    EXPECT_THAT(shop.imported.plan, HasSubstr("#   PASSWORD: member password of the body of POST /api/login"));
    EXPECT_EQ(shop.step("POST /api/login")->http.json["password"], "${PASSWORD}");
}

TEST_F(HarImportTest, ATokenThatAnAnswerGaveIsExtractedFromIt)
{
    const Step* login = shop.step("POST /api/login");
    ASSERT_EQ(login->http.extracts.size(), 1U);
    EXPECT_EQ(login->http.extracts[0].expression, "/access_token");
    EXPECT_EQ(shop.header("GET /api/me", "authorization"), "Bearer {{access_token}}");
}

TEST_F(HarImportTest, HeadersThatBrowsersAddAreDropped)
{
    for (const char* header : {"sec-", "user-agent", "referer", "accept-encoding", ":authority", "if-none-match", "origin:"}) {
        EXPECT_THAT(shop.imported.plan, Not(HasSubstr(header)));
    }
    EXPECT_EQ(shop.header("GET /", "accept"), "text/html");
}

TEST_F(HarImportTest, CookiesThatTheRecordedServerSetAreLeftToEachVisitor)
{
    EXPECT_EQ(shop.header("GET /", "Cookie"), "consent=${COOKIE_CONSENT_SECRET}");
    EXPECT_THAT(shop.imported.plan, Not(HasSubstr("session=")));
}

TEST_F(HarImportTest, LiteralBracesOfABodyDoNotBecomeVariables)
{
    const Step* item = shop.step("POST /api/cart/items");
    EXPECT_EQ(item->http.bodyKind, BodyKind::Raw);
    const auto body = parseJson(item->http.body, "body");
    ASSERT_TRUE(body);
    EXPECT_EQ((*body)["note"], "say {{hi}} and ${HOME}");
    EXPECT_EQ((*body)["price"], 12.5);
}

TEST_F(HarImportTest, FormsAndRecordedStatusesAreKept)
{
    const Step* checkout = shop.step("POST /checkout");
    EXPECT_EQ(checkout->http.bodyKind, BodyKind::Form);
    EXPECT_THAT(checkout->http.form, Contains(std::pair<std::string, std::string>("address", "1 Main Street")));
    EXPECT_EQ(checkout->http.checks.at(0).statuses, std::vector<int>{302});
}

TEST_F(HarImportTest, WhatCouldNotBeTakenOverIsSaid)
{
    EXPECT_THAT(shop.imported.notes, Contains(HasSubstr("favicon.ico left out: its answer was 404")));
    EXPECT_THAT(shop.imported.notes, Contains(HasSubstr("WebSocket wss://shop.example.com/live left out")));
    EXPECT_THAT(shop.imported.notes, Contains(HasSubstr("/api/recommendations left out: it had no answer")));
}

TEST(HarImport, RefusesWhatIsNoRecording)
{
    EXPECT_THAT(test::importFault(ImportFormat::Har, "{}"), HasSubstr("no `log.entries`"));
    EXPECT_THAT(test::importFault(ImportFormat::Har, "{\"log\":{\"entries\":[{}]}}"), HasSubstr("no request"));
    EXPECT_THAT(test::importFault(ImportFormat::Har, std::string(500, '[')), HasSubstr("nested deeper than 100 levels"));
}

TEST(HarImport, ForeignTextCannotReadVariablesOfThePerson)
{
    const std::string har = R"({"log":{"entries":[{"request":{"method":"POST","url":"http://a.example/x?y=${HOME}&z={{uuid}}",
        "headers":[{"name":"X-A","value":"\u0001${HOME}\u0002"}],
        "postData":{"mimeType":"application/json","text":"{\"a\":\"\\u0001${HOME}\\u0002\"}"}},"response":{"status":200}}]}})";

    const auto result = imported(ImportFormat::Har, har);

    EXPECT_EQ(result.requests.at(0)->http.target, "/x?y=$%7BHOME%7D&z=%7B%7Buuid%7D%7D");
    EXPECT_TRUE(result.requests[0]->http.headers.empty() || result.requests[0]->http.headers[0].first == "Content-Type");
    EXPECT_EQ(result.requests[0]->http.body, "{\"a\":\"\\u0024{HOME}\"}");
}

} // namespace
} // namespace holdpoint
