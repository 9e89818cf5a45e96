// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/units.h"

#include <gtest/gtest.h>

namespace holdpoint {
namespace {

using namespace std::chrono_literals;

TEST(DurationTest, ReadsEveryUnitAndTheirSums)
{
    EXPECT_EQ(*parseDuration("250ms"), Nanos{250ms});
    EXPECT_EQ(*parseDuration("6s"), Nanos{6s});
    EXPECT_EQ(*parseDuration("9m"), Nanos{9min});
    EXPECT_EQ(*parseDuration("1h30m"), Nanos{90min});
    EXPECT_EQ(*parseDuration("1.5s"), Nanos{1500ms});
    EXPECT_EQ(*parseDuration("0"), Nanos{0});
}

TEST(DurationTest, RefusesWhatIsNoDurationAndSaysHowToWriteOne)
{
    for (const char* text : {"", "5", "s", "-3s", "3 s", "5x", "1h30", "nan", "40d"}) {
        const auto result = parseDuration(text);
        ASSERT_FALSE(result) << text;
    }
    EXPECT_EQ(parseDuration("5x").error().message, "`5x` is not a duration: write it like 250ms, 6s, 9m or 1h30m");
}

TEST(RateTest, ReadsPerSecondMinuteAndHour)
{
    EXPECT_DOUBLE_EQ(*parseRate("100/s"), 100);
    EXPECT_DOUBLE_EQ(*parseRate("1000/min"), 1000.0 / 60);
    EXPECT_DOUBLE_EQ(*parseRate("3600/h"), 1);
    EXPECT_FALSE(parseRate("100"));
    EXPECT_FALSE(parseRate("0/s"));
}

TEST(SizeTest, ReadsBinaryAndDecimalUnits)
{
    EXPECT_EQ(*parseSize("64KiB"), 65536U);
    EXPECT_EQ(*parseSize("4MB"), 4'000'000U);
    EXPECT_EQ(*parseSize("512"), 512U);
    EXPECT_FALSE(parseSize("4XB"));
}

TEST(RatioTest, ReadsPercentAndShare)
{
    EXPECT_DOUBLE_EQ(*parseRatio("2%"), 0.02);
    EXPECT_DOUBLE_EQ(*parseRatio("0.5"), 0.5);
    EXPECT_FALSE(parseRatio("two"));
}

TEST(FormatTest, WritesNumbersAsTheConsoleShowsThem)
{
    EXPECT_EQ(formatCount(324000), "324,000");
    EXPECT_EQ(formatCount(2'310'000), "2.31\u00a0M");
    EXPECT_EQ(formatNumber(-1234.5, 1), "\u22121,234.5");
    EXPECT_EQ(formatNumber(-0.001, 1), "0.0");
    EXPECT_EQ(formatMillis(0.18), "0.18\u00a0ms");
    EXPECT_EQ(formatMillis(41), "41.0\u00a0ms");
    EXPECT_EQ(formatMillis(341.2), "341\u00a0ms");
    EXPECT_EQ(formatClock(582s), "9:42");
    EXPECT_EQ(formatClock(1h + 4min + 9s), "1:04:09");
    EXPECT_EQ(formatDuration(93s), "93\u00a0s");
    EXPECT_EQ(formatDuration(324s), "5\u00a0min 24\u00a0s");
    EXPECT_EQ(formatPlain(0.001), "0.001");
    EXPECT_EQ(formatPlain(1200), "1200");
}

} // namespace
} // namespace holdpoint
