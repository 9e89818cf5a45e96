// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/transport.h"
#include "core/plan/plan.h"

#include <memory>

namespace holdpoint {

/// HTTP/1.1 and HTTP/2 for hosts that the environment allows, each request over the fastest lane that speaks it (FastLane).
/// Copies what it needs.
std::unique_ptr<TransportFactory> makeHttpTransports(const Environment& environment);

} // namespace holdpoint
