// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"

#include <optional>
#include <string>
#include <string_view>

namespace holdpoint {

/// What makes one record.json differ from the one frozen before it, in words: "run 7 of search is new", "item env.x changed
/// from PASS to OVERRIDDEN", "the plan changed". nullopt if nothing changed that signers sign (semantics.md §9): a run, an
/// item, the plan, a form value. When a gate was decided, reasons, and what sections 17 to 20 add to them do not count.
std::optional<std::string> recordDifference(const Json& before, const Json& after);
/// Of texts; the same text is no change.
std::optional<std::string> recordChange(const std::string& before, const std::string& after);
/// The same with how many runs and items it is of: "1 run and 2 items changed: run 2 of search is new". Empty: nothing changed.
std::string changesSince(const std::string& before, const std::string& after);
std::string changesSince(const Json& before, const Json& after);
/// The element with the same member; null: there is none.
const Json& sameIn(const Json& array, std::string_view member, const Json& element);
/// Whether what is signed holds items of this section: those of 17 to 20 come after the freeze.
bool isSectionInRecord(std::string_view section);
/// What of the log of optimisations is signed: its entries and which runs show them, not figures that are computed from runs.
Json optimisationsSigned(const Json& optimisations);

} // namespace holdpoint
