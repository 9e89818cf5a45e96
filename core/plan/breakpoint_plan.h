// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"

namespace holdpoint {

/// The levels of a breakpoint run of this test: 20 % of the planned load more every 3 min (times the plan's time scale, at least
/// 3 s), up to 500 %; the first third of each is discarded.
BreakpointPlan breakpointPlan(const Plan& plan, const TestPlan& test);
/// How long it may take if nothing breaks.
Nanos breakpointDuration(const Plan& plan);
/// The executor that applies those levels to what this one plans at its highest.
Executor breakpointExecutor(const Plan& plan, const Executor& executor);

} // namespace holdpoint
