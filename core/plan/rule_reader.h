// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/read_context.h"

namespace holdpoint {

/// Rules of one test, or of the whole release: those may also ask a monitor (`source`, `query`). `tests` are the tests whose
/// steps a metric's tags must fit.
std::vector<ThresholdRule> readThresholds(ReadContext& context, PlanNode& node, const std::vector<const TestPlan*>& tests,
                                          bool isOfRelease);
std::vector<LoadTarget> readLoadTargets(ReadContext& context, PlanNode& node, const TestPlan& test);
std::vector<AlarmRule> readAlarms(ReadContext& context, PlanNode& node, const std::vector<const TestPlan*>& tests);
std::vector<Verification> readVerifications(ReadContext& context, PlanNode& node, const TestPlan& test);

} // namespace holdpoint
