// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/read_context.h"
#include "core/plan/window_plan.h"

namespace holdpoint {

// The top-level sections of a plan besides data, tests and rules.

Release readRelease(ReadContext& context, PlanNode& node);
Environment readEnvironment(ReadContext& context, PlanNode& node);
/// `browser`: the Chromium that the plan names. `traced`: the share of requests whose trace is asked for.
GeneratorLimits readGenerator(ReadContext& context, PlanNode& node, std::string& browser, double& traced);
/// Checked as far as they are used today, and kept whole as Json by the caller.
void checkMonitoring(ReadContext& context, PlanNode& node);
WindowPlan readWindow(ReadContext& context, PlanNode& node);
void checkChecklist(ReadContext& context, PlanNode& node);
void checkSignoff(ReadContext& context, PlanNode& node);
void checkCapacity(ReadContext& context, PlanNode& node);

} // namespace holdpoint
