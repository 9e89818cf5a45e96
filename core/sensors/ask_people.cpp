// SPDX-License-Identifier: GPL-3.0-or-later
// `slack` and `pagerduty`: whether people can be told, were told, and who is on call.
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/monitor/pagerduty.h"
#include "core/monitor/slack.h"
#include "core/sensors/askers.h"

#include <algorithm>
#include <set>

namespace holdpoint {

namespace {

constexpr auto kIncidentAge = std::chrono::hours{24};

/// The service at the address that everybody's is at, where the plan gives a token and no other address.
Service hostedService(const AskContext& context, std::string_view name, const Json& spec, std::string_view url)
{
    Service service = sensorService(context, name, spec);
    if (!service.token.isEmpty() && !serviceSection(context.plan, name, spec).contains("url")) {
        service.url = url;
    }
    return service;
}

/// The part of the span that nobody of these covers, in minutes.
double gapMinutes(const std::vector<OnCall>& all, WallSpan span)
{
    std::vector<std::pair<WallTime, WallTime>> shifts;
    for (const OnCall& each : all) {
        if (each.level == 1) {
            shifts.emplace_back(each.from.value_or(span.from), each.to.value_or(span.to));
        }
    }
    std::sort(shifts.begin(), shifts.end());
    WallTime reached = span.from;
    WallTime::duration gap{};
    for (const auto& [from, to] : shifts) {
        gap += std::max(WallTime::duration{}, std::min(from, span.to) - reached);
        reached = std::max(reached, std::min(to, span.to));
    }
    gap += std::max(WallTime::duration{}, span.to - reached);
    return std::chrono::duration<double>(gap).count() / 60;
}

Answer<Json> whoIsOnCall(const AskContext& context, const PagerDutyClient& client, const Json& spec)
{
    const WallTime now = context.fetcher.clock().wallNow();
    const WallSpan span{now, std::max(context.inputs.windowEnd.value_or(now), now + std::chrono::minutes{1})};
    auto found = client.onCalls({wordsOf(memberAt(spec, "policies")), wordsOf(memberAt(spec, "schedules"))}, span);
    if (!found.isKnown()) {
        return Answer<Json>(found.unknown()).with(std::move(found.evidence));
    }
    Json rows = Json::array();
    std::set<std::string> first;
    for (const OnCall& each : found.value()) {
        rows.push_back(Json{{"person", each.person},
                            {"level", each.level},
                            {"policy", each.policy},
                            {"schedule", each.schedule},
                            {"from", each.from ? formatUtcSeconds(*each.from) : ""},
                            {"to", each.to ? formatUtcSeconds(*each.to) : ""}});
        if (each.level == 1) {
            first.insert(each.person);
        }
    }
    return Answer<Json>(Json{{"count", rows.size()},
                             {"first", join(std::vector<std::string>(first.begin(), first.end()), ", ")},
                             {"gap_minutes", gapMinutes(found.value(), span)},
                             {"on_call", rows}})
        .with(std::move(found.evidence));
}

} // namespace

Answer<Json> askSlack(const AskContext& context, const Json& spec)
{
    const Json& section = serviceSection(context.plan, "slack", spec);
    const Service service = hostedService(context, "slack", spec, "https://slack.com/api");
    if (!service.isConfigured()) {
        return notConfigured("slack", spec);
    }
    const SlackClient client(context.fetcher, service);
    const std::string what = stringAt(spec, "slack");
    if (what == "auth") {
        auto identity = client.identity();
        if (!identity.isKnown()) {
            return Answer<Json>(identity.unknown()).with(std::move(identity.evidence));
        }
        const auto& scopes = identity.value().scopes;
        Json answer{{"ok", true}, {"team", identity.value().team}, {"user", identity.value().user}, {"scopes", scopes}};
        if (!scopes.empty()) { // Slack names them in a header; without it nothing is known of them
            answer["can_post"] = std::find(scopes.begin(), scopes.end(), "chat:write") != scopes.end();
        }
        return Answer<Json>(std::move(answer)).with(std::move(identity.evidence));
    }
    if (what != "message") {
        return malformed("`slack: " + shortened(what, 40) + "` is none of auth, message");
    }
    const std::string channel = stringAt(spec, "channel", stringAt(section, "channel"));
    const std::string ts = stringAt(spec, "ts");
    const std::string text = stringAt(spec, "text");
    if (channel.empty() || (ts.empty() && text.empty())) {
        return unknown(Unknown::Kind::NotConfigured, "a message is looked for by `channel` and its `ts` or `text`");
    }
    auto messages = client.history(channel, ts, ts.empty() ? 100 : 1);
    if (!messages.isKnown()) {
        return Answer<Json>(messages.unknown()).with(std::move(messages.evidence));
    }
    const auto& all = messages.value();
    const auto found = std::find_if(all.begin(), all.end(), [&](const SlackMessage& each) {
        return (ts.empty() || each.ts == ts) && (text.empty() || each.text.find(text) != std::string::npos);
    });
    Json answer{{"ok", found != all.end()}, {"channel", channel}};
    if (found != all.end()) {
        answer["ts"] = found->ts;
        answer["text"] = shortened(found->text, 300);
    }
    return Answer<Json>(std::move(answer)).with(std::move(messages.evidence));
}

Answer<Json> askPagerDuty(const AskContext& context, const Json& spec)
{
    const Service service = hostedService(context, "pagerduty", spec, "https://api.pagerduty.com");
    if (!service.isConfigured()) {
        return notConfigured("pagerduty", spec);
    }
    const PagerDutyClient client(context.fetcher, {}, {}, service);
    const std::string what = stringAt(spec, "pagerduty");
    if (what == "on_call") {
        return whoIsOnCall(context, client, spec);
    }
    if (what != "incidents" || stringAt(spec, "key").empty()) {
        return malformed("`pagerduty: " + shortened(what, 40) + "` is none of on_call, incidents (with `key`)");
    }
    auto found = client.incidents(stringAt(spec, "key"), context.fetcher.clock().wallNow() - kIncidentAge);
    if (!found.isKnown()) {
        return Answer<Json>(found.unknown()).with(std::move(found.evidence));
    }
    Json rows = Json::array();
    for (const PagerDutyIncident& each : found.value()) {
        rows.push_back(Json{{"id", each.id}, {"title", each.title}, {"status", each.status}, {"link", each.link}});
    }
    return Answer<Json>(Json{{"count", rows.size()}, {"incidents", rows}}).with(std::move(found.evidence));
}

} // namespace holdpoint
