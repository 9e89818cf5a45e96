// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "core/plan/fault_list.h"
#include "core/plan/pass_rule.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

/// One thing that a machine asks for an item: `{sql: SELECT ..., take: /0/ms}`. Texts may hold ${parameters}.
struct FactPlan
{
    std::string name;
    std::string kind; // of factKinds()
    Json spec;        // as written, the kind's key included
};

/// How an item is sensed: its facts, and when they let it pass.
struct SensePlan
{
    std::vector<FactPlan> facts;
    PassRule rule;
    std::string ruleText;
};

/// "promql", "http", "sql" ...: the keys that say what a fact is.
std::vector<std::string> factKinds();

/// Reads `facts: {name: {KIND: ..., ...}}` and the rule over them. What is wrong is a fault at its place: unknown kinds and keys
/// with a suggestion, a rule that names a fact that is not there. `ruleAt` is where the rule stands.
std::optional<SensePlan> readSense(const PlanNode& facts, const std::string& ruleText, const PlanNode& ruleAt, FaultList& faults);

} // namespace holdpoint
