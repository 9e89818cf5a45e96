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
std::vector<std::pair<std::uint64_t, AlarmEvent>> feed(AlarmWatch& watch, std::uint64_t from, std::uint64_t to,
                                                       std::uint64_t failed, std::uint64_t total)
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
    EXPECT_NE(events.front().second.sentence.find("http_req_failed rate at worst "), std::string::npos);
}

TEST(AlarmWatchTest, ItsSentenceNamesTheWorstValueAsSuchAndItsTimeOnceItHasEnded)
{
    AlarmRule rule = errorRateAlarm();
    rule.window = 1s;
    rule.sustained = 3s;
    rule.clearFor = 2s;
    AlarmWatch watch({rule});
    feed(watch, 0, 5, 2, 100);
    const auto worse = feed(watch, 5, 10, 8, 100);
    ASSERT_EQ(worse.size(), 1U);
    EXPECT_EQ(worse.front().second.sentence, "http_req_failed rate at worst 8.00\u00a0%, alarm at rate>0.01");
    EXPECT_TRUE(feed(watch, 10, 40, 3, 100).empty()) << "no worse";
    const auto cleared = feed(watch, 40, 50, 0, 100);
    ASSERT_EQ(cleared.size(), 1U);
    const AlarmEvent& end = cleared.front().second;
    EXPECT_EQ(*end.to - end.from, 40s);
    EXPECT_EQ(end.sentence, "http_req_failed rate at worst 8.00\u00a0%, alarm at rate>0.01, for 40\u00a0s; cleared");
}

TEST(AlarmWatchTest, LossesAloneAfterTheLastMessageAreNoAlarm)
{
    AlarmRule rule = errorRateAlarm();
    rule.metric = "rtc_drop";
    rule.when = *parseExpression("rate>0.05");
    AlarmWatch watch({rule});
    for (std::uint64_t tick = 0; tick < 60; ++tick) {
        Frame frame = second(tick, 0, 0);
        frame.rates.clear();
        if (tick < 30) {
            frame.counters["ws_msgs_sent"] = 20;
            frame.rates["rtc_drop"] = RateCount{0, 380};
        } else {
            frame.rates["rtc_drop"] = RateCount{40, 40};
        }
        EXPECT_TRUE(watch.add(frame).empty()) << tick;
    }
}

TEST(AlarmWatchTest, ASilenceBreaksTheTimeThatAnAlarmWaits)
{
    AlarmRule rule = errorRateAlarm();
    rule.metric = "rtc_drop";
    rule.when = *parseExpression("rate>0.05");
    rule.window = 1s;
    rule.sustained = 10s;
    AlarmWatch watch({rule});
    for (std::uint64_t tick = 0; tick < 40; ++tick) {
        Frame frame = second(tick, 0, 0);
        frame.rates.clear();
        const bool isSent = tick < 4 || (tick >= 30 && tick < 39);
        if (isSent) {
            frame.counters["ws_msgs_sent"] = 20;
        }
        frame.rates["rtc_drop"] = isSent ? RateCount{200, 400} : RateCount{4, 4};
        EXPECT_TRUE(watch.add(frame).empty()) << tick << ": 4 s and its late losses before the silence, 10 s after it";
    }
}

TEST(AlarmWatchTest, LossesBetweenTwoMessagesAreJudgedAsThresholdsJudgeThem)
{
    AlarmRule rule = errorRateAlarm();
    rule.metric = "rtc_drop";
    rule.when = *parseExpression("rate>0.05");
    AlarmWatch watch({rule});
    std::size_t fired = 0;
    for (std::uint64_t tick = 0; tick < 90; ++tick) {
        Frame frame = second(tick, 0, 0);
        frame.rates.clear();
        if (tick % 4 == 0) {
            frame.counters["ws_msgs_sent"] = 20;
        }
        frame.rates["rtc_drop"] = tick % 4 == 2 ? RateCount{100, 200} : RateCount{0, 200}; // some time after they were sent
        fired += watch.add(frame).size();
    }
    EXPECT_GE(fired, 1U);
}

