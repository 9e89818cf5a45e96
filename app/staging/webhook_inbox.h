// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/staging/faults.h"
#include "app/staging/message.h"

#include <deque>
#include <unordered_set>

namespace holdpoint::staging {

/// Counts since the start or the last reset.
struct WebhookStats
{
    std::uint64_t received = 0;   // deliveries with a valid signature
    std::uint64_t processed = 0;  // distinct events
    std::uint64_t duplicates = 0; // events processed twice
};

/// The receiver of POST /webhooks/events: checks the signature (stripe, github, standard-webhooks), processes each id once.
class WebhookInbox
{
public:
    explicit WebhookInbox(std::string secret) : m_secret(std::move(secret)) {}

    /// 200 processed or duplicate, 400 without an id, 401 with a wrong or stale signature.
    Response accept(const Request& request, const Faults& faults, Dice& dice);
    const WebhookStats& stats() const { return m_stats; }
    /// Forgets ids and counts.
    void reset();

private:
    bool isSigned(const Request& request) const;
    bool remember(const std::string& id);

    std::string m_secret;
    WebhookStats m_stats;
    std::unordered_set<std::string> m_seen; // the newest million
    std::deque<std::string> m_order;
};

} // namespace holdpoint::staging
