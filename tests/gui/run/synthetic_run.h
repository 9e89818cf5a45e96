// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/frame.h"
#include "core/plan/plan.h"
#include "core/verdict/run_result.h"

#include <cstdint>

namespace holdpoint {

/// Six tests, of which `pages` ramps to 10,000 VUs in 3 min, holds 10 min, and leaves in 2 min; target 300 ms, critical 500 ms.
Plan syntheticPlan();
/// Records of the tests before `pages` and the running one (id 7), started one after another from 10:04 UTC on.
std::vector<RunRecord> syntheticRuns(const Plan& plan);

/// What one second of the pages test looks like: a latency hump around 6:30, errors by class with it, `limited` from 8:00 to
/// 8:15. The same tick gives the same frame. `values` is how many different latencies it records (their weights make up the
/// rate).
Frame syntheticFrame(std::uint64_t tick, unsigned values = 600);
/// Seconds 150 to 179 never came.
inline bool isLost(std::uint64_t tick)
{
    return tick >= 150 && tick < 180;
}

} // namespace holdpoint
