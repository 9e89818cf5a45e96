// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/staging/routes.h"

#include <array>

namespace holdpoint::staging {

namespace {

struct Pattern
{
    std::string_view prefix; // up to the variable part, or the whole path
    std::string_view suffix;
    bool hasPart;
    Route get;   // NotFound: there is no GET
    Route other; // NotFound: there is no other method
    Method otherMethod;
    std::string_view allow;
};

constexpr auto kNone = Route::NotFound;

// Longer suffixes before shorter ones of the same prefix: the first that fits is taken.
constexpr std::array<Pattern, 18> kPatterns{{
    {"/", "", false, Route::Home, kNone, Method::Other, "GET, HEAD"},
    {"/api/search", "", false, Route::Search, kNone, Method::Other, "GET, HEAD"},
    {"/static/", "", true, Route::Asset, kNone, Method::Other, "GET, HEAD"},
    {"/api/events", "", false, Route::ApiEvents, kNone, Method::Other, "GET, HEAD"},
    {"/api/events/", "/rsvp", true, kNone, Route::Rsvp, Method::Post, "POST"},
    {"/api/events/", "/attendance", true, Route::Attendance, kNone, Method::Other, "GET, HEAD"},
    {"/api/events/", "", true, Route::ApiEvent, kNone, Method::Other, "GET, HEAD"},
    {"/webhooks/events", "", false, kNone, Route::Webhook, Method::Post, "POST"},
    {"/webhooks/stats", "", false, Route::WebhookStats, kNone, Method::Other, "GET, HEAD"},
    {"/api/auth/login", "", false, kNone, Route::Login, Method::Post, "POST"},
    {"/api/subscriptions", "", false, Route::Subscriptions, Route::Subscribe, Method::Post, "GET, HEAD, POST"},
    {"/events", "", false, Route::EventList, kNone, Method::Other, "GET, HEAD"},
    {"/events/", "", true, Route::EventPage, kNone, Method::Other, "GET, HEAD"},
    {"/rtc/", "", true, Route::Rtc, kNone, Method::Other, "GET"},
    {"/health", "", false, Route::Health, kNone, Method::Other, "GET, HEAD"},
    {"/metrics", "", false, Route::Metrics, kNone, Method::Other, "GET, HEAD"},
    {"/_staging/faults", "", false, Route::Faults, Route::SetFaults, Method::Put, "GET, HEAD, PUT"},
    {"/_staging/reset", "", false, kNone, Route::Reset, Method::Post, "POST"},
}};

constexpr std::array<RouteTraits, kRouteCount> kTraits{{
    {"/health", "GET"},
    {"/", "GET", true},
    {"/events", "GET", true},
    {"/events/{id}", "GET", true},
    {"/static/{file}", "GET", true},
    {"/api/search", "GET", true, Pool::Cache},
    {"/api/auth/login", "POST", true, Pool::Database},
    {"/api/events", "GET", true, Pool::Database},
    {"/api/events/{id}", "GET", true, Pool::Database},
    {"/api/events/{id}/rsvp", "POST", true, Pool::Database},
    {"/api/events/{id}/attendance", "GET"},
    {"/api/subscriptions", "GET", true, Pool::Database},
    {"/api/subscriptions", "POST", true, Pool::Database},
    {"/rtc/{room}", "GET", true},
    {"/webhooks/events", "POST", true},
    {"/webhooks/stats", "GET"},
    {"/metrics", "GET"},
    {"/_staging/faults", "GET"},
    {"/_staging/faults", "PUT"},
    {"/_staging/reset", "POST"},
    {"not found", "any"},
    {"wrong method", "any"},
    {"malformed", "any"},
}};

bool fits(const Pattern& pattern, std::string_view path, std::string_view& part)
{
    if (!pattern.hasPart) {
        return path == pattern.prefix;
    }
    if (path.size() <= pattern.prefix.size() + pattern.suffix.size() || !path.starts_with(pattern.prefix) ||
        !path.ends_with(pattern.suffix)) {
        return false;
    }
    part = path.substr(pattern.prefix.size(), path.size() - pattern.prefix.size() - pattern.suffix.size());
    return part.find('/') == std::string_view::npos;
}

} // namespace

RouteMatch matchRoute(Method method, std::string_view path)
{
    for (const Pattern& pattern : kPatterns) {
        RouteMatch match;
        if (!fits(pattern, path, match.part)) {
            continue;
        }
        const bool isGet = method == Method::Get || method == Method::Head;
        match.route = isGet ? pattern.get : method == pattern.otherMethod ? pattern.other : kNone;
        if (match.route == kNone) {
            match.route = Route::WrongMethod;
            match.allow = pattern.allow;
        }
        return match;
    }
    return {};
}

const RouteTraits& traitsOf(Route route)
{
    return kTraits[static_cast<std::size_t>(route)];
}

} // namespace holdpoint::staging
