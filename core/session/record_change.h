// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace holdpoint {

/// What makes one record.json differ from the one frozen before it, in words: "run 7 of search is new",
/// "item env.x changed from PASS to OVERRIDDEN", "the plan changed". "the record changed" where it cannot be told.
std::string describeRecordChange(const std::string& before, const std::string& after);

} // namespace holdpoint
