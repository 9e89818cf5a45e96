// SPDX-License-Identifier: GPL-3.0-or-later
// Alarms and their response cards, abort countdown, evidence.
#include "tests/gui/run/live_fixture.h"
#include "tests/support/contract_server.h"
#include "ui/run/abort_banner.h"
#include "ui/run/alarm_notifier.h"
#include "ui/run/alarm_response.h"
#include "ui/run/evidence_panel.h"
#include "ui/run/live_watch.h"
#include "ui/style/parts.h"

#include <QAbstractItemModelTester>
#include <QDesktopServices>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTreeView>
#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using test::ContractServer;
using testing::HasSubstr;
using testing::Not;

/// What would be opened in a browser.
class Browser : public QObject
{
    Q_OBJECT

public:
    Browser()
    {
        QDesktopServices::setUrlHandler(QStringLiteral("http"), this, "open");
        QDesktopServices::setUrlHandler(QStringLiteral("https"), this, "open");
    }
    ~Browser() override
    {
        QDesktopServices::unsetUrlHandler(QStringLiteral("http"));
        QDesktopServices::unsetUrlHandler(QStringLiteral("https"));
    }
    QList<QUrl> opened;

public Q_SLOTS:
    void open(const QUrl& url) { opened << url; }
};

class LiveWatchTest : public LivePageTest
{
protected:
    QListView& list() { return test::child<QListView>(page->alarms(), "alarms"); }
    QPushButton& news() { return test::child<QPushButton>(page->alarms(), "newAlarm"); }
    QRect placeOf(int row)
    {
        const QRect place = list().visualRect(page->alarms().model().index(row));
        return {list().viewport()->mapTo(&page->alarms(), place.topLeft()), place.size()};
    }
    /// As a real pointer comes: whatever it leaves and enters is told.
    void pointAt(QWidget& widget)
    {
        QTest::mouseMove(window.windowHandle(), widget.mapTo(&window, widget.rect().center()));
        test::settle();
    }
    QStringList order()
    {
        QStringList ids;
        for (int row = 0; row < page->alarms().model().rowCount(); ++row) {
            ids << QString::fromStdString(page->alarms().model().alarm(page->alarms().model().index(row))->id);
        }
        return ids;
    }
};

TEST_F(LiveWatchTest, NoRowMovesWhileTheListHasTheFocusAndTheOrderComesAfterwards)
{
    showAt(1280, 800);
    AlarmModel& model = page->alarms().model();
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Warning);
    model.take(firing("memory", "warning"));
    page->alarms().focusList();
    list().setCurrentIndex(model.index(0));
    model.take(firing("cpu", "critical", "2026-01-05T10:47:00Z"));
    EXPECT_EQ(order(), (QStringList{QStringLiteral("memory"), QStringLiteral("cpu")})) << "not under the cursor";
    EXPECT_EQ(page->dockTabs().front().title, QStringLiteral("Alarms 2")) << "but it is counted";

    chart(0).setFocus();
    test::settle();
    EXPECT_EQ(order(), (QStringList{QStringLiteral("cpu"), QStringLiteral("memory")}));
    EXPECT_EQ(page->alarms().selected()->id, "memory") << "the selection goes along";
}

