// SPDX-License-Identifier: GPL-3.0-or-later
// How a run ends before its time: Ctrl-C, a killed agent, a killed console.
#include "tests/integration/ctl/ctl_fixture.h"
#include "tests/support/silent_port.h"

#include <csignal>
#include <sys/resource.h>

namespace holdpoint {
namespace {

const QString kDossier = QStringLiteral("d.holdpoint");

/// Frames that were handed to the writer: each has its line of progress.
std::size_t framesOf(const std::string& err)
{
    std::size_t count = 0;
    for (auto at = err.find("req/s"); at != std::string::npos; at = err.find("req/s", at + 1)) {
        ++count;
    }
    return count;
}

void killAgentOf(const Program& run)
{
    const auto agents = childrenOf(run.pid(), "agent");
    ASSERT_EQ(agents.size(), 1U);
    ::kill(static_cast<pid_t>(agents[0]), SIGKILL);
}

TEST_F(CtlTest, CtrlCOfATerminalStopsGracefullyAndStillReports)
{
    startStaging();
    writePlan(60);
    Program run(QStringLiteral("holdpointctl"), runWords());
    ASSERT_TRUE(waitForLoad(run, 2)) << run.err();

    run.interrupt();
    const ProgramResult ended = run.finish(45000);

    EXPECT_EQ(ended.code, 105) << ended.out << ended.err;
    EXPECT_EQ(outcome(), "aborted");
    EXPECT_EQ(ended.err.find("the agent ended"), std::string::npos) << ended.err;
}

TEST_F(CtlTest, ASignalToTheWholeProcessGroupIsAStopByAPersonAndReports)
{
    startStaging();
    for (const int number : {SIGTERM, SIGHUP}) { // `timeout`, a CI server; a terminal that is closed
        writePlan(60);
        Program run(QStringLiteral("holdpointctl"), runWords());
        ASSERT_TRUE(waitForLoad(run, 2)) << run.err();

        ::kill(-static_cast<pid_t>(run.pid()), number);
        const ProgramResult ended = run.finish(45000);

        EXPECT_EQ(ended.code, 105) << ended.out << ended.err;
        EXPECT_EQ(outcome(), "aborted");
    }
}

TEST_F(CtlTest, ASecondLoadInOneDossierIsRefusedWhileTheFirstIsUnderWay)
{
    startStaging();
    writePlan(60);
    Program first(QStringLiteral("holdpointctl"), runWords());
    ASSERT_TRUE(waitForLoad(first, 1)) << first.err();

    const ProgramResult second = runCtl(runWords());

    EXPECT_EQ(second.code, 1) << second.out << second.err;
    EXPECT_NE(second.err.find("run 1 (search) is under way"), std::string::npos) << second.err;
    first.interrupt();
    EXPECT_EQ(first.finish(45000).code, 105);
}

TEST_F(CtlTest, AnAgentThatIsLostAfterCtrlCLeavesTheRunAborted)
{
    const SilentPort silent(SilentPort::Kind::Hanging);
    startStaging();
    writePlan(60);
    std::string plan = text(QStringLiteral("plan.yaml"));
    const std::string search = "/api/search?q=yoga";
    plan.replace(plan.find(search), search.size(), silent.url() + "/"); // its answers are waited for
    plan.replace(plan.find("graceful_stop: 1s"), 17, "graceful_stop: 60s");
    plan.replace(plan.find("timeout: 20s"), 12, "timeout: 5m");
    write(QStringLiteral("plan.yaml"), plan);
    Program run(QStringLiteral("holdpointctl"), runWords());
    ASSERT_TRUE(waitForLoad(run, 2)) << run.err();

    run.interrupt();
    ASSERT_TRUE(run.waitForError("stopping")) << run.err();
    killAgentOf(run);
    const ProgramResult ended = run.finish();

    EXPECT_EQ(ended.code, 105) << ended.out << ended.err;
    EXPECT_EQ(outcome(), "aborted");
}

TEST_F(CtlTest, CtrlCEndsAVerificationAndTheSecondOneTheTeardown)
{
    const SilentPort verified(SilentPort::Kind::Hanging);
    const SilentPort tornDown(SilentPort::Kind::Hanging);
    startStaging();
    timeout = "5m";
    writePlan(2, R"(    teardown:
      - get: )" + tornDown.url() +
                     R"(/
    verify:
      - {name: All processed, get: ")" +
                     verified.url() + R"(/stats", json: /processed, equals: 1, within: 5m}
)");
    Program run(QStringLiteral("holdpointctl"), runWords());
    ASSERT_TRUE(run.waitForError("load done, verifying", 60000)) << run.finish(1).err;

    run.interrupt();
    ASSERT_TRUE(run.waitForError("Search Load Test: teardown", 30000)) << run.finish(1).err;
    EXPECT_EQ(run.err().find("stopping at once"), std::string::npos) << run.err();
    run.interrupt();
    const ProgramResult ended = run.finish();

