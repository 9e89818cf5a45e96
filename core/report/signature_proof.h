// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/report.h"

namespace holdpoint {

/// The signatures of a dossier and all that they are checked by.
struct SignatureEvidence
{
    std::vector<SignatureRecord> signatures; // four, as stored
    SignedRecord record;                     // with the lists that the dossier keeps
    std::string revokedSince;                // the plan's list of revoked keys, where it says more than the kept one
    std::string revocationFault;             // why that list cannot be read; then no signature is proven
    std::string note;                        // the list was not looked at, in words
};
Result<SignatureEvidence> signatureEvidence(const Dossier& dossier, const Plan& plan);

/// What each is worth: one that does not hold, or whose key was revoked since, is Invalid with the reason; one that was not, or
/// could not be, looked at is Unproven.
std::vector<SignatureRecord> provenSignatures(const SignatureEvidence& evidence, Proof proof);

} // namespace holdpoint
