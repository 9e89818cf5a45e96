// SPDX-License-Identifier: GPL-3.0-or-later
// What a person is at while a queue runs, and has chosen before, is not undone by runs that end or a plan that is read again.
#include "core/base/file.h"
#include "core/plan/plan_node.h"
#include "tests/gui/console/queue_fixture.h"
#include "ui/charts/time_series_view.h"
#include "ui/run/chart_grid.h"

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
