// SPDX-License-Identifier: GPL-3.0-or-later
// The tables against the audit log, which alone is chained: what verify looks at.
#include "core/base/hash.h"
#include "core/base/time_format.h"
#include "core/dossier/audit_details.h"
#include "core/dossier/audit_index.h"
#include "core/dossier/schema.h"
#include "core/dossier/sql_dossier.h"

#include <map>
#include <set>

namespace holdpoint {

namespace {

using Entries = std::map<std::int64_t, const AuditIndex::Entry*>;

/// The newest entry of each run.
Entries byRun(const std::vector<const AuditIndex::Entry*>& entries)
{
    Entries found;
    for (const AuditIndex::Entry* entry : entries) {
        found[integerAt(entry->detail, "run")] = entry;
    }
    return found;
}

const AuditIndex::Entry* entryOf(const Entries& entries, std::int64_t run)
{
    const auto found = entries.find(run);
    return found == entries.end() ? nullptr : found->second;
}

std::string runName(std::int64_t run)
{
    return "run " + std::to_string(run);
}

} // namespace

Result<Dossier::TableCheck> SqlDossier::checkTables() const
{
    const auto rows = audit();
    if (!rows) {
        return fail(rows.error());
    }
    AuditIndex index(*rows);
    for (const auto check : {&SqlDossier::checkHead, &SqlDossier::checkPlans, &SqlDossier::checkTemplates, &SqlDossier::checkRuns,
                             &SqlDossier::checkRunNotes, &SqlDossier::checkSources, &SqlDossier::checkSnapshots,
                             &SqlDossier::checkAlarms, &SqlDossier::checkChecklist, &SqlDossier::checkAttachments,
                             &SqlDossier::checkSignOff, &SqlDossier::checkWindows, &SqlDossier::checkNumbers}) {
        if (const auto done = (this->*check)(index); !done) {
            return fail(done.error());
        }
    }
    if (const auto done = checkTail(index, *rows); !done) {
        return fail(done.error());
    }
    return index.takeCheck();
}

Result<> SqlDossier::checkTail(AuditIndex& index, const std::vector<AuditRow>& rows) const
{
    const auto isThere = hasSigners(); // of the same schema
    if (!isThere || !*isThere) {
        return isThere ? Result<>{} : Result<>(fail(isThere.error()));
    }
    AuditHead tail;
    auto done = m_connection->query(QStringLiteral("SELECT n, hash FROM audit_tail"), {}, [&](const SqlRow& row) -> Result<> {
        tail = {row.integer(0), row.text(1)};
        return {};
    });
    const std::int64_t last = rows.empty() ? 0 : rows.back().number;
    if (done && (tail.length != last || (!rows.empty() && tail.hash != rows.back().hash))) {
        index.addFault("the audit log ends with row " + std::to_string(last) + ", its last one was row " +
                       std::to_string(tail.length));
    }
    return done;
}

Result<> SqlDossier::checkHead(AuditIndex& index) const
{
    std::vector<AuditIndex::Row> rows;
    auto done = m_connection->query(
        QStringLiteral("SELECT release_name, release_version, release_commit, is_rehearsal, created_by, created_at FROM dossier"),
        {}, [&](const SqlRow& row) -> Result<> {
            rows.push_back({"the dossier's head",
                            Json{{"release", row.text(0)},
                                 {"version", row.text(1)},
                                 {"commit", row.text(2)},
                                 {"rehearsal", row.boolean(3)},
                                 {"holdpoint", row.text(4)}},
                            std::nullopt, row.time(5)});
            return {};
        });
    if (done) {
        index.compare("the dossier's head", index.entries({"dossier created"}), rows);
    }
    return done;
}

Result<> SqlDossier::checkPlans(AuditIndex& index) const
{
    using Name = std::pair<std::string, std::string>;
    std::set<Name> audited;
    std::map<Name, std::int64_t> used; // as keepPlan() counts: one more whenever another plan comes into use
    std::map<Name, const AuditIndex::Entry*> stored;
    Name newest;
    std::int64_t uses = 0;
    for (const AuditIndex::Entry* entry : index.entries({"plan stored", "run began"})) {
        const std::string sha256 = stringAt(entry->detail, "sha256", stringAt(entry->detail, "plan_sha256"));
        const Name name{sha256, stringAt(entry->detail, "resolved_sha256")};
        audited.insert(name);
        if (uses == 0 || name != newest) {
            used[name] = ++uses;
        }
        newest = name;
        if (entry->action == "plan stored" && !stored.contains(name)) {
            stored[name] = entry;
        }
    }
    return m_connection->query(
        QStringLiteral("SELECT id, sha256, resolved_sha256, plan_text, resolved, used, path, at FROM plans ORDER "
                       "BY id"),
        {}, [&](const SqlRow& row) -> Result<> {
            const std::string name = "plan " + std::to_string(row.integer(0));
            index.addRows(1);
            if (audited.count({row.text(1), row.text(2)}) == 0) {
                index.addFault(name + " stands in no audit row");
            } else if (sha256Hex(row.text(3)) != row.text(1) || sha256Hex(row.text(4)) != row.text(2)) {
                index.addFault(name + ": its text is not what its sha256 says");
            } else if (used[{row.text(1), row.text(2)}] != row.integer(5)) {
                index.addFault(name + ": when it was used last is not what the audit log says");
            } else if (const auto entry = stored.find({row.text(1), row.text(2)}); entry != stored.end()) {
                index.compareRow(*entry->second, {name, Json{{"path", row.text(6)}, {"kept_at", row.text(7)}}, {}, {}});
            }
            return {};
        });
}

/// Rows of tables that only grow are numbered without a hole: one that was taken out, or whose number was changed, shows.
Result<> SqlDossier::checkNumbers(AuditIndex& index) const
{
    const auto version = schemaVersion(*m_connection);
    if (!version) {
        return fail(version.error());
    }
    struct Numbered
    {
        const char* table;
        const char* column;
        int since;
    };
    for (const Numbered& each : {Numbered{"plans", "id", 1},
                                 {"runs", "id", 1},
                                 {"item_changes", "n", 1},
                                 {"evidence", "id", 1},
                                 {"notes", "n", 1},
                                 {"form_values", "n", 1},
                                 {"gate_decisions", "n", 1},
                                 {"signatures", "n", 1},
                                 {"frozen_records", "n", 1},
                                 {"windows", "n", 1},
                                 {"audit", "n", 1},
                                 {"checklists", "n", 4},
                                 {"outside_steps", "n", 6},
                                 {"snapshots", "n", 7},
                                 {"run_notes", "n", 8},
                                 {"signer_lists", "n", 9}}) {
        if (*version < each.since) {
            continue;
        }
        const auto sql = QStringLiteral("SELECT COUNT(*), COALESCE(MIN(%1), 1), COALESCE(MAX(%1), 0) FROM %2")
                             .arg(QLatin1String(each.column), QLatin1String(each.table));
        auto done = m_connection->query(sql, {}, [&](const SqlRow& row) -> Result<> {
            if (row.integer(1) != 1 || row.integer(2) != row.integer(0)) {
                index.addFault(std::string(each.table) + ": its " + std::to_string(row.integer(0)) + " rows are numbered " +
                               std::to_string(row.integer(1)) + " to " + std::to_string(row.integer(2)));
            }
            return {};
        });
        if (!done) {
            return done;
        }
    }
    return m_connection->query(
        QStringLiteral("SELECT run, class, step, COUNT(*), MIN(n), MAX(n) FROM error_samples GROUP BY run, class, step"), {},
        [&](const SqlRow& row) -> Result<> {
            if (row.integer(4) != 1 || row.integer(5) != row.integer(3)) {
                index.addFault("the samples of " + row.text(1) + " in " + row.text(2) + " of " + runName(row.integer(0)) +
                               " have a hole in their numbers");
            }
            return {};
        });
}

Result<> SqlDossier::checkTemplates(AuditIndex& index) const
{
    const auto version = schemaVersion(*m_connection);
    if (!version) {
        return fail(version.error());
    }
    constexpr int kWithChecklists = 4;
    if (*version < kWithChecklists) {
        return {}; // opened to be read, so not migrated
    }
    std::vector<AuditIndex::Row> rows;
    auto done = m_connection->query(QStringLiteral("SELECT name, content, document, at FROM checklists ORDER BY n"), {},
                                    [&](const SqlRow& row) -> Result<> {
                                        Json detail = detailOf(row.text(0), ChecklistText{row.text(1), row.text(2)});
                                        detail["kept_at"] = row.text(3);
                                        rows.push_back({"checklist " + row.text(0), detail, {}, {}});
                                        return {};
                                    });
    if (done) {
        index.compare("checklists", index.entries({"checklist stored"}), rows);
    }
    return done;
}

Result<> SqlDossier::checkRuns(AuditIndex& index) const
{
    const Entries began = byRun(index.entries({"run began"}));
    const Entries ended = byRun(index.entries({kAuditRunEnded}));
    const Entries declared = byRun(index.entries({kAuditCountingAgain, kAuditNotCounting}));
    std::set<std::int64_t> found;
    auto done = m_connection->query(
        QStringLiteral("SELECT r.id, r.test_id, r.kind, r.started_at, r.ended_at, r.why_ended, r.is_rehearsal, r.is_counting, "
                       "r.not_counting_reason, r.result, p.sha256, p.resolved_sha256, (SELECT COUNT(*) FROM frames f WHERE f.run "
                       "= r.id) FROM runs r JOIN plans p ON p.id = r.plan_id ORDER BY r.id"),
        {}, [&](const SqlRow& row) -> Result<> {
            const std::int64_t run = row.integer(0);
            found.insert(run);
            index.addRows(1);
            const Json common{{"run", run}, {"test", row.text(1)}, {"kind", row.text(2)}};
            Json start = common;
            start["plan_sha256"] = row.text(10);
            start["resolved_sha256"] = row.text(11);
            start["rehearsal"] = row.boolean(6);
            start["started_at"] = row.text(3);
            if (const auto* entry = entryOf(began, run); entry == nullptr) {
                index.addFault(runName(run) + " stands in no audit row");
            } else if (!index.compareRow(*entry, {runName(run), start, {}, {}})) {
                return {};
            }
            const auto* end = entryOf(ended, run);
            if (row.optionalTime(4).has_value() != (end != nullptr)) {
                index.addFault(runName(run) + (end != nullptr
                                                   ? " has no end, audit row " + std::to_string(end->number) + " says one"
                                                   : " has an end that stands in no audit row"));
                return {};
            }
            if (end != nullptr) {
                const auto result = parseJson(row.text(9), "the result of " + runName(run));
                Json detail = common;
                detail["outcome"] = result ? stringAt(*result, "outcome") : "unreadable";
                detail["why"] = row.text(5);
                detail["ended_at"] = row.text(4);
                detail["frames"] = row.integer(12);
                detail["result_sha256"] = sha256Hex(row.text(9));
                if (!index.compareRow(*end, {"the result of " + runName(run), detail, {}, {}})) {
                    return {};
                }
            }
            const auto* word = entryOf(declared, run);
            const bool isCounting = word == nullptr || word->action == kAuditCountingAgain;
            const std::string reason = isCounting ? "" : stringAt(word->detail, "reason");
            if (row.boolean(7) != isCounting || row.text(8) != reason) {
                index.addFault(runName(run) + ": whether it counts, or why not, is not what the audit log says");
            }
            return {};
        });
    for (const auto& [run, entry] : began) {
        if (done && found.count(run) == 0) {
            index.addFault(runName(run) + " of audit row " + std::to_string(entry->number) + " is missing");
        }
    }
    return done;
}

Result<> SqlDossier::checkAlarms(AuditIndex& index) const
{
    const auto stored = alarms();
    if (!stored) {
        return fail(stored.error());
    }
    const auto keyOf = [](const Json& detail) {
        return stringAt(detail, "alarm") + " at " + stringAt(detail, "from") + " in " + runName(integerAt(detail, "run"));
    };
    std::map<std::string, const AuditIndex::Entry*> newest;
    for (const auto* entry : index.entries({"alarm fired", "alarm cleared", "alarm acknowledged", "alarm changed"})) {
        newest[keyOf(entry->detail)] = entry;
    }
    index.addRows(stored->size());
    for (const AlarmRecord& alarm : *stored) {
        Json detail = detailOf(alarm);
        const std::string key = keyOf(detail);
        const auto found = newest.find(key);
        if (found == newest.end()) {
            index.addFault("alarm " + key + " stands in no audit row");
            continue;
        }
        if (memberAt(found->second->detail, "to").is_null()) { // its worst value moves every second until it clears, unaudited
            detail.erase("worst");
            detail.erase("sentence");
        }
        index.compareRow(*found->second, {"alarm " + key, detail, {}, {}});
        newest.erase(found);
    }
    for (const auto& [key, entry] : newest) {
        index.addFault("alarm " + key + " of audit row " + std::to_string(entry->number) + " is missing");
    }
    return {};
}

Result<> SqlDossier::checkChecklist(AuditIndex& index) const
{
    const auto changes = itemChanges();
    const auto written = allNotes();
    const auto values = allFormValues();
    const auto decisions = allGateDecisions();
    if (!changes || !written || !values || !decisions) {
        return fail(!changes ? changes.error() : !written ? written.error() : !values ? values.error() : decisions.error());
    }
    std::vector<AuditIndex::Row> rows;
    for (const ItemChange& change : *changes) {
        rows.push_back({"item " + change.item, detailOf(change), change.by, change.at});
    }
    index.compare("item_changes", index.entries({"item changed"}), rows);
    rows.clear();
    for (const Note& note : *written) {
        rows.push_back({"the note of " + note.item, noteDetail(note.item, note.text, note.by), note.by, note.at});
    }
    index.compare("notes", index.entries({"note written"}), rows);
    rows.clear();
    for (const FormValue& value : *values) {
        rows.push_back({"form value " + value.field, detailOf(value), value.by, value.at});
    }
    index.compare("form_values", index.entries({"form value set"}), rows);
    rows.clear();
    for (const auto& [decision, snapshot] : *decisions) {
        rows.push_back(
            {"the decision of " + std::string(nameOf(decision.gate)), detailOf(decision, snapshot), decision.by, decision.at});
    }
    index.compare("gate_decisions", index.entries({"gate decided"}), rows);
    return {};
}

Result<> SqlDossier::checkAttachments(AuditIndex& index) const
{
    const auto all = evidence();
    if (!all) {
        return fail(all.error());
    }
    std::vector<AuditIndex::Row> rows;
    for (const Evidence& one : *all) {
        const std::string name = "evidence " + std::to_string(one.id) + " of " + one.item;
        rows.push_back({name, detailOf(one), std::nullopt, one.at});
        if (one.attachmentBytes == 0) {
            continue;
        }
        const auto content = attachment(one.id);
        if (!content && content.error().kind != Error::Kind::NotFound) {
            return fail(content.error());
        }
        if (!content || sha256Hex(*content) != one.sha256) {
            index.addFault(name + ": its attachment is " + (content ? "not the one that was stored" : "missing"));
        }
    }
    index.compare("evidence", index.entries({"evidence added"}), rows);
    return {};
}

Result<> SqlDossier::checkSignOff(AuditIndex& index) const
{
    const auto given = allSignatures();
    if (!given) {
        return fail(given.error());
    }
    std::vector<AuditIndex::Row> rows;
    for (const SignatureRecord& signature : *given) {
        rows.push_back({"the signature of " + std::string(nameOf(signature.role)), detailOf(signature), {}, {}});
    }
    index.compare("signatures",
                  index.entries({kAuditSignatureGiven, "signature withdrawn", "signature made invalid", "signature refused"}),
                  rows);
    rows.clear();
    auto done = m_connection->query(QStringLiteral("SELECT n, record, sha256, at FROM frozen_records ORDER BY n"), {},
                                    [&](const SqlRow& row) -> Result<> {
                                        const std::string name = "frozen record " + std::to_string(row.integer(0));
                                        const std::string sha256 = sha256Hex(row.text(1));
                                        rows.push_back({name, Json{{"record_sha256", sha256}}, {}, row.time(3)});
                                        if (sha256 != row.text(2)) {
                                            index.addFault(name + ": its text is not what its sha256 says");
                                        }
                                        return {};
                                    });
    if (!done) {
        return done;
    }
    index.compare("frozen_records", index.entries({kAuditRecordFrozen}), rows);
    const auto isThere = hasSigners();
    if (!isThere || !*isThere) {
        return isThere ? Result<>{} : Result<>(fail(isThere.error()));
    }
    rows.clear();
    done = m_connection->query(QStringLiteral("SELECT allowed, revoked, at FROM signer_lists ORDER BY n"), {},
                               [&](const SqlRow& row) -> Result<> {
                                   const SignerLists lists{row.text(0), row.bytes(1)};
                                   rows.push_back({"the allowed signers", detailOf(lists), {}, row.time(2)});
                                   return {};
                               });
    index.compare("signer_lists", index.entries({kAuditSignersStored}), rows);
    return done;
}

} // namespace holdpoint
