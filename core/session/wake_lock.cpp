// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/wake_lock.h"

#include <QCoreApplication>
#include <QProcess>
#include <QStandardPaths>
#include <utility>

namespace holdpoint {

namespace {

QString sentenceFor(const QString& why)
{
    return WakeLock::tr("Nothing keeps this machine from going to sleep while load runs (%1). See to it that it stays awake.")
        .arg(why);
}

} // namespace

WakeLock::~WakeLock()
{
    release();
    if (m_ending != nullptr && m_ending->state() != QProcess::NotRunning) {
        m_ending->waitForFinished(1000);
    }
}

void WakeLock::hold(const QString& why)
{
    if (m_child != nullptr) {
        return;
    }
    const QString program = QStandardPaths::findExecutable(QStringLiteral("systemd-inhibit"));
    if (program.isEmpty()) {
        Q_EMIT told(sentenceFor(tr("it has no systemd-inhibit")));
        return;
    }
    m_why = why;
    m_isOfLid = true;
    start(program);
}

void WakeLock::start(const QString& program)
{
    m_child = new QProcess(QCoreApplication::instance());
    m_child->setStandardOutputFile(QProcess::nullDevice());
    connect(m_child, &QProcess::finished, this, &WakeLock::ended);
    connect(m_child, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) { // finished() does not follow
            ended();
        }
    });
    // cat ends with its stdin, which this program holds open.
    m_child->start(program, {QStringLiteral("--what=sleep:idle") + (m_isOfLid ? QStringLiteral(":handle-lid-switch") : QString()),
                             QStringLiteral("--who=Holdpoint"), QStringLiteral("--why=") + m_why, QStringLiteral("--mode=block"),
                             QStringLiteral("cat")});
}

void WakeLock::ended()
{
    const QString said = QString::fromUtf8(m_child->readAllStandardError()).section(QLatin1Char('\n'), 0, 0).left(200);
    disconnect(m_child, nullptr, this, nullptr);
    m_child->deleteLater();
    const QString program = m_child->program();
    m_child = nullptr;
    if (std::exchange(m_isOfLid, false)) { // then at least what every machine allows
        start(program);
        return;
    }
    Q_EMIT told(sentenceFor(said.isEmpty() ? tr("systemd-inhibit did not stay") : said.trimmed()));
}

void WakeLock::release()
{
    if (m_child == nullptr) {
        return;
    }
    QProcess* const child = m_child;
    m_child = nullptr;
    disconnect(child, nullptr, this, nullptr);
    connect(child, &QProcess::finished, child, &QObject::deleteLater);
    child->closeWriteChannel();
    m_ending = child;
}

} // namespace holdpoint
