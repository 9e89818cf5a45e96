// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verdict/alarm_watch.h"

#include <gtest/gtest.h>

namespace holdpoint {
namespace {

using namespace std::chrono_literals;

AlarmRule errorRateAlarm()
{
    AlarmRule rule;
    rule.id = "error-rate";
    rule.metric = "http_req_failed";
    rule.when = *parseExpression("rate>0.01");
    return rule;
}

Frame second(std::uint64_t tick, std::uint64_t failed, std::uint64_t total)
{
    Frame frame;
    frame.seq = tick + 1;
    frame.tick = tick;
    frame.time = WallTime{1'700'000'000s} + std::chrono::seconds{static_cast<std::int64_t>(tick)};
    frame.rates["http_req_failed"] = RateCount{failed, total};
    return frame;
}

/// Feeds seconds with this failure share; gives the tick at which the first event came.
std::vector<std::pair<std::uint64_t, AlarmEvent>> feed(AlarmWatch& watch, std::uint64_t from, std::uint64_t to, std::uint64_t failed,
                                                       std::uint64_t total)
{
    std::vector<std::pair<std::uint64_t, AlarmEvent>> events;
    for (std::uint64_t tick = from; tick < to; ++tick) {
        for (AlarmEvent& event : watch.add(second(tick, failed, total))) {
            events.emplace_back(tick, std::move(event));
        }
    }
    return events;
}

TEST(AlarmWatchTest, FiresOnlyAfterTheLimitWasExceededForItsTime)
{
    AlarmWatch watch({errorRateAlarm()});
    EXPECT_TRUE(feed(watch, 0, 20, 0, 100).empty());
    const auto events = feed(watch, 20, 40, 5, 100);
    ASSERT_FALSE(events.empty());
    // over 1 % from the second whose 10 s window holds 3 bad seconds' worth; then 10 s more
    EXPECT_GE(events.front().first, 31U);
    EXPECT_LE(events.front().first, 34U);
    EXPECT_FALSE(events.front().second.to);
    EXPECT_NE(events.front().second.sentence.find("http_req_failed rate is"), std::string::npos);
}

TEST(AlarmWatchTest, ClearsOnlyBelowTheEasedLimitForItsTime)
{
    AlarmWatch watch({errorRateAlarm()});
    ASSERT_FALSE(feed(watch, 0, 30, 5, 100).empty());
    const auto cleared = feed(watch, 30, 90, 0, 100);
    ASSERT_FALSE(cleared.empty());
    EXPECT_TRUE(cleared.back().second.to);
    EXPECT_GE(cleared.back().first, 69U); // 10 s until the window is clean, then 30 s of calm
}

TEST(AlarmWatchTest, SaysNothingWithTooFewSamples)
{
    AlarmWatch watch({errorRateAlarm()});
    // 0.2 requests a second: 12 in a minute, 1 failure
    std::vector<AlarmEvent> events;
    for (std::uint64_t tick = 0; tick < 60; ++tick) {
        for (AlarmEvent& event : watch.add(second(tick, tick == 30 ? 1 : 0, tick % 5 == 0 ? 1 : 0))) {
            events.push_back(std::move(event));
        }
    }
    EXPECT_TRUE(events.empty());
}

TEST(AlarmWatchTest, ThreeFailuresAMinuteAreEnoughWhereTrafficIsThin)
{
    AlarmWatch watch({errorRateAlarm()});
    bool hasFired = false;
    for (std::uint64_t tick = 0; tick < 60; ++tick) {
        hasFired = !watch.add(second(tick, tick % 5 == 0 ? 1 : 0, tick % 5 == 0 ? 1 : 0)).empty() || hasFired;
    }
    EXPECT_TRUE(hasFired);
}

TEST(AlarmWatchTest, SilenceIsNotCalm)
{
    AlarmWatch watch({errorRateAlarm()});
    ASSERT_FALSE(feed(watch, 0, 30, 5, 100).empty());
    EXPECT_TRUE(feed(watch, 91, 160, 0, 0).empty());
}

TEST(AlarmWatchTest, DerivesOneAlarmFromEveryCriticalPercentile)
{
    ThresholdRule rule;
    rule.metric = "http_req_duration{name:search}";
    rule.target = *parseExpression("p(95)<1200");
    rule.critical = parseExpression("p(95)<2000").operator*();
    ThresholdRule rate;
    rate.metric = "http_req_failed";
    rate.target = *parseExpression("rate<0.001");
    rate.critical = *parseExpression("rate<0.01");
    const auto alarms = criticalAlarmsOf({rule, rate});
    ASSERT_EQ(alarms.size(), 1U);
    EXPECT_EQ(alarms[0].when.text, "p(95)>=2000");
    EXPECT_TRUE(alarms[0].when.holds(2000));
    EXPECT_FALSE(alarms[0].when.holds(1999));
}

} // namespace
} // namespace holdpoint
