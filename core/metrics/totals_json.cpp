// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/totals.h"

namespace holdpoint {

std::string_view trendUnitOf(std::string_view key)
{
    const auto known = knownMetric(key.substr(0, key.find('{')));
    return known && known->type == MetricType::Trend ? known->unit : "ms";
}

Json MetricTotals::toJson() const
{
    const auto numberOf = [this](const std::string& key, AggregateKind kind, double rank = 0) {
        const auto number = value(key, Aggregate{kind, rank});
        return number ? Json(*number) : Json();
    };
    Json metrics = Json::object();
    for (const std::string& key : keys()) {
        const MetricType type = *typeOf(key);
        Json& json = metrics[key];
        json["type"] = nameOf(type);
        switch (type) {
        case MetricType::Counter:
            json["count"] = static_cast<std::int64_t>(m_counters.at(key));
            json["rate"] = numberOf(key, AggregateKind::Rate);
            break;
        case MetricType::Rate: {
            const RateCount& rate = m_rates.at(key);
            json["rate"] = rate.total == 0 ? Json(0.0) : numberOf(key, AggregateKind::Rate);
            json["passes"] = rate.trueCount;
            json["fails"] = rate.total - rate.trueCount;
            break;
        }
        case MetricType::Gauge:
            json["value"] = numberOf(key, AggregateKind::Value);
            json["min"] = numberOf(key, AggregateKind::Min);
            json["max"] = numberOf(key, AggregateKind::Max);
            json["avg"] = numberOf(key, AggregateKind::Avg);
            if (isMerged(key)) {
                json["every_s"] = kMergedTicks;
            }
            break;
        case MetricType::Trend:
            json["unit"] = trendUnitOf(key);
            json["count"] = m_trends.at(key).count();
            json["min"] = numberOf(key, AggregateKind::Min);
            json["avg"] = numberOf(key, AggregateKind::Avg);
            json["med"] = numberOf(key, AggregateKind::Med);
            json["p(90)"] = numberOf(key, AggregateKind::Percentile, 90);
            json["p(95)"] = numberOf(key, AggregateKind::Percentile, 95);
            json["p(99)"] = numberOf(key, AggregateKind::Percentile, 99);
            json["max"] = numberOf(key, AggregateKind::Max);
            break;
        }
    }
    return metrics;
}

} // namespace holdpoint
