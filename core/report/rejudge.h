// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/audit_facts.h"

namespace holdpoint {

/// The verdicts of every ended run derived again from its frames, by the plan that it ran: thresholds over metrics, load and
/// outcome; values that only a source had (queries) are taken as stored. A run whose plan this version cannot read is named and
/// no fault. Also: the columns beside a frame say what the frame says, and each error sample stands in a frame. Reads every
/// frame: seconds for long runs.
Result<VerifyLine> verdictsLine(const Dossier& dossier, const AuditFacts& audit);

} // namespace holdpoint
