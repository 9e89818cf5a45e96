// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <thread>

namespace holdpoint {

/// Looks twice a second, on a thread and a connection of its own, how long a dossier's audit log is: what other programs write
/// into it shows there. Says too when a database cannot be reached, and when it can again. Signals come on the owner's thread.
class DossierWatch : public QObject
{
    Q_OBJECT

public:
    explicit DossierWatch(std::filesystem::path place, QObject* parent = nullptr);
    /// Does not wait for a server.
    ~DossierWatch() override;

    /// Why the database could not be reached at the newest look; empty: it could.
    QString whyAway() const { return m_whyAway; }

Q_SIGNALS:
    /// The log has another length than at the look before; first for what was found at the begin.
    void lengthSeen(qint64 length);
    /// whyAway() became empty or is no longer.
    void awayChanged();

private:
    void look(const std::shared_ptr<std::atomic<bool>>& stop);
    void takeLength(qint64 length);
    void takeAway(const QString& why);

    std::filesystem::path m_place;
    QString m_whyAway;
    std::shared_ptr<std::atomic<bool>> m_stop;
    std::mutex m_mutex; // with m_ended, for the pause between two looks
    std::condition_variable m_ended;
    std::thread m_thread;
};

} // namespace holdpoint
