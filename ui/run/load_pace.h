// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/run_series.h"
#include "core/verdict/run_result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace holdpoint {

struct LiveRun;

inline constexpr std::uint64_t kFigureSeconds = 10; // what a figure speaks of: one error of few requests is no share

/// Achieved and planned over the same ten seconds.
struct LoadOfWindow
{
    double achieved = 0;           // requests a second
    std::optional<double> planned; // the plan's mean; nullopt: it names none
    std::optional<double> least;   // what answers that come later than their requests may leave of it
    double seconds = 0;            // whole ones; 0: none
};

/// How a run under way keeps to its plan, second by second, for tile and lane alike. The whole run is judged by core.
class LoadPace
{
public:
    /// Reads the seconds from `from` on; the run must outlive it.
    LoadPace(const LiveRun& run, std::uint64_t from);

    /// The ten seconds before `end`.
    LoadOfWindow requests(std::uint64_t end) const;
    bool isMet(const LoadOfWindow& load) const;
    /// VUs at the end of the second before `end`; nullopt: not planned, or no frame came.
    std::optional<double> plannedVus(std::uint64_t end) const;
    bool hasVus(std::uint64_t end) const;
    /// Whether the ten seconds before `end` keep to the plan, in requests and VUs.
    bool isMissed(std::uint64_t end) const;

private:
    const RunSecond* at(std::uint64_t tick) const;

    const LiveRun& m_run;
    std::uint64_t m_from;
    std::vector<RunSecond> m_seconds;
    double m_requestTolerance;
    double m_vuTolerance;
};

/// The seconds of a run under way in which its load was missed. Those that no frame can change any more are judged once; what is
/// said is the same without that.
class LoadMisses
{
public:
    /// Of the run that keeps this: judges those that have become final.
    void settle(const LiveRun& run);
    /// Up to the newest second.
    std::vector<TickSpan> spans(const LiveRun& run) const;

private:
    std::vector<TickSpan> m_settled;
    std::uint64_t m_end = 0; // one past the newest tick that is settled
};

/// What core says of the load over this metric of a run that ended, whatever its tags: one that was missed, else the first.
const LoadResult* loadResultOf(const LiveRun& run, const std::string& metric);

} // namespace holdpoint
