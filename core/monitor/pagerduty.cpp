// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/pagerduty.h"

#include "core/base/time_format.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::size_t kPage = 100;

std::string_view wordOf(PagerDutyEvent::Action action)
{
    switch (action) {
    case PagerDutyEvent::Action::Trigger:
        return "trigger";
    case PagerDutyEvent::Action::Acknowledge:
        return "acknowledge";
    case PagerDutyEvent::Action::Resolve:
        return "resolve";
    }
    return "";
}

std::string_view wordOf(PagerDutyEvent::Severity severity)
{
    switch (severity) {
    case PagerDutyEvent::Severity::Critical:
        return "critical";
    case PagerDutyEvent::Severity::Error:
        return "error";
    case PagerDutyEvent::Severity::Warning:
        return "warning";
    case PagerDutyEvent::Severity::Info:
        return "info";
    }
    return "";
}

/// The routing key is all the identity that events have.
FetchRequest eventRequest(const Service& events, const Secret& routingKey, std::string_view path, const Json& body)
{
    Service anonymous = events;
    anonymous.token = Secret();
    FetchRequest request = serviceJsonRequest(anonymous, "POST", path, dumpJson(body));
    request.hidden.push_back(routingKey);
    return request;
}

/// PagerDuty's own API wants its token in a scheme of its own.
FetchRequest restRequest(const Service& api, std::string_view path, const QueryItems& items)
{
    Service anonymous = api;
    anonymous.token = Secret();
    FetchRequest request = serviceRequest(anonymous, path, items);
    request.headers.emplace_back("Accept", "application/vnd.pagerduty+json;version=2");
    request.secretHeaders.emplace_back("Authorization", Secret("Token token=" + api.token.reveal()));
    request.hidden.push_back(api.token);
    return request;
}

} // namespace

FetchRequest pagerDutyEventRequest(const Service& events, const Secret& routingKey, const PagerDutyEvent& event)
{
    Json body{{"routing_key", routingKey.reveal()}, {"event_action", wordOf(event.action)}, {"dedup_key", event.dedupKey}};
    if (event.action == PagerDutyEvent::Action::Trigger) {
        body["client"] = "Holdpoint";
        body["payload"] = Json{{"summary", event.summary}, {"source", event.source}, {"severity", wordOf(event.severity)}};
        if (!event.details.empty()) {
            body["payload"]["custom_details"] = event.details;
        }
    }
    FetchRequest request = eventRequest(events, routingKey, "/v2/enqueue", body);
    request.isRepeatable = !event.dedupKey.empty();
    return request;
}

FetchRequest pagerDutyChangeRequest(const Service& events, const Secret& routingKey, const PagerDutyChange& change)
{
    Json payload{{"summary", change.summary}, {"source", change.source}, {"timestamp", formatUtc(change.at)}};
    if (!change.details.empty()) {
        payload["custom_details"] = change.details;
    }
    return eventRequest(events, routingKey, "/v2/change/enqueue",
                        Json{{"routing_key", routingKey.reveal()}, {"payload", payload}});
}

Answer<std::string> parsePagerDutyTaken(const Json& json)
{
    if (stringAt(json, "status") != "success") {
        return unknown(Unknown::Kind::Rejected, "it did not take the event: " + errorSentence(dumpJson(json)));
    }
    return stringAt(json, "dedup_key");
}

FetchRequest onCallsRequest(const Service& api, const OnCallScope& scope, WallSpan span, std::size_t offset)
{
    QueryItems items;
    for (const std::string& policy : scope.policies) {
        items.emplace_back("escalation_policy_ids[]", policy);
    }
    for (const std::string& schedule : scope.schedules) {
        items.emplace_back("schedule_ids[]", schedule);
    }
    const QueryItems rest{{"include[]", "users"},
                          {"since", formatUtcSeconds(span.from)},
                          {"until", formatUtcSeconds(span.to)},
                          {"limit", std::to_string(kPage)},
                          {"offset", std::to_string(offset)}};
    items.insert(items.end(), rest.begin(), rest.end());
    return restRequest(api, "/oncalls", items);
}

FetchRequest changesRequest(const Service& api, WallSpan span, std::size_t offset)
{
    return restRequest(api, "/change_events",
                       {{"since", formatUtcSeconds(span.from)},
                        {"until", formatUtcSeconds(span.to)},
                        {"limit", std::to_string(kPage)},
                        {"offset", std::to_string(offset)}});
}

