// SPDX-License-Identifier: GPL-3.0-or-later
// The clients against a server that enforces the documented requests and gives the documented answers, errors, pages and limits.
#include "tests/support/contract_server.h"

#include "core/base/time_format.h"
#include "core/monitor/deployments.h"
#include "core/monitor/grafana.h"
#include "core/monitor/jaeger.h"
#include "core/monitor/otlp.h"
#include "core/monitor/pagerduty.h"
#include "core/monitor/sentry.h"
#include "core/monitor/slack.h"

#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using test::ContractServer;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using Kind = Unknown::Kind;

class ContractTest : public testing::Test
{
protected:
    Service service(const std::string& path, const std::string& token = ContractServer::kToken)
    {
        Service result = serviceAt(server.url(path));
        result.token = Secret(token);
        result.limits.whole = std::chrono::seconds{20};
        return result;
    }
    void TearDown() override { EXPECT_THAT(server.violations(), IsEmpty()); }

    static void expectNoSecrets(const std::vector<ExchangeRecord>& evidence)
    {
        ASSERT_FALSE(evidence.empty());
        for (const ExchangeRecord& each : evidence) {
            for (const char* secret : {ContractServer::kToken, ContractServer::kRoutingKey, "hook-secret-99", "publickey1"}) {
                EXPECT_THAT(each.url + each.excerpt, Not(HasSubstr(secret)));
            }
        }
    }

    const WallSpan span{*parseUtc("2026-01-05T10:00:00Z"), *parseUtc("2026-01-05T10:09:00Z")};
    ContractServer server;
    Fetcher fetcher;
};

TEST_F(ContractTest, GrafanaRegionsAreCreatedFoundChangedAndDeleted)
{
    const GrafanaClient grafana(fetcher, service("/grafana"));
    EXPECT_EQ(grafana.health().value().database, "ok");
    EXPECT_EQ(grafana.dashboardsWithTag("load-testing").value().size(), 2U);
    EXPECT_EQ(grafana.dashboardsWithTag("many").value().size(), 130U);
    EXPECT_EQ(grafana.dashboardsWithTag("none").value().size(), 0U);
    EXPECT_EQ(grafana.dashboard("jcIIG-07z").value().title, "Load");
    EXPECT_EQ(grafana.dashboard("nope").unknown().kind, Kind::NotFound);

    Annotation region{0, "", {span.from, span.from}, {"load-test", "run:42"}, "Search load test"};
    const auto id = grafana.createAnnotation(region);
    ASSERT_TRUE(id.isKnown()) << id.unknown().reason;
    expectNoSecrets(id.evidence);
    region.id = id.value();
    region.span = span;
    ASSERT_TRUE(grafana.patchAnnotation(region).isKnown());
    const auto found = grafana.annotations({"load-test", "run:42"}, span);
    ASSERT_EQ(found.value().size(), 1U);
    EXPECT_EQ(found.value()[0].span.to, span.to);
    EXPECT_EQ(grafana.annotations({"run:43"}).value().size(), 0U);
    EXPECT_TRUE(grafana.deleteAnnotation(id.value()).isKnown());
    EXPECT_EQ(grafana.deleteAnnotation(id.value()).unknown().kind, Kind::NotFound);
}

TEST_F(ContractTest, AWrongTokenIsNotAuthorisedEverywhere)
{
    const std::string wrong = "a-wrong-token-0815";
    const auto check = [&](const auto& answer) {
        ASSERT_TRUE(answer.isUnknown());
        EXPECT_EQ(answer.unknown().kind, Kind::Auth) << answer.unknown().reason;
        EXPECT_THAT(answer.unknown().reason, Not(HasSubstr(wrong)));
    };
    check(GrafanaClient(fetcher, service("/grafana", wrong)).dashboardsWithTag("x"));
    check(SentryClient(fetcher, {service("/sentry", wrong), "acme", {}, ""}).newIssues(span.from));
    check(SlackClient(fetcher, service("/slack/api", wrong)).identity());
    check(PagerDutyClient(fetcher, service("/events"), Secret("x"), service("/pagerduty", wrong)).onCalls({}, span));
    check(GitHubClient(fetcher, service("/github", wrong), "acme/platform").activeRuns());
    check(GitLabClient(fetcher, service("/gitlab", wrong), "acme/platform").freezePeriods());
}

