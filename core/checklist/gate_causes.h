// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/checklist.h"

#include <optional>
#include <string>
#include <vector>

namespace holdpoint {

/// A source that is down, as the reason of an item that waits for it says: "blocked by Jaeger: connection refused".
struct Blockage
{
    std::string source; // title
    std::string why;
};
/// nullopt if the item is not UNKNOWN, or for another reason. The first source of several.
std::optional<Blockage> blockageOf(const ItemView& item);

/// What holds a gate: a source that is down with all items that wait for it, or one item by itself.
struct GateCause
{
    std::string source; // title; empty: the item by itself
    std::string why;
    std::vector<std::string> items; // ids; causes of the gate, killers first
    bool hasKiller = false;
};
/// Those with a killer first, then sources, then items in the template's order. Nothing: nothing blocks.
std::vector<GateCause> gateCauses(const ChecklistView& view, Gate gate);

/// "Go-for-load is on hold: 8 of 37 items block it, 5 causes, first blocked by Jaeger: connection refused (4 items)"
std::string holdSentence(const ChecklistView& view, Gate gate);

} // namespace holdpoint
