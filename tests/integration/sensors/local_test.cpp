// SPDX-License-Identifier: GPL-3.0-or-later
// What needs no server of somebody else: files, commands, sockets, names, SQLite, and the sweep itself.
#include "core/base/time_format.h"
#include "tests/integration/sensors/sensors_fixture.h"

#include <sqlite3.h>
#include <thread>

namespace holdpoint {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class LocalSensorsTest : public SensorsTest
{
protected:
    void execute(const std::string& statements) const
    {
        sqlite3* database = nullptr;
        ASSERT_EQ(sqlite3_open(path("data.db").c_str(), &database), SQLITE_OK);
        EXPECT_EQ(sqlite3_exec(database, statements.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(database);
        sqlite3_close(database);
    }
};

TEST_F(LocalSensorsTest, AFileIsThereWithItsHashOrNot)
{
    openPlan();
    write("guide.md", "hello");
    EXPECT_EQ(sense("          exists: {file: guide.md}\n", "exists == true bool").result.state, ItemState::Pass);
    EXPECT_EQ(sense("          exists: {file: other.md}\n", "exists == true bool").result.state, ItemState::Fail);
    const Json answer = answerOf("{file: guide.md, take: /size}");
    EXPECT_EQ(stringAt(answer, "sha256"), "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
    EXPECT_EQ(answer["size"], 5);
    EXPECT_EQ(answer["mode"], "0600");
    EXPECT_TRUE(boolAt(answerOf("{file: .}"), "exists")) << "a folder";
}

TEST_F(LocalSensorsTest, AProgramThatThePlanCallsK6RunsOnlyAfterAYes)
{
    openPlan();
    write("k6.sh", "#!/bin/sh\ntouch '" + path("ran") + "'\necho 'k6 v1.2.3 (go)'\n");
    std::filesystem::permissions(path("k6.sh"), std::filesystem::perms::owner_all);
    const std::string fact = "          v: {k6: '" + path("k6.sh") + "', take: /version}\n";
    EXPECT_EQ(sense(fact, "v >= 1.0.0 version").result.state, ItemState::Unknown);
    EXPECT_FALSE(std::filesystem::exists(path("ran")));
}

TEST_F(LocalSensorsTest, AnEnvFileIsJudgedByItsModeKeysAndHostsAndNoValueIsKept)
{
    openPlan("monitoring: {prometheus: {url: 'http://metrics.example.net'}}\n");
    write("good.env",
          "BASE_URL=http://127.0.0.1:8080\nPROMETHEUS_URL=https://metrics.example.net\nUSER=a@b.c\nPASSWORD=hunter22\n");
    const Json good = answerOf("{env_file: good.env, keys: 'USER PASSWORD'}");
    EXPECT_EQ(good["invalid"], 0) << good.dump();
    EXPECT_EQ(good["missing"], 0);
    EXPECT_EQ(good["placeholders"], 0);
    EXPECT_THAT(good.dump(), Not(HasSubstr("hunter22")));

    write("bad.env",
          "BASE_URL=https://prod.invalid/x\nOTHER=http://elsewhere.example.net\nAPI_URL=nonsense\nPASSWORD=changeme\n");
    const Json bad = answerOf("{env_file: bad.env, keys: 'USER PASSWORD'}");
    EXPECT_EQ(bad["invalid"], 3) << bad.dump();
    EXPECT_EQ(bad["production"], 1);
    EXPECT_EQ(bad["placeholders"], 1);
    EXPECT_EQ(bad["missing_keys"], Json::array({"USER"}));

    write("open.env", "USER=a\n", 0644);
    const SensedItem open =
        sense("          mode: {env_file: open.env}\n          missing: {env_file: open.env, take: /missing}\n",
              "mode == 0600 mode and missing == 0 count");
    EXPECT_EQ(open.result.state, ItemState::Fail);
    EXPECT_THAT(open.result.reason, HasSubstr("mode is 0644, wanted == 0600"));
    EXPECT_EQ(sense("          mode: {env_file: none.env}\n", "mode == 0600 mode").result.state, ItemState::Unknown);
}

TEST_F(LocalSensorsTest, ACommandRunsOnlyWhenAPersonLetItAndIsBounded)
{
    openPlan();
    const SensedItem refused = sense("          f: {command: [touch, ran]}\n", "f == 0 code");
    EXPECT_EQ(refused.result.state, ItemState::Unknown);
    EXPECT_THAT(refused.result.reason, AllOf(HasSubstr("touch ran"), HasSubstr("--yes")));
    EXPECT_FALSE(std::filesystem::exists(path("ran")));

    mayRunCommands = true;
    EXPECT_EQ(sense("          f: {command: [touch, ran]}\n", "f == 0 code").result.state, ItemState::Pass);
    EXPECT_TRUE(std::filesystem::exists(path("ran"))) << "beside the plan";
    EXPECT_EQ(sense("          f: {command: [sh, -c, exit 3]}\n", "f == 0 code").result.state, ItemState::Fail);
    EXPECT_EQ(stringAt(answerOf("{command: [sh, -c, 'echo out; echo err >&2']}"), "stderr"), "err\n");
    EXPECT_THAT(reasonOf("{command: [no-such-program]}"), HasSubstr("cannot be run"));
}

TEST_F(LocalSensorsTest, ACommandThatFloodsHangsOrForksIsEnded)
{
    mayRunCommands = true;
    openPlan();
    EXPECT_THAT(reasonOf("{command: [sh, -c, 'sleep 600 & sleep 600'], timeout: 300ms}"), HasSubstr("did not end within"));
    const SensedItem flood =
        sense("          f: {command: [sh, -c, 'yes | head -c 5000000'], take: /is_cut}\n", "f == true bool");
    EXPECT_EQ(flood.result.state, ItemState::Pass) << flood.result.reason;
    EXPECT_LT(flood.evidence.dump().size(), 20'000U);
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(sense("          f: {command: [sh, -c, 'sleep 600 & exit 0']}\n", "f == 0 code").result.state, ItemState::Pass);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds{100}) << "what it left behind is not waited for";
}

TEST_F(LocalSensorsTest, WhatLeavesTheCommandsSessionEndsWithItAllTheSame)
{
    mayRunCommands = true;
    openPlan();
    const auto isGone = [this](const std::string& file) {
        std::ifstream in(path(file));
        int pid = 0;
        return in >> pid && ::kill(pid, 0) != 0;
    };
    const std::string away =
        "setsid sh -c \"echo \\$\\$ > FILE; exec sleep 600\" & while [ ! -s FILE ]; do sleep 0.05; done; THEN";
    const auto with = [&away](std::string file, const std::string& then) {
        std::string text = away;
        for (auto at = text.find("FILE"); at != std::string::npos; at = text.find("FILE")) {
            text.replace(at, 4, file);
        }
        return text.replace(text.find("THEN"), 4, then);
    };
    write("after.sh", with("after.pid", "exit 0"));
    write("late.sh", with("late.pid", "sleep 600"));
    EXPECT_EQ(sense("          f: {command: [sh, after.sh], timeout: 30s}\n", "f == 0 code").result.state, ItemState::Pass)
        << sweep.items[0].result.reason;
    EXPECT_TRUE(isGone("after.pid"));
    EXPECT_THAT(reasonOf("{command: [sh, late.sh], timeout: 3s}"), HasSubstr("did not end within"));
    EXPECT_TRUE(isGone("late.pid"));
}

TEST_F(LocalSensorsTest, SqliteIsReadAndNeverWritten)
{
    execute("CREATE TABLE users(id INTEGER, name TEXT); INSERT INTO users VALUES (1,'a'),(2,'b');");
    openPlan("monitoring: {postgresql: {url: 'sqlite:data.db'}}\n");
    EXPECT_EQ(sense("          n: {sql: SELECT count(*) FROM users}\n", "n >= 2 count").result.state, ItemState::Pass);
    EXPECT_EQ(sense("          n: {sql: SELECT count(*) FROM users}\n", "n >= 3 count").result.reason, "n is 2, wanted >= 3");
    EXPECT_EQ(sense("          n: {sql: 'SELECT name, id FROM users ORDER BY id DESC', take: /rows/0/name}\n", "n == b text")
                  .result.state,
              ItemState::Pass);
    EXPECT_THAT(reasonOf("{sql: DELETE FROM users}"), HasSubstr("only reads"));
    EXPECT_EQ(sense("          f: {sql: 'WITH x AS (SELECT 1) DELETE FROM users'}\n", "f == 0").result.state, ItemState::Unknown);
    EXPECT_EQ(sense("          n: {sql: SELECT count(*) FROM users}\n", "n == 2 count").result.state, ItemState::Pass);
    EXPECT_EQ(sense("          f: {sql: SELECT nothing FROM nowhere}\n", "f == 0").result.state, ItemState::Unknown);
    EXPECT_THAT(reasonOf("{sql: SELECT NULL, absent: the table was never analysed}"), HasSubstr("the table was never analysed"));
}

TEST_F(LocalSensorsTest, HostsAreReachedOrTheFailingPhaseIsNamed)
{
    const SilentPort refusing(SilentPort::Kind::Refusing);
    const SilentPort hanging(SilentPort::Kind::Hanging);
    baseUrl = hanging.url();
    openPlan();
    const Json reached = answerOf("{tcp: plan, connections: 20}");
    EXPECT_EQ(reached["unreachable"], 0) << reached.dump();
    EXPECT_EQ(reached["hosts"][0]["connections"], 20);

    const Json refused = answerOf("{tcp: '" + refusing.url() + " nowhere.invalid:80'}");
    EXPECT_EQ(refused["unreachable"], 2) << refused.dump();
    EXPECT_EQ(refused["refused"], 1);
    EXPECT_EQ(refused["hosts"][0]["failed_at"], "tcp");
    EXPECT_EQ(refused["hosts"][1]["failed_at"], "dns");
    EXPECT_THAT(reasonOf("{tcp: 'prod.invalid:80'}"), HasSubstr("production host"));
    EXPECT_THAT(reasonOf("{tls: 'prod.invalid:443'}"), HasSubstr("production host"));
}

TEST_F(LocalSensorsTest, SharedAddressesWithProductionAreFound)
{
    openPlan();
    const Json own = answerOf("{dns: plan, take: /production_hosts}");
    EXPECT_EQ(own["production_hosts"], 0);
    EXPECT_FALSE(own.contains("shared")) << "prod.invalid has no address: it may be any of ours";
    EXPECT_EQ(own["unresolved"], Json::array({"prod.invalid"}));
    EXPECT_EQ(answerOf("{dns: 127.0.0.99}")["shared"], 1) << "one that is shared is enough";
    productionHosts = "127.0.0.98, 127.0.0.99";
    openPlan();
    EXPECT_EQ(answerOf("{dns: plan}")["shared"], 0);
    EXPECT_EQ(answerOf("{dns: prod.invalid 127.0.0.1}").size(), 0U) << "a name that does not resolve";
}

TEST_F(LocalSensorsTest, OneQuestionIsAskedOnceAndAHangingSourceCostsItsTimeoutOnce)
{
    const SilentPort hanging(SilentPort::Kind::Hanging);
    openPlan("monitoring: {prometheus: {url: '" + hanging.url() + "', timeout: 700ms}}\n");
    const auto begin = std::chrono::steady_clock::now();
    const SensedItem item = sense("          a: {promql: up}\n          b: {promql: up}\n          c: {promql: down}\n"
                                  "          d: {file: plan.yaml}\n",
                                  "a == 1 and b == 1 and c == 1 and d == true");
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds{30});
    EXPECT_EQ(item.result.state, ItemState::Unknown);
    EXPECT_EQ(item.result.blockedBy, "Prometheus");
    ASSERT_EQ(sweep.sources.size(), 2U);
    EXPECT_EQ(sweep.sources[0].id, "files");
    EXPECT_EQ(sweep.sources[1].state, SourceReport::State::Failed);
    EXPECT_EQ(sweep.sources[1].asked, 1U);
}

TEST_F(LocalSensorsTest, WhatThePlanDoesNotNameIsUnknownAndSaysWhatToAdd)
{
    openPlan();
    EXPECT_THAT(reasonOf("{promql: up}"), HasSubstr("add `monitoring: {prometheus: {url: ...}}`"));
    EXPECT_THAT(reasonOf("{sql: SELECT 1}"), HasSubstr("add `monitoring: {postgresql: {url: ...}}`"));
    EXPECT_THAT(reasonOf("{slack: message, ts: '1'}"), HasSubstr("add `monitoring: {slack: {token: ..., channel: ...}}`"));
    EXPECT_THAT(reasonOf("{redis: INFO}"), HasSubstr("add `monitoring: {redis: {url: ...}}`"));
    EXPECT_THAT(reasonOf("{sql: SELECT 1, from: production}"),
                HasSubstr("add `monitoring: {production: {postgresql: {url: ...}}}`"));
    EXPECT_EQ(sweep.sources[0].state, SourceReport::State::NotConfigured);
    EXPECT_EQ(sense("          f: {sql: SELECT 1}\n", "f == 1 and confirmed == true bool", "hybrid").result.state,
              ItemState::Open);
}

TEST_F(LocalSensorsTest, SecretsOfThePlanStayOutOfValuesReasonsAndEvidence)
{
    write("plan.env", "DB=postgresql://u:hush-hush@127.0.0.1:1/x\n");
    environment = ", env_file: plan.env";
    openPlan("monitoring: {postgresql: {url: '${DB}'}}\n");
    const SensedItem item =
        sense("          f: {sql: SELECT 1}\n          g: {http: 'http://127.0.0.1:1/${DB}'}\n", "f == 1 and g == 1");
    EXPECT_EQ(item.result.state, ItemState::Unknown);
    EXPECT_THAT(item.evidence.dump() + item.result.reason + item.result.value, Not(HasSubstr("hush")));
}

TEST_F(LocalSensorsTest, LinesOfALogAreCountedByLevelInTheirTime)
{
    openPlan();
    const auto at = [](int minutes) { return formatUtcSeconds(systemClock().wallNow() - std::chrono::minutes{minutes}); };
    write("app.log", at(60) + " DEBUG old\n" + at(1) + " INFO [main] started with DEBUG off\n" + at(1) +
                         " ERROR order 17 failed\n  at line 3\n{\"time\":\"" + at(0) +
                         "\",\"level\":\"error\",\"msg\":\"order 18 failed\"}\n" + at(0) +
                         " FATAL: sorry, too many clients already\n");
    const Json seen = answerOf("{log: app.log, expected: 'order * failed'}");
    EXPECT_EQ(seen["lines"], 5) << seen.dump();
    EXPECT_EQ(seen["debug"], 0);
    EXPECT_EQ(seen["info"], 1);
    EXPECT_EQ(seen["error"], 3);
    EXPECT_EQ(seen["unexpected"], 1);
    EXPECT_EQ(seen["refused_by_database"], 1);
    EXPECT_EQ(answerOf("{log: app.log, last: 2h}")["debug"], 1);

    EXPECT_EQ(sense("          n: {log: app.log, over: load}\n", "n == 0 count").result.state, ItemState::Open);
    RunRecord run;
    run.testId = "one";
    run.startedAt = systemClock().wallNow() - std::chrono::minutes{30};
    run.endedAt = systemClock().wallNow() - std::chrono::seconds{30};
    runs = {run};
    EXPECT_EQ(answerOf("{log: app.log, over: load}")["error"], 1);
    runs[0].startedAt -= std::chrono::hours{2};
    EXPECT_THAT(reasonOf("{log: app.log, over: load}"), HasSubstr("after the load began"));

    write("quiet.log", at(60) + " INFO old\n");
    EXPECT_THAT(reasonOf("{log: quiet.log}"), HasSubstr("no line between"));
    write("plain.log", at(0) + " hello\n");
    EXPECT_THAT(reasonOf("{log: plain.log}"), HasSubstr("no level"));
    write("timeless.log", "INFO hello\n");
    EXPECT_THAT(reasonOf("{log: timeless.log}"), HasSubstr("begins with a time"));
    EXPECT_THAT(reasonOf("{log: none.log}"), HasSubstr("cannot read"));
    EXPECT_THAT(reasonOf("{log: .}"), HasSubstr("cannot read"));
}

/// Programs of our own in front of the system's: `journalctl`, `systemctl`, `crontab`.
class ProgramsInPathTest : public LocalSensorsTest
{
protected:
    void SetUp() override
    {
        oldPath = std::getenv("PATH");
        ::setenv("PATH", (folder.path().string() + ":" + oldPath).c_str(), 1);
        openPlan();
    }
    void TearDown() override { ::setenv("PATH", oldPath.c_str(), 1); }
    void program(const std::string& name, const std::string& script) { write(name, "#!/bin/sh\n" + script, 0700); }

    std::string oldPath;
};

TEST_F(ProgramsInPathTest, TheLinesOfACommandAreALogToo)
{
    const std::string now = formatUtcSeconds(systemClock().wallNow());
    program("lines.sh", "echo '" + now + " INFO up'; echo '" + now + " '\"$1\"' order failed'\n");
    EXPECT_THAT(reasonOf("{log: [./lines.sh, ERROR]}"), HasSubstr("--yes")) << "a program of the team's is read first";
    mayRunCommands = true;
    EXPECT_EQ(answerOf("{log: [./lines.sh, ERROR]}")["unexpected"], 1);
    EXPECT_EQ(answerOf("{log: 'command:./lines.sh DEBUG'}")["debug"], 1);
    EXPECT_EQ(sweep.sources.at(0).id, "command ./lines.sh DEBUG");
    program("lines.sh", "echo no such pod >&2; exit 3\n");
    EXPECT_THAT(reasonOf("{log: [./lines.sh]}"), AllOf(HasSubstr("ended with 3"), HasSubstr("no such pod")));
    program("lines.sh", "yes \"" + now + " INFO up\" | head -c 17000000\n");
    EXPECT_THAT(reasonOf("{log: [./lines.sh]}"), HasSubstr("more than 16 MiB"));
    program("lines.sh", "sleep 100\n");
    EXPECT_THAT(reasonOf("{log: [./lines.sh], timeout: 200ms}"), HasSubstr("did not end within 200"));
    EXPECT_THAT(reasonOf("{log: 'command:./none.sh'}"), HasSubstr("cannot be run"));
    EXPECT_THAT(reasonOf("{log: 'command:'}"), HasSubstr("needs the name of a program"));
}

TEST_F(ProgramsInPathTest, TheJournalOfAUnitIsReadByTheApplicationsLevelOrSyslogsPriority)
{
    const auto at = [](int minutes) {
        return std::to_string((systemClock().wallNow() - std::chrono::minutes{minutes}).time_since_epoch().count());
    };
    const auto line = [&](int minutes, const char* priority, const char* message) {
        return std::string("{\"__REALTIME_TIMESTAMP\":\"") + at(minutes) + "\",\"PRIORITY\":\"" + priority + "\",\"MESSAGE\":\"" +
               message + "\"}\n";
    };
    write("journal.json", line(8, "6", "before") + line(1, "6", "served /shop") + line(1, "6", "ERROR order 17 failed") +
                              line(1, "3", "segfault") + line(1, "7", "cache hit") + line(0, "6", "WARNING slow"));
    program("journalctl", "echo \"$@\" > '" + path("asked") + "'; cat '" + path("journal.json") + "'\n");
    const Json seen = answerOf("{log: 'journal:shop.service'}");
    EXPECT_EQ(seen["lines"], 5) << seen.dump();
    EXPECT_EQ(seen["info"], 1);
    EXPECT_EQ(seen["error"], 2);
    EXPECT_EQ(seen["debug"], 1);
    EXPECT_EQ(seen["warning"], 1);
    EXPECT_EQ(sweep.sources.at(0).id, "journal");
    std::ifstream asked(path("asked"));
    const std::string words{std::istreambuf_iterator<char>(asked), {}};
    EXPECT_THAT(words, AllOf(HasSubstr("--unit=shop.service"), HasSubstr("--since=@"), HasSubstr("--output=json")));
    program("journalctl", "echo 'No journal files were found.' >&2; exit 1\n");
    EXPECT_THAT(reasonOf("{log: 'journal:shop.service'}"), HasSubstr("No journal files"));
    EXPECT_THAT(reasonOf("{log: 'journal:--since'}"), HasSubstr("needs the name of a unit"));
}

TEST_F(ProgramsInPathTest, ATimerIsReadWithItsNextTimeAndItsLastEnd)
{
    const std::string facts =
        "          next_within_days: {timer: regression.timer}\n          last_exit: {timer: regression.timer, "
        "take: /last_exit}\n";
    const std::string rule = "next_within_days <= 31 days and last_exit in 0,none code";
    const auto systemd = [&](int days, const std::string& last, const std::string& state = "active") {
        const auto next = std::chrono::duration_cast<std::chrono::seconds>(
            (systemClock().wallNow() + std::chrono::hours{24 * days}).time_since_epoch());
        program("systemctl", "case \"$*\" in *.timer*) echo LoadState=loaded; echo ActiveState=" + state +
                                 "; echo NextElapseUSecRealtime=@" + std::to_string(next.count()) + "; echo LastTriggerUSec=" +
                                 last + ";; *) echo ExecMainStatus=99; echo Result=exit-code;; esac\n");
    };
    systemd(12, "@0");
    EXPECT_EQ(sense(facts, rule).result.state, ItemState::Pass) << sweep.items[0].result.reason;
    systemd(40, "@0");
    EXPECT_EQ(sense(facts, rule).result.state, ItemState::Fail);
    systemd(12, "@1795000000");
    EXPECT_EQ(sense(facts, rule).result.state, ItemState::Fail) << "the last run ended with 99";
    systemd(12, "@0", "inactive");
    EXPECT_EQ(sense(facts, rule).result.state, ItemState::Unknown);
    EXPECT_THAT(sweep.items[0].result.reason, HasSubstr("is inactive"));
    program("systemctl", "echo 'Failed to connect to bus' >&2; exit 1\n");
    EXPECT_THAT(reasonOf("{timer: regression.timer}"), AllOf(HasSubstr("no timer can be read here"), HasSubstr("to bus")));

    program("crontab", "echo '# monthly'; echo '15 3 1 * * cd /srv && ./run-monthly.sh'; echo '0 0 30 2 * ./never.sh'\n");
    const Json seen = answerOf("{timer: 'cron:run-monthly'}");
    EXPECT_LE(seen["next_within_days"].get<double>(), 31.01) << seen.dump();
    EXPECT_EQ(seen["last_exit"], "none");
    EXPECT_THAT(reasonOf("{timer: 'cron:never.sh'}"), HasSubstr("never due"));
    EXPECT_THAT(reasonOf("{timer: 'cron:other'}"), HasSubstr("no line of the crontab"));
}

TEST_F(LocalSensorsTest, ThePlansOwnSensorStandsInForTheTemplates)
{
    write("there", "");
    openPlan("checklist: {sensors: {one.item: {facts: {e: {file: there}}, pass: 'e == true bool'}}}\n");
    EXPECT_EQ(sense("          f: {sql: SELECT 1}\n", "f == 1").result.state, ItemState::Pass);
}

TEST_F(LocalSensorsTest, StoppingASweepEndsItAndNothingOfItIsSaid)
{
    const SilentPort hanging(SilentPort::Kind::Hanging);
    mayRunCommands = true;
    openPlan("monitoring: {prometheus: {url: '" + hanging.url() + "', timeout: 5m}}\n");
    openTemplateWith("          a: {promql: up}\n          b: {command: [sleep, '600'], timeout: 10m}\n", "a == 1 or b == 0");
    Sensors sensors(plan, definition, {});
    sensors.letCommandsRun();
    std::thread stopper([&] {
        EXPECT_TRUE(test::eventually([&] { return hanging.hasVisitor(); }));
        sensors.stop();
    });
    const ItemSweep swept = sensors.sweep({&definition.items.front()});
    stopper.join();
    EXPECT_THAT(swept.items, testing::IsEmpty()) << "what was not known by then is as if it had not been asked";
}

} // namespace
} // namespace holdpoint
