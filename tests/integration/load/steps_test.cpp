// SPDX-License-Identifier: GPL-3.0-or-later
// What steps send and how answers come back into the flow, seen from the server.
#include "tests/support/load_plan.h"
#include "tests/support/rude_server.h"
#include "tests/support/silent_port.h"

#include "core/load/webhook_signer.h"

#include <gtest/gtest.h>

using namespace holdpoint;
using namespace holdpoint::test;
using namespace std::chrono_literals;

namespace {

Shard dryRun()
{
    Shard shard;
    shard.kind = RunKind::DryRun;
    return shard;
}

std::string bodyOf(const std::string& request)
{
    return request.substr(request.find("\r\n\r\n") + 4);
}

Step webhookStep(const std::string& target)
{
    Step step = httpStep("POST", target, "deliver");
    step.kind = StepKind::Webhook;
    step.http.webhookId = "{{uuid}}";
    step.http.sign = WebhookSigning{"stripe", "${HOOK}"};
    step.http.bodyKind = BodyKind::JsonTree;
    step.http.json = Json{{"id", "{{id}}"}, {"type", "payment.succeeded"}};
    return step;
}

} // namespace

TEST(StepsTest, EveryMethodSendsItsBodyAndHeaders)
{
    RudeServer server;
    std::vector<Step> flow;
    for (const std::string method : {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"}) {
        flow.push_back(httpStep(method, method == "HEAD" ? "/status/204" : "/ok", method));
    }
    for (const std::size_t withBody : {1U, 2U, 3U}) {
        flow[withBody].http.bodyKind = BodyKind::JsonTree;
        flow[withBody].http.json = Json{{"vu", "{{vu}}"}};
    }
    Plan plan = planFor(server.url(), {constantVus("one", 1, 1h, flow)});
    plan.environment.headers = {{"Accept", "application/json"}, {"X-Visitor", "{{vu}}-{{iter}}"}};
    runLoad(plan, dryRun());

    const auto requests = server.requests();
    ASSERT_EQ(requests.size(), 7U);
    for (std::size_t i = 0; i < requests.size(); ++i) {
        EXPECT_TRUE(requests[i].starts_with(flow[i].name + " ")) << requests[i];
        EXPECT_EQ(headerOf(requests[i], "Accept"), "application/json");
        EXPECT_EQ(headerOf(requests[i], "X-Visitor"), "1-0");
        EXPECT_TRUE(headerOf(requests[i], "User-Agent").starts_with("holdpoint/"));
        EXPECT_EQ(headerOf(requests[i], "Expect"), "");
        EXPECT_EQ(bodyOf(requests[i]), i >= 1 && i <= 3 ? R"({"vu":1})" : "");
    }
    EXPECT_EQ(server.connectionCount(), 1U);
}

TEST(StepsTest, AnExtractedTokenIsSentOn)
{
    RudeServer server;
    Step login = httpStep("POST", "/token", "login");
    login.http.extracts = {{"token", Extraction::Source::JsonPointer, "/token"}, {"session", Extraction::Source::Header, "X-Id"}};
    Step use = httpStep("GET", "/ok", "use");
    use.http.headers = {{"Authorization", "Bearer {{token}}"}, {"X-Session", "{{session}}"}};
    const auto load = runLoad(planFor(server.url(), {constantVus("one", 1, 1h, {login, use})}), dryRun());

    ASSERT_EQ(server.requestCount(), 2U);
    EXPECT_EQ(headerOf(server.requests()[1], "Authorization"), "Bearer t-1");
    EXPECT_EQ(headerOf(server.requests()[1], "X-Session"), "abc");
    EXPECT_EQ(load.totals.value("checks{check:login: extract token}", {AggregateKind::Rate}), 1.0);
}

TEST(StepsTest, AMissingExtractionFailsItsCheck)
{
    RudeServer server;
    Step login = httpStep("GET", "/ok", "login");
    login.http.extracts = {{"token", Extraction::Source::JsonPointer, "/nothing"}};
    const auto load = runLoad(planFor(server.url(), {constantVus("one", 1, 1h, {login})}), dryRun());

    EXPECT_EQ(load.totals.value("checks{check:login: extract token}", {AggregateKind::Rate}), 0.0);
    EXPECT_EQ(load.errors("check"), 1U);
}

TEST(StepsTest, WebhooksAreSignedAndRedeliveredWithTheSameId)
{
    RudeServer server;
    Step step = webhookStep("/ok");
    step.http.redeliver = 1;
    Plan plan = planFor(server.url(), {constantVus("hooks", 1, 1h, {step})});
    plan.secrets["HOOK"] = Secret("whsec_x");
    const auto load = runLoad(plan, dryRun());

    const auto requests = server.requests();
    ASSERT_EQ(requests.size(), 2U);
    EXPECT_EQ(bodyOf(requests[0]), bodyOf(requests[1]));
    EXPECT_EQ(parseJson(bodyOf(requests[0]), "body")->at("id").get<std::string>().size(), 36U);
    const std::string signature = headerOf(requests[0], "Stripe-Signature");
    const auto time = std::stoll(signature.substr(2, signature.find(',') - 2));
    EXPECT_EQ("Stripe-Signature: " + signature,
              signWebhook(WebhookScheme::Stripe, Secret("whsec_x"), "", bodyOf(requests[0]), time).front());
    EXPECT_EQ(load.count("webhooks_sent"), 2);
    EXPECT_EQ(load.count("webhooks_distinct"), 1);
    EXPECT_EQ(load.count("webhooks_redelivered"), 1);
    EXPECT_EQ(load.count("iterations"), 1);
}

TEST(StepsTest, AWebhookWithoutSuccessIsSentThreeTimesMore)
{
    RudeServer server;
    Plan plan = planFor(server.url(), {constantVus("hooks", 1, 1h, {webhookStep("/status/503")})});
    plan.secrets["HOOK"] = Secret("whsec_x");
    const auto load = runLoad(plan, dryRun());

    EXPECT_EQ(server.requestCount(), 4U);
    EXPECT_EQ(load.count("webhooks_sent"), 4);
    EXPECT_EQ(load.count("webhooks_distinct"), 0);
    EXPECT_EQ(load.errors("http_5xx"), 4U);
}

TEST(StepsTest, GroupsTagTheirSteps)
{
    RudeServer server;
    Step group;
    group.kind = StepKind::Group;
    group.name = "checkout";
    group.steps = {httpStep("GET", "/ok", "pay")};
    Plan plan = planFor(server.url(), {constantVus("one", 1, 1h, {httpStep("GET", "/ok", "look"), group})});
    plan.tests.front().loadTargets.push_back({"http_reqs{group:::checkout}", {}, 0.02});
    plan.tests.front().loadTargets.push_back({"http_reqs{method:GET,name:pay}", {}, 0.02});
    const auto load = runLoad(plan, dryRun());

    EXPECT_EQ(load.count("http_reqs{group:::checkout}"), 1);
    EXPECT_EQ(load.count("http_reqs{method:GET,name:pay}"), 1);
    EXPECT_EQ(load.count("http_reqs"), 2) << "the step outside of the group counts in the whole only";
}

TEST(StepsTest, RunsSetupOnceAndStopsAtTheFirstFailure)
{
    RudeServer server;
    Step login = httpStep("POST", "/token", "login");
    login.http.extracts = {{"token", Extraction::Source::JsonPointer, "/token"}};
    Step use = httpStep("GET", "/echo", "use");
    use.http.headers = {{"Authorization", "Bearer {{token}}"}};
    const Plan plan = planFor(server.url(), {constantVus("one", 1, 1h, {use})});
    RunningLoad running(plan);
    const auto outcomes = running.run.runOnce({login, use, httpStep("GET", "/status/500", "broken"), use});

    ASSERT_EQ(outcomes.size(), 3U);
    EXPECT_EQ(outcomes[0].status, 200);
    EXPECT_FALSE(outcomes[1].isFailed);
    EXPECT_NE(outcomes[1].body.find("Bearer t-1"), std::string::npos);
    EXPECT_TRUE(outcomes[2].isFailed);
    EXPECT_EQ(outcomes[2].error, "status is 500");
}

TEST(StepsTest, ARunOnceIsGivenUpWhenItMayNotGoOn)
{
    RudeServer server;
    Step hanging = httpStep("GET", "/hang", "hanging");
    hanging.http.timeout = 1h;
    const Plan plan = planFor(server.url(), {});
    RunningLoad running(plan);
    const auto outcomes =
        running.run.runOnce({hanging, httpStep("GET", "/ok", "never")}, [&server] { return server.requestCount() == 0; });

    ASSERT_EQ(outcomes.size(), 1U);
    EXPECT_TRUE(outcomes[0].isFailed);
    EXPECT_NE(outcomes[0].error.find("given up"), std::string::npos) << outcomes[0].error;
    EXPECT_EQ(server.requestCount(), 1U);
}

TEST(StepsTest, ARunOnceAgainstNobodySaysWhy)
{
    const SilentPort closed(SilentPort::Kind::Refusing);
    const Plan plan = planFor(closed.url(), {});
    RunningLoad running(plan);
    const auto outcomes = running.run.runOnce({httpStep("GET", "/", "setup")});

    ASSERT_EQ(outcomes.size(), 1U);
    EXPECT_TRUE(outcomes[0].isFailed);
    EXPECT_EQ(outcomes[0].error, "could not connect: Connection refused (" + closed.url() + ")");
}
