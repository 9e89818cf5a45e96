// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"
#include "core/verdict/recovery_watch.h"

#include <vector>

namespace holdpoint {

/// The bursts of a test whose recovery can be seen: arrivals of at most two minutes that begin later, while another scenario
/// goes on asking for the same step before and after them. At most a minute of it is looked at on either side, at least 3 s.
std::vector<RecoveryRule> burstsOf(const TestPlan& test);

} // namespace holdpoint
