// SPDX-License-Identifier: GPL-3.0-or-later
// The documented answers of reference/apis.md, and near misses of them.
#include "core/base/time_format.h"
#include "core/monitor/alertmanager.h"
#include "core/monitor/deployments.h"
#include "core/monitor/grafana.h"
#include "core/monitor/jaeger.h"
#include "core/monitor/otlp.h"
#include "core/monitor/pagerduty.h"
#include "core/monitor/prometheus.h"
#include "core/monitor/sentry.h"
#include "core/monitor/slack.h"

#include <cmath>
#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using testing::HasSubstr;
using testing::Pair;
using testing::UnorderedElementsAre;

Json json(std::string_view text)
{
    const auto parsed = parseJson(text, "the test's text");
    EXPECT_TRUE(parsed) << text;
    return parsed ? *parsed : Json();
}

Answer<PromResult> prom(std::string_view text)
{
    return parsePromResult(json(text));
}

TEST(PrometheusParserTest, VectorMatrixAndScalarAreRead)
{
    const auto vector = prom(
        R"({"status":"success","data":{"resultType":"vector","result":[{"metric":{"instance":"a:9100"},"value":[1763900000.5,"0.42"]}]},"warnings":["old"]})");
    ASSERT_TRUE(vector.isKnown());
    EXPECT_EQ(singleValue(vector.value()).value(), 0.42);
    EXPECT_EQ(vector.value().series[0].points[0].at, fromUnixMicros(1763900000500000));
    EXPECT_EQ(vector.value().warnings, std::vector<std::string>{"old"});
    const auto matrix = prom(
        R"({"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1763900000,"0.42"],[1763900015,"NaN"]]}]}})");
    ASSERT_TRUE(matrix.isKnown());
    EXPECT_TRUE(std::isnan(matrix.value().series[0].points[1].value));
    const auto scalar = prom(R"({"status":"success","data":{"resultType":"scalar","result":[1763900000,"1"]}})");
    ASSERT_TRUE(scalar.isKnown());
    EXPECT_EQ(singleValue(scalar.value()).value(), 1);
}

TEST(PrometheusParserTest, NothingNaNInfinityAndSeveralAreNoValue)
{
    const auto valueOf = [](const std::string& result) {
        const auto answer = prom(R"({"status":"success","data":{"resultType":"vector","result":[)" + result + "]}}");
        EXPECT_TRUE(answer.isKnown());
        return singleValue(answer.value());
    };
    for (const auto& [result, words] : std::vector<std::pair<std::string, std::string>>{
             {"", "no value"},
             {R"({"metric":{},"value":[1,"NaN"]})", "NaN"},
             {R"({"metric":{},"value":[1,"+Inf"]})", "infinite"},
             {R"({"metric":{"a":"1"},"value":[1,"2"]},{"metric":{"a":"2"},"value":[1,"2"]})", "2 series"},
             {R"({"metric":{},"histogram":[1,{}]})", "histogram"}}) {
        const auto value = valueOf(result);
        ASSERT_TRUE(value.isUnknown()) << result;
        EXPECT_EQ(value.unknown().kind, Unknown::Kind::NoData);
        EXPECT_THAT(value.unknown().reason, HasSubstr(words));
    }
}

TEST(PrometheusParserTest, WhatIsNotAsDocumentedIsUnknown)
{
    EXPECT_THAT(
        prom(
            R"({"status":"success","data":{"resultType":"vector","result":[{"metric":{"a":"1"},"value":[1,"2"]},{"metric":{"a":"1"},"value":[1,"3"]}]}})")
            .unknown()
            .reason,
        HasSubstr("{a=1} is there twice"));
    EXPECT_EQ(prom(R"({"status":"error","errorType":"bad_data","error":"parse error"})").unknown().kind, Unknown::Kind::Rejected);
    for (const char* text :
         {"[]", "7", "{}", R"({"status":"success"})", R"({"status":"success","data":{"resultType":"string"}})",
          R"({"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,2]}]}})",
          R"({"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":["x"]}]}})",
          R"({"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":7}]}})",
          R"({"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1e300,"1"]}]}})"}) {
        const auto answer = prom(text);
        ASSERT_TRUE(answer.isUnknown()) << text;
        EXPECT_EQ(answer.unknown().kind, Unknown::Kind::Malformed) << text;
    }
}

