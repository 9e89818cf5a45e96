// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/verdict/run_frames.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace holdpoint {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::uint64_t kSeconds = 100;
const std::string kDuration = "http_req_duration{name:search}";

RunRules loadRules()
{
    RunRules rules;
    rules.window = RunWindow{Seconds{kSeconds}, 0s, Seconds{kSeconds}};
    rules.dropCauses = {{"flash", "no free VU"}, {"search", "no free VU"}};
    return rules;
}

struct Load
{
    Micros latency = 50ms;
    std::uint64_t perSecond = 20;
    std::uint64_t failedPerSecond = 0;
    std::uint64_t droppedPerSecond = 0;
    std::uint64_t limitedSeconds = 0;
    std::uint64_t cutOff = 0; // requests without an answer at the end
};

/// A run of 100 s under the rules.
RunJudge judgeAfter(const RunRules& rules, const Load& load)
{
    RunJudge judge(rules);
    for (std::uint64_t tick = 0; tick < kSeconds; ++tick) {
        Frame frame = trendFrame(tick, kDuration, load.latency, load.perSecond);
        frame.rates["http_req_failed"] = {load.failedPerSecond, load.perSecond};
        frame.counters["http_reqs"] = static_cast<double>(load.perSecond);
        frame.counters["dropped_iterations"] = static_cast<double>(load.droppedPerSecond);
        frame.gauges["vus"] = {100, 100, 100};
        if (tick + 1 == kSeconds && load.cutOff > 0) {
            frame.errors.push_back({"interrupted", "search", "no answer", load.cutOff, ""});
        }
        frame.health.limited = tick < load.limitedSeconds;
        frame.health.limitedBy = frame.health.limited ? "a load thread was busy 97 %" : "";
        frame.health.lagP99Us = 180 + tick;
        frame.health.cpu = 0.12;
        frame.health.rssBytes = 31'457'280;
        judge.add(frame);
    }
    return judge;
}

RunResult completed(const RunRules& rules, const Load& load, std::vector<VerificationResult> verifications = {})
{
    return judgeAfter(rules, load).judge(RunEnding::Completed, "duration reached", std::move(verifications));
}

/// For sentences: no-break blanks as plain ones.
std::string plain(std::string text)
{
    static const std::string noBreak = "\u00a0";
    for (std::size_t at = text.find(noBreak); at != std::string::npos; at = text.find(noBreak)) {
        text.replace(at, noBreak.size(), " ");
    }
    return text;
}

ThresholdResult judged(const ThresholdRule& rule, const Load& load, RunKind kind = RunKind::Load)
{
    RunRules rules = loadRules();
    rules.kind = kind;
    rules.thresholds = {rule};
    ThresholdResult result = completed(rules, load).thresholds.at(0);
    result.sentence = plain(result.sentence);
    return result;
}

TEST(ThresholdTest, PassesWithinItsTarget)
{
    const auto result = judged(ruleOf(kDuration, "p(95)<1200", "p(95)<2000"), {});
    EXPECT_EQ(result.verdict, RuleVerdict::Passed);
    EXPECT_NEAR(*result.measured, 50, 0.05);
    EXPECT_EQ(result.sampleCount, 2000U);
    EXPECT_NEAR(*result.margin, 0.958, 0.001);
    EXPECT_EQ(result.sentence, "p(95) is 50.0 ms, within the target of 1,200 ms, n = 2,000");
    EXPECT_TRUE(result.breaches.empty());
}

TEST(ThresholdTest, WarnsBetweenTargetAndCritical)
{
    const auto result = judged(ruleOf(kDuration, "p(95)<300", "p(95)<500"), {.latency = 342ms});
    EXPECT_EQ(result.verdict, RuleVerdict::Warned);
    EXPECT_EQ(result.sentence, "p(95) is 342 ms, over the target of 300 ms by 14 %, n = 2,000");
    ASSERT_EQ(result.breaches.size(), 1U);
    EXPECT_EQ(result.breaches[0].from, kStart);
    EXPECT_EQ(result.breaches[0].to, kStart + 100s);
}

