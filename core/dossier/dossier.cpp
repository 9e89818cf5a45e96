// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dossier/dossier.h"

#include "core/base/hash.h"
#include "core/dossier/schema.h"
#include "core/dossier/sql_dossier.h"

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

Result<> refuseDatabaseUrl(const std::filesystem::path& file)
{
    if (file.string().rfind("postgresql:", 0) == 0) {
        return fail(Error::Kind::Invalid, file.string() + ": this version keeps dossiers in SQLite files only; name a file, e.g. "
                                                          "--dossier platform-1.8.3.holdpoint");
    }
    return {};
}

Failure alreadyThere(const std::filesystem::path& file)
{
    return fail(Error::Kind::Invalid, "cannot make the dossier " + file.string() + ": the file is there already");
}

/// All of a new file in one go, under another name and in rollback mode, so that nobody ever sees half a dossier.
Result<> build(const std::filesystem::path& file, const Release& release, bool isRehearsal)
{
    auto connection = SqlConnection::open(file);
    if (!connection) {
        return fail(connection.error());
    }
    auto done = (*connection)->execute(QStringLiteral("PRAGMA application_id=%1").arg(kApplicationId));
    if (done) {
        done = migrate(**connection, newestSchema());
    }
    return done ? SqlDossier(std::move(*connection)).initialise(release, isRehearsal) : done;
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

std::string named(const Release& release)
{
    return release.version.empty() ? release.name : release.name + " " + release.version;
}

Result<> requireRelease(const Dossier& dossier, const Release& release, bool isRehearsal)
{
    const Release held = dossier.release();
    const std::string place = dossier.file().string();
    if (held.name != release.name || held.version != release.version) {
        return fail(Error::Kind::Conflict, place + " holds the release " + named(held) + ", not " + named(release) +
                                               "; one dossier is one release. Start a new one: holdpointctl run PLAN --release " +
                                               release.name + "@" + release.version + " --dossier FILE");
    }
    if (!dossier.isRehearsal() && isRehearsal) {
        return fail(Error::Kind::Conflict,
                    place + " holds the release " + named(held) +
                        " itself, and a rehearsal (the plan's, or a --time-scale or --load-scale other than "
                        "1) would mark all of it. Keep the rehearsal in a file of its own: --dossier FILE");
    }
    if (dossier.isRehearsal() && !isRehearsal) {
        return fail(Error::Kind::Conflict, place + " holds a rehearsal of " + named(held) +
                                               ", and a rehearsal can never be released. Start a new one: holdpointctl run PLAN "
                                               "--release " +
                                               release.name + "@" + release.version + " --dossier FILE");
    }
    return {};
}

} // namespace

Result<std::unique_ptr<Dossier>> Dossier::create(const std::filesystem::path& file, const Release& release, bool isRehearsal)
{
    if (auto isFile = refuseDatabaseUrl(file); !isFile) {
        return fail(isFile.error());
    }
    if (isThere(file)) {
        return alreadyThere(file);
    }
    const auto folder = folderOf(file);
    if (!std::filesystem::is_directory(folder)) {
        return fail(Error::Kind::NotFound,
                    "cannot make the dossier " + file.string() + ": there is no folder " + folder.string() + "; create it first");
    }
    const BuildFile beside{folder / ("." + file.filename().string() + "." + randomUuid().substr(0, 8) + ".new")};
    auto done = build(beside.path, release, isRehearsal);
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
    return open(file);
}

Result<std::unique_ptr<Dossier>> Dossier::open(const std::filesystem::path& file)
{
    auto done = refuseDatabaseUrl(file);
    if (done) {
        done = checkDossierPath(file, SqlConnection::Access::ReadWrite);
    }
    if (!done) {
        return fail(done.error());
    }
    auto connection = SqlConnection::open(file);
    if (!connection) {
        return fail(connection.error());
    }
    done = checkApplicationId(**connection);
    if (done) {
        done = (*connection)->execute(QStringLiteral("PRAGMA journal_mode=WAL"));
    }
    if (done) {
        done = migrate(**connection, newestSchema());
    }
    if (!done) {
        return fail(done.error());
    }
    auto dossier = std::make_unique<SqlDossier>(std::move(*connection));
    if (auto loaded = dossier->load(); !loaded) {
        return fail(loaded.error());
    }
    return Result<std::unique_ptr<Dossier>>(std::move(dossier));
}

Result<std::unique_ptr<Dossier>> Dossier::openReadOnly(const std::filesystem::path& file)
{
    auto done = refuseDatabaseUrl(file);
    if (done) {
        done = checkDossierPath(file, SqlConnection::Access::ReadOnly);
    }
    if (!done) {
        return fail(done.error());
    }
    auto connection = SqlConnection::open(file, SqlConnection::Access::ReadOnly);
    if (!connection) {
        return fail(connection.error());
    }
    done = checkApplicationId(**connection);
    if (done) {
        done = checkSchemaVersion(**connection);
    }
    auto dossier = std::make_unique<SqlDossier>(std::move(*connection));
    if (done) {
        done = dossier->loadHead();
    }
    return done ? Result<std::unique_ptr<Dossier>>(std::move(dossier)) : fail(done.error());
}

Result<std::unique_ptr<Dossier>> Dossier::openFor(const std::filesystem::path& file, const Release& release, bool isRehearsal)
{
    if (!isThere(file)) {
        auto created = create(file, release, isRehearsal);
        if (created || !isThere(file)) {
            return created;
        }
        // Another program made it in the meantime.
    }
    auto dossier = open(file);
    if (!dossier) {
        return dossier;
    }
    auto fits = requireRelease(**dossier, release, isRehearsal);
    return fits ? std::move(dossier) : fail(fits.error());
}

} // namespace holdpoint
