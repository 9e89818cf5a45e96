// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dossier/frame_rollup.h"
#include "core/metrics/totals.h"
#include "core/verdict/run_result.h"
#include "tests/integration/dossier/dossier_fixture.h"

namespace holdpoint {

using testing::ElementsAre;
using testing::SizeIs;

namespace {

constexpr const char* kPhase = "http_req_waiting{name:search}";
constexpr const char* kRule = "http_req_duration{name:search}";
constexpr const char* kOther = "http_req_duration{name:other}";

/// One test of `planned`, with a rule on kRule.
Plan planOf(Nanos planned)
{
    Plan plan = planNamed("rollup");
    Scenario scenario;
    scenario.id = "searchers";
    scenario.executor.vus = 1;
    scenario.executor.duration = planned;
    TestPlan test;
    test.id = "search";
    test.scenarios.push_back(scenario);
    ThresholdRule rule;
    rule.metric = kRule;
    test.thresholds.push_back(rule);
    plan.tests.push_back(test);
    return plan;
}

Frame second(std::uint64_t seq)
{
    Frame frame = frameOf(seq);
    for (const char* key : {kPhase, kRule, kOther}) {
        frame.trends[key].record(Millis{static_cast<std::int64_t>(seq)}, 2);
    }
    frame.counters["http_reqs{name:search}"] = 3;
    frame.rates["checks{name:search}"] = {1, 2};
    const double value = static_cast<double>(seq);
    frame.gauges["vus{scenario:searchers}"] = {value, value, value};
    return frame;
}

/// Ticks of the stored frames that have the series.
std::vector<std::uint64_t> ticksOf(const Dossier& dossier, std::int64_t run, const std::string& key)
{
    std::vector<std::uint64_t> ticks;
    EXPECT_TRUE(dossier.readFrames(run, 0, [&](const Frame& frame) {
        if (frame.trends.contains(key)) {
            ticks.push_back(frame.tick);
        }
    }));
    return ticks;
}

} // namespace

class RollupTest : public DossierTest
{
protected:
    /// Stores `seconds` of a run, judges nothing, ends it; the totals of what was written and of what is stored must agree.
    std::int64_t stored(Dossier& dossier, Nanos planned, std::uint64_t seconds, bool hasFinalFrame)
    {
        const auto run = *dossier.beginRun("search", RunKind::Load, planOf(planned), at(0));
        MetricTotals written;
        for (std::uint64_t seq = 1; seq <= seconds; ++seq) {
            Frame frame = second(seq);
            frame.isFinal = hasFinalFrame && seq == seconds;
            written.add(frame);
            EXPECT_EQ(messageOf(dossier.addFrames(run, {frame})), "");
        }
        EXPECT_EQ(messageOf(dossier.endRun(run, at(static_cast<std::int64_t>(seconds)), "done", RunResult{})), "");
        MetricTotals kept;
        EXPECT_EQ(messageOf(dossier.readFrames(run, 0, [&](const Frame& frame) { kept.add(frame); })), "");
        EXPECT_EQ(kept.frameCount(), seconds);
        for (const std::string& key : written.keys()) {
            EXPECT_EQ(kept.sampleCount(key) > 0, written.sampleCount(key) > 0) << key;
            EXPECT_EQ(kept.value(key, {AggregateKind::Percentile, 95}), written.value(key, {AggregateKind::Percentile, 95}))
                << key;
            EXPECT_EQ(kept.value(key, {AggregateKind::Max, 0}), written.value(key, {AggregateKind::Max, 0})) << key;
            EXPECT_EQ(kept.value(key, {AggregateKind::Count, 0}), written.value(key, {AggregateKind::Count, 0})) << key;
        }
        return run;
    }
};

TEST_F(RollupTest, KeepsEverySecondOfAShortRunButPhasesByNameInTens)
{
    const auto dossier = made();
    const auto run = stored(*dossier, std::chrono::minutes{9}, 25, true);
    EXPECT_THAT(ticksOf(*dossier, run, kOther), SizeIs(25));
    EXPECT_THAT(ticksOf(*dossier, run, kPhase), ElementsAre(9, 19, 24));
}

TEST_F(RollupTest, KeepsOnlyRulesAndTilesEverySecondInALongRun)
{
    const auto dossier = made();
    const auto run = stored(*dossier, std::chrono::hours{12}, 25, true);
    EXPECT_THAT(ticksOf(*dossier, run, kRule), SizeIs(25));
    EXPECT_THAT(ticksOf(*dossier, run, "http_req_duration"), SizeIs(25));
    EXPECT_THAT(ticksOf(*dossier, run, kOther), ElementsAre(9, 19, 24));
}

TEST_F(RollupTest, LosesNoSecondThatNoLastFrameClosed)
{
    const auto dossier = made();
    const auto run = stored(*dossier, std::chrono::hours{12}, 13, false);
    EXPECT_THAT(ticksOf(*dossier, run, kOther), ElementsAre(9, 12));
    const auto hash = *dossier->framesSha256(run);
    EXPECT_EQ(*opened()->framesSha256(run), hash);
}

TEST_F(RollupTest, LeavesWhatWasWrittenAsItIsOnceTheTenAreFull)
{
    const auto dossier = made();
    const auto run = *dossier->beginRun("search", RunKind::Load, planOf(std::chrono::hours{12}), at(0));
    for (std::uint64_t seq = 1; seq <= 10; ++seq) {
        ASSERT_OK(dossier->addFrames(run, {second(seq)}));
    }
    const auto hash = *dossier->framesSha256(run);
    ASSERT_OK(dossier->addFrames(run, {second(10), second(3)})); // asked for again after a reconnect
    EXPECT_EQ(*dossier->framesSha256(run), hash);
    ASSERT_OK(dossier->endRun(run, at(10), "done", RunResult{}));
    EXPECT_EQ(*dossier->framesSha256(run), hash);
}

TEST_F(RollupTest, MergesEachShardByItself)
{
    const auto dossier = made();
    const auto run = *dossier->beginRun("search", RunKind::Load, planOf(std::chrono::hours{12}), at(0));
    for (std::uint64_t seq = 1; seq <= 10; ++seq) {
        for (const char* shard : {"1/2", "2/2"}) {
            Frame frame = second(seq);
            frame.shard = shard;
            ASSERT_OK(dossier->addFrames(run, {frame}));
        }
    }
    std::vector<std::uint64_t> counts;
    ASSERT_OK(dossier->readFrames(run, 0, [&](const Frame& frame) {
        if (const auto found = frame.trends.find(kOther); found != frame.trends.end()) {
            counts.push_back(found->second.count());
        }
    }));
    EXPECT_THAT(counts, ElementsAre(20U, 20U));
}

TEST_F(RollupTest, ALongRunIsJudgedAliveAsItIsFromItsStoredFrames)
{
    Plan plan = planOf(std::chrono::hours{3});
    plan.tests[0].scenarios[0].startAfter = std::chrono::seconds{7};
    for (const std::uint64_t seconds : {8U, 13U, 47U}) {
        for (const bool hasFinalFrame : {true, false}) {
            const auto dossier = made(std::to_string(seconds) + (hasFinalFrame ? "final" : "cut") + ".holdpoint");
            const auto run = *dossier->beginRun("search", RunKind::Load, plan, at(0));
            RunJudge alive(rulesFor(plan, plan.tests[0], RunKind::Load));
            for (std::uint64_t seq = 1; seq <= seconds; ++seq) {
                for (const char* shard : {"1/2", "2/2"}) {
                    const bool isSecond = std::string_view(shard) == "2/2";
                    if (isSecond && seq + 3 > seconds) {
                        continue; // it ends before the other
                    }
                    Frame frame = second(seq);
                    frame.shard = shard;
                    const double value = static_cast<double>((seq * 7) % 11 + (isSecond ? 5 : 0));
                    frame.gauges["vus_max"] = {value, value - 1, value + 1};
                    frame.isFinal = hasFinalFrame && (isSecond ? seq + 3 == seconds : seq == seconds);
                    alive.add(frame);
                    ASSERT_OK(dossier->addFrames(run, {frame}));
                }
            }
            ASSERT_OK(dossier->endRun(run, at(static_cast<std::int64_t>(seconds)), "done", RunResult{}));
            RunJudge again(rulesFor(plan, plan.tests[0], RunKind::Load));
            ASSERT_OK(dossier->readFrames(run, 0, [&](const Frame& frame) { again.add(frame); }));
            const Json told = alive.judge(RunEnding::Completed, "", {}).metrics;
            EXPECT_EQ(told, again.judge(RunEnding::Completed, "", {}).metrics) << seconds << " s";
            EXPECT_TRUE(told["vus_max"]["avg"].is_number()) << told["vus_max"];
            EXPECT_EQ(told["vus_max"]["every_s"], 10);
        }
    }
}

TEST(StoragePolicyTest, SurvivesItsText)
{
    const StoragePolicy policy = StoragePolicy::of(planOf(std::chrono::hours{3}), "search");
    const StoragePolicy again = StoragePolicy::fromText(policy.text());
    EXPECT_FALSE(again.keepsAll);
    EXPECT_TRUE(again.isLong);
    EXPECT_EQ(again.keys, policy.keys);
    EXPECT_TRUE(StoragePolicy::fromText("").keepsAll);
    EXPECT_TRUE(StoragePolicy::fromText("{broken").keepsAll);
}

} // namespace holdpoint