TEST_F(LiveWatchTest, ANewAlarmOutOfSightIsNamedBelowTheListAndF8GoesThereFirst)
{
    showAt(1280, 800);
    AlarmModel& model = page->alarms().model();
    for (int index = 0; index < 6; ++index) {
        AlarmRecord ended = firing("old-" + std::to_string(index), "critical");
        ended.from += std::chrono::seconds{index};
        ended.to = ended.from + std::chrono::seconds{5};
        model.take(ended);
    }
    page->alarms().focusList();
    list().setCurrentIndex(model.index(0));
    test::settle();
    EXPECT_FALSE(news().isVisible());
    const QRect place = placeOf(0);

    model.take(firing("slow", "warning", "2026-01-05T10:47:00Z"));
    model.take(firing("errors", "critical", "2026-01-05T10:47:10Z"));
    test::settle();
    EXPECT_EQ(order().last(), QStringLiteral("errors")) << "no row moves under the cursor";
    ASSERT_TRUE(news().isVisible());
    EXPECT_EQ(news().text(), QStringLiteral("New, CRITICAL: errors"));
    EXPECT_EQ(placeOf(0), place) << "nor when it is named";
    savePicture(QStringLiteral("live-new-alarm-light-1280.png"));
    applyTheme(QStringLiteral("dark"));
    savePicture(QStringLiteral("live-new-alarm-dark-1280.png"));
    applyTheme(QStringLiteral("light"));

    page->alarms().goToNext();
    EXPECT_EQ(page->alarms().selected()->id, "errors") << "the worst that fires";
    EXPECT_EQ(list().viewport()->rect().intersects(list().visualRect(list().currentIndex())), true);
    ASSERT_TRUE(news().isVisible());
    EXPECT_EQ(news().text(), QStringLiteral("New, CAUTION: slow")) << "the worst that nobody went to";
    page->alarms().goToNext();
    EXPECT_EQ(page->alarms().selected()->id, "slow");
    EXPECT_FALSE(news().isVisible());
    page->alarms().goToNext();
    EXPECT_EQ(page->alarms().selected()->id.substr(0, 4), "old-") << "then those that have ended";
}

TEST_F(LiveWatchTest, ThePointerGoesFromTheListToTheButtonThatNamesANewAlarm)
{
    showAt(1280, 800);
    AlarmModel& model = page->alarms().model();
    model.take(firing("memory", "warning"));
    chart(0).setFocus();
    pointAt(chart(0));
    pointAt(*list().viewport());
    ASSERT_TRUE(test::eventually([this] { return list().viewport()->underMouse(); }));
    model.take(firing("cpu", "critical", "2026-01-05T10:47:00Z"));
    test::settle();
    ASSERT_FALSE(list().hasFocus());
    ASSERT_TRUE(news().isVisible());

    pointAt(news());
    ASSERT_TRUE(test::eventually([this] { return !list().viewport()->underMouse(); }));
    ASSERT_TRUE(news().isVisible()) << "it does not go before it is clicked";
    EXPECT_EQ(order(), (QStringList{QStringLiteral("memory"), QStringLiteral("cpu")}));
    QTest::mouseClick(window.windowHandle(), Qt::LeftButton, Qt::NoModifier, news().mapTo(&window, news().rect().center()));
    EXPECT_EQ(page->alarms().selected()->id, "cpu");

    chart(0).setFocus();
    pointAt(chart(0));
    ASSERT_TRUE(test::eventually([this] { return order().front() == QStringLiteral("cpu"); })) << "put in order afterwards";
}

TEST_F(LiveWatchTest, WhereAPersonWasIsForgottenWithTheRelease)
{
    showAt(1280, 800);
    AlarmModel& model = page->alarms().model();
    model.take(firing("cpu", "critical"));
    page->alarms().goToNext();
    model.setAlarms({firing("memory", "warning")});
    test::settle();
    page->alarms().focusList();
    model.take(firing("cpu", "critical"));
    test::settle();
    EXPECT_TRUE(news().isVisible());
    EXPECT_EQ(news().text(), QStringLiteral("New, CRITICAL: cpu"));
}

TEST_F(LiveWatchTest, AClickOnAChartOpensItsEvidenceAlsoWhileAnAlarmFires)
{
    showAt(1280, 800);
    runTo(60);
    const QSignalSpy wanted(page, &Page::dockTabWanted);
    const QSignalSpy told(page, &Page::noticed);
    const auto click = [this](double second) { Q_EMIT page->panel().grid().secondChosen(QStringLiteral("latency"), second); };
    click(30);
    EXPECT_EQ(wanted.count(), 1);
    page->alarms().model().take(firing("cpu", "critical"));
    click(31);
    EXPECT_EQ(wanted.count(), 2) << "who clicks wants to see it";
    EXPECT_EQ(wanted.last().first().value<QWidget*>(), &page->evidence());
    EXPECT_EQ(told.count(), 0);
    EXPECT_EQ(page->dockTabs().front().title, QStringLiteral("Alarms 1")) << "the alarm is still counted";
    click(400);
    EXPECT_THAT(told.last().first().toString().toStdString(), HasSubstr("Nothing is known of 6:40 yet"));
    page->panel().grid().group().setCrosshair(400);
    EXPECT_LE(*page->panel().grid().group().crosshair(), 60) << "never beyond now";
}

