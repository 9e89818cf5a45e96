// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/run_rules.h"

namespace holdpoint {

// Rules over the deciding runs (sections 9, 11 and 14).

Finding allTestsPassed(const RuleContext& context);
Finding finalTests(const RuleContext& context);
Finding metricsWithinTargets(const RuleContext& context);
Finding finalMetrics(const RuleContext& context);
Finding errorRateSustained(const RuleContext& context);
Finding summaries(const RuleContext& context);
Finding noCriticalFindings(const RuleContext& context);

} // namespace holdpoint
