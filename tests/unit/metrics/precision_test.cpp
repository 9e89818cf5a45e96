// SPDX-License-Identifier: GPL-3.0-or-later
// What a verdict may rest on: at most 0.1 % error in every percentile of a metric that a rule names, and the same bytes however
// many agents counted.
#include "core/metrics/frame.h"
#include "core/metrics/latency_histogram.h"
#include "core/metrics/totals.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <gtest/gtest.h>
#include <random>
#include <vector>

using namespace holdpoint;

namespace {

constexpr double kMostError = 0.001;
constexpr std::array kPercentiles{0.1, 1.0, 10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.9, 99.99, 100.0};

std::vector<std::uint64_t> latencies(std::size_t count, unsigned seed)
{
    std::mt19937_64 random(seed);
    std::lognormal_distribution<double> microseconds(10.6, 1.2); // median 40 ms, up to minutes
    std::vector<std::uint64_t> values(count);
    for (std::uint64_t& value : values) {
        value = static_cast<std::uint64_t>(microseconds(random)) + 1;
    }
    return values;
}

/// HdrHistogram's rank: the smallest value with p percent of all values at or below it.
std::uint64_t exactPercentile(const std::vector<std::uint64_t>& sorted, double p)
{
    const double rank = std::ceil(p / 100 * static_cast<double>(sorted.size()) - 1e-9);
    return sorted[static_cast<std::size_t>(std::max(1.0, rank)) - 1];
}

} // namespace

TEST(PrecisionTest, NoValueFromAMicrosecondToAnHourIsOffByMoreThanATenthOfAPercent)
{
    double worst = 0;
    LatencyHistogram histogram(LatencyHistogram::Digits::Three);
    for (double value = 1; value <= 3.6e9; value *= 1.0037) {
        const auto us = static_cast<std::uint64_t>(value);
        for (const std::uint64_t each : {us, us | 1023U, us & ~std::uint64_t{1023}}) {
            if (each == 0 || each > 3'600'000'000) {
                continue;
            }
            histogram.clear();
            histogram.record(Micros{static_cast<std::int64_t>(each)});
            histogram.record(Micros{3'600'000'000}); // so that the exact maximum does not help
            const auto seen = static_cast<double>(histogram.percentileUs(50));
            worst = std::max(worst, std::abs(seen - static_cast<double>(each)) / static_cast<double>(each));
        }
    }
    EXPECT_LE(worst, kMostError);
    EXPECT_GT(worst, kMostError / 2) << "the bound is tight: the test looks where it is worst";
}

TEST(PrecisionTest, EveryPercentileOfLatenciesIsWithinATenthOfAPercent)
{
    for (unsigned seed = 1; seed <= 5; ++seed) {
        auto values = latencies(20'000, seed);
        LatencyHistogram histogram(LatencyHistogram::Digits::Three);
        for (const std::uint64_t value : values) {
            histogram.record(Micros{static_cast<std::int64_t>(value)});
        }
        std::sort(values.begin(), values.end());
        for (const double p : kPercentiles) {
            const auto exact = static_cast<double>(exactPercentile(values, p));
            EXPECT_NEAR(static_cast<double>(histogram.percentileUs(p)), exact, exact * kMostError) << "p" << p;
        }
    }
}

TEST(PrecisionTest, AnyNumberOfAgentsGivesTheHistogramOfOneBitByBit)
{
    const auto values = latencies(50'000, 7);
    for (const auto digits : {LatencyHistogram::Digits::Three, LatencyHistogram::Digits::Two}) {
        LatencyHistogram one(digits);
        for (const std::uint64_t value : values) {
            one.record(Micros{static_cast<std::int64_t>(value)});
        }
        for (const std::size_t agents : {2U, 3U, 7U}) {
            std::vector<LatencyHistogram> parts(agents, LatencyHistogram(digits));
            for (std::size_t i = 0; i < values.size(); ++i) {
                parts[i % agents].record(Micros{static_cast<std::int64_t>(values[i])});
            }
            for (const bool isBackwards : {false, true}) {
                LatencyHistogram merged(digits);
                for (std::size_t i = 0; i < agents; ++i) {
                    merged.merge(parts[isBackwards ? agents - 1 - i : i]);
                }
                EXPECT_EQ(merged.encodeV2(), one.encodeV2()) << agents << " agents";
                EXPECT_EQ(merged.sumUs(), one.sumUs());
                EXPECT_EQ(merged.minUs(), one.minUs());
                EXPECT_EQ(merged.maxUs(), one.maxUs());
            }
        }
    }
}

TEST(PrecisionTest, FramesThatTravelledOrWereStoredGiveTheSamePercentilesAsOneHistogram)
{
    constexpr std::uint64_t kFrames = 20;
    const auto values = latencies(20'000, 3);
    LatencyHistogram one(LatencyHistogram::Digits::Three);
    MetricTotals totals;
    for (std::uint64_t tick = 0; tick < kFrames; ++tick) {
        Frame frame;
        frame.tick = tick;
        LatencyHistogram part(LatencyHistogram::Digits::Three);
        for (std::size_t i = tick; i < values.size(); i += kFrames) {
            part.record(Micros{static_cast<std::int64_t>(values[i])});
            one.record(Micros{static_cast<std::int64_t>(values[i])});
        }
        frame.trends.emplace("http_req_duration", std::move(part));
        const auto read =
            tick % 2 == 0 ? frameFromJson(toJson(frame)) : frameFromBlob(toBlob(frame)); // on the wire, and as stored
        ASSERT_TRUE(read) << read.error().message;
        totals.add(*read);
    }
    for (const double p : kPercentiles) {
        EXPECT_EQ(totals.value("http_req_duration", {AggregateKind::Percentile, p}),
                  static_cast<double>(one.percentileUs(p)) / 1000);
    }
}
