// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verdict/run_outcome.h"
#include "tests/unit/verdict/run_frames.h"

#include <gtest/gtest.h>

namespace holdpoint {
namespace {

using enum RunOutcome;

RunRecord recordOf(std::int64_t id, RunKind kind, RunOutcome outcome, const std::string& testId = "search")
{
    RunRecord run;
    run.id = id;
    run.testId = testId;
    run.kind = kind;
    run.startedAt = kStart + Seconds{id};
    run.result.outcome = outcome;
    return run;
}

TEST(RunNamesTest, ComeBackFromTheirTexts)
{
    for (const RunKind kind : {RunKind::DryRun, RunKind::Baseline, RunKind::Load, RunKind::Retest, RunKind::Breakpoint}) {
        EXPECT_EQ(*runKindFrom(nameOf(kind)), kind);
    }
    for (const RunOutcome outcome : {Passed, Warned, Failed, Inconclusive, Aborted, Interrupted, NotRun}) {
        EXPECT_EQ(*runOutcomeFrom(nameOf(outcome)), outcome);
    }
    for (const RuleVerdict verdict : {RuleVerdict::Passed, RuleVerdict::NoData, RuleVerdict::NotJudged}) {
        EXPECT_EQ(*ruleVerdictFrom(nameOf(verdict)), verdict);
    }
    EXPECT_EQ(nameOf(RunKind::DryRun), "dry-run");
    EXPECT_EQ(nameOf(NotRun), "not_run");
    EXPECT_EQ(nameOf(RuleVerdict::NoData), "no_data");
}

TEST(RunNamesTest, SuggestWhatWasMeant)
{
    const auto kind = runKindFrom("basline");
    ASSERT_FALSE(kind);
    EXPECT_EQ(kind.error().message,
              "`basline` is no kind of run (dry-run, baseline, load, retest, breakpoint); did you mean `baseline`?");
    EXPECT_FALSE(runOutcomeFrom(""));
}

TEST(RunNamesTest, OnlyLoadAndRetestDecide)
{
    EXPECT_TRUE(decidesTest(RunKind::Load));
    EXPECT_TRUE(decidesTest(RunKind::Retest));
    EXPECT_FALSE(decidesTest(RunKind::DryRun));
    EXPECT_FALSE(decidesTest(RunKind::Baseline));
    EXPECT_FALSE(decidesTest(RunKind::Breakpoint));
}

TEST(ExitCodeTest, TakesTheFirstRuleThatHolds)
{
    EXPECT_EQ(exitCodeFor({Passed, Warned}, false, false), 0);
    EXPECT_EQ(exitCodeFor({Passed, NotRun}, false, false), 0);
    EXPECT_EQ(exitCodeFor({Passed, Inconclusive}, false, false), 96);
    EXPECT_EQ(exitCodeFor({Passed, Interrupted}, false, false), 96);
    EXPECT_EQ(exitCodeFor({Inconclusive, Failed}, false, false), 99);
    EXPECT_EQ(exitCodeFor({Passed, Failed}, false, true), 108);
    EXPECT_EQ(exitCodeFor({Failed, Aborted}, false, true), 105) << "a person stopped a later test";
    EXPECT_EQ(exitCodeFor({Failed, Aborted}, true, true), 105);
    EXPECT_EQ(exitCodeFor({Passed, Aborted}, false, false), 105);
    EXPECT_EQ(exitCodeFor({NotRun}, false, false), 96);
    EXPECT_EQ(exitCodeFor({}, false, false), 96);
}

TEST(DecidingRunTest, IsTheNewestEndedRunThatCounts)
{
    std::vector<RunRecord> runs{recordOf(1, RunKind::Load, Failed), recordOf(2, RunKind::Retest, Passed),
                                recordOf(3, RunKind::Baseline, Failed), recordOf(4, RunKind::Load, Passed, "rsvp"),
                                recordOf(5, RunKind::Retest, NotRun)};
    ASSERT_NE(decidingRun(runs, "search"), nullptr);
    EXPECT_EQ(decidingRun(runs, "search")->id, 2) << "a baseline never decides, and run 5 is still under way";
    runs[1].isCounting = false;
    EXPECT_EQ(decidingRun(runs, "search")->id, 1);
    EXPECT_EQ(decidingRun(runs, "rtc"), nullptr);
    std::swap(runs[0], runs[1]);
    runs[0].isCounting = true;
    EXPECT_EQ(decidingRun(runs, "search")->id, 2) << "whatever their order in the list";
}

} // namespace
} // namespace holdpoint
