// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/record_change.h"

#include <gtest/gtest.h>

namespace holdpoint {

TEST(RecordChangeTest, NamesTheNewRun)
{
    EXPECT_EQ(recordChange(R"({"tests":[{"id":"search","runs":[{"id":1}]}],"checklist":[{"id":"a","state":"OPEN"}]})",
                           R"({"tests":[{"id":"search","runs":[{"id":1},{"id":7}]}],"checklist":[{"id":"a","state":"PASS"}]})"),
              "run 7 of search is new");
}

TEST(RecordChangeTest, NamesTheChangedRun)
{
    EXPECT_EQ(recordChange(R"({"tests":[{"id":"search","runs":[{"id":1,"counting":true}]}]})",
                           R"({"tests":[{"id":"search","runs":[{"id":1,"counting":false}]}]})"),
              "run 1 of search changed");
}

TEST(RecordChangeTest, NamesTheItemWithBothStates)
{
    EXPECT_EQ(recordChange(R"({"checklist":[{"id":"a","state":"PASS"},{"id":"b","state":"PASS"}],"reasons":["a"]})",
                           R"({"checklist":[{"id":"a","state":"PASS"},{"id":"b","state":"FAIL"}],"reasons":["b"]})"),
              "item b changed from PASS to FAIL");
}

TEST(RecordChangeTest, FindsNoChangeInWhatOnlyGrewOlder)
{
    EXPECT_EQ(recordChange(R"({"checklist":[{"id":"a","state":"PASS","reason":""}]})",
                           R"({"checklist":[{"id":"a","state":"STALE","reason":"confirmed 2 d ago, holds for 24h"}]})"),
              std::nullopt);
    EXPECT_EQ(recordChange(R"({"checklist":[{"id":"a","state":"PASS"},{"id":"b","state":"PASS"}]})",
                           R"({"checklist":[{"id":"a","state":"STALE"}]})"),
              "the checklist changed");
}

TEST(RecordChangeTest, NamesThePlanBeforeWhatFollowsFromIt)
{
    EXPECT_EQ(recordChange(R"({"plan":{"sha256":"1"},"reasons":["a"]})", R"({"plan":{"sha256":"2"},"reasons":["b"]})"),
              "the plan changed");
}

TEST(RecordChangeTest, NamesTheGateThatWasTurnedRound)
{
    EXPECT_EQ(
        recordChange(R"({"gates":[{"id":"sign-off","verdict":"no-go"}]})", R"({"gates":[{"id":"sign-off","verdict":"go"}]})"),
        "gate sign-off changed from no-go to go");
}

TEST(RecordChangeTest, FindsNoChangeInTimesAndReasons)
{
    EXPECT_EQ(recordChange(R"({"gates":[{"id":"sign-off","verdict":"go","at":"1"}],"reasons":["a"]})",
                           R"({"gates":[{"id":"sign-off","verdict":"go","at":"2"}],"reasons":["b"]})"),
              std::nullopt);
}

TEST(RecordChangeTest, HoldsAgainstWhatIsNoRecord)
{
    EXPECT_EQ(recordChange("not JSON", "{}"), "the record changed");
    EXPECT_EQ(recordChange(R"({"tests":3,"checklist":"x"})", R"({"tests":[null],"checklist":[1]})"), "the tests changed");
}

} // namespace holdpoint
