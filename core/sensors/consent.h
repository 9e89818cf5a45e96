// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/template.h"
#include "core/plan/plan.h"

#include <string>
#include <vector>

namespace holdpoint {

/// What a fact does only after a person's yes.
struct ConsentNeed
{
    std::string what; // a program's words, whole, as a JSON array; or a sentence about an alert that people may get
    std::vector<const ItemDefinition*> items;
};

/// Every program that the plan's facts would run, those of comparisons, logs and a k6 of its own among them, and the test alert
/// where the plan names an Alertmanager; each once, in the template's order. `k6` from PATH needs no consent.
std::vector<ConsentNeed> consentNeeds(const Plan& plan, const ChecklistTemplate& definition);

} // namespace holdpoint
