// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/finding.h"
#include "core/checklist/run_history.h"

namespace holdpoint {

/// What a rule looks at.
struct RuleContext
{
    const ChecklistInputs& inputs;
    const RunHistory& history;
    const ItemDefinition& item;
    StateOf stateOf;
};

/// Evaluates the rule that `item.run->rule` names.
Finding applyRule(const RuleContext& context);
/// An alarm box: OPEN before load, PASS if the load was seen and it never fired, FAIL from a firing on (semantics.md §6).
Finding judgeAlarm(const RuleContext& context);
/// When the newest optimisation of section 12 was confirmed; nullopt if none was.
std::optional<WallTime> newestOptimization(const ChecklistInputs& inputs);

} // namespace holdpoint
