// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/health.h"
#include "core/load/recorder.h"
#include "tests/support/eventually.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace holdpoint;
using holdpoint::test::eventually;
using namespace std::chrono_literals;

namespace {

MetricKey key(const std::string& text)
{
    return *parseMetricKey(text);
}

Frame drained(Recorder& recorder, const SeriesTable& table)
{
    Frame frame;
    for (auto& interval : recorder.take(std::chrono::steady_clock::now() + 10s)) {
        interval->addTo(frame, table);
        recorder.giveBack(std::move(interval));
    }
    return frame;
}

} // namespace

TEST(SeriesTest, KeepsASubMetricForEveryRuleThatFits)
{
    SeriesTable table(
        {key("http_reqs{scenario:flash,status:409}"), key("http_reqs{scenario:steady}"), key("http_reqs{kind:api}")});
    const auto list =
        table.list(MetricType::Counter, "http_reqs", {{"scenario", "flash"}, {"name", "rsvp"}, {"kind", "api"}}, {"name"});

    ASSERT_EQ(list.size(), 4U);
    const auto& series = table.of(MetricType::Counter);
    EXPECT_EQ(series[list[0].index].key, "http_reqs");
    EXPECT_EQ(series[list[1].index].key, "http_reqs{name:rsvp}");
    EXPECT_EQ(series[list[2].index].key, "http_reqs{scenario:flash,status:409}");
    EXPECT_EQ(list[2].status, 409);
    EXPECT_EQ(series[list[3].index].key, "http_reqs{kind:api}");
}

TEST(SeriesTest, RulesGetThreeDigitsAndTheRestTwo)
{
    SeriesTable table({key("http_req_duration{name:search}")});
    const Tags tags{{"name", "search"}};
    table.list(MetricType::Trend, "http_req_duration", tags, {"name"});
    table.list(MetricType::Trend, "http_req_waiting", tags, {"name"});

    const auto& series = table.of(MetricType::Trend);
    ASSERT_EQ(series.size(), 4U);
    EXPECT_EQ(series[0].digits, LatencyHistogram::Digits::Three); // a tile
    EXPECT_EQ(series[1].digits, LatencyHistogram::Digits::Three); // a rule
    EXPECT_EQ(series[2].digits, LatencyHistogram::Digits::Two);
}

TEST(RecorderTest, CountsAnAnswerOnlyWhereItsStatusAndErrorFit)
{
    SeriesTable table({key("http_reqs{status:409}"), key("http_reqs{status:0}"), key("http_reqs{expected_response:true}"),
                       key("http_reqs{error:timeout}"), key("http_reqs{error:weather}")});
    const auto list = table.list(MetricType::Counter, "http_reqs", {});
    Recorder recorder(table);

    recorder.count(list, 1, {200, true});
    recorder.count(list, 1, {409, true});
    recorder.count(list, 1, {500, false, ErrorClass::Http5xx});
    recorder.count(list, 1, {0, false, ErrorClass::Timeout});
    recorder.finish();
    const Frame frame = drained(recorder, table);

    EXPECT_EQ(frame.counters.at("http_reqs"), 4);
    EXPECT_EQ(frame.counters.at("http_reqs{status:0}"), 1);
    EXPECT_EQ(frame.counters.at("http_reqs{error:timeout}"), 1);
    EXPECT_FALSE(frame.counters.contains("http_reqs{error:weather}"));
    EXPECT_EQ(frame.counters.at("http_reqs{status:409}"), 1);
    EXPECT_EQ(frame.counters.at("http_reqs{expected_response:true}"), 2);
}

TEST(RecorderTest, AGaugeCarriesItsValueIntoTheNextSecond)
{
    SeriesTable table({});
    const auto vus = table.list(MetricType::Gauge, "vus", {});
    Recorder recorder(table);

    recorder.changeGauge(vus, 5);
    recorder.changeGauge(vus, -1);
    recorder.request();
    recorder.handOverIfWanted();
    const Frame first = drained(recorder, table);
    recorder.changeGauge(vus, 2);
    recorder.finish();
    const Frame second = drained(recorder, table);

    EXPECT_EQ(first.gauges.at("vus").last, 4);
    EXPECT_EQ(first.gauges.at("vus").max, 5);
    EXPECT_EQ(second.gauges.at("vus").min, 4);
    EXPECT_EQ(second.gauges.at("vus").last, 6);
}

TEST(RecorderTest, AThreadThatIsLateKeepsItsGaugesAndCatchesUpAtOnce)
{
    SeriesTable table({});
    const auto vus = table.list(MetricType::Gauge, "vus", {});
    const auto requests = table.list(MetricType::Counter, "http_reqs", {});
    Recorder recorder(table);
    const auto frameWithoutWaiting = [&] {
        Frame frame;
        for (auto& interval : recorder.take(std::chrono::steady_clock::now())) {
            interval->addTo(frame, table);
            recorder.giveBack(std::move(interval));
        }
        return frame;
    };
    recorder.changeGauge(vus, 5);
    recorder.request();
    recorder.handOverIfWanted();
    EXPECT_EQ(frameWithoutWaiting().gauges.at("vus").last, 5);

    recorder.count(requests, 1);
    recorder.request(); // the thread is in a long turn
    const Frame late = frameWithoutWaiting();
    EXPECT_EQ(late.gauges.at("vus").min, 5);
    EXPECT_TRUE(late.counters.empty());

    recorder.changeGauge(vus, 2);
    recorder.handOverIfWanted(); // what the late frame waited for
    recorder.count(requests, 1);
    recorder.changeGauge(vus, -1);
    recorder.request();
    recorder.handOverIfWanted();
    const Frame next = frameWithoutWaiting();
    EXPECT_EQ(next.counters.at("http_reqs"), 2) << "not a second behind for good";
    EXPECT_EQ(next.gauges.at("vus").last, 6);
    EXPECT_EQ(next.gauges.at("vus").min, 5);
    EXPECT_EQ(next.gauges.at("vus").max, 7);
}

