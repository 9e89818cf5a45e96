// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan_reader.h"

namespace holdpoint {

/// A sentence for each `-e KEY=VALUE` whose key the plan names nowhere, neither as ${KEY} nor as {{env(KEY)}}: "-e TOKN is used
/// nowhere in plan.yaml; did you mean `TOKEN`?". No value is shown.
std::vector<std::string> unusedOverrides(const Plan& plan, const PlanOptions& options);

} // namespace holdpoint
