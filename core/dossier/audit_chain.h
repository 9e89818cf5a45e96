// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dossier/dossier.h"

namespace holdpoint {

/// The row after `previousHash` (firstPreviousHash() for row 1): semantics.md §9.
AuditRow makeAuditRow(std::int64_t number, const std::string& previousHash, const std::string& action, const Json& detail,
                      const Person& by, WallTime at);
/// 64 zeros.
std::string firstPreviousHash();

} // namespace holdpoint
