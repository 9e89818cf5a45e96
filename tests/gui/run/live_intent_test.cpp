// SPDX-License-Identifier: GPL-3.0-or-later
// What alarms, dialogs and other runs may not do to what a person looks at.
#include "tests/gui/run/live_fixture.h"
#include "ui/run/abort_banner.h"
#include "ui/run/alarm_response.h"
#include "ui/run/evidence_panel.h"

#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QTreeView>
#include <QWindow>
#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using testing::HasSubstr;

class LiveIntentTest : public LivePageTest
{
protected:
    QListView& list() { return test::child<QListView>(page->alarms(), "alarms"); }
};

TEST_F(LiveIntentTest, TheCountdownCanBeClickedAboveADialogWhichKeepsTheKeyboard)
{
    showAt(1280, 800);
    AbortBanner banner(window.centralWidget());
    QSignalSpy kept(&banner, &AbortBanner::keepRunning);
    QSignalSpy stopped(&banner, &AbortBanner::stopNow);
    banner.announce(QStringLiteral("Error rate 1.4 % for 30s"), 15000);
    EXPECT_EQ(banner.sheet(), nullptr) << "the window can be clicked";
    QDialog dialog(&window);
    dialog.setModal(true);
    auto* note = new QLineEdit(&dialog);
    dialog.resize(420, 160);
    dialog.show(); // during the countdown
    note->setFocus();
    ASSERT_TRUE(test::eventually([&banner] { return banner.sheet() != nullptr && banner.sheet()->isVisible(); }));
    QTest::keyClicks(note, QStringLiteral("two pods"));
    EXPECT_EQ(note->text(), QStringLiteral("two pods"));
    EXPECT_EQ(QApplication::activeModalWidget(), &dialog);
    EXPECT_EQ(banner.sheet()->windowTitle(), banner.text());
    ASSERT_TRUE(banner.sheet()->grab().save(test::screenshotFolder() + QStringLiteral("/abort-sheet.png")));
    const auto click = [&banner](const char* name) {
        QWidget& button = test::child<QWidget>(*banner.sheet(), name);
        QTest::mouseClick(banner.sheet()->windowHandle(), Qt::LeftButton, Qt::NoModifier,
                          button.mapTo(banner.sheet(), button.rect().center())); // as the pointer comes, modality included
    };
    click("keepRunning");
    EXPECT_EQ(kept.count(), 1);
    click("stopNow");
    EXPECT_EQ(stopped.count(), 1);
    dialog.accept();
    ASSERT_TRUE(test::eventually([&banner] { return banner.sheet() == nullptr; })) << "the window can be clicked again";
    dialog.show();
    banner.announce({}, 0);
    test::settle();
    EXPECT_EQ(banner.sheet(), nullptr);
}

TEST_F(LiveIntentTest, ANewAlarmIsAnnouncedByItsOwnWordsAndOldOnesAreNot)
{
    QStringList said;
    QObject::connect(&page->alarms(), &AlarmPanel::announced, page, [this, &said] { said << list().accessibleDescription(); });
    page->alarms().model().setAlarms({firing("memory", "warning"), firing("errors", "critical")}); // as a dossier is opened
    EXPECT_TRUE(said.isEmpty());
    AlarmRecord done = firing("vus", "warning");
    done.acknowledgedBy = "A. Rao";
    page->alarms().model().take(done);
    EXPECT_TRUE(said.isEmpty()) << "somebody has seen it";
    page->alarms().model().take(firing("cpu", "critical"));
    ASSERT_EQ(said.size(), 1);
    EXPECT_THAT(said[0].toStdString(), HasSubstr("critical, cpu is over its limit"));
}

