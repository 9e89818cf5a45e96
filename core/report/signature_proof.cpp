// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/signature_proof.h"

namespace holdpoint {

Result<SignatureEvidence> signatureEvidence(const Dossier& dossier, const Plan& plan)
{
    auto signatures = dossier.signatures();
    const auto frozen = dossier.frozenRecord();
    auto lists = dossier.signers();
    if (!signatures || !frozen || !lists) {
        return fail(!signatures ? signatures.error() : !frozen ? frozen.error() : lists.error());
    }
    SignatureEvidence evidence;
    evidence.signatures = *std::move(signatures);
    const bool isAnyGiven = std::any_of(evidence.signatures.begin(), evidence.signatures.end(),
                                        [](const SignatureRecord& each) { return each.status == SignatureStatus::Valid; });
    if (!isAnyGiven) {
        return evidence;
    }
    // Whom this machine's list lets sign may differ from the kept one for many reasons; a key that it revokes is revoked.
    if (const auto today = planSigners(plan); today && today->revoked != lists->revoked) {
        evidence.revokedSince = today->revoked;
    }
    evidence.record = signedRecordOf(*frozen, *std::move(lists));
    return evidence;
}

std::vector<SignatureRecord> provenSignatures(const SignatureEvidence& evidence, Proof proof)
{
    auto proven = asProven(evidence.signatures, checkSignatures(evidence.signatures, evidence.record, proof));
    if (!evidence.revokedSince.empty()) {
        SignedRecord today = evidence.record;
        today.signers.revoked = evidence.revokedSince;
        proven = asProven(proven, checkSignatures(proven, today, proof));
    }
    return proven;
}

} // namespace holdpoint
