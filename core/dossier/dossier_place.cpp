// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dossier/dossier_place.h"

#include "core/base/hash.h"
#include "core/dossier/postgres_connection.h"
#include "core/dossier/schema.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace holdpoint {

namespace {

/// Removes what was built beside the final name, unless it got there.
struct BuildFile
{
    std::filesystem::path path;

    ~BuildFile()
    {
        std::error_code ignored;
        for (const char* suffix : {"", "-journal", "-wal", "-shm"}) {
            std::filesystem::remove(path.string() + suffix, ignored);
        }
    }
};

std::filesystem::path folderOf(const std::filesystem::path& file)
{
    return file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
}

bool isThere(const std::filesystem::path& file)
{
    struct stat status
    {};
    return ::lstat(file.c_str(), &status) == 0;
}

Failure alreadyThere(const std::filesystem::path& file)
{
    return fail(Error::Kind::Invalid,
                "cannot make the dossier " + file.string() + ": " +
                    (isDatabaseUrl(file) ? "there is one of that name already" : "the file is there already"));
}

Result<> moveIntoPlace(const std::filesystem::path& from, const std::filesystem::path& to)
{
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) {
        return {};
    }
    if (errno == EEXIST) {
        return alreadyThere(to);
    }
    // Some file systems know no RENAME_NOREPLACE.
    if (errno == EINVAL && !isThere(to) && ::rename(from.c_str(), to.c_str()) == 0) {
        return {};
    }
    return fail(Error::Kind::Refused, "cannot make the dossier " + to.string() + ": " + std::strerror(errno));
}

Failure noDossier(const std::filesystem::path& place, SchemaState state)
{
    return state == SchemaState::Missing
               ? fail(Error::Kind::NotFound,
                      "there is no dossier " + place.string() +
                          "; check the name behind #, or start one with: holdpointctl run PLAN --dossier '" + place.string() +
                          "'")
               : fail(Error::Kind::Invalid,
                      place.string() + " is not a Holdpoint dossier: its schema belongs to another program; take another name");
}

/// A dossier that is there already, with the state of its schema.
struct Found
{
    std::unique_ptr<SqlConnection> connection;
    SchemaState state = SchemaState::Missing;
};

Result<Found> findInDatabase(const std::filesystem::path& place, SqlConnection::Access access)
{
    auto url = parseDatabaseUrl(place);
    auto connection = url ? SqlConnection::open(place, access) : Result<std::unique_ptr<SqlConnection>>(fail(url.error()));
    if (!connection) {
        return fail(connection.error());
    }
    const auto state = schemaState(**connection, *url);
    return state ? Result(Found{std::move(*connection), *state}) : Result<Found>(fail(state.error()));
}

/// In rollback mode, beside the final name.
Result<> makeFile(const std::filesystem::path& file, const std::function<Result<>(const std::shared_ptr<SqlConnection>&)>& fill)
{
    if (isThere(file)) {
        return alreadyThere(file);
    }
    const auto folder = folderOf(file);
    if (!std::filesystem::is_directory(folder)) {
        return fail(Error::Kind::NotFound,
                    "cannot make the dossier " + file.string() + ": there is no folder " + folder.string() + "; create it first");
    }
    const BuildFile beside{folder / ("." + file.filename().string() + "." + randomUuid().substr(0, 8) + ".new")};
    auto opened = SqlConnection::open(beside.path);
    Result<> done = opened ? Result<>{} : fail(opened.error());
    if (done) {
        const std::shared_ptr<SqlConnection> connection = std::move(*opened);
        done = connection->execute(QStringLiteral("PRAGMA application_id=%1").arg(kApplicationId));
        if (done) {
            done = fill(connection);
        }
    }
    if (done) {
        done = moveIntoPlace(beside.path, file);
    }
    if (!done) {
        // The name under construction means nothing to the reader.
        std::string message = done.error().message;
        for (auto at = message.find(beside.path.string()); at != std::string::npos; at = message.find(beside.path.string())) {
            message.replace(at, beside.path.string().size(), file.string());
        }
        return fail(done.error().kind, std::move(message));
    }
    return {};
}

Result<> makeSchema(const std::filesystem::path& place,
                    const std::function<Result<>(const std::shared_ptr<SqlConnection>&)>& fill)
{
    auto found = findInDatabase(place, SqlConnection::Access::ReadWrite);
    if (!found) {
        return fail(found.error());
    }
    if (found->state != SchemaState::Missing) {
        return found->state == SchemaState::Dossier ? Result<>(alreadyThere(place)) : Result<>(noDossier(place, found->state));
    }
    const std::shared_ptr<SqlConnection> connection = std::move(found->connection);
    return connection->inTransaction(SqlConnection::Durability::Durable, [&]() -> Result<> {
        const auto url = parseDatabaseUrl(place);
        const auto state = schemaState(*connection, *url);
        if (!state || *state != SchemaState::Missing) { // another program was faster
            return state ? alreadyThere(place) : fail(state.error());
        }
        auto done = connection->execute(QStringLiteral("CREATE SCHEMA \"%1\"").arg(QString::fromStdString(url->name)));
        return done ? fill(connection) : done;
    });
}

} // namespace

Result<std::unique_ptr<SqlConnection>> connectionTo(const std::filesystem::path& place, SqlConnection::Access access)
{
    using Opened = Result<std::unique_ptr<SqlConnection>>;
    const bool isToBeWritten = access == SqlConnection::Access::ReadWrite;
    if (isDatabaseUrl(place)) {
        auto found = findInDatabase(place, access);
        if (!found) {
            return fail(found.error());
        }
        if (found->state != SchemaState::Dossier) {
            return noDossier(place, found->state);
        }
        const auto done = isToBeWritten ? migrate(*found->connection, newestSchema()) : checkSchemaVersion(*found->connection);
        return done ? Opened(std::move(found->connection)) : Opened(fail(done.error()));
    }
    if (auto path = checkDossierPath(place, access); !path) {
        return fail(path.error());
    }
    auto connection = SqlConnection::open(place, access);
    if (!connection) {
        return fail(connection.error());
    }
    auto done = checkApplicationId(**connection);
    if (done && isToBeWritten) {
        done = (*connection)->settle();
    }
    if (done) {
        done = isToBeWritten ? migrate(**connection, newestSchema()) : checkSchemaVersion(**connection);
    }
    return done ? std::move(connection) : Opened(fail(done.error()));
}

Result<bool> isTaken(const std::filesystem::path& place)
{
    if (!isDatabaseUrl(place)) {
        return isThere(place);
    }
    const auto found = findInDatabase(place, SqlConnection::Access::ReadOnly);
    return found ? Result(found->state != SchemaState::Missing) : fail(found.error());
}

Result<> makeDossierAt(const std::filesystem::path& place,
                       const std::function<Result<>(const std::shared_ptr<SqlConnection>&)>& fill)
{
    return isDatabaseUrl(place) ? makeSchema(place, fill) : makeFile(place, fill);
}

} // namespace holdpoint
