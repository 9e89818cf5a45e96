// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/report.h"

#include <QObject>
#include <filesystem>
#include <thread>

namespace holdpoint {

/// verifyDossier() on a thread of its own: hashing the frames of long runs takes seconds. Owner's thread only.
class DossierCheck : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    ~DossierCheck() override;

    bool isRunning() const { return m_isRunning; }
    /// finished() follows; a check under way is repeated afterwards.
    void start(const std::filesystem::path& dossierFile);

Q_SIGNALS:
    /// `fault`: why nothing could be verified, else empty.
    void finished(const std::vector<holdpoint::VerifyLine>& lines, const QString& fault);

private:
    void run();
    void end(const Result<VerifyResult>& result);

    std::filesystem::path m_file;
    std::thread m_thread;
    bool m_isRunning = false;
    bool m_isWantedAgain = false;
};

} // namespace holdpoint
