// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/plan/plan.h"
#include "core/session/run_queue.h"
#include "ui/run/live_run.h"
#include "ui/style/status.h"

#include <QWidget>
#include <array>

class QScrollBar;

namespace holdpoint {

enum class LaneSeverity { NoData, Pass, Warn, Fail, DoNotTrust };

struct LaneMark
{
    double from = 0; // seconds since the start of its test
    double to = 0;
    LaneSeverity severity = LaneSeverity::NoData;
};

inline constexpr std::size_t kLaneCount = 4; // Load, Latency, Errors, Server

/// One threshold of a test, as a row of the unfolded timeline.
struct TimelineRule
{
    QString name;
    std::size_t lane = 0;
    std::vector<LaneMark> marks; // as they are painted: all of its time, the worst on top
};

/// One test on the timeline, planned or run.
struct TimelineTest
{
    QString id;
    QString name;
    QString text;      // in the bar: "9 min", "9:42 of 15:00", "4 min of 9 min planned"
    QString shortText; // where that has no room; empty: none
    Look look;
    std::optional<WallTime> startedAt; // none: not run yet
    double plannedSeconds = 0;
    double seconds = 0; // run so far
    bool isRunning = false;
    std::array<std::vector<LaneMark>, kLaneCount> lanes;
    bool hasServer = false; // a query had a value: else the Server lane is empty
    std::vector<TimelineRule> rules;
    QString detail; // tooltip

    /// What its bar is long: planned or run, whichever is longer.
    double barSeconds() const { return std::max(plannedSeconds, seconds); }
};

/// The tests of a plan as bars, planned against actual, and below them the lanes Load, Latency, Errors and Server, under which
/// one row a threshold unfolds: of the chosen test, else of the one that runs or ran last. Height carries severity beside colour
/// (ui.md §7). Keys: Left and Right choose a test, Enter shows it, Down and Up unfold, fold and scroll.
class TimelineView : public QWidget
{
    Q_OBJECT

public:
    explicit TimelineView(QWidget* parent = nullptr);

    void setTests(std::vector<TimelineTest> tests, double pauseSeconds);
    const std::vector<TimelineTest>& tests() const { return m_tests; }
    QSize sizeHint() const override;
    bool isUnfolded() const { return m_isUnfolded; }
    void setUnfolded(bool isUnfolded);
    /// Names of all rows below the bars, from the top; those that do not fit are scrolled to.
    QStringList laneNames() const;
    /// The index in tests() of the one whose thresholds are the rows; -1: none has any.
    int rowTest() const;
    std::size_t shownRows() const;

Q_SIGNALS:
    void testActivated(const QString& id);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool event(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Place
    {
        double from = 0; // seconds on the line
        double to = 0;
    };
    void place();
    /// The rows of an unfolded timeline, by lane.
    void chooseRules();
    void choose(int test);
    void placeScroll();
    bool hasRuleRows() const { return m_isUnfolded && m_rules.size() > kLaneCount; }
    const std::vector<LaneMark>* marksOf(const TimelineTest& test, std::size_t row) const;
    /// Which row lies at that place of the shown ones.
    std::size_t rowAt(std::size_t place) const;
    /// Pixels a second of this test's bar.
    double scaleOf(std::size_t test) const;
    QString tipAt(const QPoint& at) const;
    double left() const;
    double laneY(std::size_t row) const;
    std::size_t rowCount() const;
    double pixelOf(double second) const;
    int testAt(const QPoint& at) const;
    void paintBar(QPainter& painter, const TimelineTest& test, const QRectF& bar) const;
    void paintHeads(QPainter& painter) const;
    void paintLanes(QPainter& painter, std::size_t index) const;
    void paintMark(QPainter& painter, const LaneMark& mark, const QRectF& thin) const;
    void paintClock(QPainter& painter) const;

    std::vector<TimelineTest> m_tests;
    std::vector<Place> m_places;
    std::vector<std::pair<std::size_t, QString>> m_rules; // lane and name; without a name the lane itself
    int m_chosen = -1;                                    // by the keys or a click
    QScrollBar* m_scroll;                                 // over the rules, when they are too many
    QString m_running;                                    // id of the test that ran last
    bool m_isUnfolded = false;
    double m_pause = 0;
    double m_length = 1;
    bool m_isContinuous = true; // seconds on the line are seconds of the clock
};

/// What a lane says in words, worst first: "critical missed", "target missed", "met, with gaps", "no data".
QString laneWord(const std::vector<LaneMark>& marks);
enum class Lanes { Made, None };
/// The tests of the plan in its order, each with its newest run of any kind (the current one from its frames). Lanes and rules
/// of a long run take long: a list that shows none does without.
std::vector<TimelineTest> timelineTests(const Plan& plan, const std::vector<RunRecord>& runs, const LiveRun* current,
                                        Lanes lanes = Lanes::Made);
/// What the timeline shows: the newest load of each test in the order in which they ran, then what the queue under way (empty:
/// none) still has to run, in its order, as planned. A dry run or a baseline tests no load: it shows while it is under way, and
/// while somebody looks at it.
std::vector<TimelineTest> timelineOf(const Plan& plan, const std::vector<RunRecord>& runs, const LiveRun* current,
                                     const RunQueue& queue);

} // namespace holdpoint
