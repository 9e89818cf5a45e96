// SPDX-License-Identifier: GPL-3.0-or-later
// A queue of tests in the whole console: pauses, skips, marks, what does not count, the armed start, the load form, a crash.
#include "core/session/run_queue.h"
#include "tests/gui/console/queue_fixture.h"

#include <QComboBox>
#include <QPlainTextEdit>
#include <QSpinBox>

namespace holdpoint {
namespace {

using testing::Contains;
using testing::HasSubstr;

TEST_F(QueueConsoleTest, APauseCountsDownAndEndsOnDemandAndWhatIsSkippedDoesNotRun)
{
    start();
    ASSERT_TRUE(reaches(PlanRunner::State::Pausing));
    ASSERT_TRUE(waitFor([this] { return notice().contains(QStringLiteral("pages Load Test starts in")); }, kLongMs))
        << notice().toStdString();
    showTests();
    EXPECT_EQ(table().model()->index(0, 1).data().toString(), QStringLiteral("done"));
    EXPECT_EQ(table().model()->index(1, 1).data().toString(), QStringLiteral("next"));
    choose(2);
    table().setFocus();
    QTest::keyClick(&table(), Qt::Key_Up, Qt::AltModifier); // api before pages
    EXPECT_EQ(controller.runner()->queue().next()->id, "api");
    choose(2);
    QTest::keyClick(&table(), Qt::Key_Delete);
    EXPECT_EQ(table().model()->index(2, 1).data().toString(), QStringLiteral("skipped"));
    EXPECT_EQ(child<QPushButton>(picker(), "skipTest").text(), QStringLiteral("Take back"));
    QTest::keyClick(&table(), Qt::Key_Delete);
    EXPECT_THAT(log(), HasSubstr("test pages taken back by A. Rao"));
    QTest::keyClick(&table(), Qt::Key_Delete);
    EXPECT_EQ(table().model()->index(2, 1).data().toString(), QStringLiteral("skipped"));
    picture("live-queue", "light");
    picture("live-queue", "dark");
    window->activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(window.get()));
    QTest::keyClick(&table(), Qt::Key_Return, Qt::ControlModifier); // go on now
    ASSERT_TRUE(reaches(PlanRunner::State::Finished));
    ASSERT_EQ(runs().size(), 2U);
    EXPECT_EQ(runs()[1].testId, "api");
}

TEST_F(QueueConsoleTest, TheTestsSayHowLongWhatRunsTakesNotWhatIsPicked)
{
    const auto summary = [this] { return child<QLabel>(picker(), "pickerSummary").text().toStdString(); };
    ASSERT_THAT(summary(), HasSubstr("with pauses"));
    PlanRunner::Request dry;
    dry.kind = RunKind::DryRun;
    dry.tests = {QStringLiteral("search"), QStringLiteral("pages")};
    ASSERT_TRUE(controller.startRun(dry));
    EXPECT_EQ(summary(), "2 of 2 tests, one iteration of each scenario");
    EXPECT_FALSE(child<QSpinBox>(picker(), "pause").isEnabled());
    ASSERT_TRUE(reaches(PlanRunner::State::Finished));
    EXPECT_EQ(picker().request().pause, Nanos{Seconds{600}}) << "the next load's pause is the plan's still";
    EXPECT_THAT(summary(), HasSubstr("with pauses"));
}

TEST_F(QueueConsoleTest, AMomentIsMarkedWithANoteAndARunIsDeclaredNotCountingAndTakenBack)
{
    for (int row : {1, 2}) {
        choose(row);
        table().setFocus();
        QTest::keyClick(&table(), Qt::Key_Space);
    }
    start();
    ASSERT_TRUE(reaches(PlanRunner::State::Running));
    ASSERT_TRUE(waitFor([this] { return controller.runner()->elapsed() > std::chrono::seconds{1}; }, kLongMs));
    whenNoted(QStringLiteral("markDialog"), QStringLiteral("two pods added"));
    window->activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(window.get()));
    QTest::keyClick(window.get(), Qt::Key_M, Qt::ControlModifier);
    const auto notes = *controller.session()->dossier().runNotes();
    ASSERT_EQ(notes.count(1), 1U);
    EXPECT_EQ(notes.at(1).front().text, "two pods added");
    EXPECT_EQ(notes.at(1).front().by, "A. Rao");
    EXPECT_GT(notes.at(1).front().second, 0.9);
    ASSERT_TRUE(reaches(PlanRunner::State::Finished));
    ASSERT_TRUE(waitFor([this] { return page().panel().run() != nullptr && page().panel().run()->hasEnded(); }, kLongMs));
    EXPECT_EQ(page().panel().run()->notes.size(), 1U);

