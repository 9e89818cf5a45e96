// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/child_command.h"
#include "core/session/session.h"

#include <optional>
#include <string>
#include <vector>

namespace holdpoint {

/// The team's command behind an action.
struct ActionCommand
{
    std::vector<std::string> argv;
    std::filesystem::path folder;
    Nanos timeout{};
};

/// Of the plan's `checklist: {actions}`, else of the item; nullopt if the item needs none. Refused if its script is not there, or
/// if a secret that it would get names a production host.
Result<std::optional<ActionCommand>> commandOf(const Plan& plan, const ItemDefinition& item);
/// Whether a person let this command of this plan run before, and the row that says so.
Result<bool> isCommandAllowed(const Dossier& dossier, const Plan& plan, const ActionCommand& command);
Result<> allowCommand(Dossier& dossier, const Plan& plan, const std::string& item, const ActionCommand& command,
                      const Person& by);
/// What it printed, bounded and without the secrets, also where a cut went through one.
std::string keptOutput(const CommandResult& result, const Secrets& secrets);

} // namespace holdpoint
