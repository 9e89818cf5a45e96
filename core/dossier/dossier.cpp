// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dossier/dossier.h"

#include "core/dossier/dossier_place.h"
#include "core/dossier/schema.h"
#include "core/dossier/sql_dossier.h"

namespace holdpoint {

namespace {

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
    auto made = makeDossierAt(file, [&](const std::shared_ptr<SqlConnection>& connection) -> Result<> {
        auto done = migrate(*connection, newestSchema());
        return done ? SqlDossier(connection).initialise(release, isRehearsal) : done;
    });
    if (!made) {
        return fail(made.error());
    }
    return open(file);
}

Result<std::unique_ptr<Dossier>> Dossier::open(const std::filesystem::path& file)
{
    auto connection = connectionTo(file, SqlConnection::Access::ReadWrite);
    if (!connection) {
        return fail(connection.error());
    }
    auto dossier = std::make_unique<SqlDossier>(std::move(*connection));
    if (auto loaded = dossier->load(); !loaded) {
        return fail(loaded.error());
    }
    return Result<std::unique_ptr<Dossier>>(std::move(dossier));
}

Result<std::unique_ptr<Dossier>> Dossier::openReadOnly(const std::filesystem::path& file)
{
    auto connection = connectionTo(file, SqlConnection::Access::ReadOnly);
    if (!connection) {
        return fail(connection.error());
    }
    auto dossier = std::make_unique<SqlDossier>(std::move(*connection));
    auto done = dossier->loadHead();
    return done ? Result<std::unique_ptr<Dossier>>(std::move(dossier)) : fail(done.error());
}

Result<std::unique_ptr<Dossier>> Dossier::openFor(const std::filesystem::path& file, const Release& release, bool isRehearsal)
{
    const auto taken = isTaken(file);
    if (!taken) {
        return fail(taken.error());
    }
    if (!*taken) {
        auto created = create(file, release, isRehearsal);
        const auto meanwhile = created ? Result(false) : isTaken(file);
        if (created || !meanwhile || !*meanwhile) {
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
