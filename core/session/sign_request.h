// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/report.h"

#include <filesystem>
#include <map>

namespace holdpoint {

inline constexpr std::string_view kAuditAskedToSign = "asked to sign";              // {role, way}
inline constexpr std::string_view kAuditSignatureRequested = "signature requested"; // {role, name, signed_sha256}

/// What is carried to another machine to be signed there.
struct SignRequest
{
    std::string bytes;  // signoff-<role>.json
    std::string record; // record.json
    Role role = Role::Qa;
    const Report& report;
};
/// The three files of a request; those that lie there already are replaced.
Result<std::vector<std::filesystem::path>> writeSignRequest(const SignRequest& request, const std::filesystem::path& folder);

/// A request that lies in a folder, with what its signer is to read before.
struct OpenedRequest
{
    Role role = Role::Qa;
    std::string name;
    std::string bytes;
    std::string sentence; // "platform 1.8.3: GO WITH EXCEPTIONS, 3 exceptions, record e3b0c442..."
};
/// Invalid if the record beside it is not the one that would be signed.
Result<OpenedRequest> openSignRequest(const std::filesystem::path& folder);

/// A line a fact about what a role is to sign: subject first, then a mail's body.
struct AskText
{
    std::string subject;
    std::string body;
    std::string slack; // escaped
};
AskText askText(const Report& report, Role role, const std::string& askedBy, const std::filesystem::path& dossier);
/// Posts to the plan's Slack; what it said. NotFound if the plan names none. Blocks its thread.
Result<std::string> postAsk(const Plan& plan, const std::string& text);

/// When and how each role was asked last.
struct Asked
{
    WallTime at;
    std::string way; // "slack", "mail"; "request": written into a folder, to be signed elsewhere
};
Result<std::map<Role, Asked>> askedRoles(const Dossier& dossier);

} // namespace holdpoint
