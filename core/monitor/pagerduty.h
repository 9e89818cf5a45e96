// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/api_time.h"
#include "core/monitor/ask.h"

namespace holdpoint {

struct PagerDutyEvent
{
    enum class Action { Trigger, Acknowledge, Resolve };
    enum class Severity { Critical, Error, Warning, Info };

    Action action = Action::Trigger;
    std::string dedupKey; // the incident's identity: the same one is never two incidents
    std::string summary;
    std::string source;
    Severity severity = Severity::Warning;
    std::map<std::string, std::string> details;
};

/// Informs about a change, never pages anybody.
struct PagerDutyChange
{
    std::string summary;
    std::string source;
    WallTime at{};
    std::map<std::string, std::string> details;
};

struct OnCall
{
    std::string person;
    std::string policy;
    std::string schedule;   // empty: always
    std::int64_t level = 0; // 1 is called first
    std::optional<WallTime> from;
    std::optional<WallTime> to;
};

struct PagerDutyIncident
{
    std::string id;
    std::string title;
    std::string status; // triggered, acknowledged, resolved
    std::string link;
};

/// Events go to service.url + /v2/...; the routing key is a secret in the body.
FetchRequest pagerDutyEventRequest(const Service& events, const Secret& routingKey, const PagerDutyEvent& event);
FetchRequest pagerDutyChangeRequest(const Service& events, const Secret& routingKey, const PagerDutyChange& change);
/// The event's dedup_key, empty for a change.
Answer<std::string> parsePagerDutyTaken(const Json& json);
/// Whose calls are asked for; all empty: everybody's.
struct OnCallScope
{
    std::vector<std::string> policies; // ids of escalation policies
    std::vector<std::string> schedules{};
};

/// A change that PagerDuty lists; it does so only some seconds after it took it.
struct ListedChange
{
    std::string id;
    std::string summary;
    std::optional<WallTime> at;
};

FetchRequest onCallsRequest(const Service& api, const OnCallScope& scope, WallSpan span, std::size_t offset);
FetchRequest changesRequest(const Service& api, WallSpan span, std::size_t offset);
Answer<std::vector<ListedChange>> parseChanges(const Json& json);
Answer<std::vector<OnCall>> parseOnCalls(const Json& json);
/// Incidents of that dedup key since a time: an event of ours that PagerDuty took up.
FetchRequest incidentsRequest(const Service& api, std::string_view key, WallTime since);
Answer<std::vector<PagerDutyIncident>> parseIncidents(const Json& json);

class PagerDutyClient
{
public:
    /// `events` is https://events.pagerduty.com, `api` https://api.pagerduty.com with its token.
    PagerDutyClient(Fetcher& fetcher, Service events, Secret routingKey, Service api)
        : m_fetcher(fetcher), m_events(std::move(events)), m_routingKey(std::move(routingKey)), m_api(std::move(api))
    {}

    Answer<std::string> send(const PagerDutyEvent& event) const;
    /// Never sent twice by itself: changes have no identity.
    Answer<Done> announce(const PagerDutyChange& change) const;
    /// Everyone who is on call at some time in the span, level 1 first.
    Answer<std::vector<OnCall>> onCalls(const OnCallScope& scope, WallSpan span) const;
    /// The changes of a span of time.
    Answer<std::vector<ListedChange>> changes(WallSpan span) const;
    Answer<std::vector<PagerDutyIncident>> incidents(std::string_view key, WallTime since) const;

private:
    Fetcher& m_fetcher;
    const Service m_events;
    const Secret m_routingKey;
    const Service m_api;
};

} // namespace holdpoint
