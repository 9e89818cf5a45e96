// SPDX-License-Identifier: GPL-3.0-or-later
// What random walks (model_check_test.cpp) found broken, one by one.
#include "tests/unit/checklist/release_fixture.h"
#include "tests/unit/checklist/walk_templates.h"

#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ItemRulesTest : public testing::Test
{
protected:
    ItemRulesTest()
    {
        auto read = readTemplateText(kEveryKind, "every-kind.yaml");
        EXPECT_TRUE(read) << (read ? "" : read.error().message);
        definition = read ? *std::move(read) : ChecklistTemplate{};
        inputs.definition = &definition;
        inputs.plan = &plan;
        inputs.now = at(10);
    }

    ChecklistView view() const { return evaluateChecklist(inputs); }
    ItemView item(const std::string& id) const
    {
        const ChecklistView all = view();
        return *all.item(id);
    }
    void machine(const std::string& id, ItemState state, WallTime when, const std::string& value = "seen")
    {
        inputs.changes.push_back({id, state, value, "", {}, {}, when});
    }
    void person(const std::string& id, ItemState state, const Person& by, std::optional<Gate> to = {})
    {
        inputs.changes.push_back({id, state, "", "because", to, by, inputs.now});
        inputs.now += std::chrono::seconds{1};
    }

    ChecklistTemplate definition;
    Plan plan = searchPlan();
    ChecklistInputs inputs;
};

TEST_F(ItemRulesTest, AGateIsHeldByABoxThatOnlyRestsOnLinesOutsideIt)
{
    // form.all rests on form.limit, which is no box; final rests on boxes of the Results gate
    plan.checklist["off"] = Json{{"form.cost", "r"}, {"final", "r"}, {"final.metrics", "r"}, {"final.free", "r"}};
    const ChecklistView all = view();

    EXPECT_EQ(all.gate(Gate::SignOff).blockingCount, 1U);
    EXPECT_THAT(all.gate(Gate::SignOff).blockers, ElementsAre("form.all"));
    plan.checklist["off"] = Json{{"form.cost", "r"}, {"form.all", "r"}, {"final.metrics", "r"}, {"final.free", "r"}};
    EXPECT_THAT(view().gate(Gate::SignOff).blockers, ElementsAre("final"));
}

TEST_F(ItemRulesTest, ARollUpOfADeferredLineIsDueWhereThatLineIs)
{
    person("group.one", ItemState::Deferred, kMara, Gate::SignOff);
    machine("group.two", ItemState::Pass, at(10));
    person("group.nested.one", ItemState::Deferred, kMara, Gate::Results);

    EXPECT_EQ(item("group").state, ItemState::Deferred);
    EXPECT_EQ(item("group").deferredTo, Gate::Results);
    EXPECT_TRUE(letsPass(item("group"), Gate::GoForLoad));
    EXPECT_FALSE(letsPass(item("group"), Gate::Results));
}

TEST_F(ItemRulesTest, AYesToAHybridItemProvesNothingThatItRestsOn)
{
    machine("rests.hybrid", ItemState::Open, at(10));
    machine("sensed.fresh", ItemState::Pass, at(10));
    EXPECT_FALSE(item("rests.hybrid").canConfirm); // manual.short is open
    EXPECT_FALSE(confirmItem(view(), "rests.hybrid", kMara, "", at(10)));

    person("manual.short", ItemState::Pass, kMara);
    EXPECT_TRUE(item("rests.hybrid").canConfirm);
    person("rests.hybrid", ItemState::Pass, kMara);
    EXPECT_EQ(item("rests.hybrid").state, ItemState::Pass);
    machine("sensed.fresh", ItemState::Unknown, at(11));
    EXPECT_EQ(item("rests.hybrid").state, ItemState::Unknown);
}

