// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/ctl/ctl_fixture.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QScopeGuard>
#include <arpa/inet.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>

namespace holdpoint {
namespace {

const QString kPlans = QStringLiteral(HOLDPOINT_SOURCE_DIR "/resources/plans/");

TEST_F(CtlTest, EveryCommandExplainsItselfWithAnExample)
{
    for (const char* name : {"rehearse", "init", "validate", "run", "check", "item", "gate", "window", "form", "runs", "report",
                             "sign", "mark", "compare", "verify", "staging", "agent"}) {
        const ProgramResult help = runCtl({QString::fromLatin1(name), QStringLiteral("--help")});
        EXPECT_EQ(help.code, 0) << name;
        EXPECT_NE(help.out.find(std::string("\n  holdpointctl ")), std::string::npos) << name;
        EXPECT_NE(help.out.find("\nExit"), std::string::npos) << name;
    }
    EXPECT_NE(runCtl({QStringLiteral("help"), QStringLiteral("runs")}).out.find("Exit: 0 done"), std::string::npos);
    EXPECT_EQ(runCtl({QStringLiteral("--version")}).code, 0);
    EXPECT_EQ(runCtl({QStringLiteral("--help")}).code, 0);
}

TEST_F(CtlTest, OutputThatCannotBeWrittenIsNeverSuccess)
{
    QProcess full;
    full.setStandardOutputFile(QStringLiteral("/dev/full"));
    full.start(QStringLiteral(HOLDPOINT_BINARY_DIR "/bin/holdpointctl"), {QStringLiteral("--help")});
    ASSERT_TRUE(full.waitForFinished(20000));
    EXPECT_EQ(full.exitCode(), 1);
    EXPECT_TRUE(full.readAllStandardError().contains("output could not be written"));
}

TEST_F(CtlTest, WrongUseIsExit2WithASuggestion)
{
    const ProgramResult command = runCtl({QStringLiteral("vaildate")});
    EXPECT_EQ(command.code, 2);
    EXPECT_NE(command.err.find("did you mean `validate`"), std::string::npos) << command.err;
    const ProgramResult option =
        runCtl({QStringLiteral("run"), QStringLiteral("p.yaml"), QStringLiteral("--dosier"), QStringLiteral("x")});
    EXPECT_EQ(option.code, 2);
    EXPECT_NE(option.err.find("did you mean `--dossier`"), std::string::npos) << option.err;
    EXPECT_EQ(runCtl({QStringLiteral("run")}).code, 2);
    EXPECT_EQ(runCtl({}).code, 2);
    const ProgramResult bogus = runCtl({QStringLiteral("runs"), QStringLiteral("--bogus")});
    EXPECT_EQ(bogus.code, 2);
    EXPECT_EQ(bogus.err.find("did you mean"), std::string::npos) << bogus.err;
    const ProgramResult unlike = runCtl({QStringLiteral("report"), QStringLiteral("d"), QStringLiteral("--bogus")});
    EXPECT_EQ(unlike.err.find("did you mean"), std::string::npos) << unlike.err;
    EXPECT_NE(unlike.err.find("--format, --out"), std::string::npos) << unlike.err;
}

TEST_F(CtlTest, WhatCannotBeTakenIsExit2BeforeAnyLoad)
{
    write(QStringLiteral("taken"), "a file");
    const QString plan = kPlans + QStringLiteral("rehearsal.yaml");
    const ProgramResult out = runCtl({QStringLiteral("run"), plan, QStringLiteral("--out"), path(QStringLiteral("taken"))});
    EXPECT_EQ(out.code, 2);
    EXPECT_NE(out.err.find("is a file"), std::string::npos) << out.err;
    const ProgramResult fault = runCtl({QStringLiteral("rehearse"), QStringLiteral("--fault"), QStringLiteral("nix=1")});
    EXPECT_EQ(fault.code, 2);
    EXPECT_NE(fault.err.find("fault `nix` is not known"), std::string::npos) << fault.err;
    const ProgramResult format = runCtl({QStringLiteral("import"), QStringLiteral("markdwn"), QStringLiteral("x")});
    EXPECT_EQ(format.code, 2);
    EXPECT_NE(format.err.find("did you mean `markdown`"), std::string::npos) << format.err;
}

TEST_F(CtlTest, TheShippedPlansAreValidAsTheyAre)
{
    for (const char* name : {"rehearsal.yaml", "pre-production.yaml"}) {
        const ProgramResult result = runCtl({QStringLiteral("validate"), kPlans + QString::fromLatin1(name)});
        EXPECT_EQ(result.code, 0) << name << "\n" << result.err;
    }
}

TEST_F(CtlTest, EveryFaultOfAPlanIsPrintedWithItsPlace)
{
    write(QStringLiteral("bad.yaml"), R"(holdpoint: 1
name: Bad
environment:
  name: staging
  base_url: ${NOWHERE_DEFINED}
  allow_hosts: [127.0.0.1]
tests:
  search:
    scenarios:
      s:
        executor: constant-vus
        vus: 10
        duration: 9x
        flow:
          - get: /a
          - thinck: 2s
)");

    const ProgramResult result = runCtl({QStringLiteral("validate"), path(QStringLiteral("bad.yaml"))});

    EXPECT_EQ(result.code, 104);
    EXPECT_NE(result.err.find("bad.yaml:5:"), std::string::npos) << result.err;
    EXPECT_NE(result.err.find("NOWHERE_DEFINED"), std::string::npos) << result.err;
    EXPECT_NE(result.err.find("bad.yaml:13:"), std::string::npos) << result.err;
    EXPECT_NE(result.err.find("did you mean `think`"), std::string::npos) << result.err;
}

TEST_F(CtlTest, APortThatIsTakenIsOneSentenceAndExit1)
{
    const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    ASSERT_EQ(::bind(listener, reinterpret_cast<sockaddr*>(&address), length), 0);
    ASSERT_EQ(::listen(listener, 1), 0);
    ASSERT_EQ(::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length), 0);

