// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/window/alarm_notice.h"

#include "core/base/time_format.h"
#include "core/monitor/slack.h"
#include "core/window/pagerduty_steps.h"

namespace holdpoint {

namespace {

constexpr std::string_view kSlack = "slack";

std::string releaseText(const Plan& plan)
{
    return plan.release.name + " " + plan.release.version;
}

PagerDutyEvent eventOf(const Plan& plan, const AlarmNotice& notice)
{
    PagerDutyEvent event;
    event.action = notice.isCleared ? PagerDutyEvent::Action::Resolve : PagerDutyEvent::Action::Trigger;
    event.severity = notice.isCritical ? PagerDutyEvent::Severity::Critical : PagerDutyEvent::Severity::Warning;
    event.dedupKey = dedupKeyOf(plan, notice);
    event.summary = "Load test of " + releaseText(plan) + ": " + notice.sentence;
    event.source = plan.environment.name;
    event.details = {{"alarm", notice.id}, {"run", std::to_string(notice.run)}, {"since", formatUtc(notice.from)}};
    if (!notice.action.empty()) {
        event.details.emplace("response", notice.action);
    }
    return event;
}

} // namespace

std::vector<std::string> notifiedOf(const Plan& plan, std::string_view alarm)
{
    std::vector<std::string> services;
    const Json& alarms = memberAt(plan.resolved, "alarms");
    for (const Json& one : alarms.is_array() ? alarms : Json::array()) {
        if (stringAt(one, "id") != alarm) {
            continue;
        }
        const Json& notify = memberAt(one, "notify");
        for (const Json& service : notify.is_array() ? notify : Json::array({notify})) {
            if (service.is_string()) {
                services.push_back(service.get<std::string>());
            }
        }
    }
    return services;
}

std::string whyNotTold(const Plan& plan, const std::string& service)
{
    if (service == kSlack) {
        return slackTarget(plan).isConfigured() ? "" : kNoSlack;
    }
    return hasPagerDuty(plan) ? "" : "the plan names no PagerDuty; add `monitoring: {pagerduty: {routing_key: ...}}`";
}

std::string dedupKeyOf(const Plan& plan, const AlarmNotice& notice)
{
    return "holdpoint " + releaseText(plan) + " run " + std::to_string(notice.run) + " " + notice.id + " " +
           formatUtc(notice.from);
}

std::string slackTextOf(const Plan& plan, const AlarmNotice& notice)
{
    std::string text = notice.isCleared ? "*Alarm cleared*: " : notice.isCritical ? "*Critical alarm*: " : "*Alarm*: ";
    text += slackEscape(notice.sentence) + "\nLoad test of " + slackEscape(releaseText(plan)) + " on " +
            slackEscape(plan.environment.name) + ", run " + std::to_string(notice.run) + ", alarm " + slackEscape(notice.id) +
            ", since " + formatUtcClock(notice.from) + " UTC";
    return notice.isCleared || notice.action.empty() ? text : text + "\nResponse: " + slackEscape(notice.action);
}

Sent sendAlarmNotice(Fetcher& fetcher, const Plan& plan, const AlarmNotice& notice)
{
    return notice.service == kSlack ? postToSlack(fetcher, slackTarget(plan), slackTextOf(plan, notice), notice.begun)
                                    : sendToPagerDuty(fetcher, plan, eventOf(plan, notice));
}

} // namespace holdpoint
