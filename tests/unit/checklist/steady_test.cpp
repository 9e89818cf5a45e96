// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checklist/checklist.h"
#include "core/checklist/form_values.h"

#include <gmock/gmock.h>

namespace holdpoint {
namespace {

ItemDefinition sensedBy(const char* rule)
{
    ItemDefinition item;
    item.kind = ItemKind::Sensed;
    item.sense.emplace();
    const auto parsed = parsePassRule(rule);
    EXPECT_TRUE(parsed) << rule;
    item.sense->rule = *parsed;
    return item;
}

TEST(SteadyItems, AreThoseWhoseValueIsAnotherThingWhenItDiffers)
{
    for (const char* rule : {"status == 200 code and commit != none text", "version >= 0.49.0 version",
                             "mode == 0600 mode and keys_missing == 0 count", "level in INFO,WARN text",
                             "commit != none text and confirmed == true bool"}) {
        EXPECT_TRUE(isSteady(sensedBy(rule))) << rule;
    }
}

TEST(SteadyItems, AreNotThoseThatMoveByTheirNature)
{
    for (const char* rule : {"days_left >= 7 days", "ready == true bool and age < 45 s", "free > 20 %", "value >= 1000 count",
                             "processed == @distinct count", "value in 50..80 %", "confirmed == true bool"}) {
        EXPECT_FALSE(isSteady(sensedBy(rule))) << rule;
    }
    EXPECT_FALSE(isSteady(ItemDefinition{})) << "nothing is sensed of it";
}

TEST(FormText, ABlankTakesItsNumbersAndNothingElse)
{
    ItemDefinition blank;
    blank.id = "blank.headroom";
    blank.kind = ItemKind::Form;
    blank.isBox = false;
    EXPECT_TRUE(checkEntered(blank, "35 %"));
    EXPECT_THAT(checkEntered(blank, "abc").error().message,
                testing::HasSubstr("`abc` is no value of blank.headroom: it takes a number, for example `35`"));
    EXPECT_THAT(checkEntered(blank, " ").error().message, testing::HasSubstr("needs a value"));
    blank.blankCount = 2;
    blank.offer = "70 % for 3 minutes";
    EXPECT_THAT(checkEntered(blank, "70 %").error().message, testing::HasSubstr("2 numbers, for example `70 % for 3 minutes`"));
    blank.isBox = true;
    EXPECT_TRUE(checkEntered(blank, "by hand")) << "a free text";
}

TEST(FormText, WhatABlankCannotBeIsRefused)
{
    ItemDefinition blank;
    blank.id = "blank.trigger.cpu";
    blank.text = "CPU > __% for __ minutes \u2192 scale up";
    blank.kind = ItemKind::Form;
    blank.isBox = false;
    blank.blankCount = 2;
    for (const char* wrong : {"200 % for 3 minutes", "70 % for -1 minutes", "70 % for 0 minutes", "70 % for 2.5 minutes",
                              "-5 % for 3 minutes", "\u22125 % for 3 minutes", "70 % for 100,000 minutes"}) {
        EXPECT_FALSE(checkEntered(blank, wrong)) << wrong;
    }
    EXPECT_THAT(checkEntered(blank, "200 % for -1 minutes").error().message,
                testing::HasSubstr("`200 % for -1 minutes` is no value of blank.trigger.cpu: 200 must be at most 100\u00a0%"));
    for (const char* right : {"70 % for 3 minutes", "72.5 for 1", "CPU-70 % for 3 minutes"}) {
        EXPECT_TRUE(checkEntered(blank, right)) << right;
    }
    blank.text = "Headroom: ___% remaining capacity before scaling needed";
    blank.id = "blank.headroom";
    blank.blankCount = 1;
    EXPECT_TRUE(checkEntered(blank, "\u2212100 %")) << "it can be used up and more";
    EXPECT_FALSE(checkEntered(blank, "120 %"));
    blank.passRule = "value >= 20 %";
    EXPECT_EQ(judgeEntered(blank, {"blank.headroom", "\u2212100 %", "", "", {}, {}}, Plan{}).state, ItemState::Fail);
    EXPECT_EQ(judgeEntered(blank, {"blank.headroom", "25 %", "", "", {}, {}}, Plan{}).state, ItemState::Pass);
}

TEST(FormText, ACapacityLineIsComparedWithThePlansTargetAndSaysSo)
{
    ItemDefinition line;
    line.id = "blank.capacity.search-per-min";
    line.text = "Search queries/min: _____ (target: 1,000)";
    line.kind = ItemKind::Form;
    line.isBox = false;
    line.run.emplace();
    line.run->test = "search";
    line.run->capacity = "search_per_min";
    Plan plan;
    EXPECT_EQ(capacityTarget(line, plan)->value, 1000);
    EXPECT_EQ(capacityTarget(line, plan)->remark(), "");
    plan.capacityTargets = Json{{"search_per_min", 1200}};
    EXPECT_EQ(capacityTarget(line, plan)->value, 1200);
    EXPECT_EQ(capacityTarget(line, plan)->remark(), "the plan's target is 1,200, the checklist's 1,000");
    const auto finding = judgeEntered(line, {line.id, "1,100", "", "", {}, {}}, plan);
    EXPECT_EQ(finding.state, ItemState::Fail);
    EXPECT_EQ(finding.reason, "below the target of 1,200; the plan's target is 1,200, the checklist's 1,000");
    plan.capacityTargets = Json{{"search_per_min", 1000}};
    EXPECT_FALSE(capacityTarget(line, plan)->checklist);
}

TEST(FormText, AReasonIsReadWithoutTheTargetsThatItNames)
{
    const std::string remark = CapacityTarget{1200, 10'000}.remark();
    EXPECT_EQ(withoutTargetRemark(remark), "");
    EXPECT_EQ(withoutTargetRemark("below the target of 1,200; " + remark), "below the target of 1,200");
    EXPECT_EQ(withoutTargetRemark("no run yet; " + remark + "; not decided"), "no run yet; not decided");
    EXPECT_EQ(withoutTargetRemark(remark + "; not decided"), "not decided");
    EXPECT_EQ(withoutTargetRemark("no run yet"), "no run yet");
}

} // namespace
} // namespace holdpoint
