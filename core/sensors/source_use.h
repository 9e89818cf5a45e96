// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/template.h"
#include "core/plan/plan.h"

#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

/// A source that items of a checklist ask.
struct SourceUse
{
    std::string id; // as in SourceReport: "prometheus", "production.redis", "http 127.0.0.1:8080"; GitHub and GitLab by name
    std::string title;
    bool isConfigured = true; // false: the plan names no such service
    std::vector<const ItemDefinition*> items;
};

/// Every source with its items, in the template's order; comparing two sides uses both. Items that no machine asks are in none.
std::vector<SourceUse> sourceUses(const Plan& plan, const ChecklistTemplate& definition);
/// "GitHub", "OTLP", else sourceTitle().
std::string serviceTitle(std::string_view id);
/// A key of the plan's `monitoring`, or one behind "production.".
bool isService(std::string_view id);

} // namespace holdpoint