    showTests();
    choose(0);
    whenNoted(QStringLiteral("countingDialog"), QStringLiteral("a backup ran"));
    click("counting");
    EXPECT_FALSE(runs()[0].isCounting);
    EXPECT_THAT(log(), HasSubstr("run 1 does not count, says A. Rao: a backup ran"));
    EXPECT_EQ(controller.session()->report()->tests[0].verdict, RunOutcome::NotRun);
    EXPECT_THAT(child<QLabel>(picker(), "testFacts").text().toStdString(), HasSubstr("Does not count: a backup ran"));
    QTest::mouseClick(&child<Button>(*window, "pickTests"), Qt::LeftButton); // the charts
    page().tick();
    EXPECT_THAT(notice().toStdString(), HasSubstr("Run 1 does not count: a backup ran"));
    whenNoted(QStringLiteral("countingDialog"), QStringLiteral("it was another host"));
    click("runNoticeAction0");
    EXPECT_TRUE(runs()[0].isCounting);
    EXPECT_THAT(log(), HasSubstr("run 1 counts again, says A. Rao: it was another host"));
    EXPECT_EQ(notice(), QString());
}

TEST_F(QueueConsoleTest, AMarkIsOfTheMomentAtWhichItsDialogWasOpenedAlsoIfTheRunHasEndedSince)
{
    for (int row : {1, 2}) {
        choose(row);
        table().setFocus();
        QTest::keyClick(&table(), Qt::Key_Space);
    }
    start();
    ASSERT_TRUE(reaches(PlanRunner::State::Running));
    ASSERT_TRUE(waitFor([this] { return controller.runner()->elapsed() > std::chrono::seconds{1}; }, kLongMs));
    const double opened = std::chrono::duration<double>(controller.runner()->elapsed()).count();
    test::whenDialogOpens([this](QDialog& dialog) {
        EXPECT_TRUE(waitFor([this] { return !controller.isLoadRunning(); }, kLongMs));
        QTest::keyClicks(&child<QLineEdit>(dialog, "note"), QStringLiteral("written slowly"));
        QTest::keyClick(&child<QLineEdit>(dialog, "note"), Qt::Key_Return);
        EXPECT_FALSE(dialog.isVisible()) << child<QLabel>(dialog, "fault").text().toStdString();
    });
    window->markMoment();
    const auto notes = *controller.session()->dossier().runNotes();
    ASSERT_EQ(notes.count(1), 1U);
    EXPECT_LT(notes.at(1).front().second, opened + 1);
    EXPECT_LT(notes.at(1).front().at, *runs()[0].endedAt);
}

