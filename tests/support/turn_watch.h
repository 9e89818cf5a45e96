// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractEventDispatcher>
#include <QApplication>
#include <QEventLoop>
#include <QTimer>
#include <algorithm>
#include <chrono>
#include <ctime>
#include <functional>

namespace holdpoint::test {

/// CPU time of the calling thread, ms.
inline double threadCpuMs()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

/// How long the GUI thread is busy from one moment at which it could sleep to the next: what a person feels as a block. Two turns
/// of the event loop with no such moment between them count as one. Works with both dispatchers of Qt, GLib's (which tells that
/// it will block before it handles events, not after) and poll's; neither says so within QEventLoop::AllEvents, as
/// QTest's qWait calls it: wait with waitInLoop(). Make one in the GUI thread.
class TurnWatch : public QObject
{
public:
    TurnWatch()
    {
        connect(QAbstractEventDispatcher::instance(), &QAbstractEventDispatcher::aboutToBlock, this, [this] { endTurn(); });
        qApp->installEventFilter(this);
        forget();
    }

    /// With the first event of a turn the clock starts, for the thread may have slept before.
    bool eventFilter(QObject* /*watched*/, QEvent* /*event*/) override
    {
        if (!m_isInTurn) {
            m_isInTurn = true;
            m_wallFrom = Clock::now();
        }
        return false;
    }
    void forget()
    {
        turns = 0;
        worstCpuMs = worstWallMs = 0;
        m_isInTurn = false;
        m_cpuFrom = threadCpuMs();
    }

    int turns = 0;         // with events
    double worstCpuMs = 0; // of this thread
    double worstWallMs = 0;

private:
    using Clock = std::chrono::steady_clock;

    void endTurn()
    {
        const double now = threadCpuMs(); // none is used while it sleeps
        worstCpuMs = std::max(worstCpuMs, now - m_cpuFrom);
        m_cpuFrom = now;
        if (m_isInTurn) {
            ++turns;
            worstWallMs = std::max(worstWallMs, std::chrono::duration<double, std::milli>(Clock::now() - m_wallFrom).count());
        }
        m_isInTurn = false;
    }

    double m_cpuFrom = 0;
    Clock::time_point m_wallFrom;
    bool m_isInTurn = false;
};

/// Waits in a loop that sleeps between events, as the program's own does; false when the time is over.
inline bool waitInLoop(const std::function<bool()>& condition, int timeoutMs)
{
    QEventLoop loop;
    QTimer poll;
    QTimer end;
    bool holds = condition();
    QObject::connect(&poll, &QTimer::timeout, &loop, [&] {
        holds = condition();
        if (holds) {
            loop.quit();
        }
    });
    QObject::connect(&end, &QTimer::timeout, &loop, &QEventLoop::quit);
    poll.start(20);
    end.setSingleShot(true);
    end.start(timeoutMs);
    if (!holds) {
        loop.exec();
    }
    return holds;
}

} // namespace holdpoint::test
