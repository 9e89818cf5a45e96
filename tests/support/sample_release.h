// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/report.h"
#include "core/session/session.h"

#include <QTemporaryDir>
#include <map>
#include <memory>
#include <string>

namespace holdpoint::test {

/// A release "platform 1.8.3" of the shipped pre-production plan in a folder of its own, that ends with this object.
class SampleRelease
{
public:
    /// `variables` of the plan besides its own defaults: PROMETHEUS_URL ...
    explicit SampleRelease(std::map<std::string, std::string> variables = {});

    Session& session() { return *m_session; }
    QString planFile() const { return m_folder.filePath(QStringLiteral("pre-production.yaml")); }
    QString dossierFile() const { return m_folder.filePath(QStringLiteral("platform-1.8.3.holdpoint")); }
    QString file(const QString& name) const { return m_folder.filePath(name); }
    /// What opens the plan; the session above is another connection to the same dossier.
    Session::Request request() const;

private:
    QTemporaryDir m_folder;
    std::map<std::string, std::string> m_variables;
    std::unique_ptr<Session> m_session;
};

Person sampleQa();
Person sampleTechLead();

/// The release's report before load, with sections 1 to 5 in the states of reference/ui/checklist-light-1280.png: what sensors
/// will say once they are connected.
std::shared_ptr<Report> sampleReport();

} // namespace holdpoint::test
