// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"
#include "tests/support/running_staging.h"

namespace holdpoint {
namespace {

using test::HttpClient;
using test::HttpHeaders;
using test::RunningStaging;

constexpr const char* kSecret = "whsec_rehearsal";

std::string unixNow(std::int64_t offset = 0)
{
    const auto now = systemClock().wallNow().time_since_epoch();
    return std::to_string(std::chrono::duration_cast<Seconds>(now).count() + offset);
}

HttpHeaders stripe(const std::string& body, const std::string& secret = kSecret, std::int64_t offset = 0)
{
    const std::string time = unixNow(offset);
    return {{"Stripe-Signature", "t=" + time + ",v1=" + hexEncode(hmacSha256(secret, time + "." + body)) + ",v0=00"}};
}

HttpHeaders github(const std::string& body, const std::string& secret = kSecret)
{
    return {{"X-Hub-Signature-256", "sha256=" + hexEncode(hmacSha256(secret, body))}};
}

HttpHeaders standard(const std::string& id, const std::string& body, const std::string& key = kSecret, std::int64_t offset = 0)
{
    const std::string time = unixNow(offset);
    const std::string signature = base64Encode(hmacSha256(key, id + "." + time + "." + body));
    return {{"webhook-id", id}, {"webhook-timestamp", time}, {"webhook-signature", "v1,AAAA v1," + signature}};
}

int deliver(HttpClient& client, const std::string& id)
{
    const std::string body = R"({"id":")" + id + "\"}";
    return client.post("/webhooks/events", body, stripe(body)).status;
}

TEST(StagingWebhookTest, ProcessesEachIdOnceWhateverSchemeSignsIt)
{
    RunningStaging staging;
    HttpClient client = staging.client();
    const std::string body = R"({"id":"evt_1"})";
    const std::string other = R"({"id":"evt_2"})";

    EXPECT_EQ(client.post("/webhooks/events", body, stripe(body)).body, R"({"status":"processed"})");
    EXPECT_EQ(client.post("/webhooks/events", body, github(body)).body, R"({"status":"duplicate"})");
    EXPECT_EQ(client.post("/webhooks/events", other, github(other)).body, R"({"status":"processed"})");
    EXPECT_EQ(client.post("/webhooks/events", "{}", standard("evt_3", "{}")).body, R"({"status":"processed"})");
    EXPECT_EQ(client.post("/webhooks/events", "{}", standard("evt_3", "{}")).body, R"({"status":"duplicate"})");
    EXPECT_EQ(client.get("/webhooks/stats").body, R"({"received":5,"processed":3,"duplicates":0})");
}

TEST(StagingWebhookTest, RefusesWhatIsNotSignedWithTheSecretNow)
{
    RunningStaging staging;
    HttpClient client = staging.client();
    const std::string body = R"({"id":"evt_1"})";

    const std::vector<HttpHeaders> wrong{{},
                                         stripe(body, "other"),
                                         stripe(body, kSecret, -301),
                                         stripe(body, kSecret, 400),
                                         stripe("{}"),
                                         github(body, "other"),
                                         {{"X-Hub-Signature-256", "sha256="}},
                                         {{"Stripe-Signature", "t=,v1="}},
                                         {{"Stripe-Signature", "nonsense"}},
                                         standard("evt_1", body, "other"),
                                         standard("evt_1", body, kSecret, -400)};
    for (const HttpHeaders& headers : wrong) {
        EXPECT_EQ(client.post("/webhooks/events", body, headers).status, 401);
    }
    EXPECT_EQ(client.get("/webhooks/stats").body, R"({"received":0,"processed":0,"duplicates":0})");
}

TEST(StagingWebhookTest, TakesTheDecodedKeyOfAStandardWebhooksSecret)
{
    StagingOptions options = RunningStaging::optionsWith({});
    options.webhookSecret = "whsec_" + base64Encode("twenty-four bytes of key");
    RunningStaging staging(options);

    EXPECT_EQ(staging.client().post("/webhooks/events", "{}", standard("a", "{}", "twenty-four bytes of key")).status, 200);
    EXPECT_EQ(staging.client().post("/webhooks/events", "{}", standard("b", "{}", options.webhookSecret)).status, 401);
}

TEST(StagingWebhookTest, RefusesSignedEventsWithoutAnId)
{
    RunningStaging staging;
    HttpClient client = staging.client();

    for (const std::string& body : {std::string("{}"), std::string("no json"), std::string(R"({"id":7})"), std::string(),
                                    R"({"id":")" + std::string(300, 'x') + "\"}"}) {
        EXPECT_EQ(client.post("/webhooks/events", body, github(body)).status, 400) << body.substr(0, 20);
    }
}

TEST(StagingWebhookTest, ResetForgetsIdsAndCounts)
{
    RunningStaging staging;
    HttpClient client = staging.client();
    ASSERT_EQ(deliver(client, "a"), 200);

    client.post("/_staging/reset", "");

    EXPECT_EQ(client.get("/webhooks/stats").body, R"({"received":0,"processed":0,"duplicates":0})");
    ASSERT_EQ(deliver(client, "a"), 200);
    EXPECT_EQ(integerAt(staging.json("/webhooks/stats"), "processed"), 1);
}

TEST(StagingWebhookTest, DuplicateWebhooksProcessesSomeEventsTwice)
{
    RunningStaging staging({"duplicate-webhooks=20%"});
    HttpClient client = staging.client();

    for (int i = 0; i < 500; ++i) {
        ASSERT_EQ(deliver(client, std::to_string(i)), 200);
    }

    const Json stats = staging.json("/webhooks/stats");
    EXPECT_EQ(integerAt(stats, "processed"), 500);
    EXPECT_GT(integerAt(stats, "duplicates"), 60);
    EXPECT_LT(integerAt(stats, "duplicates"), 140);
}

TEST(StagingWebhookTest, LoseWebhooksAnswersWithoutProcessing)
{
    RunningStaging staging({"lose-webhooks=20%"});
    HttpClient client = staging.client();

    for (int i = 0; i < 500; ++i) {
        ASSERT_EQ(deliver(client, std::to_string(i)), 200);
    }

    const Json stats = staging.json("/webhooks/stats");
    EXPECT_EQ(integerAt(stats, "received"), 500);
    EXPECT_GT(integerAt(stats, "processed"), 360);
    EXPECT_LT(integerAt(stats, "processed"), 440);
    EXPECT_EQ(integerAt(stats, "duplicates"), 0);
}

} // namespace
} // namespace holdpoint
