// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/k6/k6_stream.h"

#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/metrics/totals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace holdpoint {
namespace {

using testing::ElementsAre;
using testing::Pair;

constexpr std::uint64_t kAll = 1'000'000;

std::string point(const std::string& metric, double second, const std::string& value, const std::string& tags)
{
    const WallTime t0 = *parseUtc("2026-08-22T10:00:00Z");
    const WallTime at = t0 + Micros{static_cast<std::int64_t>(second * 1e6)};
    return R"({"metric":")" + metric + R"(","type":"Point","data":{"time":")" + formatUtc(at) + R"(","value":)" + value +
           R"(,"tags":{)" + tags + "}}}\n";
}

std::string tags(const std::string& status = "200", const std::string& more = "")
{
    return R"("scenario":"default","group":"","method":"GET","name":"search","url":"http://127.0.0.1:8080/search","expected_response":")" +
           std::string(status.front() < '4' && status != "0" ? "true" : "false") + R"(","status":")" + status + "\"" + more;
}

/// The points that k6 writes for one request.
std::string request(double second, double ms, const std::string& status = "200", const std::string& more = "")
{
    const std::string own = tags(status, more);
    const bool isFailed = status.front() >= '4' || status == "0";
    return point("http_reqs", second, "1", own) + point("http_req_duration", second, std::to_string(ms), own) +
           point("http_req_failed", second, isFailed ? "1" : "0", own);
}

struct Reading
{
    explicit Reading(std::vector<MetricKey> rules = {}, const Secrets& secrets = {}) : stream(std::move(rules), Redactor(secrets))
    {}

    Frame second(std::uint64_t tick)
    {
        Frame frame;
        stream.takeSecond(tick, frame);
        return frame;
    }

