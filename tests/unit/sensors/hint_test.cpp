// SPDX-License-Identifier: GPL-3.0-or-later
// `hint` facts over what the runs' analysis stored.
#include "core/sensors/askers.h"

#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using testing::HasSubstr;
using State = Hint::State;

class HintFactTest : public testing::Test
{
protected:
    void addRun(std::int64_t id, std::vector<Hint> hints, RunKind kind = RunKind::Load)
    {
        RunRecord run;
        run.id = id;
        run.testId = "search";
        run.kind = kind;
        run.endedAt = WallTime{} + std::chrono::seconds{id};
        run.result.outcome = RunOutcome::Failed;
        run.result.generator.loadSeconds = 60;
        inputs.runs.push_back(run);
        inputs.hints.push_back({id, std::move(hints)});
    }
    static Hint hint(const char* rule, State state, const char* words, Json numbers = Json::object())
    {
        return {rule, state, words, {}, std::move(numbers), false};
    }
    Answer<Json> ask(Json spec)
    {
        AskContext context{plan, fetcher, inputs};
        return askHint(context, spec);
    }

    Plan plan;
    Fetcher fetcher{FetcherOptions{}};
    SenseInputs inputs;
};

TEST_F(HintFactTest, ItWaitsForARunAndRefusesAnUnknownRule)
{
    EXPECT_TRUE(ask(Json{{"hint", {"Q1"}}}).isPending());
    EXPECT_TRUE(ask(Json{{"hint", {"Q9"}}}).isUnknown());
}

TEST_F(HintFactTest, FindingsAreCountedWithTheirRunAndAnOldOneStays)
{
    addRun(1, {hint("Q1", State::Found, "slow statement")});
    addRun(2, {hint("Q1", State::Nothing, "12 statements looked at")}, RunKind::Retest);
    const auto all = ask(Json{{"hint", "Q1"}});
    ASSERT_TRUE(all.isKnown());
    EXPECT_EQ(all.value()["count"], 1);
    EXPECT_EQ(stringAt(all.value(), "sentence"), "Q1 (run 1): slow statement");
    const auto newest = ask(Json{{"hint", "Q1"}, {"runs", "newest"}});
    EXPECT_EQ(newest.value()["count"], 0);
    EXPECT_EQ(stringAt(newest.value(), "sentence"), "nothing found: Q1 (run 2): 12 statements looked at");
}

TEST_F(HintFactTest, ASilentSourceOfTheLeadingRuleIsUnknownAndAnotherIsSaid)
{
    addRun(1, {hint("Q1", State::Unknown, "statistics were reset"), hint("Q4", State::Nothing, "tables are fine")});
    const auto leading = ask(Json{{"hint", {"Q1", "Q4"}}});
    ASSERT_TRUE(leading.isUnknown());
    EXPECT_THAT(leading.unknown().reason, HasSubstr("statistics were reset"));
    const auto other = ask(Json{{"hint", {"Q4", "Q1"}}});
    ASSERT_TRUE(other.isKnown());
    EXPECT_THAT(stringAt(other.value(), "sentence"), HasSubstr("not looked at: Q1 (run 1): statistics were reset"));
}

TEST_F(HintFactTest, WithoutASourceInThePlanItIsNotConfigured)
{
    Hint absent = hint("P5", State::Unknown, "the plan names no Redis");
    absent.isNotConfigured = true;
    addRun(1, {absent});
    const auto answer = ask(Json{{"hint", "P5"}});
    ASSERT_TRUE(answer.isUnknown());
    EXPECT_EQ(answer.unknown().kind, Unknown::Kind::NotConfigured);
    inputs.hints.clear();
    EXPECT_EQ(ask(Json{{"hint", "P5"}}).unknown().kind, Unknown::Kind::Rejected) << "a run that was not analysed proves nothing";
}

TEST_F(HintFactTest, TheHighestNumberIsTaken)
{
    addRun(1, {hint("M1", State::Nothing, "flat", Json{{"growth_pct_per_h", 1.5}})});
    addRun(2, {hint("M1", State::Nothing, "flat", Json{{"growth_pct_per_h", -2}})});
    EXPECT_EQ(ask(Json{{"hint", "M1"}}).value()["numbers"]["growth_pct_per_h"], 1.5);
}

TEST_F(HintFactTest, RunsThatDoNotCountSayNothing)
{
    addRun(1, {hint("Q1", State::Found, "slow")});
    inputs.runs[0].isCounting = false;
    addRun(2, {hint("Q1", State::Found, "slow")}, RunKind::Baseline);
    EXPECT_TRUE(ask(Json{{"hint", "Q1"}}).isPending());
}

} // namespace
} // namespace holdpoint
