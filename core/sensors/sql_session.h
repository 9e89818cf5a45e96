// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "core/monitor/answer.h"

#include <string>

namespace holdpoint {

inline constexpr std::size_t kMaxSqlRows = 5000;
inline constexpr std::size_t kMaxSqlBytes = std::size_t{4} << 20U;

/// One statement that reads, in a read-only transaction, with the server's own statement timeout and ours around it. Answers
/// {value: first column of the first row, rows: [{column: value}], count}; more than kMaxSqlRows rows or kMaxSqlBytes are
/// Unknown.
Answer<Json> readPostgres(const std::string& url, const std::string& statement, Nanos timeout);
/// The same for a SQLite file, opened for reading only.
Answer<Json> readSqlite(const std::string& file, const std::string& statement, Nanos timeout);

/// {value, rows, count} of rows.
Json sqlAnswer(Json rows);

} // namespace holdpoint
