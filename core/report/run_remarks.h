// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dossier/dossier.h"
#include "core/report/report.h"

#include <vector>

namespace holdpoint {

/// What page 1 must name although no item and no threshold says it: load that ran before its gate was Go, and limits of the
/// generator that were widened after they had made a run inconclusive. Each is an exception NOTED; none changes the verdict.
/// Nothing for a rehearsal. Reads the audit log and the plans that ran only where there is something to say.
Result<std::vector<ExceptionEntry>> runRemarks(const Dossier& dossier, const ChecklistInputs& inputs,
                                               const ChecklistView& checklist);

} // namespace holdpoint
