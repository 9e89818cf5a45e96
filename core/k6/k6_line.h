// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/metrics/metric.h"

#include <optional>
#include <string>
#include <string_view>

namespace holdpoint {

/// One line of k6's JSON output (reference/engine.md §5.5). The texts point into the line.
struct K6Line
{
    enum class Kind { Metric, Point, Other }; // Other: a type of line that a later k6 may add
    Kind kind = Kind::Other;
    std::string_view metric; // k6 allows letters, digits and _ only
    // Metric
    MetricType type = MetricType::Counter;
    // Point
    WallTime time;
    double value = 0;      // finite
    std::string_view tags; // a JSON object as written; empty if there is none
};

/// nullopt for what is no such line: half a line, other JSON, a value that is no finite number, a time out of the years 1970 to
/// 2200. Allocates nothing. Hostile input: bounded depth, linear time.
std::optional<K6Line> parseK6Line(std::string_view line);

/// Members of a tags object that are texts, uncut; at most 64. Empty for what is no object.
Tags k6Tags(std::string_view object);

} // namespace holdpoint
