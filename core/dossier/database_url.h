// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace holdpoint {

/// A dossier in a PostgreSQL database: postgresql://[USER@]HOST[:PORT]/DATABASE[?OPTION=VALUE&...]#NAME, one schema a dossier
/// (semantics.md §1). An empty host is the local socket. Passwords never stand in it: they come from ~/.pgpass or PGPASSWORD.
struct DatabaseUrl
{
    std::string user;
    std::string host;
    int port = 0; // 0: the default
    std::string database;
    std::vector<std::pair<std::string, std::string>> options; // sslmode and the like, as libpq knows them
    std::string name;                                         // of the dossier: the schema
    std::string server() const;                               // "HOST:PORT", for messages
};

/// Whether a dossier's place is a database and not a file; the place keeps the text of the URL as it is.
bool isDatabaseUrl(const std::filesystem::path& place);
/// Error::Invalid says what is wrong, without the password if there is one.
Result<DatabaseUrl> parseDatabaseUrl(const std::filesystem::path& place);
/// The absolute path of a file; a database's URL as it is. Where two programs shall mean the same dossier.
std::filesystem::path absolutePlace(const std::filesystem::path& place);
/// What a dossier is called without its folder and ending: a file's stem, a database's name. For folders and titles.
std::string placeStem(const std::filesystem::path& place);
/// Where what is written about a dossier goes: a file's folder; for a database the current folder.
std::filesystem::path placeFolder(const std::filesystem::path& place);

} // namespace holdpoint
