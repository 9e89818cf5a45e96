// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/run/live_fixture.h"
#include "ui/run/lamp_panel.h"
#include "ui/run/live_tiles.h"
#include "ui/run/test_picker.h"
#include "ui/shell/note_dialog.h"
#include "ui/style/elision.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <gmock/gmock.h>

namespace holdpoint {
namespace {

TEST_F(LivePageTest, ShowsThePercentilesWithTheGapCutOut)
{
    showAt(1280, 800);
    runTo(kSeconds);

    const ChartContent& content = chart(0).content();
    const auto main = std::find_if(content.lines.begin(), content.lines.end(), [](const ChartLine& line) { return line.isMain; });
    ASSERT_NE(main, content.lines.end());
    EXPECT_EQ(main->name, QStringLiteral("p95"));
    EXPECT_EQ(chart(0).segmentCount(static_cast<std::size_t>(main - content.lines.begin())), 2U);
    const auto gap = std::find_if(content.bands.begin(), content.bands.end(),
                                  [](const ChartBand& band) { return band.kind == ChartBand::Kind::NoData; });
    ASSERT_NE(gap, content.bands.end());
    EXPECT_EQ(gap->from, 150);
    EXPECT_EQ(gap->to, 180);
}

TEST_F(LivePageTest, MarksTheTimeOverCriticalAndTheLimitedSeconds)
{
    showAt(1280, 800);
    runTo(kSeconds);

    int critical = 0;
    int limited = 0;
    for (const ChartBand& band : chart(0).content().bands) {
        critical += band.kind == ChartBand::Kind::CriticalBreach ? 1 : 0;
        if (band.kind == ChartBand::Kind::Limited) {
            ++limited;
            EXPECT_EQ(band.label, QStringLiteral("generator limited 15 s"));
        }
    }
    EXPECT_EQ(critical, 1);
    EXPECT_EQ(limited, 1);
}

TEST_F(LivePageTest, TilesJudgeByTheRulesOfTheTest)
{
    showAt(1280, 800);
    runTo(kSeconds);
    EXPECT_EQ(page->panel().tile(0).content().target, QStringLiteral("target 300\u00A0ms"));
    EXPECT_EQ(page->panel().tile(3).content().value, QStringLiteral("10,000"));
    EXPECT_EQ(page->panel().tile(3).content().look->word, QStringLiteral("PASS"));
    EXPECT_EQ(page->panel().tile(4).content().value, QStringLiteral("–"));
    EXPECT_EQ(page->panel().tile(4).content().detail, QStringLiteral("no Prometheus connected"));

    runTo(400); // in the hump
    EXPECT_EQ(page->panel().tile(0).content().look->word, QStringLiteral("FAIL"));
}

TEST_F(LivePageTest, BeforeTheFirstSampleItSaysHowManyUsersStarted)
{
    showAt(1280, 800);
    page->beginRun(emptyRun());
    Frame frame = syntheticFrame(0);
    frame.trends.clear();
    frame.gauges["vus"] = {4211, 4211, 4211};
    page->takeFrame(frame);
    page->tick();

    EXPECT_EQ(chart(0).content().empty, QStringLiteral("No samples yet: 4,211 of 10,000 VUs started"));
}

TEST_F(LivePageTest, PausingFreezesTheViewAndNotTheData)
{
    showAt(1280, 800);
    runTo(100);
    QTest::keyClick(page, Qt::Key_Space);
    EXPECT_THAT(page->facts().toStdString(), testing::HasSubstr("End returns to live"));
    for (std::uint64_t tick = 100; tick < 120; ++tick) {
        page->takeFrame(syntheticFrame(tick));
    }
    page->tick();
    EXPECT_EQ(chart(3).content().lines.back().points.size(), 100U);

    QTest::keyClick(page, Qt::Key_End);
    EXPECT_EQ(chart(3).content().lines.back().points.size(), 120U);
}

TEST_F(LivePageTest, AnEndedRunStopsItsAxesAndSpeaksOfTheWholeTest)
{
    showAt(1280, 800);
    LiveRun run = emptyRun();
    MetricTotals totals;
    for (std::uint64_t tick = 0; tick < 300; ++tick) {
        run.series.add(syntheticFrame(tick));
        totals.add(syntheticFrame(tick));
    }
    run.totals = totals;
    run.record.endedAt = run.record.startedAt + std::chrono::seconds{300};
    run.record.result.outcome = RunOutcome::Warned;
    page->beginRun(std::move(run));

    EXPECT_EQ(page->panel().grid().group().to(), 300);
    EXPECT_THAT(page->panel().tile(0).content().target.toStdString(), testing::StartsWith("whole test, n = "));
    EXPECT_THAT(page->facts().toStdString(), testing::HasSubstr("WARN"));
}

TEST_F(LivePageTest, PickedTestsAndTheKindAreAskedFor)
{
    showAt(1280, 800);
    QSignalSpy starts(page, &LivePage::startRequested);
    auto* table = page->panel().picker().findChild<QTableView*>(QStringLiteral("tests"));
    ASSERT_NE(table, nullptr);
    table->setCurrentIndex(table->model()->index(1, 0));
    QTest::keyClick(table, Qt::Key_Space);

    QTest::mouseClick(page->panel().picker().findChild<QPushButton*>(QStringLiteral("startLoad")), Qt::LeftButton);

    ASSERT_EQ(starts.count(), 1);
    EXPECT_EQ(starts[0][0].value<PlanRunner::Request>().tests,
              (QStringList{QStringLiteral("search"), QStringLiteral("webhooks"), QStringLiteral("rsvp"), QStringLiteral("pages"),
                           QStringLiteral("api")}));
}

TEST_F(LivePageTest, NothingPickedCannotStartAndSaysWhy)
{
    showAt(1280, 800);
    auto* table = page->panel().picker().findChild<QTableView*>(QStringLiteral("tests"));
    for (int row = 0; row < table->model()->rowCount(); ++row) {
        table->setCurrentIndex(table->model()->index(row, 0));
        QTest::keyClick(table, Qt::Key_Space);
    }
    auto* start = page->panel().picker().findChild<QPushButton*>(QStringLiteral("startLoad"));

    EXPECT_FALSE(start->isEnabled());
    EXPECT_EQ(start->toolTip(), QStringLiteral("Pick at least one test."));
}

TEST_F(LivePageTest, AnOutcomeKeepsWhatBecameOfTheAlarmWhileItWasWritten)
{
    showAt(1280, 800);
    AlarmPanel& alarms = page->alarms();
    AlarmRecord firing = alarm("errors", "critical", "2026-01-05T10:46:31Z", "Error rate 1.4 % > 1 %", "");
    firing.to.reset();
    firing.outcome = std::string(600, 'x');
    alarms.model().setAlarms({firing});
    page->nextAlarm();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    auto* dialog = alarms.findChild<NoteDialog*>(QStringLiteral("outcomeDialog"));
    ASSERT_NE(dialog, nullptr);
    QSignalSpy changes(&alarms, &AlarmPanel::changed);

    firing.to = firing.from + std::chrono::seconds(40);
    firing.acknowledgedBy = "A. Rao";
    alarms.model().take(firing);
    auto& text = test::child<QPlainTextEdit>(*dialog, "note");
    EXPECT_EQ(text.toPlainText().size(), 600) << "what is stored is never cut";
    QTest::keyClicks(&text, QStringLiteral("restarted"));
    QTest::keyClick(&text, Qt::Key_Return);
    QTest::keyClicks(&text, QStringLiteral("the pool"));
    QTest::keyClick(&text, Qt::Key_Return, Qt::ControlModifier);

    ASSERT_EQ(changes.count(), 1);
    const auto stored = changes.front().front().value<AlarmRecord>();
    EXPECT_EQ(stored.outcome, "restarted\nthe pool");
    EXPECT_EQ(stored.to, firing.to);
    EXPECT_EQ(stored.acknowledgedBy, "A. Rao");
}

TEST_F(LivePageTest, AnOutcomeIsNeverReplacedByNothing)
{
    showAt(1280, 800);
    AlarmPanel& alarms = page->alarms();
    AlarmRecord record = alarm("errors", "critical", "2026-01-05T10:46:31Z", "Error rate 1.4 % > 1 %", "");
    record.outcome = "the pool was restarted";
    alarms.model().setAlarms({record});
    page->nextAlarm();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    auto* dialog = alarms.findChild<NoteDialog*>(QStringLiteral("outcomeDialog"));
    ASSERT_NE(dialog, nullptr);
    EXPECT_TRUE(test::child<QPushButton>(*dialog, "action").isEnabled());
    test::child<QPlainTextEdit>(*dialog, "note").setPlainText(QStringLiteral(" "));
    EXPECT_FALSE(test::child<QPushButton>(*dialog, "action").isEnabled());
}

TEST_F(LivePageTest, TheFactsOfTheHeadAreCutWhereTheyDoNotFitAndTheTooltipHasAll)
{
    showAt(1280, 800);
    runTo(60);
    auto& facts = test::child<ElidedLabel>(window, "pageFacts");
    const QString whole = facts.text();
    ASSERT_FALSE(whole.isEmpty());
    facts.setMaximumWidth(80);
    test::settle();
    const QImage image = facts.grab().toImage();
    const QColor ground = image.pixelColor(0, 0);
    int painted = 0;
    for (int x = 0; x < image.width(); ++x) {
        for (int y = 0; y < image.height(); ++y) {
            painted += image.pixelColor(x, y) != ground ? 1 : 0;
        }
    }
    EXPECT_GT(painted, 50) << "its beginning can be read";
    EXPECT_EQ(facts.toolTip(), whole);
    EXPECT_EQ(facts.text(), whole) << "for screen readers";
}

TEST_F(LivePageTest, ARowsTooltipHasTheWholeSentenceAndTheWholeState)
{
    AlarmModel model;
    model.take(alarm("errors", "critical", "2026-01-05T10:46:31Z", "Error rate 1.4 % > 1 %", "A. Rao"));
    EXPECT_EQ(model.index(0).data(Qt::ToolTipRole).toString(),
              QStringLiteral("Error rate 1.4 % > 1 %\nfiring · acknowledged by A. Rao"));
}

TEST_F(LivePageTest, AnOutcomeThatIsTooLongIsRefusedInWordsAndNeverCut)
{
    showAt(1280, 800);
    AlarmPanel& alarms = page->alarms();
    alarms.model().setAlarms({alarm("errors", "critical", "2026-01-05T10:46:31Z", "Error rate 1.4 % > 1 %", "")});
    page->nextAlarm();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    auto* dialog = alarms.findChild<NoteDialog*>(QStringLiteral("outcomeDialog"));
    ASSERT_NE(dialog, nullptr);
    QSignalSpy changes(&alarms, &AlarmPanel::changed);
    auto& text = test::child<QPlainTextEdit>(*dialog, "note");
    text.setPlainText(QString(4001, QLatin1Char('x')));
    QTest::keyClick(&text, Qt::Key_Return, Qt::ControlModifier);

    EXPECT_TRUE(dialog->isVisible());
    EXPECT_EQ(test::child<QLabel>(*dialog, "fault").text(),
              QStringLiteral("An outcome has at most 4,000 characters, this one has 4,001."));
    EXPECT_EQ(changes.count(), 0);
    EXPECT_EQ(text.toPlainText().size(), 4001);
    text.setPlainText(QString(4000, QLatin1Char('x')));
    QTest::keyClick(&text, Qt::Key_Return, Qt::ControlModifier);
    ASSERT_EQ(changes.count(), 1);
    EXPECT_EQ(changes.front().front().value<AlarmRecord>().outcome.size(), 4000U);
}

TEST_F(LivePageTest, AnAlarmThatEndedWithItsRunIsNotCalledCleared)
{
    AlarmModel model;
    AlarmRecord record = alarm("errors", "critical", "2026-01-05T10:46:31Z", "Error rate 1.4 % > 1 %", "");
    record.to = record.from;
    record.sentence += "; ended with the run";
    model.take(record);
    const QString text = model.data(model.index(0), Qt::AccessibleTextRole).toString();
    EXPECT_TRUE(text.contains(QStringLiteral("ended with the run 10:46:31"))) << text.toStdString();
    EXPECT_FALSE(text.contains(QStringLiteral("cleared"))) << text.toStdString();
}

TEST_F(LivePageTest, AcknowledgingAnAlarmKeepsItsPlaceAndNamesThePerson)
{
    showAt(1280, 800);
    Person person;
    person.name = "A. Lee";
    page->setPerson(person);
    AlarmPanel& alarms = page->alarms();
    alarms.model().take(alarm("p95", "warning", "2026-01-05T10:44:58Z", "p95 341 ms > 300 ms", ""));
    alarms.model().take(alarm("errors", "critical", "2026-01-05T10:46:31Z", "Error rate 1.4 % > 1 %", ""));
    EXPECT_EQ(page->dockTabs().front().title, QStringLiteral("Alarms 2"));
    QSignalSpy changes(&alarms, &AlarmPanel::changed);

    page->nextAlarm();
    alarms.focusList();
    auto* list = alarms.findChild<QListView*>(QStringLiteral("alarms"));
    list->setCurrentIndex(alarms.model().index(0));
    QTest::keyClick(list, Qt::Key_A);

    ASSERT_EQ(changes.count(), 1);
    EXPECT_EQ(alarms.model().alarm(alarms.model().index(0))->id, "errors") << "critical before warning";
    EXPECT_EQ(alarms.model().alarm(alarms.model().index(0))->acknowledgedBy, "A. Lee");
    AlarmRecord cleared = alarm("errors", "critical", "2026-01-05T10:46:31Z", "Error rate 1.4 % > 1 %", "");
    cleared.to = *parseUtc("2026-01-05T10:48:04Z");
    alarms.model().take(cleared);
    EXPECT_EQ(alarms.model().alarm(alarms.model().index(0))->acknowledgedBy, "A. Lee") << "news from the runner keeps the person";
    EXPECT_EQ(page->dockTabs().front().title, QStringLiteral("Alarms 1"));
}

TEST_F(LivePageTest, ThreeColumnsOnlyInAWideWindow)
{
    showAt(1280, 800);
    runTo(10);
    EXPECT_FALSE(page->panel().grid().hasThreeColumns());
    showAt(1920, 1080);
    EXPECT_TRUE(page->panel().grid().hasThreeColumns());
}

TEST_F(LivePageTest, TheTimelineTellsTestsApart)
{
    showAt(1280, 800);
    runTo(kSeconds);
    const auto& tests = page->panel().timeline().tests();

    ASSERT_EQ(tests.size(), 6U);
    EXPECT_EQ(tests[4].name, QStringLiteral("Page"));
    EXPECT_EQ(tests[4].text, QStringLiteral("9:42 of 15:00"));
    EXPECT_TRUE(tests[4].isRunning);
    EXPECT_EQ(tests[2].look.word, QStringLiteral("INCONCLUSIVE"));
    EXPECT_EQ(tests[5].look.word, QStringLiteral("NOT RUN"));
}

TEST_F(LivePageTest, ATestThatCannotRunHasNoPlaceOnTheTimeline)
{
    page->panel().setPlan(&plan, {});
    showAt(1280, 800);

    for (const TimelineTest& test : page->panel().timeline().tests()) {
        EXPECT_GT(test.plannedSeconds, 0) << test.name.toStdString();
    }
    EXPECT_EQ(page->panel().picker().findChild<QTableView*>(QStringLiteral("tests"))->model()->rowCount(), 6);
}

TEST_F(LivePageTest, ThePickersSummaryFollowsTheKindOfRun)
{
    showAt(1280, 800);
    TestPicker& picker = page->panel().picker();
    const auto summary = [&] { return picker.findChild<QLabel*>(QStringLiteral("pickerSummary"))->text().toStdString(); };
    auto* kind = picker.findChild<QComboBox*>(QStringLiteral("runKind"));
    EXPECT_THAT(summary(), testing::HasSubstr("with pauses"));

    kind->setCurrentIndex(kind->findData(static_cast<int>(RunKind::DryRun)));

    EXPECT_THAT(summary(), testing::HasSubstr("one iteration"));
}

TEST_F(LivePageTest, EachRuleHasOneLamp)
{
    ThresholdResult result;
    result.rule.metric = "http_req_failed";
    result.rule.id = "error-rate";
    result.rule.target = *parseExpression("rate<0.01");
    page->lamps().setResults({result, result}, false);

    ASSERT_EQ(page->lamps().model().rowCount(), 1);
    EXPECT_EQ(page->lamps().model().data(page->lamps().model().index(0), Qt::DisplayRole).toString(),
              QStringLiteral("error rate · error-rate"));
}

TEST_F(LivePageTest, PicturesInBothThemesAndSizes)
{
    for (const char* theme : {"light", "dark"}) {
        applyTheme(QLatin1String(theme));
        for (const QSize size : {QSize(1280, 800), QSize(1920, 1080)}) {
            page->panel().showPicker(true);
            showAt(size.width(), size.height());
            savePicture(QStringLiteral("live-picker-%1-%2.png").arg(QLatin1String(theme)).arg(size.width()));
            runTo(kSeconds);
            page->panel().grid().group().setCrosshair(393);
            page->alarms().model().setAlarms(
                {alarm("errors", "critical", "2026-01-05T10:46:31Z", "Error rate 1.4 % > 1 % for 93 s", ""),
                 alarm("p95", "critical", "2026-01-05T10:46:31Z", "API p95 612 ms > 500 ms for 93 s", "QA"),
                 alarm("db", "warning", "2026-01-05T10:44:58Z", "DB connections 86 % > 80 %", "DevOps")});
            RunJudge judge(rulesFor(plan, *plan.test("pages"), RunKind::Load));
            for (std::uint64_t tick = 0; tick < 120; ++tick) {
                judge.add(syntheticFrame(tick, 100));
            }
            page->lamps().setResults(judge.interim(), false);
            for (int tab = 0; tab < 2; ++tab) {
                side->showTab(tab);
                ElisionLog::start();
                savePicture(QStringLiteral("live-%1%2-%3.png")
                                .arg(tab == 0 ? QString() : QStringLiteral("lamps-"), QLatin1String(theme))
                                .arg(size.width()));
                const QStringList cut = ElisionLog::stop();
                EXPECT_TRUE(cut.isEmpty()) << cut.join(QStringLiteral(" | ")).toStdString();
            }
        }
    }
    applyTheme(QStringLiteral("light"));
}

} // namespace
} // namespace holdpoint
