// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/run_routes.h"

#include "core/base/json.h"
#include "core/metrics/metric.h"

namespace holdpoint {

std::vector<StepRoute> routesOf(const RunResult& result)
{
    std::vector<StepRoute> routes;
    if (!result.metrics.is_object()) {
        return routes;
    }
    for (const auto& [text, values] : result.metrics.items()) {
        if (!text.starts_with("http_routes{")) {
            continue;
        }
        const auto key = parseMetricKey(text);
        const std::int64_t count = integerAt(values, "count");
        if (!key || count <= 0) {
            continue;
        }
        Tags tags = key->tags;
        routes.push_back({tags["name"], tags["lane"], tags["proto"], static_cast<std::uint64_t>(count)});
    }
    return routes;
}

} // namespace holdpoint
