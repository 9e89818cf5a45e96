// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/fact_plan.h"
#include "core/plan/pass_rule.h"
#include "core/plan/plan_node.h"

#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> clausesOf(const PassRule& rule)
{
    std::vector<std::string> texts;
    for (const PassClause* clause : rule.clauses()) {
        texts.push_back(clause->fact + "|" + clause->limit + "|" + clause->unit);
    }
    return texts;
}

TEST(PassRuleTest, ClausesAreReadWithTheirLimitsAndUnits)
{
    const auto rule =
        parsePassRule("p95 < 300 ms and status in 200,201 code and mode == 0600 and rps < ${idle_rps:-1 or so} 1/s");
    ASSERT_TRUE(rule) << rule.error().message;
    EXPECT_EQ(rule->kind, PassRule::Kind::All);
    EXPECT_THAT(clausesOf(*rule), ElementsAre("p95|300|ms", "status|200,201|code", "mode|0600|", "rps|${idle_rps:-1 or so}|1/s"));
    EXPECT_EQ(rule->clauses()[1]->op, PassClause::Operator::In);
    EXPECT_EQ(rule->clauses()[0]->text, "p95 < 300 ms");
}

TEST(PassRuleTest, AndBindsMoreThanOrAndBracketsMoreThanBoth)
{
    const auto loose = parsePassRule("a == 1 or b == 2 and c == 3");
    ASSERT_TRUE(loose);
    EXPECT_EQ(loose->kind, PassRule::Kind::Any);
    ASSERT_EQ(loose->parts.size(), 2U);
    EXPECT_EQ(loose->parts[1].kind, PassRule::Kind::All);

    const auto tight = parsePassRule("(a == 1 or b == 2) and c >= 0.5*@d count");
    ASSERT_TRUE(tight);
    EXPECT_EQ(tight->kind, PassRule::Kind::All);
    ASSERT_EQ(tight->parts.size(), 2U);
    EXPECT_EQ(tight->parts[0].kind, PassRule::Kind::Any);
    EXPECT_THAT(factsInLimit("max(@d,2*@e_2)"), ElementsAre("d", "e_2"));
}

TEST(PassRuleTest, WhatIsNoRuleIsRefusedWithTheWordThatIsWrong)
{
    const auto complaint = [](const std::string& text) {
        const auto rule = parsePassRule(text);
        return rule ? std::string("accepted") : rule.error().message;
    };
    EXPECT_THAT(complaint(""), HasSubstr("no name of a fact"));
    EXPECT_THAT(complaint("p95 ~ 3"), HasSubstr("`~` after `p95` is no comparison"));
    EXPECT_THAT(complaint("p95 <"), HasSubstr("`p95 <` lacks the value"));
    EXPECT_THAT(complaint("p95 < and b == 1"), HasSubstr("lacks the value"));
    EXPECT_THAT(complaint("(a == 1 or b == 2"), HasSubstr("lacks a `)`"));
    EXPECT_THAT(complaint("a == 1 count b == 2"), HasSubstr("goes on with `b`"));
    EXPECT_THAT(complaint(std::string(100, '(') + "a == 1"), HasSubstr("too many brackets"));
    EXPECT_THAT(complaint("a == " + std::string(3000, '1')), HasSubstr("longer than 2000 bytes"));
}

class SenseReaderTest : public testing::Test
{
protected:
    /// Faults as "line: message", empty if it can be used.
    std::vector<std::string> read(const std::string& facts, const std::string& rule)
    {
        FaultList faults("checklist.yaml");
        const PlanNode root = nodeFromYaml("facts:\n" + facts + "pass: x\n", faults);
        sense = readSense(*root.find("facts"), rule, *root.find("pass"), faults);
        std::vector<std::string> texts;
        for (const PlanFault& fault : faults.sorted()) {
            texts.push_back(std::to_string(fault.line) + ": " + fault.message);
        }
        EXPECT_EQ(sense.has_value(), texts.empty());
        return texts;
    }
    std::optional<SensePlan> sense;
};

TEST_F(SenseReaderTest, FactsKeepTheirNameKindAndEverythingWritten)
{
    EXPECT_THAT(read("  ms: {sql: SELECT 1 AS ms, take: /rows/0/ms, timeout: 2s}\n  half: {calc: '@ms / 2'}\n",
                     "ms > 0 ms and half < @ms and confirmed == true bool"),
                ElementsAre());
    ASSERT_EQ(sense->facts.size(), 2U);
    EXPECT_EQ(sense->facts[0].kind, "sql");
    EXPECT_EQ(stringAt(sense->facts[0].spec, "take"), "/rows/0/ms");
    EXPECT_EQ(sense->facts[1].kind, "calc");
}

TEST_F(SenseReaderTest, EveryMistakeIsNamedAtItsLineWithASuggestion)
{
    EXPECT_THAT(read("  ms: {sqll: SELECT 1}\n", "ms > 0"), ElementsAre(HasSubstr("did you mean `sql`")));
    EXPECT_THAT(read("  ms: {sql: SELECT 1, tkae: /a}\n", "ms > 0"), ElementsAre(HasSubstr("2: `sql` has no key `tkae`")));
    EXPECT_THAT(read("  ms: {sql: SELECT 1, take: a}\n", "ms > 0"), ElementsAre(HasSubstr("JSON pointer")));
    EXPECT_THAT(read("  ms: {sql: [a, b]}\n", "ms > 0"), ElementsAre(HasSubstr("`sql` must be a text")));
    EXPECT_THAT(read("  ms: {command: echo}\n", "ms > 0"), ElementsAre(HasSubstr("`command` must be a list")));
    EXPECT_THAT(read("  ms: {sql: SELECT 1, redis: INFO}\n", "ms > 0"), ElementsAre(HasSubstr("is `sql` already")));
    EXPECT_THAT(read("  confirmed: {sql: SELECT 1}\n", "confirmed == true"), ElementsAre(HasSubstr("a person's word")));
    EXPECT_THAT(read("  ms: {sql: SELECT 1}\n", "mss > 0"), ElementsAre(HasSubstr("there is no fact `mss`; did you mean `ms`")));
    EXPECT_THAT(read("  ms: {sql: SELECT 1}\n", "ms > @other"), ElementsAre(HasSubstr("there is no fact `other`")));
    EXPECT_THAT(read("  ms: {sql: SELECT 1}\n  h: {calc: '@mms / 2'}\n", "h > 1"),
                ElementsAre(HasSubstr("there is no fact `mms`")));
    EXPECT_THAT(read("  ms: {sql: SELECT 1}\n", "ms is 0"), ElementsAre(HasSubstr("no comparison")));
    EXPECT_THAT(read("  d: {compare: {sqll: SELECT 1}}\n", "d == 0"), ElementsAre(HasSubstr("has no kind")));
    EXPECT_THAT(read("  - a\n", "d == 0"), ElementsAre(HasSubstr("`facts` must be a map")));
}

} // namespace
} // namespace holdpoint
