// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/window/pagerduty_steps.h"

#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/monitor/pagerduty.h"
#include "core/monitor/plan_services.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr const char* kPagerDutyEvents = "https://events.pagerduty.com";
constexpr const char* kPagerDutyApi = "https://api.pagerduty.com";
/// PagerDuty lists a change some seconds after it took it; younger ones may be there although nobody sees them.
constexpr auto kListingDelay = std::chrono::minutes{1};

std::string spanText(const WindowFacts& window)
{
    return formatUtcClock(window.from).substr(0, 5) + " to " + formatUtcClock(window.until).substr(0, 5) + " UTC";
}

/// What both of PagerDuty's steps share.
class PagerDutyTarget
{
public:
    explicit PagerDutyTarget(const Plan& plan)
        : m_api(planService(plan, "pagerduty")), m_events(m_api),
          m_routingKey(planServiceSecret(plan, "pagerduty", "routing_key"))
    {
        const Json& section = memberAt(plan.monitoring, "pagerduty");
        m_api.url = m_api.url.empty() ? kPagerDutyApi : m_api.url;
        const std::string events = planServiceSecret(plan, "pagerduty", "events_url").reveal();
        m_events.url = events.empty() ? kPagerDutyEvents : events;
        for (const char* key : {"policies", "schedules"}) {
            std::vector<std::string>& ids = key == std::string_view("policies") ? m_scope.policies : m_scope.schedules;
            for (const Json& each : memberAt(section, key)) {
                ids.push_back(each.is_string() ? each.get<std::string>() : dumpJson(each));
            }
        }
    }

    bool canSend() const { return !m_routingKey.isEmpty(); }
    bool canAsk() const { return !m_api.token.isEmpty(); }
    PagerDutyClient client(Fetcher& fetcher) const { return PagerDutyClient(fetcher, m_events, m_routingKey, m_api); }
    const OnCallScope& scope() const { return m_scope; }

private:
    Service m_api;
    Service m_events;
    Secret m_routingKey;
    OnCallScope m_scope;
};

class ChangeEvent final : public OutsideService
{
public:
    ChangeEvent(Fetcher& fetcher, const Plan& plan)
        : m_fetcher(fetcher), m_target(plan), m_isWanted(plan.window.notifies("pagerduty"))
    {}

    std::string_view step() const override { return "pagerduty"; }
    std::string whyLeftOut() const override
    {
        return !m_isWanted           ? std::string(kLeftOut)
               : !m_target.canSend() ? "the plan names no PagerDuty; add `monitoring: {pagerduty: {routing_key: ...}}`"
                                     : "";
    }
    Sent begin(const WindowFacts& window) override
    {
        return announce(window, window.mark, window.from,
                        "Load test window: " + window.release + " on " + window.environment + ", " + spanText(window));
    }
    Seen findBegun(const WindowFacts& window, WallTime intendedAt) override { return find(window, window.mark, intendedAt); }
    Sent end(const WindowFacts& window, const std::string&) override
    {
        return announce(window, window.mark + "-end", window.ended,
                        "Load test window ended: " + window.release + " on " + window.environment);
    }
    Seen findEnded(const WindowFacts& window, const std::string&, const std::string& endReference, WallTime intendedAt) override
    {
        if (!endReference.empty()) { // it lists changes late, but it has said that it took this one
            return {Seen::Kind::There, endReference, "PagerDuty took the change event"};
        }
        return find(window, window.mark + "-end", intendedAt);
    }

private:
    Sent announce(const WindowFacts& window, const std::string& mark, WallTime at, const std::string& summary)
    {
        const auto taken = m_target.client(m_fetcher).announce(
            {summary + " (" + mark + ")", "holdpoint", at, {{"window", mark}, {"contact", window.by}}});
        return taken.isKnown() ? Sent{Sent::Kind::Taken, mark, "change event taken"} : notTaken(taken.unknown(), taken.evidence);
    }
    Seen find(const WindowFacts& window, const std::string& mark, WallTime intendedAt)
    {
        if (!m_target.canAsk()) {
            return {Seen::Kind::CannotAsk, "",
                    "without `monitoring: {pagerduty: {token: ...}}` it cannot be asked; look into its recent changes for " +
                        mark};
        }
        const WallTime now = m_fetcher.clock().wallNow();
        const auto listed =
            m_target.client(m_fetcher).changes({window.from - std::chrono::hours{1}, now + std::chrono::hours{1}});
        if (!listed.isKnown()) {
            return cannotAsk(listed.unknown());
        }
        for (const ListedChange& change : listed.value()) {
            if (change.summary.find("(" + mark + ")") != std::string::npos) {
                return {Seen::Kind::There, mark, "seen in PagerDuty"};
            }
        }
        if (now - intendedAt < kListingDelay) {
            return {Seen::Kind::CannotAsk, "", "PagerDuty lists changes late: try again in a minute"};
        }
        return {Seen::Kind::NotThere, "", "PagerDuty has no change event with " + mark};
    }

