// SPDX-License-Identifier: GPL-3.0-or-later
// How often two runs are called different that are not, and how often they are when they are. Thousands of resampled runs.
#include "core/analysis/compare_family.h"
#include "tests/unit/analysis/compared_runs.h"

namespace holdpoint {
namespace {

using Verdict = ComparedFigure::Verdict;

TEST(CompareRuns, AShiftOfTenPercentIsFoundInTwentyThousandSamplesAndNotWhereThereIsNone)
{
    int found = 0;
    int invented = 0;
    constexpr int kPairs = 40;
    for (std::uint64_t seed = 1; seed <= kPairs; ++seed) {
        const Shape steady{20, 200, 100, 0, 0.02};
        Shape slower = steady;
        slower.medianMs *= 1.1;
        const ComparedRun run = simulated(steady, seed);
        const auto shifted = figure(compareRuns(run, simulated(slower, 1000 + seed), {seed, 300}), kSearch, "p(95)");
        EXPECT_EQ(shifted.nA, 20'000U);
        found += shifted.verdict == Verdict::Worse ? 1 : 0;
        const auto same = figure(compareRuns(run, simulated(steady, 2000 + seed), {seed, 300}), kSearch, "p(95)");
        invented += same.verdict == Verdict::Same ? 0 : 1;
    }
    EXPECT_GE(found, kPairs * 95 / 100);
    EXPECT_LE(invented, kPairs / 10);
}

TEST(CompareRuns, OfAThousandPairsOfTheSameDistributionAtMostTwentyFiveAreCalledWorse)
{
    int worse = 0;
    constexpr int kTrials = 1000;
    for (std::uint64_t seed = 1; seed <= kTrials; ++seed) {
        const Shape shape{20, 100, 100, 0, 0}; // log-normal, sigma 0.5, n = 10,000 each
        const auto p95 =
            figure(compareRuns(simulated(shape, 10'000 + seed), simulated(shape, 20'000 + seed), {seed, 400}), kSearch, "p(95)");
        worse += p95.verdict == Verdict::Worse ? 1 : 0;
    }
    EXPECT_LE(worse, kTrials * 25 / 1000) << "two-sided 95 %: 2.5 % on the side of worse";
}

TEST(CompareRuns, ATenPercentShiftOfP95IsFoundInTenThousandSamplesEach)
{
    int found = 0;
    constexpr int kTrials = 100;
    for (std::uint64_t seed = 1; seed <= kTrials; ++seed) {
        const Shape shape{20, 100, 100, 0, 0};
        Shape slower = shape;
        slower.medianMs *= 1.1;
        const auto p95 =
            figure(compareRuns(simulated(shape, 30'000 + seed), simulated(slower, 40'000 + seed), {seed, 400}), kSearch, "p(95)");
        ASSERT_EQ(p95.nA, 10'000U);
        ASSERT_EQ(p95.nB, 10'000U);
        found += p95.verdict == Verdict::Worse ? 1 : 0;
    }
    EXPECT_GE(found, kTrials * 95 / 100);
}

TEST(CompareFamily, OfAThousandPairsOfAnUnchangedSystemOfTwentyStepsAtMostTwentyFiveAreCalledWorse)
{
    int worse = 0;
    int worseOneByOne = 0;
    constexpr int kTrials = 1000;
    for (std::uint64_t seed = 1; seed <= kTrials; ++seed) {
        constexpr int kPerStep = 2000;
        auto figures = decidingFigures(simulatedSteps(kPerStep, 50'000 + seed), simulatedSteps(kPerStep, 60'000 + seed), seed);
        worseOneByOne += isAny(figures, Verdict::Worse) ? 1 : 0;
        judgeAsFamily(figures);
        worse += isAny(figures, Verdict::Worse) ? 1 : 0;
    }
    EXPECT_LE(worse, kTrials * 25 / 1000);
    EXPECT_GE(worseOneByOne, kTrials * 20 / 100) << "or this proves nothing: one by one, chance finds something";
}

TEST(CompareFamily, ATenPercentShiftIsFoundAmongTwentyStepsOfTenThousandSamples)
{
    constexpr int kTrials = 100;
    for (const int slower : {1, 20}) {
        int found = 0;
        for (std::uint64_t seed = 1; seed <= kTrials; ++seed) {
            constexpr int kPerStep = 10'000;
            auto figures = decidingFigures(simulatedSteps(kPerStep, 70'000 + seed),
                                           simulatedSteps(kPerStep, 80'000 + seed, slower, 1.1), seed);
            judgeAsFamily(figures);
            found += figure(figures, "http_req_duration{name:step0}", "p(95)").verdict == Verdict::Worse ? 1 : 0;
        }
        EXPECT_GE(found, kTrials * 95 / 100) << slower << " of 20 steps are slower";
    }
}

} // namespace
} // namespace holdpoint