    const ProgramResult result =
        runCtl({QStringLiteral("staging"), QStringLiteral("--port"), QString::number(ntohs(address.sin_port))});
    ::close(listener);

    EXPECT_EQ(result.code, 1) << result.err;
    EXPECT_NE(result.err.find("--port"), std::string::npos) << result.err;
}

TEST_F(CtlTest, InitWritesAPlanThatValidates)
{
    ASSERT_EQ(runCtl({QStringLiteral("init"), path(QStringLiteral("mine"))}).code, 0);
    EXPECT_EQ(runCtl({QStringLiteral("validate"), path(QStringLiteral("mine/plan.yaml"))}).code, 0);
    EXPECT_EQ(runCtl({QStringLiteral("init"), path(QStringLiteral("mine"))}).code, 1) << "it must not overwrite a plan";
}

TEST_F(CtlTest, CheckTellsWhatAGateWaitsFor)
{
    writePlan(1);
    const QStringList common{QStringLiteral("check"),     path(QStringLiteral("plan.yaml")),
                             QStringLiteral("-e"),        QStringLiteral("BASE_URL=http://127.0.0.1:9"),
                             QStringLiteral("--dossier"), path(QStringLiteral("d.holdpoint"))};

    const QStringList gateWords =
        common + QStringList{QStringLiteral("--gate"), QStringLiteral("go-for-load"), QStringLiteral("--json")};
    const ProgramResult unseen = runCtl(gateWords + QStringList{QStringLiteral("--no-sense")});
    EXPECT_EQ(unseen.code, 96) << unseen.err;
    const ProgramResult gate = runCtl(gateWords);
    EXPECT_EQ(gate.code, 99) << "nothing listens there\n" << gate.err;
    const auto json = parseJson(gate.out, "check");
    ASSERT_TRUE(json) << gate.out;
    EXPECT_EQ(stringAt(*json, "schema"), "holdpoint-check/1");
    EXPECT_EQ((*json)["checklist"].size(), 37U);
    const ProgramResult item = runCtl(common + QStringList{QStringLiteral("--item"), QStringLiteral("env.same-redis-confg")});
    EXPECT_EQ(item.code, 2);
    EXPECT_NE(item.err.find("env.same-redis-config"), std::string::npos) << item.err;
}

TEST_F(CtlTest, AFullDiskStopsTheRunWithOneSentenceAndKeepsWhatWasWritten)
{
    const QString mount = path(QStringLiteral("small"));
    ASSERT_TRUE(QDir().mkpath(mount));
    if (::mount("tmpfs", mount.toStdString().c_str(), "tmpfs", 0, "size=8m") != 0) {
        GTEST_SKIP() << "a small tmpfs cannot be mounted here";
    }
    const auto unmounted = qScopeGuard([&mount] { ::umount2(mount.toStdString().c_str(), MNT_DETACH); });
    startStaging();
    writePlan(300);
    const QString dossier = mount + QStringLiteral("/d.holdpoint");
    QStringList words = runWords();
    words[words.indexOf(QStringLiteral("--dossier")) + 1] = dossier;
    Program run(QStringLiteral("holdpointctl"), words);
    ASSERT_TRUE(waitForLoad(run, 3)) << run.err();

    QFile filler(mount + QStringLiteral("/filler"));
    ASSERT_TRUE(filler.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
    const QByteArray page(4096, 'x');
    while (filler.write(page) == page.size()) {
    }
    const ProgramResult stopped = run.finish(100000);

    EXPECT_EQ(stopped.code, 1) << stopped.out << stopped.err;
    EXPECT_NE(stopped.err.find("d.holdpoint: the disk of"), std::string::npos) << stopped.err;
    const ProgramResult full = runCtl({QStringLiteral("runs"), dossier});
    EXPECT_EQ(full.code, 0) << full.err;
    EXPECT_NE(full.out.find("search"), std::string::npos) << full.out;
    EXPECT_NE(runCtl({QStringLiteral("verify"), dossier}).code, 1);
    ASSERT_TRUE(filler.remove());
    const ProgramResult runs = runCtl({QStringLiteral("runs"), dossier});
    EXPECT_EQ(runs.code, 0) << runs.err;
    EXPECT_NE(runs.out.find("interrupted"), std::string::npos) << runs.out;
    ASSERT_EQ(runCtl({QStringLiteral("report"), dossier, QStringLiteral("--out"), path(QStringLiteral("out"))}).code, 0);
    EXPECT_GE(report()["tests"][0]["runs"][0]["metrics"]["http_reqs"]["count"].get<int>(), 10);
    EXPECT_EQ(runCtl({QStringLiteral("verify"), dossier}).code, 0);
}

} // namespace
} // namespace holdpoint
