// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/session.h"

#include <memory>

namespace holdpoint {

/// Runs `websocket:` steps over QtWebSockets, on threads with at most 500 sockets each (engine.md §6.6), to hosts that the
/// environment allows. Copies what it needs. The process needs a QCoreApplication; its event loop need not run.
std::unique_ptr<SessionRunnerFactory> makeRtcSessions(const Environment& environment);

} // namespace holdpoint
