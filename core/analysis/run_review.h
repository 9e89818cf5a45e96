// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/verdict/run_result.h"

#include <optional>
#include <string>
#include <vector>

namespace holdpoint {

/// Where the time of a step went, from the run's stored metrics: averages over all its requests, so that they add up (a reused
/// connection took 0 to connect). ms.
struct StepTimes
{
    std::string step; // empty: all requests
    std::uint64_t requests = 0;
    double blocked = 0; // waiting for a connection, name look-up included
    double connecting = 0;
    double tls = 0;
    double sending = 0;
    double waiting = 0;
    double receiving = 0;
    std::optional<double> p50; // of http_req_duration
    std::optional<double> p95;
    std::optional<double> p99;
    std::optional<double> most;
    std::optional<double> failedShare; // 0..1
    double timeShare = 0;              // 0..1 of all request time of the run

    double total() const { return blocked + connecting + tls + sending + waiting + receiving; }
};

struct RunReview
{
    StepTimes all;
    std::vector<StepTimes> steps; // slowest p95 first
};

/// From RunResult::metrics. Phases that were not kept by step are 0 there.
RunReview reviewOf(const RunRecord& run);

} // namespace holdpoint
