// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/k6_plan.h"
#include "core/plan/read_context.h"
#include "core/verdict/run_outcome.h"

namespace holdpoint {

/// Reads `engine`, `script`, `env`, `args`, `k6` and `duration` of a test. nullopt for a test of the own engine; there the other
/// keys are faults.
std::optional<K6Plan> readK6(ReadContext& context, MapReader& test);

/// Why the test cannot be run: its k6 or its script is not there, or a k6 test has no such kind of run. Empty: it can.
std::string whyK6CannotRun(const Plan& plan, const K6Plan& k6, RunKind kind);

} // namespace holdpoint
