// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verdict/expression.h"

#include <gtest/gtest.h>

namespace holdpoint {
namespace {

TEST(ExpressionTest, ReadsEveryAggregateAndComparisonOfK6)
{
    const std::vector<std::tuple<std::string, std::string, Comparison, double>> cases{
        {"p(95)<1200", "p(95)", Comparison::Less, 1200},    {"p(99.9)<=1e3", "p(99.9)", Comparison::LessEqual, 1000},
        {"p(0) >= 1", "p(0)", Comparison::GreaterEqual, 1}, {" rate < 0.001 ", "rate", Comparison::Less, 0.001},
        {"count==0", "count", Comparison::Equal, 0},        {"count===510", "count", Comparison::Equal, 510},
        {"value!=3", "value", Comparison::NotEqual, 3},     {"min>10000", "min", Comparison::Greater, 10000},
        {"max<5000", "max", Comparison::Less, 5000},        {"avg<-0.5", "avg", Comparison::Less, -0.5},
        {"med<200", "med", Comparison::Less, 200},
    };
    for (const auto& [text, aggregate, comparison, limit] : cases) {
        const auto expression = parseExpression(text);
        ASSERT_TRUE(expression) << text << ": " << expression.error().message;
        EXPECT_EQ(expression->aggregate.text(), aggregate) << text;
        EXPECT_EQ(expression->comparison, comparison) << text;
        EXPECT_DOUBLE_EQ(expression->limit, limit) << text;
    }
    EXPECT_EQ(parseExpression(" rate < 0.001 ")->text, "rate<0.001");
}

TEST(ExpressionTest, SaysWhatMakesNoSenseAndHowToWriteIt)
{
    const std::vector<std::pair<std::string, std::string>> cases{
        {"", "it has no comparison"},
        {"p(95)", "it has no comparison"},
        {"p(95)=1200", "it has no comparison"},
        {"p95<1200", "`p95` is none of"},
        {"p(101)<5", "`p(101)` is none of"},
        {"p(-1)<5", "`p(-1)` is none of"},
        {"p()<5", "`p()` is none of"},
        {"p(nan)<5", "`p(nan)` is none of"},
        {"rat<0.1", "`rat` is none of"},
        {"rate<", "`` is no number"},
        {"p(95)<300ms", "`300ms` is no number"},
        {"rate<0.1%", "`0.1%` is no number"},
        {"rate<0.1<0.2", "`0.1<0.2` is no number"},
        {"rate<inf", "`inf` is no number"},
    };
    for (const auto& [text, reason] : cases) {
        const auto expression = parseExpression(text);
        ASSERT_FALSE(expression) << text;
        EXPECT_EQ(expression.error().kind, Error::Kind::Invalid);
        EXPECT_NE(expression.error().message.find(reason), std::string::npos) << expression.error().message;
        EXPECT_NE(expression.error().message.find("p(95)<1200"), std::string::npos);
    }
}

TEST(ExpressionTest, HoldsAtItsLimitOnlyWhereItSaysSo)
{
    EXPECT_FALSE(parseExpression("rate<0.01")->holds(0.01));
    EXPECT_TRUE(parseExpression("rate<=0.01")->holds(0.01));
    EXPECT_FALSE(parseExpression("rate>0.01")->holds(0.01));
    EXPECT_TRUE(parseExpression("rate>=0.01")->holds(0.01));
    EXPECT_TRUE(parseExpression("count==3")->holds(3));
    EXPECT_FALSE(parseExpression("count!=3")->holds(3));
    EXPECT_TRUE(parseExpression("count!=3")->holds(4));
}

TEST(ExpressionTest, MeasuresItsMarginAsAShareOfTheLimit)
{
    EXPECT_DOUBLE_EQ(*parseExpression("p(95)<1200")->margin(300), 0.75);
    EXPECT_DOUBLE_EQ(*parseExpression("p(95)<=1200")->margin(1500), -0.25);
    EXPECT_NEAR(*parseExpression("rate>0.99")->margin(1), 0.0101, 0.0001);
    EXPECT_DOUBLE_EQ(*parseExpression("rate>=10")->margin(5), -0.5);
    EXPECT_EQ(parseExpression("count==3")->margin(3), std::nullopt);
    EXPECT_EQ(parseExpression("count!=3")->margin(3), std::nullopt);
    EXPECT_EQ(parseExpression("rate<0")->margin(3), std::nullopt);
}

TEST(ExpressionTest, KnowsWhichTypesHaveWhichAggregate)
{
    const std::vector<std::pair<std::string, std::set<MetricType>>> cases{
        {"count<1", {MetricType::Counter, MetricType::Rate, MetricType::Trend}},
        {"rate<1", {MetricType::Counter, MetricType::Rate}},
        {"value<1", {MetricType::Gauge}},
        {"min<1", {MetricType::Gauge, MetricType::Trend}},
        {"max<1", {MetricType::Gauge, MetricType::Trend}},
        {"avg<1", {MetricType::Gauge, MetricType::Trend}},
        {"med<1", {MetricType::Trend}},
        {"p(95)<1", {MetricType::Trend}},
    };
    for (const auto& [text, types] : cases) {
        for (const MetricType type : {MetricType::Counter, MetricType::Rate, MetricType::Gauge, MetricType::Trend}) {
            EXPECT_EQ(hasAggregate(type, parseExpression(text)->aggregate), types.contains(type)) << text << nameOf(type);
        }
    }
}

} // namespace
} // namespace holdpoint
