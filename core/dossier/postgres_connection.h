// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dossier/database_url.h"
#include "core/dossier/sql_connection.h"

namespace holdpoint {

/// See SqlConnection::open(). The schema need not be there.
Result<std::unique_ptr<SqlConnection>> openPostgres(const std::filesystem::path& place, SqlConnection::Access access);

/// What the schema of a URL holds: nothing at all, a dossier, or what another program made.
enum class SchemaState { Missing, Dossier, Foreign };
Result<SchemaState> schemaState(SqlConnection& connection, const DatabaseUrl& url);

} // namespace holdpoint
