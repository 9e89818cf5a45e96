// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/run_rules.h"

namespace holdpoint {

// Rules over dry runs, baselines and retests (sections 4, 6 and 13).

Finding dryRuns(const RuleContext& context);
Finding baselinesRun(const RuleContext& context);
Finding baselinesAcceptable(const RuleContext& context);
Finding baselinesKept(const RuleContext& context);
/// The newest baseline before `run` of the same test and plan text that met every target and was not worse than the one before
/// it, or was taken on by a person; nullptr if there is none.
const RunRecord* acceptedBaselineBefore(const std::vector<RunRecord>& runs, const std::vector<RunHints>& hints,
                                        const std::vector<ItemChange>& changes, const RunRecord& run);
Finding failedRerun(const RuleContext& context);
Finding retestImproved(const RuleContext& context);
Finding retestAllPass(const RuleContext& context);

} // namespace holdpoint
