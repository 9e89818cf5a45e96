// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/checklist/release_fixture.h"

#include <algorithm>

namespace holdpoint {
namespace {

using Rows = std::vector<ItemState>;

struct RollUpCase
{
    Rows rows;
    ItemState expected;
};

class RollUpTest : public ::testing::TestWithParam<RollUpCase>
{};

TEST_P(RollUpTest, TakesTheWorst)
{
    EXPECT_EQ(rollUp(GetParam().rows), GetParam().expected);
}

using I = ItemState;
INSTANTIATE_TEST_SUITE_P(
    Order, RollUpTest,
    ::testing::Values(RollUpCase{{I::Pass, I::Overridden, I::Deferred, I::Open, I::Running, I::Stale, I::Unknown, I::Fail},
                                 I::Fail},
                      RollUpCase{{I::Pass, I::Open, I::Stale, I::Unknown}, I::Unknown},
                      RollUpCase{{I::Running, I::Stale}, I::Stale}, RollUpCase{{I::Open, I::Running}, I::Running},
                      RollUpCase{{I::Deferred, I::Open}, I::Open}, RollUpCase{{I::Overridden, I::Deferred}, I::Deferred},
                      RollUpCase{{I::Pass, I::Overridden}, I::Overridden}, RollUpCase{{I::Pass, I::NotApplicable}, I::Pass},
                      RollUpCase{{I::NotApplicable, I::NotApplicable}, I::NotApplicable}, RollUpCase{{}, I::NotApplicable}));

TEST(ChecklistTest, NothingIsGreenBeforeAnythingWasDone)
{
    Release1 release;
    const ChecklistView view = release.view();

    EXPECT_EQ(view.items.size(), 212U);
    EXPECT_EQ(view.counts.count(ItemState::Pass), 0U);
    std::size_t boxes = 0;
    for (const auto& [state, count] : view.counts) {
        boxes += count;
    }
    EXPECT_EQ(boxes, 157U);
    EXPECT_EQ(view.gate(Gate::GoForLoad).itemCount, 37U);
    EXPECT_EQ(view.gate(Gate::GoForLoad).state, GateState::Hold);
    EXPECT_EQ(view.gate(Gate::Results).state, GateState::Later);
}

TEST(ChecklistTest, ASensedItemWithoutASensorIsNoPersonsEither)
{
    Release1 release;
    ChecklistTemplate unbound = shippedTemplate();
    for (ItemDefinition& item : unbound.items) {
        item.sense.reset();
    }
    release.inputs.definition = &unbound;
    release.inputs.plan = &release.plan;
    release.inputs.now = at(60);
    const ChecklistView view = evaluateChecklist(release.inputs);

    const ItemView& sensed = *view.item("monitoring.prometheus-collecting");
    EXPECT_EQ(sensed.state, ItemState::Open);
    EXPECT_FALSE(sensed.canConfirm);
    EXPECT_EQ(sensed.reason.find("no sensor is bound to it: a plan can, with `checklist: {sensors: {monitoring."), 0U)
        << sensed.reason;
    EXPECT_FALSE(confirmItem(view, "monitoring.prometheus-collecting", kRao, "", at(60)));
    EXPECT_TRUE(view.item("env.isolated-from-production")->canConfirm); // hybrid: a person has a say
}

TEST(ChecklistTest, ASensedItemIsOpenUntilItIsAskedThenItsSensorDecides)
{
    Release1 release;
    const std::string id = "monitoring.prometheus-collecting";
    EXPECT_EQ(release.item(id).state, ItemState::Open);
    EXPECT_EQ(release.item(id).reason, "not sensed yet: `holdpointctl check PLAN` asks");
    EXPECT_FALSE(release.item(id).canConfirm);

    release.inputs.now = at(1, 30);
    for (const ItemState state : {ItemState::Pass, ItemState::Fail, ItemState::Unknown}) {
        release.sensor(id, state, at(1));
        EXPECT_EQ(release.item(id).state, state);
        EXPECT_FALSE(release.item(id).canConfirm);
        EXPECT_EQ(release.item(id).source, "promql");
    }
}

TEST(ChecklistTest, MonitoringIsHealthyOnlyWhileItsSectionIs)
{
    Release1 release;
    release.inputs.now = at(1, 30);
    const std::string id = "preflight.monitoring-healthy";
    release.sensor(id, ItemState::Pass, at(1));
    EXPECT_EQ(release.item(id).state, ItemState::Open) << "nothing of section 2 was seen";
    for (const ItemDefinition& item : shippedTemplate().items) {
        if (item.section == "2" && item.isBox) {
            release.sensor(item.id, ItemState::Pass, at(1));
        }
    }
    EXPECT_EQ(release.item(id).state, ItemState::Pass) << release.item(id).reason;
    release.sensor("monitoring.sentry-enabled", ItemState::Unknown, at(1, 10));
    EXPECT_EQ(release.item(id).state, ItemState::Unknown);
    release.sensor(id, ItemState::Fail, at(1, 20));
    EXPECT_EQ(release.item(id).state, ItemState::Fail) << "an alert fires";
}

TEST(ChecklistTest, ConditionsSwitchRowsOffWithTheirReason)
{
    Release1 release;

    EXPECT_EQ(release.item("env.ssl-certificates-valid").reason, "the plan uses no TLS");
    EXPECT_EQ(release.item("test.rsvp.p95").reason, "the plan has no test `rsvp`");
    EXPECT_EQ(release.item("test.rsvp").state, ItemState::NotApplicable);
    EXPECT_EQ(release.item("tool.k6-installed").state, ItemState::NotApplicable);
    EXPECT_EQ(release.item("bottleneck.slow-queries").reason, "no load test of this release has failed");
    release.plan.environment.baseUrl = "https://staging.example.com";
    EXPECT_EQ(release.item("env.ssl-certificates-valid").state, ItemState::Open);
}

TEST(ChecklistTest, APlanSwitchesARowOffWithAReason)
{
    Release1 release;
    release.plan.checklist = Json{{"off", {{"monitoring.sentry-enabled", "we use another tracker"}}}};

    EXPECT_EQ(release.item("monitoring.sentry-enabled").state, ItemState::NotApplicable);
    EXPECT_EQ(release.item("monitoring.sentry-enabled").reason, "we use another tracker");
}

TEST(ChecklistTest, AFailedTestOpensSectionElevenForGood)
{
    Release1 release;
    RunRecord failed = searchRun(3, at(1));
    setSearchP95(failed, 2310);
    release.inputs.runs = {failed, searchRun(9, at(10), RunKind::Retest)};
    const ChecklistView view = release.view();

    EXPECT_TRUE(view.anyTestFailed);
    EXPECT_EQ(view.item("test.search")->state, ItemState::Pass); // the retest decides
    EXPECT_EQ(view.item("bottleneck.slow-queries")->state, ItemState::Open);
    EXPECT_EQ(view.item("optimize.db.indexes")->state, ItemState::Open);
    EXPECT_NE(view.item("optimize.db.indexes")->reason.find("not known: no run was looked at for I1, I2, I3"), std::string::npos);
    EXPECT_EQ(view.item("retest.rerun-failed")->reason, "no optimisation was applied to this release");
}

TEST(ChecklistTest, AFindingOpensItsOptimisationForGoodAndOnlyProvenAbsenceClosesIt)
{
    Release1 release;
    RunRecord failed = searchRun(3, at(1));
    setSearchP95(failed, 2310);
    release.inputs.runs = {failed, searchRun(9, at(10), RunKind::Retest)};
    const auto hints = [](std::int64_t run, Hint::State state) {
        RunHints all{run, {}};
        for (const char* rule : {"I1", "I2", "I3"}) {
            all.hints.push_back({rule, state, "seen", {}, Json::object(), false});
        }
        return all;
    };
    release.inputs.hints = {hints(3, Hint::State::Nothing), hints(9, Hint::State::Nothing)};
    EXPECT_EQ(release.item("optimize.db.indexes").state, ItemState::NotApplicable);
    EXPECT_EQ(release.item("optimize.db.indexes").reason, "no finding of I1, I2, I3 in any run");
    EXPECT_TRUE(release.item("optimize.db.indexes").canReopen);

    release.inputs.hints = {hints(3, Hint::State::Found), hints(9, Hint::State::Nothing)};
    EXPECT_EQ(release.item("optimize.db.indexes").state, ItemState::Open) << "latched: the retest does not close it";
    EXPECT_EQ(release.item("optimize.db.indexes").reason.find("not known"), std::string::npos);

    release.inputs.hints = {hints(3, Hint::State::Unknown)};
    EXPECT_EQ(release.item("optimize.db.indexes").state, ItemState::Open) << "a silent source closes nothing";
    release.inputs.runs[0].isCounting = false;
    release.inputs.hints = {hints(3, Hint::State::Found)};
    EXPECT_EQ(release.item("optimize.db.indexes").state, ItemState::NotApplicable) << "no counting run has failed";
}

TEST(ChecklistTest, ABoxThatMissesItsNumberOpensSectionElevenToo)
{
    Release1 release;
    RunRecord warned = searchRun(3, at(1));
    setSearchP95(warned, 1300);
    release.inputs.runs = {warned};

    EXPECT_TRUE(release.view().anyTestFailed);
    EXPECT_EQ(release.item("test.search.p95").state, ItemState::Fail);
}

TEST(ChecklistTest, ARunThatDoesNotCountLatchesNothing)
{
    Release1 release;
    RunRecord failed = searchRun(3, at(1));
    setSearchP95(failed, 2310);
    failed.isCounting = false;
    release.inputs.runs = {failed};

    EXPECT_FALSE(release.view().anyTestFailed);
    EXPECT_EQ(release.item("test.search.p95").state, ItemState::Open);
}

TEST(ChecklistTest, AnOpenedOptimisationOpensTheRetests)
{
    Release1 release;
    RunRecord failed = searchRun(3, at(1));
    setSearchP95(failed, 2310);
    release.inputs.runs = {failed};
    release.person("optimize.db.indexes", ItemState::Open, at(5));
    EXPECT_EQ(release.item("optimize.db.indexes").state, ItemState::Open);
    release.person("optimize.db.indexes", ItemState::Pass, at(6));

    EXPECT_EQ(release.item("optimize.db.indexes").state, ItemState::Pass);
    EXPECT_EQ(release.item("retest.rerun-failed").reason, "to be run again: Search Load Test");
    EXPECT_EQ(release.item("docs.optimization-history").state, ItemState::Pass);
    release.inputs.runs.push_back(searchRun(9, at(10), RunKind::Retest));
    EXPECT_EQ(release.item("retest.rerun-failed").state, ItemState::Pass);
    EXPECT_EQ(release.item("retest.improved").state, ItemState::Pass);
    EXPECT_EQ(release.item("retest.all-pass").state, ItemState::Open); // rtc and api have no run
}

TEST(ChecklistTest, AMachinesFindingAndAPersonsConfirmationGoStale)
{
    Release1 release;
    release.machine("monitoring.prometheus-collecting", ItemState::Pass, at(0)); // ttl 60s
    release.person("preflight.no-other-load", ItemState::Pass, at(0));           // ttl 60s
    release.inputs.now = at(0, 59);
    EXPECT_EQ(release.item("monitoring.prometheus-collecting").state, ItemState::Pass);
    EXPECT_EQ(release.item("preflight.no-other-load").state, ItemState::Pass);

    release.inputs.now = at(0, 61);
    EXPECT_EQ(release.item("monitoring.prometheus-collecting").state, ItemState::Stale);
    const ItemView confirmed = release.item("preflight.no-other-load");
    EXPECT_EQ(confirmed.state, ItemState::Stale);
    EXPECT_EQ(confirmed.by.name, "Mara");
    EXPECT_TRUE(confirmed.reason.starts_with("confirmed ")) << confirmed.reason;
    EXPECT_TRUE(confirmed.canConfirm);
    release.person("preflight.no-other-load", ItemState::Pass, at(0, 61));
    EXPECT_EQ(release.item("preflight.no-other-load").state, ItemState::Pass);
}

TEST(ChecklistTest, WhatWasSeenOrConfirmedBeforeARunSaysNothingAboutIt)
{
    Release1 release;
    release.inputs.runs = {searchRun(3, at(1))};                  // ends at 2:01
    release.machine("analysis.cpu-peak", ItemState::Pass, at(3)); // ttl run
    release.machine("analysis.no-memory-leaks", ItemState::Open, at(3));
    release.person("analysis.no-memory-leaks", ItemState::Pass, at(4));
    release.person("results.summaries-reviewed", ItemState::Pass, at(4));
    release.inputs.gateDecisions = {{Gate::Results, true, "", kRao, at(5)}};
    const auto stateOf = [&release](const char* id) { return release.item(id).state; };
    EXPECT_EQ(stateOf("analysis.cpu-peak"), ItemState::Pass);
    EXPECT_EQ(stateOf("analysis.no-memory-leaks"), ItemState::Pass);

    release.inputs.runs.push_back(searchRun(4, at(10))); // ends at 11:01
    EXPECT_EQ(stateOf("analysis.cpu-peak"), ItemState::Stale);
    EXPECT_EQ(release.item("analysis.cpu-peak").reason, "seen before run 4 ended; look again");
    EXPECT_NE(stateOf("analysis.no-memory-leaks"), ItemState::Pass);
    EXPECT_NE(stateOf("results.summaries-reviewed"), ItemState::Pass);

    RunRecord out = searchRun(5, at(20));
    out.isCounting = false;
    release.machine("analysis.cpu-peak", ItemState::Pass, at(12));
    release.inputs.runs.push_back(out);
    EXPECT_EQ(stateOf("analysis.cpu-peak"), ItemState::Pass) << "a run that does not count changes nothing";
}

TEST(ChecklistTest, ATeamThatWasToldOfOneWindowWasNotToldOfTheNext)
{
    Release1 release;
    release.machine("preflight.team-notified", ItemState::Pass, at(0)); // ttl window
    EXPECT_EQ(release.item("preflight.team-notified").state, ItemState::Pass);
    release.inputs.windowClosedAt = at(30);
    EXPECT_EQ(release.item("preflight.team-notified").state, ItemState::Stale);
    release.machine("preflight.team-notified", ItemState::Pass, at(40));
    EXPECT_EQ(release.item("preflight.team-notified").state, ItemState::Pass);
}

TEST(ChecklistTest, AnOverrideOfAStaleFindingStands)
{
    Release1 release;
    release.machine("monitoring.prometheus-collecting", ItemState::Pass, at(0)); // ttl 60s
    release.person("monitoring.prometheus-collecting", ItemState::Overridden, at(5));

    EXPECT_EQ(release.item("monitoring.prometheus-collecting").state, ItemState::Overridden);
}

TEST(ChecklistTest, WhatWasFreshWhenItsGateWentGoStaysSettled)
{
    Release1 release;
    release.person("preflight.no-other-load", ItemState::Pass, at(0)); // ttl 60s
    release.inputs.gateDecisions = {{Gate::GoForLoad, true, "", kRao, at(0, 50)}};
    EXPECT_EQ(release.item("preflight.no-other-load").state, ItemState::Pass);

    release.inputs.gateDecisions = {{Gate::GoForLoad, true, "", kRao, at(2)}}; // overridden to Go while it was stale
    EXPECT_EQ(release.item("preflight.no-other-load").state, ItemState::Stale);
    release.inputs.gateDecisions = {{Gate::GoForLoad, true, "", kRao, at(0, 50)}, {Gate::GoForLoad, false, "no", kRao, at(3)}};
    EXPECT_EQ(release.item("preflight.no-other-load").state, ItemState::Stale);
}

TEST(ChecklistTest, WhatAMachineSeesIsWorthMoreThanAnEarlierYes)
{
    Release1 release;
    release.person("monitoring.prometheus-collecting", ItemState::Pass, at(1));
    release.machine("monitoring.prometheus-collecting", ItemState::Fail, at(2));

    EXPECT_EQ(release.item("monitoring.prometheus-collecting").state, ItemState::Fail);
}

TEST(ChecklistTest, AnActionIsDoneWhenTheLinesBelowItHold)
{
    Release1 release;
    release.person("data.seeded", ItemState::Pass, at(1));
    EXPECT_EQ(release.item("data.seeded").state, ItemState::Open);
    for (const char* id : {"data.users", "data.events", "data.instructors", "data.content-items", "data.subscriptions"}) {
        release.sensor(id, ItemState::Pass, at(2));
    }

    EXPECT_EQ(release.item("data.seeded").state, ItemState::Pass);
}

TEST(ChecklistTest, AnOverrideIsNeverGreenAndOneForAnEarlierRunIsVoid)
{
    Release1 release;
    RunRecord failed = searchRun(3, at(1));
    setSearchP95(failed, 2310);
    release.inputs.runs = {failed};
    release.person("test.search.p95", ItemState::Overridden, at(5));
    EXPECT_EQ(release.item("test.search.p95").state, ItemState::Overridden);
    EXPECT_EQ(release.item("test.search").state, ItemState::Overridden); // its only miss is taken on

    RunRecord worse = searchRun(4, at(10));
    setSearchP95(worse, 5000);
    release.inputs.runs.push_back(worse);
    EXPECT_EQ(release.item("test.search.p95").state, ItemState::Fail);
    EXPECT_NE(release.item("test.search.p95").reason.find("before this run ended"), std::string::npos);
}

TEST(ChecklistTest, AnOverrideMadeDuringARunDoesNotTakeOnItsOutcome)
{
    Release1 release;
    RunRecord failed = searchRun(3, at(1)); // ends at 2:01
    setSearchP95(failed, 2310);
    release.inputs.runs = {failed};
    release.person("test.search.p95", ItemState::Overridden, at(1, 30));
    EXPECT_EQ(release.item("test.search.p95").state, ItemState::Fail);

    release.person("test.search.p95", ItemState::Overridden, at(2, 2));
    EXPECT_EQ(release.item("test.search.p95").state, ItemState::Overridden);
}

TEST(ChecklistTest, ATestFailsForWhatNoBoxShows)
{
    Release1 release;
    RunRecord run = searchRun(3, at(1));
    run.result.thresholds.push_back(threshold("http_req_waiting", "p(95)<10", "p(95)<20", 40, RuleVerdict::Failed));
    run.result.outcome = RunOutcome::Failed;
    release.inputs.runs = {run};
    const ItemView item = release.item("test.search");

    EXPECT_EQ(item.state, ItemState::Fail);
    EXPECT_TRUE(item.canOverride);
    EXPECT_TRUE(item.needsTechLead);
    release.person("test.search", ItemState::Overridden, at(5));
    EXPECT_EQ(release.item("test.search").state, ItemState::Overridden);
}

// Gates

TEST(GateTest, ListsCausesOnlyAndKillersFirst)
{
    Release1 release;
    const GateView gate = release.view().gate(Gate::GoForLoad);

    const auto position = [&](const std::string& id) {
        return std::find(gate.blockers.begin(), gate.blockers.end(), id) - gate.blockers.begin();
    };
    const auto size = static_cast<std::ptrdiff_t>(gate.blockers.size());
    EXPECT_EQ(position("env.same-infrastructure"), size); // a roll-up
    EXPECT_EQ(position("data.seeded"), size);             // rests on its five lines
    EXPECT_EQ(position("baseline.acceptable"), size);     // rests on the baseline
    EXPECT_LT(position("env.isolated-from-production"), position("env.same-server-specs"));
    EXPECT_LT(position("tool.scripts-validated"), position("env.staging-mirrors-production"));
    EXPECT_EQ(gate.blockingCount, 34U); // 37 without TLS, RSVP and k6
    EXPECT_LT(gate.blockers.size(), gate.blockingCount);
}

TEST(GateTest, GoesRoundDecisionsInOrder)
{
    Release1 release;
    release.inputs.gateDecisions.push_back({Gate::GoForLoad, true, "", kMara, at(1)});
    const ChecklistView view = release.view();

    EXPECT_EQ(view.gate(Gate::GoForLoad).state, GateState::Go);
    EXPECT_EQ(view.gate(Gate::Results).state, GateState::Hold);
    EXPECT_EQ(view.gate(Gate::SignOff).state, GateState::Later);
    release.inputs.gateDecisions.push_back({Gate::GoForLoad, false, "the disk is full", kMara, at(2)});
    EXPECT_EQ(release.view().gate(Gate::GoForLoad).state, GateState::NoGo);
}

TEST(GateTest, ADeferredItemBlocksTheGateItWasDeferredTo)
{
    Release1 release;
    release.person("monitoring.grafana-dashboards", ItemState::Deferred, at(1), Gate::Results);
    const ChecklistView view = release.view();

    const auto blocks = [&](Gate gate) {
        const auto& blockers = view.gate(gate).blockers;
        return std::find(blockers.begin(), blockers.end(), "monitoring.grafana-dashboards") != blockers.end();
    };
    EXPECT_FALSE(blocks(Gate::GoForLoad));
    EXPECT_TRUE(blocks(Gate::Results));
    EXPECT_FALSE(blocks(Gate::SignOff));
}

TEST(GateTest, PassesWhenEveryItemIsSettled)
{
    Release1 release;
    for (const ItemDefinition& item : shippedTemplate().items) {
        if (item.isBox && item.gate == Gate::GoForLoad && item.kind != ItemKind::Rollup) {
            if (item.sense) { // what a person confirms, a machine has seen before
                release.sensor(item.id, item.kind == ItemKind::Hybrid ? ItemState::Open : ItemState::Pass, at(1));
            }
            if (!item.sense || item.kind == ItemKind::Hybrid) {
                release.person(item.id, item.sensor == "run" ? ItemState::Overridden : ItemState::Pass, at(1));
            }
        }
    }
    release.inputs.now = at(1, 50); // some confirmations hold for a minute
    const GateView gate = release.view().gate(Gate::GoForLoad);

    EXPECT_EQ(gate.blockingCount, 0U) << (gate.blockers.empty() ? "" : gate.blockers.front());
    EXPECT_TRUE(gate.blockers.empty());
}

// Forms, alarms, signatures

TEST(FormTest, ALineIsFilledWhenAllItsBlanksAreAndWithinTheirLimits)
{
    Release1 release;
    const auto enter = [&](const std::string& value) {
        release.inputs.form = {{"blank.trigger.cpu", value, "", "", kMara, at(1)}};
        return release.item("blank.trigger.cpu").state;
    };
    EXPECT_EQ(release.item("blank.trigger.cpu").reason, "default 70 % for 3 minutes; a person enters it or another");
    EXPECT_EQ(enter("70 % for 3 minutes"), ItemState::Pass);
    EXPECT_EQ(enter("70 3"), ItemState::Pass);
    EXPECT_EQ(enter("70 %"), ItemState::Open);
    EXPECT_EQ(enter("95 / 3"), ItemState::Fail);
}

TEST(FormTest, CapacityFollowsFromTheNewestPassedRun)
{
    Release1 release;
    EXPECT_EQ(release.item("blank.capacity.search-per-min").state, ItemState::Open);
    release.inputs.runs = {searchRun(3, at(1))};
    const ItemView item = release.item("blank.capacity.search-per-min");

    EXPECT_EQ(item.state, ItemState::Pass);
    EXPECT_EQ(item.value, "at least 1,000");
    EXPECT_EQ(item.source, "run 3");
    EXPECT_NEAR(*item.number, 1000.2, 0.01);
    EXPECT_EQ(release.item("capacity.max-load").value, "1 of 5 filled");
}

TEST(AlarmBoxTest, IsOpenBeforeLoadPassesWhenQuietAndFailsForGoodOnceItFired)
{
    Release1 release;
    release.plan = searchPlan();
    EXPECT_EQ(release.item("alarm.error-rate").state, ItemState::Open);
    release.inputs.runs = {searchRun(3, at(1))};
    EXPECT_EQ(release.item("alarm.error-rate").state, ItemState::Pass);
    release.inputs.runs.front().result.generator.loadSeconds = 40; // of 60 planned
    EXPECT_EQ(release.item("alarm.error-rate").state, ItemState::Unknown);
    release.inputs.alarms = {{"error-rate", 3, at(1, 20), "2.10 % for 12 s"}};

    EXPECT_EQ(release.item("alarm.error-rate").state, ItemState::Fail);
    EXPECT_EQ(release.item("alarm.error-rate").value, "2.10 % for 12 s");
}

TEST(AlarmBoxTest, AnAlarmThatThePlanDoesNotHaveProvesNothing)
{
    Release1 release;
    release.plan = searchPlan();
    release.plan.alarms.clear();
    release.inputs.runs = {searchRun(3, at(1))};

    EXPECT_EQ(release.item("alarm.error-rate").state, ItemState::Unknown);
}

TEST(SignatureRowTest, OnlyAValidOneCounts)
{
    Release1 release;
    const auto with = [&](SignatureStatus status) {
        Signature signature;
        signature.role = Role::Qa;
        signature.status = status;
        signature.name = "Mara";
        release.inputs.signatures = {signature};
        return release.item("signature.qa").state;
    };
    EXPECT_EQ(with(SignatureStatus::Valid), ItemState::Pass);
    EXPECT_EQ(with(SignatureStatus::Unverified), ItemState::Unknown);
    EXPECT_EQ(with(SignatureStatus::Refused), ItemState::Fail);
    EXPECT_EQ(with(SignatureStatus::Pending), ItemState::Open);
}

} // namespace
} // namespace holdpoint
