// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/latency_histogram.h"

#include <gtest/gtest.h>
#include <random>

namespace holdpoint {
namespace {

using namespace std::chrono_literals;
using Digits = LatencyHistogram::Digits;

constexpr std::uint64_t kHourUs = 3'600'000'000;

LatencyHistogram histogramOf(const std::vector<std::int64_t>& values, Digits digits = Digits::Three)
{
    LatencyHistogram histogram(digits);
    for (const std::int64_t value : values) {
        histogram.record(Micros{value});
    }
    return histogram;
}

std::vector<std::int64_t> randomValues(std::size_t count, unsigned seed)
{
    std::mt19937_64 random(seed);
    std::lognormal_distribution<double> distribution(10, 1.5);
    std::vector<std::int64_t> values(count);
    for (auto& value : values) {
        value = static_cast<std::int64_t>(distribution(random));
    }
    return values;
}

void expectEqual(const LatencyHistogram& a, const LatencyHistogram& b)
{
    EXPECT_EQ(a.digits(), b.digits());
    EXPECT_EQ(a.count(), b.count());
    EXPECT_EQ(a.sumUs(), b.sumUs());
    EXPECT_EQ(a.minUs(), b.minUs());
    EXPECT_EQ(a.maxUs(), b.maxUs());
    EXPECT_EQ(a.encodeV2(), b.encodeV2());
}

TEST(LatencyHistogramTest, IsEmptyUntilSomethingIsRecorded)
{
    LatencyHistogram histogram;
    EXPECT_TRUE(histogram.isEmpty());
    EXPECT_EQ(histogram.percentileUs(95), 0U);
    EXPECT_EQ(histogram.minUs(), 0U);
    EXPECT_EQ(histogram.maxUs(), 0U);
    EXPECT_EQ(histogram.meanUs(), 0.0);

    histogram.record(5ms, 0);
    EXPECT_TRUE(histogram.isEmpty());
    EXPECT_EQ(histogram.minUs(), 0U);
}

TEST(LatencyHistogramTest, KeepsCountSumMinAndMaxExactly)
{
    const auto histogram = histogramOf({44'010, 1210, 93'333, 1211});
    EXPECT_EQ(histogram.count(), 4U);
    EXPECT_EQ(histogram.sumUs(), 139'764U);
    EXPECT_EQ(histogram.minUs(), 1210U);
    EXPECT_EQ(histogram.maxUs(), 93'333U);
    EXPECT_DOUBLE_EQ(histogram.meanUs(), 34'941.0);
}

TEST(LatencyHistogramTest, RecordsZeroAsZeroAndSaturatesAboveOneHour)
{
    LatencyHistogram histogram;
    histogram.record(0us);
    histogram.record(-3us);
    EXPECT_EQ(histogram.count(), 2U);
    EXPECT_EQ(histogram.maxUs(), 0U);
    EXPECT_EQ(histogram.percentileUs(100), 0U);

    histogram.record(2h);
    histogram.record(Micros::max());
    EXPECT_EQ(histogram.count(), 4U);
    EXPECT_EQ(histogram.maxUs(), kHourUs);
    EXPECT_EQ(histogram.percentileUs(99), kHourUs);
}

TEST(LatencyHistogramTest, KeepsTwoOrThreeSignificantDigits)
{
    for (const auto& [digits, error] : {std::pair(Digits::Two, 0.01), std::pair(Digits::Three, 0.001)}) {
        for (const std::int64_t value : randomValues(2000, 1)) {
            auto histogram = histogramOf({value}, digits);
            histogram.record(1h); // keeps the exact maximum out of the answer
            const auto median = static_cast<double>(histogram.percentileUs(50));
            EXPECT_GE(median, static_cast<double>(value));
            EXPECT_LE(median, static_cast<double>(value) * (1 + error) + 0.5) << value;
        }
    }
}

TEST(LatencyHistogramTest, AnswersNoPercentileAboveTheExactMaximum)
{
    const auto histogram = histogramOf({100'001, 1'000'001});
    EXPECT_EQ(histogram.percentileUs(100), 1'000'001U);
    EXPECT_EQ(histogram.percentileUs(250), 1'000'001U);
    EXPECT_EQ(histogram.percentileUs(0), 100'001U);
    EXPECT_EQ(histogram.percentileUs(-1), 100'001U);
}

TEST(LatencyHistogramTest, MergesWithoutLossAndInAnyOrder)
{
    const auto values = randomValues(9000, 2);
    std::vector<LatencyHistogram> parts(7);
    for (std::size_t i = 0; i < values.size(); ++i) {
        parts[i * i % parts.size()].record(Micros{values[i]});
    }
    LatencyHistogram forward;
    LatencyHistogram backward;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        forward.merge(parts[i]);
        backward.merge(parts[parts.size() - 1 - i]);
    }
    expectEqual(forward, histogramOf(values));
    expectEqual(backward, forward);
}

TEST(LatencyHistogramTest, MergesDifferentDigitsIntoTwoWhicheverComesFirst)
{
    const auto fine = histogramOf(randomValues(3000, 3), Digits::Three);
    const auto coarse = histogramOf(randomValues(3000, 4), Digits::Two);
    auto fineFirst = fine;
    fineFirst.merge(coarse);
    auto coarseFirst = coarse;
    coarseFirst.merge(fine);

    EXPECT_EQ(fineFirst.digits(), Digits::Two);
    expectEqual(fineFirst, coarseFirst);

    auto expected = histogramOf(randomValues(3000, 3), Digits::Two);
    expected.merge(coarse);
    expectEqual(fineFirst, expected);
}

TEST(LatencyHistogramTest, MergesItself)
{
    auto histogram = histogramOf({10, 20'000});
    histogram.merge(histogram);
    expectEqual(histogram, histogramOf({10, 10, 20'000, 20'000}));
}

TEST(LatencyHistogramTest, ForgetsEverythingWhenCleared)
{
    auto histogram = histogramOf({10, 20'000});
    histogram.clear();
    EXPECT_TRUE(histogram.isEmpty());
    histogram.record(7us);
    expectEqual(histogram, histogramOf({7}));
}

TEST(LatencyHistogramTest, ShowsBucketsAscendingWithTheirBounds)
{
    const auto histogram = histogramOf({3, 3, 2047, 5000, 5001});
    std::vector<std::array<std::uint64_t, 3>> buckets;
    histogram.forEachBucket([&](auto lowest, auto highest, auto count) { buckets.push_back({lowest, highest, count}); });
    const std::vector<std::array<std::uint64_t, 3>> expected{{3, 3, 2}, {2047, 2047, 1}, {5000, 5003, 2}};
    EXPECT_EQ(buckets, expected);
}

TEST(LatencyHistogramTest, KnowsWhichExactFiguresCanBelongToItsBuckets)
{
    const auto histogram = histogramOf({5000, 5001, 90'000});
    EXPECT_TRUE(histogram.couldHold(100'001, 5000, 90'000));
    EXPECT_TRUE(histogram.couldHold(100'003, 5003, 90'040));
    EXPECT_FALSE(histogram.couldHold(100'001, 4999, 90'000)) << "minimum in another bucket";
    EXPECT_FALSE(histogram.couldHold(100'001, 5000, 91'000)) << "maximum in another bucket";
    EXPECT_FALSE(histogram.couldHold(14'000, 5000, 90'000)) << "mean below the minimum";
    EXPECT_FALSE(histogram.couldHold(UINT64_MAX, 5000, 90'000)) << "mean above the maximum";
    EXPECT_TRUE(LatencyHistogram().couldHold(0, 0, 0));
    EXPECT_FALSE(LatencyHistogram().couldHold(5, 0, 0));
}

} // namespace
} // namespace holdpoint
