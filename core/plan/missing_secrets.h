// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"

namespace holdpoint {

/// Names that the plan's text takes as secrets and that have no value: a dossier keeps none, so a plan from it may lack what this
/// machine does not give. A run would send them as they are written. Empty for a plan without its text.
std::vector<std::string> missingSecrets(const Plan& plan);

} // namespace holdpoint
