// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"
#include "core/dossier/audit_details.h"
#include "core/dossier/schema.h"
#include "core/dossier/sql_dossier.h"

#include <array>

namespace holdpoint {

Result<> SqlDossier::insertSignature(const SignatureRecord& signature)
{
    const auto next = nextNumber(QStringLiteral("signatures"), QStringLiteral("n"));
    if (!next) {
        return fail(next.error());
    }
    return m_connection->execute(
        QStringLiteral(
            "INSERT INTO signatures (n, role, status, name, meaning, signing_key, reason, os_user, at, principal, signed_bytes, "
            "armor) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
        {sqlInteger(*next), sqlText(nameOf(signature.role)), sqlText(nameOf(signature.status)), sqlText(signature.name),
         sqlText(signature.meaning), sqlText(signature.key), sqlText(signature.reason), sqlText(signature.osUser),
         sqlTime(signature.at), sqlText(signature.principal), sqlText(signature.signedBytes), sqlText(signature.armor)});
}

Result<> SqlDossier::setSignature(const SignatureRecord& signature)
{
    const Person by{signature.name, signature.role, signature.osUser};
    const WallTime at = systemClock().wallNow(); // a signature from another machine is older than this row
    return record(signatureAction(signature.status), by, at, [&]() -> Result<Json> {
        const auto known = signatures();
        if (!known) {
            return fail(known.error());
        }
        for (const SignatureRecord& theirs : *known) { // given elsewhere since the signer looked
            if (signature.status != SignatureStatus::Pending && theirs.role == signature.role &&
                theirs.status == SignatureStatus::Valid && theirs.name != signature.name) {
                return fail(Error::Kind::Conflict, theirs.name + " has signed as " + std::string(titleOf(theirs.role)) +
                                                       " meanwhile; what " + signature.name +
                                                       " gave was not stored. That signature has to be withdrawn first");
            }
        }
        auto done = insertSignature(signature);
        return done ? Result(detailOf(signature)) : fail(done.error());
    });
}

Result<std::vector<SignatureRecord>> SqlDossier::allSignatures() const
{
    const auto withKeys = hasSigners();
    if (!withKeys) {
        return fail(withKeys.error());
    }
    std::vector<SignatureRecord> all;
    auto done = m_connection->query(
        QStringLiteral("SELECT role, status, name, meaning, signing_key, reason, os_user, at, %1 FROM signatures ORDER BY n")
            .arg(*withKeys ? QStringLiteral("principal, signed_bytes, armor") : QStringLiteral("'', '', ''")),
        {}, [&](const SqlRow& row) -> Result<> {
            const auto role = roleFrom(row.text(0));
            const auto status = signatureStatusFrom(row.text(1));
            if (!role || !status) {
                return fail(Error::Kind::Invalid,
                            file().string() + " is damaged: " + (!role ? role.error() : status.error()).message);
            }
            SignatureRecord found(*role, *status, row.text(2), row.text(3), row.text(4), row.text(5), row.text(6),
                                  row.optionalTime(7));
            found.principal = row.text(8);
            found.signedBytes = row.text(9);
            found.armor = row.text(10);
            all.push_back(std::move(found));
            return {};
        });
    return done ? Result(std::move(all)) : fail(done.error());
}

Result<std::vector<SignatureRecord>> SqlDossier::signatures() const
{
    auto all = allSignatures();
    if (!all) {
        return all;
    }
    std::map<Role, SignatureRecord> newest;
    for (SignatureRecord& signature : *all) {
        newest[signature.role] = std::move(signature);
    }
    std::vector<SignatureRecord> signatures;
    for (const Role role : kFourRoles) {
        const auto found = newest.find(role);
        if (found != newest.end() && found->second.status != SignatureStatus::Pending) {
            signatures.push_back(found->second);
        } else {
            SignatureRecord pending;
            pending.role = role;
            pending.meaning = meaningOf(role);
            pending.reason = found == newest.end() ? "" : found->second.reason; // who withdrew it
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
        for (const SignatureRecord& signature : *given) {
            const bool isGiven = signature.status == SignatureStatus::Valid || signature.status == SignatureStatus::Unverified;
            if (!done || !isGiven) {
                continue;
            }
            SignatureRecord invalid = signature;
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
                                        frozen = FrozenRecord{row.text(0), row.text(1), row.time(2), {}};
                                        return {};
                                    });
    if (done && frozen) {
        done = m_connection->query(QStringLiteral("SELECT entry, hash FROM audit WHERE entry LIKE '%record frozen%' ORDER BY n"),
                                   {}, [&](const SqlRow& row) -> Result<> {
                                       const auto json = parseJson(row.text(0), "audit row");
                                       if (json && stringAt(*json, "action") == kAuditRecordFrozen) {
                                           frozen->auditHead = row.text(1);
                                       }
                                       return {};
                                   });
    }
    return done ? Result(std::move(frozen)) : fail(done.error());
}

Result<bool> SqlDossier::hasSigners() const
{
    constexpr int kWithSigners = 9;
    const auto version = schemaVersion(*m_connection);
    return version ? Result<bool>(*version >= kWithSigners) : Result<bool>(fail(version.error()));
}

Result<> SqlDossier::storeSigners(const SignerLists& lists, WallTime at)
{
    return record(std::string(kAuditSignersStored), {}, at, [&]() -> Result<Json> {
        const auto known = signers();
        const auto next = nextNumber(QStringLiteral("signer_lists"), QStringLiteral("n"));
        if (!known || !next) {
            return fail(!known ? known.error() : next.error());
        }
        if (known->allowed == lists.allowed && known->revoked == lists.revoked) {
            return Json();
        }
        auto done =
            m_connection->execute(QStringLiteral("INSERT INTO signer_lists (n, allowed, revoked, at) VALUES (?, ?, ?, ?)"),
                                  {sqlInteger(*next), sqlText(lists.allowed), sqlBytes(lists.revoked), sqlTime(at)});
        return done ? Result(detailOf(lists)) : fail(done.error());
    });
}

Result<SignerLists> SqlDossier::signers() const
{
    SignerLists lists;
    const auto isThere = hasSigners();
    if (!isThere || !*isThere) {
        return isThere ? Result(std::move(lists)) : fail(isThere.error());
    }
    auto done = m_connection->query(QStringLiteral("SELECT allowed, revoked FROM signer_lists ORDER BY n DESC LIMIT 1"), {},
                                    [&](const SqlRow& row) -> Result<> {
                                        lists = {row.text(0), row.bytes(1)};
                                        return {};
                                    });
    return done ? Result(std::move(lists)) : fail(done.error());
}

} // namespace holdpoint
