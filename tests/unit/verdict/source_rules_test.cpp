// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verdict/run_result.h"
#include "core/verdict/source_rules.h"

#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::SizeIs;

WallTime at(int second)
{
    return WallTime{1'700'000'000s} + std::chrono::seconds{second};
}

ThresholdRule ruleOf(const std::string& target, const std::string& critical = "", const std::string& query = "max(cpu)")
{
    ThresholdRule rule;
    rule.id = "cpu";
    rule.source = rule.needs = "prometheus";
    rule.query = query;
    rule.unit = "%";
    rule.target = *parseExpression(target);
    if (!critical.empty()) {
        rule.critical = *parseExpression(critical);
    }
    return rule;
}

SourceSample sample(int second, std::optional<double> value, const std::string& query = "max(cpu)")
{
    return {1, query, at(second), value};
}

SourceFindings findings(std::vector<double> values, double covered = 1)
{
    SourceFindings found;
    for (const double value : values) {
        found.points.push_back({at(15 * static_cast<int>(found.points.size() + 1)), value});
    }
    found.covered = covered;
    return found;
}

ThresholdResult judged(const ThresholdRule& rule, const SourceFindings& found, const std::vector<SourceSample>& samples = {},
                       bool isRehearsal = false, bool isConfigured = true)
{
    SourceRules rules({rule}, isRehearsal, isConfigured);
    for (const SourceSample& one : samples) {
        rules.add(one);
    }
    return rules.result(rule, &found);
}

TEST(SourceRulesTest, ThePeakOfTheLoadDecidesAndSaysWhenItWas)
{
    const auto result = judged(ruleOf("value<70", "value<90"), findings({10, 62.5, 30}));
    EXPECT_EQ(result.verdict, RuleVerdict::Passed);
    EXPECT_EQ(result.measured, 62.5);
    EXPECT_EQ(result.at, at(30));
    EXPECT_EQ(result.sampleCount, 3U);
    EXPECT_EQ(judged(ruleOf("value<70", "value<90"), findings({10, 85})).verdict, RuleVerdict::Warned);
    EXPECT_EQ(judged(ruleOf("value<70", "value<90"), findings({10, 95})).verdict, RuleVerdict::Failed);
    EXPECT_EQ(judged(ruleOf("value<70"), findings({10, 95})).verdict, RuleVerdict::Warned) << "critical: none";
    EXPECT_THAT(judged(ruleOf("value<70", "value<90"), findings({95})).sentence, HasSubstr("value is 95"));
}

TEST(SourceRulesTest, TheLowestIsTheWorstOfALowerLimit)
{
    const auto result = judged(ruleOf("value>70", "value>50"), findings({90, 40, 80}));
    EXPECT_EQ(result.measured, 40);
    EXPECT_EQ(result.verdict, RuleVerdict::Failed);
}

TEST(SourceRulesTest, AValueThatWasSeenBetweenTwoStepsCounts)
{
    const auto result =
        judged(ruleOf("value<70", "value<90"), findings({10, 20}), {sample(5, 10), sample(10, 97), sample(15, 20)});
    EXPECT_EQ(result.measured, 97);
    EXPECT_EQ(result.at, at(10));
    EXPECT_EQ(result.verdict, RuleVerdict::Failed);
    EXPECT_EQ(result.sampleCount, 5U);
}

TEST(SourceRulesTest, BreachesAreAsLongAsTheyWereSeen)
{
    const auto result = judged(ruleOf("value<70", "value<90"), findings({80}),
                               {sample(5, 10), sample(10, 75), sample(15, 80), sample(20, 20), sample(25, 71),
                                sample(30, std::nullopt), sample(35, 72)});
    ASSERT_THAT(result.breaches, SizeIs(3));
    EXPECT_EQ(result.breaches[0].from, at(10));
    EXPECT_EQ(result.breaches[0].to, at(20));
    EXPECT_EQ(result.breaches[1].from, at(25));
    EXPECT_EQ(result.breaches[1].to, at(25)) << "what was not seen is not claimed";
    EXPECT_EQ(result.breaches[2].from, at(35));
}

TEST(SourceRulesTest, ATargetIsHeldOnlyIfTheLoadWasSeen)
{
    const auto held = judged(ruleOf("value<70", "value<90"), findings({10}, 0.6));
    EXPECT_EQ(held.verdict, RuleVerdict::NoData);
    EXPECT_THAT(held.sentence, HasSubstr("only 60\u00a0% of the load"));
    EXPECT_EQ(judged(ruleOf("value<70", "value<90"), findings({95}, 0.6)).verdict, RuleVerdict::Failed) << "a miss is a miss";
    EXPECT_EQ(judged(ruleOf("value<70", "value<90"), findings({10}, 0.95)).verdict, RuleVerdict::Passed);
}

TEST(SourceRulesTest, WithoutAValueThereIsNoDataOrNothingToJudge)
{
    SourceFindings none;
    none.whyNone = "connection refused";
    const auto real = judged(ruleOf("value<70"), none);
    EXPECT_EQ(real.verdict, RuleVerdict::NoData);
    EXPECT_EQ(real.sentence, "no value: connection refused");
    EXPECT_EQ(judged(ruleOf("value<70"), none, {}, true, true).verdict, RuleVerdict::NoData) << "a rehearsal's Prometheus failed";
    const auto rehearsed = judged(ruleOf("value<70"), none, {}, true, false);
    EXPECT_EQ(rehearsed.verdict, RuleVerdict::NotJudged);
    EXPECT_EQ(rehearsed.sentence, "this rehearsal has no prometheus to measure it");
    const auto unnamed = judged(ruleOf("value<70"), none, {}, false, false);
    EXPECT_EQ(unnamed.verdict, RuleVerdict::NoData);
    EXPECT_EQ(unnamed.sentence, "no value: the plan names no Prometheus");
}

TEST(SourceRulesTest, AnEmptyAnswerIsNotJudgedWhereThePlanSaysWhatItMeans)
{
    SourceFindings empty;
    empty.isEmpty = true;
    ThresholdRule rule = ruleOf("value>70", "value>50", "hits[$W]");
    EXPECT_EQ(judged(rule, empty).verdict, RuleVerdict::NoData);
    rule.absent = "fewer than 1,000 look-ups";
    EXPECT_EQ(judged(rule, empty).verdict, RuleVerdict::NotJudged);
    EXPECT_EQ(judged(rule, empty).sentence, "fewer than 1,000 look-ups");
    SourceFindings silent;
    silent.whyNone = "connection refused";
    EXPECT_EQ(judged(rule, silent).verdict, RuleVerdict::NoData) << "silence is no empty answer";
}

TEST(SourceRulesTest, AQueryOverTheWholeLoadIsJudgedAtItsEndAlone)
{
    const ThresholdRule rule = ruleOf("value>70", "value>50", "hits[$W]");
    const auto result = judged(rule, findings({88}, 0.4), {sample(5, 10, "hits[$W]")});
    EXPECT_EQ(result.verdict, RuleVerdict::Passed);
    EXPECT_EQ(result.measured, 88);
    EXPECT_THAT(result.breaches, SizeIs(0));
    EXPECT_EQ(withWindow("a[$W]/b[$W]", 90s), "a[90s]/b[90s]");
    EXPECT_EQ(withWindow("a[$W]", 0s), "a[1s]");
}

TEST(SourceRulesTest, ACriticalThatLastsAsksForTheEnd)
{
    ThresholdRule rule = ruleOf("value<70", "value<90");
    rule.abortAfter = 10s;
    SourceRules rules({rule}, false, true);
    rules.add(sample(0, 95));
    rules.add(sample(5, 95));
    rules.add(sample(10, std::nullopt));
    rules.add(sample(15, 95));
    rules.add(sample(20, 95));
    EXPECT_FALSE(rules.isAborting(rule)) << "it was not seen all the time";
    rules.add(sample(25, 95));
    EXPECT_TRUE(rules.isAborting(rule));
}

TEST(SourceRulesTest, CountsInTheOutcomeOfTheRunAndIsKeptWithIt)
{
    RunRules rules;
    rules.isSourceConfigured = true;
    rules.thresholds = {ruleOf("value<70", "value<90")};
    RunJudge judge(rules);
    Frame frame;
    frame.seq = 1;
    frame.time = at(0);
    judge.add(frame);
    EXPECT_EQ(judge.loadSpan()->to, at(1));
    const auto outcome = [&](SourceFindings found) {
        return judge.judge(RunEnding::Completed, "", {}, {{"max(cpu)", std::move(found)}}).outcome;
    };
    EXPECT_EQ(outcome(findings({10})), RunOutcome::Passed);
    EXPECT_EQ(outcome(findings({80})), RunOutcome::Warned);
    EXPECT_EQ(outcome(findings({95})), RunOutcome::Failed);
    EXPECT_EQ(outcome({}), RunOutcome::Inconclusive);
    const RunResult result = judge.judge(RunEnding::Completed, "", {}, {{"max(cpu)", findings({95})}});
    EXPECT_THAT(result.reasons.at(0), HasSubstr("cpu: value is 95"));
    const auto read = runResultFromJson(toJson(result));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->thresholds.at(0).at, at(15));
    ASSERT_TRUE(read->loadSpan);
    EXPECT_EQ(read->loadSpan->from, at(0));
    EXPECT_EQ(dumpJson(toJson(*read)), dumpJson(toJson(result)));
}

} // namespace
} // namespace holdpoint
