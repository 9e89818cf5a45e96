// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/finding.h"
#include "core/checklist/run_history.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

/// Whether a person enters it; other forms follow from the fields that they depend on, or from signatures.
bool isFormField(const ItemDefinition& item);
/// The numbers in what a person entered, in order: "70 % for 3 minutes" gives "70" and "3"; "1,000" is one number, "-5 %" is
/// below zero, the second of "5-10" is not.
std::vector<std::string> numbersIn(std::string_view text);
/// Why a text cannot be what a blank of the form is filled in with: it is empty, its numbers are missing, or what follows the
/// blank (%, ms, minutes) cannot have such a value. Error::Invalid.
Result<> checkEntered(const ItemDefinition& item, std::string_view value);
/// What a line of section 15 is compared with: the plan's target if it names one, else the checklist's own.
struct CapacityTarget
{
    double value = 0;
    std::optional<double> checklist; // what the checklist says, where the plan says otherwise

    /// "the plan's target is 1,000, the checklist's 10,000"; empty where both are one.
    std::string remark() const;
};
/// A reason without such a remark.
std::string withoutTargetRemark(std::string reason);
/// nullopt for an item that is no line of capacity, or has no target anywhere.
std::optional<CapacityTarget> capacityTarget(const ItemDefinition& item, const Plan& plan);
/// PASS if every blank of the line is filled and within the limits of its pass rule or the plan's capacity target.
Finding judgeEntered(const ItemDefinition& item, const FormValue& entered, const Plan& plan);
/// A capacity line from the newest passed run of its test, "at least"; or what its breakpoint run held, if that is more.
Finding judgeCapacity(const ItemDefinition& item, const RunHistory& history);
/// Headroom and scaling triggers as the runs show them (core/analysis/capacity.h). Headroom is proven by a breakpoint run alone;
/// all else is offered to a person.
Finding judgeHeadroom(const ItemDefinition& item, const RunHistory& history);
Finding offerTrigger(const ItemDefinition& item, const RunHistory& history);

} // namespace holdpoint
