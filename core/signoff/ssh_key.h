// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

/// The public half of a key that somebody owns, as OpenSSH writes it.
struct SshKey
{
    std::string type;        // "ssh-ed25519"
    std::string blob;        // base64
    std::string comment;     // "mara@example.com"
    std::string fingerprint; // "SHA256:nThbg6kX..."

    /// It signs only when somebody touches it.
    bool isHardware() const { return type.starts_with("sk-"); }
    /// "ssh-ed25519 AAAA... comment".
    std::string line() const;
};

/// Error::Invalid unless the text is one public key.
Result<SshKey> parsePublicKey(std::string_view text);
/// Of a key's raw public blob. Error::Invalid if it is none.
Result<SshKey> keyFromBlob(std::string_view blob);
/// What lies beside a private key (FILE.pub), or the file itself if it is a public one; nullopt if neither can be read.
std::optional<SshKey> publicKeyOf(const std::filesystem::path& keyFile);
/// The keys that the agent of SSH_AUTH_SOCK holds. Refused without an agent; blocks for at most 5 s.
Result<std::vector<SshKey>> agentKeys();

} // namespace holdpoint
