// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/k6_plan.h"
#include "core/plan/read_context.h"

namespace holdpoint {

/// Reads `engine`, `script`, `env`, `args`, `k6` and `duration` of a test. nullopt for a test of the own engine; there the other
/// keys are faults.
std::optional<K6Plan> readK6(ReadContext& context, MapReader& test);

} // namespace holdpoint
