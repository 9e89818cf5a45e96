// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/template.h"
#include "core/plan/plan_reader.h"

#include <vector>

namespace holdpoint {

/// Puts the plan's `checklist: {sensors}` in the place of the template's facts, or where it has none. What cannot be is a fault
/// with its place in the plan's text: an id (also one of `off` or `actions`) that the checklist does not have, with a suggestion, and a sensor
/// for an item that no machine decides or that runs decide. The rules that are shown and that judge forms have the plan's
/// parameters; a sensor's own is filled when it asks.
std::vector<PlanFault> addPlanSensors(ChecklistTemplate& definition, const Plan& plan);

} // namespace holdpoint
