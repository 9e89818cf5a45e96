// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/packed_trend.h"

#include <gtest/gtest.h>
#include <random>

namespace holdpoint {
namespace {

using namespace std::chrono_literals;
using Digits = LatencyHistogram::Digits;

void expectSame(const LatencyHistogram& a, const LatencyHistogram& b)
{
    EXPECT_EQ(a.digits(), b.digits());
    EXPECT_EQ(a.count(), b.count());
    EXPECT_EQ(a.sumUs(), b.sumUs());
    EXPECT_EQ(a.minUs(), b.minUs());
    EXPECT_EQ(a.maxUs(), b.maxUs());
    EXPECT_EQ(a.encodeV2(), b.encodeV2());
}

void expectUnchanged(const LatencyHistogram& histogram)
{
    const auto read = trendFromPacked(packedTrend(histogram));
    ASSERT_TRUE(read) << read.error().message;
    expectSame(*read, histogram);
}

Json packed(unsigned digits, std::int64_t sum, std::uint64_t min, std::uint64_t max, std::vector<std::uint8_t> buckets)
{
    return Json::array({digits, sum, min, max, Json::binary(std::move(buckets))});
}

class PackedTrendTest : public testing::TestWithParam<Digits>
{};

TEST_P(PackedTrendTest, ComesBackWithEveryBucketAndExactValue)
{
    std::mt19937_64 random(20260105);
    std::lognormal_distribution<double> latencyUs(10.6, 2.0);
    LatencyHistogram histogram(GetParam());
    for (int sample = 0; sample < 5000; ++sample) {
        histogram.record(Micros{static_cast<std::int64_t>(latencyUs(random))}, 1 + random() % 3);
        if (sample < 5 || sample % 500 == 0) {
            expectUnchanged(histogram);
        }
    }
}

TEST_P(PackedTrendTest, ComesBackFromTheEdgesOfTheRange)
{
    expectUnchanged(LatencyHistogram(GetParam()));
    LatencyHistogram histogram(GetParam());
    for (const Micros value : {Micros{0}, Micros{1}, Micros{2047}, Micros{2048}, Micros{1h} - 1us, Micros{1h}, Micros{25h}}) {
        LatencyHistogram single(GetParam());
        single.record(value);
        expectUnchanged(single);
        histogram.record(value, 1'000'000);
        expectUnchanged(histogram);
    }
}

INSTANTIATE_TEST_SUITE_P(TwoAndThreeDigits, PackedTrendTest, testing::Values(Digits::Two, Digits::Three));

TEST(PackedTrendTest, ComesBackFromAMergeOfDifferentDigits)
{
    LatencyHistogram histogram(Digits::Two);
    LatencyHistogram fine(Digits::Three);
    for (int i = 1; i <= 100; ++i) {
        fine.record(Micros{i * 1234});
        histogram.record(Micros{i * 4321});
    }
    histogram.merge(fine);
    expectUnchanged(histogram);
}

TEST(PackedTrendTest, RefusesWhatNoHistogramIs)
{
    const std::vector<std::uint8_t> five{10}; // one sample of 5 us
    EXPECT_TRUE(trendFromPacked(packed(3, 0, 0, 0, five)));
    const std::vector<std::pair<std::string, Json>> cases{
        {"no list", Json::object()},
        {"too short", Json::array({3, 0, 0, 0})},
        {"no bytes", Json::array({3, 0, 0, 0, "text"})},
        {"other digits", packed(4, 0, 0, 0, five)},
        {"a sum below all samples", packed(3, -3, 0, 0, five)},
        {"a sum above all samples", packed(3, 3, 0, 0, five)},
        {"a minimum outside its bucket", packed(3, 0, 1, 0, five)},
        {"a minimum that wraps around", packed(3, 0, UINT64_MAX, 0, five)},
        {"a maximum outside its bucket", packed(3, 0, 0, 1, five)},
        {"a gap that is cut off", packed(3, 0, 0, 0, {0x80})},
        {"a count that is cut off", packed(3, 0, 0, 0, {11})},
        {"a number without end", packed(3, 0, 0, 0, std::vector<std::uint8_t>(100, 0xff))},
        {"a bucket above one hour", packed(3, 0, 0, 0, {0xff, 0xff, 0x7f, 0})},
        {"more buckets than there are", packed(2, 0, 0, 0, std::vector<std::uint8_t>(100'000, 0))},
        {"more than 2^32 samples", packed(3, 0, 0, 0, {1, 0xff, 0xff, 0xff, 0xff, 0x1f})},
        {"a sum of an empty one", packed(3, 1, 0, 0, {})},
    };
    for (const auto& [what, json] : cases) {
        const auto read = trendFromPacked(json);
        ASSERT_FALSE(read) << what;
        EXPECT_EQ(read.error().kind, Error::Kind::Invalid) << what;
    }
}

} // namespace
} // namespace holdpoint
