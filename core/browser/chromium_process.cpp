// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/browser/chromium_process.h"

#include "core/browser/chromium_options.h"
#include "core/browser/trust_store.h"

#include <QDir>
#include <QFile>
#include <QProcessEnvironment>
#include <QTemporaryDir>
#include <algorithm>
#include <csignal>
#include <sys/prctl.h>
#include <unistd.h>

namespace holdpoint {

namespace {

constexpr int kLookEveryMs = 30;
constexpr Nanos kStartLimit = std::chrono::seconds{30};
constexpr qsizetype kErrorsKept = 4096;

// The kernel closes its stdin even if this process is killed. What is dying still writes: the folder may need several tries.
constexpr const char* kGuardScript = "while read -r _; do :; done; kill -KILL -- \"-$1\" 2>/dev/null; "
                                     "for i in 1 2 3 4 5 6 7 8 9 10; do rm -rf -- \"$2\" 2>/dev/null && exit 0; sleep 0.1; done";

int millis(Nanos duration)
{
    return static_cast<int>(std::max<std::int64_t>(0, std::chrono::duration_cast<Millis>(duration).count()));
}

} // namespace

ChromiumProcess::ChromiumProcess(QString program) : m_program(std::move(program))
{
    m_portTimer.setInterval(kLookEveryMs);
    connect(&m_portTimer, &QTimer::timeout, this, &ChromiumProcess::lookForPort);
    m_process.setStandardInputFile(QProcess::nullDevice());
    m_process.setStandardOutputFile(QProcess::nullDevice());
    m_process.setChildProcessModifier([] {
        ::setsid();
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        std::signal(SIGINT, SIG_DFL); // the agent ignores it
    });
    connect(&m_process, &QProcess::readyReadStandardError, this,
            [this] { m_errors = (m_errors + m_process.readAllStandardError()).right(kErrorsKept); });
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) {
            fail(QStringLiteral("cannot start %1: %2").arg(m_program, m_process.errorString()));
        }
    });
    connect(&m_process, &QProcess::finished, this, [this](int exitCode, QProcess::ExitStatus status) {
        const QString how = status == QProcess::CrashExit ? QStringLiteral("Chromium was killed or crashed")
                                                          : QStringLiteral("Chromium ended with exit code %1").arg(exitCode);
        fail(how + lastWords());
    });
    m_guard.setStandardOutputFile(QProcess::nullDevice());
    m_guard.setStandardErrorFile(QProcess::nullDevice());
    m_guard.setChildProcessModifier([] { ::setsid(); }); // what kills this process's group spares it
}

ChromiumProcess::~ChromiumProcess()
{
    end(Nanos{0});
}

void ChromiumProcess::start(const HostBook& hosts)
{
    QTemporaryDir folder(QDir::tempPath() + QStringLiteral("/holdpoint-browser-XXXXXX"));
    if (!folder.isValid()) {
        fail(QStringLiteral("cannot make a profile for Chromium in %1: %2").arg(QDir::tempPath(), folder.errorString()));
        return;
    }
    folder.setAutoRemove(false); // the guard's
    m_profile = folder.path();
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char* name : {"HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "TMPDIR"}) {
        environment.insert(QString::fromLatin1(name), m_profile);
    }
    if (const auto trusted = trustInHome(m_profile, hosts.caPem()); !trusted) {
        startGuard(); // removes the profile
        fail(QString::fromStdString(trusted.error().message));
        return;
    }
    m_process.setProcessEnvironment(environment);
    m_startedAt = systemClock().steadyNow();
    m_process.start(m_program, chromiumArguments(m_profile, hosts));
    m_group = m_process.processId();
    startGuard();
    if (!m_isOver) {
        m_portTimer.start();
    }
}

void ChromiumProcess::startGuard()
{
    // 0 would be the guard's own group
    const QString group = m_group > 0 ? QString::number(m_group) : QStringLiteral("none");
    m_guard.start(QStringLiteral("/bin/sh"),
                  {QStringLiteral("-c"), QString::fromLatin1(kGuardScript), QStringLiteral("holdpoint-guard"), group, m_profile});
}

void ChromiumProcess::lookForPort()
{
    QFile file(m_profile + QStringLiteral("/DevToolsActivePort"));
    if (file.open(QIODevice::ReadOnly)) {
        const QList<QByteArray> lines = file.read(4096).split('\n');
        if (lines.size() >= 2 && lines[0].toInt() > 0 && lines[1].startsWith('/')) {
            m_portTimer.stop();
            Q_EMIT ready(QUrl(QStringLiteral("ws://127.0.0.1:%1%2").arg(lines[0].toInt()).arg(QString::fromLatin1(lines[1]))));
            return;
        }
    }
    if (systemClock().steadyNow() - m_startedAt > kStartLimit) {
        fail(QStringLiteral("Chromium opened no DevTools port within 30 s") + lastWords());
    }
}

/// What Chromium complained about last; its chatter about a missing D-Bus is none.
QString ChromiumProcess::lastWords() const
{
    const QList<QByteArray> lines = m_errors.trimmed().split('\n');
    for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
        if (!line->trimmed().isEmpty() && !line->contains("dbus")) {
            return QStringLiteral(": ") + QString::fromUtf8(line->trimmed().left(300));
        }
    }
    return {};
}

void ChromiumProcess::fail(const QString& why)
{
    if (!m_isOver) {
        m_isOver = true;
        m_portTimer.stop();
        Q_EMIT ended(why);
    }
}

void ChromiumProcess::end(Nanos limit)
{
    m_isOver = true;
    m_portTimer.stop();
    const auto isRunning = [this] { return m_process.state() != QProcess::NotRunning; };
    if (isRunning() && !m_process.waitForFinished(millis(limit)) && m_group > 0) {
        ::kill(-static_cast<pid_t>(m_group), SIGTERM);
        if (!m_process.waitForFinished(millis(limit / 2))) {
            ::kill(-static_cast<pid_t>(m_group), SIGKILL);
            m_process.waitForFinished(1000);
        }
    }
    if (m_guard.state() != QProcess::NotRunning) {
        m_guard.closeWriteChannel();
        m_guard.waitForFinished(2000);
    }
}

} // namespace holdpoint
