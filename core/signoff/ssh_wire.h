// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <optional>
#include <string>
#include <string_view>

namespace holdpoint {

// The encoding of RFC 4251 §5, and SSHSIG (OpenSSH's PROTOCOL.sshsig).

/// Takes a string from the front of `bytes`; nullopt if it does not fit.
std::optional<std::string_view> takeSshString(std::string_view& bytes);
/// 32 raw bytes.
std::string sha256Raw(std::string_view bytes);

struct SshSigParts
{
    std::string publicKey; // raw blob
    std::string nameSpace;
};
/// What an armoured signature says about itself; none of it is proven. Error::Invalid names what is wrong.
Result<SshSigParts> readSshSig(std::string_view armor);

} // namespace holdpoint