TEST(ThresholdTest, FailsBeyondItsCritical)
{
    const auto result = judged(ruleOf(kDuration, "p(95)<300", "p(95)<500"), {.latency = 600ms});
    EXPECT_EQ(result.verdict, RuleVerdict::Failed);
    EXPECT_EQ(result.sentence, "p(95) is 600 ms, over the critical limit of 500 ms by 20 %, n = 2,000");
    EXPECT_DOUBLE_EQ(*result.margin, -1) << "the margin stays that of the target";
}

TEST(ThresholdTest, FailsOnTheTargetWhenThatIsTheCriticalToo)
{
    const auto result = judged(ruleOf(kDuration, "p(95)<300", "p(95)<300"), {.latency = 400ms});
    EXPECT_EQ(result.verdict, RuleVerdict::Failed);
    EXPECT_THAT(result.sentence, HasSubstr("over the target of 300 ms"));
}

TEST(ThresholdTest, OnlyWarnsWithoutACritical)
{
    EXPECT_EQ(judged(ruleOf(kDuration, "p(95)<300"), {.latency = 9s}).verdict, RuleVerdict::Warned);
}

TEST(ThresholdTest, JudgesACriticalWithAnotherAggregateByThatAggregate)
{
    const auto rule = ruleOf("http_req_failed", "count==0", "rate<0.1");
    EXPECT_EQ(judged(rule, {.failedPerSecond = 1}).verdict, RuleVerdict::Warned);
    const auto failed = judged(rule, {.failedPerSecond = 2});
    EXPECT_EQ(failed.verdict, RuleVerdict::Failed);
    EXPECT_EQ(failed.sentence, "count is 200, the target is exactly 0, and beyond the critical limit (rate<0.1), n = 2,000");
}

TEST(ThresholdTest, NeedsSixtySamplesForP95AndThreeHundredForP99)
{
    for (const auto& [expression, needed] :
         {std::pair("p(95)<300", 60U), std::pair("p(99)<300", 300U), std::pair("p(90)<300", 30U), std::pair("p(99.9)<300", 3000U),
          std::pair("med<300", 6U)}) {
        for (const std::uint64_t count : {needed - 1, needed}) {
            RunRules rules = loadRules();
            rules.thresholds = {ruleOf(kDuration, expression)};
            RunJudge judge(rules);
            judge.add(trendFrame(0, kDuration, 5ms, count));
            const auto result = judge.judge(RunEnding::Completed, "", {}).thresholds[0];
            EXPECT_EQ(result.verdict, count < needed ? RuleVerdict::NoData : RuleVerdict::Passed) << expression << " " << count;
            EXPECT_EQ(result.sampleCount, count);
        }
    }
}

TEST(ThresholdTest, TakesItsOwnMinimumBeforeTheDefault)
{
    ThresholdRule rule = ruleOf(kDuration, "p(95)<300");
    rule.minSamples = 5000;
    const auto result = judged(rule, {});
    EXPECT_EQ(result.verdict, RuleVerdict::NoData);
    EXPECT_EQ(result.sentence, "only 2,000 samples: p(95) needs 5,000");
}

TEST(ThresholdTest, NeedsAThousandSamplesOfARateOrNoError)
{
    const auto failed = ruleOf("http_req_failed", "rate<0.9");
    EXPECT_EQ(judged(failed, {.perSecond = 9, .failedPerSecond = 0}).verdict, RuleVerdict::Passed) << "900 without an error";
    EXPECT_EQ(judged(failed, {.perSecond = 10, .failedPerSecond = 1}).verdict, RuleVerdict::Passed) << "1,000 with errors";
    const auto few = judged(failed, {.perSecond = 9, .failedPerSecond = 1});
    EXPECT_EQ(few.verdict, RuleVerdict::NoData);
    EXPECT_EQ(few.sentence, "only 900 samples: a rate needs 1,000, or no error at all");
}

TEST(ThresholdTest, TakesFalseSamplesForErrorsWhereTheRateHasToBeHigh)
{
    // http_req_failed stands in for `checks`: true is good, false an error
    const auto high = ruleOf("http_req_failed", "rate>0.99");
    EXPECT_EQ(judged(high, {.perSecond = 9, .failedPerSecond = 9}).verdict, RuleVerdict::Passed);
    EXPECT_EQ(judged(high, {.perSecond = 9, .failedPerSecond = 0}).verdict, RuleVerdict::NoData);
}