TEST_F(LiveWatchTest, AClickBehindTheEndOfARunSaysWhenItEnded)
{
    showAt(1280, 800);
    LiveRun run = emptyRun();
    for (std::uint64_t tick = 0; tick < 60; ++tick) {
        run.series.add(syntheticFrame(tick, 20));
    }
    run.record.endedAt = run.record.startedAt + std::chrono::seconds{60};
    page->beginRun(std::move(run));
    const QSignalSpy told(page, &Page::noticed);
    Q_EMIT page->panel().grid().secondChosen(QStringLiteral("latency"), 400);
    ASSERT_EQ(told.count(), 1);
    EXPECT_EQ(told.last().first().toString(), QStringLiteral("The run ended at 1:00."));
}

TEST_F(LiveWatchTest, AnAlarmStaysUntilSomebodyAcknowledgesIt)
{
    AlarmModel& model = page->alarms().model();
    model.take(firing("cpu", "critical"));
    AlarmRecord cleared = firing("cpu", "critical");
    cleared.to = cleared.from + std::chrono::seconds{40};
    model.take(cleared);
    EXPECT_EQ(model.openCount(), 1);
    EXPECT_TRUE(model.hasOpenCritical());
    showAt(1280, 800);
    page->alarms().focusList();
    list().setCurrentIndex(model.index(0));
    QTest::keyClick(&list(), Qt::Key_A);
    EXPECT_EQ(model.openCount(), 0);
    EXPECT_EQ(model.rowCount(), 1);
}

TEST_F(LiveWatchTest, TheResponseCardSaysWhatToDoAndWhereToLook)
{
    plan.monitoring =
        Json{{"grafana", {{"url", "http://grafana.test"}}}, {"jaeger", {{"url", "http://jaeger.test"}, {"services", {"api"}}}}};
    plan.window.dashboard = "load";
    AlarmRule rule;
    rule.id = "cpu";
    rule.query = "q-cpu";
    rule.when = *parseExpression("value>90");
    plan.alarms = {rule};
    ChecklistTemplate definition;
    ItemDefinition item;
    item.id = "alarm.cpu";
    item.kind = ItemKind::Alarm;
    item.run = RunBinding();
    item.run->alarm = "cpu*";
    item.hint = "Scale up; steal or iowait in the breakdown point to the host, not to the code.";
    definition.items = {item};
    const AlarmRecord record = firing("cpu", "critical");

    const AlarmResponse response = responseTo(record, plan, definition, record.from + std::chrono::seconds{93});
    EXPECT_EQ(response.heading, QStringLiteral("Response: scale up"));
    EXPECT_THAT(response.what.toStdString(), HasSubstr("Firing for 93\u00A0s."));
    EXPECT_EQ(response.steps,
              (QStringList{QStringLiteral("Scale up"),
                           QStringLiteral("Steal or iowait in the breakdown point to the host, not to the code")}));
    EXPECT_EQ(response.chart, QStringLiteral("cpu"));
    EXPECT_EQ(response.links(), (QStringList{QStringLiteral("Grafana"), QStringLiteral("Jaeger")}));

    Browser browser;
    page->alarms().setResponder(
        [&](const AlarmRecord& one) { return responseTo(one, plan, definition, one.from + std::chrono::seconds{93}); });
    showAt(1280, 800);
    page->alarms().model().take(record);
    auto& links = test::child<QLabel>(page->alarms(), "responseLinks");
    EXPECT_TRUE(links.isVisible());
    Q_EMIT links.linkActivated(response.pages.front().url);
    ASSERT_EQ(browser.opened.size(), 1);
    EXPECT_THAT(browser.opened[0].toString().toStdString(), HasSubstr("/d/load?from=1767609991000&to=1767610084000"))
        << "exactly its time, up to now";
}

