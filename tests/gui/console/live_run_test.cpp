// SPDX-License-Identifier: GPL-3.0-or-later
// A real run from the window: start sheet, agent, staging service, stop dialog, closing over it.
#include "tests/gui/console/console_fixture.h"
#include "tests/support/agent_process.h"
#include "tests/support/running_staging.h"
#include "ui/run/live_charts.h"
#include "ui/run/live_page.h"
#include "ui/run/live_panel.h"
#include "ui/run/test_picker.h"
#include "ui/run/tile.h"
#include "ui/style/parts.h"

#include <QLabel>
#include <csignal>
#include <fstream>

namespace holdpoint {
namespace {

using test::child;

constexpr const char* kPlan = R"(holdpoint: 1
name: One test
release: {name: platform, version: "1.8.3"}
environment: {name: here, base_url: "%1", allow_hosts: [127.0.0.1]}
checklist: {template: "builtin:pre-production"}
tests:
  search:
    title: Search
    scenarios:
      searchers:
        executor: constant-vus
        vus: 5
        duration: %2
        flow:
          - get: /api/search?q=a
            name: search
          - think: 50ms
    thresholds:
      - {metric: http_req_duration, target: "p(95)<5000", critical: "p(95)<9000", action: Investigate}
      - {metric: http_req_failed, target: "rate<0.001", critical: "rate<0.01", action: Investigate}
)";

class LiveRunTest : public test::ConsoleTest
{
protected:
    void open(const char* duration)
    {
        const QString file = home.filePath(QStringLiteral("plan.yaml"));
        std::ofstream(file.toStdString())
            << QString::fromLatin1(kPlan).arg(QString::fromStdString(staging.url()), QString::fromLatin1(duration)).toStdString();
        Session::Request request;
        request.planFile = file.toStdString();
        const auto opened = controller.openPlan(request);
        ASSERT_TRUE(opened) << opened.error().message;
        window->showPage(QStringLiteral("live"));
        test::settle();
    }
    LivePage& page() { return *qobject_cast<LivePage*>(window->currentPage()); }
    void clickStart()
    {
        whenAsked(QStringLiteral("startSheet"), QStringLiteral("startLoad"));
        QTest::mouseClick(&child<QPushButton>(page().panel().picker(), "startLoad"), Qt::LeftButton);
    }
    RunOutcome outcome() const { return controller.session()->dossier().runs()->back().result.outcome; }

