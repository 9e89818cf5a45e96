// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/window/slack_notice.h"

#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/monitor/plan_services.h"
#include "core/monitor/slack.h"

namespace holdpoint {

namespace {

constexpr const char* kSlackApi = "https://slack.com/api";
constexpr std::string_view kWebhook = "webhook";
constexpr std::chrono::hours kClocksApart{1}; // ours and Slack's; the mark is the window's alone

/// "C123 1503435956.000247"
SlackPost postOf(const std::string& reference)
{
    const auto blank = reference.find(' ');
    return blank == std::string::npos ? SlackPost{} : SlackPost{reference.substr(0, blank), reference.substr(blank + 1)};
}

std::string referenceOf(const SlackPost& post)
{
    return post.ts.empty() ? std::string(kWebhook) : post.channel + " " + post.ts;
}

} // namespace

SlackTarget slackTarget(const Plan& plan)
{
    SlackTarget target;
    target.service = planService(plan, "slack");
    if (!target.service.isConfigured()) {
        target.service.url = kSlackApi;
    }
    target.webhook = planServiceSecret(plan, "slack", "webhook");
    target.channel = planServiceSecret(plan, "slack", "channel").reveal();
    return target;
}

Sent postToSlack(Fetcher& fetcher, const SlackTarget& target, const std::string& text, const std::string& threadOf)
{
    const Answer<SlackPost> posted = target.hasToken()
                                         ? SlackClient(fetcher, target.service).post(target.channel, text, postOf(threadOf).ts)
                                         : postToWebhook(fetcher, target.webhook, text, target.service.limits);
    return posted.isKnown() ? Sent{Sent::Kind::Taken, referenceOf(posted.value()), "posted"}
                            : notTaken(posted.unknown(), posted.evidence);
}

Seen findInSlack(Fetcher& fetcher, const SlackTarget& target, const std::string& text, WallTime since,
                 const std::string& threadOf)
{
    const std::string mark = text.substr(0, text.find_last_not_of('_') + 1); // the end of italics is nothing to look for
    if (!target.hasToken()) {
        return {Seen::Kind::CannotAsk, "", "a webhook cannot be asked; look into the channel for " + mark};
    }
    const auto found = SlackClient(fetcher, target.service).find(target.channel, text, since - kClocksApart, postOf(threadOf).ts);
    if (!found.isKnown()) {
        Seen seen = cannotAsk(found.unknown());
        seen.reason += "; look into the channel for " + mark + " (with the scope channels:history Slack can be asked)";
        return seen;
    }
    return found.value().empty() ? Seen{Seen::Kind::NotThere, "", "the channel has no message with " + mark}
                                 : Seen{Seen::Kind::There, referenceOf(found.value().back()), "seen in the channel"};
}

std::string SlackNotice::whyLeftOut() const
{
    return !m_isWanted ? std::string(kLeftOut) : !m_target.isConfigured() ? kNoSlack : "";
}

std::string SlackNotice::openText(const WindowFacts& window)
{
    const auto clock = [](WallTime time) { return formatUtcClock(time).substr(0, 5); };
    std::string text = "*Load test window is open*: " + slackEscape(window.release) + " on " + slackEscape(window.environment) +
                       ", " + formatUtcSeconds(window.from).substr(0, 10) + " " + clock(window.from) + " to " +
                       clock(window.until) + " UTC.";
    if (!window.tests.empty()) {
        text += "\nTests: " + slackEscape(join(window.tests, ", "));
    }
    if (!window.hosts.empty()) {
        text += "\nLoaded hosts: " + slackEscape(join(window.hosts, ", "));
    }
    text += "\nPlease run no other load test and no deployment there until it is closed.";
    text += "\nContact: " + slackEscape(window.by);
    text += window.onCall.empty() ? "" : "\nOn call: " + slackEscape(window.onCall);
    return text + "\n_Holdpoint window " + window.mark + "_";
}

std::string SlackNotice::closeText(const WindowFacts& window)
{
    return "*Load test window is closed*: " + slackEscape(window.release) + " on " + slackEscape(window.environment) +
           ", ended " + formatUtcClock(window.ended).substr(0, 5) + " UTC.\n_Holdpoint window " + window.mark + "-end_";
}

Sent SlackNotice::begin(const WindowFacts& window)
{
    return postToSlack(m_fetcher, m_target, openText(window));
}

Seen SlackNotice::findBegun(const WindowFacts& window, WallTime /*intendedAt*/)
{
    return findInSlack(m_fetcher, m_target, window.mark + "_", window.from);
}

Sent SlackNotice::end(const WindowFacts& window, const std::string& reference)
{
    return postToSlack(m_fetcher, m_target, closeText(window), reference);
}

Seen SlackNotice::findEnded(const WindowFacts& window, const std::string& reference, const std::string& endReference,
                            WallTime /*intendedAt*/)
{
    if (endReference == kWebhook) {
        return {Seen::Kind::There, endReference, "the webhook answered ok; it cannot be asked again"};
    }
    if (const SlackPost post = postOf(endReference); m_target.hasToken() && !post.ts.empty()) {
        const auto there = SlackClient(m_fetcher, m_target.service).exists(post);
        return there.isKnown() ? Seen{Seen::Kind::There, endReference, "seen in Slack"}
               : there.unknown().kind == Unknown::Kind::NotFound
                   ? Seen{Seen::Kind::NotThere, "", "Slack does not have the message"}
                   : cannotAsk(there.unknown());
    }
    return findInSlack(m_fetcher, m_target, window.mark + "-end", window.from, reference);
}

} // namespace holdpoint
