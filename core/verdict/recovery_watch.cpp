// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verdict/recovery_watch.h"

#include "core/metrics/trend_scale.h"

namespace holdpoint {

namespace {

constexpr double kPercentile = 95;

std::optional<double> valueOf(const LatencyHistogram& histogram, const std::string& metric)
{
    if (histogram.isEmpty()) {
        return std::nullopt;
    }
    return static_cast<double>(histogram.percentileUs(kPercentile)) / trendScale(metric);
}

std::optional<double> numberOf(const Json& json, std::string_view key)
{
    const Json& member = memberAt(json, key);
    return member.is_number() ? std::optional(member.get<double>()) : std::nullopt;
}

} // namespace

std::optional<double> RecoveryResult::ratio() const
{
    return before && after && *before > 0 ? std::optional(*after / *before) : std::nullopt;
}

Json toJson(const RecoveryResult& result)
{
    return {{"scenario", result.scenario},
            {"metric", result.metric},
            {"before", result.before ? Json(*result.before) : Json()},
            {"after", result.after ? Json(*result.after) : Json()},
            {"before_n", result.beforeCount},
            {"after_n", result.afterCount}};
}

RecoveryResult recoveryFromJson(const Json& json)
{
    const auto count = [&json](std::string_view key) {
        return static_cast<std::uint64_t>(std::max<std::int64_t>(0, integerAt(json, key)));
    };
    return {stringAt(json, "scenario"), stringAt(json, "metric"), numberOf(json, "before"),
            numberOf(json, "after"),    count("before_n"),        count("after_n")};
}

RecoveryWatch::RecoveryWatch(std::vector<RecoveryRule> rules) : m_rules(std::move(rules)), m_sides(m_rules.size()) {}

void RecoveryWatch::add(const Frame& frame)
{
    for (std::size_t i = 0; i < m_rules.size(); ++i) {
        const RecoveryRule& rule = m_rules[i];
        const Nanos begin = Seconds{static_cast<std::int64_t>(frame.tick)};
        const Nanos end = begin + Seconds{1};
        const bool isBefore = begin >= rule.from - rule.before && end <= rule.from;
        const bool isAfter = begin >= rule.to && end <= rule.to + rule.after;
        const auto trend = frame.trends.find(rule.metric);
        if ((isBefore || isAfter) && trend != frame.trends.end()) {
            (isBefore ? m_sides[i].before : m_sides[i].after).merge(trend->second);
        }
    }
}

std::vector<RecoveryResult> RecoveryWatch::results() const
{
    std::vector<RecoveryResult> results;
    for (std::size_t i = 0; i < m_rules.size(); ++i) {
        const Sides& sides = m_sides[i];
        const std::string& metric = m_rules[i].metric;
        results.push_back({m_rules[i].scenario, metric, valueOf(sides.before, metric), valueOf(sides.after, metric),
                           sides.before.count(), sides.after.count()});
    }
    return results;
}

} // namespace holdpoint
