// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/load_run.h"
#include "core/load/transport.h"

namespace holdpoint {

/// LoadRun::runOnce(): steps in order on the calling thread, with the requests, checks and templates of the load. Sockets
/// are skipped; members of a batch run one after the other. Records nothing.
std::vector<StepOutcome> runSteps(const Plan& plan, const std::vector<Step>& steps, const Shard& shard,
                                  TransportFactory& transports, const std::function<bool()>& goesOn);

} // namespace holdpoint
