// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/dossier/audit_chain.h"
#include "core/dossier/audit_details.h"
#include "core/dossier/sql_dossier.h"

namespace holdpoint {

namespace {

std::string quoted(const std::string& text)
{
    return text.empty() ? "" : " (\"" + shortened(text, 120) + "\")";
}

std::string itemWords(const Json& detail)
{
    const std::string reason = stringAt(detail, "reason");
    return stringAt(detail, "state") + quoted(reason.empty() ? stringAt(detail, "value") : reason);
}

std::string noteWords(const Json& detail)
{
    return "the note" + quoted(stringAt(detail, "note"));
}

std::string formWords(const Json& detail)
{
    return "\"" + shortened(stringAt(detail, "value"), 120) + "\"";
}

std::string gateWords(const Json& detail)
{
    return stringAt(detail, "decision") + quoted(stringAt(detail, "reason"));
}

std::string roleText(const Person& person)
{
    return person.role ? std::string(nameOf(*person.role)) : std::string();
}

QVariantList sqlPerson(const Person& person)
{
    return {sqlText(person.name), sqlText(roleText(person)), sqlText(person.osUser)};
}

/// Name, role and OS user from three neighbouring columns.
Person personFrom(const SqlRow& row, int column)
{
    const auto role = roleFrom(row.text(column + 1));
    return {row.text(column), role ? std::optional(*role) : std::nullopt, row.text(column + 2)};
}

} // namespace

Result<> SqlDossier::refuseUnseen(Seen seen, std::string_view action, std::string_view key, const Json& ours,
                                  const std::function<std::string(const Json& detail)>& words) const
{
    if (!seen) {
        return {};
    }
    std::optional<std::string> theirs;
    const std::string about = stringAt(ours, key);
    auto done = m_connection->query(QStringLiteral("SELECT entry FROM audit WHERE n > ? ORDER BY n"), {sqlInteger(*seen)},
                                    [&](const SqlRow& row) -> Result<> {
                                        const auto entry = parseJson(row.text(0), "audit row");
                                        const Json& detail = entry ? memberAt(*entry, "detail") : ours;
                                        const bool isOurs =
                                            entry && stringAt(*entry, "action") == action && stringAt(detail, key) == about;
                                        if (isOurs && stringAt(*entry, "actor") != kAuditMachine) {
                                            theirs = stringAt(*entry, "actor") + " set it to " + words(detail) + " at " +
                                                     stringAt(*entry, "at").substr(11, 8) + " UTC meanwhile";
                                        }
                                        return {};
                                    });
    if (!done || !theirs) {
        return done;
    }
    return fail(Error::Kind::Conflict, about + ": " + *theirs + "; yours, " + words(ours) +
                                           ", was not stored. Look at it, and decide again if it is still wanted");
}

Result<> SqlDossier::addItemChange(const ItemChange& change, Seen seen)
{
    const std::string deferredTo = change.deferredTo ? std::string(nameOf(*change.deferredTo)) : std::string();
    return record(std::string(kAuditItemChanged), change.by, change.at, [&]() -> Result<Json> {
        if (auto news = refuseUnseen(seen, "item changed", "item", detailOf(change), itemWords); !news) {
            return fail(news.error());
        }
        const auto next = nextNumber(QStringLiteral("item_changes"), QStringLiteral("n"));
        if (!next) {
            return fail(next.error());
        }
        auto done = m_connection->execute(
            QStringLiteral(
                "INSERT INTO item_changes (n, item, state, value, reason, deferred_to, by_name, by_role, by_os_user, at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
            QVariantList{sqlInteger(*next), sqlText(change.item), sqlText(nameOf(change.state)), sqlText(change.value),
                         sqlText(change.reason), sqlText(deferredTo)} +
                sqlPerson(change.by) + QVariantList{sqlTime(change.at)});
        if (!done) {
            return fail(done.error());
        }
        return detailOf(change);
    });
}

Result<std::vector<ItemChange>> SqlDossier::itemChanges() const
{
    std::vector<ItemChange> changes;
    auto done = m_connection->query(
        QStringLiteral(
            "SELECT item, state, value, reason, deferred_to, by_name, by_role, by_os_user, at FROM item_changes ORDER BY n"),
        {}, [&](const SqlRow& row) -> Result<> {
            const auto state = itemStateFrom(row.text(1));
            if (!state) {
                return fail(Error::Kind::Invalid,
                            "item " + row.text(0) + " in " + file().string() + " is damaged: " + state.error().message);
            }
            const auto gate = gateFrom(row.text(4));
            if (!gate && !row.text(4).empty()) {
                return fail(Error::Kind::Invalid,
                            "item " + row.text(0) + " in " + file().string() + " is damaged: " + gate.error().message);
            }
            changes.push_back({row.text(0), *state, row.text(2), row.text(3), gate ? std::optional(*gate) : std::nullopt,
                               personFrom(row, 5), row.time(8)});
            return {};
        });
    return done ? Result(std::move(changes)) : fail(done.error());
}

Result<std::int64_t> SqlDossier::addEvidence(const Evidence& evidence, const std::string& attachment, const Person& by)
{
    Evidence stored = evidence;
    stored.sha256 = attachment.empty() ? evidence.sha256 : sha256Hex(attachment);
    stored.attachmentBytes = static_cast<std::int64_t>(attachment.size());
    auto done = record("evidence added", by, evidence.at, [&]() -> Result<Json> {
        const auto next = nextNumber(QStringLiteral("evidence"), QStringLiteral("id"));
        if (!next) {
            return fail(next.error());
        }
        stored.id = *next;
        auto inserted = m_connection->execute(
            QStringLiteral(
                "INSERT INTO evidence (id, item, at, source, value, sha256, detail, attachment_bytes) VALUES (?, ?, ?, "
                "?, ?, ?, ?, ?)"),
            {sqlInteger(stored.id), sqlText(stored.item), sqlTime(stored.at), sqlText(stored.source), sqlText(stored.value),
             sqlText(stored.sha256), sqlText(stored.detail), sqlInteger(stored.attachmentBytes)});
        if (inserted && !attachment.empty()) {
            inserted = m_connection->execute(QStringLiteral("INSERT INTO attachments (evidence, content) VALUES (?, ?)"),
                                             {sqlInteger(stored.id), sqlBytes(attachment)});
        }
        if (!inserted) {
            return fail(inserted.error());
        }
        return detailOf(stored);
    });
    return done ? Result(stored.id) : fail(done.error());
}

Result<std::vector<Evidence>> SqlDossier::evidence() const
{
    std::vector<Evidence> all;
    auto done = m_connection->query(
        QStringLiteral("SELECT id, item, at, source, value, sha256, detail, attachment_bytes FROM evidence ORDER BY id"), {},
        [&](const SqlRow& row) -> Result<> {
            all.push_back(
                {row.integer(0), row.text(1), row.time(2), row.text(3), row.text(4), row.text(5), row.text(6), row.integer(7)});
            return {};
        });
    return done ? Result(std::move(all)) : fail(done.error());
}

Result<std::string> SqlDossier::attachment(std::int64_t evidenceId) const
{
    std::optional<std::string> content;
    auto done = m_connection->query(QStringLiteral("SELECT content FROM attachments WHERE evidence = ?"),
                                    {sqlInteger(evidenceId)}, [&](const SqlRow& row) -> Result<> {
                                        content = row.bytes(0);
                                        return {};
                                    });
    if (!done) {
        return fail(done.error());
    }
    if (!content) {
        return fail(Error::Kind::NotFound,
                    "evidence " + std::to_string(evidenceId) + " in " + file().string() + " has no attachment");
    }
    return std::move(*content);
}

Result<> SqlDossier::setNote(const std::string& item, const std::string& text, const Person& by, WallTime at, Seen seen)
{
    return record("note written", by, at, [&]() -> Result<Json> {
        if (auto news = refuseUnseen(seen, "note written", "item", noteDetail(item, text, by), noteWords); !news) {
            return fail(news.error());
        }
        const auto next = nextNumber(QStringLiteral("notes"), QStringLiteral("n"));
        if (!next) {
            return fail(next.error());
        }
        auto done = m_connection->execute(
            QStringLiteral("INSERT INTO notes (n, item, note, by_name, by_role, by_os_user, at) VALUES (?, ?, ?, ?, ?, ?, ?)"),
            QVariantList{sqlInteger(*next), sqlText(item), sqlText(text)} + sqlPerson(by) + QVariantList{sqlTime(at)});
        if (!done) {
            return fail(done.error());
        }
        return noteDetail(item, text, by);
    });
}

Result<std::vector<SqlDossier::Note>> SqlDossier::allNotes() const
{
    std::vector<Note> all;
    auto done = m_connection->query(QStringLiteral("SELECT item, note, by_name, by_role, by_os_user, at FROM notes ORDER BY n"),
                                    {}, [&](const SqlRow& row) -> Result<> {
                                        all.push_back({row.text(0), row.text(1), personFrom(row, 2), row.time(5)});
                                        return {};
                                    });
    return done ? Result(std::move(all)) : fail(done.error());
}

Result<std::map<std::string, std::string>> SqlDossier::notes() const
{
    const auto all = allNotes();
    if (!all) {
        return fail(all.error());
    }
    std::map<std::string, std::string> notes;
    for (const Note& note : *all) {
        notes[note.item] = note.text;
    }
    return notes;
}

Result<> SqlDossier::setFormValue(const FormValue& value, Seen seen)
{
    return record("form value set", value.by, value.at, [&]() -> Result<Json> {
        if (auto news = refuseUnseen(seen, "form value set", "field", detailOf(value), formWords); !news) {
            return fail(news.error());
        }
        const auto next = nextNumber(QStringLiteral("form_values"), QStringLiteral("n"));
        if (!next) {
            return fail(next.error());
        }
        auto done = m_connection->execute(
            QStringLiteral(
                "INSERT INTO form_values (n, field, value, computed, note, by_name, by_role, by_os_user, at) VALUES (?, "
                "?, ?, ?, ?, ?, ?, ?, ?)"),
            QVariantList{sqlInteger(*next), sqlText(value.field), sqlText(value.value), sqlText(value.computed),
                         sqlText(value.note)} +
                sqlPerson(value.by) + QVariantList{sqlTime(value.at)});
        if (!done) {
            return fail(done.error());
        }
        return detailOf(value);
    });
}

Result<std::vector<FormValue>> SqlDossier::allFormValues() const
{
    std::vector<FormValue> all;
    auto done = m_connection->query(
        QStringLiteral("SELECT field, value, computed, note, by_name, by_role, by_os_user, at FROM form_values ORDER BY n"), {},
        [&](const SqlRow& row) -> Result<> {
            all.push_back({row.text(0), row.text(1), row.text(2), row.text(3), personFrom(row, 4), row.time(7)});
            return {};
        });
    return done ? Result(std::move(all)) : fail(done.error());
}

Result<std::vector<FormValue>> SqlDossier::formValues() const
{
    auto all = allFormValues();
    if (!all) {
        return all;
    }
    std::map<std::string, FormValue> newest;
    for (FormValue& value : *all) {
        newest[value.field] = std::move(value);
    }
    std::vector<FormValue> values;
    values.reserve(newest.size());
    for (auto& [field, value] : newest) {
        values.push_back(std::move(value));
    }
    return values;
}

Result<> SqlDossier::addGateDecision(const GateDecision& decision, const Json& snapshot, Seen seen)
{
    const std::string snapshotText = dumpJson(snapshot);
    return record("gate decided", decision.by, decision.at, [&]() -> Result<Json> {
        if (auto news = refuseUnseen(seen, "gate decided", "gate", detailOf(decision, snapshotText), gateWords); !news) {
            return fail(news.error());
        }
        const auto next = nextNumber(QStringLiteral("gate_decisions"), QStringLiteral("n"));
        if (!next) {
            return fail(next.error());
        }
        auto done = m_connection->execute(
            QStringLiteral(
                "INSERT INTO gate_decisions (n, gate, is_go, reason, by_name, by_role, by_os_user, at, snapshot) VALUES "
                "(?, ?, ?, ?, ?, ?, ?, ?, ?)"),
            QVariantList{sqlInteger(*next), sqlText(nameOf(decision.gate)), sqlBool(decision.isGo), sqlText(decision.reason)} +
                sqlPerson(decision.by) + QVariantList{sqlTime(decision.at), sqlText(snapshotText)});
        if (!done) {
            return fail(done.error());
        }
        return detailOf(decision, snapshotText);
    });
}

Result<std::vector<std::pair<GateDecision, std::string>>> SqlDossier::allGateDecisions() const
{
    std::vector<std::pair<GateDecision, std::string>> all;
    auto done = m_connection->query(
        QStringLiteral("SELECT gate, is_go, reason, by_name, by_role, by_os_user, at, snapshot FROM gate_decisions ORDER BY n"),
        {}, [&](const SqlRow& row) -> Result<> {
            const auto gate = gateFrom(row.text(0));
            if (!gate) {
                return fail(Error::Kind::Invalid,
                            "a gate decision in " + file().string() + " is damaged: " + gate.error().message);
            }
            all.emplace_back(GateDecision{*gate, row.boolean(1), row.text(2), personFrom(row, 3), row.time(6)}, row.text(7));
            return {};
        });
    return done ? Result(std::move(all)) : fail(done.error());
}

Result<std::vector<GateDecision>> SqlDossier::gateDecisions() const
{
    auto all = allGateDecisions();
    if (!all) {
        return fail(all.error());
    }
    std::vector<GateDecision> decisions;
    for (auto& [decision, snapshot] : *all) {
        decisions.push_back(std::move(decision));
    }
    return decisions;
}

} // namespace holdpoint