TEST_F(ContractTest, SentryIssuesComeFromAllPagesAndAProbeIsAnEnvelope)
{
    const SentryClient sentry(fetcher, {service("/sentry"), "acme", {"platform"}, "staging"});
    const auto issues = sentry.newIssues(span.from);
    ASSERT_TRUE(issues.isKnown()) << issues.unknown().reason;
    ASSERT_EQ(issues.value().size(), 2U);
    EXPECT_EQ(issues.value()[0].count, 12U);
    EXPECT_EQ(issues.value()[0].substatus, "new");
    EXPECT_EQ(issues.value()[1].firstSeen, *parseUtc("2026-01-05T10:02:00Z"));
    EXPECT_EQ(issues.evidence.size(), 2U);
    expectNoSecrets(issues.evidence);
    EXPECT_EQ(server.requests()[0].item("query"), "is:unresolved firstSeen:>=2026-01-05T10:00:00 issue.category:error");
    EXPECT_TRUE(sentry.regressedIssues(span).isKnown());
    const auto outcomes = sentry.outcomes(span);
    ASSERT_TRUE(outcomes.isKnown()) << outcomes.unknown().reason;
    EXPECT_EQ(droppedEvents(outcomes.value()), 5U);
    const auto dsn = parseSentryDsn(Secret("http://publickey1@" + server.url("/sentry/42").substr(7)));
    ASSERT_TRUE(dsn);
    const auto probe = sentry.sendProbe(*dsn, "Holdpoint probe", {{"probe", "run-42"}});
    ASSERT_TRUE(probe.isKnown()) << probe.unknown().reason;
    expectNoSecrets(probe.evidence);
}

TEST_F(ContractTest, SlackTellsTheMessageOrTheReasonAndTheWebhookStaysSecret)
{
    const SlackClient slack(fetcher, service("/slack/api"));
    EXPECT_EQ(slack.identity().value().team, "Acme");
    EXPECT_EQ(slack.post("C123", "*Load test starts* äöü").value().ts, "1503435956.000247");
    EXPECT_EQ(slack.post("C9", "x").unknown().kind, Kind::NotFound);
    const auto hooked = postToWebhook(fetcher, Secret(server.url(ContractServer::kHook)), "starts");
    ASSERT_TRUE(hooked.isKnown()) << hooked.unknown().reason;
    expectNoSecrets(hooked.evidence);
    const auto gone = postToWebhook(fetcher, Secret(server.url("/slack/services/T0/B0/hook-secret-98")), "starts");
    ASSERT_TRUE(gone.isUnknown());
    EXPECT_THAT(gone.unknown().reason, HasSubstr("no_service"));
    EXPECT_THAT(gone.unknown().reason + gone.evidence[0].url, Not(HasSubstr("hook-secret-98")));
}

TEST_F(ContractTest, APostThatWasLimitedIsSentOnceMoreAndOneThatFailedIsNot)
{
    server.script("/slack/api/chat.postMessage", {{429, R"({"ok":false,"error":"ratelimited"})", {{"Retry-After", "0"}}}});
    EXPECT_TRUE(SlackClient(fetcher, service("/slack/api")).post("C123", "x").isKnown());
    EXPECT_EQ(server.count("/slack/api/chat.postMessage"), 2U);
    server.script("/grafana/api/annotations", {{502, "<html><title>502 Bad Gateway</title></html>", {}, "text/html"}});
    const auto failed = GrafanaClient(fetcher, service("/grafana")).createAnnotation({0, "", span, {"run:1"}, "x"});
    ASSERT_TRUE(failed.isUnknown());
    EXPECT_THAT(failed.unknown().reason, HasSubstr("a web page, \"502 Bad Gateway\""));
    EXPECT_EQ(server.count("/grafana/api/annotations"), 1U);
    server.script("/grafana/api/health", {{503, "{}", {{"Retry-After", "Thu, 01 Jan 2015 00:00:00 GMT"}}}, {504, "", {}}});
    EXPECT_TRUE(GrafanaClient(fetcher, service("/grafana")).health().isKnown());
    EXPECT_EQ(server.count("/grafana/api/health"), 3U);
}

