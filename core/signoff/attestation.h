// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"

#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

inline constexpr std::string_view kInTotoPayloadType = "application/vnd.in-toto+json";

/// An in-toto Statement v1 with the predicate test-result/v0.1, in one spelling: a function of the record's bytes alone.
/// Error::Invalid if they are no record.
Result<std::string> testResultStatement(const std::string& recordJson);
/// DSSE's pre-authentication encoding: what is signed.
std::string dssePae(std::string_view payloadType, std::string_view payload);

struct DsseSignature
{
    std::string keyId; // a hint, not proven
    std::string signature;
};
/// The envelope as it is stored, pretty, with a line end.
std::string dsseEnvelope(std::string_view payloadType, std::string_view payload, const std::vector<DsseSignature>& signatures);

} // namespace holdpoint