TEST_F(LiveWatchTest, TheAlarmsChartIsShownWithItsTimeSelected)
{
    showAt(1280, 800);
    runTo(400);
    page->alarms().setResponder([](const AlarmRecord&) {
        AlarmResponse response;
        response.chart = QStringLiteral("errors");
        return response;
    });
    AlarmRecord record = firing("error-rate", "critical", "2026-01-05T10:45:40Z"); // 5:00 of the run
    record.to = record.from + std::chrono::seconds{60};
    page->alarms().model().take(record);
    Q_EMIT test::child<QLabel>(page->alarms(), "responseLinks").linkActivated(QStringLiteral("chart:errors"));
    const auto selected = page->panel().grid().group().selection();
    ASSERT_TRUE(selected);
    EXPECT_EQ(selected->first, 300);
    EXPECT_EQ(selected->second, 360);
    EXPECT_TRUE(page->panel().grid().viewOf(QStringLiteral("errors"))->hasFocus());
}

TEST_F(LiveWatchTest, AnAlarmLeadsToTheChartOfItsOwnLatencyAndNeverToAnothers)
{
    addEventsRule();
    showAt(1280, 800);
    runTo(60);
    page->alarms().setResponder([this](const AlarmRecord& one) { return responseTo(one, plan, {}, one.from); });
    const QSignalSpy told(page, &Page::noticed);
    ChartGrid& grid = page->panel().grid();
    const auto follow = [this](const char* metric) {
        page->alarms().model().setAlarms({firing(std::string("critical:") + metric, "critical", "2026-01-05T10:41:00Z")});
        Q_EMIT test::child<QLabel>(page->alarms(), "responseLinks")
            .linkActivated(QStringLiteral("chart:latency:") + QLatin1String(metric));
    };
    const QString own = QStringLiteral("latency:http_req_duration{name:events}");
    EXPECT_FALSE(grid.shownCharts().contains(own));
    follow("http_req_duration{name:events}");
    ASSERT_NE(grid.viewOf(own), nullptr);
    EXPECT_TRUE(grid.viewOf(own)->hasFocus());
    EXPECT_EQ(qobject_cast<TimeSeriesView*>(grid.viewOf(own))->content().title, QStringLiteral("Response time, events"));
    follow("http_req_duration");
    EXPECT_TRUE(grid.viewOf(QStringLiteral("latency"))->hasFocus()) << "the test's main one";

    const auto before = told.count();
    grid.group().select(1, 2);
    follow("http_req_waiting");
    ASSERT_EQ(told.count(), before + 1);
    EXPECT_EQ(told.last().first().toString(), QStringLiteral("This run has no chart of Response time, http_req_waiting."));
    EXPECT_EQ(grid.group().selection()->second, 2) << "no other chart is taken for it";
}

TEST_F(LiveWatchTest, ACriticalAlarmIsToldOnceAndSoundsOnlyIfWanted)
{
    QStringList told;
    int sounds = 0;
    AlarmNotifier notifier(page);
    notifier.show = [&](const QString&, const QString& text, bool) { told << text; };
    notifier.sound = [&] { ++sounds; };
    notifier.take(firing("memory", "warning"));
    EXPECT_TRUE(told.isEmpty()) << "a warning waits in the window";
    notifier.take(firing("cpu", "critical"));
    notifier.take(firing("cpu", "critical"));
    EXPECT_EQ(told.size(), 1);
    EXPECT_EQ(sounds, 0) << "off by default";
    notifier.take(firing("silent-prometheus", "warning"));
    EXPECT_EQ(told.size(), 2) << "a source that was lost is told";

    QSettings().setValue(QStringLiteral("alarms/sound"), true);
    notifier.take(firing("db-pool", "critical"));
    EXPECT_EQ(sounds, 1);
    QSettings().remove(QStringLiteral("alarms/sound"));
}

