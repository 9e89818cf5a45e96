// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/report_job.h"
#include "ui/shell/background_job.h"

#include <QObject>

namespace holdpoint {

/// verifyDossier() and the verdict once more, on a thread of its own: hashing the frames of long runs takes seconds. Owner's
/// thread only.
class DossierCheck : public QObject
{
    Q_OBJECT

public:
    struct Seen
    {
        std::vector<VerifyLine> lines;
        bool isSame = false; // the verdict, as that one
        QString fault;       // why nothing could be verified, else empty
    };

    using QObject::QObject;

    bool isRunning() const { return m_job.isRunning(); }
    /// finished() follows; a check under way is finished first. `shown`: the verdict on screen, which the dossier's is held
    /// against.
    void start(ReportJob job, ReleaseVerdict shown);
    /// finished() does not follow.
    void stop() { m_job.stop(); }

Q_SIGNALS:
    void finished(const holdpoint::DossierCheck::Seen& seen);

private:
    BackgroundJob m_job;
};

} // namespace holdpoint
