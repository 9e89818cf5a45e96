// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/postgres_process.h"
#include "tests/support/silent_port.h"

#include <QTemporaryDir>

namespace holdpoint::test {

/// Debian's PostgreSQL on a port of its own, with the role anna (password hush-hush, in PGPASSWORD) who may make dossiers. One a
/// program is enough: dossiers are schemas.
class RunningPostgres
{
public:
    RunningPostgres() : m_why(m_programs.whyMissing())
    {
        if (!m_why.empty()) {
            return;
        }
        const std::filesystem::path folder = m_folder.path().toStdString();
        std::filesystem::permissions(folder, std::filesystem::perms(0755));
        const std::string free = SilentPort(SilentPort::Kind::Refusing).url();
        m_port = free.substr(free.rfind(':') + 1);
        if (!m_programs.giveFolder(folder)) {
            m_why = "the folder cannot be given to the server's user";
            return;
        }
        m_server = m_programs.start(folder, "shared", std::stoi(m_port));
        ::setenv("PGPASSWORD", "hush-hush", 1);
    }

    /// Whether it has started; the role is made then. To be waited for.
    bool answers()
    {
        if (!m_isReady && execute("SELECT 1") == 0) {
            m_isReady = execute("CREATE ROLE anna LOGIN PASSWORD 'hush-hush'") == 0 &&
                        execute("GRANT CREATE ON DATABASE postgres TO anna") == 0;
        }
        return m_isReady;
    }
    /// Why there is none; empty if there is.
    const std::string& whyMissing() const { return m_why; }
    std::string place(const std::string& name) const
    {
        return "postgresql://anna@127.0.0.1:" + m_port + "/postgres#" + name.substr(0, 60);
    }
    const std::string& port() const { return m_port; }
    int execute(const std::string& sql) const { return PostgresPrograms::execute("127.0.0.1:" + m_port, sql); }
    /// Nobody of role anna gets in any more, and whoever was in is thrown out.
    void goAway() const
    {
        execute("ALTER ROLE anna NOLOGIN");
        execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'anna'");
    }
    void comeBack() const { execute("ALTER ROLE anna LOGIN"); }

private:
    PostgresPrograms m_programs;
    std::string m_why;
    QTemporaryDir m_folder;
    std::string m_port;
    bool m_isReady = false;
    std::unique_ptr<ChildProcess> m_server;
};

} // namespace holdpoint::test
