// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/plan_runner.h"
#include "core/session/wake_lock.h"

#include <QObject>
#include <QTimer>
#include <optional>

namespace holdpoint {

/// Load that starts by itself when the test window opens, whoever opens it: the dossier is looked at once a second. Armed until
/// due() or cancel(), and the machine kept awake as long. Owner's thread, needs an event loop; the session must outlive it.
class ArmedStart : public QObject
{
    Q_OBJECT

public:
    explicit ArmedStart(Session& session, QObject* parent = nullptr);

    /// A later one replaces an earlier one. Due at once (by the event loop) if the window is open already.
    void arm(const PlanRunner::Request& request);
    void cancel();
    bool isArmed() const { return m_request.has_value(); }
    const std::optional<PlanRunner::Request>& request() const { return m_request; }
    /// What it waits for, as a sentence; empty if it is not armed.
    QString sentence() const { return m_sentence; }

Q_SIGNALS:
    /// isArmed() or sentence() says something else now.
    void changed();
    /// The window is open and announced; not armed any more.
    void due(const holdpoint::PlanRunner::Request& request);
    /// Why nothing keeps the machine awake meanwhile.
    void told(const QString& sentence);

private:
    void look();
    /// Not armed any more; the machine may sleep when whoever hears of it has had a say.
    void disarm();
    void say(const QString& sentence);

    Session& m_session;
    QTimer m_timer;
    WakeLock m_wakeLock;
    std::optional<PlanRunner::Request> m_request;
    QString m_sentence;
};

} // namespace holdpoint
