// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/plan/plan.h"
#include "ui/run/live_run.h"
#include "ui/style/status.h"

#include <QWidget>
#include <array>

namespace holdpoint {

enum class LaneSeverity { Warn, Fail, DoNotTrust };

struct LaneMark
{
    double from = 0; // seconds since the start of its test
    double to = 0;
    LaneSeverity severity = LaneSeverity::Warn;
};

inline constexpr std::size_t kLaneCount = 4; // Load, Latency, Errors, Server

/// One test on the timeline, planned or run.
struct TimelineTest
{
    QString id;
    QString name;
    QString text; // in the bar: "9 min", "9:42 of 15:00"
    Look look;
    std::optional<WallTime> startedAt; // none: not run yet
    double plannedSeconds = 0;
    double seconds = 0; // run so far
    bool isRunning = false;
    std::array<std::vector<LaneMark>, kLaneCount> lanes;
    QString detail; // tooltip
};

/// The tests of a plan as bars, planned against actual, and below them the lanes Load, Latency, Errors and Server. Height
/// carries severity beside colour (ui.md §7).
class TimelineView : public QWidget
{
    Q_OBJECT

public:
    explicit TimelineView(QWidget* parent = nullptr);

    void setTests(std::vector<TimelineTest> tests, double pauseSeconds);
    const std::vector<TimelineTest>& tests() const { return m_tests; }
    QSize sizeHint() const override;

Q_SIGNALS:
    void testActivated(const QString& id);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    bool event(QEvent* event) override;

private:
    struct Place
    {
        double from = 0; // seconds on the line
        double to = 0;
    };
    void place();
    double pixelOf(double second) const;
    int testAt(const QPoint& at) const;
    void paintBar(QPainter& painter, const TimelineTest& test, const QRectF& bar) const;
    void paintLanes(QPainter& painter, std::size_t index) const;
    void paintClock(QPainter& painter) const;

    std::vector<TimelineTest> m_tests;
    std::vector<Place> m_places;
    double m_pause = 0;
    double m_length = 1;
    bool m_isContinuous = true; // seconds on the line are seconds of the clock
};

/// The timeline's tests: newest run of each (the current one from its frames), in the order in which they ran, then what is still
/// to come.
std::vector<TimelineTest> timelineTests(const Plan& plan, const std::vector<RunRecord>& runs, const LiveRun* current);

} // namespace holdpoint
