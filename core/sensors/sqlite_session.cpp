// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/sensors/sql_session.h"

#include <memory>
#include <sqlite3.h>

namespace holdpoint {

namespace {

using Steady = std::chrono::steady_clock;

struct SqliteDeleter
{
    void operator()(sqlite3* database) const { sqlite3_close(database); }
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

int isLate(void* end)
{
    return Steady::now() > *static_cast<Steady::time_point*>(end) ? 1 : 0;
}

Json cellOf(sqlite3_stmt* statement, int column)
{
    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_NULL:
        return nullptr;
    case SQLITE_INTEGER:
        return sqlite3_column_int64(statement, column);
    case SQLITE_FLOAT:
        return sqlite3_column_double(statement, column);
    default: {
        const void* text = sqlite3_column_blob(statement, column);
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
        return text == nullptr ? Json("") : Json(shortened(std::string_view(static_cast<const char*>(text), size), 4096));
    }
    }
}

} // namespace

Answer<Json> readSqlite(const std::string& file, const std::string& statement, Nanos timeout)
{
    auto end = Steady::now() + timeout;
    sqlite3* opened = nullptr;
    const int status = sqlite3_open_v2(file.c_str(), &opened, SQLITE_OPEN_READONLY, nullptr);
    const std::unique_ptr<sqlite3, SqliteDeleter> database(opened);
    if (status != SQLITE_OK) {
        return unknown(Unknown::Kind::Unreachable, "cannot open " + file + ": " + sqlite3_errstr(status));
    }
    sqlite3_busy_timeout(opened, static_cast<int>(std::chrono::duration_cast<Millis>(timeout).count()));
    sqlite3_limit(opened, SQLITE_LIMIT_LENGTH, static_cast<int>(kMaxSqlBytes)); // of one value
    sqlite3_progress_handler(opened, 1000, isLate, &end);
    sqlite3_stmt* prepared = nullptr;
    const char* rest = nullptr;
    if (sqlite3_prepare_v2(opened, statement.c_str(), -1, &prepared, &rest) != SQLITE_OK) {
        return unknown(Unknown::Kind::Rejected, sqlite3_errmsg(opened));
    }
    const std::unique_ptr<sqlite3_stmt, SqliteDeleter> owned(prepared);
    if (prepared == nullptr || !trimmed(rest == nullptr ? "" : rest).empty()) {
        return unknown(Unknown::Kind::Refused, "a sensor asks exactly one statement");
    }
    if (sqlite3_stmt_readonly(prepared) == 0) {
        return unknown(Unknown::Kind::Refused, "the statement writes, so it is refused");
    }
    Json rows = Json::array();
    std::size_t bytes = 0;
    int step = sqlite3_step(prepared);
    for (; step == SQLITE_ROW; step = sqlite3_step(prepared)) {
        if (rows.size() == kMaxSqlRows) {
            return unknown(Unknown::Kind::Limit, "more than " + std::to_string(kMaxSqlRows) + " rows; narrow the statement");
        }
        Json cells = Json::object();
        for (int column = 0; column < sqlite3_column_count(prepared); ++column) {
            cells[sqlite3_column_name(prepared, column)] = cellOf(prepared, column);
            bytes += static_cast<std::size_t>(sqlite3_column_bytes(prepared, column));
        }
        if (bytes > kMaxSqlBytes) {
            return unknown(Unknown::Kind::Limit,
                           "the answer is larger than " + formatBytes(kMaxSqlBytes) + "; narrow the statement");
        }
        rows.push_back(std::move(cells));
    }
    if (step != SQLITE_DONE) {
        return unknown(step == SQLITE_INTERRUPT || step == SQLITE_TOOBIG ? Unknown::Kind::Limit : Unknown::Kind::Rejected,
                       sqlite3_errmsg(opened));
    }
    return sqlAnswer(std::move(rows));
}

} // namespace holdpoint
