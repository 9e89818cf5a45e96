// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/compare_runs.h"

#include <cmath>
#include <gmock/gmock.h>
#include <random>

namespace holdpoint {
namespace {

using testing::HasSubstr;
using Verdict = ComparedFigure::Verdict;

struct Shape
{
    double medianMs = 20;
    int seconds = 200;
    int perSecond = 100;
    double errors = 0;
    double wobble = 0.1; // of the level from second to second, which hangs on for some seconds
};

/// A run of lognormal latencies whose level drifts: neighbouring seconds are alike.
ComparedRun simulated(const Shape& shape, std::uint64_t seed)
{
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    ComparedRun run;
    double level = 0;
    for (int tick = 0; tick < shape.seconds; ++tick) {
        level = 0.7 * level + shape.wobble * normal(random);
        Frame frame;
        frame.tick = static_cast<std::uint64_t>(tick);
        LatencyHistogram& trend = frame.trends["http_req_duration{name:search}"];
        RateCount& failed = frame.rates["http_req_failed"];
        for (int i = 0; i < shape.perSecond; ++i) {
            const double ms = shape.medianMs * std::exp(level + 0.5 * normal(random));
            trend.record(Micros{static_cast<std::int64_t>(ms * 1000)});
            ++failed.total;
            failed.trueCount += std::uniform_real_distribution<double>()(random) < shape.errors ? 1 : 0;
        }
        frame.counters["http_reqs"] = shape.perSecond;
        run.add(frame);
    }
    return run;
}

ComparedFigure figure(const std::vector<ComparedFigure>& figures, const std::string& metric, const std::string& name)
{
    for (const ComparedFigure& each : figures) {
        if (each.metric == metric && each.figure == name) {
            return each;
        }
    }
    ADD_FAILURE() << "no " << name << " of " << metric;
    return {};
}

const std::string kSearch = "http_req_duration{name:search}";

TEST(CompareRuns, TheSameRunIsTheSame)
{
    const ComparedRun run = simulated({}, 1);
    for (const ComparedFigure& each : compareRuns(run, run)) {
        EXPECT_EQ(each.verdict, Verdict::Same) << each.metric << " " << each.figure;
        EXPECT_EQ(each.difference, 0);
        EXPECT_LE(each.low, 0);
        EXPECT_GE(each.high, 0);
    }
}

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

TEST(CompareRuns, RatesAreDividedByThePlannedTimeAsTheRunItselfDoes)
{
    // 60 s of load, then two seconds in which the last answers come in: 1,000 requests in 60 s are 16.67/s.
    const auto withTail = [](double planned) {
        ComparedRun run;
        for (std::uint64_t tick = 0; tick < 62; ++tick) {
            Frame frame;
            frame.tick = tick;
            frame.counters["http_reqs"] = tick < 40 ? 17 : tick < 60 ? 16 : 0;
            run.add(frame);
        }
        run.setRatedSeconds(planned);
        return run;
    };
    const auto figures = compareRuns(withTail(60), withTail(60));
    EXPECT_NEAR(figure(figures, "http_reqs", "rate").a, 1000.0 / 60, 1e-9);
    EXPECT_NEAR(figure(figures, "http_reqs", "rate").b, 1000.0 / 60, 1e-9);
    EXPECT_EQ(figure(figures, "http_reqs", "rate").verdict, Verdict::Same);
    EXPECT_NEAR(figure(compareRuns(withTail(0), withTail(0)), "http_reqs", "rate").a, 1000.0 / 62, 1e-9)
        << "of a run that does not say";
}

TEST(CompareRuns, TheIntervalHoldsTheTrueDifferenceAboutNinetyFiveTimesInAHundred)
{
    int covered = 0;
    constexpr int kPairs = 150;
    for (std::uint64_t seed = 1; seed <= kPairs; ++seed) {
        const ComparedRun a = simulated({20, 240, 40, 0, 0.1}, seed);
        const ComparedRun b = simulated({21, 240, 40, 0, 0.1}, 5000 + seed);
        const auto p50 = figure(compareRuns(a, b, {seed, 300}), kSearch, "p(50)");
        covered += p50.low <= 0.05 && 0.05 <= p50.high ? 1 : 0;
    }
    EXPECT_GE(covered, kPairs * 90 / 100) << "blocks must keep what hangs together";
    EXPECT_LE(covered, kPairs * 99 / 100);
}

TEST(CompareRuns, ABetterRunIsBetterAndItsRatesAreTheSame)
{
    const auto figures = compareRuns(simulated({30}, 1), simulated({20}, 2));
    EXPECT_EQ(figure(figures, kSearch, "p(50)").verdict, Verdict::Better);
    EXPECT_NEAR(figure(figures, kSearch, "p(95)").difference, -1.0 / 3, 0.1);
    EXPECT_EQ(figure(figures, "http_reqs", "rate").verdict, Verdict::Same);
    EXPECT_EQ(figure(figures, "http_reqs", "rate").a, 100);
    EXPECT_EQ(figure(figures, "http_req_failed", "rate").verdict, Verdict::Same);
}

TEST(CompareRuns, NoIntervalGoesBelowNothingAndTheOtherWayRoundIsTheReverse)
{
    const auto there =
        figure(compareRuns(simulated({20, 30, 20, 0, 1.5}, 1), simulated({20, 30, 20, 0, 1.5}, 2)), kSearch, "p(95)");
    EXPECT_GT(there.low, -1);
    const auto forth = figure(compareRuns(simulated({30}, 1), simulated({20}, 2)), kSearch, "p(95)");
    const auto back = figure(compareRuns(simulated({20}, 2), simulated({30}, 1)), kSearch, "p(95)");
    EXPECT_NEAR((1 + forth.low) * (1 + back.high), 1, 0.05);
}

TEST(CompareRuns, MoreErrorsAreWorseOnceTheyAreNoChance)
{
    const ComparedRun clean = simulated({}, 1);
    Shape broken;
    broken.errors = 0.01;
    EXPECT_EQ(figure(compareRuns(clean, simulated(broken, 2)), "http_req_failed", "rate").verdict, Verdict::Worse);
    EXPECT_EQ(figure(compareRuns(simulated(broken, 2), clean), "http_req_failed", "rate").verdict, Verdict::Better);

    ComparedRun three = simulated({}, 3);
    Frame frame;
    frame.tick = 50;
    frame.rates["http_req_failed"] = {3, 3};
    three.add(frame);
    const auto few = figure(compareRuns(clean, three), "http_req_failed", "rate");
    EXPECT_EQ(few.verdict, Verdict::Same) << "three of 20,000 against none is chance";
    EXPECT_LE(few.low, 0);
}

TEST(CompareRuns, FewSamplesShortRunsAndLoudOnesAreUnknown)
{
    const auto small = compareRuns(simulated({20, 20, 5}, 1), simulated({20, 20, 5}, 2));
    EXPECT_THAT(figure(small, kSearch, "p(99)").why, HasSubstr("too few samples"));
    const auto brief = compareRuns(simulated({20, 9, 1000}, 1), simulated({40, 9, 1000}, 2));
    EXPECT_EQ(figure(brief, kSearch, "p(50)").verdict, Verdict::Unknown);
    EXPECT_THAT(figure(brief, kSearch, "p(50)").why, HasSubstr("less than 10 s"));
    int tooLoud = 0;
    constexpr std::uint64_t kPairs = 10;
    for (std::uint64_t seed = 1; seed <= kPairs; ++seed) {
        const auto loud =
            compareRuns(simulated({20, 60, 50, 0, 0.8}, seed), simulated({20, 60, 50, 0, 0.8}, 100 + seed), {seed, 300});
        const auto p95 = figure(loud, kSearch, "p(95)");
        tooLoud += p95.verdict == Verdict::Unknown && p95.why.find("noise") != std::string::npos ? 1 : 0;
        EXPECT_NE(p95.verdict, Verdict::Same) << "that would be a claim";
    }
    EXPECT_GE(tooLoud, 7);
    EXPECT_TRUE(compareRuns({}, simulated({}, 1)).empty());
}

TEST(CompareRuns, PrecisionsMeetAndPhasesAndStatusesAreLeftOut)
{
    ComparedRun coarse;
    ComparedRun fine;
    for (std::uint64_t tick = 0; tick < 60; ++tick) {
        Frame frame;
        frame.tick = tick;
        frame.trends.try_emplace("http_req_duration", LatencyHistogram::Digits::Two);
        for (int i = 0; i < 50; ++i) {
            frame.trends.at("http_req_duration").record(Micros{10'000 + 100 * i});
        }
        frame.trends["http_req_waiting"].record(Micros{5});
        frame.counters["http_reqs{status:200}"] = 50;
        coarse.add(frame);
        LatencyHistogram other;
        for (int i = 0; i < 50; ++i) {
            other.record(Micros{10'000 + 100 * i});
        }
        frame.trends.insert_or_assign("http_req_duration", other);
        fine.add(frame);
    }
    const auto figures = compareRuns(coarse, fine);
    EXPECT_EQ(figures.size(), 3U);
    EXPECT_EQ(figure(figures, "http_req_duration", "p(95)").difference, 0) << "both are read with two digits";
}

TEST(CompareRuns, TheSameQuestionGetsTheSameAnswer)
{
    const ComparedRun a = simulated({}, 1);
    const ComparedRun b = simulated({}, 2);
    EXPECT_EQ(toJson(figure(compareRuns(a, b), kSearch, "p(95)")), toJson(figure(compareRuns(a, b), kSearch, "p(95)")));
}

TEST(CompareRuns, WhatMakesRunsDifferentThingsIsSaid)
{
    RunRecord a;
    a.id = 1;
    a.testId = "search";
    a.planSha256 = "x";
    RunRecord b = a;
    b.id = 2;
    EXPECT_TRUE(comparisonRemarks(a, b).empty());
    b.planSha256 = "y";
    b.kind = RunKind::Baseline;
    b.isRehearsal = true;
    b.result.outcome = RunOutcome::Inconclusive;
    b.result.generator.limitedSeconds = 4;
    EXPECT_EQ(comparisonRemarks(a, b).size(), 5U);
    EXPECT_EQ(comparisonRemarks(a, b)[1], "The plan's text changed between the two runs.");
}

} // namespace
} // namespace holdpoint
