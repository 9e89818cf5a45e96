// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "tests/integration/ctl/ctl_fixture.h"
#include "tests/support/silent_port.h"

#include <QDir>
#include <set>

namespace holdpoint {
namespace {

const QString kDossier = QStringLiteral("d.holdpoint");

TEST_F(CtlTest, RunRecordsJudgesAndReportsAPassingTest)
{
    startStaging();
    writePlan(4);

    const ProgramResult run = runCtl(runWords());

    EXPECT_EQ(run.code, 0) << run.out << run.err;
    EXPECT_NE(run.out.find("Search Load Test, run 1 (load): PASSED"), std::string::npos) << run.out;
    const Json json = report();
    EXPECT_EQ(stringAt(json, "schema"), "holdpoint-report/1");
    const Json& result = json["tests"][0]["runs"][0];
    const int count = result["metrics"]["http_reqs"]["count"].get<int>();
    EXPECT_GE(count, 60);
    EXPECT_LE(count, 80);
    EXPECT_EQ(result["thresholds"][0]["n"], count);
    EXPECT_TRUE(boolAt(result["load"][0], "met"));
    EXPECT_EQ(json["checklist"].size(), 212U);
    EXPECT_FALSE(text(QStringLiteral("out/report.html")).empty());
    EXPECT_FALSE(text(QStringLiteral("out/report.md")).empty());
}

TEST_F(CtlTest, AnAgentThatHadNothingToDoSaysNothingOfHowTheRunEnded)
{
    startStaging();
    writePlan(3);
    const std::string plan = text(QStringLiteral("plan.yaml"));
    const auto from = plan.find("executor: ");
    const auto to = plan.find("        flow:");
    write(QStringLiteral("plan.yaml"),
          plan.substr(0, from) +
              "executor: per-vu-iterations\n        vus: 1\n        iterations: 3\n        max_duration: 1m\n" +
              plan.substr(to, plan.find("    load_targets:") - to));

    const ProgramResult run = runCtl(runWords({QStringLiteral("--agents"), QStringLiteral("3"), QStringLiteral("--quiet")}));

    EXPECT_EQ(run.code, 0) << run.out << run.err;
    EXPECT_EQ(report()["tests"][0]["runs"][0]["why_ended"], "all iterations done");
    EXPECT_EQ(report()["tests"][0]["runs"][0]["metrics"]["iterations"]["count"], 3);
}

TEST_F(CtlTest, VerifyAcceptsWhatRunWroteAndNamesWhatWasChanged)
{
    startStaging();
    writePlan(2);
    ASSERT_EQ(runCtl(runWords()).code, 0);

    EXPECT_EQ(runCtl({QStringLiteral("verify"), path(kDossier)}).code, 0);
    EXPECT_EQ(runCtl({QStringLiteral("verify"), path(QStringLiteral("out"))}).code, 0);

    for (const char* name : {"out/report.json", "out/record.json", "out/report.html", "out/report.md", "out/frames.sha256"}) {
        const QString file = QString::fromLatin1(name);
        const std::string before = text(file);
        write(file, before + "\n");
        EXPECT_EQ(runCtl({QStringLiteral("verify"), path(QStringLiteral("out"))}).code, 99) << name;
        write(file, before);
    }
    EXPECT_EQ(runCtl({QStringLiteral("verify"), path(QStringLiteral("out"))}).code, 0);

    std::string audit = text(QStringLiteral("out/audit.jsonl"));
    const auto at = audit.find("run ended");
    ASSERT_NE(at, std::string::npos);
    audit.replace(at, 9, "run ENDED");
    write(QStringLiteral("out/audit.jsonl"), audit);
    const ProgramResult broken = runCtl({QStringLiteral("verify"), path(QStringLiteral("out"))});
    EXPECT_EQ(broken.code, 99) << broken.out;
    EXPECT_NE(broken.out.find("BROKEN"), std::string::npos);
}

TEST_F(CtlTest, ABreakpointRunRisesUntilTheServiceDoesLessThanPlannedAndDecidesNoTest)
{
    startStaging({QStringLiteral("latency=100ms")});
    write(QStringLiteral("plan.yaml"), R"(holdpoint: 1
name: Breaking plan
environment: {base_url: "${BASE_URL}", allow_hosts: [127.0.0.1]}
generator: {max_lag: 60s, max_busy: 100%, max_limited: 100%}
tests:
  search:
    scenarios:
      searchers:
        executor: constant-arrival-rate
        rate: 150/s
        duration: 1m
        pre_allocated_vus: 1     # at most 5 VUs of about 10 iterations/s: 50/s
        flow:
          - get: /api/search?q=yoga
            name: search
    thresholds: [{metric: http_req_failed, target: "rate<0.01", min_n: 20}]
)");
    const ProgramResult run = runCtl(runWords(
        {QStringLiteral("--kind"), QStringLiteral("breakpoint"), QStringLiteral("--time-scale"), QStringLiteral("0.01")}));

    EXPECT_EQ(run.code, 0) << run.out << run.err;
    EXPECT_NE(run.out.find("Breakpoint: "), std::string::npos) << run.out;
    EXPECT_EQ(outcome(), "not_run") << "it never decides a test";
    const Json json = report();
    const Json& result = json["tests"][0]["runs"][0];
    EXPECT_EQ(stringAt(result, "outcome"), "warned") << "it breaks below the planned load";
    EXPECT_NE(stringAt(result, "why_ended").find("planned iterations/s were done"), std::string::npos) << result["why_ended"];
    const Json& levels = result["breakpoint"]["levels"];
    ASSERT_FALSE(levels.empty());
    EXPECT_LE(levels.size(), 3U) << "90/s is more than 5 VUs can do";
    EXPECT_EQ(runCtl({QStringLiteral("verify"), path(QStringLiteral("out"))}).code, 0);
    EXPECT_EQ(runCtl({QStringLiteral("verify"), path(kDossier)}).code, 0);
}

TEST_F(CtlTest, SocketsAloneShowMessagesInEveryProgressLine)
{
    startStaging({});
    write(QStringLiteral("plan.yaml"), R"(holdpoint: 1
name: Sockets
environment: {base_url: "${BASE_URL}", allow_hosts: [127.0.0.1]}
generator: {max_lag: 60s, max_busy: 100%, max_limited: 100%}
tests:
  rtc:
    title: Rooms
    scenarios:
      # in the first second nobody sends anything
      people: {executor: constant-vus, vus: 4, duration: 3s, start_after: 1s, flow: [{websocket: /rtc/room-1, session: 3s,
               send: {every: 200ms, json: {seq: "{{seq}}", from: "{{vu}}"}}, expect: {from_others: true}}]}
)");

    const ProgramResult run = runCtl(runWords());

    EXPECT_NE(run.err.find("Rooms  0:0"), std::string::npos) << run.err;
    EXPECT_NE(run.err.find("  msg/s 0  "), std::string::npos) << run.err;
    EXPECT_EQ(run.err.find("req/s"), std::string::npos) << run.err;
}

TEST_F(CtlTest, VusThatExistFromTheStartAreConnectedBeforeTheLoad)
{
    startStaging({});
    writePlan(2);

    const ProgramResult run = runCtl(runWords());

    const auto connected = run.err.find("Search Load Test: 10 connections opened before the load, in ");
    ASSERT_NE(connected, std::string::npos) << run.err;
    EXPECT_LT(connected, run.err.find("load started")) << run.err;
    EXPECT_EQ(outcome(), "passed") << run.out << run.err;
}

TEST_F(CtlTest, FailingAnswersFailTheTestWithExit99)
{
    startStaging({QStringLiteral("errors=20%")});
    writePlan(4);

    const ProgramResult run = runCtl(runWords());

    EXPECT_EQ(run.code, 99) << run.out << run.err;
    EXPECT_EQ(outcome(), "failed");
    EXPECT_EQ(stringAt(report()["tests"][0]["runs"][0]["errors"][0], "class"), "http_5xx");
}

TEST_F(CtlTest, AStagingServiceThatVanishesInMidRunIsCountedByClassAndReported)
{
    startStaging();
    writePlan(6);
    Program run(QStringLiteral("holdpointctl"), runWords());
    ASSERT_TRUE(waitForLoad(run, 2)) << run.err();

    staging->kill();
    const ProgramResult ended = run.finish();

    EXPECT_EQ(ended.code, 99) << ended.out << ended.err;
    const Json json = report();
    const Json& errors = json["tests"][0]["runs"][0]["errors"];
    ASSERT_FALSE(errors.empty());
    std::set<std::string> classes;
    for (const Json& error : errors) {
        classes.insert(stringAt(error, "class"));
    }
    EXPECT_TRUE(classes.contains("connect")) << errors.dump();
}

TEST_F(CtlTest, AHostThatNobodyListensOnIsSaidInOneSentence)
{
    const SilentPort closed(SilentPort::Kind::Refusing);
    url = QString::fromStdString(closed.url());
    writePlan(2);

    const ProgramResult run = runCtl(runWords());

    EXPECT_EQ(run.code, 96) << run.out << run.err;
    const auto setup = run.err.find("setup failed: POST /_staging/reset: ");
    ASSERT_NE(setup, std::string::npos) << run.err;
    EXPECT_NE(run.err.find(closed.url(), setup), std::string::npos) << run.err;
    EXPECT_EQ(outcome(), "inconclusive") << "interrupted means that the agent or the console was lost";
    const Json reasons = report()["tests"][0]["runs"][0]["reasons"];
    ASSERT_FALSE(reasons.empty());
    EXPECT_NE(reasons[0].dump().find("etup failed: POST /_staging/reset"), std::string::npos) << reasons.dump();
}

TEST_F(CtlTest, RowsOfADataFileReachTheAgentButNotTheDossier)
{
    startStaging();
    write(QStringLiteral("users.csv"), "email,password\nanna-7f3a@example.com,correct-horse-91\n");
    writePlan(2);
    std::string plan = text(QStringLiteral("plan.yaml"));
    const std::string target = "/api/search?q=yoga";
    plan.replace(plan.find(target), target.size(), "/api/search?q={{users.email}}&p={{users.password}}");
    plan += "data:\n  users: {csv: users.csv}\n";
    write(QStringLiteral("plan.yaml"), plan);

    const ProgramResult run = runCtl(runWords());

    EXPECT_EQ(run.code, 0) << run.out << run.err;
    for (const auto& file : QDir(folder.path()).entryList({QStringLiteral("d.holdpoint*")}, QDir::Files)) {
        EXPECT_EQ(text(file).find("correct-horse-91"), std::string::npos) << file.toStdString();
    }
    EXPECT_EQ(runCtl({QStringLiteral("report"), path(kDossier), QStringLiteral("--out"), path(QStringLiteral("again"))}).code, 0);
    EXPECT_EQ(runCtl({QStringLiteral("verify"), path(kDossier)}).code, 0);
}

TEST_F(CtlTest, HostsOffTheAllowListAndProductionHostsAreRefusedBeforeTheFirstByte)
{
    writePlan(2);
    url = QStringLiteral("http://10.0.0.1:80");
    ProgramResult run = runCtl(runWords()); // nobody is asked for a yes that changes nothing
    EXPECT_EQ(run.code, 104) << run.err;
    EXPECT_NE(run.err.find("allow_hosts"), std::string::npos) << run.err;

    url = QStringLiteral("http://www.example.com");
    run = runCtl(runWords());
    EXPECT_EQ(run.code, 104) << run.err;
    EXPECT_NE(run.err.find("production"), std::string::npos) << run.err;
}

TEST_F(CtlTest, ADossierHoldsOneReleaseOnly)
{
    startStaging();
    writePlan(1);
    ASSERT_NE(runCtl(runWords()).code, 1);

    const ProgramResult other = runCtl(runWords({QStringLiteral("--release"), QStringLiteral("platform@2.0")}));

    EXPECT_EQ(other.code, 104) << other.err;
    EXPECT_NE(other.err.find("platform"), std::string::npos) << other.err;
}

TEST_F(CtlTest, AForeignFileIsNoDossierAndStaysAsItWas)
{
    startStaging();
    writePlan(1);
    write(kDossier, "these are my holiday notes");

    const ProgramResult run = runCtl(runWords());

    EXPECT_EQ(run.code, 1) << run.err;
    EXPECT_NE(run.err.find("not a Holdpoint dossier"), std::string::npos) << run.err;
    EXPECT_EQ(text(kDossier), "these are my holiday notes");
}

TEST_F(CtlTest, PeopleConfirmOverrideAndDeferFromTheCommandLine)
{
    startStaging();
    writePlan(1);
    runCtl(runWords());
    const auto item = [this](const QStringList& words) {
        return runCtl(QStringList{QStringLiteral("item"), path(kDossier)} + words);
    };
    const QStringList mara{QStringLiteral("--by"), QStringLiteral("Mara"), QStringLiteral("--role"), QStringLiteral("qa")};

    EXPECT_EQ(item(QStringList{QStringLiteral("preflight.no-other-load"), QStringLiteral("confirm")} + mara).code, 0);
    const ProgramResult sensed = item(QStringList{QStringLiteral("results.all-tests-passed"), QStringLiteral("confirm")} + mara);
    EXPECT_NE(sensed.code, 0) << "what runs decide cannot be ticked by hand";
    const ProgramResult killer = item(QStringList{QStringLiteral("env.isolated-from-production"), QStringLiteral("override"),
                                                  QStringLiteral("--reason"), QStringLiteral("trust me")} +
                                      mara);
    EXPECT_NE(killer.code, 0) << "a killer's override needs the technical lead";

    ASSERT_EQ(runCtl({QStringLiteral("report"), path(kDossier), QStringLiteral("--out"), path(QStringLiteral("out"))}).code, 0);
    bool isConfirmed = false;
    const Json json = report();
    for (const Json& row : json["checklist"]) {
        isConfirmed = isConfirmed || (stringAt(row, "id") == "preflight.no-other-load" && stringAt(row, "state") == "PASS");
    }
    EXPECT_TRUE(isConfirmed);
}

} // namespace
} // namespace holdpoint
