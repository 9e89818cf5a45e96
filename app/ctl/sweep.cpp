// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/sweep.h"

#include "core/base/text.h"
#include "core/base/units.h"

#include <QEventLoop>
#include <iostream>
#include <unistd.h>

namespace holdpoint {

Result<std::vector<SourceReport>> sweepAndWait(Session& session, const SweepJob::Request& request)
{
    SweepJob& job = session.sweepJob();
    QEventLoop loop;
    QObject::connect(&job, &SweepJob::finished, &loop, &QEventLoop::quit);
    if (::isatty(STDERR_FILENO) == 1) {
        QObject::connect(&job, &SweepJob::sourceEnded, &loop, [&job](const SourceReport& source) {
            std::cerr << job.progress().done << " of " << job.progress().of << "  " << source.title << "  "
                      << formatDuration(std::chrono::duration_cast<Millis>(source.took))
                      << (source.error.empty() ? "" : "  " + source.error) << '\n';
        });
        QObject::connect(&job, &SweepJob::progressed, &loop, [&job, told = std::string()]() mutable {
            if (const std::string slow = job.slowSource(); !slow.empty() && slow != told) {
                std::cerr << "waiting for " << join(job.progress().waiting, ", ") << '\n';
                told = slow;
            }
        });
    }
    if (const auto started = job.start(request); !started) {
        return fail(started.error());
    }
    loop.exec();
    if (!job.lastError().empty()) {
        return fail(Error::Kind::Internal, job.lastError());
    }
    return job.lastSources();
}

Json toJson(const std::vector<SourceReport>& sources)
{
    Json list = Json::array();
    for (const SourceReport& source : sources) {
        const Nanos age = systemClock().wallNow() - source.at;
        list.push_back(Json{{"id", source.id},
                            {"state", nameOf(source.state)},
                            {"error", source.error},
                            {"age_s", std::chrono::duration_cast<std::chrono::seconds>(age).count()},
                            {"ms", std::chrono::duration_cast<Millis>(source.took).count()}});
    }
    return list;
}

void printSourcesThatFailed(const std::vector<SourceReport>& sources)
{
    for (const SourceReport& source : sources) {
        if (source.state == SourceReport::State::Failed) {
            std::cout << source.title << ": " << source.error << '\n';
        }
    }
}

} // namespace holdpoint