TEST_F(ItemRulesTest, AProposalThatIsTooOldCannotBeConfirmed)
{
    inputs.now = at(30);
    machine("hybrid.short", ItemState::Open, at(10)); // ttl 10m
    EXPECT_EQ(item("hybrid.short").state, ItemState::Stale);
    EXPECT_FALSE(item("hybrid.short").canConfirm);
    EXPECT_THAT(item("hybrid.short").reason, HasSubstr("holds for 10m; look again"));

    machine("hybrid.short", ItemState::Open, at(30));
    person("hybrid.short", ItemState::Pass, kMara);
    EXPECT_EQ(item("hybrid.short").state, ItemState::Pass);
    machine("hybrid.short", ItemState::Open, at(10), ""); // no source: a person decides alone, whenever
    EXPECT_EQ(item("hybrid.short").state, ItemState::Pass);
}

TEST_F(ItemRulesTest, AYesFromBeforeAFailureDoesNotComeBack)
{
    machine("hybrid.killer", ItemState::Open, at(1));
    inputs.now = at(2);
    person("hybrid.killer", ItemState::Pass, kMara);
    machine("hybrid.killer", ItemState::Fail, at(3));
    machine("hybrid.killer", ItemState::Open, at(4));
    inputs.now = at(5);

    EXPECT_EQ(item("hybrid.killer").state, ItemState::Open);
    EXPECT_TRUE(item("hybrid.killer").canConfirm);
    person("hybrid.killer", ItemState::Pass, kMara);
    EXPECT_EQ(item("hybrid.killer").state, ItemState::Pass);
}

TEST_F(ItemRulesTest, AKillerTakesNoExceptionFromTheLinesBelowIt)
{
    person("group.killer.one", ItemState::Overridden, kMara);
    EXPECT_EQ(item("group.killer").state, ItemState::Overridden);
    EXPECT_FALSE(letsPass(item("group.killer"), Gate::GoForLoad));
    EXPECT_FALSE(overrideItem(view(), "group.killer", kMara, "r", inputs.now));
    inputs.changes.push_back(*overrideItem(view(), "group.killer", kRao, "r", inputs.now));
    EXPECT_TRUE(letsPass(item("group.killer"), Gate::GoForLoad));

    person("group.killer.one", ItemState::Deferred, kMara, Gate::SignOff);
    EXPECT_EQ(item("group.killer").state, ItemState::Deferred);
    EXPECT_FALSE(letsPass(item("group.killer"), Gate::GoForLoad));
}

TEST_F(ItemRulesTest, NothingIsDeferredToAGateThatIsGo)
{
    inputs.gateDecisions = {{Gate::GoForLoad, true, "", kMara, at(1)}, {Gate::Results, true, "", kMara, at(2)}};

    const auto late = deferItem(view(), "manual.plain", Gate::Results, kMara, "r", at(3));
    ASSERT_FALSE(late);
    EXPECT_THAT(late.error().message, HasSubstr("that gate is Go already"));
    EXPECT_TRUE(deferItem(view(), "manual.plain", Gate::SignOff, kMara, "r", at(3)));
}

TEST_F(ItemRulesTest, WhatIsOverriddenIsReopenedBeforeItIsOverriddenAgain)
{
    person("manual.killer", ItemState::Overridden, kRao);

    const auto again = overrideItem(view(), "manual.killer", kRao, "another reason", inputs.now);
    ASSERT_FALSE(again);
    EXPECT_THAT(again.error().message, HasSubstr("is OVERRIDDEN already: reopen it first"));
}

TEST_F(ItemRulesTest, FinalMetricsAreNoPassOverAnOverriddenLine)
{
    inputs.runs = {searchRun(1, at(1))};
    for (const char* id : {"group.one", "group.nested.one", "manual.plain"}) {
        person(id, ItemState::Pass, kMara);
    }
    machine("group.two", ItemState::Pass, at(10));
    EXPECT_EQ(item("final.metrics").state, ItemState::Pass) << item("final.metrics").reason;

    person("group.one", ItemState::Overridden, kMara);
    EXPECT_EQ(item("final.metrics").state, ItemState::Overridden);
}

} // namespace
} // namespace holdpoint
