// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/staging/faults.h"
#include "app/staging/message.h"
#include "app/staging/platform.h"
#include "app/staging/routes.h"
#include "app/staging/rtc_hub.h"
#include "app/staging/service_metrics.h"
#include "app/staging/site.h"
#include "app/staging/slot_pool.h"
#include "app/staging/staging_server.h"
#include "app/staging/webhook_inbox.h"

namespace holdpoint::staging {

/// What the dice decided for one request before it is worked on.
struct Fate
{
    Nanos delay{};
    bool isReset = false;
    bool isError = false;
    bool isSlowBody = false;
    SlotPool* pool = nullptr; // it needs a slot of this one
};

/// The whole platform without its sockets. One thread.
class Service
{
public:
    explicit Service(const StagingOptions& options);

    /// Of all listed faults or of none.
    Result<> setFaults(const std::vector<StagingFault>& faults);
    const Faults& faults() const { return m_faults.values(); }

    Fate fateOf(Route route);
    Response answer(const RouteMatch& match, const Request& request);

    /// The stall is over: it is no longer listed.
    void endStall();
    /// Random bits for trace and span ids; they leave the dice alone.
    std::uint64_t traceBits() { return m_traceDice.bits(); }
    /// For the shutdown: requests that wait for a slot are forgotten.
    void forgetWaiters();

    Dice dice;
    ServiceMetrics metrics;
    RtcHub rtc;
    std::function<void()> onFaultsChanged; // called after each change that is not setFaults()

private:
    Response putFaults(const Request& request);
    Response faultsAsJson() const;
    Result<> checkFaults(const FaultSet& faults) const;
    void adopt(FaultSet faults);
    Response health() const;
    Response search(const Request& request);
    Response login(const Request& request) const;
    Response apiEvents() const;
    Response apiEvent(std::string_view id);
    Response rsvp(std::string_view id, const Request& request);
    Response attendance(std::string_view id);
    Response subscriptions(const Request& request, Method method);
    Response webhookStats() const;
    Response metricsText() const;
    Response reset();

    std::string m_version;
    bool m_isTls;
    Dice m_traceDice{0};
    FaultSet m_faults;
    Platform m_platform;
    Site m_site;
    SearchCache m_searchCache;
    WebhookInbox m_inbox;
    SlotPool m_databasePool;
    SlotPool m_cachePool;
};

} // namespace holdpoint::staging
