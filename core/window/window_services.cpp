// SPDX-License-Identifier: GPL-3.0-or-later
// Grafana, Alertmanager and the lock of a test window. Slack and PagerDuty have files of their own.
#include "core/window/window_services.h"

#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/monitor/alertmanager.h"
#include "core/monitor/grafana.h"
#include "core/monitor/plan_services.h"
#include "core/window/load_lock.h"
#include "core/window/pagerduty_steps.h"
#include "core/window/slack_notice.h"

#include <algorithm>

namespace holdpoint {

namespace {

class GrafanaRegion final : public OutsideService
{
public:
    GrafanaRegion(Fetcher& fetcher, const Plan& plan)
        : m_client(fetcher, planService(plan, "grafana")), m_isConfigured(planService(plan, "grafana").isConfigured()),
          m_isWanted(plan.window.notifies("grafana"))
    {}

    std::string_view step() const override { return "grafana"; }
    std::string whyLeftOut() const override
    {
        return !m_isWanted       ? std::string(kLeftOut)
               : !m_isConfigured ? "the plan names no Grafana; add `monitoring: {grafana: {url: ...}}`"
                                 : "";
    }
    Sent begin(const WindowFacts& window) override
    {
        const auto made = m_client.createAnnotation(annotationOf(window, 0, window.until));
        return made.isKnown() ? Sent{Sent::Kind::Taken, std::to_string(made.value()), "annotation added"}
                              : notTaken(made.unknown(), made.evidence);
    }
    Seen findBegun(const WindowFacts& window, WallTime) override
    {
        const auto found = m_client.annotations({window.mark});
        if (!found.isKnown()) {
            return cannotAsk(found.unknown());
        }
        return found.value().empty() ? Seen{Seen::Kind::NotThere, "", "Grafana has no annotation with the tag " + window.mark}
                                     : Seen{Seen::Kind::There, std::to_string(found.value().front().id), "seen in Grafana"};
    }
    Sent end(const WindowFacts& window, const std::string& reference) override
    {
        const auto done =
            m_client.patchAnnotation(annotationOf(window, integerOf(reference), std::max(window.ended, window.from + Millis{1})));
        return done.isKnown() ? Sent{Sent::Kind::Taken, reference, "its end is set"} : notTaken(done.unknown(), done.evidence);
    }
    Seen findEnded(const WindowFacts& window, const std::string& reference, const std::string&, WallTime) override
    {
        const auto found = m_client.annotations({window.mark});
        if (!found.isKnown()) {
            return cannotAsk(found.unknown());
        }
        for (const Annotation& annotation : found.value()) {
            if (std::to_string(annotation.id) != reference) {
                continue;
            }
            const bool isSet = unixMillis(annotation.span.to) == unixMillis(std::max(window.ended, window.from + Millis{1}));
            return isSet
                       ? Seen{Seen::Kind::There, reference, "it ends at " + formatUtcSeconds(annotation.span.to) + " in Grafana"}
                       : Seen{Seen::Kind::NotThere, reference,
                              "it ends at " + formatUtcSeconds(annotation.span.to) + " in Grafana"};
        }
        return {Seen::Kind::There, reference, "somebody has deleted annotation " + reference};
    }

private:
    static std::int64_t integerOf(const std::string& text)
    {
        const auto id = parseInteger(text);
        return id ? *id : 0;
    }
    static Annotation annotationOf(const WindowFacts& window, std::int64_t id, WallTime to)
    {
        return {id,
                window.dashboard,
                {window.from, to},
                {"holdpoint", "load-test", window.mark},
                "Load test window: " + window.release + " on " + window.environment};
    }

