// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/report.h"

#include <filesystem>
#include <string>
#include <vector>

namespace holdpoint {

class Session;

/// What a thread needs to build a session's report on a connection of its own: exports and checks of long runs take seconds.
/// Any thread; a ReadingStop gives them up. Call Session::noteChange() after an export: it left an audit row.
struct ReportJob
{
    std::filesystem::path dossierFile;
    Plan plan;
    ChecklistTemplate definition;

    /// As Session::exportReport().
    Result<std::vector<std::filesystem::path>> exportReport(const std::filesystem::path& folder,
                                                            const std::vector<std::string>& formats,
                                                            const std::vector<ReportRenderer>& more = {}) const;
    /// Decided once more from the dossier.
    Result<ReleaseVerdict> verdict() const;
};

/// In the session's thread.
ReportJob reportJob(const Session& session);

} // namespace holdpoint
