// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dossier/database_url.h"
#include "core/dossier/sql_connection.h"

namespace holdpoint {

/// The database of a dossier, ready to be read; to be written, it has the newest schema. Refused in words: nothing there, not a
/// dossier, damaged, newer than this program.
Result<std::unique_ptr<SqlConnection>> connectionTo(const std::filesystem::path& place, SqlConnection::Access access);

/// Whether something lies there, dossier or not.
Result<bool> isTaken(const std::filesystem::path& place);

/// Fills a new place; nobody ever sees half a dossier: a file is built under another name, a schema in one transaction. `fill`
/// may run again from its beginning. Error::Invalid if something lies there already.
Result<> makeDossierAt(const std::filesystem::path& place,
                       const std::function<Result<>(const std::shared_ptr<SqlConnection>&)>& fill);

} // namespace holdpoint
