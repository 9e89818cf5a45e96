// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session.h"
#include "core/session/sweep_job.h"

namespace holdpoint {

/// Sweeps and waits until all of it is stored, probes included; on a terminal, stderr says which sources have answered and which
/// are slow.
Result<std::vector<SourceReport>> sweepAndWait(Session& session, const SweepJob::Request& request);
/// "Prometheus: connection refused", a line each, however many items wait for them.
void printSourcesThatFailed(const std::vector<SourceReport>& sources);
/// [{id, state, error, age_s, ms}]
Json toJson(const std::vector<SourceReport>& sources);

} // namespace holdpoint
