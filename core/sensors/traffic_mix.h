// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

/// A path or URL as routes are compared: without host and query, what differs between visitors (ids, {{...}}, :id, {id}) as *.
std::string routeOf(std::string_view written);

/// How far a plan's traffic is from production's, both as weights by written path or route.
struct TrafficMix
{
    struct Row
    {
        std::string route;
        double production = 0; // shares of all, 0..1
        double plan = 0;
    };
    std::vector<Row> rows;              // by production's share
    double distance = 0;                // half the sum of absolute differences, 0..1
    std::vector<std::string> uncovered; // over 5 % of production's traffic, and the plan has none of it
};
TrafficMix compareMix(const std::map<std::string, double>& production, const std::map<std::string, double>& plan);

} // namespace holdpoint
