// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/arguments.h"
#include "app/ctl/run_summary.h"
#include "core/session/session.h"

#include <filesystem>

namespace holdpoint {

/// Before a load: whether --out can be a folder. False: it is a file, and that was said.
bool canTakeReport(const Arguments& arguments);

/// Prints the summary and writes the report (empty folder: the default beside the dossier).
int writeReportTo(Session& session, std::filesystem::path folder, const SummaryOf& what);

} // namespace holdpoint
