// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/chart_plan.h"

namespace holdpoint {

const std::vector<std::string>& chartNames()
{
    static const std::vector<std::string> names{"latency",   "requests", "errors",       "vus",      "heat-map",
                                                "generator", "checks",   "bytes",        "server",   "logs",
                                                "webhooks",  "page-lcp", "rtc-delivery", "rtc-drop", "rtc-latency"};
    return names;
}

std::vector<std::string> chartsOf(const Plan& plan, const TestPlan& test)
{
    std::vector<std::string> charts;
    const Json& named = memberAt(memberAt(memberAt(plan.resolved, "tests"), test.id), "charts");
    for (const Json& chart : named.is_array() ? named : Json::array()) {
        if (chart.is_string() && charts.size() < kChartSlots) {
            charts.push_back(chart.get<std::string>());
        }
    }
    return charts;
}

} // namespace holdpoint
