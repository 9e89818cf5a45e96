// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDeadlineTimer>
#include <QProcess>
#include <QProcessEnvironment>
#include <QString>
#include <QStringList>
#include <functional>
#include <string>
#include <unistd.h>
#include <vector>

namespace holdpoint {

struct ProgramResult
{
    int code = -1; // -1: did not end in time, or crashed
    std::string out;
    std::string err;
};

/// A program of the build's bin folder that a test starts and ends by its own pid. It leads a process group of its own.
class Program
{
public:
    explicit Program(const QString& name, const QStringList& words, const QString& folder = {})
    {
        if (!qEnvironmentVariableIsSet("COLUMNS")) { // a row of a table is one line, unless a test is about its width
            QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
            environment.insert(QStringLiteral("COLUMNS"), QStringLiteral("2000"));
            m_process.setProcessEnvironment(environment);
        }
        if (!folder.isEmpty()) {
            m_process.setWorkingDirectory(folder);
        }
        m_process.setChildProcessModifier([] { ::setpgid(0, 0); });
        m_process.start(QStringLiteral(HOLDPOINT_BINARY_DIR "/bin/") + name, words);
        m_process.waitForStarted();
    }
    ~Program()
    {
        if (m_process.state() != QProcess::NotRunning) {
            m_process.kill();
            m_process.waitForFinished(5000);
        }
    }
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    qint64 pid() const { return m_process.processId(); }
    bool isRunning() const { return m_process.state() != QProcess::NotRunning; }
    /// Ctrl-C as a terminal sends it: to the program and all its children.
    void interrupt();
    void kill() { m_process.kill(); }

    /// Reads until stdout holds `text`; false if the program ends or the time is over before.
    bool waitForOutput(const std::string& text, int timeoutMs = 20000) { return waitFor(m_out, containing(text), timeoutMs); }
    bool waitForError(const std::string& text, int timeoutMs = 20000) { return waitFor(m_err, containing(text), timeoutMs); }
    bool waitForError(const std::function<bool(const std::string&)>& isThere, int timeoutMs = 60000)
    {
        return waitFor(m_err, isThere, timeoutMs);
    }
    const std::string& out() const { return m_out; }
    const std::string& err() const { return m_err; }

    ProgramResult finish(int timeoutMs = 60000)
    {
        QDeadlineTimer deadline(timeoutMs);
        while (isRunning() && !deadline.hasExpired()) {
            m_process.waitForFinished(100);
            drain();
        }
        drain();
        const bool hasEnded = m_process.state() == QProcess::NotRunning && m_process.exitStatus() == QProcess::NormalExit;
        return {hasEnded ? m_process.exitCode() : -1, m_out, m_err};
    }

private:
    void drain()
    {
        m_out += m_process.readAllStandardOutput().toStdString();
        m_err += m_process.readAllStandardError().toStdString();
    }
    static std::function<bool(const std::string&)> containing(const std::string& text)
    {
        return [text](const std::string& read) { return read.find(text) != std::string::npos; };
    }
    bool waitFor(const std::string& where, const std::function<bool(const std::string&)>& isThere, int timeoutMs)
    {
        QDeadlineTimer deadline(timeoutMs);
        for (;;) {
            drain();
            if (isThere(where)) {
                return true;
            }
            if (!isRunning() || deadline.hasExpired()) {
                return false;
            }
            m_process.waitForReadyRead(50);
        }
    }

    QProcess m_process;
    std::string m_out;
    std::string m_err;
};

inline ProgramResult runCtl(const QStringList& words, const QString& folder = {}, int timeoutMs = 60000)
{
    return Program(QStringLiteral("holdpointctl"), words, folder).finish(timeoutMs);
}

/// Polls until the condition holds; false when the time is over.
bool eventually(const std::function<bool()>& condition, int timeoutMs = 10000);

/// Child processes of `parent` whose command line contains `word`.
std::vector<qint64> childrenOf(qint64 parent, const std::string& word);
bool isAlive(qint64 pid);

} // namespace holdpoint
