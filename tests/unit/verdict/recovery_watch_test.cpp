// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verdict/run_result.h"

#include <gtest/gtest.h>

namespace holdpoint {

using namespace std::chrono_literals;

namespace {

constexpr const char* kMetric = "http_req_duration{name:rsvp}";

/// A second in which each of `count` answers took `took`.
Frame secondOf(std::uint64_t tick, Micros took, std::uint64_t count = 1)
{
    Frame frame;
    frame.seq = tick + 1;
    frame.tick = tick;
    frame.trends[kMetric].record(took, count);
    return frame;
}

const RecoveryRule kFlash{"flash", kMetric, 60s, 70s, 30s, 20s};

} // namespace

TEST(RecoveryWatchTest, ComparesTheTimeAfterABurstWithTheTimeBeforeIt)
{
    RecoveryWatch watch({kFlash});
    for (std::uint64_t tick = 120; tick-- > 0;) { // the order of frames does not matter
        const bool isNear = (tick >= 30 && tick < 60) || (tick >= 70 && tick < 90);
        watch.add(secondOf(tick, !isNear ? Micros{9s} : tick < 60 ? Micros{10ms} : Micros{15ms}));
    }
    const auto results = watch.results();

    ASSERT_EQ(results.size(), 1U);
    EXPECT_EQ(results[0].scenario, "flash");
    EXPECT_EQ(results[0].beforeCount, 30U);
    EXPECT_EQ(results[0].afterCount, 20U);
    EXPECT_NEAR(results[0].before.value_or(0), 10, 0.1);
    EXPECT_NEAR(results[0].ratio().value_or(0), 1.5, 0.01);
}

TEST(RecoveryWatchTest, ASideWithoutSamplesHasNoRatio)
{
    RecoveryWatch watch({kFlash});
    watch.add(secondOf(40, 10ms));

    EXPECT_FALSE(watch.results().front().after);
    EXPECT_FALSE(watch.results().front().ratio());
}

TEST(RecoveryWatchTest, IsPartOfARunsResultAndOfWhatIsStoredOfIt)
{
    RunRules rules;
    rules.recoveries = {kFlash};
    RunJudge judge(rules);
    judge.add(secondOf(40, 10ms, 25));
    judge.add(secondOf(80, 11ms, 21));
    const RunResult result = judge.judge(RunEnding::Completed, "", {});
    const auto stored = runResultFromJson(toJson(result));

    ASSERT_TRUE(stored);
    ASSERT_EQ(stored->recoveries.size(), 1U);
    EXPECT_EQ(stored->recoveries[0].metric, kMetric);
    EXPECT_EQ(stored->recoveries[0].before, result.recoveries[0].before);
    EXPECT_EQ(stored->recoveries[0].after, result.recoveries[0].after);
    EXPECT_EQ(stored->recoveries[0].beforeCount, 25U);
    EXPECT_EQ(stored->recoveries[0].afterCount, 21U);
}

} // namespace holdpoint
