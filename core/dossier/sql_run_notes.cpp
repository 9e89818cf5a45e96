// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/dossier/audit_details.h"
#include "core/dossier/audit_index.h"
#include "core/dossier/schema.h"
#include "core/dossier/sql_dossier.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr int kWithNotes = 8;

std::string actionOf(RunNote::Kind kind)
{
    return std::string(kind == RunNote::Kind::Mark ? kAuditMarked : kAuditClock);
}

} // namespace

Result<> SqlDossier::addRunNote(std::int64_t run, const RunNote& note, const Person& by)
{
    const std::string text(trimmed(note.text));
    if (text.empty() || text.size() > kMostNoteBytes) {
        return fail(Error::Kind::Invalid, text.empty() ? "a mark needs a note: what happened at that moment"
                                                       : "a note has at most " + std::to_string(kMostNoteBytes) +
                                                             " bytes, this one has " + std::to_string(text.size()));
    }
    RunNote stored = note;
    stored.text = text;
    return record(actionOf(note.kind), by, systemClock().wallNow(), [&]() -> Result<Json> {
        if (auto found = requireRun(run, false); !found) {
            return fail(found.error());
        }
        const auto next = nextNumber(QStringLiteral("run_notes"), QStringLiteral("n"));
        if (!next) {
            return fail(next.error());
        }
        auto done = m_connection->execute(
            QStringLiteral("INSERT INTO run_notes (n, run, kind, at, run_second, note, by_name, by_role, by_os_user) VALUES (?, "
                           "?, ?, ?, ?, ?, ?, ?, ?)"),
            {sqlInteger(*next), sqlInteger(run), sqlText(nameOf(stored.kind)), sqlTime(stored.at), stored.second,
             sqlText(stored.text), sqlText(by.name), sqlText(by.role ? nameOf(*by.role) : ""), sqlText(by.osUser)});
        return done ? Result(detailOf(run, stored, by)) : fail(done.error());
    });
}

Result<std::vector<SqlDossier::StoredNote>> SqlDossier::allRunNotes() const
{
    std::vector<StoredNote> notes;
    const auto version = schemaVersion(*m_connection);
    if (!version || *version < kWithNotes) { // opened to be read, so not migrated
        return version ? Result(std::move(notes)) : fail(version.error());
    }
    auto done = m_connection->query(
        QStringLiteral("SELECT run, kind, at, run_second, note, by_name, by_role, by_os_user FROM run_notes ORDER BY n"), {},
        [&](const SqlRow& row) -> Result<> {
            const auto kind = runNoteKindFrom(row.text(1));
            if (!kind) {
                return fail(Error::Kind::Invalid, "a note of run " + std::to_string(row.integer(0)) + " in " + file().string() +
                                                      " is damaged: " + kind.error().message);
            }
            StoredNote stored{row.integer(0), {*kind, row.time(2), row.real(3), row.text(4), row.text(5)}, {}};
            stored.by.name = row.text(5);
            if (const auto role = roleFrom(row.text(6))) {
                stored.by.role = *role;
            }
            stored.by.osUser = row.text(7);
            notes.push_back(std::move(stored));
            return {};
        });
    return done ? Result(std::move(notes)) : fail(done.error());
}

Result<std::map<std::int64_t, std::vector<RunNote>>> SqlDossier::runNotes() const
{
    const auto all = allRunNotes();
    if (!all) {
        return fail(all.error());
    }
    std::map<std::int64_t, std::vector<RunNote>> notes;
    for (const StoredNote& each : *all) {
        notes[each.run].push_back(each.note);
    }
    for (auto& [run, list] : notes) { // a run may be marked long after it ended
        std::stable_sort(list.begin(), list.end(), [](const RunNote& a, const RunNote& b) { return a.second < b.second; });
    }
    return notes;
}

Result<> SqlDossier::checkRunNotes(AuditIndex& index) const
{
    const auto notes = allRunNotes();
    if (!notes) {
        return fail(notes.error());
    }
    std::vector<AuditIndex::Row> rows;
    for (const StoredNote& each : *notes) {
        rows.push_back({"a note of run " + std::to_string(each.run), detailOf(each.run, each.note, each.by), each.by, std::nullopt});
    }
    index.compare("run_notes", index.entries({kAuditMarked, kAuditClock}), rows);
    return {};
}

} // namespace holdpoint