TEST(PrometheusRequestTest, ALongQueryIsPostedAsAFormAndMayBeRepeated)
{
    const Service service = serviceAt("http://p:9090");
    const FetchRequest small = promInstantRequest(service, "up", *parseUtc("2026-01-05T10:00:00Z"));
    EXPECT_EQ(small.url, "http://p:9090/api/v1/query?query=up&time=1767607200");
    const FetchRequest large = promInstantRequest(service, std::string(3000, 'x'), std::nullopt);
    EXPECT_EQ(large.method, "POST");
    EXPECT_EQ(large.contentType, "application/x-www-form-urlencoded");
    EXPECT_TRUE(large.isRepeatable);
    const WallTime from = *parseUtc("2026-01-05T10:00:00Z");
    EXPECT_EQ(promRangeRequest(service, "up", {from, from + std::chrono::minutes{1}}, Millis{15000}).url,
              "http://p:9090/api/v1/query_range?query=up&start=1767607200&end=1767607260&step=15");
}

TEST(AlertmanagerParserTest, SilencesAndAlertsAreReadAndWritten)
{
    const auto silences = parseSilences(json(
        R"([{"id":"u1","status":{"state":"active"},"matchers":[{"name":"env","value":"staging","isRegex":false}],"startsAt":"2026-01-05T10:00:00.000Z","endsAt":"2026-01-05T12:30:00+01:00","createdBy":"qa","comment":"run 42"}])"));
    ASSERT_TRUE(silences.isKnown());
    EXPECT_EQ(silences.value()[0].endsAt, *parseUtc("2026-01-05T11:30:00Z"));
    EXPECT_TRUE(silences.value()[0].matchers[0].isEqual);
    const auto written = json(silenceRequest(serviceAt("http://a"), silences.value()[0]).body);
    EXPECT_EQ(written["startsAt"], "2026-01-05T10:00:00.000Z");
    EXPECT_EQ(written["matchers"][0]["isEqual"], true);
    const auto alerts = parseAlerts(json(
        R"([{"labels":{"alertname":"X"},"annotations":{},"fingerprint":"f","status":{"state":"suppressed","silencedBy":["u1"],"inhibitedBy":[]},"receivers":[{"name":"slack"}],"startsAt":"2026-01-05T10:00:00Z"}])"));
    ASSERT_TRUE(alerts.isKnown());
    EXPECT_EQ(alerts.value()[0].silencedBy, std::vector<std::string>{"u1"});
    EXPECT_TRUE(parseAlerts(json("{}")).isUnknown());
    EXPECT_EQ((AlertMatcher{"env", "stag.*", true, false}.text()), "env!~\"stag.*\"");
}

TEST(GrafanaParserTest, LinksAndAnnotationsAreInMilliseconds)
{
    const WallSpan span{*parseUtc("2026-01-05T10:00:00Z"), *parseUtc("2026-01-05T10:09:00Z")};
    EXPECT_EQ(dashboardLink("https://g/sub/", "uid1", "load", span, {{"env", "a b"}}),
              "https://g/sub/d/uid1/load?from=1767607200000&to=1767607740000&var-env=a%20b");
    const Json body = json(annotationRequest(serviceAt("https://g"), {0, "u", span, {"run:42"}, "text"}).body);
    EXPECT_EQ(body["time"], 1767607200000);
    EXPECT_EQ(body["timeEnd"], 1767607740000);
    EXPECT_TRUE(parseGrafanaHealth(json("{}")).isUnknown());
}

TEST(TraceTest, SelfTimeIsWhatNoChildCovers)
{
    const auto at = [](int ms) { return fromUnixMillis(1763900000000 + ms); };
    Trace trace{"t",
                {{"a", "", "web", "GET /", at(0), Millis{100}, false, {}},
                 {"b", "a", "api", "list", at(10), Millis{40}, false, {}},
                 {"c", "a", "api", "list", at(30), Millis{40}, true, {}},
                 {"d", "a", "api", "late", at(90), Millis{50}, false, {}},
                 {"e", "gone", "db", "SELECT", at(0), Millis{5}, false, {}}}};
    EXPECT_EQ(selfTimes(trace), (std::vector<Nanos>{Millis{30}, Millis{40}, Millis{40}, Millis{50}, Millis{5}}));
    EXPECT_EQ(trace.duration(), Millis{140});
    const auto rows = operationTimes({trace});
    EXPECT_EQ(rows[0].operation, "list");
    EXPECT_EQ(rows[0].self, Millis{80});
    EXPECT_EQ(rows[0].failed, 1U);
    const auto edges = dependenciesOf({trace});
    ASSERT_EQ(edges.size(), 1U);
    EXPECT_EQ(edges[0].calls, 3U);
}

