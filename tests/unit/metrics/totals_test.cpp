// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/totals.h"

#include <gtest/gtest.h>
#include <malloc.h>
#include <random>
#include <set>

namespace holdpoint {
namespace {

using namespace std::chrono_literals;

constexpr Aggregate kCount{AggregateKind::Count, 0};
constexpr Aggregate kRate{AggregateKind::Rate, 0};
constexpr Aggregate kValue{AggregateKind::Value, 0};
constexpr Aggregate kMin{AggregateKind::Min, 0};
constexpr Aggregate kMax{AggregateKind::Max, 0};
constexpr Aggregate kAvg{AggregateKind::Avg, 0};
constexpr Aggregate kMed{AggregateKind::Med, 0};
constexpr Aggregate kP95{AggregateKind::Percentile, 95};

Frame frameAt(std::uint64_t tick, const std::string& shard = "1/1")
{
    Frame frame;
    frame.shard = shard;
    frame.seq = tick + 1;
    frame.tick = tick;
    frame.time = WallTime{1'767'607'440s} + Seconds{tick};
    return frame;
}

Frame gaugeFrame(std::uint64_t tick, GaugeSpan span, const std::string& shard = "1/1")
{
    Frame frame = frameAt(tick, shard);
    frame.gauges["vus"] = span;
    return frame;
}

TEST(MetricTotalsTest, CountsAndDividesByThePlannedLoad)
{
    MetricTotals totals;
    totals.setWindow({540s, {}, {}});
    for (std::uint64_t tick = 0; tick < 541; ++tick) {
        Frame frame = frameAt(tick);
        frame.counters["http_reqs"] = tick < 540 ? 17 : 3;
        totals.add(frame);
    }
    EXPECT_EQ(totals.typeOf("http_reqs"), MetricType::Counter);
    EXPECT_EQ(totals.value("http_reqs", kCount), 9183);
    EXPECT_DOUBLE_EQ(*totals.value("http_reqs", kRate), 9183.0 / 540);
    EXPECT_EQ(totals.sampleCount("http_reqs"), 9183U);
    EXPECT_EQ(totals.value("http_reqs", kAvg), std::nullopt);
    EXPECT_EQ(totals.frameCount(), 541U);
}

TEST(MetricTotalsTest, KnowsEverySecondAndFrameWhateverTheirOrderAndHoles)
{
    std::mt19937 random(7);
    for (int round = 0; round < 50; ++round) {
        MetricTotals totals;
        totals.setWindow({150s, {}, {}});
        std::set<std::uint64_t> seen;
        std::set<std::uint64_t> limited;
        for (int index = 0; index < 300; ++index) {
            Frame frame = frameAt(random() % 200);
            frame.health.limited = frame.tick % 3 == 0;
            EXPECT_EQ(totals.add(frame), seen.insert(frame.tick).second) << frame.tick;
            if (frame.health.limited) {
                limited.insert(frame.tick);
            }
        }
        const auto inLoad = [](const std::set<std::uint64_t>& ticks) {
            return static_cast<std::uint64_t>(std::distance(ticks.begin(), ticks.lower_bound(150)));
        };
        EXPECT_EQ(totals.frameCount(), seen.size());
        EXPECT_EQ(totals.loadSeconds(), inLoad(seen));
        EXPECT_EQ(totals.limitedSeconds(), inLoad(limited));
    }
}

TEST(MetricTotalsTest, HoursOfSecondsTakeNoMoreRoomThanMinutes)
{
    MetricTotals totals;
    for (std::uint64_t tick = 0; tick < 600; ++tick) {
        totals.add(frameAt(tick));
    }
    const std::size_t early = mallinfo2().uordblks;
    for (std::uint64_t tick = 600; tick < 43'200; ++tick) {
        totals.add(frameAt(tick));
    }
    EXPECT_LT(mallinfo2().uordblks, early + 16'384);
    EXPECT_EQ(totals.loadSeconds(), 43'200U);
}

TEST(MetricTotalsTest, DividesByTheSecondsSeenWhileTheLoadGoesOnOrWhereItWasCutShort)
{
    MetricTotals totals;
    totals.setWindow({100s, {}, {}});
    for (std::uint64_t tick = 0; tick < 10; ++tick) {
        Frame frame = frameAt(tick);
        frame.counters["http_reqs"] = 50;
        totals.add(frame);
    }
    EXPECT_DOUBLE_EQ(*totals.value("http_reqs", kRate), 5);
    EXPECT_DOUBLE_EQ(*totals.valueSoFar("http_reqs", kRate), 50);
    EXPECT_TRUE(totals.isCutShort());
    MetricTotals stopped = totals;
    stopped.endEarly();
    EXPECT_DOUBLE_EQ(*stopped.value("http_reqs", kRate), 50);
    for (std::uint64_t tick = 10; tick < 103; ++tick) { // the last answers come in after the load
        Frame frame = frameAt(tick);
        frame.counters["http_reqs"] = tick < 100 ? 50 : 10;
        totals.add(frame);
    }
    EXPECT_FALSE(totals.isCutShort());
    EXPECT_DOUBLE_EQ(*totals.value("http_reqs", kRate), 50.3) << "by the planned seconds";
}

TEST(MetricTotalsTest, KeepsRatesExactly)
{
    MetricTotals totals;
    for (std::uint64_t tick = 0; tick < 3; ++tick) {
        Frame frame = frameAt(tick);
        frame.rates["http_req_failed"] = RateCount{tick, 100};
        frame.rates["checks"] = RateCount{0, 0};
        totals.add(frame);
    }
    EXPECT_DOUBLE_EQ(*totals.value("http_req_failed", kRate), 0.01);
    EXPECT_EQ(totals.value("http_req_failed", kCount), 3);
    EXPECT_EQ(totals.sampleCount("http_req_failed"), 300U);
    EXPECT_EQ(totals.value("checks", kRate), std::nullopt) << "a series without a sample has no value";
}

TEST(MetricTotalsTest, TakesGaugeBoundsFromTheHoldAndTheValueFromTheEnd)
{
    MetricTotals totals;
    totals.setWindow({60s, 2s, 5s});
    totals.add(gaugeFrame(0, {10, 0, 10}));
    totals.add(gaugeFrame(1, {60, 10, 60}));
    totals.add(gaugeFrame(2, {100, 98, 100}));
    totals.add(gaugeFrame(3, {100, 100, 103}));
    totals.add(gaugeFrame(4, {97, 97, 100}));
    totals.add(gaugeFrame(5, {0, 0, 97}));
    EXPECT_EQ(totals.value("vus", kMin), 97);
    EXPECT_EQ(totals.value("vus", kMax), 103);
    EXPECT_DOUBLE_EQ(*totals.value("vus", kAvg), 99);
    EXPECT_EQ(totals.value("vus", kValue), 0);
    EXPECT_EQ(totals.sampleCount("vus"), 3U);
}

TEST(MetricTotalsTest, UsesTheSecondsThatAShortHoldTouches)
{
    MetricTotals totals;
    totals.setWindow({4s, 1500ms, 2300ms});
    totals.add(gaugeFrame(0, {1, 0, 1}));
    totals.add(gaugeFrame(1, {9, 2, 9}));
    totals.add(gaugeFrame(2, {9, 8, 9}));
    totals.add(gaugeFrame(3, {0, 0, 9}));
    EXPECT_EQ(totals.value("vus", kMax), 9);
    EXPECT_EQ(totals.sampleCount("vus"), 2U);
    EXPECT_EQ(totals.value("vus", kMin), 2);
}

TEST(MetricTotalsTest, SumsGaugesOverShardsSecondBySecond)
{
    MetricTotals totals;
    for (std::uint64_t tick = 0; tick < 3; ++tick) {
        totals.add(gaugeFrame(tick, {50, 49, 51}, "1/2"));
        totals.add(gaugeFrame(tick, {40, 30 + static_cast<double>(tick), 45}, "2/2"));
    }
    EXPECT_EQ(totals.value("vus", kMin), 79);
    EXPECT_EQ(totals.value("vus", kMax), 96);
    EXPECT_EQ(totals.value("vus", kAvg), 90);
    EXPECT_EQ(totals.value("vus", kValue), 90);
    EXPECT_EQ(totals.sampleCount("vus"), 3U);
}

TEST(MetricTotalsTest, GivesTrendsInMillisecondsAndLayoutShiftsUnscaled)
{
    MetricTotals totals;
    Frame frame = frameAt(0);
    for (int i = 1; i <= 100; ++i) {
        frame.trends["http_req_duration"].record(Micros{i * 1000});
    }
    frame.trends["browser_web_vital_cls"].record(Micros{1500}); // 0.15 times 10,000
    frame.trends["http_req_blocked"];
    totals.add(frame);
    EXPECT_EQ(totals.value("http_req_duration", kCount), 100);
    EXPECT_EQ(totals.value("http_req_duration", kMin), 1);
    EXPECT_EQ(totals.value("http_req_duration", kMax), 100);
    EXPECT_DOUBLE_EQ(*totals.value("http_req_duration", kAvg), 50.5);
    EXPECT_NEAR(*totals.value("http_req_duration", kMed), 50, 0.05);
    EXPECT_NEAR(*totals.value("http_req_duration", kP95), 95, 0.095);
    EXPECT_EQ(totals.value("http_req_duration", kRate), std::nullopt);
    EXPECT_DOUBLE_EQ(*totals.value("browser_web_vital_cls", kMax), 0.15);
    EXPECT_EQ(totals.value("http_req_blocked", kP95), std::nullopt);
    EXPECT_EQ(totals.trend("http_req_duration")->count(), 100U);
    EXPECT_EQ(totals.trend("vus"), nullptr);
}

TEST(MetricTotalsTest, CountsARepeatedFrameOnce)
{
    MetricTotals totals;
    Frame frame = frameAt(3);
    frame.counters["http_reqs"] = 5;
    EXPECT_TRUE(totals.add(frame));
    EXPECT_FALSE(totals.add(frame));
    EXPECT_EQ(totals.value("http_reqs", kCount), 5);
    frame.attempt = 2;
    EXPECT_TRUE(totals.add(frame)) << "another attempt numbers its frames anew";
    frame.shard = "2/2";
    EXPECT_TRUE(totals.add(frame));
    EXPECT_EQ(totals.value("http_reqs", kCount), 15);
    EXPECT_EQ(totals.frameCount(), 3U);
}

TEST(MetricTotalsTest, DoesNotDependOnTheOrderOfFrames)
{
    std::mt19937_64 random(11);
    std::vector<Frame> frames;
    for (std::uint64_t tick = 0; tick < 40; ++tick) {
        for (const char* shard : {"1/2", "2/2"}) {
            Frame frame = gaugeFrame(tick, {static_cast<double>(random() % 50), 1, 60}, shard);
            frame.counters["http_reqs"] = static_cast<double>(random() % 1000);
            frame.rates["http_req_failed"] = RateCount{random() % 5, 100};
            LatencyHistogram trend(random() % 2 == 0 ? LatencyHistogram::Digits::Two : LatencyHistogram::Digits::Three);
            trend.record(Micros{random() % 1'000'000}, 1 + random() % 9);
            frame.trends.emplace("http_req_duration", std::move(trend));
            frame.errors.push_back({"timeout", "search", "no answer " + std::to_string(random() % 6), 1, ""});
            frame.health.limited = random() % 7 == 0;
            frames.push_back(std::move(frame));
        }
    }
    const auto summaryOf = [](const std::vector<Frame>& input) {
        MetricTotals totals;
        totals.setWindow({30s, 5s, 25s});
        for (const Frame& frame : input) {
            totals.add(frame);
        }
        std::string text = dumpJson(totals.toJson());
        for (const ErrorCount& error : totals.errors()) {
            text += error.message + std::to_string(error.count);
        }
        return text + std::to_string(totals.limitedSeconds()) + "/" + std::to_string(totals.loadSeconds());
    };
    const std::string expected = summaryOf(frames);
    for (int round = 0; round < 5; ++round) {
        std::shuffle(frames.begin(), frames.end(), random);
        EXPECT_EQ(summaryOf(frames), expected);
    }
}

TEST(MetricTotalsTest, ListsErrorsByFirstSightWithTheirSamples)
{
    MetricTotals totals;
    Frame late = frameAt(9);
    late.errors.push_back({"timeout", "search", "no answer in 10 s", 2, ""});
    late.errors.push_back({"connect", "search", "refused", 1, "late"});
    Frame early = frameAt(4);
    early.errors.push_back({"connect", "search", "refused", 4, "early"});
    totals.add(late);
    totals.add(early);
    const auto errors = totals.errors();
    ASSERT_EQ(errors.size(), 2U);
    EXPECT_EQ(errors[0].errorClass, "connect");
    EXPECT_EQ(errors[0].count, 5U);
    EXPECT_EQ(errors[0].sample, "early");
    EXPECT_EQ(errors[1].message, "no answer in 10 s");
    EXPECT_EQ(totals.errorTimes()[0], early.time);
    EXPECT_EQ(totals.errorTimes()[1], late.time);
}

TEST(MetricTotalsTest, CountsLimitedSecondsOfTheLoadOnceForAllShards)
{
    MetricTotals totals;
    totals.setWindow({5s, {}, {}});
    for (std::uint64_t tick = 0; tick < 8; ++tick) {
        for (const char* shard : {"1/2", "2/2"}) {
            Frame frame = frameAt(tick, shard);
            frame.health.limited = tick == 2 || tick == 7;
            totals.add(frame);
        }
    }
    EXPECT_EQ(totals.loadSeconds(), 5U);
    EXPECT_EQ(totals.limitedSeconds(), 1U) << "second 7 lies behind the load";
}

TEST(MetricTotalsTest, WritesTheMetricsOfTheReport)
{
    MetricTotals totals;
    totals.setWindow({10s, {}, {}});
    Frame frame = gaugeFrame(0, {100, 90, 110});
    frame.counters["http_reqs"] = 20;
    frame.rates["http_req_failed"] = RateCount{0, 20};
    frame.rates["checks"] = RateCount{0, 0};
    frame.trends["http_req_duration{name:search}"].record(Micros{1500}, 20);
    frame.trends["iteration_duration"];
    totals.add(frame);
    EXPECT_EQ(dumpJson(totals.toJson()),
              R"j({"checks":{"type":"rate","rate":0.0,"passes":0,"fails":0},)j"
              R"j("http_req_duration{name:search}":{"type":"trend","unit":"ms","count":20,"min":1.5,"avg":1.5,"med":1.5,)j"
              R"j("p(90)":1.5,"p(95)":1.5,"p(99)":1.5,"max":1.5},)j"
              R"j("http_req_failed":{"type":"rate","rate":0.0,"passes":0,"fails":20},)j"
              R"j("http_reqs":{"type":"counter","count":20,"rate":2.0},)j"
              R"j("iteration_duration":{"type":"trend","unit":"ms","count":0,"min":null,"avg":null,"med":null,"p(90)":null,)j"
              R"j("p(95)":null,"p(99)":null,"max":null},)j"
              R"j("vus":{"type":"gauge","value":100.0,"min":90.0,"max":110.0,"avg":100.0}})j");
}

TEST(MetricTotalsTest, KnowsNothingOfASeriesThatNeverCame)
{
    const MetricTotals totals;
    EXPECT_EQ(totals.typeOf("http_reqs"), std::nullopt);
    EXPECT_EQ(totals.value("http_reqs", kCount), std::nullopt);
    EXPECT_EQ(totals.sampleCount("http_reqs"), 0U);
    EXPECT_TRUE(totals.keys().empty());
    EXPECT_EQ(dumpJson(totals.toJson()), "{}");
}

TEST(AggregateTest, IsWrittenAsK6WritesIt)
{
    EXPECT_EQ(kP95.text(), "p(95)");
    EXPECT_EQ((Aggregate{AggregateKind::Percentile, 99.9}).text(), "p(99.9)");
    EXPECT_EQ(kMed.text(), "med");
    EXPECT_EQ(kRate.text(), "rate");
}

} // namespace
} // namespace holdpoint
