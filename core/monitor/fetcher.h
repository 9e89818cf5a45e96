// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/fetch_request.h"
#include "core/monitor/reply_rules.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace holdpoint {

struct FetcherOptions
{
    Secrets secrets;   // of the plan: hidden in every message and excerpt, whoever echoes them
    std::string caPem; // trusted besides the system's authorities
    std::vector<std::string> insecureTlsHosts;
    std::optional<Secret>
        proxy; // nullopt: http_proxy, https_proxy and no_proxy of the environment; empty: none. Never for loopback.
    const Clock* clock = &systemClock();
};

/// Asks services over HTTP. Every call blocks its own thread until the answer is there or its limits are over; calls from several
/// threads run at the same time, each over connections that are kept for the next. Thread-safe.
class Fetcher
{
public:
    explicit Fetcher(FetcherOptions options = {});
    /// No call may be under way any more: stop() first, then join the callers.
    ~Fetcher();
    Fetcher(const Fetcher&) = delete;
    Fetcher& operator=(const Fetcher&) = delete;

    /// Never fails otherwise than by Reply::unknown. Redirects are followed for GET and HEAD on the same host only. Tried again:
    /// a repeatable request after 429, 502, 503, 504 and a broken connection, any other after a 429 that says when.
    Reply fetch(const FetchRequest& request);
    /// Until stopSharing() the same question is asked once for all who want to know, and a service that gave no answer at all is
    /// not asked again (SharedReplies). One sharing at a time; no call may be under way when it begins or ends.
    void startSharing();
    void stopSharing();
    /// Waits in the middle of a question; false if stop() ended it.
    bool pause(Nanos duration);
    /// From any thread: all calls, also later ones, return Cancelled at once.
    void stop();

    const Clock& clock() const;

private:
    class Lane;
    class Call;
    struct Parts;
    std::unique_ptr<Parts> d;
};

} // namespace holdpoint
