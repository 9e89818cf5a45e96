// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"

namespace holdpoint {

/// Places for charts on the Live load page.
inline constexpr std::size_t kChartSlots = 6;
/// What a test's `charts` may name besides the ids of the release's thresholds and alarms over a query.
const std::vector<std::string>& chartNames();
/// The charts that the plan names for this test, at most kChartSlots; empty: the page's own choice.
std::vector<std::string> chartsOf(const Plan& plan, const TestPlan& test);

} // namespace holdpoint
