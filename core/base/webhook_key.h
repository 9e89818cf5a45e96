// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/hash.h"

#include <string>
#include <string_view>

namespace holdpoint {

/// The bytes that a Standard Webhooks secret signs with: what whsec_<base64> stands for, else the secret as it is.
inline std::string standardWebhookKey(const std::string& secret)
{
    constexpr std::string_view kPrefix = "whsec_";
    if (secret.starts_with(kPrefix)) {
        if (auto key = base64Decode(std::string_view(secret).substr(kPrefix.size()))) {
            return *std::move(key);
        }
    }
    return secret;
}

} // namespace holdpoint
