// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/secret.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

enum class WebhookScheme { Stripe, GitHub, StandardWebhooks };

/// Header lines that prove who sent a webhook. `unixSeconds` is the time of this sending.
/// Stripe: `Stripe-Signature: t=T,v1=HEX(HMAC(secret, "T.body"))`. GitHub: `X-Hub-Signature-256: sha256=HEX(HMAC(secret, body))`.
/// Standard Webhooks: `webhook-id`, `webhook-timestamp`, `webhook-signature: v1,BASE64(HMAC(key, "id.T.body"))`, where the key is
/// the base64 behind `whsec_`, or the secret itself if it is not of that form.
std::vector<std::string> signWebhook(WebhookScheme scheme, const Secret& secret, std::string_view id, std::string_view body,
                                     std::int64_t unixSeconds);

} // namespace holdpoint
