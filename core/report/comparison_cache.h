// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/run_comparison.h"

namespace holdpoint {

/// compareRunsOf(), once in this process for two ended runs of a dossier: they never change. Any thread; reading under a
/// ReadingStop ends early and keeps nothing.
Result<RunComparison> comparedOnce(const Dossier& dossier, const RunRecord& a, const RunRecord& b);

} // namespace holdpoint
