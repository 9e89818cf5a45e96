// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dossier/sql_dossier.h"

#include "core/base/hash.h"
#include "core/base/time_format.h"
#include "core/base/version.h"
#include "core/dossier/audit_chain.h"
#include "core/dossier/audit_details.h"
#include "core/dossier/log_entry.h"
#include "core/dossier/log_number.h"

namespace holdpoint {

Result<> SqlDossier::initialise(const Release& release, bool isRehearsal)
{
    const WallTime now = systemClock().wallNow();
    auto done = record("dossier created", {}, now, [&]() -> Result<Json> {
        auto inserted = m_connection->execute(
            QStringLiteral("INSERT INTO dossier (id, release_name, release_version, release_commit, is_rehearsal, created_at, "
                           "created_by) VALUES (1, ?, ?, ?, ?, ?, ?)"),
            {sqlText(release.name), sqlText(release.version), sqlText(release.commit), sqlBool(isRehearsal), sqlTime(now),
             sqlText(kVersion)});
        if (!inserted) {
            return fail(inserted.error());
        }
        return Json{{"release", release.name},
                    {"version", release.version},
                    {"commit", release.commit},
                    {"rehearsal", isRehearsal},
                    {"holdpoint", kVersion}};
    });
    m_release = release;
    m_isRehearsal = isRehearsal;
    return done;
}

Result<> SqlDossier::load()
{
    auto done = loadHead();
    if (done) {
        done = closeInterruptedRuns();
    }
    return done ? closeInterruptedSteps() : done;
}

Result<> SqlDossier::loadHead()
{
    bool isFound = false;
    auto done = m_connection->query(
        QStringLiteral("SELECT release_name, release_version, release_commit, is_rehearsal FROM dossier WHERE id = 1"), {},
        [&](const SqlRow& row) -> Result<> {
            m_release = {row.text(0), row.text(1), row.text(2)};
            m_isRehearsal = row.boolean(3);
            isFound = true;
            return {};
        });
    if (done && !isFound) {
        done = fail(Error::Kind::Invalid, file().string() + " is damaged: it names no release; restore it from a backup");
    }
    return done;
}

Result<> SqlDossier::record(const std::string& action, const Person& by, WallTime at, const std::function<Result<Json>()>& body)
{
    return record(at, [&]() -> Result<Deed> {
        auto detail = body();
        return detail ? Result(Deed{action, by, *std::move(detail)}) : fail(detail.error());
    });
}

Result<> SqlDossier::record(WallTime at, const std::function<Result<Deed>()>& body)
{
    return m_connection->inTransaction(SqlConnection::Durability::Durable, [&]() -> Result<> {
        const auto deed = body();
        if (!deed) {
            return fail(deed.error());
        }
        return deed->detail.is_null() ? Result<>{} : appendAudit(deed->action, deed->detail, deed->by, at);
    });
}

Result<> SqlDossier::appendAudit(const std::string& action, const Json& detail, const Person& by, WallTime at)
{
    const auto head = auditHead();
    if (!head) {
        return fail(head.error());
    }
    const AuditRow row = makeAuditRow(head->length + 1, head->hash, action, detail, by, at, m_connection->databaseUser());
    auto done = m_connection->execute(QStringLiteral("INSERT INTO audit (n, entry, hash) VALUES (?, ?, ?)"),
                                      {sqlInteger(row.number), sqlText(row.text), sqlText(row.hash)});
    if (done) {
        done = m_connection->execute(QStringLiteral("INSERT INTO audit_tail (id, n, hash) VALUES (1, ?, ?) ON CONFLICT (id) DO "
                                                    "UPDATE SET n = excluded.n, hash = excluded.hash"),
                                     {sqlInteger(row.number), sqlText(row.hash)});
    }
    return done;
}

Result<std::int64_t> SqlDossier::nextNumber(const QString& table, const QString& column) const
{
    return m_connection->integer(QStringLiteral("SELECT COALESCE(MAX(%1), 0) + 1 FROM %2").arg(column, table));
}

Result<> SqlDossier::addAudit(const std::string& action, const Json& detail, const Person& by, WallTime at)
{
    return record(action, by, at, [&]() -> Result<Json> {
        Json told = detail.is_null() ? Json::object() : detail;
        if (action == kAuditLogEntry && stringAt(told, "ref") == kNextLogRef) {
            const auto ref = nextLogRef(*this, stringAt(told, "kind"));
            if (!ref) {
                return fail(ref.error());
            }
            told["ref"] = *ref;
        }
        return told;
    });
}

Result<std::vector<AuditRow>> SqlDossier::audit() const
{
    std::vector<AuditRow> rows;
    auto done = m_connection->query(QStringLiteral("SELECT n, entry, hash FROM audit ORDER BY n"), {},
                                    [&](const SqlRow& row) -> Result<> {
                                        rows.push_back({row.integer(0), row.text(1), row.text(2)});
                                        return {};
                                    });
    return done ? Result(std::move(rows)) : fail(done.error());
}

Result<std::vector<AuditRow>> SqlDossier::auditAbout(const std::string& action, std::size_t most) const
{
    std::vector<AuditRow> rows;
    auto done = m_connection->query(QStringLiteral("SELECT n, entry, hash FROM audit WHERE entry LIKE ? ORDER BY n DESC LIMIT ?"),
                                    {sqlText("%\"" + action + "\"%"), sqlInteger(static_cast<std::int64_t>(most))},
                                    [&](const SqlRow& row) -> Result<> {
                                        rows.push_back({row.integer(0), row.text(1), row.text(2)});
                                        return {};
                                    });
    return done ? Result(std::move(rows)) : fail(done.error());
}

Result<Dossier::AuditHead> SqlDossier::auditHead() const
{
    AuditHead head{0, firstPreviousHash()};
    auto done = m_connection->query(QStringLiteral("SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1"), {},
                                    [&](const SqlRow& row) -> Result<> {
                                        head = {row.integer(0), row.text(1)};
                                        return {};
                                    });
    return done ? Result(std::move(head)) : fail(done.error());
}

Result<> SqlDossier::storePlan(const Plan& plan)
{
    const WallTime now = systemClock().wallNow();
    return record("plan stored", {}, now, [&]() -> Result<Json> {
        const auto known = plans();
        const auto kept = known ? keepPlan(plan, now) : Result<std::pair<std::int64_t, bool>>(fail(known.error()));
        if (!kept) {
            return fail(kept.error());
        }
        if (!kept->second) {
            return Json();
        }
        Json detail{{"name", plan.name}, {"sha256", plan.sha256}, {"resolved_sha256", sha256Hex(dumpJson(plan.resolved))}};
        if (static_cast<std::size_t>(kept->first) > known->size()) { // its row is new
            detail["path"] = plan.path.string();
            detail["kept_at"] = formatUtc(now);
        }
        return detail;
    });
}

Result<std::pair<std::int64_t, bool>> SqlDossier::keepPlan(const Plan& plan, WallTime at)
{
    const std::string resolved = dumpJson(plan.resolved);
    const std::string resolvedSha = sha256Hex(resolved);
    std::int64_t id = 0;
    std::int64_t used = 0;
    auto found = m_connection->query(QStringLiteral("SELECT id, used FROM plans WHERE sha256 = ? AND resolved_sha256 = ?"),
                                     {sqlText(plan.sha256), sqlText(resolvedSha)}, [&](const SqlRow& row) -> Result<> {
                                         id = row.integer(0);
                                         used = row.integer(1);
                                         return {};
                                     });
    const auto nextUse = nextNumber(QStringLiteral("plans"), QStringLiteral("used"));
    const auto nextId = nextNumber(QStringLiteral("plans"), QStringLiteral("id"));
    if (!found || !nextUse || !nextId) {
        return fail(!found ? found.error() : !nextUse ? nextUse.error() : nextId.error());
    }
    if (id != 0 && used + 1 == *nextUse) {
        return std::pair(id, false);
    }
    auto done = id != 0
                    ? m_connection->execute(QStringLiteral("UPDATE plans SET used = ? WHERE id = ?"),
                                            {sqlInteger(*nextUse), sqlInteger(id)})
                    : m_connection->execute(
                          QStringLiteral("INSERT INTO plans (id, sha256, resolved_sha256, plan_text, path, resolved, used, at) "
                                         "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
                          {sqlInteger(*nextId), sqlText(plan.sha256), sqlText(resolvedSha), sqlText(plan.text),
                           sqlText(plan.path.string()), sqlText(resolved), sqlInteger(*nextUse), sqlTime(at)});
    return done ? Result(std::pair(id != 0 ? id : *nextId, true)) : fail(done.error());
}

Result<std::vector<PlanRecord>> SqlDossier::plans() const
{
    std::vector<PlanRecord> plans;
    auto done =
        m_connection->query(QStringLiteral("SELECT sha256, plan_text, path, resolved, at FROM plans ORDER BY used"), {},
                            [&](const SqlRow& row) -> Result<> {
                                auto resolved = parseJson(row.text(3), "plan " + row.text(0) + " in " + file().string());
                                if (!resolved) {
                                    return fail(resolved.error());
                                }
                                plans.push_back({row.text(0), row.text(1), row.text(2), std::move(*resolved), row.time(4)});
                                return {};
                            });
    return done ? Result(std::move(plans)) : fail(done.error());
}

Result<> SqlDossier::storeChecklist(const std::string& name, const ChecklistText& text)
{
    const WallTime now = systemClock().wallNow();
    return record("checklist stored", {}, now, [&]() -> Result<Json> {
        const auto known = checklist(name);
        const auto next = nextNumber(QStringLiteral("checklists"), QStringLiteral("n"));
        if (!known || !next) {
            return fail(!known ? known.error() : next.error());
        }
        if (*known && (*known)->content == text.content && (*known)->document == text.document) {
            return Json();
        }
        auto done = m_connection->execute(
            QStringLiteral("INSERT INTO checklists (n, name, content, document, at) VALUES (?, ?, ?, ?, ?)"),
            {sqlInteger(*next), sqlText(name), sqlText(text.content), sqlText(text.document), sqlTime(now)});
        Json detail = detailOf(name, text);
        detail["kept_at"] = formatUtc(now);
        return done ? Result(std::move(detail)) : fail(done.error());
    });
}

Result<std::optional<ChecklistText>> SqlDossier::checklist(const std::string& name) const
{
    std::optional<ChecklistText> newest;
    auto done =
        m_connection->query(QStringLiteral("SELECT content, document FROM checklists WHERE name = ? ORDER BY n DESC LIMIT 1"),
                            {sqlText(name)}, [&](const SqlRow& row) -> Result<> {
                                newest = ChecklistText{row.text(0), row.text(1)};
                                return {};
                            });
    return done ? Result(std::move(newest)) : fail(done.error());
}

} // namespace holdpoint
