// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace holdpoint {

/// The staircase of a breakpoint run: level i (from 0) applies (i + 1) x `increment` of the planned load for `level`, of which
/// `settle` is discarded.
struct BreakpointPlan
{
    Nanos level{}; // whole seconds, as is settle
    Nanos settle{};
    unsigned levels = 0;
    double increment = 0.2;
    double iterationsPerSecond = 0; // planned at 100 %, if every scenario has a rate or a pace; 0: the load is VUs
    bool isPaced = false;           // VUs wait within N = X (R + Z), so that Little's law cannot be checked
};

/// What one level showed after it had settled.
struct BreakpointLevel
{
    double share = 0;              // of the planned load
    std::uint64_t seconds = 0;     // that a frame arrived for
    std::optional<double> planned; // iterations/s
    double achieved = 0;           // iterations/s
    double requestsPerSecond = 0;
    double vus = 0;              // average
    std::optional<double> p95Ms; // http_req_duration
    std::uint64_t limitedSeconds = 0;
    bool isHeld = false;             // whole, every threshold within target, load reached, generator healthy
    std::string brokenBy;            // why it is the last one; empty: the next one follows
    std::optional<double> littleGap; // |N - X (R + Z)| / N; above 0.05 the data are doubtful
};

/// Where a test breaks. Derived from frames and rules alone, as the rest of a RunResult.
struct BreakpointResult
{
    std::vector<BreakpointLevel> levels;
    std::optional<std::size_t> knee; // index: first level that gives less than half, or p95 more than twice, of the first
    std::string kneeSentence;
    std::optional<std::size_t> capacity; // index of the highest level held
    bool isGeneratorLimit = false;       // then the capacity is at least that
    std::string whyEnded;                // in words
    std::string sentence;                // the whole in one sentence
};

} // namespace holdpoint
