// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verdict/rule_watch.h"
#include "tests/unit/verdict/run_frames.h"

#include <gtest/gtest.h>
#include <numeric>

namespace holdpoint {
namespace {

using namespace std::chrono_literals;

ThresholdRule failedRule(std::optional<Nanos> abortAfter = std::nullopt)
{
    ThresholdRule rule = ruleOf("http_req_failed", "rate<0.001", "rate<0.01");
    rule.abortAfter = abortAfter;
    return rule;
}

std::vector<std::pair<int, int>> secondsOf(const std::vector<TimeSpan>& spans)
{
    std::vector<std::pair<int, int>> seconds;
    for (const TimeSpan& span : spans) {
        const auto since = [](WallTime time) {
            return static_cast<int>(std::chrono::duration_cast<Seconds>(time - kStart).count());
        };
        seconds.emplace_back(since(span.from), since(span.to));
    }
    return seconds;
}

using Spans = std::vector<std::pair<int, int>>;

TEST(RuleWatchTest, FindsBreachesOverASlidingWindowOfTenSeconds)
{
    RuleWatch watch({ruleOf("http_req_duration", "p(95)<100", "p(95)<200")}, {});
    for (std::uint64_t tick = 0; tick < 60; ++tick) {
        const bool isSlow = tick == 20 || tick == 45;
        watch.add(trendFrame(tick, "http_req_duration", isSlow ? Micros{500ms} : Micros{5ms}, 10));
    }
    // one slow second of ten is 10 % of the samples, more than the 5 % above a 95th percentile
    EXPECT_EQ(secondsOf(watch.breaches(0)), (Spans{{20, 30}, {45, 55}}));
}

TEST(RuleWatchTest, JudgesTheMergedWindowAndNotTheSecondAlone)
{
    RuleWatch watch({failedRule()}, {});
    for (std::uint64_t tick = 0; tick < 40; ++tick) {
        watch.add(rateFrame(tick, "http_req_failed", {tick == 20 ? 1U : 0U, 200})); // 0.5 % of the second
    }
    EXPECT_TRUE(watch.breaches(0).empty()) << "1 of 2,000 is under 0.1 %";
}

/// A second in which so many messages were sent and so many deliveries were lost of those that came due.
Frame messages(std::uint64_t tick, double sent, std::uint64_t lost, std::uint64_t due)
{
    Frame frame = rateFrame(tick, "rtc_drop", {lost, due});
    if (sent > 0) {
        frame.counters["ws_msgs_sent"] = sent;
    }
    return frame;
}

TEST(RuleWatchTest, LossesAloneAfterTheLastMessageAreNoShare)
{
    RuleWatch watch({ruleOf("rtc_drop", "rate<0.05", "rate<0.05")}, {});
    for (std::uint64_t tick = 0; tick < 40; ++tick) {
        watch.add(messages(tick, 20, 4, 400)); // 1 %
    }
    for (std::uint64_t tick = 40; tick < 50; ++tick) {
        watch.add(messages(tick, 0, 4, 4));
    }
    watch.finish();
    EXPECT_TRUE(watch.breaches(0).empty());
}

TEST(RuleWatchTest, SecondsBetweenTwoMessagesAreJudgedAsAnyOther)
{
    RuleWatch watch({ruleOf("rtc_drop", "rate<0.05", "rate<0.05")}, {});
    for (std::uint64_t tick = 0; tick < 41; ++tick) {
        const bool isLost = tick % 5 == 3 && tick > 10; // some time after it was sent
        watch.add(messages(tick, tick % 5 == 0 ? 1 : 0, isLost ? 1 : 0, isLost ? 1 : tick % 5 == 1 && tick < 10 ? 1 : 0));
    }
    watch.finish();
    ASSERT_EQ(watch.breaches(0).size(), 1U);
    EXPECT_EQ(secondsOf(watch.breaches(0)), (Spans{{13, 41}}))
        << "in one piece, from the first loss to the second of the last message";
}

TEST(RuleWatchTest, ASilenceBreaksWhatAnAbortCountsAndABreach)
{
    ThresholdRule rule = ruleOf("rtc_drop", "rate<0.05", "rate<0.05");
    rule.abortAfter = 30s;
    RuleWatch watch({rule}, {});
    for (std::uint64_t tick = 0; tick < 86; ++tick) {
        const bool isBad = tick >= 50;
        const bool isSilent = tick >= 60 && tick < 80;
        watch.add(messages(tick, isSilent ? 0 : 20, isSilent ? 4 : isBad ? 200 : 4, isSilent ? 4 : 400));
        EXPECT_FALSE(watch.isAborting(0)) << tick;
    }
    watch.finish();
    EXPECT_EQ(secondsOf(watch.breaches(0)), (Spans{{50, 65}, {80, 86}}));
}

TEST(RuleWatchTest, AbortsOnlyAfterAViolationWithoutABreak)
{
    RuleWatch watch({failedRule(30s)}, {});
    std::uint64_t tick = 0;
    const auto addSeconds = [&](std::uint64_t count, std::uint64_t failed) {
        for (const std::uint64_t end = tick + count; tick < end; ++tick) {
            watch.add(rateFrame(tick, "http_req_failed", {failed, 100}));
        }
    };
    addSeconds(10, 0);
    addSeconds(15, 50); // violated from second 10 until its last bad second left the window, 34
    addSeconds(10, 0);
    EXPECT_FALSE(watch.isAborting(0)) << "25 seconds are not 30";
    addSeconds(29, 50);
    EXPECT_FALSE(watch.isAborting(0));
    addSeconds(1, 50);
    EXPECT_TRUE(watch.isAborting(0));
    addSeconds(10, 0);
    EXPECT_FALSE(watch.isAborting(0)) << "no longer violated";
}

TEST(RuleWatchTest, NeverAbortsWithoutACriticalOrWithoutTheRulesWord)
{
    ThresholdRule onlyWarns = ruleOf("http_req_failed", "rate<0.001");
    onlyWarns.abortAfter = Nanos{1s};
    RuleWatch watch({onlyWarns, failedRule()}, {});
    for (std::uint64_t tick = 0; tick < 100; ++tick) {
        watch.add(rateFrame(tick, "http_req_failed", {100, 100}));
    }
    EXPECT_FALSE(watch.isAborting(0));
    EXPECT_FALSE(watch.isAborting(1));
    EXPECT_EQ(secondsOf(watch.breaches(0)), (Spans{{0, 100}}));
}

TEST(RuleWatchTest, TakesAWindowWithoutSamplesForNoViolation)
{
    RuleWatch watch({failedRule(20s)}, {});
    for (std::uint64_t tick = 0; tick < 60; ++tick) {
        watch.add(tick < 5 ? rateFrame(tick, "http_req_failed", {9, 9}) : frameAt(tick));
    }
    EXPECT_EQ(secondsOf(watch.breaches(0)), (Spans{{0, 14}}));
    EXPECT_FALSE(watch.isAborting(0));
}

TEST(RuleWatchTest, WaitsForEveryShardAndJudgesThemTogether)
{
    RuleWatch watch({ruleOf("http_req_failed", "rate<0.5")}, {});
    const auto shardFrame = [](std::uint64_t tick, const std::string& shard, RateCount rate) {
        Frame frame = rateFrame(tick, "http_req_failed", rate);
        frame.shard = shard;
        return frame;
    };
    // the first shard alone fails everything, both together a tenth
    for (std::uint64_t tick = 0; tick < 4; ++tick) {
        watch.add(shardFrame(tick, "1/2", {10, 10}));
    }
    EXPECT_TRUE(watch.breaches(0).empty()) << "the second shard has not reported";
    for (std::uint64_t tick = 0; tick < 4; ++tick) {
        watch.add(shardFrame(tick, "2/2", {0, 90}));
    }
    watch.finish();
    EXPECT_TRUE(watch.breaches(0).empty());
}

TEST(RuleWatchTest, GoesOnWithoutAShardThatIsFiveSecondsLate)
{
    RuleWatch watch({ruleOf("http_req_failed", "rate<0.5")}, {});
    for (std::uint64_t tick = 0; tick < 5; ++tick) {
        Frame frame = rateFrame(tick, "http_req_failed", {10, 10});
        frame.shard = "1/2";
        watch.add(frame);
    }
    EXPECT_TRUE(watch.breaches(0).empty());
    Frame sixth = rateFrame(5, "http_req_failed", {10, 10});
    sixth.shard = "1/2";
    watch.add(sixth);
    EXPECT_EQ(secondsOf(watch.breaches(0)), (Spans{{0, 1}}));
    watch.finish();
    EXPECT_EQ(secondsOf(watch.breaches(0)), (Spans{{0, 6}}));
}

TEST(RuleWatchTest, DoesNotWaitForAShardThatHasEnded)
{
    RuleWatch watch({ruleOf("http_req_failed", "rate<0.5")}, {});
    Frame ended = rateFrame(0, "http_req_failed", {0, 1});
    ended.shard = "2/2";
    ended.isFinal = true;
    watch.add(ended);
    Frame going = rateFrame(1, "http_req_failed", {9, 9});
    going.shard = "1/2";
    watch.add(going);
    EXPECT_EQ(secondsOf(watch.breaches(0)), (Spans{{1, 2}}));
}

TEST(RuleWatchTest, JudgesGaugesInsideTheHoldOnly)
{
    RuleWatch watch({ruleOf("vus", "min>=100")}, RunWindow{60s, 10s, 40s});
    for (std::uint64_t tick = 0; tick < 60; ++tick) {
        Frame frame = frameAt(tick);
        const double vus = tick < 10 || tick >= 40 ? 50 : tick == 30 ? 99 : 100;
        frame.gauges["vus"] = {vus, vus, vus};
        watch.add(frame);
    }
    EXPECT_EQ(secondsOf(watch.breaches(0)), (Spans{{30, 40}}));
}

TEST(RuleWatchTest, DoesNotAskAWindowForASumThatTheRunHasToReach)
{
    RuleWatch watch({ruleOf("http_reqs", "count>=500"), ruleOf("http_reqs", "count<40"), ruleOf("http_reqs", "rate>=4")}, {});
    for (std::uint64_t tick = 0; tick < 30; ++tick) {
        Frame frame = frameAt(tick);
        frame.counters["http_reqs"] = tick < 15 ? 5 : 3;
        watch.add(frame);
    }
    EXPECT_TRUE(watch.breaches(0).empty());
    EXPECT_EQ(secondsOf(watch.breaches(1)), (Spans{{7, 20}}));
    EXPECT_EQ(secondsOf(watch.breaches(2)), (Spans{{20, 30}}));
}

} // namespace
} // namespace holdpoint
