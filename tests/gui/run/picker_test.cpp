// SPDX-License-Identifier: GPL-3.0-or-later
// The tests of the Live load page: order, pauses, ghosts, what is said about runs, the notice above the charts.
#include "tests/gui/run/synthetic_run.h"
#include "tests/support/gui.h"
#include "ui/run/live_page.h"
#include "ui/run/live_panel.h"
#include "ui/run/test_detail.h"
#include "ui/run/test_picker.h"
#include "ui/style/holdpoint_style.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTest>
#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using test::child;
using testing::HasSubstr;

class PickerTest : public testing::Test
{
protected:
    PickerTest() : plan(syntheticPlan()), runs(syntheticRuns(plan))
    {
        QCoreApplication::setOrganizationName(QStringLiteral("holdpoint-test"));
        QSettings().clear();
        applyTheme(QStringLiteral("light"));
        for (RunRecord& run : runs) {
            run.planSha256 = plan.sha256;
        }
        page.panel().setPlan(&plan, runs);
        page.resize(1000, 700);
        page.show();
        test::settle();
    }
    ~PickerTest() override { QSettings().clear(); }

    TestPicker& picker() { return page.panel().picker(); }
    QTableView& table() { return child<QTableView>(picker(), "tests"); }
    void choose(int row)
    {
        table().setCurrentIndex(table().model()->index(row, 0));
        table().setFocus();
    }
    std::string facts() { return child<QLabel>(picker(), "testFacts").text().toStdString(); }
    QString summary() { return child<QLabel>(picker(), "pickerSummary").text(); }

    Plan plan;
    std::vector<RunRecord> runs;
    LivePage page;
};

TEST_F(PickerTest, NothingIsRunAgainBeforeSomethingFailed)
{
    auto& again = child<QPushButton>(picker(), "runFailed");
    EXPECT_TRUE(again.isEnabled()) << "one of the earlier runs was inconclusive";
    page.panel().setPlan(&plan, {});
    EXPECT_FALSE(again.isEnabled());
    EXPECT_THAT(again.toolTip().toStdString(), HasSubstr("No test has failed"));
}

TEST_F(PickerTest, AClickOnTheBoxThatIsDrawnPicksAndAClickBesideItOnlyChooses)
{
    const QRect cell = table().visualRect(table().model()->index(1, 0));
    const QString second = picker().pickedTests().at(1);
    for (const int fromTop : {3, cell.height() / 2, cell.height() - 4}) { // the whole height of the row
        const QPoint box(cell.left() + 22, cell.top() + fromTop);
        QTest::mouseClick(table().viewport(), Qt::LeftButton, {}, box);
        EXPECT_FALSE(picker().pickedTests().contains(second)) << fromTop;
        QTest::mouseClick(table().viewport(), Qt::LeftButton, {}, box);
        EXPECT_TRUE(picker().pickedTests().contains(second)) << fromTop;
    }
    QTest::mouseClick(table().viewport(), Qt::LeftButton, {}, cell.center());
    EXPECT_TRUE(picker().pickedTests().contains(second));
    EXPECT_EQ(picker().currentTest(), second);
}

TEST_F(PickerTest, TestsAreMovedByKeysAndButtonsAndStartInThatOrder)
{
    choose(2);
    const QString third = picker().pickedTests().at(2);
    QTest::keyClick(&table(), Qt::Key_Up, Qt::AltModifier);
    EXPECT_EQ(picker().pickedTests().at(1), third);
    EXPECT_EQ(picker().currentTest(), third) << "the moved row stays the current one";
    QTest::mouseClick(&child<QPushButton>(picker(), "moveUp"), Qt::LeftButton);
    EXPECT_EQ(picker().pickedTests().at(0), third);
    EXPECT_FALSE(child<QPushButton>(picker(), "moveUp").isEnabled());
    QTest::mouseClick(&child<QPushButton>(picker(), "moveDown"), Qt::LeftButton);
    EXPECT_EQ(picker().pickedTests().at(1), third);
    page.panel().refresh(); // once a second
    EXPECT_EQ(picker().pickedTests().at(1), third);
}

TEST_F(PickerTest, ThePauseBetweenTestsIsThePlansUntilSomebodyChangesIt)
{
    auto& pause = child<QSpinBox>(picker(), "pause");
    EXPECT_EQ(pause.value(), std::chrono::duration_cast<Seconds>(plan.pause).count());
    const QString before = summary();
    pause.setFocus();
    pause.selectAll();
    QTest::keyClicks(&pause, QStringLiteral("600"));
    QTest::keyClick(&pause, Qt::Key_Return);
    EXPECT_NE(summary(), before);
    EXPECT_EQ(picker().request().pause, Nanos{Seconds{600}});
    page.panel().refresh();
    EXPECT_EQ(pause.value(), 600);
    child<QComboBox>(picker(), "runKind").setCurrentIndex(3); // dry run
    EXPECT_FALSE(pause.isEnabled());
    EXPECT_EQ(picker().request().pause, std::nullopt);
}

