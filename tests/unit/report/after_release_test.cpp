// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/after_release.h"

#include "core/base/time_format.h"

#include <cmath>
#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

WallTime time(const char* text)
{
    const auto parsed = parseUtc(text);
    EXPECT_TRUE(parsed) << text;
    return *parsed;
}

LogEntry entry(std::string_view kind, const std::string& ref, Json content)
{
    LogEntry made;
    made.kind = kind;
    made.ref = ref;
    made.content = std::move(content);
    made.by.name = "A. Rao";
    made.at = time("2026-01-05T11:01:00Z");
    return made;
}

/// Two days of traffic that peaks at `peak`, and a p95 around `p95`.
ProductionLook production(double peak, double p95)
{
    ProductionLook look;
    look.from = time("2026-01-06T08:00:00Z");
    look.to = time("2026-01-08T08:00:00Z");
    for (int hour = 0; hour <= 48; ++hour) {
        const WallTime at = look.from + std::chrono::hours{hour};
        look.traffic.push_back({at, peak * (hour == 30 ? 1 : 0.5)});
        look.latency.push_back({at, p95});
    }
    return look;
}

std::unique_ptr<Report> report()
{
    auto made = std::make_unique<Report>();
    for (const auto& [id, section] : {std::pair("live.traffic", "18"),
                                      {"live.cost", "18"},
                                      {"upkeep.test-data", "19"},
                                      {"team.retro", "4"},
                                      {"env.x", "1"}}) {
        ItemDefinition item;
        item.id = id;
        item.section = section;
        item.text = id;
        item.isBox = true;
        item.gate = item.id == "env.x" ? Gate::GoForLoad : Gate::AfterRelease;
        made->checklistTemplate.items.push_back(item);
    }
    for (const ItemDefinition& item : made->checklistTemplate.items) {
        ItemView view;
        view.definition = &item;
        made->checklist.items.push_back(view);
    }
    RunRecord run;
    run.id = 7;
    run.testId = "api";
    run.endedAt = time("2026-01-05T10:10:00Z");
    run.result.outcome = RunOutcome::Passed;
    run.result.metrics = Json{{"http_reqs", {{"type", "counter"}, {"count", 1000}, {"rate", 3304.0}}}};
    TestReport test;
    test.id = "api";
    test.runs.push_back(run);
    made->tests.push_back(test);
    return made;
}

TEST(AfterRelease, ActualTrafficIsHeldAgainstThePredictionAndTheTestedLoad)
{
    const auto of = report();
    const auto after = afterReleaseOf({entry(kLogRelease, "released", Json{{"at", "2026-01-06T08:00:00Z"}}),
                                       entry(kLogPrediction, "traffic", toJson(Prediction{2400, {}})),
                                       entry(kLogProduction, "hourly", toJson(production(3000, 290)))},
                                      *of, Plan{}, time("2026-01-08T09:00:00Z"));
    ASSERT_TRUE(after.overPrediction);
    EXPECT_NEAR(*after.overPrediction, 0.25, 1e-9);
    EXPECT_EQ(*after.testedRate, 3304);
    EXPECT_EQ(after.testedRun, 7);
    EXPECT_EQ(formatUtcSeconds(*after.weekEnds), "2026-01-13T08:00:00Z");
    ASSERT_EQ(after.look->traffic.size(), 49U) << "points survive their way through the log";
    EXPECT_EQ(after.look->traffic[30].at, time("2026-01-07T14:00:00Z"));
}

TEST(AfterRelease, TasksHaveDatesFromTheReleaseAndAPersonsDateWins)
{
    const auto of = report();
    const std::vector<LogEntry> entries{entry(kLogRelease, "released", Json{{"at", "2026-01-06T08:00:00Z"}}),
                                        entry(kLogDue, "live.cost", Json{{"date", "2026-01-07T00:00:00Z"}})};
    const auto after = afterReleaseOf(entries, *of, Plan{}, time("2026-01-08T09:00:00Z"));
    ASSERT_EQ(after.tasks.size(), 4U) << "every box of that gate, a team's own ones, too";
    EXPECT_TRUE(after.tasks[0].isDaily);
    EXPECT_FALSE(after.tasks[0].isOverdue);
    EXPECT_TRUE(after.tasks[1].isOverdue);
    EXPECT_EQ(formatUtcSeconds(*after.tasks[2].due), "2026-01-16T08:00:00Z");
    const auto unreleased = afterReleaseOf({}, *of, Plan{}, time("2026-01-08T09:00:00Z"));
    EXPECT_FALSE(unreleased.tasks[1].due);
    EXPECT_FALSE(unreleased.overPrediction);
}

