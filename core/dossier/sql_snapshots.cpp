// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"
#include "core/base/time_format.h"
#include "core/dossier/audit_details.h"
#include "core/dossier/audit_index.h"
#include "core/dossier/schema.h"
#include "core/dossier/sql_dossier.h"
#include "core/metrics/deflate.h"

namespace holdpoint {

namespace {

constexpr int kSmall = 9; // written once, kept for good
constexpr const char* kAuditStored = "snapshot stored";

} // namespace

Result<> SqlDossier::addSnapshot(const Snapshot& snapshot)
{
    const std::string text = dumpJson(snapshot.content);
    const std::string what =
        "the snapshot of " + snapshot.source + " " + snapshot.moment + " run " + std::to_string(snapshot.run);
    if (text.size() > kMaxSnapshotBytes) {
        return fail(Error::Kind::Invalid, what + " is too large to be kept: " + std::to_string(text.size()) +
                                              " bytes of at most " + std::to_string(kMaxSnapshotBytes));
    }
    const std::string sha256 = sha256Hex(text);
    const std::string content = deflated(text, kSmall);
    return record(kAuditStored, {}, systemClock().wallNow(), [&]() -> Result<Json> {
        if (auto found = requireRun(snapshot.run, false); !found) {
            return fail(found.error());
        }
        const auto next = nextNumber(QStringLiteral("snapshots"), QStringLiteral("n"));
        if (!next) {
            return fail(next.error());
        }
        auto done = m_connection->execute(
            QStringLiteral("INSERT INTO snapshots (n, run, moment, source, at, sha256, content) VALUES (?, ?, ?, ?, ?, ?, ?)"),
            {sqlInteger(*next), sqlInteger(snapshot.run), sqlText(snapshot.moment), sqlText(snapshot.source),
             sqlTime(snapshot.at), sqlText(sha256), sqlBytes(content)});
        return done ? Result(detailOf(snapshot, sha256)) : fail(done.error());
    });
}

Result<bool> SqlDossier::hasSnapshots() const
{
    constexpr int kWithSnapshots = 7;
    const auto version = schemaVersion(*m_connection);
    return version ? Result<bool>(*version >= kWithSnapshots) : Result<bool>(fail(version.error()));
}

Result<> SqlDossier::visitSnapshots(const QString& where, const QVariantList& values,
                                    const std::function<Result<>(StoredSnapshot)>& visit) const
{
    const auto isThere = hasSnapshots();
    if (!isThere || !*isThere) {
        return isThere ? Result<>{} : Result<>(fail(isThere.error()));
    }
    return m_connection->query(
        QStringLiteral("SELECT run, moment, source, at, sha256, content FROM snapshots %1 ORDER BY n").arg(where), values,
        [&](const SqlRow& row) -> Result<> {
            StoredSnapshot stored;
            stored.snapshot = {row.integer(0), row.text(1), row.text(2), row.time(3), Json()};
            stored.sha256 = row.text(4);
            const auto text = inflated(row.bytes(5), kMaxSnapshotBytes + 1);
            stored.text = text.value_or("");
            return visit(std::move(stored));
        });
}

Result<std::vector<Snapshot>> SqlDossier::snapshots(std::optional<std::int64_t> run) const
{
    std::vector<Snapshot> all;
    auto done = visitSnapshots(run ? QStringLiteral("WHERE run = ?") : QString(),
                               run ? QVariantList{sqlInteger(*run)} : QVariantList{}, [&](StoredSnapshot stored) -> Result<> {
                                   auto json = parseJson(
                                       stored.text, "the snapshot of " + stored.snapshot.source + " " + stored.snapshot.moment +
                                                        " run " + std::to_string(stored.snapshot.run) + " in " + file().string());
                                   if (!json) {
                                       return fail(json.error());
                                   }
                                   stored.snapshot.content = *std::move(json);
                                   all.push_back(std::move(stored.snapshot));
                                   return {};
                               });
    return done ? Result(std::move(all)) : fail(done.error());
}

Result<std::vector<RunHints>> SqlDossier::hints() const
{
    std::map<std::int64_t, RunHints> newest;
    auto done =
        visitSnapshots(QStringLiteral("WHERE source = ?"), {sqlText(kAnalysisSource)}, [&](StoredSnapshot stored) -> Result<> {
            const auto json =
                parseJson(stored.text, "the hints of run " + std::to_string(stored.snapshot.run) + " in " + file().string());
            auto hints = json ? runHintsFromJson(*json) : Result<RunHints>(fail(json.error()));
            if (!hints) {
                return fail(hints.error());
            }
            hints->run = stored.snapshot.run;
            newest[stored.snapshot.run] = *std::move(hints);
            return {};
        });
    if (!done) {
        return fail(done.error());
    }
    std::vector<RunHints> all;
    for (auto& [run, hints] : newest) {
        all.push_back(std::move(hints));
    }
    return all;
}

Result<> SqlDossier::checkSnapshots(AuditIndex& index) const
{
    std::vector<AuditIndex::Row> rows;
    auto done = visitSnapshots({}, {}, [&](const StoredSnapshot& stored) -> Result<> {
        const Snapshot& snapshot = stored.snapshot;
        const std::string name =
            "the snapshot of " + snapshot.source + " " + snapshot.moment + " run " + std::to_string(snapshot.run);
        const std::string sha256 = sha256Hex(stored.text);
        rows.push_back({name, detailOf(snapshot, sha256), {}, {}});
        if (sha256 != stored.sha256) {
            index.addFault(name + ": its content is not what its sha256 says");
        }
        return {};
    });
    const auto isThere = hasSnapshots();
    if (done && isThere && *isThere) {
        index.compare("snapshots", index.entries({kAuditStored}), rows);
    }
    return done;
}

} // namespace holdpoint
