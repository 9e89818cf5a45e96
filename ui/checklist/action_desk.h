// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/action_job.h"
#include "core/session/window_job.h"

#include <QObject>
#include <QPointer>
#include <QStringList>
#include <memory>

namespace holdpoint {

/// What the console does to the outside world for one release: an action of the checklist, or the test window's opening or
/// closing. One at a time. GUI thread.
class ActionDesk : public QObject
{
    Q_OBJECT

public:
    explicit ActionDesk(QObject* parent = nullptr) : QObject(parent) {}
    /// What runs for another release is stopped first; waits for the request that is under way.
    void setSession(Session* session);

    Result<> startAction(const ActionJob::Request& request);
    Result<> startWindow(const WindowJob::Request& request);
    /// After what is under way.
    void stop();

    bool isBusy() const;
    /// The test window is being opened or closed.
    bool isWindowBusy() const;
    /// The item whose action runs; empty: none.
    const std::string& runningItem() const { return m_item; }
    /// What the action that runs, or ran last, has said.
    const QStringList& lines() const { return m_lines; }
    const std::string& lastItem() const { return m_lastItem; }

Q_SIGNALS:
    /// It began, said something, or ended.
    void changed();
    void actionEnded(const QString& item, const QString& fault);
    /// `fault`: why it is not whole; empty: it is.
    void windowEnded(bool wasOpening, const QString& fault);

private:
    Result<> whyNotNow() const;

    QPointer<Session> m_session;
    std::unique_ptr<ActionJob> m_action;
    std::unique_ptr<WindowJob> m_window;
    std::string m_item;
    std::string m_lastItem;
    QStringList m_lines;
};

} // namespace holdpoint
