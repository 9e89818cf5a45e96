// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session.h"

#include <filesystem>

namespace holdpoint {

/// Prints the summary of the runs from `firstRun` on and writes the report (empty folder: the default beside the dossier).
int writeReportTo(Session& session, std::filesystem::path folder, std::int64_t firstRun);

} // namespace holdpoint