TEST(AfterRelease, ThePlansParameterSaysWhenItWentLiveUntilAPersonDoes)
{
    const auto of = report();
    Plan plan;
    plan.checklist = Json{{"parameters", {{"released_at", "2026-01-05T10:00:00Z"}}}};
    EXPECT_EQ(*afterReleaseOf({}, *of, plan, time("2026-01-08T09:00:00Z")).releasedAt, time("2026-01-05T10:00:00Z"));
    const auto told = afterReleaseOf({entry(kLogRelease, "released", Json{{"at", "2026-01-06T08:00:00Z"}})}, *of, plan,
                                     time("2026-01-08T09:00:00Z"));
    EXPECT_EQ(*told.releasedAt, time("2026-01-06T08:00:00Z"));
}

TEST(AfterRelease, ProposalsTightenATargetOrRaiseTheTestedLoadAndNeverLoosen)
{
    const auto of = report();
    const auto at = time("2026-01-08T09:00:00Z");
    const auto fast = afterReleaseOf({entry(kLogProduction, "hourly", toJson(production(3000, 120)))}, *of, Plan{}, at);
    ASSERT_EQ(fast.proposals.size(), 2U);
    EXPECT_EQ(fast.proposals[0].what, "API p95 target");
    EXPECT_EQ(fast.proposals[0].to, "150\u00a0ms");
    EXPECT_EQ(fast.proposals[1].to, "4,500 /s");
    const auto slow = afterReleaseOf({entry(kLogProduction, "hourly", toJson(production(1000, 900)))}, *of, Plan{}, at);
    EXPECT_TRUE(slow.proposals.empty()) << "a target that is missed is no reason for another target";
}

TEST(AfterRelease, APredictionAboveWhatWasProvenAsksForMoreLoadBeforeProductionDoes)
{
    const auto of = report();
    const auto at = time("2026-01-05T12:00:00Z");
    const auto proposalsFor = [&](double peak) {
        return afterReleaseOf({entry(kLogPrediction, "traffic", toJson(Prediction{peak, {}}))}, *of, Plan{}, at).proposals;
    };
    ASSERT_EQ(proposalsFor(4000).size(), 1U);
    EXPECT_EQ(proposalsFor(4000)[0].from, "3,304 /s");
    EXPECT_EQ(proposalsFor(4000)[0].to, "4,000 /s");
    EXPECT_TRUE(proposalsFor(3000).empty());
}

TEST(AfterRelease, LessonsAreCollectedFromTheLogNotesAndOverrides)
{
    const auto of = report();
    of->checklist.items[3].note = "the DB pool fills first";
    of->checklist.items[1].state = ItemState::Overridden;
    of->checklist.items[1].reason = "no invoice yet";
    of->checklist.items[1].by.name = "T. Wren";
    const auto after = afterReleaseOf({entry(kLogLesson, "1", Json{{"text", "search is 23 % of requests"}})}, *of, Plan{},
                                      time("2026-01-08T09:00:00Z"));
    EXPECT_EQ(after.lessons.size(), 3U);
}

RegressionSchedule schedule()
{
    RegressionSchedule made;
    made.name = "holdpoint-platform-regression";
    made.way = "systemd";
    made.day = 2;
    made.hour = 6;
    made.planFile = "/srv/load tests/plan 100%.yaml";
    made.dossierFile = "/srv/load tests/it's.holdpoint";
    made.release = "platform@1.8.3";
    made.program = "/usr/bin/holdpointctl";
    return made;
}

TEST(RegressionSchedule, TheUnitsCallHoldpointctlAndKeepWhatSystemdReadsInWords)
{
    const std::string service = systemdService(schedule());
    EXPECT_THAT(
        service,
        HasSubstr(
            "ExecStart=\"/usr/bin/holdpointctl\" \"run\" \"/srv/load tests/plan 100%%.yaml\" \"--yes\" \"--quiet\" \"--dossier\" "
            "\"/srv/load tests/it's.holdpoint\" \"--release\" \"platform@1.8.3\"\n"));
    EXPECT_THAT(service, HasSubstr("WorkingDirectory=/srv/load tests\n"));
    EXPECT_THAT(systemdTimer(schedule()), HasSubstr("OnCalendar=*-*-02 06:00:00\n"));
    EXPECT_THAT(systemdTimer(schedule()), HasSubstr("WantedBy=timers.target"));
}

