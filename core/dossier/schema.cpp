// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dossier/schema.h"

#include "core/base/clock.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace holdpoint {

namespace {

// SQL that SQLite and PostgreSQL both take: explicit types, no rowid, no AUTOINCREMENT. BYTEA, TEXT times, SMALLINT truth.
// A migration is never edited once it was released; the next number changes what it made.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE dossier (
  id SMALLINT NOT NULL PRIMARY KEY CHECK (id = 1), release_name TEXT NOT NULL, release_version TEXT NOT NULL,
  release_commit TEXT NOT NULL, is_rehearsal SMALLINT NOT NULL, created_at TEXT NOT NULL, created_by TEXT NOT NULL);
CREATE TABLE plans (
  id BIGINT NOT NULL PRIMARY KEY, sha256 TEXT NOT NULL, resolved_sha256 TEXT NOT NULL, plan_text TEXT NOT NULL,
  path TEXT NOT NULL, resolved TEXT NOT NULL, used BIGINT NOT NULL, at TEXT NOT NULL, UNIQUE (sha256, resolved_sha256));
CREATE TABLE runs (
  id BIGINT NOT NULL PRIMARY KEY, test_id TEXT NOT NULL, kind TEXT NOT NULL, plan_id BIGINT NOT NULL REFERENCES plans (id),
  started_at TEXT NOT NULL, ended_at TEXT, why_ended TEXT NOT NULL, is_rehearsal SMALLINT NOT NULL,
  is_counting SMALLINT NOT NULL, not_counting_reason TEXT NOT NULL, result TEXT,
  writer_pid BIGINT NOT NULL, writer_started BIGINT NOT NULL, writer_boot TEXT NOT NULL);
CREATE TABLE frames (
  run BIGINT NOT NULL REFERENCES runs (id), shard TEXT NOT NULL, attempt BIGINT NOT NULL, seq BIGINT NOT NULL,
  tick BIGINT NOT NULL, at TEXT NOT NULL, frame BYTEA NOT NULL, PRIMARY KEY (run, shard, attempt, seq));
CREATE INDEX frames_by_tick ON frames (run, tick, shard, seq, attempt);
CREATE TABLE error_samples (
  run BIGINT NOT NULL REFERENCES runs (id), class TEXT NOT NULL, step TEXT NOT NULL, n BIGINT NOT NULL, sample TEXT NOT NULL,
  PRIMARY KEY (run, class, step, n));
CREATE TABLE alarms (
  id TEXT NOT NULL, run BIGINT NOT NULL, from_at TEXT NOT NULL, to_at TEXT, worst DOUBLE PRECISION NOT NULL,
  severity TEXT NOT NULL, sentence TEXT NOT NULL, action TEXT NOT NULL, acknowledged_by TEXT NOT NULL, outcome TEXT NOT NULL,
  PRIMARY KEY (id, run, from_at));
CREATE TABLE item_changes (
  n BIGINT NOT NULL PRIMARY KEY, item TEXT NOT NULL, state TEXT NOT NULL, value TEXT NOT NULL, reason TEXT NOT NULL,
  deferred_to TEXT NOT NULL, by_name TEXT NOT NULL, by_role TEXT NOT NULL, by_os_user TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE evidence (
  id BIGINT NOT NULL PRIMARY KEY, item TEXT NOT NULL, at TEXT NOT NULL, source TEXT NOT NULL, value TEXT NOT NULL,
  sha256 TEXT NOT NULL, detail TEXT NOT NULL, attachment_bytes BIGINT NOT NULL);
CREATE TABLE attachments (
  evidence BIGINT NOT NULL PRIMARY KEY REFERENCES evidence (id), content BYTEA NOT NULL);
CREATE TABLE notes (
  n BIGINT NOT NULL PRIMARY KEY, item TEXT NOT NULL, note TEXT NOT NULL, by_name TEXT NOT NULL, by_role TEXT NOT NULL,
  by_os_user TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE form_values (
  n BIGINT NOT NULL PRIMARY KEY, field TEXT NOT NULL, value TEXT NOT NULL, computed TEXT NOT NULL, note TEXT NOT NULL,
  by_name TEXT NOT NULL, by_role TEXT NOT NULL, by_os_user TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE gate_decisions (
  n BIGINT NOT NULL PRIMARY KEY, gate TEXT NOT NULL, is_go SMALLINT NOT NULL, reason TEXT NOT NULL, by_name TEXT NOT NULL,
  by_role TEXT NOT NULL, by_os_user TEXT NOT NULL, at TEXT NOT NULL, snapshot TEXT NOT NULL);
CREATE TABLE signatures (
  n BIGINT NOT NULL PRIMARY KEY, role TEXT NOT NULL, status TEXT NOT NULL, name TEXT NOT NULL, meaning TEXT NOT NULL,
  signing_key TEXT NOT NULL, reason TEXT NOT NULL, os_user TEXT NOT NULL, at TEXT);
CREATE TABLE frozen_records (
  n BIGINT NOT NULL PRIMARY KEY, record TEXT NOT NULL, sha256 TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE windows (
  n BIGINT NOT NULL PRIMARY KEY, opened_at TEXT NOT NULL, closed_at TEXT);
CREATE TABLE audit (
  n BIGINT NOT NULL PRIMARY KEY, entry TEXT NOT NULL, hash TEXT NOT NULL)
)sql";

// Ten-second merges (semantics.md §4): what of the current ten seconds waits to be merged, so that a kill does not lose it.
constexpr const char* kVersion2 = R"sql(
ALTER TABLE runs ADD COLUMN storage TEXT NOT NULL DEFAULT '';
CREATE TABLE frame_rests (
  run BIGINT NOT NULL REFERENCES runs (id), shard TEXT NOT NULL, attempt BIGINT NOT NULL, seq BIGINT NOT NULL,
  frame BYTEA NOT NULL, PRIMARY KEY (run, shard, attempt, seq))
)sql";

// No table changes: frames written from here on are deflated as a whole (core/metrics/frame_blob.cpp), which a program that knows
// only schema 2 must refuse in words. What is stored stays as it is: its hash stands in the audit log.
constexpr const char* kVersion3 = "";

// A checklist of the team's own as it was when the plan ran: a dossier is opened without the plan's folder.
constexpr const char* kVersion4 = R"sql(
CREATE TABLE checklists (
  n BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, content TEXT NOT NULL, document TEXT NOT NULL, at TEXT NOT NULL)
)sql";

// What was asked beside the load (core/watch): values of PromQL over time, and whether each source answered.
constexpr const char* kVersion5 = R"sql(
CREATE TABLE source_samples (
  run BIGINT NOT NULL REFERENCES runs (id), series TEXT NOT NULL, at TEXT NOT NULL, value DOUBLE PRECISION,
  PRIMARY KEY (run, series, at));
CREATE TABLE source_spans (
  run BIGINT NOT NULL REFERENCES runs (id), source TEXT NOT NULL, from_at TEXT NOT NULL, to_at TEXT NOT NULL,
  is_answering SMALLINT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (run, source, from_at))
)sql";

