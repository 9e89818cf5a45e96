// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/expected_value.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace holdpoint {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(ExpectedValueTest, ReadsANumberAMetricAndTheSmallestOfSeveral)
{
    const auto number = parseExpectedValue(" 100 ");
    ASSERT_TRUE(number);
    ASSERT_EQ(number->size(), 1U);
    EXPECT_EQ(number->front().number, 100);

    const auto metric = parseExpectedValue("metric http_reqs{name:rsvp capped, status:201} count");
    ASSERT_TRUE(metric);
    ASSERT_EQ(metric->size(), 1U);
    EXPECT_EQ(metric->front().metric, "http_reqs{name:rsvp capped, status:201}");
    EXPECT_EQ(metric->front().aggregate, "count");

    const auto least = parseExpectedValue("min(100, metric http_reqs{name:rsvp,status:201} count)");
    ASSERT_TRUE(least);
    ASSERT_EQ(least->size(), 2U);
    EXPECT_EQ(least->front().number, 100);
    EXPECT_EQ(least->back().metric, "http_reqs{name:rsvp,status:201}");
}

TEST(ExpectedValueTest, NamesItsMetrics)
{
    EXPECT_THAT(metricsOfExpectedValue("7"), IsEmpty());
    EXPECT_THAT(metricsOfExpectedValue("some of them"), IsEmpty());
    EXPECT_THAT(metricsOfExpectedValue("min(3, metric iterations count, metric http_reqs{a:b} count)"),
                ElementsAre("iterations", "http_reqs{a:b}"));
}

TEST(ExpectedValueTest, ShowsHowToWriteWhatItCannotRead)
{
    for (const char* text : {"", "many", "metric", "metric count", "min()", "min(1,)", "min(1, many)", "max(1, 2)", "min(1, 2"}) {
        const auto read = parseExpectedValue(text);
        ASSERT_FALSE(read) << text;
        EXPECT_THAT(read.error().message, HasSubstr("is neither a number nor like `metric"));
    }
}

} // namespace holdpoint