TEST(RegressionSchedule, TheCronLineIsQuotedForTheShellAndForCronAndStandsThereOnce)
{
    RegressionSchedule made = schedule();
    made.way = "cron";
    const std::string line = cronLine(made);
    EXPECT_TRUE(
        line.starts_with("0 6 2 * * cd '/srv/load tests' && '/usr/bin/holdpointctl' 'run' '/srv/load tests/plan 100\\%.yaml'"))
        << line;
    EXPECT_THAT(line, HasSubstr("'/srv/load tests/it'\\''s.holdpoint'"));
    const std::string once = crontabWith("MAILTO=ops\n0 1 * * * backup\n", made);
    EXPECT_EQ(once, "MAILTO=ops\n0 1 * * * backup\n" + line + "\n");
    made.day = 3;
    EXPECT_EQ(crontabWith(once, made), "MAILTO=ops\n0 1 * * * backup\n" + cronLine(made) + "\n");
    const std::string others = "MAILTO=ops\n\n# nightly\n0 1 * * * backup\n\n";
    EXPECT_EQ(crontabWithout(others, made), others) << "the lines of others stay as they are";
    EXPECT_EQ(crontabWithout(crontabWith(others, made), made), others);
    EXPECT_EQ(crontabWith("0 1 * * * backup", made), "0 1 * * * backup\n" + cronLine(made) + "\n");
}

TEST(RegressionSchedule, TheNextRunIsTheNextSuchDayOfAMonth)
{
    ::setenv("TZ", "UTC", 1);
    ::tzset();
    EXPECT_EQ(formatUtcSeconds(nextRun(schedule(), time("2026-01-08T09:00:00Z"))), "2026-02-02T06:00:00Z");
    EXPECT_EQ(formatUtcSeconds(nextRun(schedule(), time("2026-02-02T05:59:59Z"))), "2026-02-02T06:00:00Z");
    EXPECT_EQ(formatUtcSeconds(nextRun(schedule(), time("2026-12-02T06:00:00Z"))), "2027-01-02T06:00:00Z");
}

TEST(RegressionSchedule, WhatWouldBreakATimerIsRefusedInWords)
{
    const auto message = [](auto change) {
        RegressionSchedule made = schedule();
        change(made);
        const auto checked = checkedSchedule(made);
        return checked ? std::string("accepted") : checked.error().message;
    };
    EXPECT_THAT(message([](RegressionSchedule& s) { s.day = 31; }), HasSubstr("not in every month"));
    EXPECT_THAT(message([](RegressionSchedule& s) { s.hour = 24; }), HasSubstr("24:00 is no time of the day"));
    EXPECT_THAT(message([](RegressionSchedule& s) { s.planFile = "plan.yaml"; }), HasSubstr("no absolute path"));
    EXPECT_THAT(message([](RegressionSchedule& s) { s.planFile = "/a\nExecStart=/bin/sh"; }), HasSubstr("no absolute path"));
    EXPECT_THAT(message([](RegressionSchedule& s) { s.name = "../x"; }), HasSubstr("no name for a timer"));
    EXPECT_THAT(message([](RegressionSchedule& s) { s.way = "at"; }), HasSubstr("neither systemd nor cron"));
    EXPECT_EQ(message([](RegressionSchedule&) {}), "accepted");
}

TEST(Prediction, ADayHasTwentyFourHours)
{
    EXPECT_FALSE(checkedPrediction({0, {}}));
    EXPECT_FALSE(checkedPrediction({NAN, {}}));
    EXPECT_FALSE(checkedPrediction({10, {1, 2, 3}}));
    const auto day = checkedPrediction({0, std::vector<double>(24, 7)});
    ASSERT_TRUE(day);
    EXPECT_EQ(day->peak, 7);
    Prediction shaped{24, {}};
    for (int hour = 0; hour < 24; ++hour) {
        shaped.day.push_back(hour);
    }
    EXPECT_EQ(shaped.at(time("2026-01-06T13:30:00Z")), 13);
    EXPECT_EQ((Prediction{5, {}}).at(time("2026-01-06T13:30:00Z")), 5);
}

} // namespace
} // namespace holdpoint
