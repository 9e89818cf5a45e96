// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/action_command.h"
#include "core/session/action_job.h"
#include "core/window/window_services.h"

#include <QStringList>
#include <atomic>

namespace holdpoint {

// What an ActionJob does on its threads, and what it asks before.

/// What a thread brings back: how its step stands now, and what is kept of it.
struct Deed
{
    StepState state = StepState::Failed;
    std::string reference;
    std::string reason;
    std::string source;     // of the evidence
    std::string attachment; // without secrets; empty: none
    std::optional<Error> error;
};

/// NotFound or Invalid with a suggestion.
Result<const ItemDefinition*> actionItem(const Session& session, const std::string& id);
/// The step of a post that was taken; nullopt if none was.
Result<std::optional<OutsideStep>> postedBefore(const Session& session, const std::string& item);
/// Tests whose newest run that counts has failed.
QStringList failedTests(const Session& session);

Deed runTeamCommand(const ActionCommand& command, const Secrets& secrets, const std::atomic<bool>& isStopped);
/// The verdict and every test's outcome, for Slack.
std::string shareText(const Report& report, const Plan& plan, const std::string& mark);
/// Posts once: what may have been posted since `lostSince` is looked for first.
Deed postResults(Fetcher& fetcher, const SlackTarget& target, const std::string& text, const std::string& mark,
                 std::optional<WallTime> lostSince);

} // namespace holdpoint