    test::RunningStaging staging;
};

TEST_F(LiveRunTest, StartAsksFirstThenShowsTheRunAndItsVerdict)
{
    open("3s");
    clickStart();
    EXPECT_EQ(asked, QStringList{QStringLiteral("startSheet")});
    ASSERT_TRUE(waitFor([this] { return isRunning(); }, 20000));
    EXPECT_TRUE(child<Button>(*window, "stopLoad").isVisible());
    ASSERT_TRUE(waitFor([this] { return !controller.isLoadRunning(); }, 40000));

    EXPECT_EQ(outcome(), RunOutcome::Passed);
    ASSERT_TRUE(waitFor([this] { return page().facts().contains(QStringLiteral("PASS")); }, 5000))
        << page().facts().toStdString();
    EXPECT_TRUE(waitFor([this] { return !child<Button>(*window, "stopLoad").isVisible(); }, 5000));
    EXPECT_EQ(page().panel().tile(0).content().look->word, QStringLiteral("PASS"));
}

TEST_F(LiveRunTest, StopAsksFirstAndTheRunIsAborted)
{
    open("60s");
    clickStart();
    ASSERT_TRUE(waitFor([this] { return isRunning() && controller.runner()->elapsed() > std::chrono::seconds{1}; }, 30000));
    window->showPage(QStringLiteral("report")); // the strip tells on every page
    const auto& time = child<QLabel>(*window, "loadTime");
    ASSERT_TRUE(waitFor([&time] { return time.isVisible() && time.text().contains(QStringLiteral(" of 0:01:0")); }, 5000))
        << time.text().toStdString();
    EXPECT_TRUE(time.text().startsWith(QStringLiteral("0:00:"))) << time.text().toStdString();
    EXPECT_TRUE(time.toolTip().startsWith(QStringLiteral("Test 1 of 1, "))) << time.toolTip().toStdString();
    picture("load-time", "light");

    whenAsked(QStringLiteral("stopDialog"), QStringLiteral("Keep running"));
    QTest::mouseClick(&child<Button>(*window, "stopLoad"), Qt::LeftButton);
    EXPECT_TRUE(isRunning());

    whenAsked(QStringLiteral("stopDialog"), QStringLiteral("Stop load"));
    window->activateWindow(); // no window manager here gives it back after the dialog
    ASSERT_TRUE(QTest::qWaitForWindowActive(window.get()));
    QTest::keyClick(window.get(), Qt::Key_Period, Qt::ControlModifier);
    EXPECT_EQ(asked.count(QStringLiteral("stopDialog")), 2);
    ASSERT_TRUE(waitFor([this] { return !controller.isLoadRunning(); }, 30000));
    EXPECT_TRUE(waitFor([&time] { return !time.isVisible(); }, 5000));
    EXPECT_EQ(outcome(), RunOutcome::Aborted);
    EXPECT_THAT(controller.session()->dossier().runs()->back().result.reasons, testing::Contains(testing::HasSubstr("A. Rao")));
}

TEST_F(LiveRunTest, ClosingTheWindowStopsTheLoadAndWritesItsEndFirst)
{
    open("60s");
    clickStart();
    ASSERT_TRUE(waitFor([this] { return isRunning() && controller.runner()->elapsed() > std::chrono::seconds{1}; }, 30000));

    whenAsked(QStringLiteral("stopDialog"), QStringLiteral("Stay"));
    window->close();
    EXPECT_TRUE(isRunning());

    whenAsked(QStringLiteral("stopDialog"), QStringLiteral("Stop and close"));
    window->close();
    EXPECT_TRUE(window->isVisible());
    ASSERT_TRUE(waitFor([this] { return !window->isVisible(); }, 30000));

    EXPECT_FALSE(controller.isLoadRunning());
    EXPECT_EQ(outcome(), RunOutcome::Aborted);
}

TEST_F(LiveRunTest, AnAgentThatIsSilentLeavesAGapUpToNowAndIsCalledSilent)
{
    open("2m");
    clickStart();
    ASSERT_TRUE(waitFor([this] { return controller.runner()->elapsed() >= std::chrono::seconds{4}; }, 60'000));
    const pid_t agent = test::agentOfThisProcess();
    ASSERT_NE(agent, 0);
    ASSERT_EQ(::kill(agent, SIGSTOP), 0);
    const auto gapOf = [this] {
        const auto gaps = page().panel().run()->gaps();
        return gaps.empty() ? 0 : gaps.back().seconds();
    };
    const auto& sources = child<QWidget>(*window, "sources");
    const bool isSeen =
        waitFor([&] { return gapOf() >= 4 && sources.accessibleName().contains(QStringLiteral("silent for")); }, 60'000);
    const QString value = page().panel().tile(2).content().value;
    const ChartContent content = latencyChart(*page().panel().run());
    ::kill(agent, SIGCONT);
    EXPECT_TRUE(isSeen) << gapOf() << ' ' << sources.accessibleName().toStdString();
    EXPECT_EQ(value, QStringLiteral("–")) << "no figure of long ago is the present one";
    EXPECT_EQ(content.bands.back().kind, ChartBand::Kind::NoData);
    EXPECT_EQ(content.bands.back().to, content.dataEnd);
    EXPECT_TRUE(waitFor([this] { return page().panel().tile(2).content().value != QStringLiteral("–"); }, 60'000))
        << "it is heard again";
    EXPECT_FALSE(sources.accessibleName().contains(QStringLiteral("ready")));
    controller.runner()->stop(QStringLiteral("end of the test"), true);
    EXPECT_TRUE(waitFor([this] { return !controller.isLoadRunning(); }, 60'000));
}

} // namespace
} // namespace holdpoint
