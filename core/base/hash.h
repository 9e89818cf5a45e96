// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <memory>
#include <string>
#include <string_view>

namespace holdpoint {

/// SHA-256 as 64 lower-case hex digits.
std::string sha256Hex(std::string_view bytes);
/// HMAC-SHA-256, raw 32 bytes.
std::string hmacSha256(std::string_view key, std::string_view bytes);
std::string hexEncode(std::string_view bytes);
/// RFC 4648 §4, padded, without line breaks.
std::string base64Encode(std::string_view bytes);
/// Error::Invalid for anything that base64Encode() does not write.
Result<std::string> base64Decode(std::string_view text);
/// A random UUID, version 4 (RFC 9562), from the system's generator.
std::string randomUuid();

/// SHA-256 over pieces in order.
class Sha256
{
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;

    void add(std::string_view bytes);
    /// Ends the sum; call it once.
    std::string hex();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace holdpoint
