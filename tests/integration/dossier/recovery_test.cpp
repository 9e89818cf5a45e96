// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dossier/process_identity.h"
#include "tests/integration/dossier/dossier_fixture.h"

#include <QProcess>
#include <csignal>
#include <fstream>
#include <unistd.h>

namespace holdpoint {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

namespace {

constexpr const char* kPlan = R"(holdpoint: 1
name: Kill test
environment: {name: here, base_url: "http://127.0.0.1:8080", allow_hosts: [127.0.0.1]}
tests:
  search:
    title: Search
    scenarios:
      searchers:
        executor: constant-vus
        vus: 1
        duration: 9m
        flow:
          - get: /api/search
            name: search
    thresholds:
      - {metric: http_req_duration, target: "p(95)<1200", critical: "p(95)<2000"}
      - {metric: http_req_failed, target: "rate<0.001", critical: "rate<0.01"}
)";

} // namespace

class RecoveryTest : public DossierTest
{
protected:
    /// Starts the child, waits until it has stored `seconds` frames, and ends it without a word.
    void runAndKill(int seconds)
    {
        std::ofstream(path("plan.yaml")) << kPlan;
        QProcess child;
        child.start(QStringLiteral(DOSSIER_CHILD),
                    {QStringLiteral("run"), QString::fromStdString(path("release.holdpoint").string()),
                     QString::fromStdString(path("plan.yaml").string()), QString::number(seconds)});
        QByteArray said;
        while (!said.contains("stored") && child.state() != QProcess::NotRunning) {
            child.waitForReadyRead(20'000);
            said += child.readAllStandardOutput();
        }
        ASSERT_TRUE(said.contains("stored")) << child.readAllStandardError().toStdString();
        child.kill(); // SIGKILL
        ASSERT_TRUE(child.waitForFinished(20'000));
        ASSERT_EQ(child.exitStatus(), QProcess::CrashExit);
    }
};

TEST_F(RecoveryTest, ShowsARunWhoseWriterWasKilledAsInterruptedWithItsData)
{
    made().reset();
    runAndKill(252);
    const auto dossier = opened();
    EXPECT_THAT(dossier->openingNotes(), ElementsAre("run 1 was interrupted at 10:04:12; its 252 s of data are kept"));
    const auto runs = dossier->runs();
    ASSERT_THAT(*runs, SizeIs(1));
    const RunRecord& run = (*runs)[0];
    EXPECT_EQ(run.endedAt, at(252));
    EXPECT_THAT(run.whyEnded, HasSubstr("interrupted"));
    EXPECT_EQ(run.result.outcome, RunOutcome::Interrupted);
    std::uint64_t frames = 0;
    ASSERT_OK(dossier->readFrames(1, 0, [&](const Frame&) { ++frames; }));
    EXPECT_EQ(frames, 252U);
    EXPECT_EQ(firstAuditFault(*dossier->audit()), std::nullopt);
    EXPECT_THAT(dossier->audit()->back().text, HasSubstr(*dossier->framesSha256(1)));
}

TEST_F(RecoveryTest, JudgesTheKeptSecondsByTheRunsOwnPlan)
{
    made().reset();
    runAndKill(60);
    const auto runs = opened()->runs();
    ASSERT_THAT(*runs, SizeIs(1));
    const RunResult& result = (*runs)[0].result;
    ASSERT_THAT(result.thresholds, SizeIs(2));
    EXPECT_EQ(result.thresholds[0].sampleCount, 600U);
    EXPECT_NEAR(result.thresholds[0].measured.value_or(0), 10.0, 0.1);
    EXPECT_EQ(integerAt(memberAt(result.metrics, "http_reqs"), "count"), 600);
}

TEST_F(RecoveryTest, EndsTheAlarmsOfAnInterruptedRunWithItsLastSecond)
{
    {
        const auto dossier = made();
        AlarmRecord alarm{"cpu", 1, at(10), std::nullopt, 91.5, "critical", "CPU is 91.5 %", "Scale up", "", ""};
        ASSERT_OK(dossier->storeAlarm(alarm));
    }
    runAndKill(60);
    const auto dossier = opened();
    const auto alarms = dossier->alarms();
    ASSERT_OK(alarms);
    ASSERT_THAT(*alarms, SizeIs(1));
    EXPECT_EQ(alarms->at(0).to, at(60));
    EXPECT_EQ(alarms->at(0).sentence, "CPU is 91.5 %; ended with the run after 50\u00a0s");
    EXPECT_THAT(dossier->checkTables()->faults, SizeIs(0));
}

TEST_F(RecoveryTest, SaysItOnlyOnce)
{
    made().reset();
    runAndKill(3);
    EXPECT_THAT(opened()->openingNotes(), SizeIs(1));
    EXPECT_THAT(opened()->openingNotes(), SizeIs(0));
}

TEST_F(RecoveryTest, SaysWhenNothingWasStoredYet)
{
    made().reset();
    runAndKill(0);
    EXPECT_THAT(opened()->openingNotes(), ElementsAre("run 1 was interrupted at 10:00:00 before its first second of data"));
}

TEST_F(RecoveryTest, LeavesTheRunsOfALivingWriterAlone)
{
    const auto dossier = made();
    const auto run = *dossier->beginRun("search", RunKind::Load, planNamed("plan"), at(0));
    const auto second = opened();
    EXPECT_TRUE(second->openingNotes().empty());
    ASSERT_OK(dossier->addFrames(run, {frameOf(1)}));
    EXPECT_FALSE((*second->runs())[0].endedAt);
}

TEST(ProcessIdentityTest, KnowsItselfAndNoOtherOwnerOfThePid)
{
    const ProcessIdentity self = currentProcess();
    EXPECT_EQ(self.pid, ::getpid());
    EXPECT_TRUE(isAlive(self));
    ProcessIdentity reused = self;
    reused.startTicks -= 1;
    EXPECT_FALSE(isAlive(reused));
    ProcessIdentity beforeBoot = self;
    beforeBoot.bootId = "another boot";
    EXPECT_FALSE(isAlive(beforeBoot));
    EXPECT_FALSE(osUserName().empty());
}

} // namespace holdpoint
