// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/alarm_response.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "core/metrics/metric.h"
#include "core/monitor/deep_links.h"
#include "ui/run/chart_choice.h"
#include "ui/style/status.h"
#include "ui/style/words.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace holdpoint {

namespace {

const ItemDefinition* itemOf(const AlarmRecord& alarm, const ChecklistTemplate& definition)
{
    const auto found = std::find_if(definition.items.begin(), definition.items.end(), [&alarm](const ItemDefinition& item) {
        return item.kind == ItemKind::Alarm && item.run && !item.run->alarm.empty() && matchesWildcard(item.run->alarm, alarm.id);
    });
    return found == definition.items.end() ? nullptr : &*found;
}

/// Sentences, and clauses behind a semicolon: each is a step.
void addSteps(QStringList& steps, const std::string& hint)
{
    for (const QString& part : fromCore(hint).split(QStringLiteral("; "), Qt::SkipEmptyParts)) {
        QString step = part.trimmed();
        if (step.endsWith(QLatin1Char('.'))) {
            step.chop(1);
        }
        if (!step.isEmpty()) {
            step[0] = step[0].toUpper();
            steps << step;
        }
    }
}

/// Of a metric of the load; empty: no chart draws it.
QString chartOfMetric(const std::string& name)
{
    static const std::array<std::pair<std::string_view, const char*>, 16> charts = {{
        {"http_req_failed", "errors"},
        {"http_5xx", "errors"},
        {"http_reqs", "requests"},
        {"iterations", "requests"},
        {"dropped_iterations", "requests"},
        {"ws_msgs_sent", "requests"},
        {"checks", "checks"},
        {"vus", "vus"},
        {"data_sent", "bytes"},
        {"data_received", "bytes"},
        {"webhooks_sent", "webhooks"},
        {"webhooks_distinct", "webhooks"},
        {"browser_web_vital_lcp", "page-lcp"},
        {"rtc_drop", "rtc-drop"},
        {"rtc_delivery", "rtc-delivery"},
        {"rtc_message_latency", "rtc-latency"},
    }};
    const auto found = std::find_if(charts.begin(), charts.end(), [&name](const auto& chart) { return chart.first == name; });
    return found != charts.end() ? QString::fromLatin1(found->second) : QString();
}

QString chartOfQuery(const std::string& query, const std::string& id, const Plan& plan)
{
    const auto threshold = std::find_if(plan.thresholds.begin(), plan.thresholds.end(),
                                        [&query](const ThresholdRule& one) { return one.query == query; });
    return fromCore(threshold != plan.thresholds.end() ? threshold->id : id);
}

/// The plan's rule, the query that has no value, or the metric whose critical percentile it is.
QString chartOfAlarm(const AlarmRecord& alarm, const Plan& plan)
{
    constexpr std::string_view kDerived = "critical:";
    constexpr std::string_view kSilentQuery = "silent-query:";
    std::string id = alarm.id;
    if (id.starts_with(kSilentQuery)) {
        id.erase(0, kSilentQuery.size());
        const auto isThreshold = [&id](const ThresholdRule& one) { return one.id == id; };
        if (std::any_of(plan.thresholds.begin(), plan.thresholds.end(), isThreshold)) {
            return fromCore(id);
        }
    }
    const auto rule = std::find_if(plan.alarms.begin(), plan.alarms.end(), [&id](const AlarmRule& one) { return one.id == id; });
    if (rule != plan.alarms.end() && !rule->query.empty()) {
        return chartOfQuery(rule->query, rule->id, plan);
    }
    std::string metric = rule != plan.alarms.end() ? rule->metric : std::string();
    if (metric.empty() && id.starts_with(kDerived)) { // "critical:METRIC", "critical:METRIC p(99)"
        metric = id.substr(kDerived.size());
        metric.erase(std::min(metric.size(), metric.rfind(" p(")));
    }
    const auto key = parseMetricKey(metric);
    if (!key) {
        return {};
    }
    return isFurtherLatency(*key) ? kLatencyOf + fromCore(key->text()) : chartOfMetric(key->name);
}

} // namespace

QStringList AlarmResponse::links() const
{
    QStringList names;
    for (const Link& page : pages) {
        names << page.name;
    }
    return names;
}

AlarmResponse responseTo(const AlarmRecord& alarm, const Plan& plan, const ChecklistTemplate& definition, WallTime now)
{
    AlarmResponse response;
    const QString action = fromCore(alarm.action);
    response.heading = action.isEmpty() ? tr("Response") : tr("Response: %1").arg(action.left(1).toLower() + action.mid(1));
    response.what = fromCore(alarm.sentence);
    const auto lasted = std::chrono::duration_cast<std::chrono::seconds>(alarm.to.value_or(now) - alarm.from);
    if (!alarm.to && lasted > std::chrono::seconds{0}) {
        response.what += QStringLiteral(". ") + tr("Firing for %1.").arg(fromCore(formatDuration(lasted)));
    }
    if (!action.isEmpty()) {
        response.steps << action;
    }
    if (const ItemDefinition* item = itemOf(alarm, definition)) {
        QStringList hints;
        addSteps(hints, item->hint);
        for (const QString& hint : hints) {
            if (!response.steps.isEmpty() && hint.startsWith(response.steps.front(), Qt::CaseInsensitive)) {
                response.steps.front() = hint; // the hint says the same and more
            } else {
                response.steps << hint;
            }
        }
    }
    response.chart = chartOfAlarm(alarm, plan);
    for (const DeepLink& link : deepLinks(plan, {alarm.from, alarm.to.value_or(now)})) {
        response.pages.push_back({fromCore(link.service), fromCore(link.url)});
    }
    return response;
}

} // namespace holdpoint
