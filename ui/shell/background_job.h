// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <atomic>
#include <functional>
#include <memory>
#include <thread>

namespace holdpoint {

/// One piece of work at a time on a thread of its own, so that the window stays free. It reads under a ReadingStop: stop(), a new
/// start() and the end of this object wait only for the row that is being read. Owner's thread only.
class BackgroundJob : public QObject
{
    Q_OBJECT

public:
    /// Runs on the thread; what it returns is called on the owner's thread, unless the work was stopped meanwhile.
    using Work = std::function<std::function<void()>()>;

    explicit BackgroundJob(QObject* parent = nullptr) : QObject(parent) {}
    ~BackgroundJob() override;

    /// Work under way is stopped first, and waited for.
    void start(Work work);
    /// Does not wait: what is under way goes on and is reported, then this begins. Of several only the newest does.
    void follow(Work work);
    /// What is under way ends early and is not reported.
    void stop();
    bool isRunning() const { return m_stop != nullptr && !*m_stop; }

private:
    Work m_next;                               // empty: nothing follows
    std::shared_ptr<std::atomic<bool>> m_stop; // null: nothing is under way
    std::thread m_thread;
};

} // namespace holdpoint
