// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/http/host_book.h"

#include <QObject>
#include <QProcess>
#include <QTimer>
#include <QUrl>
#include <string>

namespace holdpoint {

/// One Chromium in a session of its own, with a new profile in the temporary folder. Both are gone soon after the end of this
/// object or of this process, however that ends. One thread with an event loop.
class ChromiumProcess final : public QObject
{
    Q_OBJECT

public:
    explicit ChromiumProcess(QString program);
    ~ChromiumProcess() override;

    /// ready() or ended() follows.
    void start(const HostBook& hosts);
    /// Waits for an end that was asked for, then signals SIGTERM and SIGKILL to the whole group; returns within `limit` and
    /// a little. No signal follows.
    void end(Nanos limit);
    qint64 pid() const { return m_process.processId(); }

Q_SIGNALS:
    void ready(const QUrl& devTools);
    /// It could not start, or ended by itself.
    void ended(const QString& why);

private:
    void lookForPort();
    void fail(const QString& why);
    void startGuard();
    QString lastWords() const;

    const QString m_program;
    QString m_profile;
    QProcess m_process;
    QProcess m_guard; // ends the group and removes the profile when its stdin ends
    qint64 m_group = 0;
    QTimer m_portTimer;
    SteadyTime m_startedAt{};
    bool m_isOver = false;
    QByteArray m_errors; // the newest lines of its stderr
};

} // namespace holdpoint