TEST(AlarmWatchTest, ASecondIsJudgedAsSoonAsEveryShardHasReportedIt)
{
    AlarmRule rule = errorRateAlarm();
    rule.window = 1s;
    rule.sustained = 3s;
    AlarmWatch alone({rule});
    const auto events = feed(alone, 0, 4, 50, 100);
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events.front().first, 3U) << "over since second 0, for 3 s at second 3: with that second's own frame";

    AlarmWatch both({rule});
    std::vector<AlarmEvent> told;
    for (std::uint64_t tick = 0; tick < 4; ++tick) {
        for (const char* shard : {"1/2", "2/2"}) {
            EXPECT_TRUE(told.empty()) << "the other shard's second is still to come";
            Frame frame = second(tick, 50, 100);
            frame.shard = shard;
            told = both.add(frame);
        }
    }
    EXPECT_EQ(told.size(), 1U);
}

TEST(AlarmWatchTest, ClearsOnlyBelowTheEasedLimitForItsTime)
{
    AlarmWatch watch({errorRateAlarm()});
    ASSERT_FALSE(feed(watch, 0, 30, 5, 100).empty());
    const auto cleared = feed(watch, 30, 90, 0, 100);
    ASSERT_FALSE(cleared.empty());
    EXPECT_TRUE(cleared.back().second.to);
    EXPECT_EQ(cleared.back().first, 68U); // one bad second of ten is calm: from second 38 on, for 30 s
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

TEST(AlarmWatchTest, ALongWindowCountsAllItsSeconds)
{
    AlarmRule rule;
    rule.id = "too-many";
    rule.metric = "http_reqs";
    rule.when = *parseExpression("rate>15");
    rule.window = 5min;
    rule.sustained = 10s;
    AlarmWatch watch({rule});
    const auto eventsOf = [&watch](std::uint64_t from, std::uint64_t to, double perSecond) {
        std::size_t events = 0;
        for (std::uint64_t tick = from; tick < to; ++tick) {
            Frame frame = second(tick, 0, 0);
            frame.counters["http_reqs"] = perSecond;
            events += watch.add(frame).size();
        }
        return events;
    };

    EXPECT_EQ(eventsOf(0, 300, 10), 0U);
    // the average of 300 s passes 15/s when half of them are at 20/s, and the alarm 10 s later
    EXPECT_EQ(eventsOf(300, 450, 20), 0U);
    EXPECT_GT(eventsOf(450, 480, 20), 0U);
}

TEST(AlarmWatchTest, ALongWindowOfATrendHoldsItsOldestSecondsToo)
{
    AlarmRule rule;
    rule.id = "slow";
    rule.metric = "http_req_duration";
    rule.when = *parseExpression("p(90)>500");
    rule.window = 5min;
    rule.sustained = 1s;
    rule.minSamples = 1;
    AlarmWatch watch({rule});
    const auto firstEventOf = [&watch](std::uint64_t from, std::uint64_t to, Micros latency) {
        std::optional<std::uint64_t> first;
        for (std::uint64_t tick = from; tick < to; ++tick) {
            Frame frame = second(tick, 0, 0);
            frame.trends["http_req_duration"].record(latency, 10);
            if (!watch.add(frame).empty() && !first) {
                first = tick;
            }
        }
        return first;
    };

    EXPECT_FALSE(firstEventOf(0, 300, 100ms));
    const auto fired = firstEventOf(300, 400, 900ms);
    ASSERT_TRUE(fired);
    EXPECT_GE(*fired, 328U) << "a tenth of 300 s, the window moving in steps of 5 s";
    EXPECT_LE(*fired, 338U);
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
    ThresholdRule atMost = rule;
    atMost.metric = "http_req_duration{name:login}";
    atMost.critical = *parseExpression("p(95)<=2000");
    const auto alarms = criticalAlarmsOf({rule, rate, atMost});
    ASSERT_EQ(alarms.size(), 2U);
    EXPECT_EQ(alarms[0].when.text, "p(95)>=2000");
    EXPECT_TRUE(alarms[0].when.holds(2000));
    EXPECT_FALSE(alarms[0].when.holds(1999));
    EXPECT_EQ(alarms[1].when.text, "p(95)>2000");
    EXPECT_FALSE(alarms[1].when.holds(2000));
    EXPECT_TRUE(alarms[1].when.holds(2000.1));
}

TEST(AlarmWatchTest, OneCauseHasOneAlarmAndEachAlarmHasAnIdOfItsOwn)
{
    ThresholdRule search;
    search.metric = "http_req_duration{name:search}";
    search.target = *parseExpression("p(95)<1200");
    search.critical = parseExpression("p(95)<2000").operator*();
    ThresholdRule tail = search;
    tail.target = *parseExpression("p(99)<2000");
    tail.critical = parseExpression("p(99)<4000").operator*();
    AlarmRule planned;
    planned.id = "p95-critical.search";
    planned.metric = "http_req_duration{ name: search }";
    planned.when = *parseExpression("p(95)>2000");
    planned.isCritical = true;
    AlarmRule other = planned;
    other.id = "p95-slow.search";
    other.when = *parseExpression("p(95)>1500");

    const auto idsOf = [](const std::vector<AlarmRule>& alarms) {
        std::vector<std::string> ids;
        for (const AlarmRule& alarm : alarms) {
            ids.push_back(alarm.id);
        }
        return ids;
    };
    EXPECT_EQ(idsOf(alarmsOf({planned}, {search, tail})),
              (std::vector<std::string>{"p95-critical.search", "critical:http_req_duration{name:search} p(99)"}));
    AlarmRule late = planned;
    late.sustained = std::chrono::minutes{10};
    AlarmRule quiet = planned;
    quiet.isCritical = false;
    for (const AlarmRule& less : {late, quiet}) {
        EXPECT_EQ(idsOf(alarmsOf({less}, {search})),
                  (std::vector<std::string>{"p95-critical.search", "critical:http_req_duration{name:search}"}))
            << "later or quieter, it does not stand in";
    }
    EXPECT_EQ(idsOf(alarmsOf({other}, {search})),
              (std::vector<std::string>{"p95-slow.search", "critical:http_req_duration{name:search}"}))
        << "another limit is another alarm";
    EXPECT_EQ(idsOf(alarmsOf({}, {search, tail})).size(), 2U);
}

AlarmRule cpuAlarm()
{
    AlarmRule rule;
    rule.id = "cpu";
    rule.source = "prometheus";
    rule.query = "max(cpu)";
    rule.when = *parseExpression("value>90");
    rule.sustained = 10s;
    rule.clearFor = 10s;
    return rule;
}

/// Asks every five seconds; texts of the events: "+10" fired at the tenth second, "-30" cleared, "~" changed.
std::string ask(AlarmWatch& watch, int from, const std::vector<std::optional<double>>& values)
{
    std::string seen;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const int second = from + 5 * static_cast<int>(i);
        const WallTime at = WallTime{1'700'000'000s} + std::chrono::seconds{second};
        for (const AlarmEvent& event : watch.add(SourceSample{1, "max(cpu)", at, values[i]})) {
            seen += (event.to ? "-" : "+") + std::to_string(second) +
                    (event.sentence.find("NO DATA") == std::string::npos ? " " : "? ");
        }
        watch.add(SourceSample{1, "max(other)", at, 100});
    }
    return seen;
}

TEST(QueryAlarmTest, FiresAfterItsTimeAndClearsBeyondTheEasedLimit)
{
    AlarmWatch watch({cpuAlarm()});
    EXPECT_EQ(ask(watch, 0, {50, 95, 95}), "");
    EXPECT_EQ(ask(watch, 15, {95}), "+15 ");
    EXPECT_EQ(ask(watch, 20, {88, 88, 88, 88}), "") << "88 is not under 85.5";
    EXPECT_EQ(ask(watch, 40, {80, 80, 80}), "-50 ");
}

TEST(QueryAlarmTest, ADipBeginsItsTimeAnew)
{
    AlarmWatch watch({cpuAlarm()});
    EXPECT_EQ(ask(watch, 0, {95, 95, 80, 95, 95}), "");
    EXPECT_EQ(ask(watch, 25, {95}), "+25 ");
}

TEST(QueryAlarmTest, ATimeBelowTwoScrapesIsRaisedToThem)
{
    AlarmRule atOnce = cpuAlarm();
    atOnce.sustained = 0s;
    AlarmWatch raised({atOnce}, 10s);
    EXPECT_EQ(ask(raised, 0, {95, 95}), "");
    EXPECT_EQ(ask(raised, 10, {95}), "+10 ");
    AlarmWatch plain({atOnce});
    EXPECT_EQ(ask(plain, 0, {95}), "+0 ");
}

TEST(QueryAlarmTest, NoDataIsNotClearAndIsSaidAfterThirtySeconds)
{
    AlarmWatch watch({cpuAlarm()});
    EXPECT_EQ(ask(watch, 0, {95, 95, 95}), "+10 ");
    EXPECT_EQ(ask(watch, 15, {{}, {}, {}, {}, {}, {}}), "");
    EXPECT_EQ(ask(watch, 45, {{}, {}}), "+45? ") << "once";
    EXPECT_EQ(ask(watch, 55, {92}), "+55 ") << "it sees again, and fires still";
    EXPECT_EQ(ask(watch, 60, {80, 80, 80}), "-70 ");
}

TEST(QueryAlarmTest, TimeThatWasNotSeenIsNotTimeOverTheLimit)
{
    AlarmRule slow = cpuAlarm();
    slow.sustained = 60s;
    AlarmWatch watch({slow});
    EXPECT_EQ(ask(watch, 0, {95, {}, {}, {}, {}, {}, {}, {}, {}, 95, 95, 95, 95, 95}), "");
    EXPECT_EQ(ask(watch, 70, {95, 95, 95, 95, 95, 95, 95, 95}), "+105 ");
}

std::vector<AlarmEvent> eventsOf(AlarmWatch& watch, const std::vector<double>& values)
{
    std::vector<AlarmEvent> events;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const WallTime at = WallTime{1'700'000'000s} + std::chrono::seconds{5 * static_cast<int>(i)};
        for (AlarmEvent& event : watch.add(SourceSample{1, "max(cpu)", at, values[i]})) {
            events.push_back(std::move(event));
        }
    }
    return events;
}

TEST(QueryAlarmTest, TheWorstIsThatOfTheWholeTimeOverTheLimit)
{
    AlarmWatch watch({cpuAlarm()});
    const auto events = eventsOf(watch, {92, 99, 91, 93});
    ASSERT_EQ(events.size(), 1U) << "93 is no worse than the 99 before it fired";
    EXPECT_EQ(events[0].worst, 99);
}

TEST(QueryAlarmTest, TheWorstOfALowerLimitIsTheLeast)
{
    AlarmRule workers = cpuAlarm();
    workers.when = *parseExpression("value<5");
    AlarmWatch watch({workers});
    const auto events = eventsOf(watch, {4, 2, 3, 3, 1, 2, 9, 9, 9});
    ASSERT_EQ(events.size(), 3U);
    EXPECT_EQ(events[0].worst, 2);
    EXPECT_EQ(events[1].worst, 1) << "it got worse";
    EXPECT_TRUE(events[2].to);
    EXPECT_EQ(events[2].worst, 1);
}

TEST(QueryAlarmTest, ADipForgetsTheWorstBeforeIt)
{
    AlarmWatch watch({cpuAlarm()});
    const auto events = eventsOf(watch, {99, 50, 92, 93, 91});
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].worst, 93);
}

} // namespace
} // namespace holdpoint
