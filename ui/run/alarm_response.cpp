// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/alarm_response.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "core/monitor/deep_links.h"
#include "ui/style/status.h"
#include "ui/style/words.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::chrono::minutes kAround{1}; // of what is before and after

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

QString chartOfAlarm(const AlarmRecord& alarm, const Plan& plan)
{
    const auto rule =
        std::find_if(plan.alarms.begin(), plan.alarms.end(), [&alarm](const AlarmRule& one) { return one.id == alarm.id; });
    if (rule != plan.alarms.end() && !rule->query.empty()) {
        const auto threshold = std::find_if(plan.thresholds.begin(), plan.thresholds.end(),
                                            [&rule](const ThresholdRule& one) { return one.query == rule->query; });
        return fromCore(threshold != plan.thresholds.end() ? threshold->id : rule->id);
    }
    const std::string metric = rule != plan.alarms.end() ? rule->metric : alarm.id;
    if (metric.find("failed") != std::string::npos || metric.find("error") != std::string::npos ||
        metric.find("5xx") != std::string::npos) {
        return QStringLiteral("errors");
    }
    if (metric.starts_with("rtc_drop")) {
        return QStringLiteral("rtc-drop");
    }
    if (metric.starts_with("rtc_delivery")) {
        return QStringLiteral("rtc-delivery");
    }
    return metric.starts_with("silent-") ? QString() : QStringLiteral("latency");
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
    for (const DeepLink& link : deepLinks(plan, {alarm.from - kAround, alarm.to.value_or(now) + kAround})) {
        response.pages.push_back({fromCore(link.service), fromCore(link.url)});
    }
    return response;
}

} // namespace holdpoint