TEST(TraceTest, SpansThatLastForCenturiesAddUpToTheLargestTime)
{
    const Nanos century = std::chrono::hours{24 * 365 * 200};
    const Trace trace{
        "t", {{"a", "", "web", "x", WallTime{}, century, false, {}}, {"b", "", "web", "x", WallTime{}, century, false, {}}}};
    EXPECT_EQ(operationTimes({trace})[0].self, Nanos::max());
}

TEST(JaegerParserTest, BothAnswersGiveTheSameTrace)
{
    const auto v3 = parseOtlpTraces(
        R"({"result":{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"api"}}]},"scopeSpans":[{"spans":[{"traceId":"0AF7","spanId":"b7ad","parentSpanId":"00f0","name":"GET /events","startTimeUnixNano":"1763900000000000000","endTimeUnixNano":"1763900000912345000","status":{"code":2}}]}]}]}})");
    const auto v1 = parseJaegerTraces(json(
        R"({"data":[{"traceID":"0af7","processes":{"p1":{"serviceName":"api"}},"spans":[{"traceID":"0af7","spanID":"b7ad","operationName":"GET /events","references":[{"refType":"FOLLOWS_FROM","traceID":"0af7","spanID":"1111"},{"refType":"CHILD_OF","traceID":"0af7","spanID":"00f0"}],"startTime":"1763900000000000","duration":912345,"tags":[{"key":"error","type":"bool","value":true}],"processID":"p1"}]}]})"));
    ASSERT_TRUE(v3.isKnown()) << v3.unknown().reason;
    ASSERT_TRUE(v1.isKnown()) << v1.unknown().reason;
    for (const Trace& trace : {v3.value()[0], v1.value()[0]}) {
        EXPECT_EQ(trace.id, "0af7");
        EXPECT_EQ(trace.duration(), Micros{912345});
        EXPECT_EQ(trace.spans[0].parent, "00f0");
        EXPECT_EQ(trace.spans[0].service, "api");
        EXPECT_TRUE(trace.hasFailed());
    }
    EXPECT_TRUE(parseOtlpTraces(R"({"resourceSpans":[]})").isUnknown());
    EXPECT_TRUE(parseJaegerTraces(json(R"({"data":[{"traceID":"x","spans":[{"spanID":"a","startTime":-1,"duration":1}]}]})"))
                    .isUnknown());
}

TEST(OtlpParserTest, ARejectedSpanIsNoSuccess)
{
    EXPECT_TRUE(parseExportReply(json("{}")).isKnown());
    EXPECT_TRUE(parseExportReply(json(R"({"partialSuccess":{}})")).isKnown());
    EXPECT_THAT(parseExportReply(json(R"({"partialSuccess":{"rejectedSpans":"1","errorMessage":"full"}})")).unknown().reason,
                HasSubstr("full"));
}

TEST(SentryParserTest, DsnOutcomesAndCountsAreRead)
{
    const auto dsn = parseSentryDsn(Secret("https://abc123@o1.ingest.example/sub/42"));
    ASSERT_TRUE(dsn);
    EXPECT_EQ(dsn->origin, "https://o1.ingest.example/sub");
    EXPECT_EQ(dsn->project, "42");
    const auto wrong = parseSentryDsn(Secret("https://topsecretkey@host/project"));
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().message.find("topsecret"), std::string::npos);
    const auto outcomes = parseSentryOutcomes(json(
        R"x({"groups":[{"by":{"outcome":"accepted"},"totals":{"sum(quantity)":9}},{"by":{"outcome":"filtered"},"totals":{"sum(quantity)":2}}]})x"));
    ASSERT_TRUE(outcomes.isKnown());
    EXPECT_THAT(outcomes.value(), UnorderedElementsAre(Pair("accepted", 9), Pair("filtered", 2)));
    EXPECT_EQ(droppedEvents(outcomes.value()), 2U);
    EXPECT_EQ(parseSentryIssues(json(R"([{"id":"1","count":"12"}])")).value()[0].count, 12U);
}

