// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/audit_facts.h"

namespace holdpoint {

// Whether report.json says what the newest audit rows say of the same thing: that there is a row frees no other value.

/// Of an item without its note and evidence; `was` is what was signed. What no row holds (what runs say) is as told.
bool isItemAsTold(const Json& was, const Json& is, const AuditFacts& audit);
bool isNoteAsTold(const Json& item, const AuditFacts& audit);
/// Only files are signed; those that were not signed stand in rows.
bool areFilesAsTold(const Json& was, const Json& is, const AuditFacts& audit);
bool isFieldAsTold(const Json& value, const AuditFacts& audit);
bool isAlarmAsTold(const Json& alarm, const AuditFacts& audit);

} // namespace holdpoint
