// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/shown_report.h"

#include "core/base/clock.h"
#include "core/dossier/reading_stop.h"

namespace holdpoint {

namespace {

constexpr std::chrono::seconds kBetweenTries{2};

/// On `kept`, which stays open between two looks; one that failed is opened anew.
ShownReport::Built buildOn(std::unique_ptr<Dossier>& kept, const ReportJob& job)
{
    if (kept == nullptr) {
        auto opened = Dossier::openReadOnly(job.dossierFile);
        if (!opened) {
            return {nullptr, 0, opened.error().message, {}, {}, {}};
        }
        kept = std::move(*opened);
    }
    const auto head = kept->auditHead();
    const auto report = head ? buildReport(*kept, job.plan, job.definition, systemClock().wallNow())
                             : Result<std::shared_ptr<const Report>>(fail(head.error()));
    if (!report) {
        kept.reset();
        return {nullptr, 0, report.error().message, {}, {}, {}};
    }
    ShownReport::Built built{*report, head->length, {}, {}, {}, {}};
    ShownReport::complete(built, *kept, job.plan);
    return built;
}

} // namespace

void ShownReport::complete(Built& built, const Dossier& dossier, const Plan& plan)
{
    auto asked = askedRoles(dossier);
    built.asked = asked ? *std::move(asked) : std::map<Role, Asked>{};
    auto log = logEntries(dossier);
    built.log = log ? *std::move(log) : std::vector<LogEntry>{};
    auto interruption = interruptionOf(dossier, plan);
    built.interruption = interruption ? *std::move(interruption) : std::nullopt;
}

ShownReport::ShownReport(ReportJob job)
    : m_stop(std::make_shared<std::atomic<bool>>(false)),
      m_thread([this, job = std::move(job), stop = m_stop] { work(job, stop); })
{}

ShownReport::~ShownReport()
{
    {
        const std::lock_guard lock(m_mutex);
        *m_stop = true;
    }
    m_changed.notify_all();
    m_thread.join();
}

void ShownReport::build()
{
    ++m_asked;
    {
        const std::lock_guard lock(m_mutex);
        m_wanted = m_asked;
    }
    m_changed.notify_all();
}

void ShownReport::work(const ReportJob& job, const std::shared_ptr<std::atomic<bool>>& stop)
{
    const ReadingStop reading(stop);
    std::unique_ptr<Dossier> kept;
    std::uint64_t done = 0;
    bool hasFailed = false;
    for (;;) {
        {
            std::unique_lock lock(m_mutex);
            const auto isAsked = [&] { return *stop || m_wanted != done; };
            if (hasFailed) { // nobody asks again for what they have not seen
                m_changed.wait_for(lock, kBetweenTries, isAsked);
            } else {
                m_changed.wait(lock, isAsked);
            }
            if (*stop) {
                return;
            }
            done = m_wanted;
        }
        auto seen = std::make_shared<Built>(buildOn(kept, job));
        hasFailed = seen->report == nullptr;
        // The call is dropped if the object dies before it comes.
        QMetaObject::invokeMethod(this, [this, seen, done] {
            m_told = done;
            Q_EMIT built(*seen);
        });
    }
}

} // namespace holdpoint
