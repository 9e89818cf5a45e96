// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/live_log.h"

#include "core/base/json.h"
#include "core/base/time_format.h"
#include "core/session/run_queue.h"
#include "core/verdict/run_note.h"
#include "core/verdict/run_outcome.h"
#include "ui/charts/chart_frame.h"
#include "ui/style/status.h"
#include "ui/style/theme.h"

#include <utility>

namespace holdpoint {

namespace {

constexpr int kLines = 5000;

QString severityWord(const std::string& severity)
{
    return severity == "critical" ? LiveLog::tr("CRITICAL") : LiveLog::tr("CAUTION");
}

QString firedLine(const std::string& severity, const std::string& sentence)
{
    return LiveLog::tr("alarm, %1: %2").arg(severityWord(severity), fromCore(sentence));
}

QString endedLine(const std::string& sentence)
{
    return LiveLog::tr("alarm ended: %1").arg(fromCore(sentence));
}

QString acknowledgedLine(const std::string& id, const std::string& by)
{
    return LiveLog::tr("alarm %1 acknowledged by %2").arg(fromCore(id), fromCore(by));
}

QString outcomeLine(const std::string& id, const std::string& outcome)
{
    return LiveLog::tr("alarm %1, outcome: %2").arg(fromCore(id), fromCore(outcome).simplified());
}

/// "Look word" of an outcome as the audit log names it.
QString outcomeWord(const std::string& name)
{
    const auto outcome = runOutcomeFrom(name);
    return outcome ? lookOf(*outcome).word : fromCore(name);
}

QString runLine(const std::string& action, const Json& detail)
{
    const QString run = LiveLog::tr("run %1, %2").arg(integerAt(detail, "run")).arg(fromCore(stringAt(detail, "test")));
    if (action == "run began") {
        return LiveLog::tr("%1: began (%2)").arg(run, fromCore(stringAt(detail, "kind")));
    }
    return LiveLog::tr("%1: %2, %3").arg(run, outcomeWord(stringAt(detail, "outcome")), fromCore(stringAt(detail, "why")));
}

QString alarmLine(const std::string& action, const Json& detail)
{
    const std::string id = stringAt(detail, "alarm");
    const std::string sentence = stringAt(detail, "sentence");
    if (action == "alarm fired") {
        return firedLine(stringAt(detail, "severity"), sentence);
    }
    if (action == "alarm cleared") {
        return endedLine(sentence);
    }
    if (action == "alarm acknowledged") {
        return acknowledgedLine(id, stringAt(detail, "acknowledged_by"));
    }
    const std::string outcome = stringAt(detail, "outcome");
    return outcome.empty() ? QString() : outcomeLine(id, outcome); // else it only got worse
}

} // namespace

QString logLineOf(const AuditRow& row)
{
    const auto entry = parseJson(row.text, "audit row");
    if (!entry) {
        return {};
    }
    const std::string action = stringAt(*entry, "action");
    const Json& detail = memberAt(*entry, "detail");
    const QString actor = fromCore(stringAt(*entry, "actor"));
    if (action == "run began" || action == kAuditRunEnded) {
        return runLine(action, detail);
    }
    if (action == "alarm fired" || action == "alarm cleared" || action == "alarm acknowledged" || action == "alarm changed") {
        return alarmLine(action, detail);
    }
    if (action == kAuditMarked) {
        return LiveLog::tr("run %1, mark by %2: %3").arg(integerAt(detail, "run")).arg(actor, fromCore(stringAt(detail, "note")));
    }
    if (action == kAuditClock) {
        return LiveLog::tr("run %1: %2").arg(integerAt(detail, "run")).arg(fromCore(stringAt(detail, "note")));
    }
    if (action == kAuditTestSkipped) {
        return LiveLog::tr("test %1 skipped by %2").arg(fromCore(stringAt(detail, "test")), actor);
    }
    if (action == kAuditTestTakenBack) {
        return LiveLog::tr("test %1 taken back by %2").arg(fromCore(stringAt(detail, "test")), actor);
    }
    if (action == "run declared not counting") {
        return LiveLog::tr("run %1 does not count, says %2: %3")
            .arg(integerAt(detail, "run"))
            .arg(actor, fromCore(stringAt(detail, "reason")));
    }
    if (action == "abort rule overruled") {
        return LiveLog::tr("run %1: %2 kept the load running although %3")
            .arg(integerAt(detail, "run"))
            .arg(actor, fromCore(stringAt(detail, "rule")));
    }
    return {};
}

LiveLog::LiveLog(QWidget* parent) : QPlainTextEdit(parent)
{
    setObjectName(QStringLiteral("log"));
    setAccessibleName(tr("Log"));
    setReadOnly(true);
    setMaximumBlockCount(kLines);
    setFrameShape(QFrame::NoFrame);
    document()->setDocumentMargin(16);
    setFont(fontFor(FontRole::Mono));
    setPlaceholderText(tr("Nothing happened yet. Setup, load, alarms, marks and verification are told here."));
}

void LiveLog::begin(const std::vector<AuditRow>& rows)
{
    clear();
    m_day.clear();
    m_alarms.clear();
    for (const AuditRow& row : rows) {
        const QString line = logLineOf(row);
        if (const auto at = parseUtc(line.isEmpty() ? std::string() : stringAt(*parseJson(row.text, "audit row"), "at"))) {
            add(line, *at);
        }
    }
}

void LiveLog::add(const QString& line, WallTime at)
{
    const QString day = fromCore(formatUtcSeconds(at)).left(10);
    if (std::exchange(m_day, day) != day) { // said once for all lines below it
        appendPlainText(tr("%1, times in UTC").arg(day));
    }
    appendPlainText(fromCore(formatUtcClock(at)) + QLatin1Char(' ') + line);
}

void LiveLog::know(const std::vector<AlarmRecord>& alarms)
{
    for (const AlarmRecord& alarm : alarms) {
        m_alarms[fromCore(alarm.id + "#" + std::to_string(alarm.run) + "#" + formatUtc(alarm.from))] = alarm;
    }
}

void LiveLog::take(const AlarmRecord& alarm, WallTime now)
{
    const QString key = fromCore(alarm.id + "#" + std::to_string(alarm.run) + "#" + formatUtc(alarm.from));
    const auto known = m_alarms.find(key);
    const AlarmRecord before = known == m_alarms.end() ? AlarmRecord() : known->second;
    if (known == m_alarms.end()) {
        add(firedLine(alarm.severity, alarm.sentence), now);
    }
    if (alarm.to && !before.to) {
        add(endedLine(alarm.sentence), now);
    }
    if (!alarm.acknowledgedBy.empty() && before.acknowledgedBy.empty()) {
        add(acknowledgedLine(alarm.id, alarm.acknowledgedBy), now);
    }
    if (!alarm.outcome.empty() && alarm.outcome != before.outcome) {
        add(outcomeLine(alarm.id, alarm.outcome), now);
    }
    AlarmRecord& kept = m_alarms[key];
    kept = alarm;
    kept.to = alarm.to ? alarm.to : before.to;
    kept.acknowledgedBy = alarm.acknowledgedBy.empty() ? before.acknowledgedBy : alarm.acknowledgedBy; // the runner does not know
    kept.outcome = alarm.outcome.empty() ? before.outcome : alarm.outcome;
}

} // namespace holdpoint
