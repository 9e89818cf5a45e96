// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/checklist/template.h"

#include <string>

namespace holdpoint {

/// What one role certifies: the content of signoff-<role>.json (semantics.md §9).
struct SignoffPayload
{
    std::string recordSha256;
    std::string auditHead; // at the freeze
    Role role = Role::Qa;
    std::string meaning;
    std::string name;
    WallTime at;
};

/// "signoff-qa.json".
std::string signoffFileName(Role role);
/// The exact bytes that are signed.
std::string toBytes(const SignoffPayload& payload);
/// Error::Invalid names what is wrong.
Result<SignoffPayload> readSignoffPayload(const std::string& bytes);

} // namespace holdpoint
