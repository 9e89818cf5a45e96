// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/fetcher.h"
#include "core/plan/plan.h"
#include "core/window/outside_service.h"

#include <memory>
#include <vector>

namespace holdpoint {

/// What is said where the plan has neither.
inline constexpr const char* kNoSlack =
    "the plan names no Slack; add `monitoring: {slack: {token: ..., channel: ...}}` or a webhook";

/// Slack as the plan's `monitoring: {slack}` says: a webhook, or a token with a channel.
struct SlackTarget
{
    Service service; // url https://slack.com/api unless the plan names another
    Secret webhook;
    std::string channel;

    bool hasToken() const { return !service.token.isEmpty() && !channel.empty(); }
    bool isConfigured() const { return hasToken() || !webhook.isEmpty(); }
};
SlackTarget slackTarget(const Plan& plan);
/// Posts where the plan says, by token if there is one. `reference` is "channel ts", or "webhook", which names no message.
Sent postToSlack(Fetcher& fetcher, const SlackTarget& target, const std::string& text, const std::string& threadOf = "");
/// Looks for a message that holds `text`: a window's mark, with the end of the italics behind it where another mark begins the
/// same way.
Seen findInSlack(Fetcher& fetcher, const SlackTarget& target, const std::string& text, WallTime since,
                 const std::string& threadOf = "");

/// The services of a test window in the order in which they are told: the lock first, for without it nobody needs to be told;
/// then who is on call, the silence, the annotation, the change event, and the people at last.
std::vector<std::unique_ptr<OutsideService>> windowServices(Fetcher& fetcher, const Plan& plan);

} // namespace holdpoint
