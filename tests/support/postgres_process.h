// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/child_process.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <pwd.h>
#include <string>
#include <unistd.h>
#include <vector>

namespace holdpoint::test {

/// PostgreSQL of the distribution: clusters of their own in a folder of the test, whose role is `postgres` with the password
/// hush-hush.
class PostgresPrograms
{
public:
    PostgresPrograms()
    {
        std::error_code ignored;
        for (const auto& version : std::filesystem::directory_iterator("/usr/lib/postgresql", ignored)) {
            m_programs = std::max(m_programs, (version.path() / "bin").string());
        }
        m_other = ::geteuid() == 0 ? ::getpwnam("postgres") : nullptr; // its server refuses to run as root
        if (m_other != nullptr) {
            m_as = {"setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"};
        }
    }

    /// Why there is none; empty if there is.
    std::string whyMissing() const
    {
        return m_programs.empty()                       ? "no PostgreSQL server below /usr/lib/postgresql (Debian: postgresql)"
               : ::geteuid() == 0 && m_other == nullptr ? "PostgreSQL does not run as root, and there is no user postgres"
                                                        : "";
    }
    /// Lets the server's user write there.
    bool giveFolder(const std::filesystem::path& folder) const
    {
        return m_other == nullptr || ::chown(folder.c_str(), m_other->pw_uid, m_other->pw_gid) == 0;
    }
    /// `settings` are lines of postgresql.conf. The folder holds the cluster `name`, its log, and the password's file.
    std::unique_ptr<ChildProcess> start(const std::filesystem::path& folder, const std::string& name, int port,
                                        const std::string& settings = "") const
    {
        const std::string data = (folder / name).string();
        const std::filesystem::path password = folder / "password";
        std::ofstream(password) << "hush-hush";
        std::filesystem::permissions(password, std::filesystem::perms(0644));
        run({m_programs + "/initdb", "-D", data, "-U", "postgres", "--pwfile=" + password.string(), "-A", "scram-sha-256", "-N",
             "--locale=C", "-E", "UTF8"});
        std::ofstream(data + "/postgresql.conf", std::ios::app)
            << "listen_addresses = '127.0.0.1'\nport = " << port << "\nunix_socket_directories = ''\nfsync = off\n"
            << "shared_buffers = 16MB\n"
            << settings;
        std::vector<std::string> words = m_as;
        words.insert(words.end(), {m_programs + "/postgres", "-D", data});
        return std::make_unique<ChildProcess>(words, (folder / (name + ".log")).string());
    }
    static std::string url(const std::string& address, const std::string& user = "postgres:hush-hush")
    {
        return "postgresql://" + user + "@" + address + "/postgres";
    }
    static int execute(const std::string& address, const std::string& sql)
    {
        return std::system(("psql -qX '" + url(address) + "' -c \"" + sql + "\" >/dev/null 2>&1").c_str());
    }

private:
    int run(const std::vector<std::string>& more) const
    {
        std::string line = "cd / &&";
        for (const auto* list : {&m_as, &more}) {
            for (const std::string& word : *list) {
                line += " '" + word + "'";
            }
        }
        return std::system((line + " >/dev/null 2>&1").c_str());
    }

    std::string m_programs;
    const passwd* m_other = nullptr;
    std::vector<std::string> m_as;
};

} // namespace holdpoint::test
