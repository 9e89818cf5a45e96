// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

/// k6's four metric types.
enum class MetricType { Counter, Rate, Gauge, Trend };
std::string_view nameOf(MetricType type);

using Tags = std::map<std::string, std::string>;

/// A metric and the tags that narrow it. Text form: `http_reqs{scenario:capped,status:409}`, tags sorted; parseMetricKey() reads
/// it back (a comma or unpaired brace in a value is written as `;`, `(`, `)`).
struct MetricKey
{
    std::string name;
    Tags tags;

    std::string text() const;
    friend auto operator<=>(const MetricKey&, const MetricKey&) = default;
};

/// Reads `name` or `name{tag:value,...}`; blanks around names, `:` and `,` are dropped, those inside a value stay. A value may
/// hold anything but a comma or a brace without its partner. Error::Invalid says where it stops making sense.
Result<MetricKey> parseMetricKey(std::string_view text);

/// What semantics.md §4 and design.md name; unit is "ms", "" or "bytes". nullopt for a metric that no part of Holdpoint writes.
struct MetricInfo
{
    MetricType type = MetricType::Counter;
    std::string_view unit;
};
std::optional<MetricInfo> knownMetric(std::string_view name);
/// Names for suggestions.
std::vector<std::string> knownMetricNames();

} // namespace holdpoint
