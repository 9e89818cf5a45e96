// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/checklist.h"

#include <functional>
#include <optional>
#include <string>

namespace holdpoint {

/// What a machine says about an item, before any person is heard.
struct Finding
{
    ItemState state = ItemState::Open;
    std::string value;
    std::string reason;
    std::string source;
    std::optional<WallTime> at;
    std::optional<WallTime> runEndedAt; // of the run it follows: an override made before that end is void
    std::optional<double> number;
    bool canConfirm = false;
    bool isCriticalMiss = false;
};

/// State of another item while one is evaluated.
using StateOf = std::function<ItemState(const ItemDefinition&)>;

Finding openFinding(std::string reason, bool canConfirm = false);

} // namespace holdpoint