// The test window as an object, and what was done to the outside world for it (or, window_n 0, by an action of the checklist):
// written before it is sent, and that each of it was undone or completed.
constexpr const char* kVersion6 = R"sql(
ALTER TABLE windows ADD COLUMN planned_end TEXT NOT NULL DEFAULT '';
ALTER TABLE windows ADD COLUMN detail TEXT NOT NULL DEFAULT '{}';
CREATE TABLE outside_steps (
  n BIGINT NOT NULL PRIMARY KEY, window_n BIGINT NOT NULL, step TEXT NOT NULL, state TEXT NOT NULL,
  reference TEXT NOT NULL, reason TEXT NOT NULL, by_name TEXT NOT NULL, by_role TEXT NOT NULL, by_os_user TEXT NOT NULL,
  at TEXT NOT NULL, writer_pid BIGINT NOT NULL, writer_started BIGINT NOT NULL, writer_boot TEXT NOT NULL)
)sql";

// What databases and caches counted before and after a run: the ground of hints (core/analysis).
constexpr const char* kVersion7 = R"sql(
CREATE TABLE snapshots (
  n BIGINT NOT NULL PRIMARY KEY, run BIGINT NOT NULL REFERENCES runs (id), moment TEXT NOT NULL, source TEXT NOT NULL,
  at TEXT NOT NULL, sha256 TEXT NOT NULL, content BYTEA NOT NULL)
)sql";

// What people marked in a run, and what its machine's clocks did.
constexpr const char* kVersion8 = R"sql(
CREATE TABLE run_notes (
  n BIGINT NOT NULL PRIMARY KEY, run BIGINT NOT NULL REFERENCES runs (id), kind TEXT NOT NULL, at TEXT NOT NULL,
  run_second DOUBLE PRECISION NOT NULL, note TEXT NOT NULL, by_name TEXT NOT NULL, by_role TEXT NOT NULL,
  by_os_user TEXT NOT NULL)
)sql";

// Signatures by keys: what was signed, the signature, whose key it is; and who was allowed to sign. The tail says where the audit
// log ends, so that a log that was cut off shows.
constexpr const char* kVersion9 = R"sql(
ALTER TABLE signatures ADD COLUMN principal TEXT NOT NULL DEFAULT '';
ALTER TABLE signatures ADD COLUMN signed_bytes TEXT NOT NULL DEFAULT '';
ALTER TABLE signatures ADD COLUMN armor TEXT NOT NULL DEFAULT '';
CREATE TABLE signer_lists (
  n BIGINT NOT NULL PRIMARY KEY, allowed TEXT NOT NULL, revoked BYTEA NOT NULL, at TEXT NOT NULL);
CREATE TABLE audit_tail (
  id SMALLINT NOT NULL PRIMARY KEY CHECK (id = 1), n BIGINT NOT NULL, hash TEXT NOT NULL);
INSERT INTO audit_tail (id, n, hash) SELECT 1, n, hash FROM audit WHERE n = (SELECT MAX(n) FROM audit)
)sql";

