// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/live_log.h"

#include "core/base/json.h"
#include "core/base/time_format.h"
#include "core/dossier/audit_details.h"
#include "core/session/run_queue.h"
#include "core/verdict/run_note.h"
#include "core/verdict/run_outcome.h"
#include "ui/charts/chart_frame.h"
#include "ui/style/status.h"
#include "ui/style/theme.h"

#include <algorithm>
#include <utility>

namespace holdpoint {

namespace {

constexpr int kLines = 5000;
constexpr std::chrono::minutes kSameTime{1}; // clocks of the machines that write one audit log

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

QString runLine(std::string_view action, const Json& detail)
{
    const QString run = LiveLog::tr("run %1, %2").arg(integerAt(detail, "run")).arg(fromCore(stringAt(detail, "test")));
    if (action == "run began") {
        return LiveLog::tr("%1: began (%2)").arg(run, fromCore(stringAt(detail, "kind")));
    }
    return LiveLog::tr("%1: %2, %3").arg(run, outcomeWord(stringAt(detail, "outcome")), fromCore(stringAt(detail, "why")));
}

QString alarmLine(std::string_view action, const Json& detail)
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

QString countingLine(bool isCounting, const Json& detail, const QString& actor)
{
    const QString reason = fromCore(stringAt(detail, "reason"));
    const std::int64_t run = integerAt(detail, "run");
    if (isCounting) {
        const QString line = LiveLog::tr("run %1 counts again, says %2").arg(run).arg(actor);
        return reason.isEmpty() ? line : line + QStringLiteral(": ") + reason;
    }
    return LiveLog::tr("run %1 does not count, says %2: %3").arg(run).arg(actor, reason);
}

/// What was told here while the audit log was read may stand there too.
bool isAmong(const std::vector<LogLine>& lines, const LogLine& line)
{
    return std::any_of(lines.begin(), lines.end(), [&line](const LogLine& each) {
        return each.text == line.text && each.at > line.at - kSameTime && each.at < line.at + kSameTime;
    });
}

Result<std::vector<LogLine>> linesIn(const std::filesystem::path& file)
{
    const auto dossier = Dossier::openReadOnly(file);
    if (!dossier) {
        return fail(dossier.error());
    }
    const auto rows = (*dossier)->audit();
    return rows ? Result(logLinesOf(*rows)) : fail(rows.error());
}

} // namespace

QString logLineOf(std::string_view action, const Json& detail, const QString& actor)
{
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
    if (action == kAuditNotCounting || action == kAuditCountingAgain) {
        return countingLine(action == kAuditCountingAgain, detail, actor);
    }
    if (action == kAuditRuleOverruled) {
        return LiveLog::tr("run %1: %2 kept the load running although %3")
            .arg(integerAt(detail, "run"))
            .arg(actor, fromCore(stringAt(detail, "rule")));
    }
    return {};
}

std::vector<LogLine> logLinesOf(const std::vector<AuditRow>& rows)
{
    std::vector<LogLine> lines;
    for (const AuditRow& row : rows) {
        const auto entry = parseJson(row.text, "audit row");
        const auto at = entry ? parseUtc(stringAt(*entry, "at")) : fail(entry.error());
        if (!at) {
            continue;
        }
        const QString text =
            logLineOf(stringAt(*entry, "action"), memberAt(*entry, "detail"), fromCore(stringAt(*entry, "actor")));
        if (!text.isEmpty()) {
            lines.push_back({text, *at});
        }
    }
    return lines;
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
    begin({});
}

void LiveLog::begin(const std::vector<LogLine>& earlier)
{
    m_job.stop();
    m_meanwhile.clear();
    m_alarms.clear();
    showEarlier(earlier);
}

void LiveLog::beginFrom(const std::filesystem::path& dossier)
{
    begin({});
    m_unread = dossier;
    read();
}

void LiveLog::retry()
{
    if (m_hasFailed && !m_job.isRunning()) {
        read();
    }
}

void LiveLog::read()
{
    setPlaceholderText(tr("What happened before is being read."));
    m_job.start([this, file = m_unread]() -> std::function<void()> {
        const auto lines = linesIn(file);
        if (!lines) {
            return [this, why = fromCore(lines.error().message)] { showUnread(why); };
        }
        return [this, earlier = *lines] { showEarlier(earlier); };
    });
}

void LiveLog::showEarlier(const std::vector<LogLine>& earlier)
{
    clear();
    m_day.clear();
    m_unread.clear();
    m_hasFailed = false;
    setPlaceholderText(tr("Nothing happened yet. Setup, load, alarms, marks and verification are told here."));
    for (const LogLine& line : earlier) {
        write(line);
    }
    for (const LogLine& line : std::exchange(m_meanwhile, {})) {
        if (!isAmong(earlier, line)) {
            write(line);
        }
    }
}

void LiveLog::showUnread(const QString& why)
{
    if (!std::exchange(m_hasFailed, true)) {
        write({tr("What happened before cannot be read: %1").arg(why), systemClock().wallNow()});
    }
}

void LiveLog::add(const QString& line, WallTime at)
{
    if (!m_unread.empty()) {
        m_meanwhile.push_back({line, at});
    }
    write({line, at});
}

void LiveLog::write(const LogLine& line)
{
    const QString day = fromCore(formatUtcSeconds(line.at)).left(10);
    if (std::exchange(m_day, day) != day) { // said once for all lines below it
        appendPlainText(tr("%1, times in UTC").arg(day));
    }
    appendPlainText(fromCore(formatUtcClock(line.at)) + QLatin1Char(' ') + line.text);
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
