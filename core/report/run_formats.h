// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dossier/dossier.h"
#include "core/report/report.h"

#include <string>

namespace holdpoint {

// Formats of other tools, one file a run (JUnit: one for the release). They say what report.json says, in other words.

/// k6's `data` of handleSummary: a threshold holds with ok = true. Times are ms, rates 0..1, as k6 has them.
Json k6Summary(const RunRecord& run);
/// k6's old `--summary-export`: values flat, groups and checks by name, and true for a threshold that did NOT hold.
Json k6SummaryExport(const RunRecord& run);

/// One suite a test with its deciding run, else its newest: thresholds, load targets, verifications and checks as cases.
std::string junitXml(const Report& report);

/// RFC 4180, CRLF, one row a second and series: time,tick,metric,type,count,rate,value,min,avg,med,p(90),p(95),p(99),max. Times
/// in UTC, latencies in ms; all agents merged. Cells that a type does not have are empty. Beside the metrics: errors{class:...},
/// generator_busy (of the busiest thread) and generator_cpu (of all agents; 1 is one core), and what queries said.
Result<std::string> secondsCsv(const RunRecord& run, const Dossier& dossier);

/// HdrHistogram log, format 1.2: one line a second and trend, Tag=<series>, values in µs, the third column in ms as
/// HdrHistogram's own log writer has it.
Result<std::string> hdrLog(const RunRecord& run, const Dossier& dossier);

/// How long the run loaded, without its setup and verification; of a run that is not known to have loaded, how long it took.
Nanos loadDuration(const RunRecord& run);

/// "run-3-search": what the files of a run are named by.
std::string runFileStem(const RunRecord& run);

} // namespace holdpoint
