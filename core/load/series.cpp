// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/series.h"

#include "core/base/units.h"
#include "core/plan/metric_scope.h"

#include <algorithm>
#include <optional>

namespace holdpoint {

namespace {

/// The part of a rule's key that only an answer can decide; nullopt if the key does not fit these tags at all.
std::optional<SeriesRef> matched(const MetricKey& rule, const Tags& tags)
{
    SeriesRef ref;
    for (const auto& [tag, value] : rule.tags) {
        if (tag == "status") {
            const auto status = parseInteger(value);
            if (!status || *status < 0 || *status > 999) {
                return std::nullopt;
            }
            ref.status = static_cast<std::int16_t>(*status);
        } else if (tag == "expected_response") {
            ref.isExpected = value == "true" ? 1 : 0;
        } else if (tag == "error") {
            const auto errorClass = errorClassNamed(value);
            if (!errorClass) {
                return std::nullopt;
            }
            ref.error = static_cast<std::int8_t>(*errorClass);
        } else if (!hasTag(tags, tag, value)) {
            return std::nullopt;
        }
    }
    return ref;
}

void addDistinct(SeriesList& list, const SeriesRef& ref)
{
    const bool isKnown = std::any_of(list.begin(), list.end(), [&ref](const SeriesRef& each) { return each.index == ref.index; });
    if (!isKnown) {
        list.push_back(ref);
    }
}

/// What the console's tiles show.
bool isTile(const std::string& metric)
{
    return metric == "http_req_duration" || metric == "http_req_response_time";
}

} // namespace

SeriesTable::SeriesTable(std::vector<MetricKey> ruleKeys) : m_ruleKeys(std::move(ruleKeys)) {}

bool SeriesTable::isRuleKey(const MetricKey& key) const
{
    return std::find(m_ruleKeys.begin(), m_ruleKeys.end(), key) != m_ruleKeys.end();
}

SeriesRef SeriesTable::intern(MetricType type, const MetricKey& key)
{
    auto& series = m_series[static_cast<std::size_t>(type)];
    const auto [position, isNew] = m_index.emplace(key.text(), static_cast<std::uint32_t>(series.size()));
    if (isNew) {
        const bool isNamed = isRuleKey(key) || (key.tags.empty() && isTile(key.name));
        series.push_back({position->first, isNamed ? LatencyHistogram::Digits::Three : LatencyHistogram::Digits::Two,
                          key.tags.empty() || isRuleKey(key)});
    }
    return {position->second};
}

SeriesList SeriesTable::list(MetricType type, const std::string& metric, const Tags& tags, const std::vector<std::string>& own)
{
    SeriesList result{intern(type, {metric, {}})};
    for (const std::string& tag : own) {
        if (const auto value = tags.find(tag); value != tags.end()) {
            addDistinct(result, intern(type, {metric, {*value}}));
        }
    }
    addRuled(result, type, metric, tags);
    return result;
}

SeriesList SeriesTable::only(MetricType type, const MetricKey& key, const Tags& tags)
{
    SeriesList result{intern(type, key)};
    addRuled(result, type, key.name, tags);
    return result;
}

SeriesList SeriesTable::ofCheck(const std::string& name, Tags tags)
{
    tags["check"] = name;
    SeriesList result = list(MetricType::Rate, "checks", tags, {"check", "name"});
    if (const auto group = tags.find("group"); group != tags.end() && !group->second.empty()) {
        addDistinct(result, intern(MetricType::Rate, {"checks", {{"check", name}, *group}}));
    }
    return result;
}

void SeriesTable::addRuled(SeriesList& list, MetricType type, const std::string& metric, const Tags& tags)
{
    for (const MetricKey& rule : m_ruleKeys) {
        if (rule.name != metric) {
            continue;
        }
        if (auto ref = matched(rule, tags)) {
            ref->index = intern(type, rule).index;
            addDistinct(list, *ref);
        }
    }
}

} // namespace holdpoint
