// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/record_change.h"
#include "core/report/signed_change.h"

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

TEST(RecordChangeTest, TakesTheEntriesOfTheLogOfOptimisationsAndTheirRunsForSignedButNoFigures)
{
    const auto record = [](const char* what, int after, const char* rest) {
        return std::string(R"({"optimizations":[{"ref":"1","what":")") + what +
               R"(","before_after":[{"test":"search","before":1,"after":)" + std::to_string(after) + "," + rest + "}]}]}";
    };
    const char* figures = R"("verdict":"better","why":"","figures":[{"figure":"rate","low":-0.28,"high":-0.21}])";
    const char* others = R"("verdict":"better","why":"","figures":[{"figure":"rate","low":-0.2800000001,"high":-0.21}])";
    const char* none = R"("verdict":"unknown","why":"the frames of run 1 cannot be read now","figures":[])";
    const std::string before = record("an index", 3, figures);
    EXPECT_EQ(recordChange(before, record("an index", 3, others)), std::nullopt) << "another machine's logarithm";
    EXPECT_EQ(recordChange(before, record("an index", 3, none)), std::nullopt);
    for (const std::string& changed : {record("a view", 3, figures), record("an index", 4, figures), std::string("{}")}) {
        EXPECT_EQ(recordChange(before, changed), "the log of optimisations changed");
    }
}

/// A record with an optimisation of run 1 to run 3, and a report.json of it.
Json withFigure(double a, double low, const char* version)
{
    Json test{{"test", "search"}, {"before", 1}, {"after", 3}, {"verdict", "better"}};
    test["figures"] = Json::array({Json{{"metric", "m"}, {"figure", "p(95)"}, {"a", a}, {"b", 900}, {"low", low}}});
    Json entry{{"ref", "1"}};
    entry["before_after"] = Json::array({test});
    Json record{{"holdpoint", version}};
    record["optimizations"] = Json::array({entry});
    return record;
}

TEST(SinceSignedTest, FiguresOfTheSameRunsMayRoundAndOfAnotherVersionBeJudgedOtherwise)
{
    const auto fault = [](const Json& report) { return sinceSigned(report, withFigure(1200, -0.28, "1"), {}).fault; };
    EXPECT_EQ(fault(withFigure(1200, -0.28, "1")), "");
    EXPECT_EQ(fault(withFigure(1200.0000001, -0.2800000001, "1")), "");
    EXPECT_EQ(fault(withFigure(1200, -0.2, "1")), "report.json is not what was signed: the figures of optimisation 1 changed");
    EXPECT_EQ(fault(withFigure(1200, -0.2, "2")), "");
    EXPECT_NE(fault(withFigure(1500, -0.28, "2")), "") << "what was measured stays";
}

/// A record or report with one sensed item.
Json withItem(const char* state, const char* by, const char* reason)
{
    Json json{{"holdpoint", "1"}};
    json["checklist"] = Json::array({Json{{"id", "test.search.p95"},
                                          {"section", 9},
                                          {"kind", "sensed"},
                                          {"test", "search"},
                                          {"state", state},
                                          {"by", by},
                                          {"source", "run 1"},
                                          {"at", "2026-11-30T10:00:00.000Z"},
                                          {"reason", reason}}});
    return json;
}

TEST(SinceSignedTest, AnExceptionThatALaterRunMadeNeedlessIsExplainedByThatRun)
{
    const Json record = withItem("OVERRIDDEN", "Mara", "known");
    const Json report = withItem("PASS", "", "");
    AuditFacts audit;
    audit.since.isOther = true; // a gate was decided
    EXPECT_NE(sinceSigned(report, record, audit).fault, "");
    audit.since.runs.insert(2);
    EXPECT_EQ(sinceSigned(report, record, audit).fault, "");
    EXPECT_EQ(sinceSigned(report, record, audit).change, "1 item changed: item test.search.p95 changed from OVERRIDDEN to PASS");
}

TEST(SinceSignedTest, AReasonMayLackTheTargetsThatDevelopmentVersionsSigned)
{
    const auto fault = [](const char* was, const char* is) {
        return sinceSigned(withItem("PASS", "", is), withItem("PASS", "", was), {}).fault;
    };
    const char* remark = "the plan's target is 1,000, the checklist's 10,000";
    EXPECT_EQ(fault(remark, remark), "");
    EXPECT_EQ(fault(remark, ""), "");
    EXPECT_NE(fault("", remark), "");
    EXPECT_NE(fault(remark, "the plan's target is 1, the checklist's 1"), "");
    EXPECT_EQ(fault("below; the plan's target is 1,200, the checklist's 1,000", "below"), "");
}

TEST(RecordChangeTest, HoldsAgainstWhatIsNoRecord)
{
    EXPECT_EQ(recordChange("not JSON", "{}"), "the record changed");
    EXPECT_EQ(recordChange(R"({"tests":3,"checklist":"x"})", R"({"tests":[null],"checklist":[1]})"), "the tests changed");
}

} // namespace holdpoint
