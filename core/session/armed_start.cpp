// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/armed_start.h"

#include "core/base/time_format.h"

namespace holdpoint {

namespace {

/// What an open window still waits for; empty: load may start.
QString whyNot(const TestWindow& window)
{
    const QString opened = QString::fromStdString(formatUtcClock(window.openedAt));
    if (window.closingSince()) {
        return ArmedStart::tr("the test window of %1 UTC is being closed; load starts with the next one").arg(opened);
    }
    if (!window.isAnnounced()) {
        return ArmedStart::tr("the test window of %1 UTC is open, but not announced everywhere yet").arg(opened);
    }
    return {};
}

} // namespace

ArmedStart::ArmedStart(Session& session, QObject* parent) : QObject(parent), m_session(session)
{
    m_timer.setInterval(1000);
    connect(&m_timer, &QTimer::timeout, this, &ArmedStart::look);
}

void ArmedStart::arm(const PlanRunner::Request& request)
{
    m_request = request;
    m_timer.start();
    m_sentence = tr("Load starts by itself when the test window opens.");
    Q_EMIT changed();
    QTimer::singleShot(0, this, &ArmedStart::look);
}

void ArmedStart::cancel()
{
    if (m_request) {
        m_request.reset();
        m_timer.stop();
        m_sentence.clear();
        Q_EMIT changed();
    }
}

void ArmedStart::look()
{
    if (!m_request) {
        return;
    }
    const auto window = m_session.dossier().testWindow();
    if (!window) {
        say(tr("Load does not start by itself: the test window cannot be read (%1).")
                .arg(QString::fromStdString(window.error().message)));
        return;
    }
    if (!*window || !(*window)->isOpen()) {
        say(tr("Load starts by itself when the test window opens."));
        return;
    }
    if (const QString why = whyNot(**window); !why.isEmpty()) {
        say(tr("Load starts by itself: %1.").arg(why));
        return;
    }
    const PlanRunner::Request request = *m_request;
    cancel();
    Q_EMIT due(request);
}

void ArmedStart::say(const QString& sentence)
{
    if (m_sentence != sentence) {
        m_sentence = sentence;
        Q_EMIT changed();
    }
}

} // namespace holdpoint
