// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/webhook_signer.h"

#include "core/base/hash.h"
#include "core/base/webhook_key.h"

namespace holdpoint {

std::vector<std::string> signWebhook(WebhookScheme scheme, const Secret& secret, std::string_view id, std::string_view body,
                                     std::int64_t unixSeconds)
{
    const std::string time = std::to_string(unixSeconds);
    switch (scheme) {
    case WebhookScheme::Stripe: {
        const std::string signature = hexEncode(hmacSha256(secret.reveal(), time + "." + std::string(body)));
        return {"Stripe-Signature: t=" + time + ",v1=" + signature};
    }
    case WebhookScheme::GitHub:
        return {"X-GitHub-Delivery: " + std::string(id),
                "X-Hub-Signature-256: sha256=" + hexEncode(hmacSha256(secret.reveal(), body))};
    case WebhookScheme::StandardWebhooks: {
        const std::string content = std::string(id) + "." + time + "." + std::string(body);
        return {"webhook-id: " + std::string(id), "webhook-timestamp: " + time,
                "webhook-signature: v1," + base64Encode(hmacSha256(standardWebhookKey(secret.reveal()), content))};
    }
    }
    return {};
}

} // namespace holdpoint