Answer<std::vector<ListedChange>> parseChanges(const Json& json)
{
    const Json& list = memberAt(json, "change_events");
    if (!list.is_array()) {
        return malformed("the answer has no `change_events` as PagerDuty's has");
    }
    std::vector<ListedChange> result;
    for (const Json& each : list) {
        result.push_back({stringAt(each, "id"), stringAt(each, "summary"), timeAt(each, "timestamp")});
    }
    return result;
}

FetchRequest incidentsRequest(const Service& api, std::string_view key, WallTime since)
{
    return restRequest(
        api, "/incidents",
        {{"incident_key", std::string(key)}, {"since", formatUtcSeconds(since)}, {"limit", std::to_string(kPage)}});
}

Answer<std::vector<PagerDutyIncident>> parseIncidents(const Json& json)
{
    const Json& list = memberAt(json, "incidents");
    if (!list.is_array()) {
        return malformed("the answer has no `incidents` as PagerDuty's has");
    }
    std::vector<PagerDutyIncident> incidents;
    for (const Json& each : list) {
        incidents.push_back(
            {stringAt(each, "id"), stringAt(each, "title"), stringAt(each, "status"), stringAt(each, "html_url")});
    }
    return incidents;
}

Answer<std::vector<PagerDutyIncident>> PagerDutyClient::incidents(std::string_view key, WallTime since) const
{
    return askJson(m_fetcher, incidentsRequest(m_api, key, since), parseIncidents);
}

Answer<std::vector<OnCall>> parseOnCalls(const Json& json)
{
    const Json& list = memberAt(json, "oncalls");
    if (!list.is_array()) {
        return malformed("the answer has no `oncalls` as PagerDuty's has");
    }
    std::vector<OnCall> result;
    for (const Json& each : list) {
        OnCall one;
        const Json& user = memberAt(each, "user");
        one.person = stringAt(user, "summary", stringAt(user, "name"));
        one.policy = stringAt(memberAt(each, "escalation_policy"), "summary");
        one.schedule = stringAt(memberAt(each, "schedule"), "summary");
        one.level = integerAt(each, "escalation_level");
        one.from = timeAt(each, "start");
        one.to = timeAt(each, "end");
        if (one.person.empty() || one.level < 1) {
            return malformed("somebody on call has no name or no level");
        }
        result.push_back(std::move(one));
    }
    return result;
}

Answer<std::string> PagerDutyClient::send(const PagerDutyEvent& event) const
{
    return askJson(m_fetcher, pagerDutyEventRequest(m_events, m_routingKey, event), parsePagerDutyTaken);
}

Answer<Done> PagerDutyClient::announce(const PagerDutyChange& change) const
{
    return askJson(m_fetcher, pagerDutyChangeRequest(m_events, m_routingKey, change), [](const Json& json) -> Answer<Done> {
        const auto taken = parsePagerDutyTaken(json);
        return taken.isKnown() ? Answer<Done>(Done{}) : Answer<Done>(taken.unknown());
    });
}

Answer<std::vector<OnCall>> PagerDutyClient::onCalls(const OnCallScope& scope, WallSpan span) const
{
    std::size_t offset = 0;
    auto all = askPages<OnCall>(m_fetcher, onCallsRequest(m_api, scope, span, 0), parseOnCalls,
                                [&](const FetchRequest&, const Reply&, const Json& json) -> std::optional<FetchRequest> {
                                    offset += memberAt(json, "oncalls").size();
                                    return boolAt(json, "more") ? std::optional(onCallsRequest(m_api, scope, span, offset))
                                                                : std::nullopt;
                                });
    if (all.isKnown()) {
        std::stable_sort(all.value().begin(), all.value().end(), [](const auto& a, const auto& b) { return a.level < b.level; });
    }
    return all;
}

Answer<std::vector<ListedChange>> PagerDutyClient::changes(WallSpan span) const
{
    std::size_t offset = 0;
    return askPages<ListedChange>(m_fetcher, changesRequest(m_api, span, 0), parseChanges,
                                  [&](const FetchRequest&, const Reply&, const Json& json) -> std::optional<FetchRequest> {
                                      offset += memberAt(json, "change_events").size();
                                      return boolAt(json, "more") ? std::optional(changesRequest(m_api, span, offset))
                                                                  : std::nullopt;
                                  });
}

} // namespace holdpoint
