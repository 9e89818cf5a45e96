// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/checklist.h"

namespace holdpoint {

/// A signature as the dossier keeps it: with what a key signed, empty for a typed name or a refusal.
struct SignatureRecord : Signature
{
    std::string principal;   // of its key among the allowed signers
    std::string signedBytes; // signoff-<role>.json
    std::string armor;       // signoff-<role>.json.sig

    SignatureRecord() = default;
    SignatureRecord(Signature signature) : Signature(std::move(signature)) {} // NOLINT: a typed name is one
    SignatureRecord(Role itsRole, SignatureStatus itsStatus, std::string itsName, std::string itsMeaning, std::string itsKey,
                    std::string itsReason, std::string itsOsUser, std::optional<WallTime> itsTime)
        : Signature{itsRole,
                    itsStatus,
                    std::move(itsName),
                    std::move(itsMeaning),
                    std::move(itsKey),
                    std::move(itsReason),
                    std::move(itsOsUser),
                    itsTime}
    {}
};

} // namespace holdpoint