TEST_F(QueueConsoleTest, ATestThatRunsIsStoppedAndSkippedOnlyAfterAYesAndAStopIsDoneAtOnceOnDemand)
{
    child<QSpinBox>(picker(), "pause").setValue(0);
    start();
    ASSERT_TRUE(reaches(PlanRunner::State::Running));
    showTests();
    choose(0);
    whenAsked(QStringLiteral("skipDialog"), QStringLiteral("Keep running"));
    click("skipTest");
    EXPECT_EQ(controller.runner()->queue().entries()[0].state, RunQueue::State::Running);
    whenAsked(QStringLiteral("skipDialog"), QStringLiteral("Stop and skip"));
    click("skipTest");
    ASSERT_TRUE(waitFor([this] { return runs().size() == 2 && isRunning(); }, kLongMs));
    EXPECT_EQ(runs()[0].result.outcome, RunOutcome::Aborted);
    EXPECT_THAT(runs()[0].result.reasons, Contains(HasSubstr("skipped by A. Rao")));

    whenAsked(QStringLiteral("stopDialog"), QStringLiteral("Stop at once"));
    showTests();
    click("startLoad"); // reads Stop load now
    ASSERT_TRUE(reaches(PlanRunner::State::Finished));
    ASSERT_EQ(runs().size(), 2U);
    EXPECT_EQ(runs()[1].result.outcome, RunOutcome::Aborted);

    // both were aborted: exactly they run again
    whenAsked(QStringLiteral("startSheet"), QStringLiteral("startLoad"));
    showTests();
    click("runFailed");
    ASSERT_TRUE(waitFor([this] { return runs().size() == 3 && isRunning(); }, kLongMs));
    EXPECT_EQ(controller.runner()->queue().entries().size(), 2U);
    controller.stopLoad(QStringLiteral("enough"), true);
    ASSERT_TRUE(reaches(PlanRunner::State::Finished));
    EXPECT_EQ(runs().back().kind, RunKind::Retest);
}

TEST_F(QueueConsoleTest, AnArmedStartShowsCanBeCancelledAndStartsWithTheWindow)
{
    whenAsked(QStringLiteral("startSheet"), QStringLiteral("startLoad"));
    click("armLoad");
    EXPECT_TRUE(controller.isArmed());
    EXPECT_THAT(notice().toStdString(), HasSubstr("starts by itself when the test window opens"));
    picture("live-armed", "light");
    click("runNoticeAction0");
    EXPECT_FALSE(controller.isArmed());
    EXPECT_EQ(notice(), QString());

    whenAsked(QStringLiteral("startSheet"), QStringLiteral("startLoad"));
    click("armLoad");
    whenAsked(QStringLiteral("disarmDialog"), QStringLiteral("Stay"));
    window->close();
    EXPECT_TRUE(window->isVisible());
    Dossier& dossier = controller.session()->dossier();
    const Person person{"A. Rao", Role::Qa, ""};
    const WallTime now = systemClock().wallNow();
    const auto opened = dossier.openWindow(now, now + std::chrono::hours{1}, Json::object(), person);
    ASSERT_TRUE(opened);
    OutsideStep step;
    step.window = *opened;
    step.step = std::string(kWholeWindow);
    step.state = StepState::Done;
    step.by = person;
    step.at = now;
    ASSERT_TRUE(dossier.addStep(step, 0));
    ASSERT_TRUE(waitFor([this] { return controller.isLoadRunning(); }, kLongMs));
    EXPECT_FALSE(controller.isArmed());
    controller.stopLoad(QStringLiteral("enough"), true);
    ASSERT_TRUE(reaches(PlanRunner::State::Finished));
}

TEST_F(QueueConsoleTest, AnArmedStartOutlivesANewPlanAndIsNotLeftWithoutAYes)
{
    whenAsked(QStringLiteral("startSheet"), QStringLiteral("startLoad"));
    click("armLoad");
    ASSERT_TRUE(controller.isArmed());
    ASSERT_TRUE(controller.reloadPlan());
    EXPECT_TRUE(controller.isArmed());
    window->showPage(QStringLiteral("live")); // a plan that is read again shows the checklist
    EXPECT_THAT(notice().toStdString(), HasSubstr("starts by itself when the test window opens"));

    whenAsked(QStringLiteral("disarmDialog"), QStringLiteral("Stay"));
    EXPECT_FALSE(controller.closeSession());
    EXPECT_TRUE(controller.isArmed());
    whenAsked(QStringLiteral("disarmDialog"), QStringLiteral("Leave"));
    EXPECT_TRUE(controller.closeSession());
    EXPECT_EQ(controller.session(), nullptr);
    EXPECT_EQ(asked.count(QStringLiteral("disarmDialog")), 2);
}