    const GrafanaClient m_client;
    const bool m_isConfigured;
    const bool m_isWanted;
};

class AlertSilence final : public OutsideService
{
public:
    AlertSilence(Fetcher& fetcher, const Plan& plan)
        : m_client(fetcher, planService(plan, "alertmanager")), m_isConfigured(planService(plan, "alertmanager").isConfigured()),
          m_matchers(plan.window.silence)
    {
        const Json& written = memberAt(memberAt(plan.monitoring, "alertmanager"), "matchers");
        for (const Json& each : m_matchers.empty() ? written : Json::array()) {
            if (auto matcher = parseMatcher(each.is_string() ? each.get<std::string>() : dumpJson(each))) {
                m_matchers.push_back(*std::move(matcher));
            }
        }
    }

    std::string_view step() const override { return "alertmanager"; }
    std::string whyLeftOut() const override
    {
        return !m_isConfigured      ? "the plan names no Alertmanager; add `monitoring: {alertmanager: {url: ...}}`"
               : m_matchers.empty() ? "the plan says not which alerts to silence; add `window: {silence: [env=staging]}`"
                                    : "";
    }
    Sent begin(const WindowFacts& window) override
    {
        Silence silence;
        for (const SilenceMatcher& each : m_matchers) {
            silence.matchers.push_back({each.name, each.value, each.isRegex, each.isEqual});
        }
        silence.startsAt = window.from;
        silence.endsAt = window.until + std::chrono::duration_cast<Micros>(window.margin);
        silence.createdBy = window.by;
        silence.comment = commentOf(window);
        const auto made = m_client.createSilence(silence);
        return made.isKnown() ? Sent{Sent::Kind::Taken, made.value(), "silenced until " + formatUtcSeconds(silence.endsAt)}
                              : notTaken(made.unknown(), made.evidence);
    }
    Seen findBegun(const WindowFacts& window, WallTime) override
    {
        const auto all = m_client.silences();
        if (!all.isKnown()) {
            return cannotAsk(all.unknown());
        }
        for (const Silence& silence : all.value()) {
            if (silence.comment.find(window.mark) != std::string::npos) {
                return {Seen::Kind::There, silence.id, "seen in Alertmanager, it is " + silence.state};
            }
        }
        return {Seen::Kind::NotThere, "", "Alertmanager has no silence with " + window.mark};
    }
    Sent end(const WindowFacts&, const std::string& reference) override
    {
        const auto done = m_client.expireSilence(reference);
        if (!done.isKnown() && done.unknown().kind == Unknown::Kind::NotFound) {
            return {Sent::Kind::Taken, reference, "Alertmanager no longer has it"};
        }
        return done.isKnown() ? Sent{Sent::Kind::Taken, reference, "expired"} : notTaken(done.unknown(), done.evidence);
    }
    Seen findEnded(const WindowFacts&, const std::string& reference, const std::string&, WallTime) override
    {
        const auto all = m_client.silences();
        if (!all.isKnown()) {
            return cannotAsk(all.unknown());
        }
        for (const Silence& silence : all.value()) {
            if (silence.id == reference) {
                return {silence.state == "expired" ? Seen::Kind::There : Seen::Kind::NotThere, reference,
                        "it is " + silence.state + " in Alertmanager"};
            }
        }
        return {Seen::Kind::There, reference, "Alertmanager no longer has it"};
    }

private:
    static std::string commentOf(const WindowFacts& window)
    {
        return "Load test of " + window.release + " on " + window.environment + " (Holdpoint window " + window.mark + ")";
    }

    const AlertmanagerClient m_client;
    const bool m_isConfigured;
    std::vector<SilenceMatcher> m_matchers;
};

class LockStep final : public OutsideService
{
public:
    LockStep(Fetcher& fetcher, const Plan& plan) : m_lock(fetcher, plan) {}

