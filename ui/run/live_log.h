// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dossier/dossier.h"

#include <QPlainTextEdit>
#include <map>

namespace holdpoint {

/// The Log tab: what happened to a release's load, one line each. It begins with what the audit log tells of earlier runs, then
/// takes lines as things happen.
class LiveLog : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit LiveLog(QWidget* parent = nullptr);

    /// Of another release: nothing, or what these rows, oldest first, tell.
    void begin(const std::vector<AuditRow>& rows);
    /// Without lines of them: alarms that are known already.
    void know(const std::vector<AlarmRecord>& alarms);
    /// A line if it is new, has ended, or was acknowledged or given an outcome.
    void take(const AlarmRecord& alarm, WallTime now);
    void add(const QString& line, WallTime at);

private:
    QString m_day; // of the newest line
    std::map<QString, AlarmRecord> m_alarms;
};

/// What an audit row says of load, in a line: runs, alarms, marks, skipped tests; empty for all else.
QString logLineOf(const AuditRow& row);

} // namespace holdpoint
