// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/run_series.h"

#include <cmath>
#include <gmock/gmock.h>
#include <malloc.h>
#include <map>
#include <random>
#include <sstream>

namespace holdpoint {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Frame frameAt(std::uint64_t tick, const std::string& shard = "1/1", std::uint64_t seq = 0)
{
    Frame frame;
    frame.shard = shard;
    frame.tick = tick;
    frame.seq = seq == 0 ? tick + 1 : seq;
    frame.counters["http_reqs"] = 100;
    frame.gauges["vus"] = {50, 50, 50};
    LatencyHistogram& trend = frame.trends["http_req_duration"];
    for (int index = 1; index <= 100; ++index) {
        trend.record(Micros{index * 1000});
    }
    return frame;
}

TEST(RunSeriesTest, TakesPercentilesFromTheIntervalHistogram)
{
    RunSeries series;
    series.add(frameAt(0));

    const auto second = series.at(0);
    ASSERT_TRUE(second);
    EXPECT_NEAR(second->p50, 50, 0.1);
    EXPECT_NEAR(second->main, 95, 0.1);
    EXPECT_NEAR(second->p99, 99, 0.1);
    EXPECT_EQ(second->requests, 100);
}

TEST(RunSeriesTest, MergesShardsByTickAndNotByArrival)
{
    RunSeries series;
    Frame slow = frameAt(0, "2/2");
    slow.trends["http_req_duration"].clear();
    slow.trends["http_req_duration"].record(Micros{400'000}, 100);

    series.add(frameAt(0, "1/2"));
    series.add(frameAt(1, "1/2"));
    series.add(slow);

    EXPECT_NEAR(series.at(0)->main, 400, 0.5);
    EXPECT_EQ(series.at(0)->requests, 200);
    EXPECT_EQ(series.at(0)->vus, 100);
    EXPECT_EQ(series.endTick(), 1U) << "second 1 is not shown before the other shard has reported it";
}

TEST(RunSeriesTest, ShowsASecondWithoutALateShardAfterTwoSeconds)
{
    RunSeries series;
    series.add(frameAt(0, "1/2"));
    series.add(frameAt(0, "2/2"));
    for (std::uint64_t tick = 1; tick <= 5; ++tick) {
        series.add(frameAt(tick, "1/2"));
    }

    EXPECT_EQ(series.endTick(), 4U);
}

TEST(RunSeriesTest, CountsARepeatedFrameOnce)
{
    RunSeries series;
    EXPECT_EQ(series.add(frameAt(3)), RunSeries::Added::Merged);
    EXPECT_EQ(series.add(frameAt(3)), RunSeries::Added::Repeated);

    EXPECT_EQ(series.at(3)->requests, 100);
}

TEST(RunSeriesTest, ReportsMissingSecondsAsGapsAndNeverAsZero)
{
    RunSeries series;
    for (const std::uint64_t tick : {0U, 1U, 5U, 6U}) {
        series.add(frameAt(tick));
    }

    EXPECT_THAT(series.gaps(), ElementsAre(TickSpan{2, 4}));
    EXPECT_TRUE(std::isnan(series.at(3)->main));
}

TEST(RunSeriesTest, RefusesAFrameForASecondThatIsClosed)
{
    RunSeries series;
    series.add(frameAt(0, "1/2"));
    series.add(frameAt(100, "1/2"));

    EXPECT_EQ(series.add(frameAt(0, "2/2")), RunSeries::Added::TooLate);
    EXPECT_EQ(series.add(frameAt(99, "2/2")), RunSeries::Added::Merged);
}

TEST(RunSeriesTest, KeepsTheNewestSixHoursOnly)
{
    RunSeries series;
    series.add(frameAt(0));
    series.add(frameAt(RunSeries::kMaxSeconds + 9));

    EXPECT_EQ(series.firstTick(), 10U);
    EXPECT_FALSE(series.at(0));

    series.add(frameAt(std::uint64_t{1} << 40)); // a hostile tick costs no memory
    EXPECT_EQ(series.endTick() - series.firstTick(), RunSeries::kMaxSeconds);
}

/// What a second says, in one text: exact, so that two of them are equal bit for bit.
std::string textOf(const RunSeries& series, std::uint64_t tick)
{
    const auto second = series.at(tick);
    if (!second) {
        return "none";
    }
    std::ostringstream text;
    text << std::hexfloat << second->shardCount << second->isPartial << second->isLimited;
    for (const double value : {second->p50, second->main, second->p99, second->other, second->requests, second->vus, second->busy,
                               second->cpu, series.further(0, tick), series.further(1, tick)}) {
        text << ' ' << value;
    }
    for (const float errors : second->errors) {
        text << ' ' << errors;
    }
    for (const std::uint32_t count : series.heat(tick)) {
        text << ' ' << count;
    }
    return text.str();
}

SeriesKeys keysWithFurther()
{
    SeriesKeys keys;
    keys.otherLatency = "http_req_response_time";
    keys.further = {{"data_sent", FurtherKey::How::PerSecond, 0}, {"checks", FurtherKey::How::Share, 0}};
    return keys;
}

Frame variedFrame(std::uint64_t tick, std::mt19937& random)
{
    Frame frame = frameAt(tick);
    frame.trends["http_req_duration"].clear();
    for (int sample = 0; sample < 40; ++sample) {
        frame.trends["http_req_duration"].record(Micros{static_cast<std::int64_t>(random() % 900'000)}, 1 + random() % 300);
    }
    if (random() % 2 == 0) {
        frame.trends["http_req_response_time"].record(Micros{static_cast<std::int64_t>(random() % 3'600'000'000)});
    }
    frame.health.busy = static_cast<double>(random()) / 4e9;
    frame.health.cpu = static_cast<double>(random()) / 3e9;
    frame.counters["http_reqs"] = static_cast<double>(random()) / 7;
    frame.counters["data_sent"] = static_cast<double>(random() % 100000);
    if (random() % 3 == 0) {
        frame.rates["checks"] = {random() % 50, 50};
        frame.errors.push_back({"timeout", "search", "", 1 + random() % 2000, ""});
    }
    return frame;
}

TEST(RunSeriesTest, ASecondStaysBitForBitWhatItWasWhenItIsClosed)
{
    std::mt19937 random(3);
    RunSeries series(keysWithFurther());
    std::map<std::uint64_t, std::string> seen;
    for (std::uint64_t tick = 0; tick < 1000; ++tick) {
        if (tick % 97 == 5) {
            continue; // a gap
        }
        series.add(variedFrame(tick, random));
        seen[tick] = textOf(series, tick);
    }
    for (const auto& [tick, text] : seen) {
        ASSERT_EQ(textOf(series, tick), text) << tick;
    }
    EXPECT_EQ(series.at(5)->shardCount, 0U);
    EXPECT_TRUE(std::isnan(series.further(0, 5)));
    EXPECT_EQ(series.gaps().size(), 11U);
}

TEST(RunSeriesTest, SixHoursTakeLessThanFourMegabytes)
{
    std::mt19937 random(3);
    std::vector<Frame> different;
    for (std::uint64_t tick = 0; tick < 60; ++tick) {
        different.push_back(variedFrame(tick, random));
    }
    RunSeries series(keysWithFurther());
    std::size_t early = 0;
    for (std::uint64_t tick = 0; tick < RunSeries::kMaxSeconds + 1000; ++tick) {
        if (tick == 1000) { // the histograms of the last seconds are the same then and at the end
            early = mallinfo2().uordblks;
        }
        Frame& frame = different[tick % different.size()];
        frame.tick = tick;
        frame.seq = tick + 1;
        series.add(frame);
    }
    EXPECT_LT(mallinfo2().uordblks, early + 4'000'000);
    EXPECT_EQ(series.firstTick(), 1000U);
    EXPECT_FALSE(series.at(999));
    EXPECT_TRUE(series.at(1000));
    EXPECT_EQ(series.heat(999), RunSeries::HeatColumn{});
}

TEST(RunSeriesTest, GroupsErrorClassesAndKeepsTheGeneratorsApart)
{
    RunSeries series;
    Frame frame = frameAt(0);
    for (const char* errorClass : {"http_5xx", "dns", "tls", "timeout", "check", "ws", "generator"}) {
        frame.errors.push_back({errorClass, "search", "", 2, ""});
    }
    series.add(frame);

    EXPECT_THAT(series.at(0)->errors, ElementsAre(2, 0, 2, 4, 2, 2));
}

TEST(RunSeriesTest, WindowMergesHistogramsInsteadOfAveragingPercentiles)
{
    RunSeries series;
    for (std::uint64_t tick = 0; tick < 10; ++tick) {
        Frame frame = frameAt(tick);
        if (tick == 9) { // one slow second out of ten: 100 of 1,000 samples
            frame.trends["http_req_duration"].clear();
            frame.trends["http_req_duration"].record(Micros{2'000'000}, 100);
        }
        series.add(frame);
    }

    const WindowFigures figures = series.window(10);

    EXPECT_EQ(figures.latencyCount, 1000U);
    EXPECT_NEAR(*figures.mainMs, 2000, 2);
    EXPECT_EQ(*figures.requestsPerSecond, 100);
}

TEST(RunSeriesTest, LeavesTheBrokenLastSecondOutOfRates)
{
    RunSeries series;
    series.add(frameAt(0));
    Frame last = frameAt(1);
    last.isFinal = true;
    last.counters["http_reqs"] = 3;
    series.add(last);

    EXPECT_EQ(*series.window(10).requestsPerSecond, 100);
}

TEST(RunSeriesTest, AnEmptyRunHasNoFigures)
{
    const RunSeries series;

    EXPECT_EQ(series.endTick(), 0U);
    EXPECT_FALSE(series.at(0));
    EXPECT_FALSE(series.window(10).mainMs);
    EXPECT_THAT(series.gaps(), IsEmpty());
}

TEST(RunSeriesTest, HeatRowsHoldEverySample)
{
    RunSeries series;
    Frame frame = frameAt(0);
    frame.trends["http_req_duration"].record(Micros{0});
    frame.trends["http_req_duration"].record(Micros{3'600'000'000});
    series.add(frame);

    std::uint64_t total = 0;
    for (const std::uint32_t count : series.heat(0)) {
        total += count;
    }
    EXPECT_EQ(total, 102U);
}

TEST(RunSeriesTest, FurtherMetricsAreSummedOrMergedOverTheShards)
{
    using How = FurtherKey::How;
    SeriesKeys keys;
    keys.further = {{"data_sent", How::PerSecond, 0},
                    {"checks", How::Share, 0},
                    {"rtc_message_latency", How::Percentile, 95},
                    {"webhooks_sent", How::PerSecond, 0}};
    RunSeries series(keys);
    for (const char* shard : {"1/2", "2/2"}) {
        Frame frame = frameAt(3, shard, 1);
        const bool isFirst = std::string(shard) == "1/2";
        frame.counters["data_sent"] = 500;
        frame.rates["checks"] = isFirst ? RateCount{90, 100} : RateCount{300, 300};
        for (int index = 1; index <= 100; ++index) {
            frame.trends["rtc_message_latency"].record(Micros{(isFirst ? index : 100 + index) * 1000});
        }
        series.add(frame);
    }
    EXPECT_EQ(series.further(0, 3), 1000);
    EXPECT_NEAR(series.further(1, 3), 390.0 / 400, 1e-6);
    EXPECT_NEAR(series.further(2, 3), 190, 1);
    EXPECT_TRUE(std::isnan(series.further(3, 3))) << "no sample";
    EXPECT_TRUE(std::isnan(series.further(0, 2))) << "no frame";
    EXPECT_TRUE(std::isnan(series.further(9, 3))) << "nobody asked for it";
}

TEST(RunSeriesTest, KnowsWhenItsFirstSecondBegan)
{
    RunSeries series;
    EXPECT_FALSE(series.t0());
    Frame frame = frameAt(7);
    frame.time = WallTime(std::chrono::seconds{1000});
    series.add(frame);
    EXPECT_EQ(series.t0(), WallTime(std::chrono::seconds{993}));
}

} // namespace
} // namespace holdpoint
