// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dossier/dossier.h"

#include <QObject>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace holdpoint {

/// Works on a dossier on a thread and a connection of its own, in the order in which it was asked to: for a window over a
/// database, which must not wait. Owner's thread.
class StoreQueue : public QObject
{
    Q_OBJECT

public:
    static constexpr Millis kLast{5000};

    using Work = std::function<Result<>(Dossier&)>;    // on the thread
    using Told = std::function<void(const Result<>&)>; // on the owner's

    explicit StoreQueue(std::filesystem::path dossier);
    /// What was asked for is done first, within kLast; nobody is told any more.
    ~StoreQueue() override;

    /// `told` gets why it was not done, in words for people.
    void add(Work work, Told told);

private:
    struct Task
    {
        Work work;
        Told told;
    };
    void work(const std::shared_ptr<std::atomic<bool>>& stop);

    std::filesystem::path m_place;
    std::shared_ptr<std::atomic<bool>> m_stop;
    std::mutex m_mutex; // guards what follows
    std::deque<Task> m_tasks;
    bool m_isEnding = false;
    bool m_isOver = false;
    std::condition_variable m_changed;
    std::thread m_thread; // last: starts when all else is there
};

} // namespace holdpoint
