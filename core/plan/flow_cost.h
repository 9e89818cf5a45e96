// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"

#include <optional>
#include <string>
#include <vector>

namespace holdpoint {

/// What one pass through a flow does. Where a flow branches, the expected values are means: a choice by its weight, an `if` as
/// likely as not, a repeat that waits for something half of its bound.
struct FlowCost
{
    double requests = 0; // expected
    double leastRequests = 0;
    double mostRequests = 0; // without redirects
    double seconds = 0;      // expected
    std::uint64_t widestBatch = 1;
    std::uint64_t namedSteps = 0;
};

/// `longestThink` caps think times, in seconds.
FlowCost costOf(const std::vector<Step>& steps, int batchPerHost, std::optional<double> longestThink = std::nullopt);

/// "3", or "1 to 9, about 4" where a flow branches.
std::string requestsText(const FlowCost& cost);

} // namespace holdpoint
