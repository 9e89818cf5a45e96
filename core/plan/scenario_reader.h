// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/template_text.h"

namespace holdpoint {

/// One entry of a test's `scenarios`: executor, timing and flow. `scope` is the test's; the flow gets a copy.
Scenario readScenario(ReadContext& context, const std::string& id, PlanNode& node, const TemplateScope& scope);
/// `executor:` and the keys that belong to it.
void readExecutor(ReadContext& context, MapReader& reader, Executor& executor);

} // namespace holdpoint
