// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace holdpoint::staging {

struct Event
{
    int id = 0;
    std::string title;
    std::string venue;
    std::string startsAt; // RFC 3339
    std::size_t capacity = 0;
    std::unordered_set<std::string> attendees;
};

enum class RsvpOutcome { Accepted, Repeated, Full };
enum class CapacityRule { Enforced, Ignored };

struct Subscription
{
    std::uint64_t id = 0;
    std::string plan;
};

/// What the platform under test knows: events, who attends them, who subscribed to what, who is logged in.
class Platform
{
public:
    Platform();

    const std::vector<Event>& events() const { return m_events; }
    /// nullptr for an id that is no number or no event's.
    Event* event(std::string_view id);
    static RsvpOutcome rsvp(Event& event, const std::string& user, CapacityRule rule);

    /// A bearer token for the user. Stateless, so any number of users can be logged in.
    std::string issueToken(const std::string& user) const;
    /// The user of an Authorization header, empty if the token is not one of this service's.
    std::string userOf(std::string_view authorization) const;

    const std::vector<Subscription>& subscriptionsOf(const std::string& user) const;
    /// A user keeps the newest 100.
    Subscription subscribe(const std::string& user, std::string plan);

    /// Nobody attends, nobody subscribed; tokens stay valid.
    void reset();

private:
    std::vector<Event> m_events;
    std::unordered_map<std::string, std::vector<Subscription>> m_subscriptions;
    std::uint64_t m_lastSubscription = 0;
    std::string m_tokenKey;
};

/// Answers of the search, rendered; forgets all when full, as a cache under pressure does.
class SearchCache
{
public:
    /// The body for a query and page; counts a hit or a miss.
    const std::string& answer(const std::string& query, int page);

    std::uint64_t hitCount() const { return m_hitCount; }
    std::uint64_t missCount() const { return m_missCount; }

private:
    std::unordered_map<std::string, std::string> m_bodies;
    std::uint64_t m_hitCount = 0;
    std::uint64_t m_missCount = 0;
};

} // namespace holdpoint::staging
