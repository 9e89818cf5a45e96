// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/plan/plan_reader.h"
#include "core/report/rejudge.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::size_t kNamedFaults = 5;

Result<std::map<std::int64_t, std::string>> frameHashesOf(const Dossier& dossier, const AuditFacts& audit)
{
    std::map<std::int64_t, std::string> hashes;
    for (const auto& [run, facts] : audit.runs) {
        auto sha256 = dossier.framesSha256(run);
        if (!sha256) {
            return fail(sha256.error());
        }
        hashes[run] = std::move(*sha256);
    }
    return hashes;
}

VerifyLine tablesLine(const Dossier::TableCheck& check)
{
    if (check.faults.empty()) {
        return {"Tables", countedOf(check.rows, check.rows, "rows as audited"), true};
    }
    const auto named = static_cast<std::ptrdiff_t>(std::min(check.faults.size(), kNamedFaults));
    const std::size_t more = check.faults.size() - static_cast<std::size_t>(named);
    return {"Tables",
            join({check.faults.begin(), check.faults.begin() + named}, "; ") +
                (more == 0 ? "" : " and " + std::to_string(more) + " more"),
            false};
}

} // namespace

bool VerifyResult::isValid() const
{
    return std::all_of(lines.begin(), lines.end(), [](const VerifyLine& line) { return line.isValid; });
}

std::string VerifyResult::firstFault() const
{
    const auto broken = std::find_if(lines.begin(), lines.end(), [](const VerifyLine& line) { return !line.isValid; });
    return broken == lines.end() ? "" : broken->what + ": " + broken->detail;
}

SignedRecord signedRecordOf(const std::optional<Dossier::FrozenRecord>& frozen, SignerLists signers)
{
    SignedRecord record;
    record.signers = std::move(signers);
    if (!frozen) {
        return record;
    }
    record.sha256 = sha256Hex(frozen->json);
    record.auditHead = frozen->auditHead;
    record.frozenAt = frozen->at;
    if (const auto json = parseJson(frozen->json, "record.json")) {
        record.isRehearsal = boolAt(*json, "rehearsal");
        record.needsFourPeople = boolAt(memberAt(*json, "signoff"), "distinct_people", true);
    }
    return record;
}

namespace {

/// Of the plan that was used last.
Result<RevokedKeys> revokedToday(const Dossier& dossier)
{
    const auto plans = dossier.plans();
    if (!plans || plans->empty()) {
        return plans ? Result(RevokedKeys{}) : fail(plans.error());
    }
    Plan plan = planFromResolved(plans->back().resolved, {}).plan;
    plan.path = plans->back().path;
    return planRevokedKeys(plan);
}

/// What holds by other lists no more is no more valid; `whose` says by which.
void alsoCheckBy(const std::vector<SignatureRecord>& signatures, const SignedRecord& record, const std::string& whose,
                 std::vector<RoleCheck>& checks)
{
    const auto others = checkSignatures(signatures, record);
    for (std::size_t i = 0; i < checks.size() && i < others.size(); ++i) {
        if (others[i].isFault && !checks[i].isFault) {
            checks[i] = others[i];
            checks[i].sentence += " (" + whose + ")";
        }
    }
}

Result<VerifyResult> verifyOpened(const Dossier& dossier, const VerifyOptions& options)
{
    const auto rows = dossier.audit();
    if (!rows) {
        return fail(rows.error());
    }
    const AuditFacts audit = auditFactsOf(*rows);
    const auto hashes = frameHashesOf(dossier, audit);
    const auto tables = dossier.checkTables();
    const auto verdicts = verdictsLine(dossier, audit);
    const auto frozen = dossier.frozenRecord();
    const auto signatures = dossier.signatures();
    auto signers = dossier.signers();
    const bool isOwn = options.signers.has_value();
    const bool isOwnRevoked = isOwn && !options.signers->revoked.empty();
    if (isOwn && signers) { // who trusts other people does not trust a revoked key
        signers = SignerLists{options.signers->allowed, isOwnRevoked ? options.signers->revoked : signers->revoked};
    }
    for (const Error* error :
         {hashes ? nullptr : &hashes.error(), tables ? nullptr : &tables.error(), verdicts ? nullptr : &verdicts.error(),
          frozen ? nullptr : &frozen.error(), signatures ? nullptr : &signatures.error(), signers ? nullptr : &signers.error()}) {
        if (error != nullptr) {
            // A text that cannot be read any more was changed: that is a finding, not a failure to look.
            if (error->kind != Error::Kind::Invalid) {
                return fail(*error);
            }
            return VerifyResult{{chainLine(*rows), {"Tables", error->message, false}}, {}};
        }
    }
    const std::string sha256 = *frozen ? sha256Hex((*frozen)->json) : "";
    auto checks = checkSignatures(*signatures, signedRecordOf(*frozen, *signers));
    if (options.alsoBy) {
        alsoCheckBy(*signatures, signedRecordOf(*frozen, *options.alsoBy),
                    "by the list of allowed signers here; it is not the one by which it was given", checks);
    }
    const auto today = isOwnRevoked ? Result(RevokedKeys{}) : revokedToday(dossier);
    if (today && today->keys && *today->keys != signers->revoked) {
        alsoCheckBy(*signatures, signedRecordOf(*frozen, {signers->allowed, *today->keys}), "by the plan's list of today",
                    checks);
    }
    VerifyLine given = signatureLine(checks);
    VerifyLine allowed = signersLine(*signers, isOwn, checks, &today);
    return VerifyResult{{chainLine(*rows), framesLine(*hashes, audit), tablesLine(*tables), *verdicts,
                         recordLine(sha256, frozen->has_value(), audit), std::move(given), std::move(allowed)},
                        std::move(checks)};
}

} // namespace

Result<VerifyResult> verifyDossier(const std::filesystem::path& file, const VerifyOptions& options)
{
    const auto dossier = Dossier::openReadOnly(file);
    if (!dossier) {
        return fail(dossier.error());
    }
    auto result = Result<VerifyResult>(VerifyResult{});
    // as of one moment: another console may be writing
    const auto read = (*dossier)->inSnapshot([&]() -> Result<> {
        result = verifyOpened(**dossier, options);
        return result ? Result<>() : fail(result.error());
    });
    return read ? std::move(result) : fail(read.error());
}

} // namespace holdpoint
