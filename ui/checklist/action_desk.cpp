// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/checklist/action_desk.h"

#include "ui/style/status.h"

namespace holdpoint {

namespace {

constexpr qsizetype kKeptLines = 50;

} // namespace

void ActionDesk::setSession(Session* session)
{
    m_action.reset();
    m_window.reset();
    m_item.clear();
    m_lastItem.clear();
    m_lines.clear();
    m_session = session;
    Q_EMIT changed();
}

bool ActionDesk::isBusy() const
{
    return !m_item.empty() || isWindowBusy();
}

bool ActionDesk::isWindowBusy() const
{
    return m_window != nullptr && m_window->isRunning();
}

Result<> ActionDesk::whyNotNow() const
{
    if (m_session == nullptr) {
        return fail(Error::Kind::Refused, tr("no release is open").toStdString());
    }
    if (isBusy()) {
        return fail(Error::Kind::Refused, (isWindowBusy() ? tr("the test window is being opened or closed; wait for its end")
                                                          : tr("%1 is running; wait for its end").arg(fromCore(m_item)))
                                              .toStdString());
    }
    return {};
}

Result<> ActionDesk::startAction(const ActionJob::Request& request)
{
    if (auto refused = whyNotNow(); !refused) {
        return refused;
    }
    m_action = std::make_unique<ActionJob>(*m_session);
    connect(m_action.get(), &ActionJob::progressed, this, [this](const QString& line) {
        m_lines << line;
        while (m_lines.size() > kKeptLines) {
            m_lines.removeFirst();
        }
        Q_EMIT changed();
    });
    connect(
        m_action.get(), &ActionJob::finished, this,
        [this] {
            if (m_action == nullptr || m_action->isRunning()) {
                return; // of a release that was closed
            }
            const QString item = fromCore(std::exchange(m_item, {}));
            const QString fault = m_action->error() ? fromCore(m_action->error()->message) : QString();
            Q_EMIT changed();
            Q_EMIT actionEnded(item, fault);
        },
        Qt::QueuedConnection);
    m_lines.clear();
    m_item = request.item;
    m_lastItem = request.item;
    auto started = m_action->start(request);
    if (!started) {
        m_item.clear();
        m_lastItem.clear();
    }
    Q_EMIT changed();
    return started;
}

Result<> ActionDesk::startWindow(const WindowJob::Request& request)
{
    if (auto refused = whyNotNow(); !refused) {
        return refused;
    }
    m_window = std::make_unique<WindowJob>(*m_session);
    connect(m_window.get(), &WindowJob::stepChanged, this, &ActionDesk::changed);
    connect(
        m_window.get(), &WindowJob::finished, this,
        [this, wasOpening = request.task == WindowJob::Task::Open] {
            if (m_window == nullptr || m_window->isRunning()) {
                return;
            }
            const QString fault = m_window->error()     ? fromCore(m_window->error()->message)
                                  : m_window->isWhole() ? QString()
                                  : wasOpening ? tr("The test window is not announced everywhere. Its steps say what is missing.")
                                               : tr("The test window is not closed to the end. Its steps say what is left.");
            Q_EMIT changed();
            Q_EMIT windowEnded(wasOpening, fault);
        },
        Qt::QueuedConnection);
    auto started = m_window->start(request);
    Q_EMIT changed();
    return started;
}

void ActionDesk::stop()
{
    if (m_action != nullptr && !m_item.empty()) {
        m_action->stop();
    }
    if (isWindowBusy()) {
        m_window->stop();
    }
}

} // namespace holdpoint
