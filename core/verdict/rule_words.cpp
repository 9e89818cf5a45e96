// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verdict/rule_words.h"

#include "core/base/units.h"
#include "core/metrics/metric.h"

#include <algorithm>
#include <cmath>

namespace holdpoint {

std::string shortRuleName(const ThresholdRule& rule)
{
    const auto key = parseMetricKey(rule.metric);
    if (rule.metric.empty() || !key) {
        return rule.metric.empty() ? rule.id : rule.metric;
    }
    const AggregateKind kind = rule.target.aggregate.kind;
    std::string text = key->name.starts_with("http_") ? key->name.substr(5) : key->name;
    std::replace(text.begin(), text.end(), '_', ' ');
    if (key->name == "http_req_duration") {
        text = rule.target.aggregate.text();
    } else if (key->name == "http_req_failed" && kind == AggregateKind::Rate) {
        text = "error rate";
    } else if (key->name == "http_reqs") {
        text = kind == AggregateKind::Rate ? "requests per second" : key->tags.contains("status") ? "" : "requests";
    } else if (kind == AggregateKind::Rate) {
        text += " rate";
    } else if (kind != AggregateKind::Count && kind != AggregateKind::Value) {
        text = rule.target.aggregate.text() + " " + text;
    }
    std::string names; // last: what tells rules apart must not be what is cut
    for (const auto& [tag, value] : key->tags) {
        if (tag == "name" || tag == "scenario" || tag == "group") {
            names += " " + value;
        } else {
            text += (text.empty() ? "" : " ") + tag + " " + value;
        }
    }
    text += names;
    return text;
}

std::string formatMargin(double margin)
{
    constexpr double kWords = 10;
    constexpr double kMostTimes = 100;
    const double times = 1 + std::abs(margin); // the limit
    if (std::abs(margin) <= kWords) {
        return formatNumber(margin * 100, 0) + "\u00a0%";
    }
    return times > kMostTimes ? "over 100 times" : formatNumber(times, 0) + " times";
}

std::string givenRuleId(const ThresholdRule& rule)
{
    return rule.id == rule.metric + " " + rule.target.aggregate.text() ? std::string() : rule.id;
}

} // namespace holdpoint
