// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"

namespace holdpoint {

/// What is valid in a plan and yet hardly meant, a sentence each: a test that no rule judges, a critical limit that is reached
/// before its target, a list of signers that is not there.
std::vector<std::string> planWarnings(const Plan& plan);

} // namespace holdpoint
