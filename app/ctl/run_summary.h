// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/report.h"

#include <string>
#include <vector>

namespace holdpoint {

/// The part of a report that one command is about.
struct SummaryOf
{
    std::int64_t firstRun = 0;      // only runs from this id on
    std::vector<std::string> tests; // as asked for; empty: all
};

/// What `run` prints at its end: per test its reasons, planned and achieved load, then thresholds, verifications and errors.
std::string runSummary(const Report& report, const SummaryOf& what);
/// The release verdict with its first reasons and how many more there are.
std::string verdictLines(const Report& report);

/// One progress line: elapsed/planned, VUs, req/s (of sockets alone: messages/s), p95, errors, alarms. `test` may be null.
std::string progressLine(const TestPlan* test, Nanos elapsed, Nanos planned, const Frame& frame, std::size_t alarms);

} // namespace holdpoint
