// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/optimisations.h"

#include "core/report/report.h"
#include "core/report/run_comparison.h"
#include "tests/integration/dossier/dossier_fixture.h"

#include <cmath>
#include <gmock/gmock.h>
#include <random>

namespace holdpoint {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

using LogEntryTest = DossierTest;

LogEntry lesson(const std::string& ref, const std::string& text)
{
    LogEntry entry;
    entry.kind = kLogLesson;
    entry.ref = ref;
    entry.content = Json{{"text", text}};
    entry.by = anna();
    entry.at = at(5);
    return entry;
}

TEST_F(LogEntryTest, TheNewestOfEachReferenceCountsAndAnEmptyOneTakesItBack)
{
    const auto dossier = made();
    ASSERT_TRUE(addLogEntry(*dossier, lesson("1", "first")));
    ASSERT_TRUE(addLogEntry(*dossier, lesson("2", "second")));
    ASSERT_TRUE(addLogEntry(*dossier, lesson("1", "first, mended")));
    EXPECT_EQ(*nextLogRef(*dossier, kLogLesson), "3");
    auto entries = logEntries(*dossier);
    ASSERT_TRUE(entries);
    ASSERT_EQ(entries->size(), 2U);
    EXPECT_EQ(stringAt((*entries)[0].content, "text"), "second");
    EXPECT_EQ(stringAt((*entries)[1].content, "text"), "first, mended");
    EXPECT_EQ((*entries)[1].by.name, "Anna Berg");
    EXPECT_EQ((*entries)[1].by.role, Role::Qa);
    EXPECT_EQ((*entries)[1].at, at(5));
    LogEntry back = lesson("2", "");
    back.content = Json::object();
    ASSERT_TRUE(addLogEntry(*dossier, back));
    EXPECT_EQ(logEntries(*dossier)->size(), 1U);
    EXPECT_EQ(*nextLogRef(*dossier, kLogLesson), "3") << "a number is never given twice";
}

TEST_F(LogEntryTest, EntriesStandUnderTheAuditChain)
{
    const auto dossier = made();
    ASSERT_TRUE(addLogEntry(*dossier, lesson("1", "first")));
    auto rows = dossier->audit();
    ASSERT_TRUE(rows);
    EXPECT_FALSE(firstAuditFault(*rows));
    for (AuditRow& row : *rows) {
        if (const auto place = row.text.find("first"); place != std::string::npos) {
            row.text.replace(place, 5, "FIRST");
        }
    }
    EXPECT_TRUE(firstAuditFault(*rows)) << "a changed word is found";
    EXPECT_TRUE(dossier->checkTables()->faults.empty());
}

TEST_F(LogEntryTest, WhatIsTooLargeOrNamelessIsRefused)
{
    const auto dossier = made();
    EXPECT_FALSE(addLogEntry(*dossier, lesson("", "x")));
    const auto large = addLogEntry(*dossier, lesson("1", std::string(kMostLogEntryBytes, 'x')));
    ASSERT_FALSE(large);
    EXPECT_THAT(large.error().message, HasSubstr("at most 1048576 bytes"));
}

/// A run of 120 s of log-normal latencies around `medianMs`.
std::int64_t runOf(Dossier& dossier, double medianMs, std::int64_t begin, unsigned seed)
{
    const auto id = dossier.beginRun("search", RunKind::Load, planNamed("p"), at(begin));
    EXPECT_TRUE(id);
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    std::vector<Frame> frames;
    for (std::uint64_t seq = 1; seq <= 120; ++seq) {
        Frame frame;
        frame.shard = "1/1";
        frame.seq = seq;
        frame.tick = seq - 1;
        frame.time = at(begin + static_cast<std::int64_t>(seq));
        frame.counters["http_reqs"] = 50;
        frame.rates["http_req_failed"] = {0, 50};
        for (int i = 0; i < 50; ++i) {
            frame.trends["http_req_duration{name:search}"].record(
                Micros{static_cast<std::int64_t>(1000 * medianMs * std::exp(0.5 * normal(random)))});
        }
        frames.push_back(frame);
    }
    EXPECT_TRUE(dossier.addFrames(*id, frames));
    RunResult result;
    result.outcome = RunOutcome::Passed;
    result.metrics = Json{{"http_reqs", {{"type", "counter"}, {"count", 6000}, {"rate", 60.0}}}, // planned: 100 s
                          {"http_req_failed", {{"type", "rate"}, {"count", 6000}, {"rate", 0.0}}},
                          {"http_req_duration{name:search}", {{"type", "trend"}, {"count", 6000}}}};
    EXPECT_TRUE(dossier.endRun(*id, at(begin + 121), "duration reached", result));
    return *id;
}

Optimisation optimisation(const std::string& ref, std::int64_t second)
{
    Optimisation one;
    one.ref = ref;
    one.at = at(second);
    one.by = anna();
    one.what = "index on events(starts_at)";
    return one;
}

TEST_F(LogEntryTest, AnOptimisationIsShownByTheRunsBeforeAndAfterIt)
{
    const auto dossier = made();
    const auto before = runOf(*dossier, 40, 0, 1);
    const auto after = runOf(*dossier, 25, 1000, 2);
    const auto runs = dossier->runs();
    ASSERT_TRUE(runs);
    const std::vector all{optimisation("1", 500)};
    const auto shown = beforeAfterOf(*dossier, *runs, all, all[0]);
    ASSERT_EQ(shown.size(), 1U);
    EXPECT_EQ(shown[0].before->id, before);
    EXPECT_EQ(shown[0].after->id, after);
    EXPECT_EQ(shown[0].verdict(), ComparedFigure::Verdict::Better);
    const auto p95 =
        std::find_if(shown[0].figures.begin(), shown[0].figures.end(), [](const auto& each) { return each.figure == "p(95)"; });
    ASSERT_NE(p95, shown[0].figures.end());
    EXPECT_NEAR(p95->difference, 25.0 / 40 - 1, 0.08);
    EXPECT_THAT(figureSentence(*p95), HasSubstr("better"));
    const auto rate = std::find_if(shown[0].figures.begin(), shown[0].figures.end(),
                                   [](const auto& each) { return each.metric == "http_reqs"; });
    ASSERT_NE(rate, shown[0].figures.end());
    EXPECT_NEAR(rate->a, 60, 1e-9) << "as the run says it, not over the seconds seen";
    EXPECT_EQ(stringAt(memberAt(toJson(OptimisationReport{all[0], shown}), "before_after")[0], "verdict"), "better");
}

TEST_F(LogEntryTest, WithoutARunOnBothSidesItSaysWhatIsMissing)
{
    const auto dossier = made();
    runOf(*dossier, 40, 0, 1);
    const auto runs = dossier->runs();
    const std::vector late{optimisation("1", 500)};
    EXPECT_EQ(beforeAfterOf(*dossier, *runs, late, late[0])[0].why, "not tested again since");
    const std::vector early{optimisation("1", -500)};
    EXPECT_THAT(beforeAfterOf(*dossier, *runs, early, early[0])[0].why, HasSubstr("no run of this test from before"));
}

TEST_F(LogEntryTest, OptimisationsWithoutARunBetweenThemAreShownTogetherAndALaterOneEndsTheSpan)
{
    const auto dossier = made();
    runOf(*dossier, 40, 0, 1);
    const auto second = runOf(*dossier, 30, 1000, 2);
    const auto third = runOf(*dossier, 20, 3000, 3);
    const auto runs = dossier->runs();
    const std::vector all{optimisation("1", 500), optimisation("2", 600), optimisation("3", 2000)};
    const auto first = beforeAfterOf(*dossier, *runs, all, all[0])[0];
    EXPECT_EQ(first.after->id, second) << "run 3 shows the third optimisation too";
    EXPECT_THAT(first.together, ElementsAre("2"));
    EXPECT_EQ(beforeAfterOf(*dossier, *runs, all, all[2])[0].after->id, third);
}

TEST_F(LogEntryTest, ARunIsComparedWithOneOfAnotherDossier)
{
    const auto old = Dossier::create(path("old.holdpoint"), {"platform", "1.8.2", ""}, false);
    ASSERT_TRUE(old);
    const auto now = made("new.holdpoint");
    const auto a = runOf(**old, 40, 0, 1);
    const auto b = runOf(*now, 60, 0, 2);
    const auto compared = compareRunsOf(**old, a, *now, b);
    ASSERT_TRUE(compared) << compared.error().message;
    EXPECT_THAT(compared->remarks.at(0), HasSubstr("Different releases: run 1 is of platform 1.8.2, run 1 of platform 1.8.3"));
    const auto p95 =
        std::find_if(compared->figures.begin(), compared->figures.end(), [](const auto& each) { return each.figure == "p(95)"; });
    ASSERT_NE(p95, compared->figures.end());
    EXPECT_EQ(p95->verdict, ComparedFigure::Verdict::Worse);
    EXPECT_FALSE(compareRunsOf(**old, 9, *now, b));
}

TEST(Optimisations, AnEntryIsItsPersonsYesToItsBox)
{
    ChecklistTemplate definition;
    ItemDefinition item;
    item.id = "optimize.db.indexes";
    item.section = "12";
    item.isBox = true;
    definition.items.push_back(item);
    item.id = "final.runbooks";
    item.section = "14";
    definition.items.push_back(item);
    Optimisation one = optimisation("1", 50);
    one.box = "optimize.db.indexes";
    one.row = 12;
    Optimisation stray = optimisation("2", 60);
    stray.box = "final.runbooks";
    stray.row = 13;
    std::vector<ItemChange> changes(2);
    changes[0].at = at(10);
    changes[1].at = at(90);
    addOptimisationsTo(changes, {7, 20}, {one, stray}, definition);
    ASSERT_EQ(changes.size(), 3U) << "only section 12 has such boxes";
    EXPECT_EQ(changes[1].item, "optimize.db.indexes");
    EXPECT_EQ(changes[1].state, ItemState::Pass);
    EXPECT_EQ(changes[1].by.name, "Anna Berg");
}

TEST(Optimisations, CountAtTheirPlaceInTheAuditLogWhateverTimeTheySpeakOf)
{
    ChecklistTemplate definition;
    ItemDefinition item;
    item.id = "optimize.db.indexes";
    item.section = "12";
    item.isBox = true;
    definition.items.push_back(item);
    Optimisation ahead = optimisation("1", 9000); // its clock, or its --at, is far ahead
    ahead.box = item.id;
    ahead.row = 3;
    Optimisation back = optimisation("2", 1);
    back.box = item.id;
    back.row = 8;
    std::vector<ItemChange> changes(2);
    changes[0].at = at(200); // two consoles whose clocks differ: their order is the log's
    changes[0].item = "a";
    changes[1].at = at(100);
    changes[1].item = "b";
    addOptimisationsTo(changes, {5, 6}, {back, ahead}, definition);
    ASSERT_EQ(changes.size(), 4U);
    EXPECT_EQ(changes[0].at, at(9000));
    EXPECT_EQ(changes[1].item, "a");
    EXPECT_EQ(changes[2].item, "b");
    EXPECT_EQ(changes[3].at, at(1));
}

TEST(Optimisations, OneThatSaysItIsFromTheFutureIsOfTheTimeWhenItWasLogged)
{
    LogEntry entry;
    entry.row = 4;
    entry.kind = kLogOptimisation;
    entry.ref = "1";
    entry.at = at(50);
    entry.content = toJson(optimisation("1", 9000));
    const auto read = optimisationsIn({entry});
    ASSERT_EQ(read.size(), 1U);
    EXPECT_EQ(read[0].at, at(50));
    EXPECT_EQ(read[0].row, 4);
}

} // namespace
} // namespace holdpoint
