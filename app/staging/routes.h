// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/staging/message.h"

#include <cstddef>

namespace holdpoint::staging {

enum class Route : std::uint8_t {
    Health,
    Home,
    EventList,
    EventPage,
    Asset,
    Search,
    Login,
    ApiEvents,
    ApiEvent,
    Rsvp,
    Attendance,
    Subscriptions,
    Subscribe,
    Rtc,
    Webhook,
    WebhookStats,
    Metrics,
    Faults,
    SetFaults,
    Reset,
    NotFound,
    WrongMethod,
    Malformed,
};
constexpr std::size_t kRouteCount = static_cast<std::size_t>(Route::Malformed) + 1;

enum class Pool : std::uint8_t { None, Database, Cache };

struct RouteTraits
{
    std::string_view label; // of the metrics: the path as a template
    std::string_view method;
    bool isFaulty = false; // errors, latency, reset and slow-body apply
    Pool pool = Pool::None;
};

struct RouteMatch
{
    Route route = Route::NotFound;
    std::string_view part;  // {id}, {room} or the asset's name
    std::string_view allow; // the methods there are, for WrongMethod
};

/// HEAD is matched as GET.
RouteMatch matchRoute(Method method, std::string_view path);
const RouteTraits& traitsOf(Route route);

} // namespace holdpoint::staging