TEST_F(PickerTest, AskingForTheWindowForTheFailedOnesAndForTheFormAreSignals)
{
    QSignalSpy arms(&page, &LivePage::armRequested);
    QSignalSpy again(&page, &LivePage::failedAgainRequested);
    QSignalSpy disarms(&page, &LivePage::disarmRequested);
    QSignalSpy edits(&page, &LivePage::editRequested);
    QTest::mouseClick(&child<QPushButton>(picker(), "armLoad"), Qt::LeftButton);
    ASSERT_EQ(arms.count(), 1);
    EXPECT_EQ(arms[0][0].value<PlanRunner::Request>().tests.size(), static_cast<qsizetype>(plan.tests.size()));
    QTest::mouseClick(&child<QPushButton>(picker(), "runFailed"), Qt::LeftButton);
    EXPECT_EQ(again.count(), 1);
    picker().setArmed(QStringLiteral("Load starts by itself when the test window opens."));
    QTest::mouseClick(&child<QPushButton>(picker(), "armLoad"), Qt::LeftButton);
    EXPECT_EQ(disarms.count(), 1);
    choose(1);
    QTest::mouseClick(&child<QPushButton>(picker(), "editLoad"), Qt::LeftButton);
    ASSERT_EQ(edits.count(), 1);
    EXPECT_EQ(edits[0][0].toString(), picker().currentTest());
}

TEST_F(PickerTest, WhatIsSaidAboutATestNamesItsRunWhetherItCountsAndAnotherPlan)
{
    choose(0);
    EXPECT_THAT(facts(), HasSubstr("run "));
    auto changed = runs;
    for (RunRecord& run : changed) {
        run.planSha256 = "0123456789abcdef";
        run.isCounting = false;
        run.notCountingReason = "a backup ran meanwhile";
    }
    plan.sha256 = "fedcba9876543210";
    page.panel().setPlan(&plan, changed);
    choose(0);
    EXPECT_THAT(facts(), HasSubstr("Does not count: a backup ran meanwhile"));
    EXPECT_THAT(facts(), HasSubstr("The plan was changed after this run"));
    EXPECT_EQ(child<QPushButton>(picker(), "counting").text(), QStringLiteral("Count again\u2026"));
    QSignalSpy asked(&page, &LivePage::countingRequested);
    QTest::mouseClick(&child<QPushButton>(picker(), "counting"), Qt::LeftButton);
    ASSERT_EQ(asked.count(), 1);
}

TEST(GhostChoiceTest, TheNewestBaselineUnlessSomebodyChoseAndNeverALaterRun)
{
    QCoreApplication::setOrganizationName(QStringLiteral("holdpoint-test"));
    QSettings().clear();
    const auto run = [](std::int64_t id, RunKind kind, bool isCounting = true) {
        RunRecord record;
        record.id = id;
        record.testId = "a";
        record.kind = kind;
        record.isCounting = isCounting;
        record.endedAt = WallTime{};
        record.result.outcome = RunOutcome::Passed;
        record.result.generator.loadSeconds = 10;
        return record;
    };
    const std::vector<RunRecord> runs{run(1, RunKind::Baseline),    run(2, RunKind::Load), run(3, RunKind::DryRun),
                                      run(4, RunKind::Load, false), run(5, RunKind::Load), run(6, RunKind::Baseline)};
    const GhostChoice choice("/tmp/a.holdpoint");
    EXPECT_EQ(choice.ghostOf(runs, runs[4])->id, 1);
    EXPECT_EQ(choice.ghostOf(runs, runs[0]), nullptr);
    choice.choose(QStringLiteral("a"), 4);
    EXPECT_EQ(choice.ghostOf(runs, runs[4])->id, 4) << "a person may want to see one that does not count";
    EXPECT_EQ(choice.ghostOf(runs, runs[1]), nullptr) << "it came later";
    EXPECT_EQ(GhostChoice("/tmp/b.holdpoint").ghostOf(runs, runs[4])->id, 1) << "of another dossier";
    choice.choose(QStringLiteral("a"), GhostChoice::kNone);
    EXPECT_EQ(choice.ghostOf(runs, runs[4]), nullptr);
    choice.choose(QStringLiteral("a"), GhostChoice::kUsual);
    EXPECT_EQ(choice.ghostOf(runs, runs[5])->id, 1);
    EXPECT_EQ(GhostChoice::candidates(runs, QStringLiteral("a")).size(), 5U);
    QSettings().clear();
}

} // namespace
} // namespace holdpoint