TEST(SentryParserTest, WhatWasDroppedIsCountedOrNotKnown)
{
    const auto withTotals = [](const std::string& totals) {
        return parseSentryOutcomes(json(R"({"groups":[{"by":{"outcome":"rate_limited"},"totals":)" + totals + "}]}"));
    };
    const auto whole = withTotals(R"x({"sum(quantity)":12.0})x");
    ASSERT_TRUE(whole.isKnown());
    EXPECT_EQ(droppedEvents(whole.value()), 12U);
    for (const char* totals : {"{}", "null", R"x({"sum(quantity)":null})x", R"x({"sum(quantity)":"12"})x",
                               R"x({"sum(quantity)":1.5})x", R"x({"sum(quantity)":-1})x", R"x({"sum(quantity)":1e300})x"}) {
        EXPECT_TRUE(withTotals(totals).isUnknown()) << totals;
    }
}

TEST(SlackParserTest, AnAnswerThatIsNotOkSaysWhy)
{
    EXPECT_EQ(parseSlackReply(json(R"({"ok":false,"error":"missing_scope","needed":"chat:write"})")).unknown().kind,
              Unknown::Kind::Auth);
    EXPECT_EQ(parseSlackReply(json(R"({"ok":false,"error":"ratelimited"})")).unknown().kind, Unknown::Kind::RateLimited);
    EXPECT_EQ(parseSlackReply(json(R"({"ok":false,"error":"is_archived"})")).unknown().kind, Unknown::Kind::Rejected);
    EXPECT_EQ(parseSlackReply(json("[]")).unknown().kind, Unknown::Kind::Malformed);
    EXPECT_EQ(slackEscape("a<b>&c"), "a&lt;b&gt;&amp;c");
}

TEST(DeploymentParserTest, OnlyWhatIsNotOverIsActive)
{
    const auto lab = parseGitLabDeployments(json(R"([{"id":1,"status":"blocked"},{"id":2,"status":"success"}])"));
    ASSERT_TRUE(lab.isKnown());
    EXPECT_TRUE(lab.value()[0].isActive());
    EXPECT_FALSE(lab.value()[1].isActive());
    EXPECT_EQ(parseGitHubState(json("[]")).value(), "pending");
    EXPECT_TRUE(parseGitHubDeployments(json(R"([{"id":"x"}])")).isUnknown());
    EXPECT_EQ(parseFreezePeriods(json(R"([{"freeze_start":"0 23 * * 5","freeze_end":"0 8 * * 1"}])")).value()[0].timeZone, "UTC");
}

TEST(PagerDutyParserTest, WhoIsOnCallHasAName)
{
    EXPECT_TRUE(parseOnCalls(json(R"({"oncalls":[{"user":{},"escalation_level":1}]})")).isUnknown());
    EXPECT_EQ(parsePagerDutyTaken(json(R"({"status":"invalid event","message":"Event object is invalid"})")).unknown().kind,
              Unknown::Kind::Rejected);
    const Secret key("0123456789abcdef");
    EXPECT_FALSE(pagerDutyChangeRequest(serviceAt("https://e"), key, {"s", "x", {}, {}}).isRepeatable);
    PagerDutyEvent event;
    event.dedupKey = "d";
    EXPECT_TRUE(pagerDutyEventRequest(serviceAt("https://e"), key, event).isRepeatable);
}

TEST(QueryOverLoadTest, ASubqueryOverAShortLoadLooksAtItAtLeastFourTimes)
{
    const std::string query = "max(max_over_time((rate(cpu[1m]))[$W:15s])) and increase(hits[$W]) > 0";
    EXPECT_EQ(queryOverLoad(query, std::chrono::seconds{12}),
              "max(max_over_time((rate(cpu[1m]))[12s:3s])) and increase(hits[12s]) > 0");
    EXPECT_EQ(queryOverLoad("x[$W:15s]", std::chrono::seconds{2}), "x[2s:1s]");
    EXPECT_EQ(queryOverLoad("x[$W:15s] + y[$W:1m]", std::chrono::minutes{2}), "x[120s:15s] + y[120s:30s]");
    EXPECT_EQ(queryOverLoad("x[$W:15s]", std::chrono::minutes{10}), "x[600s:15s]");
    EXPECT_EQ(queryOverLoad("x[$W:]", std::chrono::seconds{12}), "x[12s:]") << "the server's own step";
    EXPECT_THAT(shortLoadRemark(query, std::chrono::seconds{12}), testing::HasSubstr("two scrapes"));
    EXPECT_EQ(shortLoadRemark(query, std::chrono::minutes{2}), "");
    EXPECT_EQ(shortLoadRemark("up", std::chrono::seconds{12}), "");
}

} // namespace
} // namespace holdpoint
