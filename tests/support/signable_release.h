// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session.h"
#include "tests/support/ssh_keys.h"

#include <QTemporaryDir>
#include <memory>

namespace holdpoint::test {

/// A small release that is GO: one test with a load run of real frames, judged from them; a checklist of some items; a plan that
/// names the people of `keys` (mara qa, tomasz devops, anjali tech-lead, jonas product-manager) as allowed signers.
class SignableRelease
{
public:
    /// `planMore` goes behind the plan's text.
    explicit SignableRelease(const std::string& planMore = "", const std::string& signoffMore = "");

    Session& session() { return *m_session; }
    std::filesystem::path path(const std::string& name) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }
    std::filesystem::path dossier() const { return path("d.holdpoint"); }
    /// The session anew, as another start of the program would.
    void reopen();
    void close() { m_session.reset(); }
    /// One more load run of 12 s; `failedRate` of its requests fail.
    void addRun(double failedRate = 0);
    /// Through all gates up to a frozen record.
    void freeze();
    /// With the role's own key; what was wrong.
    Result<> sign(Role role);
    void signAll();

    static const char* keyNameOf(Role role);
    static Person personOf(Role role);

    SshKeys keys;

private:
    QTemporaryDir m_folder;
    std::unique_ptr<Session> m_session;
};

} // namespace holdpoint::test
