// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dossier/sql_connection.h"

namespace holdpoint {

/// See SqlConnection::open().
Result<std::unique_ptr<SqlConnection>> openSqlite(const std::filesystem::path& file, SqlConnection::Access access);

} // namespace holdpoint
