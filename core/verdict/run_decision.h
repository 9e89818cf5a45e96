// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/verdict/run_result.h"

namespace holdpoint {

/// Outcome and reasons of a result from its other parts, first that holds (semantics.md §2). `hasFrames`: a second was recorded.
void decideRun(RunResult& result, RunKind kind, bool hasFrames, RunEnding ending, const std::string& endingCause);
/// The reason that an ending adds: "Stopped by a rule of the plan: ..."; empty: none.
std::string endingSentence(RunEnding ending, const std::string& cause);

} // namespace holdpoint
