// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verdict/rule_words.h"

#include "core/base/units.h"

#include <gtest/gtest.h>

namespace holdpoint {
namespace {

std::string nameOf(const std::string& metric, AggregateKind kind, double percentile = 0)
{
    ThresholdRule rule;
    rule.metric = metric;
    rule.target.aggregate = {kind, percentile};
    return shortRuleName(rule);
}

TEST(RuleWordsTest, TellRulesOfOneTestApartInAFewWords)
{
    EXPECT_EQ(nameOf("http_req_duration{name:auth}", AggregateKind::Percentile, 95), "p(95) auth");
    EXPECT_EQ(nameOf("http_req_duration{name:subscriptions}", AggregateKind::Percentile, 95), "p(95) subscriptions");
    EXPECT_EQ(nameOf("http_req_failed", AggregateKind::Rate), "error rate");
    EXPECT_EQ(nameOf("http_reqs{name:rsvp,status:201}", AggregateKind::Count), "status 201 rsvp");
    EXPECT_EQ(nameOf("http_reqs", AggregateKind::Rate), "requests per second");
    EXPECT_EQ(nameOf("rtc_delivery", AggregateKind::Rate), "rtc delivery rate");
    EXPECT_EQ(nameOf("dropped_iterations{scenario:flash}", AggregateKind::Count), "dropped iterations flash");
    EXPECT_EQ(nameOf("http_req_waiting", AggregateKind::Avg), "avg req waiting");
}

TEST(RuleWordsTest, AMarginFarBeyondTheLimitIsSaidInWords)
{
    EXPECT_EQ(formatMargin(0.14), "14\u00a0%");
    EXPECT_EQ(formatMargin(0), "0\u00a0%");
    EXPECT_EQ(formatMargin(-9.5), formatNumber(-950, 0) + "\u00a0%");
    EXPECT_EQ(formatMargin(-31), "32 times") << "the limit";
    EXPECT_EQ(formatMargin(-319.83), "over 100 times");
    EXPECT_EQ(formatMargin(319), "over 100 times");
}

TEST(RuleWordsTest, AnIdIsShownOnlyIfThePlanGaveIt)
{
    ThresholdRule rule;
    rule.metric = "http_req_failed";
    rule.target.aggregate = {AggregateKind::Rate, 0};
    rule.id = "http_req_failed rate";
    EXPECT_EQ(givenRuleId(rule), "");
    rule.id = "error-rate";
    EXPECT_EQ(givenRuleId(rule), "error-rate");

    ThresholdRule cpu;
    cpu.id = "cpu";
    EXPECT_EQ(shortRuleName(cpu), "cpu");
    EXPECT_EQ(givenRuleId(cpu), "cpu");
}

} // namespace
} // namespace holdpoint
