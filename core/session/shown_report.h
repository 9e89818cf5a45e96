// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dossier/log_entry.h"
#include "core/session/report_job.h"
#include "core/session/run_interruption.h"
#include "core/session/sign_request.h"

#include <QObject>
#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace holdpoint {

/// Builds a session's report on a thread and a connection of its own, again whenever it is asked to: what is asked for while one
/// is built follows as one, what failed is tried again. Owner's thread; signals come there.
class ShownReport : public QObject
{
    Q_OBJECT

public:
    struct Built
    {
        std::shared_ptr<const Report> report; // null: `fault` says why
        std::int64_t length = 0;              // of the audit log before it was built: what came in between is never missed
        std::string fault;
        std::map<Role, Asked> asked;
        std::vector<LogEntry> log; // as logEntries()
        std::optional<RunInterruption> interruption;
    };
    /// What else a window shows, from the same dossier: its report is there already.
    static void complete(Built& built, const Dossier& dossier, const Plan& plan);

    explicit ShownReport(ReportJob job);
    /// Does not wait for a server.
    ~ShownReport() override;

    void build();
    /// Whether one is being built, or is to be.
    bool isBehind() const { return m_asked != m_told; }

Q_SIGNALS:
    void built(const holdpoint::ShownReport::Built& built);

private:
    void work(const ReportJob& job, const std::shared_ptr<std::atomic<bool>>& stop);

    std::uint64_t m_asked = 0; // owner's thread
    std::uint64_t m_told = 0;
    std::shared_ptr<std::atomic<bool>> m_stop;
    std::mutex m_mutex;         // guards m_wanted
    std::uint64_t m_wanted = 0; // the newest that was asked for
    std::condition_variable m_changed;
    std::thread m_thread; // last: starts when all else is there
};

} // namespace holdpoint
