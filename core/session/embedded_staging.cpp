// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/embedded_staging.h"

#include "core/agent/local_agent.h"

#include <QDateTime>
#include <QDir>
#include <QProcess>
#include <QStandardPaths>
#include <unistd.h>

namespace holdpoint {

namespace {

const QLatin1String kListening("listening on ");

} // namespace

EmbeddedStaging::EmbeddedStaging(QObject* parent) : QObject(parent), m_process(std::make_unique<QProcess>())
{
    connect(m_process.get(), &QProcess::readyReadStandardOutput, this, &EmbeddedStaging::readLine);
    connect(m_process.get(), &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) {
            Q_EMIT failed(
                QStringLiteral("cannot start the staging service %1: %2").arg(m_process->program(), m_process->errorString()));
        }
    });
    connect(m_process.get(), &QProcess::finished, this, [this] {
        const QString said = QString::fromUtf8(m_process->readAllStandardError()).trimmed();
        Q_EMIT failed(QStringLiteral("the staging service ended") +
                      (said.isEmpty() ? QString() : QStringLiteral(": ") + said.right(400)));
    });
}

EmbeddedStaging::~EmbeddedStaging()
{
    m_process->disconnect(this);
    if (m_process->state() != QProcess::NotRunning) {
        m_process->kill(); // it keeps nothing
        m_process->waitForFinished(1000);
    }
}

void EmbeddedStaging::start(const QStringList& faults)
{
    QStringList words{QStringLiteral("staging"), QStringLiteral("--port"), QStringLiteral("0"),
                      QStringLiteral("--exit-with-parent")};
    for (const QString& fault : faults) {
        words << QStringLiteral("--fault") << fault;
    }
    // A process group of its own: a terminal's Ctrl-C stops the load first, and its last answers still come.
    m_process->setChildProcessModifier([] { ::setpgid(0, 0); });
    m_process->start(findCtl(), words);
}

qint64 EmbeddedStaging::processId() const
{
    return m_process->processId();
}

void EmbeddedStaging::readLine()
{
    while (m_process->canReadLine()) {
        const QString line = QString::fromUtf8(m_process->readLine()).trimmed();
        if (m_url.isEmpty() && line.startsWith(kListening)) {
            m_url = line.mid(kListening.size()).section(QLatin1Char(' '), 0, 0);
            Q_EMIT ready(m_url);
        }
    }
}

Result<std::filesystem::path> newRehearsalFile()
{
    // not AppDataLocation: the console's has the organisation's name in it, too
    const QDir folder(QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QStringLiteral("/holdpoint"));
    if (!folder.mkpath(QStringLiteral("."))) {
        return fail(Error::Kind::Refused, "cannot make the data folder " + folder.path().toStdString() +
                                              ": name a place with --dossier FILE, or make the folder writable");
    }
    const QString stamp = QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyy-MM-dd-HHmmss"));
    return std::filesystem::path(folder.filePath(QStringLiteral("rehearsal-%1.holdpoint").arg(stamp)).toStdString());
}

} // namespace holdpoint
