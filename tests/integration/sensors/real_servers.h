// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/integration/sensors/sensors_fixture.h"

#include <algorithm>
#include <pwd.h>

namespace holdpoint {

class RedisSensorTest : public SensorsTest
{
protected:
    void SetUp() override
    {
        if (!test::isInPath("redis-server")) {
            GTEST_SKIP() << "no redis-server in PATH (Debian: redis-server)";
        }
    }
    std::string start(const std::string& name, std::vector<std::string> more = {})
    {
        const std::string port = std::to_string(freePort());
        std::vector<std::string> words{
            "redis-server",        "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir",
            folder.path().string()};
        words.insert(words.end(), more.begin(), more.end());
        servers.push_back(std::make_unique<test::ChildProcess>(words, path(name + ".log")));
        return "127.0.0.1:" + port;
    }
    bool isUp(const std::string& url) { return answerOf("{redis: INFO server}").contains("redis_version") || url.empty(); }

    std::vector<std::unique_ptr<test::ChildProcess>> servers;
};

class PostgresSensorTest : public SensorsTest
{
protected:
    void SetUp() override
    {
        for (const auto& version : std::filesystem::directory_iterator("/usr/lib/postgresql", ignored)) {
            programs = std::max(programs, (version.path() / "bin").string());
        }
        if (programs.empty()) {
            GTEST_SKIP() << "no PostgreSQL server below /usr/lib/postgresql (Debian: postgresql)";
        }
        const passwd* other = ::geteuid() == 0 ? ::getpwnam("postgres") : nullptr; // its server refuses to run as root
        if (::geteuid() == 0 && other == nullptr) {
            GTEST_SKIP() << "PostgreSQL does not run as root, and there is no user postgres";
        }
        if (other != nullptr) {
            as = {"setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"};
            ASSERT_EQ(::chown(folder.path().c_str(), other->pw_uid, other->pw_gid), 0);
        }
    }
    /// A cluster of its own; its role is `postgres`, its password hush-hush, `settings` are lines of postgresql.conf.
    std::string start(const std::string& name, const std::string& settings = "")
    {
        const std::string data = path(name);
        write("password", "hush-hush", 0644);
        EXPECT_EQ(run({programs + "/initdb", "-D", data, "-U", "postgres", "--pwfile=" + path("password"), "-A", "scram-sha-256",
                       "-N", "--locale=C", "-E", "UTF8"}),
                  0);
        const std::string port = std::to_string(freePort());
        std::ofstream(data + "/postgresql.conf", std::ios::app)
            << "listen_addresses = '127.0.0.1'\nport = " << port << "\nunix_socket_directories = ''\nfsync = off\n"
            << "shared_buffers = 16MB\n"
            << settings;
        std::vector<std::string> words = as;
        words.insert(words.end(), {programs + "/postgres", "-D", data});
        servers.push_back(std::make_unique<test::ChildProcess>(words, path(name + ".log")));
        return "127.0.0.1:" + port;
    }
    int run(const std::vector<std::string>& more) const
    {
        std::string line = "cd / &&";
        for (const auto* list : {&as, &more}) {
            for (const std::string& word : *list) {
                line += " '" + word + "'";
            }
        }
        return std::system((line + " >/dev/null 2>&1").c_str());
    }
    static std::string url(const std::string& address, const std::string& user = "postgres:hush-hush")
    {
        return "postgresql://" + user + "@" + address + "/postgres";
    }
    int execute(const std::string& address, const std::string& sql) const
    {
        return std::system(("psql -qX '" + url(address) + "' -c \"" + sql + "\" >/dev/null 2>&1").c_str());
    }
    void openAt(const std::string& staging, const std::string& production = "")
    {
        openPlan("monitoring: {postgresql: {url: '" + url(staging) + "'}" +
                 (production.empty() ? "" : ", production: {postgresql: {url: '" + url(production) + "'}}") + "}\n");
        ASSERT_TRUE(test::eventually([&] { return !answerOf("{sql: SELECT 1}").empty(); }, std::chrono::seconds{40}));
    }

    std::error_code ignored;
    std::string programs;
    std::vector<std::string> as;
    std::vector<std::unique_ptr<test::ChildProcess>> servers;
};

} // namespace holdpoint
