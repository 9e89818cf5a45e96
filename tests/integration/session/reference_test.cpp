// SPDX-License-Identifier: GPL-3.0-or-later
// Runs against those of the release before, and baselines against the last accepted one.
#include "core/session/reference_runs.h"

#include "tests/integration/dossier/dossier_fixture.h"

#include <random>

namespace holdpoint {
namespace {

using testing::HasSubstr;

class ReferenceTest : public DossierTest
{
protected:
    /// A run of 100 seconds of 50 requests a second with lognormal latencies around `medianMs`; its number.
    static std::int64_t run(Dossier& dossier, RunKind kind, double medianMs, RunOutcome outcome = RunOutcome::Passed,
                            const std::string& test = "search", int seconds = 100)
    {
        static int started = 0;
        const auto id = dossier.beginRun(test, kind, planNamed("plan"), at(1000 * ++started));
        EXPECT_EQ(messageOf(id), "");
        std::mt19937_64 random(static_cast<std::uint64_t>(started));
        std::normal_distribution<double> normal;
        std::vector<Frame> frames;
        for (int second = 1; second <= seconds; ++second) {
            Frame frame = frameOf(static_cast<std::uint64_t>(second), 50);
            frame.trends.clear();
            for (int i = 0; i < 50; ++i) {
                const double ms = medianMs * std::exp(0.2 * normal(random));
                frame.trends["http_req_duration{name:search}"].record(Micros{static_cast<std::int64_t>(1000 * ms)});
            }
            frames.push_back(std::move(frame));
        }
        EXPECT_EQ(messageOf(dossier.addFrames(*id, frames)), "");
        RunResult result;
        result.outcome = outcome;
        result.generator.loadSeconds = static_cast<std::uint64_t>(seconds);
        if (outcome == RunOutcome::Warned) {
            ThresholdResult missed;
            missed.rule.metric = "http_req_duration{name:search}";
            missed.rule.target = *parseExpression("p(95)<20");
            missed.verdict = RuleVerdict::Warned;
            result.thresholds.push_back(missed);
        }
        EXPECT_EQ(messageOf(dossier.endRun(*id, at(1000 * started + seconds), "duration reached", result)), "");
        return *id;
    }
    Answer<Json> worse() const { return worseThanReference(path("release.holdpoint"), path("before.holdpoint")); }
};

TEST_F(ReferenceTest, AStepThatIsClearlySlowerThanInTheReleaseBeforeIsCountedWithBothFigures)
{
    const auto before = made("before.holdpoint");
    const auto now = made();
    run(*before, RunKind::Load, 20);
    run(*now, RunKind::Load, 30);

    const auto answer = worse();

    ASSERT_TRUE(answer.isKnown()) << answer.unknown().reason;
    EXPECT_EQ(integerAt(answer.value(), "worse"), 1);
    const Json& step = answer.value()["steps"][0];
    EXPECT_EQ(stringAt(step, "metric"), "http_req_duration{name:search}");
    EXPECT_NEAR(numberAt(step, "percent"), 50, 10);
    EXPECT_LT(numberAt(step, "before_ms"), numberAt(step, "now_ms"));
}

TEST_F(ReferenceTest, TheSameSpeedAndAFasterOneAreNotWorseNorIsFivePercent)
{
    const auto before = made("before.holdpoint");
    const auto now = made();
    run(*before, RunKind::Load, 20);
    for (const double median : {20.0, 12.0, 21.0}) {
        run(*now, RunKind::Retest, median);
        const auto answer = worse();
        ASSERT_TRUE(answer.isKnown()) << answer.unknown().reason;
        EXPECT_EQ(integerAt(answer.value(), "worse"), 0) << median;
        EXPECT_GE(integerAt(answer.value(), "compared"), 1);
    }
}

TEST_F(ReferenceTest, TheNewestRunsThatCountAreComparedAndOnlyThose)
{
    const auto before = made("before.holdpoint");
    const auto now = made();
    run(*before, RunKind::Load, 20);
    run(*now, RunKind::Load, 20);
    const std::int64_t slow = run(*now, RunKind::Load, 40);
    EXPECT_EQ(integerAt(worse().value(), "worse"), 1);
    ASSERT_OK(now->setCounting(slow, false, "a backup ran meanwhile", anna()));
    run(*now, RunKind::Load, 60, RunOutcome::Aborted);
    run(*now, RunKind::Baseline, 60);
    EXPECT_EQ(integerAt(worse().value(), "worse"), 0);
}

TEST_F(ReferenceTest, WhatCannotBeComparedIsUnknownAndWithoutALoadItWaits)
{
    const auto now = made();
    EXPECT_EQ(worse().unknown().kind, Unknown::Kind::NotFound) << "no such dossier";
    EXPECT_FALSE(std::filesystem::exists(path("before.holdpoint"))) << "and none is made";
    const auto before = made("before.holdpoint");
    EXPECT_TRUE(worse().isPending());
    run(*now, RunKind::Load, 20);
    run(*before, RunKind::Load, 20, RunOutcome::Passed, "pages");
    ASSERT_TRUE(worse().isUnknown());
    EXPECT_THAT(worse().unknown().reason, HasSubstr("search: no run in the reference"));
}

TEST_F(ReferenceTest, ABaselineIsComparedWithTheLastAcceptedOneAndNotWithAWorseOneThatNobodyTookOn)
{
    const auto dossier = made();
    const auto compared = [&dossier](std::int64_t id) {
        const auto hint = baselineComparison(*dossier, id);
        EXPECT_EQ(messageOf(hint), "");
        return hint ? *hint : std::optional<Hint>();
    };
    const auto keep = [&dossier](const Hint& hint, std::int64_t id) {
        ASSERT_OK(dossier->addSnapshot(
            {id, std::string(kHintsMoment), std::string(kAnalysisSource), at(1), toJson(RunHints{id, {hint}})}));
    };
    const std::int64_t first = run(*dossier, RunKind::Baseline, 20);
    EXPECT_FALSE(compared(first)) << "the first one";
    EXPECT_FALSE(compared(run(*dossier, RunKind::Load, 90))) << "no baseline";

    const std::int64_t slow = run(*dossier, RunKind::Baseline, 30);
    const auto found = compared(slow);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->state, Hint::State::Found);
    EXPECT_EQ(found->rule, kBaselineRule);
    EXPECT_EQ(found->numbers["reference"], first);
    EXPECT_EQ(found->numbers["worse"].size(), 2U) << "p(50) and p(95)";
    EXPECT_THAT(found->sentence, HasSubstr("figures are worse than in the last accepted baseline"));
    keep(*found, slow);

