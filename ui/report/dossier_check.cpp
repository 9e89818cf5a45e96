// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/dossier_check.h"

#include "ui/style/status.h"

namespace holdpoint {

DossierCheck::~DossierCheck()
{
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

void DossierCheck::start(const std::filesystem::path& dossierFile)
{
    m_file = dossierFile;
    if (m_isRunning) {
        m_isWantedAgain = true;
        return;
    }
    run();
}

void DossierCheck::run()
{
    if (m_thread.joinable()) {
        m_thread.join(); // its last act was to call end()
    }
    m_isRunning = true;
    m_thread = std::thread([this, file = m_file] {
        auto result = std::make_shared<Result<VerifyResult>>(verifyDossier(file));
        // The destructor joins this thread; the call is dropped if the object dies before it comes.
        QMetaObject::invokeMethod(this, [this, result] { end(*result); });
    });
}

void DossierCheck::end(const Result<VerifyResult>& result)
{
    m_isRunning = false;
    if (std::exchange(m_isWantedAgain, false)) {
        return run();
    }
    Q_EMIT finished(result ? result->lines : std::vector<VerifyLine>{}, result ? QString() : fromCore(result.error().message));
}

} // namespace holdpoint