    EXPECT_EQ(ended.code, 105) << ended.out << ended.err;
    const auto first = ended.err.find("stopping: answers under way may still come");
    ASSERT_NE(first, std::string::npos) << ended.err;
    EXPECT_NE(ended.err.find("stopping at once: answers under way are given up", first), std::string::npos) << ended.err;
    EXPECT_EQ(outcome(), "aborted");
}

TEST_F(CtlTest, AKilledAgentLeavesAnInterruptedRunWithItsData)
{
    startStaging();
    writePlan(60);
    Program run(QStringLiteral("holdpointctl"), runWords());
    ASSERT_TRUE(waitForLoad(run, 3)) << run.err();

    killAgentOf(run);
    const ProgramResult ended = run.finish(45000);

    EXPECT_EQ(ended.code, 96) << ended.out << ended.err;
    EXPECT_EQ(outcome(), "interrupted");
    EXPECT_GE(report()["tests"][0]["runs"][0]["metrics"]["http_reqs"]["count"].get<int>(), 20);
}

TEST_F(CtlTest, AnAgentThatDiesWhileAVerificationIsRetriedDoesNotHoldTheRun)
{
    startStaging();
    writePlan(2, R"(    verify:
      - {name: All processed, get: /webhooks/stats, json: /processed, equals: 1, within: 5m}
)");
    Program run(QStringLiteral("holdpointctl"), runWords());
    ASSERT_TRUE(run.waitForError("verifying")) << run.err();

    killAgentOf(run);
    const ProgramResult ended = run.finish();

    EXPECT_NE(ended.code, -1) << "it hangs: " << ended.err;
    EXPECT_NE(ended.code, 0) << ended.out << ended.err;
}

TEST_F(CtlTest, AKilledConsoleStopsTheLoadAndTheNextStartSaysWhatHappened)
{
    startStaging();
    writePlan(120);
    Program run(QStringLiteral("holdpointctl"), runWords());
    ASSERT_TRUE(waitForLoad(run, 5)) << run.err();
    const auto agents = childrenOf(run.pid(), "agent");
    ASSERT_EQ(agents.size(), 1U);

    run.kill();

    EXPECT_TRUE(eventually([&] { return !isAlive(agents[0]); }, 30000)) << "the agent goes on without its console";
    const std::size_t frames = framesOf(run.finish(10000).err);
    const ProgramResult runs = runCtl({QStringLiteral("runs"), path(kDossier)});
    EXPECT_EQ(runs.code, 0) << runs.err;
    EXPECT_NE(runs.out.find("interrupted"), std::string::npos) << runs.out;
    EXPECT_NE(runs.err.find("run 1 was interrupted at"), std::string::npos) << runs.err;
    ASSERT_EQ(runCtl({QStringLiteral("report"), path(kDossier), QStringLiteral("--out"), path(QStringLiteral("out"))}).code, 0);
    ASSERT_GE(frames, 3U);
    // at most two seconds may be missing; 20 requests a second, some of them late
    EXPECT_GE(report()["tests"][0]["runs"][0]["metrics"]["http_reqs"]["count"].get<std::size_t>(), (frames - 2) * 10);
}

TEST_F(CtlTest, AConsoleThatIsKilledDuringSetupTakesItsAgentAlong)
{
    const SilentPort silent(SilentPort::Kind::Hanging);
    url = QString::fromStdString(silent.url());
    timeout = "5m";
    writePlan(2);
    Program run(QStringLiteral("holdpointctl"), runWords());
    ASSERT_TRUE(eventually([&] { return silent.hasVisitor(); }, 60000)) << run.finish(1).err;
    const auto agents = childrenOf(run.pid(), "agent");
    ASSERT_EQ(agents.size(), 1U);

    run.kill();

    EXPECT_TRUE(eventually([&] { return !isAlive(agents[0]); }, 60000)) << "the agent waits for its setup";
    ::kill(static_cast<pid_t>(agents[0]), SIGKILL);
}

TEST_F(CtlTest, TheAgentMayOpenAsManyFilesAsTheHardLimitAllows)
{
    startStaging();
    writePlan(60);
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    rlimit low = before;
    low.rlim_cur = 256;
    ::setrlimit(RLIMIT_NOFILE, &low);
    Program run(QStringLiteral("holdpointctl"), runWords());
    ::setrlimit(RLIMIT_NOFILE, &before);
    ASSERT_TRUE(waitForLoad(run, 1)) << run.err();
    const auto agents = childrenOf(run.pid(), "agent");
    ASSERT_EQ(agents.size(), 1U);

    rlimit its{};
    ASSERT_EQ(::prlimit(static_cast<pid_t>(agents[0]), RLIMIT_NOFILE, nullptr, &its), 0);
    EXPECT_EQ(its.rlim_cur, before.rlim_max);

    run.interrupt();
    EXPECT_EQ(run.finish().code, 105);
}

} // namespace
} // namespace holdpoint
