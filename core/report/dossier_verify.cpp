// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/report/audit_facts.h"

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

Result<VerifyResult> verifyDossier(const std::filesystem::path& file)
{
    const auto dossier = Dossier::openReadOnly(file);
    if (!dossier) {
        return fail(dossier.error());
    }
    const auto rows = (*dossier)->audit();
    if (!rows) {
        return fail(rows.error());
    }
    const AuditFacts audit = auditFactsOf(*rows);
    const auto hashes = frameHashesOf(**dossier, audit);
    const auto tables = (*dossier)->checkTables();
    const auto frozen = (*dossier)->frozenRecord();
    const auto signatures = (*dossier)->signatures();
    for (const Error* error : {hashes ? nullptr : &hashes.error(), tables ? nullptr : &tables.error(),
                               frozen ? nullptr : &frozen.error(), signatures ? nullptr : &signatures.error()}) {
        if (error != nullptr) {
            // A text that cannot be read any more was changed: that is a finding, not a failure to look.
            if (error->kind != Error::Kind::Invalid) {
                return fail(*error);
            }
            return VerifyResult{{chainLine(*rows), {"Tables", error->message, false}}};
        }
    }
    std::vector<SignatureStatus> states;
    for (const Signature& signature : *signatures) {
        states.push_back(signature.status);
    }
    const std::string sha256 = *frozen ? sha256Hex((*frozen)->json) : "";
    return VerifyResult{{chainLine(*rows), framesLine(*hashes, audit), tablesLine(*tables),
                         recordLine(sha256, frozen->has_value(), audit), signatureLine(states)}};
}

} // namespace holdpoint
