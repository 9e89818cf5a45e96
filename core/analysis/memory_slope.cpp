// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/memory_slope.h"

#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

constexpr std::size_t kMostPoints = 240; // more are binned
constexpr std::size_t kMostBins = 60;
constexpr std::size_t kLeastPoints = 10;
constexpr double kNormal975 = 1.959964;

double medianOf(std::vector<double> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    if (values.size() % 2 == 1) {
        return *middle;
    }
    return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

/// Medians over equal spans of x.
std::vector<std::pair<double, double>> binned(const std::vector<std::pair<double, double>>& points)
{
    if (points.size() <= kMostPoints) {
        return points;
    }
    const double from = points.front().first;
    const double width = (points.back().first - from) / static_cast<double>(kMostBins);
    std::vector<std::pair<double, double>> result;
    for (std::size_t i = 0; i < points.size();) {
        const auto bin = std::min(kMostBins - 1, static_cast<std::size_t>((points[i].first - from) / width));
        std::vector<double> x;
        std::vector<double> y;
        for (; i < points.size() && std::min(kMostBins - 1, static_cast<std::size_t>((points[i].first - from) / width)) == bin;
             ++i) {
            x.push_back(points[i].first);
            y.push_back(points[i].second);
        }
        result.emplace_back(medianOf(std::move(x)), medianOf(std::move(y)));
    }
    return result;
}

} // namespace

std::optional<Slope> slopeOf(const std::vector<std::pair<double, double>>& given)
{
    std::vector<std::pair<double, double>> points;
    std::copy_if(given.begin(), given.end(), std::back_inserter(points),
                 [](const auto& point) { return std::isfinite(point.first) && std::isfinite(point.second); });
    std::sort(points.begin(), points.end());
    if (points.size() < kLeastPoints || points.back().first <= points.front().first) {
        return std::nullopt;
    }
    points = binned(points);
    std::vector<double> slopes;
    for (std::size_t i = 0; i < points.size(); ++i) {
        for (std::size_t j = i + 1; j < points.size(); ++j) {
            if (points[j].first > points[i].first) {
                slopes.push_back((points[j].second - points[i].second) / (points[j].first - points[i].first));
            }
        }
    }
    if (points.size() < kLeastPoints || slopes.empty()) {
        return std::nullopt;
    }
    std::sort(slopes.begin(), slopes.end());
    const auto n = static_cast<double>(points.size());
    const double spread = kNormal975 * std::sqrt(n * (n - 1) * (2 * n + 5) / 18);
    const auto count = static_cast<double>(slopes.size());
    const auto at = [&](double rank) { return slopes[static_cast<std::size_t>(std::clamp(rank, 0.0, count - 1))]; };
    return Slope{medianOf(slopes), at((count - spread) / 2), at((count + spread) / 2), given.size()};
}

std::vector<std::pair<double, double>> withoutWarmUp(const std::vector<std::pair<double, double>>& points)
{
    if (points.empty()) {
        return {};
    }
    const double from = points.front().first + 0.2 * (points.back().first - points.front().first);
    std::vector<std::pair<double, double>> rest;
    std::copy_if(points.begin(), points.end(), std::back_inserter(rest),
                 [from](const auto& point) { return point.first >= from; });
    return rest;
}

} // namespace holdpoint
