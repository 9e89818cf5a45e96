// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/report.h"

namespace holdpoint {

/// A run as report.json tells it. Error::Invalid names what is wrong.
Result<RunRecord> runFromReport(const Json& run, const std::string& testId);
/// As much of report.json as decideRelease() looks at, with the verdicts of the tests decided again from their runs.
Result<std::shared_ptr<Report>> decidableReport(const Json& report);

} // namespace holdpoint