TEST_F(ContractTest, PagerDutyTakesEventsAndChangesAndTellsWhoIsOnCall)
{
    const PagerDutyClient pagerDuty(fetcher, service("/events"), Secret(ContractServer::kRoutingKey), service("/pagerduty"));
    PagerDutyEvent event;
    event.dedupKey = "loadtest-run-42-errors";
    event.summary = "Error rate 1.8 %";
    event.source = "staging";
    for (const auto action :
         {PagerDutyEvent::Action::Trigger, PagerDutyEvent::Action::Acknowledge, PagerDutyEvent::Action::Resolve}) {
        event.action = action;
        const auto sent = pagerDuty.send(event);
        ASSERT_TRUE(sent.isKnown()) << sent.unknown().reason;
        EXPECT_EQ(sent.value(), event.dedupKey);
        expectNoSecrets(sent.evidence);
    }
    EXPECT_TRUE(pagerDuty.announce({"Load test window", "holdpoint", span.from, {{"tests", "six"}}}).isKnown());
    const auto onCalls = pagerDuty.onCalls({{"P1"}, {}}, span);
    ASSERT_TRUE(onCalls.isKnown()) << onCalls.unknown().reason;
    ASSERT_EQ(onCalls.value().size(), 2U);
    EXPECT_EQ(onCalls.value()[0].person, "Ada");
    EXPECT_EQ(onCalls.value()[1].to, *parseUtc("2026-01-05T23:00:00Z"));
    const auto refused = PagerDutyClient(fetcher, service("/events"), Secret("wrong-key-123"), service("/pagerduty")).send(event);
    ASSERT_TRUE(refused.isUnknown());
    EXPECT_THAT(refused.unknown().reason, HasSubstr("'routing_key' is invalid"));
}

TEST_F(ContractTest, GitHubDeploymentsSayWhatRunsAndWhatCameSince)
{
    const GitHubClient gitHub(fetcher, service("/github"), "acme/platform");
    const auto found = gitHub.deployments("staging", *parseUtc("2026-01-05T09:00:00Z"));
    ASSERT_TRUE(found.isKnown()) << found.unknown().reason;
    ASSERT_EQ(found.value().size(), 2U);
    EXPECT_TRUE(found.value()[0].isActive());
    EXPECT_FALSE(found.value()[1].isActive());
    EXPECT_EQ(found.value()[1].sha, "b");
    const auto runs = gitHub.activeRuns();
    ASSERT_TRUE(runs.isKnown()) << runs.unknown().reason;
    ASSERT_EQ(runs.value().size(), 1U);
    EXPECT_EQ(runs.value()[0].name, "Deploy");
    server.script("/github/repos/acme/platform/deployments",
                  {{403,
                    R"({"message":"API rate limit exceeded"})",
                    {{"x-ratelimit-remaining", "0"}, {"x-ratelimit-reset", "4102444800"}}}});
    const auto limited = gitHub.deployments("staging", span.from);
    ASSERT_TRUE(limited.isUnknown());
    EXPECT_EQ(limited.unknown().kind, Kind::RateLimited);
    EXPECT_TRUE(limited.unknown().retryAt);
    EXPECT_EQ(GitHubClient(fetcher, service("/github"), "acme/secret").activeRuns().unknown().kind, Kind::NotFound);
}

