// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/report_job.h"

#include "core/base/clock.h"
#include "core/session/session.h"

namespace holdpoint {

Result<std::vector<std::filesystem::path>> ReportJob::exportReport(const std::filesystem::path& folder,
                                                                   const std::vector<std::string>& formats,
                                                                   const std::vector<ReportRenderer>& more) const
{
    auto dossier = Dossier::open(dossierFile);
    if (!dossier) {
        return fail(dossier.error());
    }
    const auto report = buildReport(**dossier, plan, definition, systemClock().wallNow(), ReportUse::Write);
    if (!report) {
        return fail(report.error());
    }
    return writeReport(*report, **dossier, folder, formats, more);
}

Result<ReleaseVerdict> ReportJob::verdict() const
{
    const auto dossier = Dossier::openReadOnly(dossierFile);
    if (!dossier) {
        return fail(dossier.error());
    }
    const auto report = buildReport(**dossier, plan, definition, systemClock().wallNow());
    return report ? Result((*report)->verdict) : fail(report.error());
}

ReportJob reportJob(const Session& session)
{
    return {session.dossier().file(), session.plan(), session.checklistTemplate()};
}

} // namespace holdpoint
