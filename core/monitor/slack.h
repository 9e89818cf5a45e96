// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/monitor/ask.h"

namespace holdpoint {

struct SlackPost
{
    std::string channel; // as Slack names it: an id
    std::string ts;      // empty after a webhook, which tells none
};

struct SlackIdentity
{
    std::string team;
    std::string user;
    std::string url;
    std::vector<std::string> scopes; // of the token; empty if Slack does not name them
};

struct SlackMessage
{
    std::string ts; // its identity in the channel
    std::string text;
};

/// & < > are all that mrkdwn needs.
std::string slackEscape(std::string_view text);
/// A post by an incoming webhook, whose whole path is a secret.
FetchRequest slackWebhookRequest(const Secret& webhook, std::string_view text, const FetchLimits& limits = {});
/// The service's url is https://slack.com/api unless the plan names another.
FetchRequest slackMessageRequest(const Service& slack, std::string_view channel, std::string_view text,
                                 std::string_view threadTs = "");
/// The newest messages of a channel; those up to and including `latest` (a ts) if it is given. Scope channels:history.
FetchRequest slackHistoryRequest(const Service& slack, std::string_view channel, std::string_view latest, int limit);
Answer<std::vector<SlackMessage>> parseSlackHistory(const Json& json);
/// Slack answers 200 to failures too: `ok` says.
Answer<Json> parseSlackReply(const Json& json);

/// Slack. A post is never sent a second time by itself, but after a 429.
class SlackClient
{
public:
    SlackClient(Fetcher& fetcher, Service slack) : m_fetcher(fetcher), m_slack(std::move(slack)) {}

    Answer<SlackIdentity> identity() const;
    /// Whether the message is there.
    Answer<Done> exists(const SlackPost& post) const;
    /// Messages of a channel since a time, newest first, or (with `threadTs`) of one thread: whose text holds `mark`. Needs the
    /// scope channels:history, which posting does not.
    Answer<std::vector<SlackPost>> find(std::string_view channel, std::string_view mark, WallTime since,
                                        std::string_view threadTs = "") const;
    /// Newest first.
    Answer<std::vector<SlackMessage>> history(std::string_view channel, std::string_view latest = "", int limit = 100) const;
    Answer<SlackPost> post(std::string_view channel, std::string_view text, std::string_view threadTs = "") const;

private:
    Fetcher& m_fetcher;
    const Service m_slack;
};

Answer<SlackPost> postToWebhook(Fetcher& fetcher, const Secret& webhook, std::string_view text, const FetchLimits& limits = {});

} // namespace holdpoint
