// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verdict/expression.h"

#include "core/base/text.h"
#include "core/base/units.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace holdpoint {

namespace {

/// In k6's scan order (metrics/thresholds_parser.go): the first that occurs wins.
constexpr auto kComparisons = std::to_array<std::pair<std::string_view, Comparison>>({{"<=", Comparison::LessEqual},
                                                                                      {"<", Comparison::Less},
                                                                                      {">=", Comparison::GreaterEqual},
                                                                                      {">", Comparison::Greater},
                                                                                      {"===", Comparison::Equal},
                                                                                      {"==", Comparison::Equal},
                                                                                      {"!=", Comparison::NotEqual}});

constexpr auto kAggregates = std::to_array<std::pair<std::string_view, AggregateKind>>({{"count", AggregateKind::Count},
                                                                                        {"rate", AggregateKind::Rate},
                                                                                        {"value", AggregateKind::Value},
                                                                                        {"min", AggregateKind::Min},
                                                                                        {"max", AggregateKind::Max},
                                                                                        {"avg", AggregateKind::Avg},
                                                                                        {"med", AggregateKind::Med}});

Failure notAnExpression(std::string_view text, const std::string& why)
{
    return fail(Error::Kind::Invalid,
                "`" + std::string(text) + "` is not a condition: " + why + "; write it like p(95)<1200, rate<0.001 or count==0");
}

std::optional<Aggregate> parseAggregate(std::string_view text)
{
    for (const auto& [name, kind] : kAggregates) {
        if (text == name) {
            return Aggregate{kind, 0};
        }
    }
    if (!text.starts_with("p(") || !text.ends_with(')')) {
        return std::nullopt;
    }
    const auto rank = parseNumber(text.substr(2, text.size() - 3));
    if (!rank || *rank < 0 || *rank > 100) {
        return std::nullopt;
    }
    return Aggregate{AggregateKind::Percentile, *rank};
}

std::string withoutBlanks(std::string_view text)
{
    std::string out(text);
    std::erase_if(out, [](char c) { return c == ' ' || c == '\t'; });
    return out;
}

} // namespace

bool Expression::holds(double measured) const
{
    switch (comparison) {
    case Comparison::Less:
        return measured < limit;
    case Comparison::LessEqual:
        return measured <= limit;
    case Comparison::Greater:
        return measured > limit;
    case Comparison::GreaterEqual:
        return measured >= limit;
    case Comparison::Equal:
        return measured == limit;
    case Comparison::NotEqual:
        return measured != limit;
    }
    return false;
}

std::optional<double> Expression::margin(double measured) const
{
    const bool isEquality = comparison == Comparison::Equal || comparison == Comparison::NotEqual;
    if (isEquality || limit == 0) {
        return std::nullopt;
    }
    const bool isUpper = comparison == Comparison::Less || comparison == Comparison::LessEqual;
    return (isUpper ? limit - measured : measured - limit) / limit;
}

Result<Expression> parseExpression(std::string_view text)
{
    Expression expression;
    expression.text = withoutBlanks(text);
    const std::string_view whole = expression.text;
    for (const auto& [symbol, comparison] : kComparisons) {
        const std::size_t at = whole.find(symbol);
        if (at == std::string_view::npos) {
            continue;
        }
        const auto aggregate = parseAggregate(whole.substr(0, at));
        if (!aggregate) {
            return notAnExpression(text, "`" + std::string(whole.substr(0, at)) +
                                             "` is none of count, rate, value, min, max, avg, med, p(0) to p(100)");
        }
        const std::string_view limitText = whole.substr(at + symbol.size());
        const auto limit = parseNumber(limitText);
        if (!limit) {
            return notAnExpression(text, "`" + std::string(limitText) + "` is no number (times are in ms, without a unit)");
        }
        expression.aggregate = *aggregate;
        expression.comparison = comparison;
        expression.limit = *limit;
        return expression;
    }
    return notAnExpression(text, "it has no comparison");
}

bool hasAggregate(MetricType type, const Aggregate& aggregate)
{
    const AggregateKind kind = aggregate.kind;
    switch (type) {
    case MetricType::Counter:
    case MetricType::Rate:
        return kind == AggregateKind::Count || kind == AggregateKind::Rate;
    case MetricType::Gauge:
        return kind == AggregateKind::Value || kind == AggregateKind::Min || kind == AggregateKind::Max ||
               kind == AggregateKind::Avg;
    case MetricType::Trend:
        return kind != AggregateKind::Rate && kind != AggregateKind::Value;
    }
    return false;
}

} // namespace holdpoint
