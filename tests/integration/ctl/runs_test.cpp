// SPDX-License-Identifier: GPL-3.0-or-later
// Which tests run, which runs count, marks, and a run that waits for the test window.
#include "core/dossier/dossier.h"
#include "tests/integration/ctl/ctl_fixture.h"

#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using testing::HasSubstr;
using testing::Not;

class RunsCtlTest : public CtlTest
{
protected:
    /// `search`, and `slow` which misses its limit.
    void writeTwo(int seconds)
    {
        startStaging();
        writePlan(seconds, R"(  slow:
    title: Slow Load Test
    scenarios:
      one:
        executor: constant-arrival-rate
        rate: 20/s
        duration: )" + std::to_string(seconds) +
                               R"(s
        pre_allocated_vus: 10
        max_vus: 40
        flow: [{get: "/api/search?q=a", name: slow}]
    thresholds:
      - {metric: "http_req_duration{name:slow}", target: "p(95)<0.001", critical: "p(95)<0.002", min_n: 1}
)");
    }
    QString dossier() const { return path(QStringLiteral("d.holdpoint")); }
    ProgramResult runs(const QStringList& words = {}) const
    {
        return runCtl(QStringList{QStringLiteral("runs"), dossier()} + words);
    }
};

TEST_F(RunsCtlTest, SkippedTestsDoNotRunAndExactlyTheFailedOnesRunAgain)
{
    writeTwo(2);
    ProgramResult ran = runCtl(runWords({QStringLiteral("--skip"), QStringLiteral("serch")}));
    EXPECT_EQ(ran.code, 2);
    EXPECT_THAT(ran.err, HasSubstr("did you mean `search`"));

    ran = runCtl(runWords({QStringLiteral("--skip"), QStringLiteral("slow")}));
    EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
    EXPECT_THAT(runs().out, Not(HasSubstr("slow")));
    ran = runCtl(runWords({QStringLiteral("--failed")}));
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_THAT(ran.err, HasSubstr("nothing to run again"));

    ran = runCtl(runWords({QStringLiteral("--pause"), QStringLiteral("1s")}));
    EXPECT_EQ(ran.code, 99) << ran.out << ran.err;
    ran = runCtl(runWords({QStringLiteral("--failed")}));
    EXPECT_EQ(ran.code, 99) << ran.out << ran.err;
    const auto opened = Dossier::open(dossier().toStdString());
    ASSERT_TRUE(opened);
    const auto all = *(*opened)->runs();
    ASSERT_EQ(all.size(), 4U);
    EXPECT_EQ(all.back().testId, "slow");
    EXPECT_EQ(all.back().kind, RunKind::Retest);
}

TEST_F(RunsCtlTest, ARunIsExcludedWithAReasonAndTakenBack)
{
    startStaging();
    writePlan(2);
    ASSERT_EQ(runCtl(runWords()).code, 0);
    ProgramResult said = runs({QStringLiteral("exclude"), QStringLiteral("1")});
    EXPECT_EQ(said.code, 2);
    EXPECT_THAT(said.err, HasSubstr("--reason"));
    said = runs({QStringLiteral("exclude"), QStringLiteral("9"), QStringLiteral("--reason"), QStringLiteral("x")});
    EXPECT_EQ(said.code, 1);
    EXPECT_THAT(said.err, HasSubstr("no run 9"));
    EXPECT_EQ(runs({QStringLiteral("exlude"), QStringLiteral("1")}).code, 2);

    said = runs({QStringLiteral("exclude"), QStringLiteral("1"), QStringLiteral("--reason"), QStringLiteral("a backup ran"),
                 QStringLiteral("--by"), QStringLiteral("Mara")});
    EXPECT_EQ(said.code, 0) << said.err;
    EXPECT_THAT(runs().out, HasSubstr("does not count: a backup ran"));
    const QStringList report{QStringLiteral("report"), dossier(), QStringLiteral("--out"), path(QStringLiteral("out"))};
    ASSERT_EQ(runCtl(report).code, 0);
    EXPECT_EQ(outcome(), "not_run");
    EXPECT_EQ(runs({QStringLiteral("include"), QStringLiteral("1")}).code, 0);
    ASSERT_EQ(runCtl(report).code, 0);
    EXPECT_EQ(outcome(), "passed");
    EXPECT_EQ(runCtl({QStringLiteral("verify"), dossier()}).code, 0);
}

TEST_F(RunsCtlTest, AMomentOfTheRunUnderWayIsMarkedFromOutside)
{
    startStaging();
    writePlan(60);
    const QStringList mark{QStringLiteral("mark"), dossier(), QStringLiteral("two pods added"), QStringLiteral("--by"),
                           QStringLiteral("Mara")};
    Program run(QStringLiteral("holdpointctl"), runWords());
    ASSERT_TRUE(waitForLoad(run, 3)) << run.err();
    const ProgramResult marked = runCtl(mark);
    EXPECT_EQ(marked.code, 0) << marked.err;
    EXPECT_THAT(marked.out, HasSubstr("run 1 marked at 0:0"));
    run.interrupt();
    ASSERT_EQ(run.finish(45000).code, 105);

    const Json note = report()["tests"][0]["runs"][0]["notes"][0];
    EXPECT_EQ(note["text"], "two pods added");
    EXPECT_EQ(note["by"], "Mara");
    EXPECT_GT(note["second"].get<double>(), 1);
    EXPECT_THAT(text(QStringLiteral("out/report.html")), HasSubstr("two pods added"));
    const ProgramResult late = runCtl(mark);
    EXPECT_EQ(late.code, 1);
    EXPECT_THAT(late.err, HasSubstr("no run is under way"));
    EXPECT_EQ(runCtl(mark + QStringList{QStringLiteral("--run"), QStringLiteral("1")}).code, 0);
    EXPECT_EQ(runCtl({QStringLiteral("verify"), dossier()}).code, 0);
}

TEST_F(RunsCtlTest, ARunWaitsForTheTestWindowAndStartsByItself)
{
    startStaging();
    writePlan(1);
    Program run(QStringLiteral("holdpointctl"), runWords({QStringLiteral("--when-window-opens")}));
    ASSERT_TRUE(run.waitForError("starts by itself when the test window opens")) << run.err();
    EXPECT_THAT(runs().out, HasSubstr("No run yet"));
    const ProgramResult opened = runCtl({QStringLiteral("window"), dossier(), QStringLiteral("open"), QStringLiteral("--by"),
                                         QStringLiteral("Mara"), QStringLiteral("-e"), QStringLiteral("BASE_URL=") + url});
    EXPECT_EQ(opened.code, 0) << opened.out << opened.err;
    EXPECT_EQ(run.finish(60000).code, 0) << run.err();
    EXPECT_EQ(outcome(), "passed");

    Program cancelled(QStringLiteral("holdpointctl"), runWords({QStringLiteral("--when-window-opens")}));
    ASSERT_EQ(runCtl({QStringLiteral("window"), dossier(), QStringLiteral("status")}).code, 0);
    EXPECT_EQ(cancelled.finish(60000).code, 0) << "the window is open already";
}

} // namespace
} // namespace holdpoint
