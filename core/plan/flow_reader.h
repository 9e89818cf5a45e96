// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/template_text.h"

namespace holdpoint {

/// A list of steps (contract.md §3, "Steps of a flow"). Templates are checked against `scope`, to which the names that the
/// steps extract are added.
std::vector<Step> readFlow(ReadContext& context, PlanNode& node, TemplateScope& scope);

/// `if:`, `while:` or `until:`: one text or a list of them, all of which must hold.
std::vector<Condition> readConditions(ReadContext& context, PlanNode& node, std::string_view what);
/// `checks:` of a step.
std::vector<CheckRule> readChecks(ReadContext& context, PlanNode& node);
/// `extract:` of a step.
std::vector<Extraction> readExtractions(ReadContext& context, PlanNode& node);
/// `tags:` of a step or scenario.
Tags readTags(ReadContext& context, PlanNode& node);

} // namespace holdpoint
