// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dossier/dossier.h"

namespace holdpoint {

/// Who acts where no person does.
inline constexpr std::string_view kAuditMachine = "holdpoint";
/// The row after `previousHash` (firstPreviousHash() for row 1): semantics.md §9. `databaseUser` is empty for a file.
AuditRow makeAuditRow(std::int64_t number, const std::string& previousHash, const std::string& action, const Json& detail,
                      const Person& by, WallTime at, const std::string& databaseUser = {});
/// 64 zeros.
std::string firstPreviousHash();

} // namespace holdpoint
