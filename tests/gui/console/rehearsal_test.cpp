// SPDX-License-Identifier: GPL-3.0-or-later
// The whole story in the window: one click on the first screen, and two minutes later there is a verdict to sign and a report.
#include "core/base/text.h"
#include "tests/gui/console/console_fixture.h"
#include "ui/run/live_page.h"
#include "ui/run/live_panel.h"
#include "ui/run/tile.h"
#include "ui/style/parts.h"

#include <QSignalSpy>

namespace holdpoint {
namespace {

using test::child;

class RehearsalTest : public test::ConsoleTest
{
protected:
    std::vector<RunRecord> runs() const { return *controller.session()->dossier().runs(); }
};

TEST_F(RehearsalTest, OneClickGoesFromTheFirstScreenToAReport)
{
    QSignalSpy ended(&controller, &AppController::rehearsalEnded);
    QSignalSpy failed(&controller, &AppController::failed);
    QTest::mouseClick(&child<Button>(*window, "runRehearsal"), Qt::LeftButton);
    ASSERT_TRUE(waitFor([this] { return isRunning(); }, 30000))
        << (failed.isEmpty() ? "" : failed[0][1].toString().toStdString());
    EXPECT_EQ(window->currentPageId(), QStringLiteral("live"));
    auto& page = *qobject_cast<LivePage*>(window->currentPage());

    ASSERT_TRUE(waitFor(
        [this] {
            return isRunning() && controller.runner()->currentTest() == QStringLiteral("pages") &&
                   controller.runner()->elapsed() > std::chrono::seconds{8};
        },
        150000));
    picture("console-rehearsal-live", "light");
    picture("console-rehearsal-live", "dark");
    EXPECT_THAT(page.panel().tile(1).content().value.toStdString(), testing::Not(testing::HasSubstr("–")));
    ASSERT_TRUE(waitFor([&ended] { return !ended.isEmpty(); }, 200000));

    EXPECT_EQ(window->currentPageId(), QStringLiteral("report"));
    EXPECT_TRUE(failed.isEmpty()) << failed[0][1].toString().toStdString();
    ASSERT_EQ(runs().size(), 12U) << "six tests, each with a dry run before";
    for (const RunRecord& run : runs()) {
        // a busy machine may miss a latency target, never a critical limit
        EXPECT_TRUE(run.result.outcome == RunOutcome::Passed || run.result.outcome == RunOutcome::Warned)
            << run.testId << ": " << join(run.result.reasons, "; ");
    }
    for (const char* id : {"start", "checklist", "live", "analysis", "capacity", "signoff", "report", "after"}) {
        window->showPage(QString::fromLatin1(id));
        test::settle();
        picture(qPrintable(QStringLiteral("console-rehearsed-%1").arg(QLatin1String(id))), "light");
    }
    EXPECT_FALSE(controller.isRehearsing());

    // a rehearsal that is over can be loaded again: its staging service comes back for it
    PlanRunner::Request again;
    again.tests = {QStringLiteral("search")};
    again.kind = RunKind::DryRun;
    ASSERT_TRUE(controller.startRun(again));
    ASSERT_TRUE(waitFor([&ended] { return ended.count() == 2; }, 60000))
        << (failed.isEmpty() ? "" : failed[0][1].toString().toStdString());
    EXPECT_EQ(runs().size(), 13U);
    EXPECT_EQ(runs().back().result.outcome, RunOutcome::Passed);
}

} // namespace
} // namespace holdpoint
