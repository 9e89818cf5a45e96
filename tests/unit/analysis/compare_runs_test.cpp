// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/compare_family.h"
#include "tests/unit/analysis/compared_runs.h"

#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using testing::HasSubstr;
using Verdict = ComparedFigure::Verdict;

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

TEST(CompareRuns, ARunOfHoursIsKeptInFewCellsThatSayWhatItsSecondsSay)
{
    constexpr std::uint64_t kSeconds = 5000;
    ComparedRun run;
    LatencyHistogram all;
    std::uint64_t failed = 0;
    for (std::uint64_t tick = 0; tick < kSeconds; ++tick) {
        Frame frame;
        frame.tick = tick;
        frame.counters["http_reqs"] = 4;
        frame.rates["http_req_failed"] = {tick % 7 == 0 ? 1U : 0U, 4};
        failed += tick % 7 == 0 ? 1 : 0;
        for (std::uint64_t i = 0; i < 4; ++i) {
            const Micros value{static_cast<std::int64_t>(1000 + tick * 37 % 911 * 10 + i)};
            frame.trends[kSearch].record(value);
            all.record(value);
        }
        run.add(frame);
        if (tick % 100 == 0) {
            Frame other = frame; // of a second agent, for the same second
            other.shard = "2/2";
            other.trends.clear();
            run.add(other);
        }
    }
    EXPECT_LE(run.all().size(), ComparedRun::kMostCells);
    EXPECT_EQ(run.seconds(), kSeconds) << "a second of two agents is one";
    EXPECT_EQ(run.lastTick(), kSeconds - 1);
    std::uint64_t counted = 0;
    double requests = 0;
    std::uint64_t failures = 0;
    for (const auto& [tick, cell] : run.all()) {
        for (const BucketCount& bucket : cell.trends.at(kSearch).buckets) {
            counted += bucket.count;
        }
        requests += cell.counters.at("http_reqs");
        failures += cell.rates.at("http_req_failed").trueCount;
    }
    EXPECT_EQ(counted, 4 * kSeconds);
    EXPECT_EQ(requests, 4.0 * (kSeconds + kSeconds / 100));
    EXPECT_EQ(failures, failed + 8) << "of the ticks 0, 700, 1400 ... 4900 twice";
    const auto p95 = figure(compareRuns(run, run, {1, 50}), kSearch, "p(95)");
    EXPECT_DOUBLE_EQ(p95.a, static_cast<double>(all.percentileUs(95)) / 1000);
    EXPECT_EQ(p95.blocks, 59U);
}

TEST(CompareFamily, OneOfManyThatBarelyStandsOutIsSameAndOneThatStandsOutFarStays)
{
    const auto told = [](double difference, double half) {
        ComparedFigure each;
        each.metric = kSearch;
        each.figure = "p(95)";
        each.unit = "ms";
        each.difference = difference;
        each.low = difference - half;
        each.high = difference + half;
        each.noise = half;
        each.blocks = 20;
        each.isTested = true;
        each.verdict = each.low > 0 ? ComparedFigure::Verdict::Worse : ComparedFigure::Verdict::Same;
        return each;
    };
    std::vector<ComparedFigure> figures(18, told(0.001, 0.05));
    figures.push_back(told(0.06, 0.05));
    figures.push_back(told(0.2, 0.05));
    ComparedFigure few = told(0.9, 0.1);
    few.isTested = false;
    few.verdict = ComparedFigure::Verdict::Unknown;
    figures.push_back(few);
    judgeAsFamily(figures);
    for (std::size_t i = 0; i < figures.size(); ++i) {
        if (figures[i].isTested) {
            EXPECT_DOUBLE_EQ(figures[i].noise, (figures[i].high - figures[i].low) / 2) << i;
        }
    }
    std::vector<ComparedFigure> loud(20, told(0.001, 0.2)); // each by itself not too loud to be the same
    judgeAsFamily(loud);
    EXPECT_EQ(loud.front().verdict, ComparedFigure::Verdict::Unknown) << loud.front().noise;
    EXPECT_NE(loud.front().why, "");
    EXPECT_EQ(figures[18].verdict, ComparedFigure::Verdict::Same);
    EXPECT_LT(figures[18].low, 0) << "what is printed agrees with the verdict";
    EXPECT_EQ(figures[19].verdict, ComparedFigure::Verdict::Worse);
    EXPECT_GT(figures[19].low, 0);
    EXPECT_LT(figures[19].low, 0.15) << "wider than by itself";
    EXPECT_EQ(figures[19].family, 20U);
    EXPECT_EQ(figures[20].family, 1U);
    EXPECT_EQ(figures[20].verdict, ComparedFigure::Verdict::Unknown);
    EXPECT_EQ(integerAt(toJson(figures[19]), "family"), 20);
    std::vector<ComparedFigure> one{told(0.06, 0.05)};
    judgeAsFamily(one);
    EXPECT_EQ(one[0].verdict, ComparedFigure::Verdict::Worse) << "by itself it stays";
    EXPECT_NEAR(one[0].low, 0.01, 1e-3);
}

} // namespace
} // namespace holdpoint
