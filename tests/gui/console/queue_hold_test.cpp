// SPDX-License-Identifier: GPL-3.0-or-later
// What a person is at while a queue runs, and has chosen before, is not undone by runs that end or a plan that is read again.
#include "core/base/file.h"
#include "core/plan/plan_node.h"
#include "tests/gui/console/queue_fixture.h"
#include "ui/charts/time_series_view.h"
#include "ui/run/chart_grid.h"
#include "ui/run/run_loader.h"

#include <QComboBox>
#include <QPlainTextEdit>
#include <QSpinBox>

namespace holdpoint {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class QueueHoldTest : public QueueConsoleTest
{
protected:
    QSpinBox& pause() { return child<QSpinBox>(picker(), "pause"); }
    /// The pause of the plan is ten minutes: no test waits for it here.
    void startWithoutPause()
    {
        pause().setFocus();
        pause().selectAll();
        QTest::keyClicks(&pause(), QStringLiteral("0"));
        QTest::keyClick(&pause(), Qt::Key_Return);
        start();
        ASSERT_TRUE(waitFor([this] { return page().panel().run() != nullptr; }, kLongMs));
    }
    bool runs(const char* test)
    {
        return waitFor([this, test] { return controller.runner()->currentTest() == QLatin1String(test); }, kLongMs);
    }
    void end()
    {
        controller.stopLoad(QStringLiteral("enough"), true);
        ASSERT_TRUE(reaches(PlanRunner::State::Finished));
    }
    QString status() { return child<QLabel>(*window, "notice").text(); }
    std::string planText()
    {
        const auto read = readFile(planFile, kMaxPlanBytes);
        EXPECT_TRUE(read);
        return read ? *read : std::string();
    }
};

TEST_F(QueueHoldTest, TheTestsStayWhileAPersonIsAtThemAndAPauseHalfTypedIsNotTaken)
{
    startWithoutPause();
    EXPECT_FALSE(page().panel().isPickerShown()) << "whoever starts load sees it";
    showTests();
    window->activateWindow();
    pause().setFocus();
    pause().selectAll();
    QTest::keyClicks(&pause(), QStringLiteral("1"));
    ASSERT_TRUE(runs("pages")) << "the first test has ended, the second one runs";
    test::settle();
    EXPECT_TRUE(page().panel().isPickerShown());
    EXPECT_EQ(window->focusWidget(), &pause());
    EXPECT_EQ(controller.runner()->pause(), Nanos{0}) << "a 1 of 120 is no pause";
    QTest::keyClicks(&pause(), QStringLiteral("20"));
    QTest::keyClick(&pause(), Qt::Key_Return);
    EXPECT_EQ(controller.runner()->pause(), Nanos{Seconds{120}});
    QTest::mouseClick(&child<Button>(*window, "pickTests"), Qt::LeftButton);
    EXPECT_FALSE(page().panel().isPickerShown());
    end();
}

TEST_F(QueueHoldTest, APausedViewEndsWithItsRun)
{
    startWithoutPause();
    auto& button = child<Button>(*window, "pauseView");
    ASSERT_TRUE(waitFor([&button] { return button.isEnabled(); }, kLongMs));
    QTest::mouseClick(&button, Qt::LeftButton);
    ASSERT_TRUE(page().panel().isPaused());
    EXPECT_EQ(button.text(), QStringLiteral("Resume view"));
    ASSERT_TRUE(waitFor([this] { return !page().panel().isPaused(); }, kLongMs)) << "nothing moves any more";
    EXPECT_EQ(button.text(), QStringLiteral("Pause view"));
    EXPECT_FALSE(page().facts().contains(QStringLiteral("Paused"))) << page().facts().toStdString();
    ASSERT_TRUE(runs("pages"));
    ASSERT_TRUE(waitFor([&button] { return button.isEnabled(); }, kLongMs));
    QTest::mouseClick(&button, Qt::LeftButton);
    EXPECT_TRUE(page().panel().isPaused()) << "the next run can be paused again";
    end();
}

TEST_F(QueueHoldTest, AnotherRunThanTheOneUnderWayIsRefusedInWords)
{
    startWithoutPause();
    ASSERT_TRUE(runs("pages"));
    ASSERT_TRUE(waitFor([this] { return page().panel().run()->record.testId == "pages"; }, kLongMs));
    auto& timeline = page().panel().timeline();
    timeline.setFocus();
    QTest::keyClick(&timeline, Qt::Key_Right);
    QTest::keyClick(&timeline, Qt::Key_Return); // search, which has ended
    EXPECT_THAT(status().toStdString(), HasSubstr("Run 1 can be shown when the test that runs has ended: this is run 2."));
    EXPECT_EQ(page().panel().run()->record.id, 2);
    window->showPage(QStringLiteral("live"), QStringLiteral("1")); // as Enter in Analysis asks
    EXPECT_EQ(page().panel().run()->record.id, 2);
    end();
    ASSERT_TRUE(waitFor([this] { return page().panel().run()->hasEnded(); }, kLongMs));
    timeline.setFocus();
    QTest::keyClick(&timeline, Qt::Key_Left);
    QTest::keyClick(&timeline, Qt::Key_Return);
    EXPECT_TRUE(waitFor([this] { return page().panel().run()->record.id == 1; }, kLongMs));
}

TEST_F(QueueHoldTest, ChosenTestsTheirOrderThePauseAndTheLogOutliveANewPlan)
{
    choose(0);
    table().setFocus();
    QTest::keyClick(&table(), Qt::Key_Space); // not search
    choose(2);
    QTest::keyClick(&table(), Qt::Key_Up, Qt::AltModifier); // api before pages
    ASSERT_THAT(picker().pickedTests(), ElementsAre(QStringLiteral("api"), QStringLiteral("pages")));
    pause().setFocus();
    pause().selectAll();
    QTest::keyClicks(&pause(), QStringLiteral("30"));
    QTest::keyClick(&pause(), Qt::Key_Return);
    page().addLogLine(QStringLiteral("setup: reset answered 200"));

    std::string text = planText();
    text.replace(text.find("rate<0.001"), 10, "rate<0.002");
    std::ofstream(planFile) << text;
    ASSERT_TRUE(controller.reloadPlan());
    window->showPage(QStringLiteral("live"));
    EXPECT_THAT(picker().pickedTests(), ElementsAre(QStringLiteral("api"), QStringLiteral("pages")));
    EXPECT_EQ(picker().request().pause, Nanos{Seconds{30}});
    EXPECT_EQ(picker().currentTest(), QStringLiteral("api"));
    EXPECT_THAT(child<QPlainTextEdit>(*window, "log").toPlainText().toStdString(), HasSubstr("reset answered 200"));

    ASSERT_TRUE(controller.closeSession());
    Session::Request request;
    request.planFile = planFile;
    request.dossierFile = home.filePath(QStringLiteral("other.holdpoint")).toStdString();
    ASSERT_TRUE(controller.openPlan(request));
    window->showPage(QStringLiteral("live"));
    EXPECT_THAT(picker().pickedTests(), ElementsAre(QStringLiteral("search"), QStringLiteral("pages"), QStringLiteral("api")))
        << "another release begins as its plan says";
    EXPECT_EQ(picker().request().pause, Nanos{Seconds{600}});
    EXPECT_TRUE(child<QPlainTextEdit>(*window, "log").toPlainText().isEmpty());
}

TEST_F(QueueHoldTest, ThresholdsOfTheWholeReleaseAreChangedInTheFormToo)
{
    const std::string before = planText();
    std::ofstream(planFile) << before << "thresholds:\n"
                                         "  - {id: error-rate, metric: http_req_failed, target: \"rate<0.001\"} # of all\n";
    ASSERT_TRUE(controller.reloadPlan());
    window->showPage(QStringLiteral("live"));
    choose(1);
    test::whenDialogOpens([](QDialog& form) {
        auto& tests = child<QComboBox>(form, "formTest");
        EXPECT_EQ(tests.currentData().toString(), QStringLiteral("pages"));
        tests.setCurrentIndex(tests.count() - 1);
        EXPECT_EQ(tests.currentText(), QStringLiteral("Whole release"));
        auto& target = child<QLineEdit>(form, "error-rate/target");
        target.selectAll();
        QTest::keyClicks(&target, QStringLiteral("rate<0.002"));
        auto& save = child<QPushButton>(form, "savePlan");
        EXPECT_TRUE(waitFor([&save] { return save.isEnabled(); }, kLongMs));
        QTest::mouseClick(&save, Qt::LeftButton);
        EXPECT_FALSE(form.isVisible());
    });
    click("editLoad");
    EXPECT_EQ(controller.session()->plan().thresholds.at(0).target.limit, 0.002);
    EXPECT_THAT(planText(), HasSubstr("target: \"rate<0.002\"} # of all"));
}

TEST_F(QueueHoldTest, TheGhostOfOneRunIsNeverDrawnBehindAnother)
{
    Dossier& dossier = controller.session()->dossier();
    const Plan& plan = controller.session()->plan();
    int minutesAgo = 30;
    for (const RunKind kind : {RunKind::Load, RunKind::Baseline, RunKind::Load}) {
        const WallTime began = systemClock().wallNow() - std::chrono::minutes{minutesAgo -= 5};
        const auto run = dossier.beginRun("search", kind, plan, began);
        ASSERT_TRUE(run);
        RunResult result;
        result.outcome = RunOutcome::Passed;
        result.generator.loadSeconds = 3;
        ASSERT_TRUE(dossier.endRun(*run, began + std::chrono::seconds{3}, "done", result));
    }
    controller.session()->noteChange();
    const auto records = QueueConsoleTest::runs();
    ASSERT_EQ(records.size(), 3U);
    const auto runOf = [&](std::size_t index) { return makeLiveRun(plan, *plan.test("search"), records[index]); };
    page().beginRun(runOf(2));
    ASSERT_TRUE(waitFor([this] { return page().panel().run()->ghost != nullptr; }, kLongMs)) << "the baseline";

    page().beginRun(runOf(2)); // its ghost is read again
    page().beginRun(runOf(0)); // there is nothing before this one
    RunLoader loader;
    bool isRead = false;
    QObject::connect(&loader, &RunLoader::loaded, &loader, [&isRead] { isRead = true; });
    loader.load(dossier.file(), runOf(1)); // begun later than the page's own
    ASSERT_TRUE(waitFor([&isRead] { return isRead; }, kLongMs));
    test::settle();
    EXPECT_EQ(page().panel().run()->record.id, records[0].id);
    EXPECT_EQ(page().panel().run()->ghost, nullptr);
}

TEST_F(QueueHoldTest, AnArmedStartOfTestsThatTheNewPlanLacksIsGivenUpInWords)
{
    for (int row : {0, 1}) {
        choose(row);
        table().setFocus();
        QTest::keyClick(&table(), Qt::Key_Space);
    }
    whenAsked(QStringLiteral("startSheet"), QStringLiteral("startLoad"));
    click("armLoad");
    ASSERT_TRUE(controller.isArmed());
    QString why;
    test::whenDialogOpens([&why](QDialog& dialog) {
        EXPECT_EQ(dialog.objectName(), QStringLiteral("failureDialog"));
        why = dialog.property("informativeText").toString();
    });
    std::string text = planText();
    text.replace(text.find("  api:"), 6, "  apis:");
    std::ofstream(planFile) << text;
    ASSERT_TRUE(controller.reloadPlan());
    EXPECT_FALSE(controller.isArmed());
    EXPECT_THAT(why.toStdString(), HasSubstr("The plan has no api any more"));
}

} // namespace
} // namespace holdpoint
