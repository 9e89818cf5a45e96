// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/armed_start.h"

#include "core/base/time_format.h"

#include <QPointer>

namespace holdpoint {

namespace {

/// What load still waits for; empty: it may start.
QString whyNot(const std::optional<TestWindow>& window)
{
    if (!window || !window->isOpen()) {
        return ArmedStart::tr("Load starts by itself when the test window opens.");
    }
    const QString opened = QString::fromStdString(formatUtcClock(window->openedAt));
    QString why;
    if (window->closingSince()) {
        why = ArmedStart::tr("the test window of %1 UTC is being closed; load starts with the next one").arg(opened);
    } else if (!window->isAnnounced()) {
        why = ArmedStart::tr("the test window of %1 UTC is open, but not announced everywhere yet").arg(opened);
    }
    return why.isEmpty() ? why : ArmedStart::tr("Load starts by itself: %1.").arg(why);
}

} // namespace

ArmedStart::ArmedStart(Session& session, QObject* parent) : QObject(parent), m_session(session)
{
    m_timer.setInterval(1000);
    connect(&m_timer, &QTimer::timeout, this, &ArmedStart::look);
    connect(&m_wakeLock, &WakeLock::told, this, &ArmedStart::told);
}

void ArmedStart::arm(const PlanRunner::Request& request)
{
    m_request = request;
    m_timer.start();
    m_wakeLock.hold(tr("A load test waits for its window"));
    m_sentence = tr("Load starts by itself when the test window opens.");
    Q_EMIT changed();
    QTimer::singleShot(0, this, &ArmedStart::look);
}

void ArmedStart::cancel()
{
    if (m_request) {
        disarm();
        m_wakeLock.release();
    }
}

void ArmedStart::disarm()
{
    m_request.reset();
    m_timer.stop();
    m_sentence.clear();
    Q_EMIT changed();
}

void ArmedStart::look()
{
    if (!m_request) {
        return;
    }
    // A slow database is asked only when the window seems to be open, as long as what is shown is its newest.
    if (m_session.showsAside() && !m_session.isShownBehind() && m_session.lastError().empty()) {
        if (const QString why = whyNot(m_session.shownWindow()); !why.isEmpty()) {
            say(why);
            return;
        }
    }
    const auto window = m_session.dossier().testWindow();
    if (!window) {
        say(tr("Load does not start by itself: the test window cannot be read (%1).")
                .arg(QString::fromStdString(window.error().message)));
        return;
    }
    if (const QString why = whyNot(*window); !why.isEmpty()) {
        say(why);
        return;
    }
    const PlanRunner::Request request = *m_request;
    const QPointer<ArmedStart> self(this);
    disarm();
    if (!self) {
        return;
    }
    Q_EMIT due(request); // the load holds a lock of its own then
    if (self && !m_request) {
        m_wakeLock.release();
    }
}

void ArmedStart::say(const QString& sentence)
{
    if (m_sentence != sentence) {
        m_sentence = sentence;
        Q_EMIT changed();
    }
}

} // namespace holdpoint