TEST(RecorderTest, NothingIsLostOrCountedTwiceWhileAnotherThreadTakes)
{
    SeriesTable table({});
    const auto requests = table.list(MetricType::Counter, "http_reqs", {});
    const auto duration = table.list(MetricType::Trend, "http_req_duration", {});
    Recorder recorder(table);
    constexpr int kSamples = 200'000;

    std::thread worker([&] {
        for (int i = 0; i < kSamples; ++i) {
            recorder.count(requests, 1);
            recorder.trend(duration, Micros{i % 5000});
            recorder.handOverIfWanted();
        }
        recorder.finish();
    });
    double counted = 0;
    std::uint64_t timed = 0;
    while (counted < kSamples) {
        recorder.request();
        const Frame frame = drained(recorder, table);
        if (const auto counter = frame.counters.find("http_reqs"); counter != frame.counters.end()) {
            counted += counter->second;
        }
        if (const auto trend = frame.trends.find("http_req_duration"); trend != frame.trends.end()) {
            timed += trend->second.count();
        }
    }
    worker.join();

    EXPECT_EQ(counted, kSamples);
    EXPECT_EQ(timed, static_cast<std::uint64_t>(kSamples));
}

TEST(RecorderTest, BoundsDistinctMessages)
{
    SeriesTable table({});
    Recorder recorder(table);
    for (int i = 0; i < 1000; ++i) {
        recorder.error(ErrorClass::Protocol, "search", "message " + std::to_string(i));
    }
    recorder.finish();
    const Frame frame = drained(recorder, table);

    EXPECT_LE(frame.errors.size(), 201U);
    std::uint64_t total = 0;
    for (const ErrorCount& error : frame.errors) {
        total += error.count;
    }
    EXPECT_EQ(total, 1000U);
}

TEST(HealthTest, NamesTheFirstRuleThatLimitsASecond)
{
    const GeneratorLimits limits;

    EXPECT_EQ(limitedBy({4900, 1000, 0.5, 0, {}}, limits), "");
    EXPECT_NE(limitedBy({5100, 1000, 0.5, 0, {}}, limits).find("started late"), std::string::npos);
    EXPECT_EQ(limitedBy({5100, 60'000, 0.5, 0, {}}, limits), "");
    EXPECT_NE(limitedBy({0, 0, 0.96, 0, {}}, limits).find("busy 96 %"), std::string::npos);
    EXPECT_NE(limitedBy({0, 0, 0, 3, {}}, limits).find("3 connections"), std::string::npos);
    EXPECT_NE(limitedBy({0, 0, 0, 0, 501ms}, limits).find("late"), std::string::npos);
}

TEST(HealthTest, ReadsThisProcess)
{
    HealthProbe probe;
    GeneratorHealth health;
    probe.sample(health);

    EXPECT_GT(health.rssBytes, 1U << 20U);
    EXPECT_GE(health.descriptors, 3U);
}

TEST(HealthTest, KnowsWhatAThreadWorked)
{
    const int own = ::gettid();
    const Nanos before = workOfThread(own);
    const auto cpuTime = [] {
        timespec time{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return Seconds{time.tv_sec} + Nanos{time.tv_nsec};
    };
    const Nanos begin = cpuTime();
    while (cpuTime() - begin < 100ms) {
    }

    EXPECT_GE(workOfThread(own) - before, 90ms); // the kernel counts by its ticks
    EXPECT_EQ(workOfThread(-1), 0ms);
}

TEST(HealthTest, ReadsTheMachine)
{
    const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    ASSERT_GE(listener, 0);
    ASSERT_EQ(::listen(listener, 1), 0); // on a free port, so that at least one socket is in use
    HealthProbe probe;
    GeneratorHealth health;
    ASSERT_TRUE(eventually([&] { // clock ticks are 10 ms: a machine that reads its own state is busy in some of them
        const SteadyTime longEnough = systemClock().steadyNow() + 250ms; // a shorter span says nothing
        while (systemClock().steadyNow() < longEnough) {
            HealthProbe().sample(health);
        }
        probe.sample(health);
        return health.machineCpu > 0;
    }));
    ::close(listener);

    EXPECT_LE(health.machineCpu, 1.0);
    EXPECT_GE(health.tcpSockets, 1U);
}

TEST(RecorderTest, TellsTheLongestTurnOfASecondAndForgetsItWithTheSecond)
{
    const SeriesTable table({});
    Recorder recorder(table);
    recorder.turnTook(300us);
    recorder.turnTook(7ms);
    recorder.turnTook(40us);
    const auto longest = [&recorder] {
        recorder.request();
        recorder.handOverIfWanted();
        auto intervals = recorder.take(std::chrono::steady_clock::now() + 10s);
        const Nanos turn = intervals.at(0)->longestTurn;
        recorder.giveBack(std::move(intervals.at(0)));
        return turn;
    };

    EXPECT_EQ(longest(), 7ms);
    recorder.turnTook(1ms);
    EXPECT_EQ(longest(), 1ms);
    recorder.turnTook(2ms);
    EXPECT_EQ(longest(), 2ms); // the first interval again
}
