// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/report.h"

namespace holdpoint {

inline constexpr const char* kAllowedSigners = "allowed_signers";
inline constexpr const char* kRevokedKeys = "revoked_keys";
inline constexpr const char* kVerifyRecipe = "VERIFY.txt";
inline constexpr const char* kAttestationFile = "test-result.dsse.json";

using DropFile = std::function<void(const std::string& name)>;
using WriteFile = std::function<Result<>(const std::string& name, const Result<std::string>& bytes)>;

/// Of a frozen record: signoff-<role>.json and its .sig for each valid signature, who may sign, the recipe and the attestation.
/// Signatures of an earlier export that no longer stand are dropped.
Result<> writeSignoffFiles(const Report& report, const Dossier& dossier, const WriteFile& write, const DropFile& drop);

} // namespace holdpoint
