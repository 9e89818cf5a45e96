// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/slack.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>

namespace holdpoint {

namespace {

constexpr const char* kJson = "application/json; charset=utf-8";

bool isAuthWord(std::string_view word)
{
    static constexpr std::array<std::string_view, 7> kWords{"invalid_auth",  "not_authed",    "account_inactive", "token_revoked",
                                                            "token_expired", "missing_scope", "no_permission"};
    return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

} // namespace

std::string slackEscape(std::string_view text)
{
    std::string escaped;
    for (const char c : text) {
        escaped += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
    }
    return escaped;
}

FetchRequest slackWebhookRequest(const Secret& webhook, std::string_view text, const FetchLimits& limits)
{
    FetchRequest request;
    request.method = "POST";
    request.url = webhook.reveal();
    const auto host = request.url.find("://");
    const auto path = request.url.find('/', host == std::string::npos ? 0 : host + 3);
    if (path != std::string::npos) {
        request.hidden.emplace_back(request.url.substr(path + 1));
    }
    request.contentType = "application/json";
    request.body = dumpJson(Json{{"text", text}});
    request.isRepeatable = false;
    request.limits = limits;
    return request;
}

FetchRequest slackMessageRequest(const Service& slack, std::string_view channel, std::string_view text, std::string_view threadTs)
{
    Json body{{"channel", channel}, {"text", text}};
    if (!threadTs.empty()) {
        body["thread_ts"] = threadTs;
    }
    FetchRequest request = serviceJsonRequest(slack, "POST", "/chat.postMessage", dumpJson(body));
    request.contentType = kJson;
    return request;
}

Answer<Json> parseSlackReply(const Json& json)
{
    if (!memberAt(json, "ok").is_boolean()) {
        return malformed("the answer has no `ok` as Slack's have");
    }
    if (boolAt(json, "ok")) {
        return Answer<Json>(json);
    }
    const std::string word = stringAt(json, "error", "unknown_error");
    const auto kind = isAuthWord(word)                                  ? Unknown::Kind::Auth
                      : word == "ratelimited" || word == "rate_limited" ? Unknown::Kind::RateLimited
                      : word == "channel_not_found" || word == "message_not_found" || word == "thread_not_found"
                          ? Unknown::Kind::NotFound
                          : Unknown::Kind::Rejected;
    const std::string needed = stringAt(json, "needed");
    return unknown(kind,
                   "it says `" + shortened(word, 80) + "`" + (needed.empty() ? "" : "; the token needs the scope " + needed));
}

Answer<SlackIdentity> SlackClient::identity() const
{
    FetchRequest request = serviceJsonRequest(m_slack, "POST", "/auth.test", "{}");
    request.contentType = kJson;
    request.isRepeatable = true;
    return ask(m_fetcher, request, [](const Reply& reply) -> Answer<SlackIdentity> {
        const auto json = parseReply(reply.body);
        const auto read = json.isKnown() ? parseSlackReply(json.value()) : json;
        if (!read.isKnown()) {
            return read.unknown();
        }
        SlackIdentity identity{stringAt(read.value(), "team"), stringAt(read.value(), "user"), stringAt(read.value(), "url"), {}};
        for (const std::string& scope : split(headerOf(reply.headers, "x-oauth-scopes"), ',')) {
            if (!trimmed(scope).empty()) {
                identity.scopes.emplace_back(trimmed(scope));
            }
        }
        return identity;
    });
}

FetchRequest slackHistoryRequest(const Service& slack, std::string_view channel, std::string_view latest, int limit)
{
    QueryItems items{{"channel", std::string(channel)}, {"limit", std::to_string(limit)}};
    if (!latest.empty()) {
        items.emplace_back("latest", std::string(latest));
        items.emplace_back("inclusive", "true");
    }
    return serviceRequest(slack, "/conversations.history", items);
}

Answer<std::vector<SlackMessage>> parseSlackHistory(const Json& json)
{
    const auto read = parseSlackReply(json);
    if (!read.isKnown()) {
        return read.unknown();
    }
    const Json& list = memberAt(json, "messages");
    if (!list.is_array()) {
        return malformed("the answer has no `messages` as Slack's has");
    }
    std::vector<SlackMessage> messages;
    for (const Json& each : list) {
        messages.push_back({stringAt(each, "ts"), stringAt(each, "text")});
    }
    return messages;
}

Answer<std::vector<SlackMessage>> SlackClient::history(std::string_view channel, std::string_view latest, int limit) const
{
    return askJson(m_fetcher, slackHistoryRequest(m_slack, channel, latest, limit), parseSlackHistory);
}

Answer<SlackPost> SlackClient::post(std::string_view channel, std::string_view text, std::string_view threadTs) const
{
    return askJson(m_fetcher, slackMessageRequest(m_slack, channel, text, threadTs), [](const Json& json) -> Answer<SlackPost> {
        const auto read = parseSlackReply(json);
        if (!read.isKnown()) {
            return read.unknown();
        }
        SlackPost post{stringAt(json, "channel"), stringAt(json, "ts")};
        return post.ts.empty() ? Answer<SlackPost>(malformed("the answer names no `ts` of the message"))
                               : Answer<SlackPost>(std::move(post));
    });
}

Answer<Done> SlackClient::exists(const SlackPost& post) const
{
    const auto request = serviceRequest(m_slack, "/chat.getPermalink", {{"channel", post.channel}, {"message_ts", post.ts}});
    return askJson(m_fetcher, request, [](const Json& json) -> Answer<Done> {
        const auto read = parseSlackReply(json);
        return read.isKnown() ? Answer<Done>(Done{}) : Answer<Done>(read.unknown());
    });
}

Answer<std::vector<SlackPost>> SlackClient::find(std::string_view channel, std::string_view mark, WallTime since,
                                                 std::string_view threadTs) const
{
    QueryItems items{{"channel", std::string(channel)}, {"limit", "200"}};
    if (threadTs.empty()) {
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(since.time_since_epoch()).count();
        items.emplace_back("oldest", std::to_string(seconds));
    } else {
        items.emplace_back("ts", threadTs);
    }
    const auto requestOf = [&](const std::string& cursor) {
        QueryItems all = items;
        if (!cursor.empty()) {
            all.emplace_back("cursor", cursor);
        }
        return serviceRequest(m_slack, threadTs.empty() ? "/conversations.history" : "/conversations.replies", all);
    };
    return askPages<SlackPost>(
        m_fetcher, requestOf(""),
        [&](const Json& json) -> Answer<std::vector<SlackPost>> {
            const auto read = parseSlackReply(json);
            if (!read.isKnown()) {
                return read.unknown();
            }
            std::vector<SlackPost> found;
            for (const Json& message : memberAt(json, "messages")) {
                if (stringAt(message, "text").find(mark) != std::string::npos) {
                    found.push_back({std::string(channel), stringAt(message, "ts")});
                }
            }
            return found;
        },
        [&](const FetchRequest&, const Reply&, const Json& json) -> std::optional<FetchRequest> {
            const std::string cursor = stringAt(memberAt(json, "response_metadata"), "next_cursor");
            return cursor.empty() ? std::nullopt : std::optional(requestOf(cursor));
        });
}

Answer<SlackPost> postToWebhook(Fetcher& fetcher, const Secret& webhook, std::string_view text, const FetchLimits& limits)
{
    return ask(fetcher, slackWebhookRequest(webhook, text, limits), [](const Reply& reply) -> Answer<SlackPost> {
        return trimmed(reply.body) == "ok"
                   ? Answer<SlackPost>(SlackPost{})
                   : Answer<SlackPost>(malformed("the webhook did not answer `ok`: " + errorSentence(reply.body)));
    });
}

} // namespace holdpoint
