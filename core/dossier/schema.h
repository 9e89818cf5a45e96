// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dossier/sql_connection.h"

#include <vector>

namespace holdpoint {

/// "HPdo": application_id of SQLite's file header (https://www.sqlite.org/fileformat.html, offset 68).
constexpr std::int32_t kApplicationId = 0x4850646F;

/// The tables of a schema version, in the order in which they can be filled: a table that others refer to stands before them.
std::vector<QString> tablesOf(int version);
/// The newest schema that this program knows.
int newestSchema();
/// What the file holds; 0 for an empty database.
Result<int> schemaVersion(SqlConnection& connection);
/// Applies the numbered migrations above the file's version up to `version`, each in a transaction of its own. Two programs may
/// do it at once. Fails as checkSchemaVersion() does.
Result<> migrate(SqlConnection& connection, int version);

/// Error::Refused for a file that a newer Holdpoint wrote.
Result<> checkSchemaVersion(SqlConnection& connection);

/// Missing, unreadable, read-only (unless it is only to be read), empty or no file at all, in one sentence. Never opens the file:
/// closing a descriptor of it would drop the locks that other connections of this process hold
/// (https://www.sqlite.org/howtocorrupt.html §2.2).
Result<> checkDossierPath(const std::filesystem::path& file, SqlConnection::Access access);
/// Refuses files that SQLite cannot read or that another program made, before anything is written to them.
Result<> checkApplicationId(SqlConnection& connection);

} // namespace holdpoint