constexpr std::array kMigrations{kVersion1, kVersion2, kVersion3, kVersion4, kVersion5,
                                 kVersion6, kVersion7, kVersion8, kVersion9};

Result<> applyOne(SqlConnection& connection, int version)
{
    return connection.inTransaction(SqlConnection::Durability::Durable, [&]() -> Result<> {
        const auto current = schemaVersion(connection);
        if (!current) {
            return fail(current.error());
        }
        if (*current >= version) {
            return {}; // another program was faster
        }
        const QString script = QString::fromUtf8(kMigrations.at(static_cast<std::size_t>(version - 1)));
        for (const QString& statement : script.split(QLatin1Char(';'), Qt::SkipEmptyParts)) {
            if (auto done = connection.execute(connection.definition(statement.trimmed())); !done) {
                return done;
            }
        }
        return connection.execute(QStringLiteral("INSERT INTO schema_versions (version, applied_at) VALUES (?, ?)"),
                                  {version, sqlTime(systemClock().wallNow())});
    });
}

} // namespace

int newestSchema()
{
    return static_cast<int>(kMigrations.size());
}

std::vector<QString> tablesOf(int version)
{
    std::vector<QString> tables{QStringLiteral("schema_versions")};
    for (int i = 0; i < version; ++i) {
        const QString script = QString::fromUtf8(kMigrations.at(static_cast<std::size_t>(i)));
        const QString words = QStringLiteral("CREATE TABLE ");
        for (auto at = script.indexOf(words); at >= 0; at = script.indexOf(words, at + 1)) {
            const auto begin = at + words.size();
            tables.push_back(script.mid(begin, script.indexOf(QLatin1Char(' '), begin) - begin));
        }
    }
    return tables;
}

Result<int> schemaVersion(SqlConnection& connection)
{
    const auto isThere = connection.hasTable(QStringLiteral("schema_versions"));
    if (!isThere) {
        return fail(isThere.error());
    }
    if (!*isThere) {
        return 0;
    }
    const auto version = connection.integer(QStringLiteral("SELECT COALESCE(MAX(version), 0) FROM schema_versions"));
    return version ? Result<int>(static_cast<int>(*version)) : fail(version.error());
}

Result<> checkSchemaVersion(SqlConnection& connection)
{
    const auto current = schemaVersion(connection);
    if (!current) {
        return fail(current.error());
    }
    if (*current > newestSchema()) {
        return fail(Error::Kind::Refused, connection.file().string() + " was written by a newer Holdpoint (schema " +
                                              std::to_string(*current) + ", this program knows up to " +
                                              std::to_string(newestSchema()) + "); open it with that version or a later one");
    }
    return {};
}

Result<> migrate(SqlConnection& connection, int version)
{
    if (auto known = checkSchemaVersion(connection); !known) {
        return known;
    }
    const auto current = schemaVersion(connection);
    if (!current) {
        return fail(current.error());
    }
    if (*current == 0) {
        auto made = connection.execute(
            connection.definition(QStringLiteral("CREATE TABLE IF NOT EXISTS schema_versions (version INTEGER NOT "
                                                 "NULL PRIMARY KEY, applied_at TEXT NOT NULL)")));
        if (!made) {
            return made;
        }
    }
    for (int next = *current + 1; next <= version; ++next) {
        if (auto done = applyOne(connection, next); !done) {
            return done;
        }
    }
    return {};
}

Result<> checkDossierPath(const std::filesystem::path& file, SqlConnection::Access access)
{
    const std::string place = file.string();
    struct stat status
    {};
    if (::stat(file.c_str(), &status) != 0) {
        return errno == ENOENT ? fail(Error::Kind::NotFound, "there is no dossier " + place +
                                                                 "; check the path, or start one with: holdpointctl run PLAN "
                                                                 "--dossier " +
                                                                 place)
                               : fail(Error::Kind::Refused, "cannot read " + place + ": " + std::strerror(errno));
    }
    if (!S_ISREG(status.st_mode) || status.st_size == 0) {
        return fail(Error::Kind::Invalid,
                    place + " is not a Holdpoint dossier: " + (S_ISREG(status.st_mode) ? "it is empty" : "it is no file"));
    }
    for (const int mode : {R_OK, W_OK}) {
        const bool isWanted = mode == R_OK || access == SqlConnection::Access::ReadWrite;
        if (isWanted && ::faccessat(AT_FDCWD, file.c_str(), mode, AT_EACCESS) != 0) {
            return fail(Error::Kind::Refused, std::string("cannot ") + (mode == R_OK ? "read " : "write ") + place + ": " +
                                                  std::strerror(errno) + "; copy it to a folder that you may write to");
        }
    }
    return {};
}

Result<> checkApplicationId(SqlConnection& connection)
{
    const auto id = connection.integer(QStringLiteral("PRAGMA application_id"));
    if (!id) {
        return fail(id.error());
    }
    if (*id != kApplicationId) {
        return fail(Error::Kind::Invalid,
                    connection.file().string() + " is not a Holdpoint dossier: it is an SQLite database of another program");
    }
    return {};
}

} // namespace holdpoint
