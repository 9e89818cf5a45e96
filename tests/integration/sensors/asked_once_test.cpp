// SPDX-License-Identifier: GPL-3.0-or-later
// What a sweep of the shipped checklist sends to real databases: by PostgreSQL's log of statements and Redis' MONITOR.
#include "tests/integration/sensors/real_servers.h"

#include <fstream>
#include <gmock/gmock.h>
#include <iterator>
#include <set>

namespace holdpoint {
namespace {

std::string textOf(const std::string& file)
{
    std::ifstream stream(file);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// Lines that hold `mark`, from behind it on, with how often each came.
std::map<std::string, int> countedAfter(const std::string& text, const std::string& mark)
{
    std::map<std::string, int> counts;
    for (const std::string& line : split(text, '\n')) {
        if (const auto at = line.find(mark); at != std::string::npos) {
            ++counts[line.substr(at + mark.size())];
        }
    }
    return counts;
}

class AskedOnceTest : public PostgresSensorTest
{
protected:
    void sweepWhole()
    {
        auto read = openTemplate("builtin:pre-production", {});
        ASSERT_TRUE(read) << read.error().message;
        definition = *std::move(read);
        Sensors sensors(plan, definition, {});
        std::vector<const ItemDefinition*> items;
        for (const ItemDefinition& item : definition.items) {
            items.push_back(&item);
        }
        sweep = sensors.sweep(items);
    }
    /// Facts of a kind that items want of a source, each item's counted.
    std::size_t wanted(const std::string& kind) const
    {
        std::size_t count = 0;
        for (const SensedItem& item : sweep.items) {
            for (const Json& fact : item.evidence) {
                count += stringAt(fact, "kind") == kind && fact.contains("question") ? 1 : 0;
            }
        }
        return count;
    }
};

TEST_F(AskedOnceTest, EveryStatementGoesToEachDatabaseOnceAlsoWhereAComparisonRestsOnIt)
{
    const std::string logging = "log_statement = all\nlog_line_prefix = '%a '\nlog_min_duration_statement = 250\n";
    const std::string staging = start("staging", logging);
    const std::string production = start("production", logging);
    openAt(staging, production);
    ASSERT_TRUE(test::eventually([&] { return execute(production, "SELECT 1") == 0; }, std::chrono::seconds{40}));
    for (const char* table : {"users", "events", "instructors", "content_items", "subscriptions"}) {
        ASSERT_EQ(execute(staging, std::string("CREATE TABLE ") + table + " (id int)"), 0);
    }
    sweepWhole();

    std::map<std::string, std::size_t> distinct;
    for (const char* name : {"staging", "production"}) {
        for (const auto& [statement, times] :
             countedAfter(textOf(path(std::string(name) + ".log")), "holdpoint-sensor LOG:  execute <unnamed>: ")) {
            if (!statement.starts_with("BEGIN") && statement != "SELECT 1") { // each asks within a transaction of its own
                EXPECT_EQ(times, 1) << name << ": " << statement;
                ++distinct[name];
            }
        }
    }
    EXPECT_GT(distinct["staging"], 12U);
    EXPECT_GT(distinct["production"], 4U);
    EXPECT_GT(wanted("sql"), distinct["staging"]) << "some are wanted by several items";
    EXPECT_GT(wanted("compare"), 3U);
}

TEST_F(AskedOnceTest, EveryCommandGoesToEachRedisOnce)
{
    if (!test::isInPath("redis-server")) {
        GTEST_SKIP() << "no redis-server in PATH (Debian: redis-server)";
    }
    std::map<std::string, std::string> at;
    std::vector<std::unique_ptr<test::ChildProcess>> processes;
    for (const char* name : {"staging", "production"}) {
        const std::string port = std::to_string(freePort());
        at[name] = "127.0.0.1:" + port;
        processes.push_back(std::make_unique<test::ChildProcess>(
            std::vector<std::string>{"redis-server", "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
                                     "--dir", folder.path().string()},
            path(std::string(name) + "-server.log")));
        ASSERT_TRUE(test::eventually([&] { return std::system(("redis-cli -p " + port + " PING >/dev/null 2>&1").c_str()) == 0; },
                                     std::chrono::seconds{20}));
        processes.push_back(std::make_unique<test::ChildProcess>(std::vector<std::string>{"redis-cli", "-p", port, "MONITOR"},
                                                                 path(std::string(name) + ".log")));
        ASSERT_TRUE(test::eventually([&] { return textOf(path(std::string(name) + ".log")).find("OK") != std::string::npos; }));
    }
    openPlan("monitoring: {redis: {url: 'redis://" + at["staging"] + "'}, production: {redis: {url: 'redis://" +
             at["production"] + "'}}}\n");
    sweepWhole();

    std::set<std::string> settings; // MONITOR does not tell of CONFIG: its calls are counted
    for (const SensedItem& item : sweep.items) {
        for (const Json& fact : item.evidence) {
            const std::string question = stringAt(fact, "question");
            const auto begin = question.find("CONFIG GET ");
            for (const std::string& name :
                 begin == std::string::npos ? std::vector<std::string>{} : split(question.substr(begin + 11), ' ')) {
                settings.insert(name.substr(0, name.find('"')));
            }
        }
    }
    ASSERT_GT(settings.size(), 15U);
    for (const char* name : {"staging", "production"}) {
        const std::string port = at[name].substr(at[name].find(':') + 1);
        ASSERT_EQ(std::system(("redis-cli -p " + port + " ECHO the-end >/dev/null && redis-cli -p " + port +
                               " INFO commandstats > '" + path("stats") + "'")
                                  .c_str()),
                  0);
        ASSERT_TRUE(
            test::eventually([&] { return textOf(path(std::string(name) + ".log")).find("the-end") != std::string::npos; }));
        std::size_t infos = 0;
        for (const auto& [command, times] : countedAfter(textOf(path(std::string(name) + ".log")), "] ")) {
            EXPECT_TRUE(times == 1 || command.find("commandstats") != std::string::npos) << name << ": " << command;
            infos += command.find("INFO") != std::string::npos ? 1 : 0;
        }
        EXPECT_GE(infos, 3U) << name;
        EXPECT_NE(textOf(path("stats")).find("cmdstat_config|get:calls=" + std::to_string(settings.size()) + ","),
                  std::string::npos)
            << name << ": " << settings.size() << textOf(path("stats"));
    }
}

} // namespace
} // namespace holdpoint
