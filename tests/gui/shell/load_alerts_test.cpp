// SPDX-License-Identifier: GPL-3.0-or-later
// What must reach a person on whatever page they are: countdown, notices, the worst alarm in the title, F8.
#include "ui/run/load_alerts.h"

#include "tests/gui/console/console_fixture.h"
#include "tests/support/sample_release.h"
#include "ui/run/abort_banner.h"
#include "ui/run/alarm_notifier.h"
#include "ui/run/alarm_panel.h"
#include "ui/run/live_page.h"

#include <QListView>
#include <QPlainTextEdit>

namespace holdpoint {
namespace {

using test::child;
using testing::HasSubstr;
using testing::Not;

class LoadAlertsTest : public test::ConsoleTest
{
protected:
    LoadAlertsTest()
    {
        const auto opened = controller.openPlan(release.request());
        EXPECT_TRUE(opened) << opened.error().message;
        test::settle();
        alerts = window->findChild<LoadAlerts*>();
        EXPECT_NE(alerts, nullptr);
        alerts->notifier().show = [this](const QString&, const QString& text, bool) { told << text; };
    }

    /// Of a run, as the runner stores and tells it.
    AlarmRecord fire(const std::string& severity, const std::string& sentence)
    {
        Dossier& dossier = controller.session()->dossier();
        AlarmRecord alarm;
        alarm.id = sentence;
        alarm.run = *dossier.beginRun(controller.session()->plan().tests.front().id, RunKind::Load, controller.session()->plan(),
                                      systemClock().wallNow());
        alarm.from = std::chrono::floor<Millis>(systemClock().wallNow()); // as the dossier keeps it
        alarm.severity = severity;
        alarm.sentence = sentence;
        EXPECT_TRUE(dossier.storeAlarm(alarm));
        Q_EMIT controller.runner()->alarmChanged(alarm);
        test::settle();
        return alarm;
    }

    test::SampleRelease release;
    LoadAlerts* alerts = nullptr;
    QStringList told;
};

TEST_F(LoadAlertsTest, ACountdownShowsOnAnyPageThoughLiveLoadWasNeverVisited)
{
    EXPECT_EQ(window->currentPageId(), QStringLiteral("checklist"));
    AbortBanner& banner = alerts->banner();
    EXPECT_FALSE(banner.isVisible());

    Q_EMIT controller.runner()->abortPending(QStringLiteral("http_req_failed rate<0.01, missed for 30s"), 15000);
    test::settle();
    EXPECT_TRUE(banner.isVisible());
    EXPECT_EQ(told, QStringList{QStringLiteral("http_req_failed rate<0.01, missed for 30s")});
    EXPECT_EQ(window->currentPageId(), QStringLiteral("live"));

    window->showPage(QStringLiteral("report"));
    test::settle();
    EXPECT_TRUE(banner.isVisible()) << "wherever the person goes";
    picture("abort-countdown", "light");
    QTest::keyClick(window.get(), Qt::Key_Escape);
    test::settle();
    EXPECT_FALSE(banner.isVisible()) << "nothing runs here, so the runner has nothing to keep";
}

TEST_F(LoadAlertsTest, ACriticalAlarmIsToldAndStandsInTheTitleUntilItIsAcknowledged)
{
    AlarmRecord alarm = fire("critical", "CPU 93 % > 90 %");
    EXPECT_EQ(told, QStringList{QStringLiteral("CPU 93 % > 90 %")});
    EXPECT_THAT(window->windowTitle().toStdString(), HasSubstr("\u2716 Alarm: CPU 93 % > 90 %"));
    EXPECT_THAT(window->windowTitle().toStdString(), HasSubstr("platform 1.8.3"));
    fire("warning", "memory 81 % > 80 %");
    EXPECT_THAT(window->windowTitle().toStdString(), HasSubstr("CPU 93 %")) << "the worst one";

    alarm.acknowledgedBy = "A. Rao";
    ASSERT_TRUE(controller.session()->dossier().storeAlarm(alarm));
    controller.session()->noteChange();
    ASSERT_TRUE(test::eventually([this] { return window->windowTitle().contains(QStringLiteral("memory 81 %")); }));
    EXPECT_THAT(window->windowTitle().toStdString(), Not(HasSubstr("CPU 93 %")));
}

TEST_F(LoadAlertsTest, TheLogTellsOfEarlierRunsOfAReleaseThatIsShownAsideAndOfALoadThatAPersonKept)
{
    fire("critical", "CPU 93 % > 90 %");
    controller.session()->showAside(); // as over a database
    window->showPage(QStringLiteral("live"));
    test::settle();
    const auto log = [this] { return child<QPlainTextEdit>(*window, "log").toPlainText().toStdString(); };
    ASSERT_TRUE(test::eventually([&log] { return !log().empty(); }));
    EXPECT_THAT(log(), HasSubstr("run 1, "));
    EXPECT_THAT(log(), HasSubstr("alarm, CRITICAL: CPU 93 % > 90 %"));

    Q_EMIT alerts->keptRunning(1, QStringLiteral("p(95)<300"));
    EXPECT_THAT(log(), HasSubstr("run 1: A. Rao kept the load running although p(95)<300"));
}

TEST_F(LoadAlertsTest, WhoWorksElsewhereIsToldThatARunEnded)
{
    Session& session = *controller.session();
    Dossier& dossier = session.dossier();
    const TestPlan& test = session.plan().tests.front();
    const auto end = [&] {
        const auto run = dossier.beginRun(test.id, RunKind::Load, session.plan(), systemClock().wallNow());
        RunResult result;
        result.outcome = RunOutcome::Failed;
        EXPECT_TRUE(dossier.endRun(*run, systemClock().wallNow(), "done", result));
        session.noteChange();
        Q_EMIT controller.runner()->runEnded(*run, QString::fromStdString(test.id));
        test::settle();
    };
    window->activateWindow();
    ASSERT_TRUE(test::eventually([this] { return window->isActiveWindow(); }));
    end();
    EXPECT_EQ(told, QStringList{}) << "who looks at it sees it";
    QWidget other;
    other.show();
    other.activateWindow();
    ASSERT_TRUE(test::eventually([this] { return !window->isActiveWindow(); }));
    end();
    EXPECT_EQ(told, QStringList{QString::fromStdString(test.title) + QStringLiteral(": FAIL")});
}

TEST_F(LoadAlertsTest, F8GoesToTheNextAlarmFromAnyPage)
{
    QTest::keyClick(window.get(), Qt::Key_F8);
    EXPECT_EQ(window->currentPageId(), QStringLiteral("checklist")) << "none is open";

    fire("critical", "CPU 93 % > 90 %");
    QTest::keyClick(window.get(), Qt::Key_F8);
    test::settle();
    ASSERT_EQ(window->currentPageId(), QStringLiteral("live"));
    auto& page = *qobject_cast<LivePage*>(window->currentPage());
    EXPECT_TRUE(page.alarms().isVisible());
    ASSERT_NE(page.alarms().selected(), nullptr);
    EXPECT_EQ(page.alarms().selected()->sentence, "CPU 93 % > 90 %");

    Q_EMIT page.dockTabWanted(page.dockTabs().back().panel); // the log
    test::settle();
    ASSERT_FALSE(page.alarms().isVisible());
    QTest::keyClick(window.get(), Qt::Key_F8);
    test::settle();
    EXPECT_TRUE(page.alarms().isVisible());
    EXPECT_TRUE(page.alarms().hasListFocus() || QApplication::focusWidget() == nullptr);
}

} // namespace
} // namespace holdpoint
