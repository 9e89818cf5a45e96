// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/read_context.h"

#include <map>

namespace holdpoint {

/// How many rows a data file had, in the resolved plan.
inline constexpr const char* kRowCount = "row_count";

/// The plan's `data:`. `folder` is where relative CSV paths begin. In a resolved plan the rows come from `resolved` (which is
/// that plan's JSON) instead of from files; there may be none of a file's.
std::map<std::string, DataSet> readDataSets(ReadContext& context, PlanNode& node, const std::filesystem::path& folder,
                                            const Json* resolved);

/// The data set with the rows of its file, read again; an error if it is not the file that `set` was read from.
Result<DataSet> readAgain(const DataSet& set, const std::filesystem::path& folder);
/// Rows as an agent gets them: cells of JSON keep their type.
Json rowsAsJson(const DataSet& set);

/// RFC 4180: quotes, commas and line ends inside quotes, CRLF. The first record names the columns. Faults are at `file`.
void parseCsv(const std::string& text, const std::string& file, DataSet& set, FaultList& faults);
/// One JSON object a line, all with the keys of the first. Faults are at `file`.
void parseJsonLines(const std::string& text, const std::string& file, DataSet& set, FaultList& faults);

} // namespace holdpoint
