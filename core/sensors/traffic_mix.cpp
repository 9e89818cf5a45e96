// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sensors/traffic_mix.h"

#include "core/base/text.h"

#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

constexpr double kUncovered = 0.05;

bool isVariable(const std::string& part)
{
    const bool isNamed = part.find("{{") != std::string::npos || part.starts_with(':') || part.starts_with('{') ||
                         part.starts_with('<') || part == "*";
    const bool isNumber = !part.empty() && part.find_first_not_of("0123456789") == std::string::npos;
    const bool isLongHex = part.size() >= 16 && part.find_first_not_of("0123456789abcdefABCDEF-") == std::string::npos;
    return isNamed || isNumber || isLongHex;
}

std::map<std::string, double> sharesOf(const std::map<std::string, double>& weights)
{
    std::map<std::string, double> shares;
    double all = 0;
    for (const auto& [written, weight] : weights) {
        if (std::isfinite(weight) && weight > 0) {
            shares[routeOf(written)] += weight;
            all += weight;
        }
    }
    for (auto& [route, share] : shares) {
        share /= all;
    }
    return shares;
}

} // namespace

std::string routeOf(std::string_view written)
{
    if (const auto scheme = written.find("://"); scheme != std::string_view::npos) {
        const auto path = written.find('/', scheme + 3);
        written = path == std::string_view::npos ? std::string_view("/") : written.substr(path);
    }
    const auto end = written.find_first_of("?#");
    written = written.substr(0, end);
    std::string route;
    for (const std::string& part : split(written, '/')) {
        if (!part.empty()) {
            route += "/" + (isVariable(part) ? "*" : part);
        }
    }
    return route.empty() ? "/" : route;
}

TrafficMix compareMix(const std::map<std::string, double>& production, const std::map<std::string, double>& plan)
{
    const auto there = sharesOf(production);
    const auto here = sharesOf(plan);
    TrafficMix mix;
    for (const auto& [route, share] : there) {
        const auto own = here.find(route);
        mix.rows.push_back({route, share, own == here.end() ? 0 : own->second});
    }
    for (const auto& [route, share] : here) {
        if (there.count(route) == 0) {
            mix.rows.push_back({route, 0, share});
        }
    }
    std::stable_sort(mix.rows.begin(), mix.rows.end(), [](const auto& a, const auto& b) { return a.production > b.production; });
    for (const TrafficMix::Row& row : mix.rows) {
        mix.distance += std::abs(row.production - row.plan) / 2;
        if (row.production > kUncovered && row.plan == 0) {
            mix.uncovered.push_back(row.route);
        }
    }
    return mix;
}

} // namespace holdpoint
