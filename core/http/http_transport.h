// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/transport.h"
#include "core/plan/plan.h"

#include <memory>

namespace holdpoint {

/// HTTP/1.1 over libcurl's multi interface, for hosts that the environment allows (engine.md §6). Copies what it needs.
std::unique_ptr<TransportFactory> makeHttpTransports(const Environment& environment);

} // namespace holdpoint
