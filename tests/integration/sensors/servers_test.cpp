// SPDX-License-Identifier: GPL-3.0-or-later
// The real servers of the distribution on loopback: Redis, PostgreSQL, nginx with TLS, Prometheus; and the staging service.
#include "core/base/time_format.h"
#include "tests/integration/sensors/real_servers.h"
#include "tests/support/nginx_process.h"

namespace holdpoint {
namespace {

using testing::HasSubstr;
using testing::Not;

const RunRecord& loadRun(RunRecord& run)
{
    run.id = 1;
    run.testId = "one";
    run.startedAt = systemClock().wallNow() - std::chrono::seconds{20};
    run.endedAt = systemClock().wallNow();
    run.result.outcome = RunOutcome::Passed;
    run.result.generator.loadSeconds = 20;
    return run;
}

TEST_F(RedisSensorTest, MemoryAndSettingsAreReadAndAPasswordIsNeverAskedForNorKept)
{
    const std::string address = start("one", {"--maxmemory", "100mb", "--requirepass", "hush-hush"});
    write("plan.env", "REDIS_PASSWORD=hush-hush\n");
    environment = ", env_file: plan.env";
    openPlan("monitoring: {redis: {url: 'redis://:${REDIS_PASSWORD}@" + address + "'}}\n");
    ASSERT_TRUE(test::eventually([&] { return isUp(address); }));

    const std::string facts = "          used: {redis: INFO memory, take: /used_memory}\n"
                              "          limit: {redis: INFO memory, take: /memory_limit}\n"
                              "          percent: {calc: '100 * @used / @limit'}\n";
    const SensedItem item = sense(facts, "percent < 70 % and limit == 104857600 bytes");
    EXPECT_EQ(item.result.state, ItemState::Pass) << item.result.reason;
    EXPECT_EQ(sweep.sources.at(0).asked, 1U) << "one question for three facts";
    EXPECT_THAT(item.evidence.dump(), Not(HasSubstr("hush")));
    EXPECT_EQ(sense(facts, "percent > 70 %").result.state, ItemState::Fail);

    EXPECT_EQ(answerOf("{redis: CONFIG GET maxmemory timeout}")["maxmemory"], 104857600);
    EXPECT_THAT(reasonOf("{redis: CONFIG GET *}"), HasSubstr("could answer a password"));
    EXPECT_THAT(reasonOf("{redis: CONFIG GET requirepass}"), HasSubstr("could answer a password"));
    EXPECT_THAT(reasonOf("{redis: FLUSHALL}"), HasSubstr("not `FLUSHALL`"));

    openPlan("monitoring: {redis: {url: 'redis://:wrong@" + address + "'}}\n");
    EXPECT_EQ(sense(facts, "percent < 70 %").result.state, ItemState::Unknown);
    openPlan("monitoring: {redis: {url: 'redis://" + address + "'}}\n");
    EXPECT_THAT(reasonOf("{redis: INFO memory}"), HasSubstr("NOAUTH"));
    servers.clear();
    EXPECT_THAT(reasonOf("{redis: INFO memory}"), HasSubstr("connection refused"));
}

TEST_F(RedisSensorTest, TwoServersAreComparedSettingBySetting)
{
    const std::string staging = start("staging", {"--timeout", "60"});
    const std::string production = start("production");
    openPlan("monitoring: {redis: {url: 'redis://" + production + "'}}\n");
    ASSERT_TRUE(test::eventually([&] { return isUp(production); }));
    openPlan("monitoring: {redis: {url: 'redis://" + staging + "'}, production: {redis: {url: 'redis://" + production + "'}}}\n");
    ASSERT_TRUE(test::eventually([&] { return isUp(staging); }));

    const std::string compare = "compare: {redis: CONFIG GET maxmemory timeout hz}";
    const Json different = answerOf("{" + compare + "}");
    EXPECT_EQ(different["diff_count"], 1) << different.dump();
    EXPECT_EQ(different["different"][0]["name"], "timeout");
    EXPECT_EQ(different["different"][0]["staging"], 60);
    EXPECT_EQ(sense("          d: {" + compare + ", ignore: timeout}\n", "d == 0 count").result.state, ItemState::Pass);
    EXPECT_EQ(answerOf("{compare: {redis: CONFIG GET hz no-such-setting}}")["not_answered"], Json::array({"no-such-setting"}));
    EXPECT_EQ(sense("          d: {" + compare + ", ignore: ['*']}\n", "d == 0 count").result.state, ItemState::Unknown);
}

TEST_F(PostgresSensorTest, StatementsAreReadWithinTheirTimeAndNeverWrite)
{
    const std::string address = start("data", "log_min_duration_statement = 250\n");
    openAt(address);
    ASSERT_EQ(execute(address, "CREATE TABLE users AS SELECT generate_series(1,1500) AS id; CREATE ROLE weak LOGIN PASSWORD 'w'; "
                               "CREATE SEQUENCE s"),
              0);
    const auto stateOf = [this](const std::string& facts, const std::string& rule) {
        const SensedItem item = sense(facts, rule);
        return std::pair(item.result.state, item.result.value + " | " + item.result.reason);
    };
    EXPECT_EQ(stateOf("          n: {sql: SELECT count(*) FROM users}\n", "n >= 1000 count").first, ItemState::Pass);
    EXPECT_EQ(stateOf("          n: {sql: SELECT count(*) FROM users}\n", "n >= 2000 count").first, ItemState::Fail);
    EXPECT_EQ(
        stateOf("          ms: {sql: \"SELECT setting::int AS ms FROM pg_settings WHERE name='log_min_duration_statement'\"}\n",
                "ms >= 0 ms and ms <= 1000 ms")
            .second,
        "ms 250\u00a0ms | ");
    EXPECT_EQ(stateOf("          r: {sql: SELECT pg_is_in_recovery()}\n", "r == false bool").first, ItemState::Pass);
    EXPECT_EQ(stateOf("          n: {sql: 'SELECT 2.5::numeric'}\n", "n == 2.5").first, ItemState::Pass);

    EXPECT_THAT(reasonOf("{sql: DELETE FROM users}"), HasSubstr("only reads"));
    EXPECT_THAT(reasonOf("{sql: 'WITH x AS (DELETE FROM users RETURNING 1) SELECT count(*) FROM x'}"), HasSubstr("writes"));
    EXPECT_THAT(reasonOf("{sql: \"SELECT nextval('s')\"}"), HasSubstr("writes"));
    EXPECT_THAT(reasonOf("{sql: 'SELECT 1; DELETE FROM users'}"), HasSubstr("multiple commands"));
    EXPECT_THAT(reasonOf("{sql: SELECT pg_sleep(60), timeout: 300ms}"), HasSubstr("PostgreSQL: "));
    EXPECT_THAT(reasonOf("{sql: 'SELECT generate_series(1,100000)'}"), HasSubstr("narrow the statement"));
    EXPECT_THAT(reasonOf("{sql: SELECT 1 FROM nowhere}"), HasSubstr("nowhere"));
    EXPECT_EQ(stateOf("          n: {sql: SELECT count(*) FROM users}\n", "n == 1500 count").first, ItemState::Pass);

    openPlan("monitoring: {postgresql: {url: '" + url(address, "weak:w") + "'}}\n");
    EXPECT_THAT(reasonOf("{sql: SELECT count(*) FROM users}"), HasSubstr("grant the role pg_monitor or SELECT"));
    openPlan("monitoring: {postgresql: {url: '" + url(address, "postgres:wrong") + "'}}\n");
    EXPECT_THAT(reasonOf("{sql: SELECT 1}"), HasSubstr("authentication failed"));
    EXPECT_EQ(sweep.sources.at(0).state, SourceReport::State::Failed);
    openAt(address);
    servers.clear();
    EXPECT_EQ(sense("          n: {sql: SELECT 1}\n", "n == 1").result.state, ItemState::Unknown);
}

TEST_F(PostgresSensorTest, ADatabaseIsComparedWithProductionRowByRow)
{
    const std::string staging = start("staging", "work_mem = 8MB\n");
    const std::string production = start("production", "work_mem = 16MB\n");
    openAt(production);
    openAt(staging, production);
    const std::string settings =
        "compare: {sql: \"SELECT name, reset_val, unit FROM pg_settings WHERE source <> 'client'\"}, key: name, "
        "ignore: 'port *_file *_directory'";
    const Json different = answerOf("{" + settings + "}");
    EXPECT_EQ(different["diff_count"], 1) << different.dump();
    EXPECT_EQ(different["different"][0]["name"], "work_mem");
    EXPECT_GT(different["compared"], 200);
    EXPECT_EQ(sense("          d: {" + settings.substr(0, settings.size() - 1) + " work_mem'}\n", "d == 0 count").result.state,
              ItemState::Pass);

    const std::string roles = "compare: {sql: \"SELECT r.rolname, s.setconfig FROM pg_db_role_setting s JOIN pg_roles r ON "
                              "r.oid=s.setrole\"}, key: rolname";
    EXPECT_EQ(answerOf("{" + roles + "}")["diff_count"], 0) << "none on both sides is the same";
    ASSERT_EQ(execute(production, "CREATE ROLE app; ALTER ROLE app SET work_mem='1GB'; CREATE TABLE big AS SELECT "
                                  "generate_series(1,1000) AS id; CREATE TABLE small AS SELECT 1 AS id; ANALYZE"),
              0);
    EXPECT_EQ(answerOf("{" + roles + "}")["diff_count"], 1);

    const std::string rows =
        "compare: {sql: \"SELECT relname, nullif(reltuples,-1)::bigint AS n FROM pg_class WHERE relkind='r' AND "
        "relnamespace='public'::regnamespace\"}, key: relname, take: /lowest_ratio, absent: run ANALYZE";
    EXPECT_EQ(answerOf("{" + rows + "}")["lowest_ratio"], 0) << "no such table on staging";
    ASSERT_EQ(execute(staging, "CREATE TABLE big AS SELECT generate_series(1,500) AS id; CREATE TABLE small AS SELECT 1 AS id"),
              0);
    EXPECT_THAT(reasonOf("{" + rows + "}"), HasSubstr("run ANALYZE"));
    ASSERT_EQ(execute(staging, "ANALYZE"), 0);
    EXPECT_EQ(answerOf("{" + rows + "}")["lowest_ratio"], 0.5);
}

TEST_F(SensorsTest, CertificatesAreJudgedByChainNameAndTheEndOfTheWindow)
{
    const auto nginx = NginxProcess::start({NginxProcess::Speaks::Tls, -1, "", false});
    if (!nginx) {
        GTEST_SKIP() << "no nginx or openssl (Debian: nginx-light, openssl)";
    }
    baseUrl = nginx->url();
    write("ca.pem", nginx->certificate());
    environment = ", ca_file: ca.pem";
    openPlan();
    const std::string facts = "          chain: {tls: plan, take: /chain_ok}\n          name: {tls: plan, take: /name_ok}\n"
                              "          days: {tls: plan}\n";
    const std::string rule = "chain == true bool and name == true bool and days >= 1 days"; // it is made for two days
    const SensedItem good = sense(facts, rule);
    EXPECT_EQ(good.result.state, ItemState::Pass) << good.result.reason;
    EXPECT_THAT(good.evidence.dump(), HasSubstr("TLSv1.3"));

    windowEnd = systemClock().wallNow() + std::chrono::hours{36};
    EXPECT_EQ(sense(facts, rule).result.state, ItemState::Fail);
    windowEnd = systemClock().wallNow() + std::chrono::hours{72};
    EXPECT_THAT(sense(facts, rule).result.reason, HasSubstr("days is \u22121"));
    windowEnd.reset();

    environment.clear();
    openPlan();
    EXPECT_EQ(sense(facts, rule).result.reason, "chain is no, wanted == true");
    const std::string port = baseUrl.substr(baseUrl.rfind(':') + 1);
    EXPECT_FALSE(boolAt(answerOf("{tls: 'localhost:" + port + "'}"), "name_ok", true));
    const SilentPort silent(SilentPort::Kind::Refusing);
    EXPECT_THAT(reasonOf("{tls: '" + silent.url().substr(7) + "'}"), HasSubstr("connection refused"));
}

TEST_F(SensorsTest, AnHttpAnswerIsTakenApartAndABarredOneIsUnknown)
{
    const auto nginx = NginxProcess::start(
        {NginxProcess::Speaks::Plain, -1,
         "location = /health { return 200 '{\"version\":\"1.4\",\"token\":\"t\"}'; }\n"
         "location = /page { return 200 '<html>'; }\nlocation = /closed { return 403; }\nlocation = /busy { return 429; }\n"
         "location = /post { if ($request_method = POST) { return 201; } return 405; }\n"
         "location = /away { return 302 http://127.0.0.99/x; }\n",
         false});
    if (!nginx) {
        GTEST_SKIP() << "no nginx (Debian: nginx-light)";
    }
    baseUrl = nginx->url();
    openPlan();
    const std::string facts = "          status: {http: '${base_url}/health'}\n"
                              "          version: {http: '${base_url}/health', take: /json/version}\n";
    const std::string rule = "status == 200 code and version == ${release.version} text";
    EXPECT_EQ(sense(facts, rule).result.state, ItemState::Pass);
    EXPECT_EQ(sweep.sources.at(0).asked, 1U);
    EXPECT_THAT(sweep.items[0].evidence.dump(), HasSubstr(R"(\"token\":\"***\")"));
    EXPECT_EQ(sense("          s: {http: /missing}\n", "s == 404 code").result.state, ItemState::Pass);
    EXPECT_EQ(sense("          s: {http: /post, method: POST, json: {a: 1}}\n", "s in 200,201 code").result.state,
              ItemState::Pass);
    EXPECT_EQ(sense("          v: {http: /page, take: /json/version}\n", "v == 1").result.state, ItemState::Unknown);
    EXPECT_EQ(sense("          s: {http: /closed}\n", "s == 403 code").result.state, ItemState::Unknown) << "it may not ask";
    EXPECT_EQ(answerOf("{http: /health, times: 50}")["blocked"], 0);
    EXPECT_EQ(answerOf("{http: /closed, times: 5}")["blocked"], 5);
    EXPECT_EQ(answerOf("{http: /busy, times: 5}")["statuses"]["429"], 5);
    EXPECT_EQ(sense("          s: {http: /away}\n", "s == 200 code").result.state, ItemState::Unknown);
    EXPECT_THAT(reasonOf("{http: 'http://127.0.0.99/'}"), HasSubstr("production"));
    EXPECT_THAT(reasonOf("{http: 'http://elsewhere.invalid/', method: POST}"), HasSubstr("allow_hosts"));

    write("login.env", "EMAIL=a@b.c\nPASSWORD=hunter22\n");
    const std::string login = "{env_file: login.env, keys: EMAIL PASSWORD, login: ";
    EXPECT_EQ(answerOf(login + "/post}")["login_status"], 201);
    EXPECT_TRUE(answerOf(login + "'http://127.0.0.99/'}")["login_status"].is_null());
}

class PrometheusSensorTest : public SensorsTest
{
protected:
    void SetUp() override
    {
        if (!test::isInPath("prometheus")) {
            GTEST_SKIP() << "no prometheus in PATH (Debian: prometheus)";
        }
        const std::string address = "127.0.0.1:" + std::to_string(freePort());
        write("p.yml",
              "global: {scrape_interval: 1s, evaluation_interval: 1s}\nscrape_configs:\n- {job_name: self, static_configs: "
              "[{targets: ['" +
                  address + "']}]}\n- {job_name: gone, static_configs: [{targets: ['127.0.0.1:1']}]}\n");
        server = std::make_unique<test::ChildProcess>(std::vector<std::string>{"prometheus", "--config.file=" + path("p.yml"),
                                                                               "--storage.tsdb.path=" + path("tsdb"),
                                                                               "--web.listen-address=" + address},
                                                      path("log"));
        openPlan("monitoring: {prometheus: {url: 'http://" + address + "'}}\nchecklist: {parameters: {job: self}}\n");
        ASSERT_TRUE(test::eventually(
            [this] {
                return sense("          up: {promql: 'min(up{job=\"self\"})'}\n          gone: {promql: 'up{job=\"gone\"}'}\n",
                             "up == 1 count and gone == 0 count")
                           .result.state == ItemState::Pass;
            },
            std::chrono::seconds{40}));
    }
    std::unique_ptr<test::ChildProcess> server;
};

TEST_F(PrometheusSensorTest, QueriesTargetsAndReadinessAreJudged)
{
    EXPECT_EQ(
        sense("          ready: {prometheus: ready}\n          missing: {prometheus: targets, jobs: self gone, take: /missing}\n",
              "ready == true bool and missing == 0 count")
            .result.state,
        ItemState::Pass);
    EXPECT_EQ(
        sense("          missing: {prometheus: targets, jobs: self node, take: /missing}\n", "missing == 0 count").result.state,
        ItemState::Fail);
    EXPECT_EQ(sense("          down: {prometheus: targets, take: /down}\n", "down == 0 count").result.reason,
              "down is 1, wanted == 0");
    EXPECT_EQ(sense("          v: {promql: 'absent_metric'}\n", "v == 0").result.state, ItemState::Unknown)
        << "no data is not zero";
    EXPECT_EQ(sense("          v: {promql: 'absent_metric', default: 0}\n", "v == 0").result.state, ItemState::Pass);
    EXPECT_EQ(sense("          v: {promql: '0/0 * up{job=\"self\"}'}\n", "v == 0").result.state, ItemState::Unknown) << "NaN";
    EXPECT_EQ(sense("          v: {promql: 'up'}\n", "v == 1").result.state, ItemState::Unknown) << "two series, not one";
    EXPECT_EQ(sense("          v: {promql: 'up{'}\n", "v == 1").result.state, ItemState::Unknown);
}

TEST_F(PrometheusSensorTest, TheShippedQueryForExportersIsZeroOnceOneOfThemIs)
{
    auto shipped = openTemplate("builtin:pre-production", {});
    ASSERT_TRUE(shipped) << shipped.error().message;
    std::string query;
    for (const ItemDefinition& item : shipped->items) {
        for (const FactPlan& fact : item.sense ? item.sense->facts : std::vector<FactPlan>()) {
            query =
                item.id == "monitoring.prometheus-collecting" && fact.name == "exporters" ? stringAt(fact.spec, "promql") : query;
        }
    }
    const auto valueOf = [&](const char* postgres, const char* redis) {
        std::string text = query;
        for (const auto& [metric, value] :
             {std::pair<std::string, std::string>{"pg_up{${pg}}", postgres}, {"redis_up{${redis}}", redis}}) {
            const auto at = text.find(metric);
            EXPECT_NE(at, std::string::npos) << query;
            text.replace(std::min(at, text.size()), metric.size(), value);
        }
        return sense("          f: {promql: '" + text + "'}\n", "f == 1 count").result.state;
    };
    EXPECT_EQ(valueOf("vector(1)", "vector(1)"), ItemState::Pass);
    EXPECT_EQ(valueOf("vector(0)", "vector(1)"), ItemState::Fail);
    EXPECT_EQ(valueOf("vector(1)", "vector(0)"), ItemState::Fail);
    EXPECT_EQ(valueOf("vector(1)", "absent_metric"), ItemState::Unknown);
}

TEST_F(PrometheusSensorTest, AQueryOverTheLoadWaitsForARunAndTakesItsWorst)
{
    const std::string facts = "          v: {promql: 'max(max_over_time(up{job=\"self\"}[$W]))', over: load}\n";
    EXPECT_EQ(sense(facts, "v == 1 count").result.state, ItemState::Open);
    RunRecord run;
    runs = {loadRun(run)};
    EXPECT_EQ(sense(facts, "v == 1 count").result.state, ItemState::Pass) << sweep.items[0].result.reason;
    EXPECT_THAT(sweep.items[0].evidence.dump(), HasSubstr("20s"));
    runs[0].endedAt = systemClock().wallNow() - std::chrono::hours{24 * 365};
    EXPECT_THAT(sense(facts, "v == 1 count").result.reason, HasSubstr("(run 1)"));
}

} // namespace
} // namespace holdpoint