TEST(ThresholdTest, NeedsNoMinimumInBaselines)
{
    RunRules rules = loadRules();
    rules.thresholds = {ruleOf(kDuration, "p(95)<300")};
    rules.kind = RunKind::Baseline;
    RunJudge judge(rules);
    judge.add(trendFrame(0, kDuration, 5ms, 1));
    EXPECT_EQ(judge.judge(RunEnding::Completed, "", {}).thresholds[0].verdict, RuleVerdict::Passed);
}

TEST(ThresholdTest, IsNotJudgedInADryRunWhichFailsByItsChecksAndErrors)
{
    RunRules rules = loadRules();
    rules.kind = RunKind::DryRun;
    rules.thresholds = {ruleOf(kDuration, "p(95)<1"), ruleOf("browser_web_vital_lcp", "p(95)<2500")};
    RunJudge judge(rules);
    Frame frame = trendFrame(0, kDuration, 5ms, 1);
    judge.add(frame);
    const RunResult good = judge.judge(RunEnding::Completed, "", {});
    EXPECT_EQ(good.outcome, RunOutcome::Passed) << (good.reasons.empty() ? "" : good.reasons.front());
    EXPECT_EQ(good.thresholds[0].verdict, RuleVerdict::NotJudged);
    EXPECT_EQ(good.thresholds[1].verdict, RuleVerdict::NotJudged);

    RunJudge failing(rules);
    frame.rates["checks{check:search: status is 200}"] = {0, 1};
    frame.errors.push_back({"http_5xx", "search", "status is 500", 1, ""});
    failing.add(frame);
    const RunResult bad = failing.judge(RunEnding::Completed, "", {});
    EXPECT_EQ(bad.outcome, RunOutcome::Failed);
    EXPECT_THAT(bad.reasons,
                ElementsAre("Check `search: status is 200` failed 1 of 1 times.", "search: http_5xx: status is 500."));
}

TEST(ThresholdTest, HasNoDataWithoutItsSeries)
{
    const auto result = judged(ruleOf("http_req_duration{name:rsvp}", "p(95)<300"), {});
    EXPECT_EQ(result.verdict, RuleVerdict::NoData);
    EXPECT_EQ(result.measured, std::nullopt);
    EXPECT_EQ(result.sentence, "no sample arrived");
    EXPECT_EQ(judged(ruleOf("vus", "p(95)<300"), {}).verdict, RuleVerdict::NoData) << "a gauge has no percentiles";
}

TEST(ThresholdTest, HasNoDataWhereRequestsThatWereCutOffCouldBreakIt)
{
    EXPECT_EQ(judged(ruleOf("http_req_failed", "rate<0.01"), {.cutOff = 10}).verdict, RuleVerdict::Passed);
    const ThresholdResult failures = judged(ruleOf("http_req_failed", "rate<0.01"), {.cutOff = 100});
    EXPECT_EQ(failures.verdict, RuleVerdict::NoData);
    EXPECT_EQ(failures.sentence,
              "100 requests had no answer when the run ended, and could break this limit; a graceful_stop longer "
              "than the timeout waits for them");
    EXPECT_EQ(judged(ruleOf(kDuration, "p(95)<300"), {.cutOff = 100}).verdict, RuleVerdict::Passed);
    EXPECT_EQ(judged(ruleOf(kDuration, "p(95)<300"), {.cutOff = 200}).verdict, RuleVerdict::NoData);
    EXPECT_EQ(judged(ruleOf(kDuration, "p(95)<1"), {.cutOff = 200}).verdict, RuleVerdict::Warned) << "it is missed already";
    EXPECT_EQ(judged(ruleOf("http_req_failed{name:other}", "rate<0.01"), {.cutOff = 100}).sentence, "no sample arrived");
}

TEST(ThresholdTest, IsNotJudgedWhereOnlyTheWholeLoadReachesItsCount)
{
    RunRules rules = loadRules();
    ThresholdRule rule = ruleOf("http_reqs{status:409}", "count==50");
    rule.isOfWholeLoad = true;
    rules.thresholds = {rule};
    rules.isRehearsal = true;
    const RunResult scaled = completed(rules, {});

    EXPECT_EQ(scaled.thresholds[0].verdict, RuleVerdict::NotJudged);
    EXPECT_EQ(scaled.thresholds[0].sentence, "this count belongs to the whole load, and this run's is scaled");
    EXPECT_EQ(scaled.outcome, RunOutcome::Passed);
}

