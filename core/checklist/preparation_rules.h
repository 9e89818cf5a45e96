// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/run_rules.h"

namespace holdpoint {

// Rules over dry runs, baselines and retests (sections 4, 6 and 13).

Finding dryRuns(const RuleContext& context);
Finding baselinesRun(const RuleContext& context);
Finding baselinesAcceptable(const RuleContext& context);
Finding baselinesKept(const RuleContext& context);
Finding failedRerun(const RuleContext& context);
Finding retestImproved(const RuleContext& context);
Finding retestAllPass(const RuleContext& context);

} // namespace holdpoint
