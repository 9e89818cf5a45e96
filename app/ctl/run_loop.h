// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/samples/remote_write.h"
#include "core/session/plan_runner.h"

#include <QStringList>

namespace holdpoint {

/// How much a run tells while it is under way.
struct RunTelling
{
    bool isQuiet = false;
    RemoteWriter* remote = nullptr;      // gets every frame
    std::string* samplesFault = nullptr; // becomes PlanRunner::samplesFault()
};

/// Runs tests to their end in a local event loop, prints progress to stderr, turns Ctrl-C into a graceful stop (twice: at once).
/// Gives the exit code over the outcomes; `firstRun` becomes the id of the first run. kExitError or kExitInvalidPlan with a
/// message if nothing could be started.
int runToTheEnd(Session& session, const PlanRunner::Request& request, RunTelling telling, std::int64_t& firstRun);
/// Until the session's test window is open and announced; false: Ctrl-C ended the wait.
bool waitForWindow(Session& session, const PlanRunner::Request& request, bool isQuiet);

} // namespace holdpoint
