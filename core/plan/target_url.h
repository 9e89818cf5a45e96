// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace holdpoint {

/// The parts of an absolute URL that decide where load goes.
struct TargetUrl
{
    std::string scheme; // http, https, ws, wss
    std::string host;   // lower case, without brackets and trailing dot
    std::uint16_t port = 0;

    std::string hostAndPort() const; // "[::1]:8080"
};

/// Error::Invalid for another scheme, no host, a template in the host, or a port out of range. Templates may follow the host.
Result<TargetUrl> parseTargetUrl(std::string_view text);

/// A host as patterns are compared with it: lower case, without brackets and trailing dot.
std::string normalizedHost(std::string_view host);

} // namespace holdpoint
