// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/staging/service.h"

#include "core/base/json.h"
#include "core/base/units.h"

namespace holdpoint::staging {

namespace {

constexpr std::size_t kUsualSlots = 200; // of each pool without the fault

} // namespace

Service::Service(const StagingOptions& options)
    : dice(options.seed), rtc(metrics, dice), m_version(options.version), m_isTls(options.tls), m_site(m_platform.events()),
      m_inbox(options.webhookSecret), m_databasePool(kUsualSlots), m_cachePool(kUsualSlots)
{}

Result<> Service::checkFaults(const FaultSet& faults) const
{
    if (!m_isTls && faults.texts().contains("cert")) {
        return fail(Error::Kind::Invalid,
                    "fault cert: the service speaks plain HTTP and shows no certificate: start it with --tls");
    }
    return {};
}

void Service::adopt(FaultSet faults)
{
    m_faults = std::move(faults);
    const auto& pool = m_faults.values().pool;
    m_databasePool.resize(pool ? pool->slots : kUsualSlots);
    m_cachePool.resize(pool ? pool->slots : kUsualSlots);
    for (SlotPool* one : {&m_databasePool, &m_cachePool}) {
        while (const auto waiter = one->next()) {
            waiter();
        }
    }
}

Result<> Service::setFaults(const std::vector<StagingFault>& faults)
{
    FaultSet changed = m_faults;
    for (const StagingFault& fault : faults) {
        if (const auto done = changed.set(fault.name, fault.value); !done) {
            return done;
        }
    }
    if (const auto possible = checkFaults(changed); !possible) {
        return possible;
    }
    adopt(std::move(changed));
    return {};
}

void Service::endStall()
{
    const auto done = m_faults.clear("stall");
    assert(done);
    static_cast<void>(done);
}

void Service::forgetWaiters()
{
    m_databasePool.forgetWaiters();
    m_cachePool.forgetWaiters();
}

Fate Service::fateOf(Route route)
{
    const RouteTraits& traits = traitsOf(route);
    const Faults& faults = m_faults.values();
    Fate fate;
    if (!traits.isFaulty) {
        return fate;
    }
    fate.isReset = dice.hits(faults.reset);
    fate.isError = dice.hits(faults.errors);
    fate.isSlowBody = dice.hits(faults.slowBody);
    if (faults.latency) {
        fate.delay = dice.sample(*faults.latency);
    }
    if (traits.pool != Pool::None) {
        fate.pool = traits.pool == Pool::Cache ? &m_cachePool : &m_databasePool;
        if (faults.pool) {
            fate.delay = std::max(fate.delay, faults.pool->hold);
        }
    }
    return fate;
}

Response Service::answer(const RouteMatch& match, const Request& request)
{
    switch (match.route) {
    case Route::Health:
        return health();
    case Route::Home:
        return m_site.home();
    case Route::EventList:
        return m_site.eventList();
    case Route::EventPage:
        return m_site.event(match.part);
    case Route::Asset:
        return m_site.asset(match.part, request);
    case Route::Search:
        return search(request);
    case Route::Login:
        return login(request);
    case Route::ApiEvents:
        return apiEvents();
    case Route::ApiEvent:
        return apiEvent(match.part);
    case Route::Rsvp:
        return rsvp(match.part, request);
    case Route::Attendance:
        return attendance(match.part);
    case Route::Subscriptions:
    case Route::Subscribe:
        return subscriptions(request, request.method);
    case Route::Rtc: {
        Response response = errorResponse(426, "/rtc/{room} is a WebSocket: send Upgrade: websocket");
        response.headers = "Upgrade: websocket\r\n";
        return response;
    }
    case Route::Webhook:
        return m_inbox.accept(request, m_faults.values(), dice);
    case Route::WebhookStats:
        return webhookStats();
    case Route::Metrics:
        return metricsText();
    case Route::Faults:
        return faultsAsJson();
    case Route::SetFaults:
        return putFaults(request);
    case Route::Reset:
        return reset();
    case Route::NotFound:
        return errorResponse(404, "there is nothing at this path");
    case Route::WrongMethod: {
        Response response = errorResponse(405, "this path takes " + std::string(match.allow));
        response.headers = "Allow: " + std::string(match.allow) + "\r\n";
        return response;
    }
    case Route::Malformed:
        break;
    }
    return errorResponse(400, "the request is malformed");
}

Response Service::faultsAsJson() const
{
    Json all = Json::object();
    for (const auto& [name, value] : m_faults.texts()) {
        all[name] = value;
    }
    return jsonResponse(200, dumpJson(all));
}

Response Service::putFaults(const Request& request)
{
    const auto body = parseJson(request.body, "the faults");
    if (!body || !body->is_object()) {
        return errorResponse(400, body ? R"(send an object of faults: {"errors": "2%", "latency": null})" : body.error().message);
    }
    FaultSet changed = m_faults;
    for (const auto& [name, value] : body->items()) {
        Result<> done;
        if (value.is_null()) {
            done = changed.clear(name);
        } else if (value.is_string() || value.is_number() || value.is_boolean()) {
            const std::string text = value.is_string()    ? value.get<std::string>()
                                     : value.is_boolean() ? std::string(value.get<bool>() ? "1" : "0")
                                                          : formatPlain(value.get<double>());
            done = changed.set(name, text);
        } else {
            done = fail(Error::Kind::Invalid, "the value of a fault is a text, a number or null");
        }
        if (!done) {
            return errorResponse(400, done.error().message + "; null clears a fault");
        }
    }
    if (const auto possible = checkFaults(changed); !possible) {
        return errorResponse(400, possible.error().message);
    }
    adopt(std::move(changed));
    if (onFaultsChanged) {
        onFaultsChanged();
    }
    return faultsAsJson();
}

Response Service::webhookStats() const
{
    const WebhookStats& stats = m_inbox.stats();
    return jsonResponse(200, "{\"received\":" + std::to_string(stats.received) + ",\"processed\":" +
                                 std::to_string(stats.processed) + ",\"duplicates\":" + std::to_string(stats.duplicates) + "}");
}

Response Service::metricsText() const
{
    return Response{.contentType = "application/openmetrics-text; version=1.0.0; charset=utf-8",
                    .body = metrics.render() + renderPools(m_databasePool, m_cachePool, m_searchCache) + "# EOF\n",
                    .headers = {}};
}

Response Service::reset()
{
    m_platform.reset();
    m_inbox.reset();
    rtc.dismissAll();
    return jsonResponse(200, R"({"status":"reset"})");
}

} // namespace holdpoint::staging