TEST(ThresholdTest, IsExcusedInARehearsalThatLacksWhatItNeeds)
{
    RunRules rules = loadRules();
    ThresholdRule rule = ruleOf("browser_web_vital_lcp", "p(95)<2500");
    rule.needs = "browser";
    rules.thresholds = {rule};
    rules.isRehearsal = true;
    const RunResult rehearsal = completed(rules, {});
    EXPECT_EQ(rehearsal.thresholds[0].verdict, RuleVerdict::NotJudged);
    EXPECT_EQ(rehearsal.thresholds[0].sentence, "this rehearsal has no browser to measure it");
    EXPECT_EQ(rehearsal.outcome, RunOutcome::Passed);
    EXPECT_TRUE(rehearsal.reasons.empty());

    rules.isRehearsal = false;
    EXPECT_EQ(completed(rules, {}).thresholds[0].verdict, RuleVerdict::NoData);
    EXPECT_EQ(completed(rules, {}).outcome, RunOutcome::Inconclusive);
}

TEST(ThresholdTest, SaysWhatTookWebVitalsAway)
{
    RunRules rules = loadRules();
    ThresholdRule rule = ruleOf("browser_web_vital_lcp{name:home}", "p(95)<2500");
    rule.needs = "browser";
    rules.thresholds = {rule};
    rules.isRehearsal = true;
    Frame frame;
    frame.rates["browser_visit_failed"] = {12, 16};
    frame.rates["browser_visit_failed{name:home}"] = {10, 10};
    RunJudge failing(rules);
    failing.add(frame);
    const RunResult failed = failing.judge(RunEnding::Completed, "", {});
    EXPECT_EQ(failed.thresholds[0].verdict, RuleVerdict::NoData) << "the rehearsal has a browser: its page failed";
    EXPECT_EQ(failed.thresholds[0].sentence, "no sample arrived: 10 of 10 browser visits failed");

    rules.isRehearsal = false;
    rules.thresholds = {ruleOf("browser_web_vital_lcp", "p(95)<2500")};
    Frame some = trendFrame(0, "browser_web_vital_lcp", 5ms, 80);
    some.rates["browser_visit_failed"] = {20, 100};
    some.counters["browser_vitals_dropped"] = 7;
    RunJudge judge(rules);
    judge.add(some);
    EXPECT_THAT(
        plain(judge.judge(RunEnding::Completed, "", {}).thresholds[0].sentence),
        HasSubstr("; 20 of 100 browser visits failed, 7 web vitals were dropped in seconds in which the generator was limited"));
}

TEST(ThresholdTest, ARuleOfASourceThatThePlanDoesNotNameHasNoData)
{
    ThresholdRule rule = ruleOf("", "value<70", "value<90");
    rule.id = "cpu";
    rule.source = "prometheus";
    const auto result = judged(rule, {});
    EXPECT_EQ(result.verdict, RuleVerdict::NoData);
    EXPECT_EQ(result.sentence, "no value: the plan names no Prometheus");
}

