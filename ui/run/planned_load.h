// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"

#include <optional>
#include <vector>

namespace holdpoint {

/// What a test's plan says about its load, second by second, for the dashed lines beside what was achieved.
struct PlannedLoad
{
    std::vector<double> vus;               // empty: only arrival executors, which have no planned VUs
    std::vector<double> requestsPerSecond; // empty: the plan does not say (think time decides)
    double maxVus = 0;                     // planned, or for arrival executors the most that may be used
    double maxRequestsPerSecond = 0;
};

/// Of the scenarios that can run. A rate follows from arrival executors and from `pace`; else from a load target on http_reqs.
PlannedLoad plannedLoad(const TestPlan& test);

/// The rules whose limits the latency and the error chart show: the first percentile rule on a trend (http_req_duration
/// preferred), the first rate rule on http_req_failed. Of the test, then of the release.
struct ChartRules
{
    std::optional<ThresholdRule> latency;
    std::optional<ThresholdRule> errors;
    std::string latencyKey = "http_req_duration";
    double percentile = 95;
    std::vector<ThresholdRule> further; // over other latencies, one a metric: each has a chart of its own
};
/// What the series of a run have room for.
inline constexpr std::size_t kMostFurtherLatencies = 6;
/// Whether a chart of its own shows this trend when it is not the main latency: one of requests, or a part of the messages.
bool isFurtherLatency(const MetricKey& key);
ChartRules chartRules(const std::vector<ThresholdRule>& rules);

} // namespace holdpoint
