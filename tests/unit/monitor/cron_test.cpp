// SPDX-License-Identifier: GPL-3.0-or-later
// Cron expressions and time zones of GitLab's freeze periods.
#include "core/base/time_format.h"
#include "core/monitor/cron.h"

#include <filesystem>
#include <gtest/gtest.h>

namespace holdpoint {
namespace {

WallTime utc(const char* text)
{
    return *parseUtc(text);
}

std::string nextOf(const char* cron, const char* from, const char* zone = "UTC")
{
    const auto parsed = Cron::parse(cron);
    const auto place = TimeZone::open(zone);
    const auto next = parsed && place ? parsed->next(utc(from), *place) : std::nullopt;
    return next ? formatUtcSeconds(*next) : "none";
}

TEST(CronTest, TheNextMomentFollowsTheFields)
{
    EXPECT_EQ(nextOf("0 23 * * 5", "2026-11-25T10:00:00Z"), "2026-11-27T23:00:00Z"); // a Friday
    EXPECT_EQ(nextOf("*/15 8-9 * * mon-fri", "2026-11-28T08:00:00Z"), "2026-11-30T08:00:00Z");
    EXPECT_EQ(nextOf("30 1 1 jan *", "2026-11-25T10:00:00Z"), "2027-01-01T01:30:00Z");
    EXPECT_EQ(nextOf("0 0 13 * 5", "2026-11-25T10:00:00Z"), "2026-11-27T00:00:00Z"); // either day is enough
    EXPECT_EQ(nextOf("0 12 * * 7", "2026-11-25T10:00:00Z"), "2026-11-29T12:00:00Z"); // 7 is Sunday
    EXPECT_EQ(nextOf("0 0 31 2 *", "2026-11-25T10:00:00Z"), "none");
}

TEST(CronTest, WhatIsNoCronExpressionIsNotGuessed)
{
    for (const char* text : {"", "* * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8", "a * * * *",
                             "5-1 * * * *", "*/0 * * * *", "1,,2 * * * *", "* * * * * *", "@daily"}) {
        EXPECT_FALSE(Cron::parse(text)) << text;
    }
}

TEST(CronTest, ZonesShiftTheMoment)
{
    if (!std::filesystem::exists("/usr/share/zoneinfo/Europe/Berlin")) {
        GTEST_SKIP() << "no zoneinfo on this machine (Debian: tzdata)";
    }
    EXPECT_EQ(nextOf("0 23 * * 5", "2026-11-25T10:00:00Z", "Europe/Berlin"), "2026-11-27T22:00:00Z"); // winter
    EXPECT_EQ(nextOf("0 23 * * 5", "2026-07-01T10:00:00Z", "Europe/Berlin"), "2026-07-03T21:00:00Z"); // summer
    EXPECT_EQ(nextOf("0 9 * * *", "2026-07-01T20:00:00Z", "America/New_York"), "2026-07-02T13:00:00Z");
    EXPECT_FALSE(TimeZone::open("../../etc/passwd"));
    EXPECT_FALSE(TimeZone::open("Nowhere/Town"));
    EXPECT_FALSE(TimeZone::open("/etc/localtime"));
}

TEST(CronTest, DaysAroundAChangeOfTheClocksAreSearchedWhole)
{
    if (!std::filesystem::exists("/usr/share/zoneinfo/Europe/Berlin")) {
        GTEST_SKIP() << "no zoneinfo on this machine (Debian: tzdata)";
    }
    EXPECT_EQ(nextOf("0 0 * * 1", "2026-03-28T12:00:00Z", "Europe/Berlin"), "2026-03-29T22:00:00Z")
        << "the night before it changed";
    EXPECT_EQ(nextOf("0 0 * * 1", "2026-10-24T12:00:00Z", "Europe/Berlin"), "2026-10-25T23:00:00Z");
    EXPECT_EQ(nextOf("59 23 * * 0", "2026-10-24T12:00:00Z", "Europe/Berlin"), "2026-10-25T22:59:00Z");
    const auto lastOf = [](const char* cron, const char* from) {
        const auto last = Cron::parse(cron)->last(utc(from), *TimeZone::open("Europe/Berlin"));
        return last ? formatUtcSeconds(*last) : "none";
    };
    EXPECT_EQ(lastOf("59 23 * * 6", "2026-03-31T12:00:00Z"), "2026-03-28T22:59:00Z");
    EXPECT_EQ(lastOf("0 0 * * 0", "2026-10-27T12:00:00Z"), "2026-10-24T22:00:00Z");
    EXPECT_EQ(lastOf("0 0 30 2 *", "2026-10-27T12:00:00Z"), "none");
}

TEST(CronTest, AFreezeCoversOnlyWhatLiesWhollyInIt)
{
    const FreezePeriod weekend{"0 23 * * 5", "0 8 * * 1", "UTC"};
    const auto covers = [&weekend](const char* from, const char* to) { return freezeCovers(weekend, {utc(from), utc(to)}); };
    EXPECT_EQ(covers("2026-11-28T10:00:00Z", "2026-11-28T12:00:00Z"), true);
    EXPECT_EQ(covers("2026-11-27T23:00:00Z", "2026-11-30T08:00:00Z"), true);
    EXPECT_EQ(covers("2026-11-27T22:59:00Z", "2026-11-28T12:00:00Z"), false) << "it has not begun";
    EXPECT_EQ(covers("2026-11-30T07:00:00Z", "2026-11-30T08:30:00Z"), false) << "it ends before";
    EXPECT_EQ(freezeCovers({"x", "0 8 * * 1", "UTC"}, {utc("2026-11-28T10:00:00Z"), utc("2026-11-28T11:00:00Z")}), std::nullopt);
    EXPECT_EQ(
        freezeCovers({"0 23 * * 5", "0 8 * * 1", "Nowhere/Town"}, {utc("2026-11-28T10:00:00Z"), utc("2026-11-28T11:00:00Z")}),
        std::nullopt);
}

} // namespace
} // namespace holdpoint
