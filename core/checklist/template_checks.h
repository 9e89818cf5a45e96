// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/template.h"
#include "core/plan/fault_list.h"

#include <map>
#include <string>

namespace holdpoint {

/// What is wrong between the items of a template: parents and dependencies that do not exist, that rest on themselves, or that no
/// state can follow from; kinds that nobody could decide. `places` holds the node of every item by id.
void checkTemplate(const ChecklistTemplate& definition, const std::map<std::string, PlanNode>& places, FaultList& faults);

/// The ids in `{hint: [Q1, Q2]}` of an item's facts.
void checkHintRules(const PlanNode& facts, FaultList& faults);

/// "ms: SELECT ...; ready: ready": what is asked, for people.
std::string questionsOf(const SensePlan& sense);

} // namespace holdpoint
