// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/staging/platform.h"

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/base/units.h"

#include <array>

namespace holdpoint::staging {

namespace {

constexpr std::size_t kMostAttendees = 1'000'000; // also with overbooking
constexpr std::size_t kMostSubscriptionsOfUser = 100;
constexpr std::size_t kMostSubscribers = 200'000;
constexpr std::size_t kMostCachedAnswers = 4'096;
constexpr int kResultsPerPage = 10;

/// FNV-1a, so that the same query finds the same things on every machine.
std::uint64_t stableHash(std::string_view text)
{
    std::uint64_t hash = 14695981039346656037ULL;
    for (const char c : text) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    }
    return hash;
}

std::string renderResults(const std::string& query, int page)
{
    static constexpr std::array<std::string_view, 8> kForms{"for beginners", "in the park", "at night", "masterclass",
                                                            "open evening",  "weekend",     "workshop", "with friends"};
    const std::uint64_t hash = stableHash(query);
    const int total = 20 + static_cast<int>(hash % 200);
    std::string body = "{\"query\":\"" + jsonEscape(query) + "\",\"page\":" + std::to_string(page) +
                       ",\"total\":" + std::to_string(total) + ",\"results\":[";
    const std::int64_t first = std::int64_t{page - 1} * kResultsPerPage;
    for (std::int64_t i = first; i < std::min<std::int64_t>(total, first + kResultsPerPage); ++i) {
        const auto number = static_cast<std::uint64_t>(i);
        body += i == first ? "" : ",";
        body += "{\"id\":" + std::to_string((hash + number * 7919) % 1'000'000) + ",\"title\":\"" + jsonEscape(query) + " " +
                std::string(kForms[(hash + number) % kForms.size()]) + "\"}";
    }
    return body + "]}";
}

} // namespace

Platform::Platform() : m_tokenKey(randomUuid())
{
    static constexpr std::array<std::string_view, 12> kTitles{
        "City Jazz Night",  "Chess Simultaneous",   "Yoga at Dawn",         "Harbour Run",
        "Pottery Weekend",  "Night of Short Films", "Bread Baking Morning", "Choir Open Evening",
        "Robotics for All", "Poetry Reading",       "Allotment Tour",       "Winter Swim"};
    for (std::size_t i = 0; i < kTitles.size(); ++i) {
        Event event;
        event.id = static_cast<int>(i) + 1;
        event.title = kTitles[i];
        event.venue = "Hall " + std::string(1, static_cast<char>('A' + i % 5));
        event.startsAt = "2030-06-" + std::string(i < 9 ? "0" : "") + std::to_string(i + 1) + "T18:00:00Z";
        event.capacity = i == 0 ? 5'000 : i == 1 ? 100 : 200 * (i + 1);
        m_events.push_back(std::move(event));
    }
}

Event* Platform::event(std::string_view id)
{
    const auto number = parseInteger(id);
    if (!number || *number < 1 || *number > static_cast<std::int64_t>(m_events.size())) {
        return nullptr;
    }
    return &m_events[static_cast<std::size_t>(*number - 1)];
}

RsvpOutcome Platform::rsvp(Event& event, const std::string& user, CapacityRule rule)
{
    if (event.attendees.contains(user)) {
        return RsvpOutcome::Repeated;
    }
    const std::size_t limit = rule == CapacityRule::Enforced ? event.capacity : kMostAttendees;
    if (event.attendees.size() >= limit) {
        return RsvpOutcome::Full;
    }
    event.attendees.insert(user);
    return RsvpOutcome::Accepted;
}

std::string Platform::issueToken(const std::string& user) const
{
    return hexEncode(user) + "." + hexEncode(hmacSha256(m_tokenKey, user)).substr(0, 32);
}

std::string Platform::userOf(std::string_view authorization) const
{
    constexpr std::string_view kBearer = "bearer ";
    if (lowered(authorization.substr(0, kBearer.size())) != kBearer) {
        return {};
    }
    const std::string_view token = trimmed(authorization.substr(kBearer.size()));
    const auto dot = token.find('.');
    if (dot == std::string_view::npos || dot % 2 != 0) {
        return {};
    }
    std::string user;
    for (std::size_t i = 0; i < dot; i += 2) {
        const auto digit = [](char c) { return static_cast<unsigned>(c >= 'a' ? c - 'a' + 10 : c - '0'); };
        user += static_cast<char>((digit(token[i]) << 4U | digit(token[i + 1])) & 0xffU);
    }
    return issueToken(user) == token ? user : std::string();
}

const std::vector<Subscription>& Platform::subscriptionsOf(const std::string& user) const
{
    static const std::vector<Subscription> kNone;
    const auto at = m_subscriptions.find(user);
    return at == m_subscriptions.end() ? kNone : at->second;
}

Subscription Platform::subscribe(const std::string& user, std::string plan)
{
    if (m_subscriptions.size() >= kMostSubscribers && !m_subscriptions.contains(user)) {
        m_subscriptions.erase(m_subscriptions.begin());
    }
    auto& all = m_subscriptions[user];
    if (all.size() >= kMostSubscriptionsOfUser) {
        all.erase(all.begin());
    }
    all.push_back({++m_lastSubscription, std::move(plan)});
    return all.back();
}

void Platform::reset()
{
    for (Event& event : m_events) {
        event.attendees.clear();
    }
    m_subscriptions.clear();
}

const std::string& SearchCache::answer(const std::string& query, int page)
{
    std::string key = std::to_string(page) + ":" + query;
    if (const auto at = m_bodies.find(key); at != m_bodies.end()) {
        ++m_hitCount;
        return at->second;
    }
    ++m_missCount;
    if (m_bodies.size() >= kMostCachedAnswers) {
        m_bodies.clear();
    }
    return m_bodies.emplace(std::move(key), renderResults(query, page)).first->second;
}

} // namespace holdpoint::staging
