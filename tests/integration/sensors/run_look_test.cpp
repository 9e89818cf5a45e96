// SPDX-License-Identifier: GPL-3.0-or-later
// Snapshots of real servers around a load, and the hints that follow from them.
#include "core/analysis/hint_rules.h"
#include "core/sensors/activity_sampler.h"
#include "tests/integration/sensors/real_servers.h"
#include "tests/support/contract_server.h"
#include "tests/support/nginx_process.h"

namespace holdpoint {
namespace {

using testing::HasSubstr;
using testing::Not;

/// The load of a run, as PlanRunner brackets it.
class Bracket
{
public:
    explicit Bracket(const Plan& plan) : m_plan(plan), m_looker(plan, {}), m_sampler(m_looker, std::chrono::milliseconds{50})
    {
        m_load.run = 1;
        m_load.testId = "one";
        keep(m_looker.look(kBeforeLoad, m_load));
        m_load.began = systemClock().wallNow();
        m_sampler.start();
    }
    RunFacts end()
    {
        m_load.ended = systemClock().wallNow();
        keep(m_sampler.finish(m_load));
        keep(m_looker.look(kAfterLoad, m_load));
        return facts();
    }
    RunFacts lookLater()
    {
        keep(m_looker.look(kLaterLook, m_load));
        return facts();
    }
    std::size_t looks() const { return m_sampler.looks(); }
    const std::vector<Snapshot>& taken() const { return m_taken; }
    std::string text() const
    {
        std::string all;
        for (const Snapshot& each : m_taken) {
            all += each.moment + " " + each.source + " " + dumpJson(each.content) + "\n";
        }
        return all;
    }

private:
    void keep(const std::vector<Snapshot>& more) { m_taken.insert(m_taken.end(), more.begin(), more.end()); }
    RunFacts facts() const
    {
        RunRecord run;
        run.id = 1;
        run.testId = "one";
        MetricTotals totals;
        for (std::uint64_t tick = 0; tick < 10; ++tick) { // 10 s with 100 requests
            Frame frame;
            frame.seq = tick + 1;
            frame.tick = tick;
            frame.counters["http_reqs"] = 10;
            frame.counters["iterations"] = 10;
            totals.add(frame);
        }
        return runFactsFrom(m_plan, run, totals, m_taken, nullptr);
    }

