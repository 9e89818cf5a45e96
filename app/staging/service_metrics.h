// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/staging/routes.h"
#include "core/base/clock.h"

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace holdpoint::staging {

class SlotPool;
class SearchCache;

/// Request durations by route and status; the process's own figures are read when asked.
class ServiceMetrics
{
public:
    ServiceMetrics();
    void record(Route route, unsigned status, Nanos duration);

    /// OpenMetrics 1.0: request durations, process, connections. Without the last line.
    std::string render() const;

    std::size_t openConnections = 0;
    std::size_t rtcParticipants = 0;
    std::uint64_t rtcRelayed = 0;
    std::uint64_t rtcDropped = 0;
    std::uint64_t spansExported = 0;
    std::uint64_t spansDropped = 0;

private:
    // Bounds stand at and around the limits of the shipped plans, so that no quantile near one is interpolated widely.
    static constexpr std::array<std::pair<int, std::string_view>, 20> kBoundsMillis{
        {{1, "0.001"},  {5, "0.005"},  {10, "0.01"},  {25, "0.025"}, {50, "0.05"},  {100, "0.1"},   {200, "0.2"},
         {300, "0.3"},  {400, "0.4"},  {500, "0.5"},  {600, "0.6"},  {800, "0.8"},  {1000, "1.0"},  {1200, "1.2"},
         {1600, "1.6"}, {2000, "2.0"}, {2500, "2.5"}, {4000, "4.0"}, {5000, "5.0"}, {10000, "10.0"}}};
    struct Series
    {
        unsigned status = 0;
        std::array<std::uint64_t, kBoundsMillis.size() + 1> counts{};
        Nanos sum{};
    };

    std::array<std::vector<Series>, kRouteCount> m_series;
    WallTime m_startedAt;
};

/// Lines of the pools and the cache, to stand after ServiceMetrics::render().
std::string renderPools(const SlotPool& database, const SlotPool& cache, const SearchCache& search);

} // namespace holdpoint::staging
