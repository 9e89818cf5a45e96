// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/integration/session/session_fixture.h"
#include "tests/support/gui.h"
#include "ui/shell/page_head.h"
#include "ui/shell/side_dock.h"
#include "ui/style/holdpoint_style.h"

#include <QApplication>
#include <QBoxLayout>
#include <QDir>
#include <QMainWindow>
#include <QStatusBar>

namespace holdpoint {

inline constexpr const char* kStaging = "http://127.0.0.1:9";

/// A shipped plan with its dossier in `folder`. `plan`: "rehearsal" or "pre-production".
inline std::unique_ptr<Session> shippedSession(const std::string& plan, const std::filesystem::path& folder)
{
    Session::Request request;
    request.planFile = std::filesystem::path(HOLDPOINT_SOURCE_DIR) / "resources" / "plans" / (plan + ".yaml");
    request.planOptions.overrides["BASE_URL"] = kStaging;
    request.dossierFile = folder / (plan + ".holdpoint");
    request.release = Release{"platform", "1.8.3", "4f2a9c1"};
    auto opened = Session::open(request);
    EXPECT_TRUE(opened.faults.empty()) << (opened.faults.empty() ? "" : opened.faults.front().text());
    EXPECT_FALSE(opened.error) << (opened.error ? opened.error->message : "");
    return std::move(opened.session);
}

/// What a run of this test would have shown: load reached, each threshold at `share` of its target.
inline RunResult madeResult(const TestPlan& test, double share, RunOutcome outcome)
{
    RunResult result;
    result.outcome = outcome;
    for (const LoadTarget& target : test.loadTargets) {
        result.load.push_back({target, target.expect.limit * 0.999, true, "reached"});
    }
    double step = 0;
    for (const ThresholdRule& rule : test.thresholds) {
        ThresholdResult threshold;
        threshold.rule = rule;
        threshold.measured = rule.target.limit * (share + step);
        threshold.margin = rule.target.margin(*threshold.measured);
        threshold.sampleCount = 9001;
        threshold.verdict = rule.target.holds(*threshold.measured) ? RuleVerdict::Passed : RuleVerdict::Warned;
        threshold.sentence = "made for a test";
        result.thresholds.push_back(threshold);
        step += 0.03;
    }
    result.verifications.push_back({"every event processed", "1000", "1000", RuleVerdict::Passed, "holds"});
    result.errors.push_back({"timeout", "search", "no answer in 10 s", 17, *parseUtc("2026-01-05T10:11:12Z")});
    result.generator.loadSeconds = 540;
    return result;
}

/// A minute of requests, latencies and users, from which charts are drawn.
inline std::vector<Frame> minuteOfFrames(WallTime begin)
{
    std::vector<Frame> frames(60);
    for (std::uint64_t tick = 0; tick < frames.size(); ++tick) {
        Frame& frame = frames[tick];
        frame.shard = "1/1";
        frame.seq = tick + 1;
        frame.tick = tick;
        frame.time = begin + std::chrono::seconds(tick);
        frame.counters["http_reqs"] = 20;
        frame.gauges["vus"] = {10, 10, 10};
        for (int i = 1; i <= 20; ++i) {
            frame.trends["http_req_duration"].record(Micros{10'000 * i});
        }
    }
    return frames;
}

/// One ended run of every test; the fourth misses a target.
inline void addRuns(Session& session, bool hasFrames = false)
{
    int index = 0;
    for (const TestPlan& test : session.plan().tests) {
        const WallTime begin = at(600 * index);
        const auto run = session.dossier().beginRun(test.id, RunKind::Load, session.plan(), begin);
        ASSERT_TRUE(run) << run.error().message;
        if (hasFrames) {
            const auto stored = session.dossier().addFrames(*run, minuteOfFrames(begin));
            ASSERT_TRUE(stored) << stored.error().message;
        }
        const bool isWarned = ++index == 4;
        const auto ended =
            session.dossier().endRun(*run, begin + std::chrono::seconds(540), "duration reached",
                                     madeResult(test, isWarned ? 1.05 : 0.7, isWarned ? RunOutcome::Warned : RunOutcome::Passed));
        ASSERT_TRUE(ended) << ended.error().message;
    }
    session.noteChange();
}

inline QString screenshotFolder()
{
    const QString folder = qEnvironmentVariable("HOLDPOINT_SCREENSHOTS");
    return folder.isEmpty() ? QStringLiteral(HOLDPOINT_BINARY_DIR "/screenshots") : folder;
}

/// A page in a window of the console's geometry, without the console.
struct PageWindow
{
    explicit PageWindow(Page* page)
    {
        auto* centre = new QWidget;
        auto* row = new QHBoxLayout(centre);
        row->setContentsMargins(168, 0, 0, 0); // where the route is
        row->addWidget(new PageFrame(page));
        window.setCentralWidget(centre);
        auto* side = new SideDock;
        window.addDockWidget(Qt::RightDockWidgetArea, side);
        side->setTabs(page->dockTabs());
        side->setFixedWidth(288);
        auto* strip = new QWidget; // menu bar and release strip
        strip->setFixedHeight(70);
        window.setMenuWidget(strip);
        window.statusBar()->setFixedHeight(26);
    }

    void show(int width = 1280, int height = 800)
    {
        window.resize(width, height);
        window.show();
        window.activateWindow();
        test::settle();
    }

    void savePicture(const QString& name)
    {
        test::settle();
        const QString folder = screenshotFolder();
        ASSERT_TRUE(QDir().mkpath(folder));
        ASSERT_TRUE(window.grab().save(folder + QLatin1Char('/') + name));
    }

    QMainWindow window;
};

} // namespace holdpoint
