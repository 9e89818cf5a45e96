// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/compare_runs.h"

#include <vector>

namespace holdpoint {

/// Judges figures as one family: of twenty steps at 95 % each, one is called better or worse by chance in most pairs of runs of
/// an unchanged system. Their intervals are widened by Holm's step-down method (1979; it asks nothing about how figures hang
/// together), so that the chance of any wrong word stays 5 % for all of them, 2.5 % for any wrong "worse". What no longer stands
/// out is "same". Figures with too few samples stay as they are and do not count.
void judgeAsFamily(std::vector<ComparedFigure>& figures);

} // namespace holdpoint