TEST_F(LiveWatchTest, TheCountdownSaysWhatStopsTheLoadAndEscKeepsItRunning)
{
    showAt(1280, 800);
    auto& banner = *new AbortBanner(window.centralWidget());
    EXPECT_FALSE(banner.isVisible());
    QSignalSpy kept(&banner, &AbortBanner::keepRunning);
    QSignalSpy stopped(&banner, &AbortBanner::stopNow);
    banner.announce(QStringLiteral("Error rate 1.4 % for 30s"), 15000);
    banner.resize(900, 60);
    banner.raise();
    test::settle();
    EXPECT_TRUE(banner.isVisible());
    EXPECT_EQ(banner.text(), QStringLiteral("Error rate 1.4 % for 30s. Load stops in 15 s."));
    window.activateWindow();
    chart(0).setFocus();
    QTest::keyClick(&chart(0), Qt::Key_Escape);
    EXPECT_EQ(kept.count(), 1);
    QTest::mouseClick(&test::child<Button>(banner, "stopNow"), Qt::LeftButton);
    EXPECT_EQ(stopped.count(), 1);
    banner.announce({}, 0);
    EXPECT_FALSE(banner.isVisible());
    QTest::keyClick(&chart(0), Qt::Key_Escape);
    EXPECT_EQ(kept.count(), 1) << "Esc is the charts' again";
}

TEST_F(LiveWatchTest, EscIsTheCountdownsAlsoInADialogWhichKeepsWhatWasTyped)
{
    showAt(1280, 800);
    AbortBanner banner(window.centralWidget());
    QSignalSpy kept(&banner, &AbortBanner::keepRunning);
    QDialog dialog(&window);
    dialog.setModal(true);
    auto* note = new QLineEdit(&dialog);
    dialog.show();
    test::settle();
    QTest::keyClicks(note, QStringLiteral("two pods added"));
    banner.announce(QStringLiteral("Error rate 1.4 % for 30s"), 15000);

    QTest::keyClick(note, Qt::Key_Escape);
    EXPECT_EQ(kept.count(), 1);
    EXPECT_TRUE(dialog.isVisible());
    EXPECT_EQ(note->text(), QStringLiteral("two pods added"));

    banner.announce({}, 0);
    QTest::keyClick(note, Qt::Key_Escape);
    EXPECT_EQ(kept.count(), 1);
    EXPECT_FALSE(dialog.isVisible()) << "Esc is the dialog's again";
}

TEST_F(LiveWatchTest, WhatIsLookedAtFollowsSelectionCrosshairAndAlarm)
{
    showAt(1280, 800);
    EXPECT_FALSE(page->watch().lookedAt());
    runTo(300);
    const WallTime t0 = *page->panel().run()->series.t0();
    const auto second = [&](WallTime time) { return std::chrono::duration<double>(time - t0).count(); };
    ASSERT_TRUE(page->watch().lookedAt());
    EXPECT_EQ(second(page->watch().lookedAt()->from), 240) << "the last minute";
    page->panel().grid().group().setCrosshair(100);
    EXPECT_EQ(second(page->watch().lookedAt()->from), 95);
    EXPECT_EQ(second(page->watch().lookedAt()->to), 105);
    page->panel().grid().group().select(50, 80);
    EXPECT_EQ(second(page->watch().lookedAt()->to), 80);
    page->alarms().model().take(firing("cpu", "critical", "2026-01-05T10:41:00Z"));
    page->alarms().focusList();
    EXPECT_EQ(second(page->watch().lookedAt()->from), 20);
}

TEST_F(LiveWatchTest, SlowAndFailedTracesComeFromJaegerWithTheirSelfTimes)
{
    ContractServer server;
    plan.monitoring = Json{{"jaeger", {{"url", server.url("/jaeger")}}}};
    EvidencePanel& panel = page->evidence();
    panel.setPlan(&plan);
    const WallTime from = *parseUtc("2026-01-05T10:46:00Z");
    panel.look({from, from + std::chrono::seconds{10}}, std::chrono::milliseconds{300}, QStringLiteral("6:00 to 6:10"));
    ASSERT_TRUE(
        test::eventually([&] { return !test::child<QLabel>(panel, "evidenceHead").text().contains(QStringLiteral("asking")); }));
    QAbstractItemModel& model = *panel.tree().model();
    ASSERT_EQ(model.rowCount(), 2);
    EXPECT_EQ(model.index(0, 0).data().toString(), QStringLiteral("Slow traces"));
    EXPECT_EQ(model.index(1, 0).data().toString(), QStringLiteral("Failed traces"));
    EXPECT_EQ(server.violations(), std::vector<std::string>());
    const QModelIndex slow = model.index(0, 0);
    ASSERT_GT(model.rowCount(slow), 0) << model.index(0, 1).data().toString().toStdString();
    const QModelIndex trace = model.index(0, 0, slow);
    ASSERT_GT(model.rowCount(trace), 0);
    EXPECT_THAT(model.index(0, 1, trace).data().toString().toStdString(), HasSubstr("self "));

    Browser browser;
    Q_EMIT panel.tree().activated(trace);
    ASSERT_EQ(browser.opened.size(), 1);
    EXPECT_THAT(browser.opened[0].path().toStdString(), HasSubstr("/jaeger/trace/"));
}

