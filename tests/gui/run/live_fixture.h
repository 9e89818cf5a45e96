// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time_format.h"
#include "tests/gui/run/synthetic_run.h"
#include "tests/support/gui.h"
#include "ui/charts/chart_group.h"
#include "ui/charts/time_series_view.h"
#include "ui/run/alarm_panel.h"
#include "ui/run/chart_grid.h"
#include "ui/run/live_page.h"
#include "ui/run/live_panel.h"
#include "ui/shell/page_head.h"
#include "ui/shell/side_dock.h"
#include "ui/style/holdpoint_style.h"

#include <QBoxLayout>
#include <QMainWindow>
#include <QStatusBar>
#include <QTest>
#include <gtest/gtest.h>

namespace holdpoint {

inline constexpr std::uint64_t kSeconds = 582; // 9:42

inline AlarmRecord alarm(const std::string& id, const std::string& severity, const std::string& from, const std::string& sentence,
                         const std::string& by)
{
    AlarmRecord record;
    record.id = id;
    record.run = 7;
    record.from = *parseUtc(from);
    record.severity = severity;
    record.sentence = sentence;
    record.action = "Scale up";
    record.acknowledgedBy = by;
    return record;
}

inline AlarmRecord firing(const std::string& id, const std::string& severity, const std::string& from = "2026-01-05T10:46:31Z")
{
    return alarm(id, severity, from, id + " is over its limit", "");
}

/// The page in a window of the console's geometry, light or dark, with a run at 9:42 of 15:00.
class LivePageTest : public testing::Test
{
protected:
    LivePageTest() : plan(syntheticPlan()), page(new LivePage)
    {
        applyTheme(QStringLiteral("light"));
        auto* frame = new PageFrame(page);
        auto* centre = new QWidget;
        auto* row = new QHBoxLayout(centre);
        row->setContentsMargins(fontScale() > 1.2 ? scaled(44) : 168, 0, 0, 0); // where the route is
        row->addWidget(frame);
        window.setCentralWidget(centre);
        side = new SideDock;
        window.addDockWidget(Qt::RightDockWidgetArea, side);
        side->setTabs(page->dockTabs());
        QObject::connect(page, &Page::dockTabWanted, side, &SideDock::showPanel);
        QObject::connect(page, &Page::dockTabsChanged, side, [this] { side->setTabs(page->dockTabs()); });
        auto* strip = new QWidget; // menu bar and release strip
        strip->setFixedHeight(70);
        window.setMenuWidget(strip);
        window.statusBar()->setFixedHeight(26);
        runs = syntheticRuns(plan);
        page->panel().setPlan(&plan, runs);
    }

    void showAt(int width, int height)
    {
        window.resize(width, height);
        window.show();
        side->setFixedWidth(width >= 1600 ? 360 : 288);
        test::settle();
    }

    /// One more step of the pages test and a rule over its latency, which the synthetic frames do not have.
    ThresholdRule& addEventsRule()
    {
        TestPlan& pages = plan.tests[4];
        Step events = pages.scenarios[0].flow.front();
        events.name = "events";
        pages.scenarios[0].flow.push_back(events);
        ThresholdRule rule = pages.thresholds.front();
        rule.metric = "http_req_duration{name:events}";
        return pages.thresholds.emplace_back(std::move(rule));
    }

    LiveRun emptyRun() { return makeLiveRun(plan, *plan.test("pages"), runs.back()); }

    void runTo(std::uint64_t seconds)
    {
        std::vector<Frame> frames;
        RunJudge judge(rulesFor(plan, *plan.test("pages"), RunKind::Load));
        for (std::uint64_t tick = 0; tick < seconds; ++tick) {
            if (!isLost(tick)) {
                frames.push_back(syntheticFrame(tick));
                judge.add(frames.back());
            }
        }
        LiveRun run = emptyRun();
        run.thresholds = judge.interim(); // what the runner's judge says while load runs
        page->beginRun(std::move(run));
        for (const Frame& frame : frames) {
            page->takeFrame(frame);
        }
        page->tick();
        test::settle();
    }

    TimeSeriesView& chart(int index) { return page->panel().grid().chart(index); }

    void savePicture(const QString& name)
    {
        test::settle();
        ASSERT_TRUE(window.grab().save(test::screenshotFolder() + QLatin1Char('/') + name));
    }

    Plan plan;
    std::vector<RunRecord> runs;
    QMainWindow window;
    LivePage* page;
    SideDock* side;
};

} // namespace holdpoint