TEST_F(ContractTest, GitLabTellsDeploymentsPipelinesSchedulesAndFreezes)
{
    const GitLabClient gitLab(fetcher, service("/gitlab"), "acme/platform");
    const auto found = gitLab.deployments("staging", span.from);
    ASSERT_TRUE(found.isKnown()) << found.unknown().reason;
    ASSERT_EQ(found.value().size(), 2U);
    EXPECT_TRUE(found.value()[0].isActive());
    EXPECT_EQ(found.value()[1].createdAt, *parseUtc("2026-01-05T09:00:00Z"));
    EXPECT_EQ(gitLab.runningPipelines().value()[0].link, "https://l/5");
    EXPECT_EQ(gitLab.freezePeriods().value()[0].begin, "0 23 * * 5");
    EXPECT_EQ(gitLab.pipelineSchedules().value()[0].nextRun, *parseUtc("2026-01-06T02:00:00Z"));
}

TEST_F(ContractTest, JaegerIsAskedInVersion3AndAProbeSpanIsFoundAgain)
{
    const JaegerClient jaeger(fetcher, service("/jaeger", ""));
    EXPECT_EQ(jaeger.services().value(), (std::vector<std::string>{"api", "web"}));
    const auto slow = jaeger.traces({"api", "", span, Millis{500}, false, 100});
    ASSERT_TRUE(slow.isKnown()) << slow.unknown().reason;
    ASSERT_EQ(slow.value().traces.size(), 1U);
    EXPECT_EQ(slow.value().traces[0].duration(), std::chrono::seconds{1});
    EXPECT_EQ(operationTimes(slow.value().traces)[0].self, Millis{600});
    EXPECT_EQ(jaeger.traces({"api", "", span, {}, true, 100}).value().traces.size(), 1U);
    EXPECT_TRUE(jaeger.traces({"quiet", "", span, {}, false, 100}).value().traces.empty());
    EXPECT_TRUE(jaeger.traces({"api", "", span, {}, false, 1}).value().isCut);
    EXPECT_EQ(jaeger.dependencies(span).value()[0].calls, 12U);

    const ProbeSpan probe = newProbeSpan(systemClock().wallNow());
    EXPECT_EQ(awaitTrace(fetcher, jaeger, probe.traceId, Millis{1}).unknown().kind, Kind::NotFound);
    ASSERT_TRUE(sendProbeSpan(fetcher, service("/otlp", ""), probe).isKnown());
    const auto found = awaitTrace(fetcher, jaeger, probe.traceId, std::chrono::seconds{20});
    ASSERT_TRUE(found.isKnown()) << found.unknown().reason;
    EXPECT_EQ(found.value().spans[0].service, "holdpoint-probe");
}

TEST_F(ContractTest, JaegerWithoutVersion3IsAskedInVersion1)
{
    server.setJaegerV1Only();
    const JaegerClient jaeger(fetcher, service("/jaeger", ""));
    const auto failed = jaeger.traces({"api", "", span, {}, true, 100});
    ASSERT_TRUE(failed.isKnown()) << failed.unknown().reason;
    EXPECT_EQ(failed.value().traces[0].spans[0].operation, "GET /events");
    EXPECT_EQ(jaeger.trace("ffff").unknown().kind, Kind::NotFound);
    EXPECT_THAT(jaeger.trace("ffff").unknown().reason, HasSubstr("trace not found"));
    EXPECT_EQ(server.count("/jaeger/api/v3/"), 1U);
}

TEST_F(ContractTest, PagesWithoutEndAndPagesElsewhereAreNoList)
{
    const SentryClient sentry(fetcher, {service("/sentry"), "acme", {}, ""});
    const std::string next = server.url("/sentry/api/0/organizations/acme/issues/?limit=100&query=again");
    const auto page = [](const std::string& url) {
        return test::ContractReply{200, "[]", {{"Link", "<" + url + ">; rel=\"next\"; results=\"true\""}}};
    };
    server.script("/sentry", {page(next), page(next)});
    const auto looping = sentry.issues("x");
    ASSERT_TRUE(looping.isUnknown());
    EXPECT_EQ(looping.unknown().kind, Kind::Limit);
    ContractServer other;
    server.script("/sentry", {page(other.url("/sentry/x"))});
    const auto elsewhere = sentry.issues("x");
    ASSERT_TRUE(elsewhere.isUnknown());
    EXPECT_EQ(other.requests().size(), 0U);
}

} // namespace
} // namespace holdpoint