    const Plan& m_plan;
    RunLooker m_looker;
    ActivitySampler m_sampler;
    LoadSpan m_load;
    std::vector<Snapshot> m_taken;
};

std::string wordsOf(const std::vector<Hint>& hints)
{
    return hints.empty() ? "" : std::string(nameOf(hints.front().state)) + ": " + hints.front().sentence;
}

class PostgresLookTest : public PostgresSensorTest
{
protected:
    void startWithStatements()
    {
        address = start("data", "shared_preload_libraries = 'pg_stat_statements'\n");
        openAt(address);
        ASSERT_EQ(
            execute(address,
                    "CREATE EXTENSION pg_stat_statements; CREATE TABLE cities (id int PRIMARY KEY, name text); INSERT INTO "
                    "cities SELECT i, 'city ' || i FROM generate_series(1, 2000) i; CREATE TABLE events (id int PRIMARY KEY, "
                    "code int, city_id int REFERENCES cities, title text); INSERT INTO events SELECT i, i, 1 + i % 2000, "
                    "repeat('x', 40) FROM generate_series(1, 50000) i"),
            0);
        ASSERT_EQ(execute(address, "VACUUM ANALYZE"), 0);
    }
    /// One session that runs statements one after the other.
    void play(const std::string& script) const
    {
        write("script.sql", script);
        EXPECT_EQ(std::system(
                      ("psql -qX -v ON_ERROR_STOP=1 '" + url(address) + "' -f '" + path("script.sql") + "' >/dev/null").c_str()),
                  0);
    }
    static std::string times(int count, const std::string& statement)
    {
        std::string all;
        for (int i = 1; i <= count; ++i) {
            std::string one = statement;
            one.replace(one.find('#'), 1, std::to_string(i));
            all += one + ";\n";
        }
        return all;
    }
    std::string address;
};

TEST_F(PostgresLookTest, AScanForOneRowIsFoundAndAnIndexedOneIsNot)
{
    ASSERT_NO_FATAL_FAILURE(startWithStatements());
    Bracket bracket(plan);
    play(times(30, "SELECT title FROM events WHERE code = #") + times(30, "SELECT title FROM events WHERE id = #"));
    const RunFacts facts = bracket.end();

    const auto scans = ruleI1(facts);
    ASSERT_EQ(scans.size(), 1U) << wordsOf(scans) << bracket.text();
    EXPECT_EQ(scans[0].state, Hint::State::Found) << scans[0].sentence;
    EXPECT_EQ(scans[0].subject, "public.events");
    EXPECT_EQ(scans[0].numbers["columns"], Json::array({"code"}));
    EXPECT_EQ(scans[0].numbers["calls"], 30);
    EXPECT_GE(scans[0].numbers["blocks_per_call"].get<double>(), 0.8 * scans[0].numbers["pages"].get<double>());
    EXPECT_THAT(wordsOf(ruleI3(facts)), HasSubstr("found: foreign key without index: events FOREIGN KEY (city_id)"));
    EXPECT_EQ(wordsOf(ruleI4(facts)), "nothing: no index is broken; production's were not compared");
    EXPECT_EQ(ruleQ4(facts)[0].state, Hint::State::Nothing) << "analysed";
    EXPECT_THAT(bracket.text(), Not(HasSubstr("hush-hush")));
}

TEST_F(PostgresLookTest, ASlowStatementIsNamedAndUtilityStatementsKeepNoPassword)
{
    ASSERT_NO_FATAL_FAILURE(startWithStatements());
    Bracket bracket(plan);
    play("CREATE ROLE app LOGIN PASSWORD 'geheim';\n" + times(10, "SELECT pg_sleep(0.11), #"));
    const RunFacts facts = bracket.end();
    EXPECT_THAT(wordsOf(ruleQ1(facts)), HasSubstr("SELECT pg_sleep($1), $2"));
    EXPECT_GE(ruleQ1(facts)[0].numbers["mean_ms"].get<double>(), 100);
    EXPECT_THAT(bracket.text(), Not(HasSubstr("geheim")));
}

TEST_F(PostgresLookTest, ALockThatOthersWaitForIsSeenWhileItIsHeld)
{
    ASSERT_NO_FATAL_FAILURE(startWithStatements());
    Bracket bracket(plan);
    const std::string psql = "psql -qX '" + url(address) + "' -c ";
    const std::string held = "\"BEGIN; UPDATE cities SET name = 'a' WHERE id = 1; SELECT pg_sleep(1.5); COMMIT\"";
    EXPECT_EQ(std::system(("(" + psql + held + " & sleep 0.3; " + psql + held + "; wait) >/dev/null").c_str()), 0);
    const RunFacts facts = bracket.end();
    ASSERT_TRUE(facts.database.activity) << facts.database.activity.error().message;
    EXPECT_THAT(wordsOf(ruleQ3(facts)), HasSubstr("found: row lock convoy"));
}

TEST_F(PostgresLookTest, ATransactionThatStaysOpenIsFoundDuringAndAfterTheLoad)
{
    ASSERT_NO_FATAL_FAILURE(startWithStatements());
    Bracket bracket(plan);
    std::vector<std::unique_ptr<test::ChildProcess>> leaks;
    for (int i = 0; i < 3; ++i) { // sessions that begin and never come back
        leaks.push_back(std::make_unique<test::ChildProcess>(
            std::vector<std::string>{"sh", "-c", "(echo 'BEGIN; SELECT 1;'; sleep 600) | psql -qX '" + url(address) + "'"},
            path("leak.log")));
    }
    ASSERT_TRUE(test::eventually([&] {
        return answerOf("{sql: \"SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction'\"}")["value"] == 3;
    }));
    ASSERT_TRUE(test::eventually([&] { return bracket.looks() >= 5; }));
    bracket.end();
    const RunFacts facts = bracket.lookLater();
    ASSERT_TRUE(facts.database.activity) << facts.database.activity.error().message;
    const auto found = ruleP2(facts);
    ASSERT_GE(found.size(), 2U) << wordsOf(found);
    EXPECT_THAT(found.front().sentence, HasSubstr("held open"));
    EXPECT_THAT(found.back().sentence, HasSubstr("not given back: 3 in use 2 min after the load, 0 before it"));
}

TEST_F(PostgresLookTest, MissingRightsResetsAndAMissingExtensionAreUnknownWithTheReason)
{
    ASSERT_NO_FATAL_FAILURE(startWithStatements());
    {
        Bracket bracket(plan);
        play("SELECT 1;");
        ASSERT_EQ(execute(address, "SELECT pg_stat_statements_reset()"), 0);
        EXPECT_THAT(wordsOf(ruleQ1(bracket.end())), HasSubstr("unknown: pg_stat_statements was reset during the run"));
    }
    {
        Bracket bracket(plan);
        ASSERT_EQ(execute(address, "SELECT pg_stat_reset()"), 0);
        EXPECT_THAT(wordsOf(ruleI2(bracket.end())), HasSubstr("unknown: its statistics were reset"));
    }
    ASSERT_EQ(execute(address, "CREATE ROLE weak LOGIN PASSWORD 'w'; DROP EXTENSION pg_stat_statements"), 0);
    {
        Bracket bracket(plan);
        const RunFacts facts = bracket.end();
        EXPECT_THAT(wordsOf(ruleQ1(facts)), HasSubstr("unknown: PostgreSQL: pg_stat_statements is not there"));
        EXPECT_EQ(ruleI2(facts)[0].state, Hint::State::Nothing) << "tables are seen all the same";
    }
    ASSERT_EQ(execute(address, "CREATE EXTENSION pg_stat_statements"), 0);
    openPlan("monitoring: {postgresql: {url: '" + url(address, "weak:w") + "'}}\n");
    Bracket bracket(plan);
    play("SELECT pg_sleep(0.5);");
    const RunFacts facts = bracket.end();
    EXPECT_THAT(wordsOf(ruleQ1(facts)), HasSubstr("GRANT pg_monitor"));
    EXPECT_THAT(wordsOf(ruleQ3(facts)), HasSubstr("hides the sessions of other roles"));
    servers.clear();
    Bracket gone(plan);
    EXPECT_THAT(wordsOf(ruleI2(gone.end())), HasSubstr("unknown: PostgreSQL: "));
}

class RedisLookTest : public RedisSensorTest
{
protected:
    void SetUp() override
    {
        RedisSensorTest::SetUp();
        if (!IsSkipped() && !test::isInPath("redis-cli")) {
            GTEST_SKIP() << "no redis-cli in PATH (Debian: redis-tools)";
        }
    }
    void startAt(std::vector<std::string> more = {})
    {
        address = start("cache", std::move(more));
        openPlan("monitoring: {redis: {url: 'redis://" + address + "'}}\n");
        ASSERT_TRUE(test::eventually([&] { return isUp(address); }));
    }
    /// Commands, one a line, over one connection.
    void play(const std::string& commands) const
    {
        write("commands", commands);
        const std::string port = address.substr(address.find(':') + 1);
        EXPECT_EQ(std::system(("redis-cli -p " + port + " < '" + path("commands") + "' >/dev/null").c_str()), 0);
    }
    static std::string lines(int count, const std::string& command)
    {
        std::string all;
        for (int i = 1; i <= count; ++i) {
            std::string one = command;
            one.replace(one.find('#'), 1, std::to_string(i));
            all += one + "\n";
        }
        return all;
    }
    std::string address;
};

TEST_F(RedisLookTest, HitRateTtlsAndDeletionsAreReadFromTheDifference)
{
    ASSERT_NO_FATAL_FAILURE(startAt());
    play(lines(2000, "GET before:#")); // none of the run's
    Bracket bracket(plan);
    play(lines(500, "SET key:# 1") + lines(500, "GET key:#") + lines(600, "GET none:#") + lines(300, "DEL key:#"));
    const RunFacts facts = bracket.end();
    ASSERT_TRUE(facts.cache) << facts.cache.error().message;
    EXPECT_EQ(facts.cache->hits, 500);
    EXPECT_EQ(facts.cache->misses, 600);
    EXPECT_THAT(wordsOf(ruleC1(facts)), HasSubstr("found: very low hit rate: 45"));
    EXPECT_THAT(wordsOf(ruleC2(facts)), HasSubstr("nothing: 0 keys evicted"));
    EXPECT_THAT(wordsOf(ruleC3(facts)), HasSubstr("found: TTL missing: only 0\u00a0% of 200 keys expire"));
    EXPECT_THAT(wordsOf(ruleC5(facts)), HasSubstr("found: invalidated too eagerly: 600 misses, 500 writes, 300 deletions"));
    EXPECT_EQ(ruleP6(facts)[0].state, Hint::State::Unknown) << "too few commands";
}

TEST_F(RedisLookTest, EvictionsShortTtlsAndGoodCachesAreToldApart)
{
    ASSERT_NO_FATAL_FAILURE(startAt({"--maxmemory", "2mb", "--maxmemory-policy", "allkeys-lru"}));
    {
        Bracket bracket(plan);
        const std::string value(4000, 'x');
        play(lines(800, "SETEX big:# 600 " + value) + lines(1, "GET big:#"));
        EXPECT_THAT(wordsOf(ruleC2(bracket.end())), HasSubstr("found: memory too small"));
    }
    play("FLUSHALL\n");
    {
        Bracket bracket(plan);
        play(lines(600, "PSETEX short:# 1 v") + lines(600, "SETEX long:# 600 v") + lines(600, "GET long:#") +
             lines(600, "GET short:#"));
        const RunFacts facts = bracket.end();
        EXPECT_THAT(wordsOf(ruleC3(facts)), HasSubstr("found: TTL too short: 600 keys expired for 600 misses"));
        EXPECT_EQ(ruleC2(facts)[0].state, Hint::State::Nothing) << wordsOf(ruleC2(facts));
    }
    {
        Bracket bracket(plan);
        play(lines(600, "GET long:#") + lines(600, "GET long:#"));
        EXPECT_THAT(wordsOf(ruleC1(bracket.end())), HasSubstr("nothing: 100\u00a0% of 1,200 look-ups were hits"));
    }
    {
        Bracket bracket(plan);
        play("CONFIG RESETSTAT\n" + lines(5, "GET long:#"));
        EXPECT_THAT(wordsOf(ruleC1(bracket.end())), HasSubstr("unknown: Redis' counters were reset"));
    }
    Bracket bracket(plan);
    servers.clear();
    EXPECT_THAT(wordsOf(ruleC1(bracket.end())), HasSubstr("unknown: Redis: "));
}

TEST_F(SensorsTest, ASlowSourceIsAskedNoLongerThanTheWholeLookTakes)
{
    test::ContractServer server;
    server.answerSlowly(std::chrono::milliseconds{400});
    const std::string vector =
        R"({"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1763900000,"1"]}]}})";
    server.script("/prometheus", std::deque<test::ContractReply>(100, {200, vector, {}, "application/json"}));
    openPlan("monitoring: {prometheus: {url: '" + server.url("/prometheus") + "'}}\n");
    plan.tests[0].scenarios[0].flow[0].http.target = "http://127.0.0.1:1/x"; // nobody listens
    LoadSpan load;
    load.run = 1;
    load.testId = "one";
    load.ended = systemClock().wallNow();
    load.began = load.ended - std::chrono::minutes{10};
    RunLooker looker(plan, {}, std::chrono::milliseconds{900});

    const auto taken = looker.look(kAfterLoad, load);

    const auto monitor =
        std::find_if(taken.begin(), taken.end(), [](const Snapshot& each) { return each.source == "prometheus"; });
    ASSERT_NE(monitor, taken.end());
    EXPECT_LE(server.count("/prometheus"), 3U) << "two fit, and one that was begun";
    EXPECT_THAT(stringAt(monitor->content["memory"], "unknown"), HasSubstr("in the time that was left")) << monitor->content.dump(1);
}

