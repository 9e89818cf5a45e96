// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checklist/plan_checklist.h"

#include "core/base/text.h"
#include "core/checklist/plan_sensors.h"

namespace holdpoint {

namespace {

constexpr const char* kShipped = "builtin:pre-production";

} // namespace

std::string checklistName(const Plan& plan)
{
    return stringAt(plan.checklist, "template", kShipped);
}

PlanChecklist checklistOf(const Plan& plan)
{
    PlanChecklist result;
    auto read = openTemplate(checklistName(plan), plan.path.parent_path());
    if (!read) {
        for (const std::string& line : split(read.error().message, '\n')) { // each has its place already
            result.faults.push_back({"", 0, 0, line});
        }
        return result;
    }
    result.definition = *std::move(read);
    result.faults = addPlanSensors(result.definition, plan);
    return result;
}

} // namespace holdpoint
