// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/session.h"

#include <memory>
#include <string>

namespace holdpoint {

/// Runs `browser:` steps in a Chromium that starts and ends with the run, on hosts that the environment allows. `program`: its
/// path, or empty for the one in PATH. Copies what it needs. The process needs a QCoreApplication; its event loop need not run.
std::unique_ptr<SessionRunnerFactory> makeBrowserSessions(const Environment& environment, std::string program);

} // namespace holdpoint