TEST_F(SensorsTest, PathsOfTheTestAreLookedAtAfterTheLoadOnly)
{
    const auto nginx = NginxProcess::start(
        {NginxProcess::Speaks::Plain, -1,
         "location = /app.css { default_type text/css; return 200 '" + std::string(3000, 'a') + "'; }\n", false});
    if (!nginx) {
        GTEST_SKIP() << "no nginx (Debian: nginx-light)";
    }
    baseUrl = nginx->url();
    openPlan();
    plan.tests[0].scenarios[0].flow[0].http.target = "/app.css";
    Bracket bracket(plan);
    const RunFacts facts = bracket.end();
    ASSERT_TRUE(facts.paths) << facts.paths.error().message;
    EXPECT_EQ(facts.paths->front().type, "text/css");
    EXPECT_EQ(facts.paths->front().bytes, 3000);
    EXPECT_EQ(ruleS1(facts)[0].state, Hint::State::Found);
    EXPECT_EQ(ruleS2(facts)[0].state, Hint::State::Found);
    EXPECT_TRUE(facts.rttMs);
    EXPECT_EQ(bracket.taken().size(), 2U) << "the network before, the paths after";
    EXPECT_TRUE(ruleQ1(facts)[0].isNotConfigured);
}

} // namespace
} // namespace holdpoint
