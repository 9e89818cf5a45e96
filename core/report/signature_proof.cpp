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
    evidence.record = signedRecordOf(*frozen, *std::move(lists));
    // Whom this machine's list lets sign may differ from the kept one for many reasons; a key that is revoked is revoked.
    const auto today = planRevokedKeys(plan);
    if (!today) {
        evidence.revocationFault = today.error().message;
    } else if (today->keys && *today->keys != evidence.record.signers.revoked) {
        evidence.revokedSince = *today->keys;
    }
    evidence.note = today ? today->elsewhere : "";
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
    for (SignatureRecord& signature : proven) {
        if (!evidence.revocationFault.empty() && signature.status == SignatureStatus::Valid) {
            signature.status = SignatureStatus::Unproven;
            signature.reason = "whether the key of " + signature.name + " was revoked is not known: " + evidence.revocationFault;
        }
    }
    return proven;
}

} // namespace holdpoint