TEST_F(QueueConsoleTest, LoadIsChangedInTheFormAndThePlanKeepsItsComments)
{
    choose(1);
    test::whenDialogOpens([](QDialog& form) {
        ASSERT_EQ(form.objectName(), QStringLiteral("planForm"));
        auto& vus = child<QLineEdit>(form, "visitors/vus");
        EXPECT_EQ(child<QComboBox>(form, "formTest").currentData().toString(), QStringLiteral("pages"));
        vus.selectAll();
        QTest::keyClicks(&vus, QStringLiteral("many"));
        auto& save = child<QPushButton>(form, "savePlan");
        EXPECT_TRUE(waitFor(
            [&form] {
                return form.findChildren<QLabel*>().size() > 0 &&
                       child<QPlainTextEdit>(form, "planLines").toPlainText().contains(QStringLiteral("many"));
            },
            kLongMs));
        EXPECT_FALSE(save.isEnabled());
        vus.selectAll();
        QTest::keyClicks(&vus, QStringLiteral("3"));
        EXPECT_TRUE(waitFor([&save] { return save.isEnabled(); }, kLongMs));
        EXPECT_THAT(child<QPlainTextEdit>(form, "planLines").toPlainText().toStdString(), HasSubstr("+        vus: 3"));
        for (const char* theme : {"light", "dark"}) {
            applyTheme(QLatin1String(theme));
            test::settle();
            form.grab().save(test::screenshotFolder() + QStringLiteral("/plan-form-%1.png").arg(QLatin1String(theme)));
        }
        applyTheme(QStringLiteral("light"));
        QTest::mouseClick(&save, Qt::LeftButton);
        EXPECT_FALSE(form.isVisible());
    });
    click("editLoad");
    EXPECT_EQ(controller.session()->plan().test("pages")->scenarios[0].executor.vus, 3U);
    EXPECT_EQ(controller.session()->plan().test("search")->scenarios[0].executor.vus, 2U);
    EXPECT_THAT(controller.session()->plan().text, HasSubstr("constant-vus # people"));
    EXPECT_EQ(controller.session()->dossier().plans()->size(), 2U);
    bool isAudited = false;
    const auto rows = *controller.session()->dossier().audit();
    for (const AuditRow& row : rows) {
        isAudited =
            isAudited || (row.text.find("plan edited") != std::string::npos && row.text.find("vus: 3") != std::string::npos);
    }
    EXPECT_TRUE(isAudited);
}

TEST_F(QueueConsoleTest, AfterACrashTheNextConsoleSaysWhereTheRunEndedAndRunsItAgain)
{
    Dossier& dossier = controller.session()->dossier();
    const WallTime began = systemClock().wallNow() - std::chrono::minutes{5};
    ASSERT_TRUE(dossier.addAudit(std::string(kAuditQueueStarted),
                                 Json{{"tests", {"search", "pages"}}, {"kind", "load"}, {"after_run", 0}}, {}, began));
    const auto run = dossier.beginRun("search", RunKind::Load, controller.session()->plan(), began);
    ASSERT_TRUE(run);
    RunResult lost;
    lost.outcome = RunOutcome::Interrupted;
    lost.loadSpan = TimeSpan{began, began + std::chrono::seconds{2}};
    ASSERT_TRUE(dossier.endRun(*run, began + std::chrono::seconds{2}, "interrupted: the program ended", lost));
    controller.session()->noteChange();

    EXPECT_THAT(notice().toStdString(), HasSubstr("Run 1 (search Load Test) was interrupted at"));
    EXPECT_THAT(notice().toStdString(),
                HasSubstr("in second 2 of 3. Its 2\u00a0s of data are kept. Not started: pages Load Test."));
    picture("live-interrupted", "light");
    whenAsked(QStringLiteral("startSheet"), QStringLiteral("startLoad"));
    click("runNoticeAction0");
    ASSERT_TRUE(waitFor([this] { return controller.isLoadRunning(); }, kLongMs));
    EXPECT_EQ(controller.runner()->queue().entries().size(), 2U);
    controller.stopLoad(QStringLiteral("enough"), true);
    ASSERT_TRUE(reaches(PlanRunner::State::Finished));
}

} // namespace
} // namespace holdpoint
