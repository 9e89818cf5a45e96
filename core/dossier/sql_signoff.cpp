// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"
#include "core/dossier/audit_details.h"
#include "core/dossier/sql_dossier.h"

#include <array>

namespace holdpoint {

namespace {

constexpr std::array kRoles{Role::Qa, Role::DevOps, Role::TechLead, Role::ProductManager};

} // namespace

Result<> SqlDossier::insertSignature(const Signature& signature)
{
    const auto next = nextNumber(QStringLiteral("signatures"), QStringLiteral("n"));
    if (!next) {
        return fail(next.error());
    }
    return m_connection->execute(
        QStringLiteral(
            "INSERT INTO signatures (n, role, status, name, meaning, signing_key, reason, os_user, at) VALUES (?, ?, ?, "
            "?, ?, ?, ?, ?, ?)"),
        {sqlInteger(*next), sqlText(nameOf(signature.role)), sqlText(nameOf(signature.status)), sqlText(signature.name),
         sqlText(signature.meaning), sqlText(signature.key), sqlText(signature.reason), sqlText(signature.osUser),
         sqlTime(signature.at)});
}

Result<> SqlDossier::setSignature(const Signature& signature)
{
    const Person by{signature.name, signature.role, signature.osUser};
    const WallTime at = signature.at.value_or(systemClock().wallNow());
    return record(signatureAction(signature.status), by, at, [&]() -> Result<Json> {
        auto done = insertSignature(signature);
        return done ? Result(detailOf(signature)) : fail(done.error());
    });
}

Result<std::vector<Signature>> SqlDossier::allSignatures() const
{
    std::vector<Signature> all;
    auto done = m_connection->query(
        QStringLiteral("SELECT role, status, name, meaning, signing_key, reason, os_user, at FROM signatures ORDER BY n"), {},
        [&](const SqlRow& row) -> Result<> {
            const auto role = roleFrom(row.text(0));
            const auto status = signatureStatusFrom(row.text(1));
            if (!role || !status) {
                return fail(Error::Kind::Invalid,
                            file().string() + " is damaged: " + (!role ? role.error() : status.error()).message);
            }
            all.push_back({*role, *status, row.text(2), row.text(3), row.text(4), row.text(5), row.text(6), row.optionalTime(7)});
            return {};
        });
    return done ? Result(std::move(all)) : fail(done.error());
}

Result<std::vector<Signature>> SqlDossier::signatures() const
{
    auto all = allSignatures();
    if (!all) {
        return all;
    }
    std::map<Role, Signature> newest;
    for (Signature& signature : *all) {
        newest[signature.role] = std::move(signature);
    }
    std::vector<Signature> signatures;
    for (const Role role : kRoles) {
        const auto found = newest.find(role);
        if (found != newest.end() && found->second.status != SignatureStatus::Pending) {
            signatures.push_back(found->second);
        } else {
            Signature pending;
            pending.role = role;
            pending.meaning = meaningOf(role);
            signatures.push_back(std::move(pending));
        }
    }
    return signatures;
}

Result<> SqlDossier::freezeRecord(const std::string& recordJson, WallTime at, const std::string& whatChanged)
{
    const std::string sha = sha256Hex(recordJson);
    return record(std::string(kAuditRecordFrozen), {}, at, [&]() -> Result<Json> {
        const auto before = frozenRecord();
        const auto given = signatures();
        const auto next = nextNumber(QStringLiteral("frozen_records"), QStringLiteral("n"));
        if (!before || !given || !next) {
            return fail(!before ? before.error() : !given ? given.error() : next.error());
        }
        if (*before && (*before)->sha256 == sha) {
            return Json();
        }
        auto done =
            m_connection->execute(QStringLiteral("INSERT INTO frozen_records (n, record, sha256, at) VALUES (?, ?, ?, ?)"),
                                  {sqlInteger(*next), sqlText(recordJson), sqlText(sha), sqlTime(at)});
        for (const Signature& signature : *given) {
            const bool isGiven = signature.status == SignatureStatus::Valid || signature.status == SignatureStatus::Unverified;
            if (!done || !isGiven) {
                continue;
            }
            Signature invalid = signature;
            invalid.status = SignatureStatus::Invalid;
            invalid.reason = whatChanged;
            done = insertSignature(invalid);
            if (done) {
                done = appendAudit(signatureAction(invalid.status), detailOf(invalid), {}, at);
            }
        }
        return done ? Result(Json{{"record_sha256", sha}, {"bytes", recordJson.size()}}) : fail(done.error());
    });
}

Result<std::optional<Dossier::FrozenRecord>> SqlDossier::frozenRecord() const
{
    std::optional<FrozenRecord> frozen;
    auto done = m_connection->query(QStringLiteral("SELECT record, sha256, at FROM frozen_records ORDER BY n DESC LIMIT 1"), {},
                                    [&](const SqlRow& row) -> Result<> {
                                        frozen = FrozenRecord{row.text(0), row.text(1), row.time(2)};
                                        return {};
                                    });
    return done ? Result(std::move(frozen)) : fail(done.error());
}

} // namespace holdpoint
