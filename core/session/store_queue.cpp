// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/store_queue.h"

#include "core/dossier/reading_stop.h"

#include <utility>

namespace holdpoint {

StoreQueue::StoreQueue(std::filesystem::path dossier)
    : m_place(std::move(dossier)), m_stop(std::make_shared<std::atomic<bool>>(false)),
      m_thread([this, stop = m_stop] { work(stop); })
{}

StoreQueue::~StoreQueue()
{
    {
        std::unique_lock lock(m_mutex);
        m_isEnding = true;
        m_changed.notify_all();
        if (!m_changed.wait_for(lock, kLast, [this] { return m_isOver; })) {
            *m_stop = true; // a server that does not answer
        }
    }
    m_thread.join();
}

void StoreQueue::add(Work work, Told told)
{
    {
        const std::lock_guard lock(m_mutex);
        m_tasks.push_back({std::move(work), std::move(told)});
    }
    m_changed.notify_all();
}

void StoreQueue::work(const std::shared_ptr<std::atomic<bool>>& stop)
{
    const ReadingStop reading(stop);
    std::unique_ptr<Dossier> kept; // its connection comes back by itself
    for (;;) {
        Task task;
        {
            std::unique_lock lock(m_mutex);
            m_changed.wait(lock, [this] { return m_isEnding || !m_tasks.empty(); });
            if (m_tasks.empty() || *stop) {
                m_isOver = true;
                break;
            }
            task = std::move(m_tasks.front());
            m_tasks.pop_front();
        }
        Result<> done;
        if (kept == nullptr) {
            auto opened = Dossier::open(m_place);
            done = opened ? Result<>{} : fail(opened.error());
            kept = opened ? std::move(*opened) : nullptr;
        }
        if (kept != nullptr) {
            done = task.work(*kept);
        }
        // The call is dropped if the object dies before it comes.
        QMetaObject::invokeMethod(
            this, [told = std::move(task.told), done] { told(done); }, Qt::QueuedConnection);
    }
    m_changed.notify_all();
}

} // namespace holdpoint