TEST(ThresholdTest, ShowsMoreDigitsWhereRoundedValuesWouldLookAlike)
{
    RunRules rules = loadRules();
    rules.thresholds = {ruleOf("http_req_failed", "rate<0.001", "rate<0.01")};
    RunJudge judge(rules);
    judge.add(rateFrame(0, "http_req_failed", {251, 250'000}));
    const auto result = judge.judge(RunEnding::Completed, "", {}).thresholds[0];
    EXPECT_EQ(plain(result.sentence), "rate is 0.1004 %, over the target of 0.10 % by 0.4 %, n = 250,000");
}

TEST(ThresholdTest, NamesLowerLimitsAndGauges)
{
    RunRules rules = loadRules();
    rules.thresholds = {ruleOf("vus", "min>=200", "min>=100")};
    EXPECT_EQ(plain(completed(rules, {}).thresholds[0].sentence), "min is 100, under the target of 200 by 50 %, n = 100");
    rules.thresholds = {ruleOf("http_reqs", "rate>20", "rate>20")};
    EXPECT_EQ(plain(completed(rules, {}).thresholds[0].sentence), "rate is 20.00/s, not above the target of 20.00/s, n = 2,000");
}

TEST(LoadTargetTest, IsMetWithinItsTolerance)
{
    RunRules rules = loadRules();
    rules.loadTargets = {loadTargetOf("http_reqs", "rate>=20.4", 0.02), loadTargetOf("http_reqs", "rate>=20.5", 0.02),
                         loadTargetOf("vus", "min>=100"), loadTargetOf("http_reqs", "count<=1990", 0.01)};
    const auto result = completed(rules, {});
    EXPECT_TRUE(result.load[0].isMet) << "20 is within 2 % of 20.4";
    EXPECT_FALSE(result.load[1].isMet);
    EXPECT_TRUE(result.load[2].isMet);
    EXPECT_TRUE(result.load[3].isMet) << "upper limits have the tolerance above them";
    EXPECT_EQ(plain(result.load[0].sentence), "planned 20.40/s, achieved 20.00/s");
    EXPECT_EQ(plain(result.load[1].sentence), "planned 20.50/s, achieved 20.00/s: 2.4 % below the plan");
    EXPECT_EQ(result.outcome, RunOutcome::Inconclusive);
    EXPECT_THAT(plain(result.reasons.at(0)), StartsWith("Load missed for http_reqs: planned 20.50/s"));
}

TEST(LoadTargetTest, NamesTheDroppedIterationsAsTheCause)
{
    RunRules rules = loadRules();
    rules.loadTargets = {loadTargetOf("http_reqs", "rate>=200")};
    const auto result = completed(rules, {.perSecond = 143, .droppedPerSecond = 57});
    EXPECT_EQ(plain(result.load[0].sentence), "planned 200.0/s, achieved 143.0/s: 5,700 iterations dropped, no free VU");
    EXPECT_EQ(result.generator.droppedIterations, 5700U);
}

TEST(LoadTargetTest, TakesTheDroppedIterationsOfItsOwnScenario)
{
    RunRules rules = loadRules();
    rules.loadTargets = {loadTargetOf("iterations{scenario:flash}", "count>=200")};
    RunJudge judge(rules);
    Frame frame = frameAt(0);
    frame.counters = {
        {"iterations{scenario:flash}", 150}, {"dropped_iterations{scenario:flash}", 50}, {"dropped_iterations", 90}};
    judge.add(frame);
    EXPECT_EQ(judge.judge(RunEnding::Completed, "", {}).load[0].sentence,
              "planned 200, achieved 150: 50 iterations dropped, no free VU");
}

TEST(LoadTargetTest, NamesTheCauseOfDropsThatIsTrueForItsScenario)
{
    RunRules rules = loadRules();
    rules.dropCauses = {{"flash", "no free VU"}, {"paced", "those before took longer than the pace"}};
    rules.loadTargets = {loadTargetOf("iterations{scenario:paced}", "count>=200"), loadTargetOf("iterations", "count>=400")};
    RunJudge judge(rules);
    Frame frame = frameAt(0);
    frame.counters = {{"iterations{scenario:paced}", 150},
                      {"dropped_iterations{scenario:paced}", 50},
                      {"iterations", 300},
                      {"dropped_iterations", 90}};
    judge.add(frame);
    const auto load = judge.judge(RunEnding::Completed, "", {}).load;
    EXPECT_EQ(load[0].sentence, "planned 200, achieved 150: 50 iterations dropped, those before took longer than the pace");
    EXPECT_EQ(load[1].sentence, "planned 400, achieved 300: 90 iterations dropped"); // for more than one reason
}

TEST(LoadTargetTest, IsMissedWithoutASample)
{
    RunRules rules = loadRules();
    rules.loadTargets = {loadTargetOf("rtc_participants", "min>=50")};
    const auto result = completed(rules, {});
    EXPECT_FALSE(result.load[0].isMet);
    EXPECT_EQ(result.load[0].sentence, "planned 50, achieved nothing: no sample of rtc_participants");
    EXPECT_EQ(result.outcome, RunOutcome::Inconclusive);
}

TEST(LoadTargetTest, DoesNotApplyToBaselinesAndDryRuns)
{
    RunRules rules = loadRules();
    rules.loadTargets = {loadTargetOf("http_reqs", "rate>=200")};
    for (const RunKind kind : {RunKind::DryRun, RunKind::Baseline}) {
        rules.kind = kind;
        EXPECT_EQ(completed(rules, {}).outcome, RunOutcome::Passed);
        EXPECT_TRUE(completed(rules, {}).load.empty());
    }
}

TEST(GeneratorTest, IsLimitedFromMoreThanTwoPercentAndThreeSecondsOn)
{
    EXPECT_FALSE(completed(loadRules(), {.limitedSeconds = 2}).generator.isLimited);
    EXPECT_TRUE(completed(loadRules(), {.limitedSeconds = 3}).generator.isLimited);
    RunRules tolerant = loadRules();
    tolerant.generator.maxLimited = 0.03;
    EXPECT_FALSE(completed(tolerant, {.limitedSeconds = 3}).generator.isLimited) << "3 % is not more than 3 %";
    EXPECT_TRUE(completed(tolerant, {.limitedSeconds = 4}).generator.isLimited);
}

TEST(GeneratorTest, SaysWhatLimitedItAndWhatItCost)
{
    const auto limited = completed(loadRules(), {.limitedSeconds = 14}).generator;
    EXPECT_EQ(
        plain(limited.sentence),
        "the load generator was the bottleneck in 14 of 100 s: a load thread was busy 97 %; more agents or a quieter machine "
        "help, and the plan's `generator` says what is allowed");
    const auto healthy = completed(loadRules(), {}).generator;
    EXPECT_EQ(healthy.agents, 1);
    EXPECT_EQ(healthy.lagP99Us, 279U);
    EXPECT_DOUBLE_EQ(healthy.cpuPercentMax, 12);
    EXPECT_EQ(healthy.rssBytesMax, 31'457'280U);
    EXPECT_EQ(plain(healthy.sentence), "the load generator kept up: start lag p99 0.28 ms, CPU 12 %, limited in 0 of 100 s");
}

TEST(GeneratorTest, KeepsTheWorstOfEachSecondAndCountsRetransmitsOfAMachineOnce)
{
    RunJudge judge(loadRules());
    for (const char* shard : {"1/2", "2/2"}) {
        for (std::uint64_t tick = 0; tick < 3; ++tick) {
            Frame frame = frameAt(tick);
            frame.shard = shard;
            frame.seq = tick + 1;
            frame.health.loopMaxUs = 900 - tick;
            frame.health.machineCpu = 0.5 + 0.1 * static_cast<double>(tick);
            frame.health.descriptors = 200 + tick;
            frame.health.tcpSockets = 400 - tick;
            frame.health.retransmits = 2;
            judge.add(frame);
        }
    }
    const GeneratorResult result = judge.judge(RunEnding::Completed, "", {}).generator;

    EXPECT_EQ(result.agents, 2);
    EXPECT_EQ(result.loopMaxUs, 900U);
    EXPECT_DOUBLE_EQ(result.machineCpuPercentMax, 70);
    EXPECT_EQ(result.descriptorsMax, 202U);
    EXPECT_EQ(result.tcpSocketsMax, 400U);
    EXPECT_EQ(result.retransmits, 6U);
}

TEST(GeneratorTest, TakesTheLagOfItsOwnMetricWhereThereIsOne)
{
    RunJudge judge(loadRules());
    Frame frame = frameAt(0);
    frame.trends["generator_lag"].record(90us, 1000);
    frame.health.lagP99Us = 5000;
    judge.add(frame);
    EXPECT_EQ(judge.judge(RunEnding::Completed, "", {}).generator.lagP99Us, 90U);
}

/// Everything at once: a limited generator, a failed and a warned threshold, a missed load, a series without data.
RunRules allRules()
{
    RunRules rules = loadRules();
    rules.thresholds = {ruleOf(kDuration, "p(95)<300"), ruleOf("page_load", "p(95)<300"),
                        ruleOf("http_req_failed", "rate<0.01", "rate<0.02")};
    rules.loadTargets = {loadTargetOf("http_reqs", "rate>=200")};
    return rules;
}

const Load kBadLoad{.latency = 400ms, .failedPerSecond = 1, .limitedSeconds = 5};

TEST(OutcomeTest, GoesByTheFirstRuleThatHoldsAndListsAllReasonsWorstFirst)
{
    const RunResult limited = completed(allRules(), kBadLoad);
    EXPECT_EQ(limited.outcome, RunOutcome::Inconclusive);
    EXPECT_THAT(limited.reasons, ElementsAre(HasSubstr("bottleneck"), HasSubstr("critical limit"), HasSubstr("Load missed"),
                                             StartsWith("page_load: no sample"), HasSubstr("over the target")));

    Load healthy = kBadLoad;
    healthy.limitedSeconds = 0;
    EXPECT_EQ(completed(allRules(), healthy).outcome, RunOutcome::Failed) << "also when the load was missed";
    healthy.failedPerSecond = 0;
    EXPECT_EQ(completed(allRules(), healthy).outcome, RunOutcome::Inconclusive);
}

TEST(OutcomeTest, IsAbortedOrInterruptedWhateverWasMeasured)
{
    RunJudge judge = judgeAfter(allRules(), kBadLoad);
    const RunResult person = judge.judge(RunEnding::StoppedByPerson, "Ctrl-C", {});
    EXPECT_EQ(person.outcome, RunOutcome::Aborted);
    EXPECT_EQ(person.reasons[0], "Stopped before its end: Ctrl-C.");
    EXPECT_EQ(person.reasons.size(), 6U);
    EXPECT_THAT(person.load[0].sentence, EndsWith("; the run ended before its time"));
    EXPECT_THAT(judge.judge(RunEnding::Completed, "", {}).load[0].sentence, Not(HasSubstr("before its time")));
    const RunResult lost = judge.judge(RunEnding::Interrupted, "the agent was lost", {});
    EXPECT_EQ(lost.outcome, RunOutcome::Interrupted);
    EXPECT_EQ(lost.reasons[0], "Interrupted: the agent was lost.");
}

TEST(OutcomeTest, IsFailedWhenARuleStoppedTheRunUnlessTheGeneratorWasLimited)
{
    Load healthy = kBadLoad;
    healthy.limitedSeconds = 0;
    const RunResult failed = judgeAfter(loadRules(), healthy).judge(RunEnding::StoppedByRule, "http_req_failed rate<0.01", {});
    EXPECT_EQ(failed.outcome, RunOutcome::Failed);
    EXPECT_EQ(failed.reasons[0], "Stopped by a rule of the plan: http_req_failed rate<0.01.");

    const RunResult limited = judgeAfter(loadRules(), kBadLoad).judge(RunEnding::StoppedByRule, "http_req_failed rate<0.01", {});
    EXPECT_EQ(limited.outcome, RunOutcome::Inconclusive) << "what a starved generator measured proves nothing";
    EXPECT_EQ(limited.reasons.size(), 2U);
}

TEST(OutcomeTest, IsWarnedOnlyIfNothingWorseHolds)
{
    RunRules rules = loadRules();
    rules.thresholds = {ruleOf(kDuration, "p(95)<300", "p(95)<500")};
    const RunResult warned = completed(rules, {.latency = 400ms});
    EXPECT_EQ(warned.outcome, RunOutcome::Warned);
    EXPECT_THAT(warned.reasons, ElementsAre(StartsWith(kDuration + ": p(95) is")));
}

TEST(OutcomeTest, PassesWithoutAReason)
{
    RunRules rules = loadRules();
    rules.thresholds = {ruleOf(kDuration, "p(95)<300", "p(95)<500")};
    rules.loadTargets = {loadTargetOf("http_reqs", "rate>=20")};
    const RunResult passed = completed(rules, {});
    EXPECT_EQ(passed.outcome, RunOutcome::Passed);
    EXPECT_TRUE(passed.reasons.empty());
}

TEST(OutcomeTest, NeverPassesARunThatLeftNoFrame)
{
    RunRules rules = loadRules();
    rules.thresholds = {ruleOf(kDuration, "p(95)<300")};
    rules.loadTargets = {loadTargetOf("http_reqs", "rate>=20")};
    const RunResult empty = RunJudge(rules).judge(RunEnding::Completed, "", {});
    EXPECT_EQ(empty.outcome, RunOutcome::Inconclusive);
    EXPECT_THAT(empty.reasons, ElementsAre("No second of this run was recorded."));
}

TEST(OutcomeTest, CountsVerifications)
{
    VerificationResult verification{"All events processed", "30000", "29998", RuleVerdict::Failed, ""};
    const RunResult failed = completed(loadRules(), {}, {verification});
    EXPECT_EQ(failed.outcome, RunOutcome::Failed);
    EXPECT_THAT(failed.reasons, ElementsAre("All events processed: expected 30000, measured 29998."));
    verification.sentence = "All events processed: expected 30000, measured 29998 (/stats)";
    EXPECT_THAT(completed(loadRules(), {}, {verification}).reasons,
                ElementsAre("All events processed: expected 30000, measured 29998 (/stats)."));
    verification.verdict = RuleVerdict::NoData;
    EXPECT_EQ(completed(loadRules(), {}, {verification}).outcome, RunOutcome::Inconclusive);
    verification.verdict = RuleVerdict::Passed;
    EXPECT_EQ(completed(loadRules(), {}, {verification}).outcome, RunOutcome::Passed);
}

TEST(RunJudgeTest, ListsChecksAndErrorsOfTheFrames)
{
    RunJudge judge(loadRules());
    Frame frame = frameAt(4);
    frame.rates["checks"] = {3, 4};
    frame.rates["checks{check:search: status is 200}"] = {3, 4};
    frame.rates["checks{check:search: status is 200,scenario:a}"] = {3, 4};
    frame.errors = {{"timeout", "search", "no answer in 10 s", 2, ""}, {"generator", "search", "no descriptor left", 1, ""}};
    judge.add(frame);
    Frame next = frameAt(5);
    next.errors = {{"timeout", "search", "no answer in 10 s", 3, ""}};
    judge.add(next);
    const RunResult result = judge.judge(RunEnding::Completed, "", {});
    ASSERT_EQ(result.checks.size(), 1U);
    EXPECT_EQ(result.checks[0].name, "search: status is 200");
    EXPECT_EQ(result.checks[0].passes, 3U);
    EXPECT_EQ(result.checks[0].fails, 1U);
    ASSERT_EQ(result.errors.size(), 2U);
    EXPECT_EQ(result.errors[0].errorClass, "generator");
    EXPECT_EQ(result.errors[1].count, 5U);
    EXPECT_EQ(result.errors[1].firstAt, kStart + 4s);
}

TEST(RunJudgeTest, CountsARepeatedFrameOnceEverywhere)
{
    RunJudge judge(loadRules());
    Frame frame = frameAt(1);
    frame.counters["http_reqs"] = 5;
    frame.errors = {{"timeout", "search", "no answer", 2, ""}};
    judge.add(frame);
    judge.add(frame);
    const RunResult result = judge.judge(RunEnding::Completed, "", {});
    EXPECT_EQ(result.errors[0].count, 2U);
    EXPECT_EQ(result.metrics["http_reqs"]["count"], 5);
}

TEST(RunJudgeTest, ShowsInterimRatesOverTheSecondsSoFar)
{
    RunRules rules = loadRules();
    rules.thresholds = {ruleOf("http_reqs", "rate>=19", "rate>=10")};
    RunJudge judge(rules);
    for (std::uint64_t tick = 0; tick < 10; ++tick) {
        Frame frame = frameAt(tick);
        frame.counters["http_reqs"] = 20;
        judge.add(frame);
    }
    EXPECT_EQ(judge.interim().at(0).verdict, RuleVerdict::Passed);
    EXPECT_EQ(judge.judge(RunEnding::Completed, "", {}).thresholds[0].verdict, RuleVerdict::Failed)
        << "over the planned load it is 2/s";
}

TEST(RunJudgeTest, NamesTheRuleThatStopsTheRun)
{
    RunRules rules = loadRules();
    ThresholdRule rule = ruleOf("http_req_failed", "rate<0.001", "rate<0.01");
    rule.abortAfter = Nanos{30s};
    rules.thresholds = {ruleOf(kDuration, "p(95)<300"), rule};
    RunJudge judge(rules);
    for (std::uint64_t tick = 0; tick < 30; ++tick) {
        EXPECT_EQ(judge.abortingRule(), nullptr) << tick;
        judge.add(rateFrame(tick, "http_req_failed", {5, 100}));
    }
    ASSERT_NE(judge.abortingRule(), nullptr);
    EXPECT_EQ(judge.abortingRule()->metric, "http_req_failed");
}

} // namespace
} // namespace holdpoint
