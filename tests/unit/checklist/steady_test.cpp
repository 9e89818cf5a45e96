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

} // namespace
} // namespace holdpoint
