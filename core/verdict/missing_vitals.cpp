// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verdict/missing_vitals.h"

#include "core/base/units.h"

#include <cmath>

namespace holdpoint {

std::string whyVitalsMiss(const MetricTotals& totals, const std::string& metric)
{
    if (!metric.starts_with("browser_web_vital_")) {
        return "";
    }
    std::string visits = "browser_visit_failed";
    if (const auto tags = metric.find('{'); tags != std::string::npos && totals.sampleCount(visits + metric.substr(tags)) > 0) {
        visits += metric.substr(tags);
    }
    std::string why;
    const std::uint64_t all = totals.sampleCount(visits);
    const double share = totals.value(visits, {AggregateKind::Rate}).value_or(0);
    const auto failed = static_cast<std::uint64_t>(std::llround(share * static_cast<double>(all)));
    if (failed > 0) {
        why = formatCount(failed) + " of " + formatCount(all) + " browser visits failed";
    }
    if (const double dropped = totals.value("browser_vitals_dropped", {AggregateKind::Count}).value_or(0); dropped > 0) {
        why += (why.empty() ? "" : ", ") + formatCount(static_cast<std::uint64_t>(dropped)) +
               " web vitals were dropped in seconds in which the generator was limited";
    }
    return why;
}

} // namespace holdpoint
