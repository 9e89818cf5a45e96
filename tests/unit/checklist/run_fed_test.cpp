// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checklist/run_facts.h"
#include "tests/unit/checklist/release_fixture.h"

#include <utility>

namespace holdpoint {
namespace {

TEST(RunFedTest, AGoodRunTicksItsBoxesWithWhatWasSeen)
{
    Release1 release;
    release.inputs.runs = {searchRun(3, at(1))};
    const ChecklistView view = release.view();

    EXPECT_EQ(view.item("test.search")->state, ItemState::Pass);
    EXPECT_EQ(view.item("test.search.users")->value, "100");
    EXPECT_EQ(view.item("test.search.rate")->value, "1,000\u00a0/min");
    EXPECT_EQ(view.item("test.search.p95")->value, "p(95) 936\u00a0ms, n = 9,001");
    EXPECT_EQ(view.item("test.search.errors")->value, "0.00\u00a0%, n = 9,001");
    EXPECT_EQ(view.item("test.search.p95")->source, "run 3");
    EXPECT_FALSE(view.item("test.search.p95")->canConfirm);
    EXPECT_EQ(view.item("threshold.search-latency-p95")->state, ItemState::Pass);
}

TEST(RunFedTest, ABoxWithANumberPassesOnlyIfThatNumberHolds)
{
    Release1 release;
    RunRecord warned = searchRun(3, at(1));
    setSearchP95(warned, 1300);
    release.inputs.runs = {warned};
    const ItemView box = release.item("test.search.p95");

    EXPECT_EQ(box.state, ItemState::Fail);
    EXPECT_EQ(box.reason, "p(95) 1,300\u00a0ms, must be < 1,200\u00a0ms");
    EXPECT_FALSE(box.needsTechLead); // critical held
    EXPECT_EQ(release.item("threshold.search-latency-p95").reason, "target missed, critical held (WARN)");
}

TEST(RunFedTest, BeyondCriticalOnlyTheTechLeadMayOverride)
{
    Release1 release;
    RunRecord failed = searchRun(3, at(1));
    setSearchP95(failed, 2310);
    release.inputs.runs = {failed};

    EXPECT_TRUE(release.item("test.search.p95").needsTechLead);
    EXPECT_EQ(release.item("results.all-tests-passed").state, ItemState::Fail);
}

class InconclusiveRunTest : public ::testing::TestWithParam<RunOutcome>
{};

TEST_P(InconclusiveRunTest, LeavesItsBoxesUnknown)
{
    Release1 release;
    RunRecord run = searchRun(3, at(1));
    run.result.outcome = GetParam();
    run.result.reasons = {"planned 16.7 /s, achieved 9.1 /s"};
    release.inputs.runs = {run};

    EXPECT_EQ(release.item("test.search.p95").state, ItemState::Unknown);
    EXPECT_EQ(release.item("test.search").state, ItemState::Unknown);
    EXPECT_NE(release.item("test.search.rate").reason.find("planned 16.7 /s, achieved 9.1 /s"), std::string::npos);
    EXPECT_EQ(release.item("results.all-tests-passed").state, ItemState::Unknown);
}

INSTANTIATE_TEST_SUITE_P(Outcomes, InconclusiveRunTest,
                         ::testing::Values(RunOutcome::Inconclusive, RunOutcome::Aborted, RunOutcome::Interrupted));

TEST(RunFedTest, ARunUnderWayShowsAsRunning)
{
    Release1 release;
    RunRecord running = searchRun(3, at(1));
    running.endedAt.reset();
    running.result = {};
    release.inputs.runs = {running};

    EXPECT_EQ(release.item("test.search.p95").state, ItemState::Running);
    EXPECT_EQ(release.item("test.search").state, ItemState::Running);
}

TEST(RunFedTest, TooFewSamplesProveNothing)
{
    Release1 release;
    RunRecord run = searchRun(3, at(1));
    run.result.metrics["http_req_failed"] = Json{{"rate", 0.002}, {"passes", 1}, {"fails", 499}};
    run.result.metrics["http_req_duration{name:search}"]["count"] = 40;
    release.inputs.runs = {run};

    EXPECT_EQ(release.item("test.search.errors").state, ItemState::Unknown);
    EXPECT_EQ(release.item("test.search.p95").reason, "n = 40 is too few to judge, 100 needed");
    release.inputs.runs.front().result.metrics["http_req_failed"] = Json{{"rate", 0.0}, {"passes", 0}, {"fails", 500}};
    EXPECT_EQ(release.item("test.search.errors").state, ItemState::Pass); // zero errors prove it at any n
}

TEST(RunFedTest, AServiceThatIsSlowAfterABurstHasNotHandledIt)
{
    RunFact fact;
    fact.recovery = "*";
    fact.expect = *parseExpression("value<=1.2");
    fact.minSamples = 20;
    RunRecord run = searchRun(3, at(1));
    const auto state = [&] { return judgeFacts({fact}, run).state; };

    EXPECT_EQ(state(), ItemState::Pass) << "a test without a burst says nothing of it";
    run.result.recoveries = {{"flash", "http_req_duration{name:rsvp}", 10.0, 11.9, 31, 30}};
    EXPECT_EQ(state(), ItemState::Pass);
    run.result.recoveries[0].after = 13.0;
    EXPECT_EQ(state(), ItemState::Fail);
    EXPECT_EQ(judgeFacts({fact}, run).value, "p(95) after flash 1.30 times that before");
    run.result.recoveries[0].afterCount = 3;
    EXPECT_EQ(state(), ItemState::Unknown);
    run.result.recoveries[0].after.reset();
    EXPECT_EQ(state(), ItemState::Unknown);
    run.isRehearsal = true;
    EXPECT_EQ(state(), ItemState::Pass);
}

TEST(RunFedTest, ASeriesThatTheRunDidNotKeepIsUnknown)
{
    Release1 release;
    RunRecord run = searchRun(3, at(1));
    run.result.metrics.erase("http_reqs{name:search}");
    release.inputs.runs = {run};

    EXPECT_EQ(release.item("test.search.rate").state, ItemState::Unknown);
    EXPECT_EQ(release.item("test.search.rate").reason, "run 3 has no samples of http_reqs{name:search}");
}

TEST(RunFedTest, ARehearsalIsJudgedAgainstThePlansOwnLoad)
{
    Release1 release;
    release.plan.isRehearsal = true;
    RunRecord run = searchRun(3, at(1));
    run.isRehearsal = true;
    run.result.metrics["http_reqs{name:search}"]["rate"] = 3.0;
    LoadResult load;
    load.target.metric = "http_reqs{name:search}";
    load.target.expect = *parseExpression("rate>=3");
    load.achieved = 3.0;
    load.isMet = true;
    run.result.load = {load};
    release.inputs.runs = {run};

    EXPECT_EQ(release.item("test.search.rate").state, ItemState::Pass);
    EXPECT_EQ(release.item("test.search.rate").value, "180\u00a0/min, planned >= 180\u00a0/min (rehearsal)");
    release.inputs.runs.front().result.load.front().isMet = false;
    EXPECT_EQ(release.item("test.search.rate").state, ItemState::Fail);
}

TEST(RunFedTest, ARehearsedTargetOfAnotherMetricIsNeverShownAsTheBoxesOwnFigure)
{
    Release1 release;
    release.plan.isRehearsal = true;
    RunRecord run = searchRun(3, at(1));
    run.isRehearsal = true;
    LoadResult load;
    load.target.metric = "http_reqs{name:search}";
    load.target.expect = *parseExpression("rate>=33.3");
    load.achieved = 33.3;
    load.isMet = true;
    run.result.load = {load};
    release.inputs.runs = {run};

    EXPECT_EQ(release.item("test.search.users").state, ItemState::Pass);
    EXPECT_EQ(release.item("test.search.users").value, "100; http_reqs{name:search} rate>=33.3 reached (rehearsal)");
    release.inputs.runs.front().result.load.clear();
    EXPECT_EQ(release.item("test.search.users").state, ItemState::Unknown);
}

TEST(RunFedTest, ATestWithoutARunLeavesABoxOverAllTestsOpenAlsoInARehearsal)
{
    Release1 release;
    release.inputs.runs = {searchRun(3, at(1)), searchRun(4, at(3))};
    release.inputs.runs.back().testId = "api";

    for (const bool isRehearsal : {true, false}) {
        release.plan.isRehearsal = isRehearsal;
        EXPECT_EQ(release.item("test.rtc.delivery").state, ItemState::Open);
        EXPECT_EQ(release.item("test.rtc.delivery").reason, "no finished run yet");
        EXPECT_EQ(release.item("results.all-tests-passed").state, ItemState::Open);
        EXPECT_NE(release.item("results.metrics-within-targets").state, ItemState::Pass);
    }
}

TEST(RunFedTest, ARehearsedReleaseIsNeverFinallyPassed)
{
    Release1 release;
    release.plan = searchPlan();
    release.plan.isRehearsal = true;
    release.inputs.runs = {searchRun(3, at(1))};
    release.inputs.runs.front().isRehearsal = true;

    EXPECT_EQ(release.item("final.all-tests-passing").state, ItemState::Open);
    EXPECT_EQ(release.item("final.all-tests-passing").reason, "REHEARSAL: its runs cannot sign off a release");
}

TEST(RunFedTest, WarningsPassTheTestsButNotTheTargets)
{
    Release1 release;
    release.plan = searchPlan();
    RunRecord warned = searchRun(3, at(1));
    setSearchP95(warned, 1300);
    release.inputs.runs = {warned};

    EXPECT_EQ(release.item("results.all-tests-passed").state, ItemState::Pass);
    EXPECT_EQ(release.item("results.metrics-within-targets").state, ItemState::Fail);
    release.inputs.runs = {searchRun(4, at(3))};
    EXPECT_EQ(release.item("results.metrics-within-targets").state, ItemState::Pass);
    release.inputs.runs.front().result.thresholds.front().verdict = RuleVerdict::NoData;
    EXPECT_EQ(release.item("results.metrics-within-targets").state, ItemState::Unknown);
}

TEST(RunFedTest, VerificationsDecideTheBoxesThatALatencyCannot)
{
    Release1 release;
    release.plan.tests.push_back(httpTest("webhooks", "Webhooks Load Test", "deliver"));
    RunRecord run = searchRun(3, at(1));
    run.testId = "webhooks";
    run.result.metrics["webhooks_redelivered"] = Json{{"count", 600}, {"rate", 2.0}};
    run.result.verifications = {{"All events processed", "30000", "29998", RuleVerdict::Failed, "2 events are missing"},
                                {"No duplicate processing", "0", "0", RuleVerdict::Passed, ""}};
    run.result.outcome = RunOutcome::Failed;
    release.inputs.runs = {run};

    EXPECT_EQ(release.item("test.webhooks.processed").state, ItemState::Fail);
    EXPECT_EQ(release.item("test.webhooks.processed").reason, "2 events are missing");
    EXPECT_EQ(release.item("test.webhooks.no-duplicates").state, ItemState::Pass);
    release.inputs.runs.front().result.metrics.erase("webhooks_redelivered");
    EXPECT_EQ(release.item("test.webhooks.no-duplicates").state, ItemState::Unknown); // nothing was sent twice: nothing proven
    release.inputs.runs.front().result.verifications.clear();
    EXPECT_EQ(release.item("test.webhooks.processed").state, ItemState::Unknown);
}

TEST(RunFedTest, DryRunsValidateTheScriptsOfThisPlanTextOnly)
{
    Release1 release;
    release.plan = searchPlan();
    RunRecord dry = searchRun(1, at(1), RunKind::DryRun);
    dry.result.metrics["http_reqs{name:search}"]["count"] = 1;
    release.inputs.runs = {dry};
    release.inputs.now = at(5);
    EXPECT_EQ(release.item("tool.scripts-validated").state, ItemState::Pass);
    EXPECT_FALSE(release.item("tool.scripts-validated").canConfirm);

    release.inputs.runs.front().result.checks = {{"search: status is 200", 0, 1}};
    EXPECT_EQ(release.item("tool.scripts-validated").reason, "Search Load Test: 1 check failed");
    release.inputs.runs.front().result.checks.clear();
    release.inputs.runs.front().result.metrics.erase("http_reqs{name:search}");
    EXPECT_EQ(release.item("tool.scripts-validated").reason, "Search Load Test: steps that never ran: search");
    release.inputs.runs = {dry};
    release.inputs.now = at(60 * 25);
    EXPECT_EQ(release.item("tool.scripts-validated").state, ItemState::Stale); // ttl 24h
    release.plan.sha256 = "p2";
    EXPECT_EQ(release.item("tool.scripts-validated").state, ItemState::Open);
}

TEST(RunFedTest, BaselinesMustMeetEveryTargetWithEnoughSamples)
{
    Release1 release;
    release.plan = searchPlan();
    release.inputs.runs = {searchRun(1, at(1), RunKind::Baseline)};
    EXPECT_EQ(release.item("baseline.run").state, ItemState::Pass);
    EXPECT_EQ(release.item("baseline.acceptable").state, ItemState::Pass);
    EXPECT_EQ(release.item("baseline.documented").state, ItemState::Pass);
    EXPECT_EQ(release.item("test.search.p95").state, ItemState::Open); // a baseline decides no test

    release.inputs.runs.front().result.metrics["http_reqs{name:search}"]["count"] = 99;
    EXPECT_EQ(release.item("baseline.acceptable").state, ItemState::Unknown);
    setSearchP95(release.inputs.runs.front(), 1300);
    EXPECT_EQ(release.item("baseline.acceptable").state, ItemState::Fail);
}

TEST(RunFedTest, ABaselineThatIsWorseThanTheLastAcceptedOneIsNotAcceptable)
{
    Release1 release;
    release.plan = searchPlan();
    release.inputs.runs = {searchRun(1, at(1), RunKind::Baseline), searchRun(2, at(3), RunKind::Baseline)};
    const auto compared = [&](std::int64_t run, Hint::State state) {
        release.inputs.hints = {
            {run, {{std::string(kBaselineRule), state, "p(95) 30 ms, was 20 ms", {}, Json::object(), false}}}};
        return release.item("baseline.acceptable");
    };
    EXPECT_EQ(release.item("baseline.acceptable").state, ItemState::Unknown) << "nobody compared it";
    EXPECT_EQ(compared(2, Hint::State::Nothing).state, ItemState::Pass);
    EXPECT_EQ(compared(2, Hint::State::Unknown).state, ItemState::Unknown);
    const ItemView worse = compared(2, Hint::State::Found);
    EXPECT_EQ(worse.state, ItemState::Fail);
    EXPECT_EQ(worse.reason, "Search Load Test: p(95) 30 ms, was 20 ms");
    EXPECT_EQ(compared(1, Hint::State::Found).state, ItemState::Pass)
        << "the one before was not accepted: nothing to compare with";
    release.inputs.runs.front().planSha256 = "p0";
    release.inputs.hints.clear();
    EXPECT_EQ(release.item("baseline.acceptable").state, ItemState::Pass) << "another plan's baseline is none";
}

TEST(RunFedTest, LongBreachesBreakASustainedErrorRate)
{
    Release1 release;
    release.plan = searchPlan();
    release.inputs.runs = {searchRun(3, at(1))};
    EXPECT_EQ(release.item("final.error-rate-sustained").state, ItemState::Pass);
    ThresholdResult errors = threshold("http_req_failed", "rate<0.001", "rate<0.01", 0.0005, RuleVerdict::Passed);
    errors.breaches = {{at(1), at(2, 30)}};
    release.inputs.runs.front().result.thresholds.push_back(errors);

    EXPECT_EQ(release.item("final.error-rate-sustained").state, ItemState::Fail);
}

TEST(RunFedTest, AnAlarmBoxFailsWhileTheLoadStillRuns)
{
    Release1 release;
    release.plan = searchPlan();
    RunRecord run = searchRun(3, at(1));
    run.endedAt.reset();
    run.result = RunResult{};
    release.inputs.runs = {run};
    EXPECT_EQ(release.item("alarm.error-rate").state, ItemState::Running);
    EXPECT_TRUE(release.item("alarm.error-rate").reason.starts_with("not fired so far"));
    release.inputs.alarms = {{"error-rate", 3, at(1, 20), "2.10 % for 12 s"}};

    EXPECT_EQ(release.item("alarm.error-rate").state, ItemState::Fail);
    EXPECT_EQ(release.item("alarm.error-rate").source, "run 3");
}

/// A plan whose Prometheus feeds the CPU alarm, and a run of 60 s of load.
Release1 watchedRelease()
{
    Release1 release;
    release.plan = searchPlan();
    release.plan.monitoring = Json{{"prometheus", {{"url", "http://127.0.0.1:9090"}}}};
    AlarmRule cpu;
    cpu.id = "cpu";
    cpu.source = "prometheus";
    cpu.query = "max(cpu)";
    release.plan.alarms.push_back(cpu);
    release.inputs.runs = {searchRun(3, at(1))};
    release.inputs.runs[0].result.loadSpan = TimeSpan{at(1), at(2)};
    return release;
}

TEST(RunFedTest, AnAlarmOverAQueryPassesOnlyIfItsQueryCoveredTheLoad)
{
    Release1 release = watchedRelease();
    EXPECT_EQ(release.item("alarm.cpu").state, ItemState::Unknown) << "never asked";
    release.inputs.spans = {{3, querySource("max(cpu)"), at(1), at(2), true, ""}};
    EXPECT_EQ(release.item("alarm.cpu").state, ItemState::Pass);
    release.inputs.spans = {{3, querySource("max(cpu)"), at(1), at(1, 50), true, ""},
                            {3, querySource("max(cpu)"), at(1, 50), at(2), false, "connection refused"}};
    const ItemView gap = release.item("alarm.cpu");
    EXPECT_EQ(gap.state, ItemState::Unknown);
    EXPECT_NE(gap.reason.find("83\u00a0% of the load of run 3, 95\u00a0% needed (connection refused)"), std::string::npos)
        << gap.reason;
    release.inputs.spans = {{3, "prometheus", at(1), at(2), true, ""}};
    EXPECT_EQ(release.item("alarm.cpu").state, ItemState::Unknown) << "Prometheus answered, but had no value";
}

TEST(RunFedTest, AnAlarmBoxIsOpenBeforeLoadAndFailsFromAFiringOn)
{
    Release1 release = watchedRelease();
    const auto runs = std::exchange(release.inputs.runs, {});
    EXPECT_EQ(release.item("alarm.cpu").state, ItemState::Open);
    release.inputs.runs = runs;
    release.inputs.spans = {{3, querySource("max(cpu)"), at(1), at(2), true, ""}};
    release.inputs.alarms = {{"cpu", 3, at(1, 20), "cpu value is 97, alarm at value>90, for 60 s"}};
    EXPECT_EQ(release.item("alarm.cpu").state, ItemState::Fail);
    release.person("alarm.cpu", ItemState::Overridden, at(5));
    EXPECT_EQ(release.item("alarm.cpu").state, ItemState::Overridden);
}

TEST(RunFedTest, AnAlarmWhosePrometheusThePlanDoesNotNameIsUnknown)
{
    Release1 release = watchedRelease();
    release.plan.monitoring = Json::object();
    EXPECT_EQ(release.item("alarm.cpu").state, ItemState::Unknown);
    EXPECT_NE(release.item("alarm.cpu").reason.find("the plan names no Prometheus"), std::string::npos);
}

TEST(RunFedTest, AMissedThresholdOverAQueryFailsItsTest)
{
    Release1 release = watchedRelease();
    ThresholdResult cpu = threshold("", "value<70", "value<90", 95, RuleVerdict::Failed);
    cpu.rule.id = "cpu";
    cpu.rule.source = "prometheus";
    release.inputs.runs[0].result.thresholds.push_back(cpu);
    release.inputs.runs[0].result.outcome = RunOutcome::Failed;
    const ItemView test = release.item("test.search");
    EXPECT_EQ(test.state, ItemState::Fail);
}

TEST(RunFedTest, TheReportBoxFollowsTheReport)
{
    Release1 release;
    release.inputs.runs = {searchRun(3, at(1))};
    EXPECT_EQ(release.item("results.report-generated").state, ItemState::Open);
    release.inputs.isReportWritten = true;
    EXPECT_EQ(release.item("results.report-generated").state, ItemState::Pass);
}

} // namespace
} // namespace holdpoint