    Fetcher& m_fetcher;
    const PagerDutyTarget m_target;
    const bool m_isWanted;
};

/// Only asks: who is on call during the window.
class OnCallList final : public OutsideService
{
public:
    OnCallList(Fetcher& fetcher, const Plan& plan) : m_fetcher(fetcher), m_target(plan) {}

    std::string_view step() const override { return "on-call"; }
    std::string whyLeftOut() const override
    {
        return m_target.canAsk() ? ""
                                 : "the plan gives no access to PagerDuty's lists; add `monitoring: {pagerduty: {token: ...}}`";
    }
    Sent begin(const WindowFacts& window) override
    {
        const auto calls = m_target.client(m_fetcher).onCalls(m_target.scope(), {window.from, window.until});
        if (!calls.isKnown()) {
            return {Sent::Kind::Refused, "", calls.unknown().reason}; // asking again does no harm
        }
        std::vector<std::string> names;
        for (const OnCall& call : calls.value()) {
            std::string name = shortened(call.person, 60) + " (level " + std::to_string(call.level) + ")";
            if (std::find(names.begin(), names.end(), name) == names.end() && names.size() < 10) {
                names.push_back(std::move(name));
            }
        }
        return names.empty() ? Sent{Sent::Kind::Refused, "", "nobody is on call during the window; look into the schedules"}
                             : Sent{Sent::Kind::Taken, join(names, ", "), "during the window"};
    }
    Seen findBegun(const WindowFacts&, WallTime) override { return {Seen::Kind::NotThere, "", "to be asked again"}; }
    bool hasEnd() const override { return false; }
    Sent end(const WindowFacts&, const std::string& reference) override { return {Sent::Kind::Taken, reference, ""}; }
    Seen findEnded(const WindowFacts&, const std::string& reference, const std::string&, WallTime) override
    {
        return {Seen::Kind::There, reference, ""};
    }

private:
    Fetcher& m_fetcher;
    const PagerDutyTarget m_target;
};

} // namespace

std::unique_ptr<OutsideService> changeEvent(Fetcher& fetcher, const Plan& plan)
{
    return std::make_unique<ChangeEvent>(fetcher, plan);
}

std::unique_ptr<OutsideService> onCallList(Fetcher& fetcher, const Plan& plan)
{
    return std::make_unique<OnCallList>(fetcher, plan);
}

bool hasPagerDuty(const Plan& plan)
{
    return PagerDutyTarget(plan).canSend();
}

Sent sendToPagerDuty(Fetcher& fetcher, const Plan& plan, const PagerDutyEvent& event)
{
    const auto taken = PagerDutyTarget(plan).client(fetcher).send(event);
    return taken.isKnown() ? Sent{Sent::Kind::Taken, taken.value(), "event taken"} : notTaken(taken.unknown(), taken.evidence);
}

} // namespace holdpoint