    const std::int64_t again = run(*dossier, RunKind::Baseline, 30);
    EXPECT_EQ(compared(again)->numbers["reference"], first) << "running it once more makes it no better";
    EXPECT_EQ(compared(again)->state, Hint::State::Found);
    keep(*compared(again), again);
    EXPECT_EQ(compared(run(*dossier, RunKind::Baseline, 20))->state, Hint::State::Nothing);
}

TEST_F(ReferenceTest, AWorseBaselineThatAPersonTookOnIsTheNewReferenceAndAMissedTargetIsNone)
{
    const auto dossier = made();
    run(*dossier, RunKind::Baseline, 20);
    run(*dossier, RunKind::Baseline, 25, RunOutcome::Warned);
    const std::int64_t slow = run(*dossier, RunKind::Baseline, 30);
    const auto first = baselineComparison(*dossier, slow);
    ASSERT_OK(first);
    ASSERT_TRUE(*first);
    EXPECT_EQ((**first).numbers.at("reference"), 1) << "the second one missed a target";
    const auto records = dossier->runs();
    ASSERT_TRUE(records);
    ItemChange taken{"baseline.acceptable",
                     ItemState::Overridden,
                     "",
                     "the new cache is slower",
                     {},
                     anna(),
                     *records->back().endedAt + std::chrono::seconds{1}};
    ASSERT_OK(dossier->addItemChange(taken));
    const std::int64_t next = run(*dossier, RunKind::Baseline, 30);
    const auto hint = baselineComparison(*dossier, next);
    ASSERT_OK(hint);
    EXPECT_EQ((**hint).numbers["reference"], slow);
    EXPECT_EQ((**hint).state, Hint::State::Nothing);
}

} // namespace
} // namespace holdpoint
