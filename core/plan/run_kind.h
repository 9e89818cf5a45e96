// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"

namespace holdpoint {

/// The scenario as this kind of run runs it (semantics.md §2): a dry run is one VU and one iteration without pace and think time;
/// a baseline is one VU for 2 min (times the plan's time scale) with pace and think time of at most 200 ms; a breakpoint run
/// rises by 20 % of the planned load after the other; load runs as planned.
Scenario scenarioFor(const Plan& plan, const Scenario& scenario, RunKind kind);

} // namespace holdpoint
