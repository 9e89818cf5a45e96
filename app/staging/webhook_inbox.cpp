// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/staging/webhook_inbox.h"

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/base/webhook_key.h"

#include <openssl/crypto.h>

namespace holdpoint::staging {

namespace {

constexpr std::size_t kMostIds = 1'000'000;
constexpr std::size_t kLongestId = 256;
constexpr std::int64_t kToleranceSeconds = 300; // Stripe's libraries and standard-webhooks use five minutes

bool isSame(std::string_view a, std::string_view b)
{
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

bool isFresh(std::string_view timestamp)
{
    const auto seconds = parseInteger(timestamp);
    const auto now = std::chrono::duration_cast<Seconds>(systemClock().wallNow().time_since_epoch()).count();
    return seconds && *seconds >= now - kToleranceSeconds && *seconds <= now + kToleranceSeconds;
}

/// `t=1492774577,v1=<hex>`, any number of v1: HMAC of "t.body" (docs.stripe.com/webhooks#verify-manually).
bool isStripeSigned(std::string_view header, std::string_view body, const std::string& secret)
{
    std::string timestamp;
    std::vector<std::string> signatures;
    for (const std::string& part : split(header, ',')) {
        const std::string_view pair = trimmed(part);
        if (pair.starts_with("t=")) {
            timestamp = pair.substr(2);
        } else if (pair.starts_with("v1=")) {
            signatures.emplace_back(pair.substr(3));
        }
    }
    if (!isFresh(timestamp)) {
        return false;
    }
    const std::string expected = hexEncode(hmacSha256(secret, timestamp + "." + std::string(body)));
    return std::any_of(signatures.begin(), signatures.end(), [&](const auto& one) { return isSame(one, expected); });
}

/// `sha256=<hex>`: HMAC of the body (GitHub, "Validating webhook deliveries").
bool isGithubSigned(std::string_view header, std::string_view body, const std::string& secret)
{
    return isSame(header, "sha256=" + hexEncode(hmacSha256(secret, body)));
}

/// `v1,<base64> v1,<base64>`: HMAC of "id.timestamp.body" (the Standard Webhooks specification).
bool isStandardSigned(const Request& request, const std::string& secret)
{
    const std::string_view timestamp = request.header("webhook-timestamp");
    if (!isFresh(timestamp)) {
        return false;
    }
    const std::string content =
        std::string(request.header("webhook-id")) + "." + std::string(timestamp) + "." + std::string(request.body);
    const std::string expected = "v1," + base64Encode(hmacSha256(standardWebhookKey(secret), content));
    const auto signatures = split(request.header("webhook-signature"), ' ');
    return std::any_of(signatures.begin(), signatures.end(), [&](const auto& one) { return isSame(one, expected); });
}

std::string idOf(const Request& request)
{
    for (const std::string_view name : {"webhook-id", "X-GitHub-Delivery"}) {
        if (const auto id = request.header(name); !id.empty()) {
            return std::string(id);
        }
    }
    const auto json = parseJson(request.body, "the event");
    return json ? stringAt(*json, "id") : std::string();
}

} // namespace

bool WebhookInbox::isSigned(const Request& request) const
{
    if (!request.header("webhook-signature").empty()) {
        return isStandardSigned(request, m_secret);
    }
    if (const auto stripe = request.header("Stripe-Signature"); !stripe.empty()) {
        return isStripeSigned(stripe, request.body, m_secret);
    }
    if (const auto github = request.header("X-Hub-Signature-256"); !github.empty()) {
        return isGithubSigned(github, request.body, m_secret);
    }
    return false;
}

Response WebhookInbox::accept(const Request& request, const Faults& faults, Dice& dice)
{
    if (!isSigned(request)) {
        return errorResponse(401, "the signature is missing, wrong or older than 5 minutes: sign with Stripe-Signature, "
                                  "X-Hub-Signature-256 or webhook-signature");
    }
    const std::string id = idOf(request);
    if (id.empty() || id.size() > kLongestId) {
        return errorResponse(400, "the event has no id: send webhook-id, X-GitHub-Delivery or a member `id` (at most 256 bytes)");
    }
    ++m_stats.received;
    if (!remember(id)) {
        return Response{.body = R"({"status":"duplicate"})", .headers = {}};
    }
    if (!dice.hits(faults.loseWebhooks)) {
        ++m_stats.processed;
        if (dice.hits(faults.duplicateWebhooks)) {
            ++m_stats.duplicates;
        }
    }
    return Response{.body = R"({"status":"processed"})", .headers = {}};
}

bool WebhookInbox::remember(const std::string& id)
{
    if (!m_seen.insert(id).second) {
        return false;
    }
    m_order.push_back(id);
    if (m_order.size() > kMostIds) {
        m_seen.erase(m_order.front());
        m_order.pop_front();
    }
    return true;
}

void WebhookInbox::reset()
{
    m_stats = {};
    m_seen.clear();
    m_order.clear();
}

} // namespace holdpoint::staging
