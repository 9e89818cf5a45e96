// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/report.h"

#include <string>

namespace holdpoint {

/// What `run` prints at its end: per test planned and achieved load first, then thresholds, verifications and reasons; the
/// release verdict last. `firstRun`: only runs from this id on.
std::string runSummary(const Report& report, std::int64_t firstRun);

/// One progress line: elapsed/planned, VUs, req/s, p95, errors, alarms.
std::string progressLine(const std::string& test, Nanos elapsed, Nanos planned, const Frame& frame, std::size_t alarms);

} // namespace holdpoint