TEST_F(LiveIntentTest, AnAlarmsChartStandsInASlotForNowAndTheChosenOneComesBack)
{
    showAt(1280, 800);
    runTo(400);
    ChartGrid& grid = page->panel().grid();
    grid.choose(5, QStringLiteral("generator"));
    const QStringList chosen = grid.shownCharts();
    const QByteArray saved = grid.saveChoices();
    ASSERT_FALSE(chosen.contains(QStringLiteral("bytes")));
    page->alarms().setResponder([](const AlarmRecord&) {
        AlarmResponse response;
        response.chart = QStringLiteral("bytes");
        return response;
    });
    page->alarms().model().take(firing("traffic", "critical", "2026-01-05T10:45:40Z"));
    QSignalSpy noticed(page, &Page::noticed);
    Q_EMIT test::child<QLabel>(page->alarms(), "responseLinks").linkActivated(QStringLiteral("chart:bytes"));
    EXPECT_EQ(grid.shownCharts().last(), QStringLiteral("bytes"));
    EXPECT_THAT(noticed.last()[0].toString().toStdString(),
                HasSubstr("Bytes per second stands in the place of Load generator until End is pressed."));
    EXPECT_EQ(grid.saveChoices(), saved) << "no choice of a person";
    page->tick();
    EXPECT_EQ(grid.shownCharts().last(), QStringLiteral("bytes")) << "it stays while it is looked at";
    grid.choose(0, QStringLiteral("vus"));
    EXPECT_EQ(grid.shownCharts().last(), QStringLiteral("bytes"));
    QTest::keyClick(grid.viewOf(QStringLiteral("bytes")), Qt::Key_End);
    EXPECT_EQ(grid.shownCharts().last(), QStringLiteral("generator"));
    EXPECT_EQ(grid.shownCharts().first(), QStringLiteral("vus"));
}

TEST_F(LiveIntentTest, AnAlarmOfAnotherRunIsNeverPutOnTheAxisOfThisOne)
{
    runTo(400);
    AlarmRecord record = firing("error-rate", "critical", "2026-01-04T22:15:40Z");
    record.run = 3;
    page->alarms().setResponder([](const AlarmRecord&) {
        AlarmResponse response;
        response.chart = QStringLiteral("errors");
        return response;
    });
    page->alarms().model().setAlarms({record});
    Q_EMIT test::child<QLabel>(page->alarms(), "responseLinks").linkActivated(QStringLiteral("chart:errors"));
    EXPECT_FALSE(page->panel().grid().group().selection());

    record.to = record.from + std::chrono::seconds{20};
    page->alarms().model().setAlarms({record});
    page->evidence().setPlan(&plan);
    QTest::mouseClick(&test::child<QPushButton>(page->alarms(), "alarmTraces"), Qt::LeftButton);
    EXPECT_THAT(test::child<QLabel>(page->evidence(), "evidenceHead").text().toStdString(),
                HasSubstr("Run 3, 2026-01-04 22:15:40\u201322:16:00 UTC"));
}

TEST_F(LiveIntentTest, EvidenceOfTheRunBeforeDoesNotStandUnderTheNextOne)
{
    runTo(60);
    ErrorSample sample;
    sample.run = runs.back().id;
    sample.errorClass = "http_5xx";
    page->evidence().showPairs({sample}, sample.run);
    ASSERT_GT(page->evidence().tree().model()->rowCount(), 0);
    runTo(80); // the same run, read anew
    EXPECT_GT(page->evidence().tree().model()->rowCount(), 0);
    runs.back().id += 1;
    runTo(60);
    EXPECT_EQ(page->evidence().tree().model()->rowCount(), 0);
}

TEST_F(LiveIntentTest, EachAlarmLeadsToTheChartOfItsMetric)
{
    Plan alarmPlan = plan;
    AlarmRule users;
    users.id = "too-few";
    users.metric = "vus";
    ThresholdRule cpu;
    cpu.id = "cpu-usage";
    cpu.query = "q-cpu";
    AlarmRule hot;
    hot.id = "hot";
    hot.query = "q-cpu";
    AlarmRule queue;
    queue.id = "queue";
    queue.query = "q-queue";
    alarmPlan.alarms = {users, hot, queue};
    alarmPlan.thresholds = {cpu};
    const std::vector<std::pair<const char*, const char*>> expected = {
        {"critical:browser_web_vital_lcp{name:home}", "page-lcp"},
        {"critical:rtc_message_latency", "rtc-latency"},
        {"critical:http_5xx", "errors"},
        {"critical:http_req_duration{name:search} p(99)", "latency:http_req_duration{name:search}"},
        {"critical:rtc_message_latency{name:room}", "latency:rtc_message_latency{name:room}"},
        {"too-few", "vus"},
        {"hot", "cpu-usage"},
        {"queue", "queue"},
        {"silent-query:cpu-usage", "cpu-usage"},
        {"silent-query:queue", "queue"},
        {"silent-prometheus", ""},
        {"critical:my_own_trend", ""},
    };
    for (const auto& [id, chart] : expected) {
        const AlarmResponse response = responseTo(firing(id, "critical"), alarmPlan, {}, *parseUtc("2026-01-05T10:47:00Z"));
        EXPECT_EQ(response.chart, QString::fromLatin1(chart)) << id;
    }
}

} // namespace
} // namespace holdpoint
