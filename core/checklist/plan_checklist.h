// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/template.h"
#include "core/plan/plan.h"
#include "core/plan/plan_reader.h"

#include <string>
#include <vector>

namespace holdpoint {

/// What the plan's `checklist: {template}` says, or the shipped one.
std::string checklistName(const Plan& plan);

/// The checklist of a plan with the sensors that the plan puts in, and every fault of it: those of the template and addPlanSensors().
struct PlanChecklist
{
    ChecklistTemplate definition; // only if there are no faults
    std::vector<PlanFault> faults;
};
PlanChecklist checklistOf(const Plan& plan);

} // namespace holdpoint
