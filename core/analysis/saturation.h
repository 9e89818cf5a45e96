// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/verdict/run_result.h"

#include <optional>
#include <string>
#include <vector>

namespace holdpoint {

/// The worst value of one resource over the load windows, against the limits of its threshold row (checklist-notes.md §4).
struct ResourcePeak
{
    std::string rule; // id: "cpu"
    std::string title;
    std::string unit;
    std::optional<double> peak;  // nullopt: not measured, `why` says so
    std::optional<double> limit; // critical; else accept, else target
    double target = 0;
    bool isLessWorse = false; // a hit rate
    std::int64_t run = 0;     // that had it
    std::string test;
    std::optional<WallTime> at;       // when
    std::optional<WallTime> missedAt; // when the target was first missed
    std::string action;               // "Scale up"
    std::string why;

    /// 0..1 and beyond: the share of the limit in use at the peak; of a hit rate limit/peak. nullopt: not known.
    std::optional<double> used() const;
    bool isMissed() const; // the target
    bool isBeyond() const; // the limit
};

/// The rules over queries of the newest counting load and retest runs, one entry each with its worst run. What misses its target
/// comes first, in the order of time where one run had both; then by the share in use; what is not known last.
std::vector<ResourcePeak> resourcePeaks(const std::vector<ThresholdRule>& rules, const std::vector<RunRecord>& runs);

/// How an expression's limit is written: "< 70 %".
std::string resourceTitle(const ThresholdRule& rule);

} // namespace holdpoint
