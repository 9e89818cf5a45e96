// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/hint.h"
#include "core/base/result.h"
#include "core/plan/plan.h"

#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

/// One word of a condition: `any_test_failed`, `plan.has_test(rtc)`, `finding(Q1,Q2)`.
struct ConditionTerm
{
    enum class Kind { AnyTestFailed, OptimizationsApplied, Finding, HasTest, HasTls, Engine };
    Kind kind = Kind::AnyTestFailed;
    std::vector<std::string> arguments;
};

/// Terms joined by `and` (checklist-notes.md §1). Empty text: no terms. Error::Invalid names the word.
Result<std::vector<ConditionTerm>> parseCondition(std::string_view text);

/// What conditions look at.
struct ConditionFacts
{
    const Plan* plan = nullptr;
    bool anyTestFailed = false;
    bool optimizationsApplied = false;
    std::vector<RunHints> hints; // of the runs that count
};

/// Why a condition is false, empty if it is true. A text that does not parse is true: templates are checked when they are read.
/// `finding(...)` is latched over all runs, and false only if it was looked for and nothing was found: a silent source must not
/// close a line.
std::string whyNotApplicable(std::string_view condition, const ConditionFacts& facts);
/// Which finding that the condition asks for could not be looked for, and why; empty if all are decided.
std::string undecidedFinding(std::string_view condition, const ConditionFacts& facts);
/// Whether a person may open the line although the condition is false: what a machine cannot know better.
bool mayBeOpened(std::string_view condition);

} // namespace holdpoint
