// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/integration/sensors/sensors_fixture.h"
#include "tests/support/postgres_process.h"

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
        if (const std::string why = programs.whyMissing(); !why.empty()) {
            GTEST_SKIP() << why;
        }
        ASSERT_TRUE(programs.giveFolder(folder.path()));
    }
    std::string start(const std::string& name, const std::string& settings = "")
    {
        const int port = freePort();
        servers.push_back(programs.start(folder.path(), name, port, settings));
        return "127.0.0.1:" + std::to_string(port);
    }
    static std::string url(const std::string& address, const std::string& user = "postgres:hush-hush")
    {
        return test::PostgresPrograms::url(address, user);
    }
    static int execute(const std::string& address, const std::string& sql)
    {
        return test::PostgresPrograms::execute(address, sql);
    }
    void openAt(const std::string& staging, const std::string& production = "")
    {
        openPlan("monitoring: {postgresql: {url: '" + url(staging) + "'}" +
                 (production.empty() ? "" : ", production: {postgresql: {url: '" + url(production) + "'}}") + "}\n");
        ASSERT_TRUE(test::eventually([&] { return !answerOf("{sql: SELECT 1}").empty(); }, std::chrono::seconds{40}));
    }

    test::PostgresPrograms programs;
    std::vector<std::unique_ptr<test::ChildProcess>> servers;
};

} // namespace holdpoint
