// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan_values.h"
#include "core/session/session.h"

namespace holdpoint {

/// A change of the session's plan file, looked at before anything is written.
struct PlanChange
{
    std::string before; // of the file
    std::string after;
    std::vector<std::string> lines; // changedLines()
    std::vector<PlanFault> faults;  // of what it would be then; none: it may be written

    bool isNothing() const { return before == after; }
};

/// Reads the file and sets the values. Refused: the file is gone or not the one that the session runs, or only a person should
/// change it.
Result<PlanChange> planChange(const Session& session, const PlanOptions& options,
                              const std::vector<std::pair<PlanPath, std::string>>& values);
/// Writes it, with the audit row "plan edited" {file, before, after, lines} (both SHA-256). The session still runs the old text:
/// open the plan again, which stores the new one. Refused: it has faults, changes nothing, or the file changed meanwhile.
Result<> writePlanChange(Session& session, const PlanChange& change, const Person& by);

} // namespace holdpoint