    K6Stream stream;
};

TEST(K6Stream, PointsBecomeTheMetricsOfTheirSecond)
{
    Reading reading;
    reading.stream.add(request(0.0, 10) + request(0.4, 30) + request(1.2, 50));

    const Frame first = reading.second(0);
    const Frame second = reading.second(1);

    EXPECT_EQ(first.counters.at("http_reqs"), 2);
    EXPECT_EQ(first.counters.at("http_reqs{name:search}"), 2);
    EXPECT_EQ(first.trends.at("http_req_duration").count(), 2U);
    EXPECT_EQ(first.trends.at("http_req_duration").sumUs(), 40'000U);
    EXPECT_EQ(first.rates.at("http_req_failed").total, 2U);
    EXPECT_EQ(first.rates.at("http_req_failed").trueCount, 0U);
    EXPECT_EQ(first.rates.at("http_5xx").total, 2U);
    EXPECT_EQ(second.counters.at("http_reqs"), 1);
    EXPECT_EQ(second.trends.at("http_req_duration").maxUs(), 50'000U);
}

TEST(K6Stream, LinesMayBeCutAnywhere)
{
    const std::string text = request(0.0, 10) + request(0.4, 30) + request(1.2, 50);
    for (std::size_t size = 1; size < 200; size += 7) {
        Reading reading;
        for (std::size_t at = 0; at < text.size(); at += size) {
            reading.stream.add(std::string_view(text).substr(at, size));
        }
        reading.stream.finish();
        EXPECT_EQ(reading.stream.points(), 9U) << size;
        EXPECT_EQ(reading.stream.badLines(), 0U) << size;
    }
}

TEST(K6Stream, TheLastLineCountsWithoutItsEnd)
{
    Reading reading;
    std::string text = request(0.0, 10);
    text.pop_back();
    reading.stream.add(text);
    EXPECT_EQ(reading.stream.points(), 2U);
    reading.stream.finish();
    EXPECT_EQ(reading.stream.points(), 3U);
}

TEST(K6Stream, TheLoadBeginsWithTheFirstScenarioAndSetupBelongsToSecondZero)
{
    Reading reading;
    reading.stream.add(point("http_reqs", -5, "1", R"("group":"::setup","status":"200","name":"reset")"));
    EXPECT_FALSE(reading.stream.began());
    reading.stream.add(point("vus", -4, "0", ""));
    EXPECT_FALSE(reading.stream.began());
    reading.stream.add(request(0.5, 10) + request(1.4, 10));

    EXPECT_EQ(formatUtc(*reading.stream.began()), "2026-08-22T10:00:00.500Z");
    EXPECT_EQ(reading.second(0).counters.at("http_reqs"), 3); // 1.4 is within a second of 0.5
}

TEST(K6Stream, PointsOfASecondThatIsGoneAreNotLost)
{
    Reading reading;
    reading.stream.add(request(0, 10));
    reading.second(0);
    reading.second(1);
    reading.stream.add(request(0.9, 10));

    EXPECT_EQ(reading.second(2).counters.at("http_reqs"), 1);
    EXPECT_EQ(reading.stream.latePoints(), 3U);
}

TEST(K6Stream, AClockThatJumpsAheadOpensNoHours)
{
    Reading reading;
    reading.stream.add(request(0, 10));
    reading.stream.setNewestTick(3);
    reading.stream.add(request(86'400, 10));

    EXPECT_EQ(reading.second(2).counters.at("http_reqs"), 1);
    EXPECT_EQ(reading.second(3).counters.at("http_reqs"), 1);
}

TEST(K6Stream, AFloodOfSecondsIsBounded)
{
    Reading reading;
    for (int second = 0; second < 20'000; ++second) {
        reading.stream.add(request(second, 1));
    }
    double sum = 0;
    for (std::uint64_t tick = 0; tick <= 3600; ++tick) {
        sum += reading.second(tick).counters.at("http_reqs");
    }
    EXPECT_EQ(sum, 20'000);
}

TEST(K6Stream, SubMetricsAreKeptForWhatRulesName)
{
    Reading reading({*parseMetricKey("http_req_duration{kind:api}"), *parseMetricKey("http_reqs{scenario:default,status:409}"),
                     *parseMetricKey("http_reqs{status:503}"), *parseMetricKey("http_reqs{error:timeout}")});
    reading.stream.add(request(0, 10, "200", R"(,"kind":"api")") + request(0, 20) +
                       request(0, 5, "409", R"(,"error_code":"1409")") +
                       request(0, 0, "0", R"(,"error_code":"1050","error":"request timeout")"));

    const Frame frame = reading.second(0);

    EXPECT_EQ(frame.trends.at("http_req_duration{kind:api}").count(), 1U);
    EXPECT_EQ(frame.trends.at("http_req_duration{kind:api}").digits(), LatencyHistogram::Digits::Three);
    EXPECT_EQ(frame.counters.at("http_reqs{scenario:default,status:409}"), 1);
    EXPECT_EQ(frame.counters.at("http_reqs{status:503}"), 0); // "none" is an answer to a rule
    EXPECT_EQ(frame.counters.at("http_reqs{error:timeout}"), 1);
}

TEST(K6Stream, FailuresHaveTheClassesOfTheOwnEngine)
{
    const std::vector<std::pair<std::string, std::string>> classes{
        {"1000", "protocol"},  {"1020", "protocol"}, {"1050", "timeout"},  {"1100", "dns"},         {"1101", "dns"},
        {"1111", "generator"}, {"1200", "connect"},  {"1201", "reset"},    {"1210", "connect"},     {"1211", "timeout"},
        {"1212", "connect"},   {"1220", "reset"},    {"1300", "tls"},      {"1310", "tls"},         {"1404", "http_4xx"},
        {"1500", "http_5xx"},  {"1600", "protocol"}, {"1701", "protocol"}, {"nonsense", "protocol"}};
    for (const auto& [code, name] : classes) {
        EXPECT_EQ(nameOf(k6ErrorClass({{"error_code", code}})), name) << code;
    }
    EXPECT_EQ(k6ErrorClass({{"error_code", "1213"}, {"error", "socket: too many open files"}}), ErrorClass::Generator);
    EXPECT_EQ(k6ErrorClass({{"error", "unexpected EOF"}}), ErrorClass::Reset);
    EXPECT_EQ(k6ErrorClass({{"status", "503"}}), ErrorClass::Http5xx);
}

TEST(K6Stream, ErrorsAreCountedByClassStepAndMessage)
{
    Reading reading;
    reading.stream.add(request(0, 1, "503", R"(,"error_code":"1503")") + request(0, 1, "503", R"(,"error_code":"1503")") +
                       request(0, 0, "0", R"(,"error_code":"1212","error":"dial: connection refused")") +
                       point("checks", 0, "0", R"("scenario":"default","group":"::login","check":"status is 200")") +
                       point("checks", 0, "1", R"("scenario":"default","group":"::login","check":"status is 200")"));

    const Frame frame = reading.second(0);

    ASSERT_EQ(frame.errors.size(), 3U);
    EXPECT_EQ(frame.errors[0].errorClass, "connect");
    EXPECT_EQ(frame.errors[0].step, "search");
    EXPECT_EQ(frame.errors[0].message, "dial: connection refused");
    EXPECT_EQ(frame.errors[1].errorClass, "http_5xx");
    EXPECT_EQ(frame.errors[1].message, "status 503");
    EXPECT_EQ(frame.errors[1].count, 2U);
    EXPECT_EQ(frame.errors[2].errorClass, "check");
    EXPECT_EQ(frame.errors[2].step, "login");
    EXPECT_EQ(frame.rates.at("http_5xx").trueCount, 2U);
    EXPECT_EQ(frame.rates.at("checks{check:status is 200}").trueCount, 1U);
    EXPECT_EQ(frame.rates.at("checks{check:status is 200}").total, 2U);
}

TEST(K6Stream, AShortageOfThisMachineIsNoted)
{
    Reading reading;
    reading.stream.add(request(0, 0, "0", R"(,"error_code":"1210","error":"dial: too many open files")"));
    EXPECT_EQ(reading.stream.takeShortages(), 1U);
    EXPECT_EQ(reading.stream.takeShortages(), 0U);
}

TEST(K6Stream, MetricsOfTheScriptKeepTheirType)
{
    Reading reading;
    const auto declared = [](const std::string& name, const std::string& type) {
        return R"({"type":"Metric","data":{"name":")" + name + R"(","type":")" + type +
               R"(","contains":"default","thresholds":[],"submetrics":null},"metric":")" + name + "\"}\n";
    };
    reading.stream.add(declared("orders", "counter") + declared("size", "trend") + declared("level", "gauge") +
                       declared("ok", "rate"));
    reading.stream.add(point("orders", 0, "2.5", R"("scenario":"default")") + point("size", 0, "12", "") +
                       point("level", 0, "7", "") + point("level", 0, "3", "") + point("ok", 0, "1", "") +
                       point("unheard_of", 0, "1", ""));

    const Frame first = reading.second(0);
    const Frame second = reading.second(1);

    EXPECT_EQ(first.counters.at("orders"), 2.5);
    EXPECT_EQ(first.trends.at("size").maxUs(), 12'000U);
    EXPECT_EQ(first.gauges.at("level").last, 3);
    EXPECT_EQ(first.gauges.at("level").max, 7);
    EXPECT_EQ(first.rates.at("ok").trueCount, 1U);
    EXPECT_EQ(second.gauges.at("level").max, 3); // a gauge keeps its value
    EXPECT_EQ(reading.stream.badLines(), 1U);
}

TEST(K6Stream, LayoutShiftsKeepTheirScale)
{
    Reading reading;
    reading.stream.add(point("browser_web_vital_cls", 0, "0.05", R"("scenario":"ui")"));
    MetricTotals totals;
    Frame frame = reading.second(0);
    frame.seq = 1;
    totals.add(frame);
    EXPECT_NEAR(totals.value("browser_web_vital_cls", {AggregateKind::Max, 0}).value_or(0), 0.05, 1e-4);
}

TEST(K6Stream, ValuesOutOfBoundsAreClippedAndCounted)
{
    Reading reading;
    reading.stream.add(point("http_req_duration", 0, "-5", tags()) + point("http_req_duration", 0, "1e300", tags()) +
                       point("http_reqs", 0, "-1", tags()) + point("http_reqs", 0, "1e300", tags()));

    const Frame frame = reading.second(0);

    EXPECT_EQ(frame.trends.at("http_req_duration").count(), 2U);
    EXPECT_EQ(frame.trends.at("http_req_duration").minUs(), 0U);
    EXPECT_EQ(frame.trends.at("http_req_duration").maxUs(), 3'600'000'000U);
    EXPECT_EQ(frame.counters.at("http_reqs"), 1e15);
    EXPECT_EQ(reading.stream.clippedValues(), 4U);
}

TEST(K6Stream, StepsBeyondTwoHundredAreTheOthers)
{
    Reading reading;
    for (int i = 0; i < 30'000; ++i) { // more than routes are kept
        reading.stream.add(point("http_reqs", 0, "1", R"("scenario":"default","name":"http://h/)" + std::to_string(i) + "\""));
    }
    const Frame frame = reading.second(0);

    EXPECT_EQ(frame.counters.at("http_reqs"), 30'000);
    EXPECT_EQ(frame.counters.at("http_reqs{name:other}"), 29'800);
    EXPECT_LE(frame.counters.size(), 203U);
}

TEST(K6Stream, GroupsBeyondTwoHundredAreTheOthers)
{
    Reading reading({*parseMetricKey("group_duration{group:::user 9999}")});
    for (int i = 0; i < 10'000; ++i) {
        reading.stream.add(
            point("group_duration", 0, "1", R"("scenario":"default","group":"::user )" + std::to_string(i) + "\""));
    }
    const Frame frame = reading.second(0);

    EXPECT_EQ(frame.trends.at("group_duration").count(), 10'000U);
    EXPECT_EQ(frame.trends.at("group_duration{group:other}").count(), 9799U);
    EXPECT_EQ(frame.trends.at("group_duration{group:::user 9999}").count(), 1U); // a rule names it
    EXPECT_EQ(frame.trends.size(), 203U);
}

TEST(K6Series, LongTagsThatDifferInEveryPointAreNotKeptForEver)
{
    K6Series series({}, Redactor());
    for (int i = 0; i < 700; ++i) {
        const std::string tags = R"({"scenario":"d","note":")" + std::string(60'000, 'x') + std::to_string(i) + "\"}";
        ASSERT_NE(series.route("http_reqs", tags), nullptr);
        ASSERT_LE(series.routeBytes(), 32U << 20U);
    }
    EXPECT_GT(series.routeBytes(), 60'000U);
}

TEST(K6Stream, ARuleFindsItsStepAmongThousands)
{
    Reading reading({*parseMetricKey("http_reqs{name:step 999}")});
    for (int i = 0; i < 1000; ++i) {
        reading.stream.add(point("http_reqs", 0, "1", R"("scenario":"default","name":"step )" + std::to_string(i) + "\""));
    }
    const Frame frame = reading.second(0);

    EXPECT_EQ(frame.counters.at("http_reqs{name:step 999}"), 1);
    EXPECT_EQ(frame.counters.at("http_reqs{name:other}"), 799);
}

TEST(K6Stream, SecretsAreNotInNamesAndMessages)
{
    Reading reading({}, {{"TOKEN", Secret("s3cr3tvalue")}});
    reading.stream.add(point("http_reqs", 0, "1", R"("scenario":"d","name":"http://h/?t=s3cr3tvalue")") +
                       point("http_req_failed", 0, "1", R"("scenario":"d","name":"x","error":"Get http://h/?t=s3cr3tvalue")"));
    const std::string text = dumpJson(toJson(reading.second(0)));
    EXPECT_EQ(text.find("s3cr3tvalue"), std::string::npos) << text;
    EXPECT_NE(text.find("***"), std::string::npos);
}

TEST(K6Stream, HostsOfRequestsAreKnown)
{
    Reading reading;
    reading.stream.add(request(0, 1) + point("http_reqs", 0, "1", R"("url":"https://user@WWW.example.com:8443/x?y=http://z/")") +
                       point("http_reqs", 0, "1", R"("url":"a name, no address")"));
    EXPECT_THAT(reading.stream.hosts(), ElementsAre("127.0.0.1", "www.example.com"));
}

TEST(K6Stream, HostsOfSocketsAndCallsAreKnownToo)
{
    Reading reading;
    reading.stream.add(point("ws_connecting", 0, "1", R"("scenario":"d","url":"wss://chat.example.com/room")") +
                       point("ws_sessions", 0, "1", R"("scenario":"d","url":"ws:\/\/slashes.example.com\/room")") +
                       point("grpc_req_duration", 0, "1", R"("scenario":"d","url":"calls.example.com:50051/a.B/C")") +
                       point("grpc_streams", 0, "1", R"("scenario":"d","url":"dns:///more.example.com:50051/a.B/C")") +
                       point("data_sent", 0, "1", R"("scenario":"d","url":"calls/of/a/path")"));
    EXPECT_THAT(reading.stream.hosts(),
                ElementsAre("calls.example.com", "chat.example.com", "more.example.com", "slashes.example.com"));
}

TEST(K6Stream, OneHostMoreThanAScriptMayLoadIsKept)
{
    Reading reading;
    for (int i = 0; i < 500; ++i) {
        reading.stream.add(point("http_reqs", 0, "1", R"("url":"http://h)" + std::to_string(i) + R"(.example.com/")"));
    }
    EXPECT_EQ(reading.stream.hosts().size(), 101U);
}

TEST(K6Stream, ASecretThatALongTagIsCutInStaysHidden)
{
    Reading reading({}, {{"TOKEN", Secret("s3cr3tvalue")}});
    reading.stream.add(
        point("http_reqs", 0, "1", R"("scenario":"d","name":"http://h/)" + std::string(985, 'x') + R"(s3cr3tvalue")"));
    EXPECT_EQ(dumpJson(toJson(reading.second(0))).find("s3c"), std::string::npos);
}

TEST(K6Stream, NonsenseIsCountedAndHarmsNothing)
{
    Reading reading;
    reading.stream.add("\n\n");
    reading.stream.add(std::string(200'000, 'x') + "\n");
    reading.stream.add("{\"half\":\n" + request(0, 1) + "null\n" + std::string(100, '{') + "\n");
    reading.stream.add(std::string("\0\xff\xfe\n", 4));
    reading.stream.finish();

    EXPECT_EQ(reading.stream.badLines(), 5U);
    EXPECT_EQ(reading.second(kAll).counters.at("http_reqs"), 1);
}

} // namespace
} // namespace holdpoint