TEST_F(LiveWatchTest, AServiceThatDoesNotAnswerIsSaidInItsPlace)
{
    ContractServer server;
    plan.monitoring = Json{{"jaeger", {{"url", server.url("/nothing")}}}};
    EvidencePanel& panel = page->evidence();
    panel.setPlan(&plan);
    panel.look({}, std::chrono::milliseconds{300}, QStringLiteral("0:00 to 0:10"));
    ASSERT_TRUE(test::eventually([&] { return panel.tree().model()->rowCount() > 0; }));
    const QModelIndex slow = panel.tree().model()->index(0, 0);
    EXPECT_EQ(panel.tree().model()->index(0, 1).data().toString(), QStringLiteral("–"));
    EXPECT_FALSE(panel.tree().model()->index(0, 0, slow).data().toString().isEmpty());
}

TEST_F(LiveWatchTest, KeptRequestsShowBothSides)
{
    EvidencePanel& panel = page->evidence();
    ErrorSample sample;
    sample.run = 7;
    sample.errorClass = "http_5xx";
    sample.step = "search";
    sample.text = R"({"request":"GET /api/search HTTP/1.1\r\nHost: x\r\n","answer":"HTTP/1.1 503 Busy\r\n\r\nno","status":503})";
    panel.showPairs({sample}, 7);
    QAbstractItemModel& model = *panel.tree().model();
    const QModelIndex section = model.index(0, 0);
    EXPECT_EQ(section.data().toString(), QStringLiteral("Kept requests"));
    const QModelIndex pair = model.index(0, 0, section);
    EXPECT_EQ(pair.data().toString(), QStringLiteral("http_5xx · search · 503 Busy"));
    EXPECT_EQ(model.index(0, 0, model.index(0, 0, pair)).data().toString(), QStringLiteral("GET /api/search HTTP/1.1"));
    EXPECT_EQ(model.index(0, 0, model.index(1, 0, pair)).data().toString(), QStringLiteral("HTTP/1.1 503 Busy"));
}

TEST_F(LiveWatchTest, AKeptFailureOfASocketSaysWhatIsKnownOfIt)
{
    ErrorSample lost;
    lost.run = 7;
    lost.errorClass = "ws";
    lost.step = "rtc";
    lost.text = R"({"from":16,"seq":9,"to":3})";
    ErrorSample cut = lost;
    cut.text = R"({"request":"GET ws://h/rtc","answer":"","error":"the server closed with 1006","vu":4})";
    EvidencePanel panel;
    panel.showPairs({lost, cut}, 7);
    QAbstractItemModel& model = *panel.tree().model();
    const QModelIndex section = model.index(0, 0);
    const QModelIndex first = model.index(0, 0, section);
    EXPECT_EQ(first.data().toString(), QStringLiteral("ws · rtc · VU 3 did not hear message 9 of VU 16"));
    for (int row = 0; row < model.rowCount(first); ++row) {
        EXPECT_NE(model.index(row, 0, first).data().toString(), QStringLiteral("Request")) << "there is none";
    }
    EXPECT_GT(model.rowCount(first), 0);
    const QModelIndex second = model.index(1, 0, section);
    EXPECT_EQ(second.data().toString(), QStringLiteral("ws · rtc · the server closed with 1006"));
}

