// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/background_job.h"

#include "core/dossier/reading_stop.h"

#include <QPointer>
#include <utility>

namespace holdpoint {

BackgroundJob::~BackgroundJob()
{
    stop();
}

void BackgroundJob::stop()
{
    m_next = nullptr;
    if (m_stop != nullptr) {
        *m_stop = true;
        m_stop.reset();
    }
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

void BackgroundJob::start(Work work)
{
    stop();
    m_stop = std::make_shared<std::atomic<bool>>(false);
    m_thread = std::thread([this, work = std::move(work), stop = m_stop] {
        const ReadingStop reading(stop);
        auto done = work();
        // stop() joins this thread, so `this` lives; the call itself is dropped if the object dies before it comes.
        QMetaObject::invokeMethod(this, [this, done = std::move(done), stop] {
            if (!*stop) {
                m_stop.reset();
                const QPointer<BackgroundJob> alive(this);
                done(); // may end this, stop it, or start something newer
                if (alive && m_next && !isRunning()) {
                    start(std::exchange(m_next, nullptr));
                }
            }
        });
    });
}

void BackgroundJob::follow(Work work)
{
    if (isRunning()) {
        m_next = std::move(work);
    } else {
        start(std::move(work));
    }
}

} // namespace holdpoint
