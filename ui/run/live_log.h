// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dossier/dossier.h"
#include "ui/shell/background_job.h"

#include <QPlainTextEdit>
#include <filesystem>
#include <map>
#include <string_view>
#include <vector>

namespace holdpoint {

struct LogLine
{
    QString text;
    WallTime at{};
};

/// The Log tab: what happened to a release's load, one line each. It begins with what the audit log tells of earlier runs, then
/// takes lines as things happen.
class LiveLog : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit LiveLog(QWidget* parent = nullptr);

    /// Of another release: nothing, or these lines.
    void begin(const std::vector<LogLine>& earlier);
    /// The same with what its audit log tells, read on a thread of its own; what happens meanwhile stands below it.
    void beginFrom(const std::filesystem::path& dossier);
    /// Reads again what could not be read, if that is so.
    void retry();
    /// Without lines of them: alarms that are known already.
    void know(const std::vector<AlarmRecord>& alarms);
    /// A line if it is new, has ended, or was acknowledged or given an outcome.
    void take(const AlarmRecord& alarm, WallTime now);
    void add(const QString& line, WallTime at);

private:
    void read();
    void showEarlier(const std::vector<LogLine>& earlier);
    void showUnread(const QString& why);
    void write(const LogLine& line);

    QString m_day; // of the newest line
    std::map<QString, AlarmRecord> m_alarms;
    std::filesystem::path m_unread;   // its audit log is being read, or could not be; empty: none
    bool m_hasFailed = false;         // and this was said
    std::vector<LogLine> m_meanwhile; // while there is one
    BackgroundJob m_job;
};

/// What an entry of the audit log says of load, in a line: runs, alarms, marks, skipped tests; empty for all else. The same line
/// is written when it is done.
QString logLineOf(std::string_view action, const Json& detail, const QString& actor);
/// Of all rows, oldest first, that say something. Any thread.
std::vector<LogLine> logLinesOf(const std::vector<AuditRow>& rows);

} // namespace holdpoint