TEST_F(LiveWatchTest, ALinkOfAServerThatIsNoWebPageIsNotOpened)
{
    EvidenceFindings findings;
    SentryIssue issue;
    issue.title = "TypeError <b>x</b>";
    issue.link = "file:///etc/passwd";
    issue.count = 1400;
    findings.fresh = std::vector<SentryIssue>{issue};
    page->evidence().show(findings);
    QAbstractItemModel& model = *page->evidence().tree().model();
    const QModelIndex row = model.index(0, 0, model.index(0, 0));
    EXPECT_EQ(row.data().toString(), QStringLiteral("TypeError <b>x</b>"));
    EXPECT_EQ(row.siblingAtColumn(1).data().toString(), QStringLiteral("1,400 events"));
    Browser browser;
    Q_EMIT page->evidence().tree().activated(row);
    EXPECT_TRUE(browser.opened.isEmpty());
}

TEST_F(LiveWatchTest, PicturesOfAlarmAndEvidence)
{
    for (const char* theme : {"light", "dark"}) {
        applyTheme(QLatin1String(theme));
        for (const QSize size : {QSize(1280, 800), QSize(1920, 1080)}) {
            runTo(kSeconds);
            page->alarms().setResponder([](const AlarmRecord& record) {
                AlarmResponse response;
                response.heading = QStringLiteral("Response: scale up");
                response.what = QString::fromStdString(record.sentence) + QStringLiteral(". Firing for 1m33s.");
                response.steps = {QStringLiteral("Scale up"),
                                  QStringLiteral("Steal or iowait in the breakdown point to the host, not to the code"),
                                  QStringLiteral("If p95 stays above 500 ms, stop the load")};
                response.chart = QStringLiteral("errors");
                response.pages = {{QStringLiteral("Grafana"), QStringLiteral("http://g")},
                                  {QStringLiteral("Jaeger"), QStringLiteral("http://j")}};
                return response;
            });
            page->alarms().model().setAlarms(
                {alarm("cpu", "critical", "2026-01-05T10:46:31Z", "CPU 93 % > 90 % for 93 s", ""),
                 alarm("p95", "critical", "2026-01-05T10:46:31Z", "API p95 612 ms > 500 ms for 93 s", "QA")});
            side->showTab(0);
            showAt(size.width(), size.height());
            savePicture(QStringLiteral("live-alarm-%1-%2.png").arg(QLatin1String(theme)).arg(size.width()));
            EvidenceFindings findings;
            Trace trace;
            trace.id = "0af7651916cd43dd8448eb211c80319c";
            trace.spans = {{"1",
                            "",
                            "api",
                            "GET /api/search",
                            *parseUtc("2026-01-05T10:46:31Z"),
                            std::chrono::milliseconds{1230},
                            false,
                            {}},
                           {"2",
                            "1",
                            "postgres",
                            "SELECT events",
                            *parseUtc("2026-01-05T10:46:31Z"),
                            std::chrono::milliseconds{980},
                            false,
                            {}}};
            findings.slow = std::vector<Trace>{trace};
            findings.failed = std::vector<Trace>{};
            SentryIssue issue;
            issue.title = "TimeoutError: pool exhausted";
            issue.shortId = "PLATFORM-42";
            issue.culprit = "search.query";
            issue.count = 1400;
            findings.fresh = std::vector<SentryIssue>{issue};
            findings.regressed = unknown(Unknown::Kind::Auth, "Sentry answered 401: the token is not accepted");
            ErrorSample sample;
            sample.errorClass = "http_5xx";
            sample.step = "search";
            sample.text = R"({"request":"GET /api/search","answer":"HTTP/1.1 503 Busy"})";
            page->evidence().showPairs({sample}, 7);
            page->evidence().show(findings);
            page->evidence().tree().expandToDepth(1);
            side->showPanel(&page->evidence());
            savePicture(QStringLiteral("live-evidence-%1-%2.png").arg(QLatin1String(theme)).arg(size.width()));
        }
    }
    applyTheme(QStringLiteral("light"));
}

} // namespace
} // namespace holdpoint

#include "live_watch_test.moc"
