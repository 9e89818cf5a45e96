// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/dossier_check.h"

#include "ui/style/status.h"

namespace holdpoint {

void DossierCheck::start(ReportJob job, ReleaseVerdict shown)
{
    m_job.follow([this, job = std::move(job), shown]() -> std::function<void()> {
        Seen seen;
        const auto verified = verifyDossier(job.dossierFile);
        const auto verdict = job.verdict();
        if (verified) {
            seen.lines = verified->lines;
        } else {
            seen.fault = fromCore(verified.error().message);
        }
        seen.isSame = verdict && *verdict == shown;
        return [this, seen = std::move(seen)] { Q_EMIT finished(seen); };
    });
}

} // namespace holdpoint
