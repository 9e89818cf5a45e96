// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <string_view>
#include <vector>

namespace holdpoint {

enum class RunKind { DryRun, Baseline, Load, Retest, Breakpoint };
enum class RuleVerdict { Passed, Warned, Failed, NoData, NotJudged };
enum class RunOutcome { Passed, Warned, Failed, Inconclusive, Aborted, Interrupted, NotRun };
/// How a run came to its end, before anything is judged.
enum class RunEnding { Completed, StoppedByPerson, StoppedByRule, Interrupted };

std::string_view nameOf(RunKind kind);        // "dry-run"
std::string_view nameOf(RuleVerdict verdict); // "no_data"
std::string_view nameOf(RunOutcome outcome);  // "not_run"
Result<RunKind> runKindFrom(std::string_view text);
Result<RuleVerdict> ruleVerdictFrom(std::string_view text);
Result<RunOutcome> runOutcomeFrom(std::string_view text);
/// Only load and retest decide a test.
bool decidesTest(RunKind kind);
/// Aborted or interrupted: what such a run missed says nothing about the system.
bool isCutShort(RunOutcome outcome);

/// The exit code of `run` over several outcomes: 105, else 108, else 99, else 96, else 0 (semantics.md §2). Tests that did not
/// run have no influence beside others; nothing but such is 96.
int exitCodeFor(const std::vector<RunOutcome>& outcomes, bool wasStoppedByPerson, bool wasStoppedByRule);

} // namespace holdpoint