    std::string_view step() const override { return "lock"; }
    std::string whyLeftOut() const override
    {
        return m_lock.isConfigured() ? "" : "the plan names no lock; add `checklist: {lock: {url: ...}}`";
    }
    Sent begin(const WindowFacts& window) override
    {
        const WallTime until = window.until + std::chrono::duration_cast<Micros>(window.margin);
        const auto before = m_lock.holder(); // an endpoint that knows no If-None-Match would give us anybody's
        if (!before.isKnown()) {
            return notTaken(before.unknown(), before.evidence);
        }
        if (before.value() && before.value()->mark != window.mark) {
            return {Sent::Kind::Refused, "", "held by " + before.value()->text() + "; wait for its end, or ask them"};
        }
        const auto taken =
            m_lock.take({window.mark, window.by + " (" + window.release + ")", until}, window.release, window.environment);
        if (!taken.isKnown()) {
            return notTaken(taken.unknown(), taken.evidence);
        }
        const auto holder = m_lock.holder();
        if (holder.isKnown() && holder.value() && holder.value()->mark == window.mark) {
            return {Sent::Kind::Taken, window.mark, "held until " + formatUtcSeconds(until)};
        }
        const std::string who =
            holder.isKnown() && holder.value() ? "held by " + holder.value()->text() : std::string("held by somebody else");
        if (!taken.value() || holder.isKnown()) {
            return {Sent::Kind::Refused, "", who + "; wait for its end, or ask them"};
        }
        return {Sent::Kind::Unsure, "", holder.unknown().reason};
    }
    Seen findBegun(const WindowFacts& window, WallTime) override { return find(window, true); }
    Sent end(const WindowFacts& window, const std::string&) override
    {
        const auto holder = m_lock.holder();
        if (!holder.isKnown()) {
            return notTaken(holder.unknown(), holder.evidence);
        }
        if (!holder.value() || holder.value()->mark != window.mark) {
            return {Sent::Kind::Taken, window.mark, "it was no longer ours"}; // never takes away somebody else's
        }
        const auto done = m_lock.giveUp(window.mark);
        return done.isKnown() ? Sent{Sent::Kind::Taken, window.mark, "given up"} : notTaken(done.unknown(), done.evidence);
    }
    Seen findEnded(const WindowFacts& window, const std::string&, const std::string&, WallTime) override
    {
        return find(window, false);
    }

private:
    Seen find(const WindowFacts& window, bool isWanted) const
    {
        const auto holder = m_lock.holder();
        if (!holder.isKnown()) {
            return cannotAsk(holder.unknown());
        }
        const bool isOurs = holder.value() && holder.value()->mark == window.mark;
        const std::string said = isOurs           ? "it is ours"
                                 : holder.value() ? "it is held by " + holder.value()->text()
                                                  : "nobody holds it";
        return {isOurs == isWanted ? Seen::Kind::There : Seen::Kind::NotThere, window.mark, said};
    }

    const LoadLock m_lock;
};

} // namespace

Sent notTaken(const Unknown& why, const std::vector<ExchangeRecord>& evidence)
{
    using Kind = Unknown::Kind;
    const int status = evidence.empty() ? 0 : evidence.back().status;
    const bool isRefused = why.isUnsent || (status >= 300 && status < 500) || why.kind == Kind::Auth ||
                           why.kind == Kind::NotFound || why.kind == Kind::RateLimited || why.kind == Kind::Rejected ||
                           why.kind == Kind::NotConfigured || why.kind == Kind::Refused;
    return {isRefused ? Sent::Kind::Refused : Sent::Kind::Unsure, "", why.reason};
}

Seen cannotAsk(const Unknown& why)
{
    return {Seen::Kind::CannotAsk, "", why.reason};
}

std::vector<std::unique_ptr<OutsideService>> windowServices(Fetcher& fetcher, const Plan& plan)
{
    std::vector<std::unique_ptr<OutsideService>> services;
    services.push_back(std::make_unique<LockStep>(fetcher, plan));
    services.push_back(onCallList(fetcher, plan));
    services.push_back(std::make_unique<AlertSilence>(fetcher, plan));
    services.push_back(std::make_unique<GrafanaRegion>(fetcher, plan));
    services.push_back(changeEvent(fetcher, plan));
    services.push_back(std::make_unique<SlackNotice>(fetcher, plan));
    return services;
}

} // namespace holdpoint
