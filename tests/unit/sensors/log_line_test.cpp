// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sensors/log_line.h"

#include "core/base/time_format.h"

#include <gtest/gtest.h>

namespace holdpoint {
namespace {

TEST(LogLineTest, TimesAreReadAsSecondsOrMilliseconds)
{
    for (const char* line : {R"({"ts":1763900000,"msg":"a"})", R"({"ts":1763900000000,"msg":"a"})", R"({"time":1763900000.0})"}) {
        const auto at = logLineFrom(line).at;
        ASSERT_TRUE(at) << line;
        EXPECT_EQ(formatUtcSeconds(*at), "2025-11-23T12:13:20Z") << line;
    }
}

TEST(LogLineTest, NumbersThatAreNoTimeAreNone)
{
    for (const char* line :
         {R"({"ts":1e300})", R"({"ts":1e17})", R"({"ts":-1e300})", R"({"ts":-1e14})", R"({"ts":18446744073709551615})"}) {
        EXPECT_FALSE(logLineFrom(line).at) << line;
    }
}

} // namespace
} // namespace holdpoint
