// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

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
};

/// Why a condition is false, empty if it is true. A text that does not parse is true: templates are checked when they are read.
std::string whyNotApplicable(std::string_view condition, const ConditionFacts& facts);
/// Whether a person may open the line although the condition is false: what a machine cannot know better.
bool mayBeOpened(std::string_view condition);

} // namespace holdpoint
