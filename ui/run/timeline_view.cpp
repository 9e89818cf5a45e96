// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/timeline_view.h"

#include "ui/charts/chart_frame.h"
#include "ui/run/timeline_geometry.h"
#include "ui/style/words.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolTip>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>
#include <utility>

namespace holdpoint {

namespace {

constexpr std::size_t kMostRules = 12; // rows of an unfolded timeline that show at once
constexpr std::size_t kFewerRules = 8; // in a low window, so that the charts keep their room
constexpr int kLowWindow = 900;        // px at 100 %
constexpr double kLongestGap = 60;     // seconds beyond the pause; a longer one between runs is drawn as a short one

constexpr double kShortGap = 10;

QStringList laneHeads()
{
    return {holdpoint::tr("Load"), holdpoint::tr("Latency"), holdpoint::tr("Errors"), holdpoint::tr("Server")};
}

} // namespace

TimelineView::TimelineView(QWidget* parent) : QWidget(parent), m_scroll(new QScrollBar(Qt::Vertical, this))
{
    m_scroll->setAccessibleName(tr("Thresholds"));
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->hide();
    connect(m_scroll, &QScrollBar::valueChanged, this, qOverload<>(&QWidget::update));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Timeline of the tests"));
}

QSize TimelineView::sizeHint() const
{
    const int more = m_isUnfolded && shownRows() > kLaneCount
                         ? static_cast<int>(std::lround(static_cast<double>(shownRows() - kLaneCount) * lanePitch()))
                         : 0;
    return {600, scaled(126) + more};
}

void TimelineView::setUnfolded(bool isUnfolded)
{
    if (isUnfolded != m_isUnfolded) {
        m_isUnfolded = isUnfolded;
        chooseRules();
        updateGeometry();
        update();
    }
}

int TimelineView::rowTest() const
{
    if (m_chosen >= 0 && m_chosen < static_cast<int>(m_tests.size())) {
        return m_chosen;
    }
    const auto running = std::find_if(m_tests.begin(), m_tests.end(), [](const TimelineTest& test) { return test.isRunning; });
    if (running != m_tests.end()) {
        return static_cast<int>(running - m_tests.begin());
    }
    const auto last =
        std::find_if(m_tests.rbegin(), m_tests.rend(), [](const TimelineTest& test) { return !test.rules.empty(); });
    return static_cast<int>(m_tests.rend() - last) - 1;
}

void TimelineView::chooseRules()
{
    const std::size_t before = shownRows();
    m_rules.clear();
    for (std::size_t lane = 0; lane < kLaneCount; ++lane) {
        m_rules.emplace_back(lane, QString());
    }
    if (const int test = rowTest(); test >= 0) {
        for (const TimelineRule& rule : m_tests[static_cast<std::size_t>(test)].rules) {
            m_rules.emplace_back(rule.lane, rule.name);
        }
    }
    std::stable_sort(m_rules.begin(), m_rules.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    if (m_isUnfolded && before != shownRows()) {
        updateGeometry();
    }
    placeScroll();
}

void TimelineView::choose(int test)
{
    if (test != m_chosen) {
        m_chosen = test;
        m_scroll->setValue(0);
        chooseRules();
    }
    update();
}

void TimelineView::placeScroll()
{
    const std::size_t hidden = rowCount() - shownRows();
    m_scroll->setVisible(hidden > 0);
    m_scroll->setRange(0, static_cast<int>(hidden));
    m_scroll->setPageStep(static_cast<int>(shownRows()) - 1);
    const int top = static_cast<int>(laneY(1) - lanePitch() / 2);
    m_scroll->setGeometry(width() - 11, top, 10, static_cast<int>(laneY(shownRows()) - lanePitch() / 2) - top);
}

std::size_t TimelineView::shownRows() const
{
    return std::min(rowCount(), 1 + (window()->height() < scaled(kLowWindow) ? kFewerRules : kMostRules));
}

/// The Load lane stays while the rules below it scroll.
std::size_t TimelineView::rowAt(std::size_t place) const
{
    return place == 0 || !hasRuleRows() ? place : place + static_cast<std::size_t>(m_scroll->value());
}

std::size_t TimelineView::rowCount() const
{
    return hasRuleRows() ? m_rules.size() : kLaneCount;
}

/// Null: that test has none of them.
const std::vector<LaneMark>* TimelineView::marksOf(const TimelineTest& test, std::size_t row) const
{
    const std::size_t lane = hasRuleRows() ? m_rules[row].first : row;
    if (!hasRuleRows() || m_rules[row].second.isEmpty()) {
        return lane + 1 < kLaneCount || test.hasServer ? &test.lanes[lane] : nullptr;
    }
    const auto rule = std::find_if(test.rules.begin(), test.rules.end(),
                                   [&](const TimelineRule& one) { return std::pair(one.lane, one.name) == m_rules[row]; });
    return rule != test.rules.end() ? &rule->marks : nullptr;
}

QStringList TimelineView::laneNames() const
{
    if (!hasRuleRows()) {
        return laneHeads();
    }
    QStringList names;
    for (const auto& [lane, name] : m_rules) {
        names << (name.isEmpty() ? laneHeads().at(static_cast<qsizetype>(lane)) : name);
    }
    return names;
}

double TimelineView::left() const
{
    return (hasRuleRows() ? 190 : 84) * fontScale();
}

double TimelineView::laneY(std::size_t row) const
{
    return firstLane() + static_cast<double>(row) * lanePitch();
}

void TimelineView::setTests(std::vector<TimelineTest> tests, double pauseSeconds)
{
    m_tests = std::move(tests);
    std::erase_if(m_tests, [](const TimelineTest& test) { return !test.startedAt && test.plannedSeconds <= 0; });
    m_pause = pauseSeconds;
    m_chosen = std::min(m_chosen, static_cast<int>(m_tests.size()) - 1);
    const auto running = std::find_if(m_tests.begin(), m_tests.end(), [](const TimelineTest& test) { return test.isRunning; });
    if (running != m_tests.end() && std::exchange(m_running, running->id) != running->id) {
        m_chosen = -1; // a test began: its thresholds are watched now
    }
    place();
    chooseRules();
    if (sizeHint().height() != height()) { // the window may have become lower
        updateGeometry();
    }
    QStringList parts;
    for (const TimelineTest& test : m_tests) {
        parts << test.name + QLatin1Char(' ') + test.look.word + QLatin1Char(' ') + test.text;
    }
    if (const int test = rowTest(); test >= 0 && m_tests[static_cast<std::size_t>(test)].startedAt) {
        const TimelineTest& told = m_tests[static_cast<std::size_t>(test)];
        for (std::size_t lane = 0; lane < kLaneCount; ++lane) {
            parts << tr("%1, %2: %3").arg(told.name, laneHeads().at(static_cast<qsizetype>(lane)), laneWord(told.lanes[lane]));
        }
    }
    setAccessibleDescription(parts.join(QStringLiteral(", ")));
    update();
}

void TimelineView::place()
{
    m_places.clear();
    m_isContinuous = true;
    double end = 0;
    std::optional<WallTime> endTime;
    for (const TimelineTest& test : m_tests) {
        double from = m_places.empty() ? 0 : end + m_pause;
        if (test.startedAt && endTime) {
            const double gap = std::chrono::duration<double>(*test.startedAt - *endTime).count();
            const bool isShort = gap <= m_pause + kLongestGap;
            m_isContinuous = m_isContinuous && isShort && gap > -1; // the next began within what was planned
            from = end + (isShort ? std::max(0.0, gap) : std::clamp(m_pause, kShortGap, kLongestGap));
        }
        end = from + std::max(test.barSeconds(), 1.0);
        m_places.push_back({from, end});
        if (test.startedAt) {
            endTime = *test.startedAt + std::chrono::microseconds(static_cast<long long>((end - from) * 1e6));
        }
    }
    m_length = std::max(1.0, end);
}

double TimelineView::pixelOf(double second) const
{
    return left() + second / m_length * (width() - left() - kTimelineRight);
}

int TimelineView::testAt(const QPoint& at) const
{
    for (std::size_t index = 0; index < m_tests.size(); ++index) {
        if (at.x() >= pixelOf(m_places[index].from) && at.x() <= pixelOf(m_places[index].to)) {
            return static_cast<int>(index);
        }
    }
    return -1;
}

void TimelineView::mousePressEvent(QMouseEvent* event)
{
    const int index = testAt(event->pos());
    if (event->pos().x() < left() && event->pos().y() > barTop() + barHeight()) {
        setUnfolded(!m_isUnfolded);
    } else if (index >= 0) {
        choose(index);
        Q_EMIT testActivated(m_tests[static_cast<std::size_t>(index)].id);
    }
}

void TimelineView::keyPressEvent(QKeyEvent* event)
{
    const int last = static_cast<int>(m_tests.size()) - 1;
    switch (event->key()) {
    case Qt::Key_Left:
        choose(std::max(0, m_chosen - 1));
        break;
    case Qt::Key_Right:
        choose(std::min(last, m_chosen + 1));
        break;
    case Qt::Key_Down:
        m_isUnfolded ? m_scroll->setValue(m_scroll->value() + 1) : setUnfolded(true);
        break;
    case Qt::Key_Up:
        m_scroll->value() > 0 ? m_scroll->setValue(m_scroll->value() - 1) : setUnfolded(false);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_chosen >= 0 && m_chosen <= last) {
            Q_EMIT testActivated(m_tests[static_cast<std::size_t>(m_chosen)].id);
        }
        break;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    update();
}

void TimelineView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        updateGeometry();
    }
}

void TimelineView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    placeScroll();
}

void TimelineView::wheelEvent(QWheelEvent* event)
{
    if (!m_scroll->isVisible()) {
        QWidget::wheelEvent(event);
        return;
    }
    m_scroll->setValue(m_scroll->value() + (event->angleDelta().y() < 0 ? 1 : -1));
    event->accept();
}

double TimelineView::scaleOf(std::size_t test) const
{
    return (m_places[test].to - m_places[test].from) / std::max(1.0, m_tests[test].barSeconds());
}

/// Over a bar what became of its test, over a row what it says at that time, over a name the whole name.
QString TimelineView::tipAt(const QPoint& at) const
{
    const auto place = static_cast<int>(std::floor((at.y() - laneY(0) + lanePitch() / 2) / lanePitch()));
    const bool isRow = place >= 0 && place < static_cast<int>(shownRows());
    const std::size_t row = isRow ? rowAt(static_cast<std::size_t>(place)) : 0;
    const QString name = laneNames().value(static_cast<qsizetype>(row));
    if (at.x() < left()) {
        return isRow ? name : QString();
    }
    const int index = testAt(at);
    if (index < 0) {
        return {};
    }
    const TimelineTest& test = m_tests[static_cast<std::size_t>(index)];
    QStringList lines{test.name + QStringLiteral(": ") + test.detail};
    if (!test.startedAt) {
        return lines.front();
    }
    const std::vector<LaneMark>* const marks = isRow ? marksOf(test, row) : nullptr;
    if (marks == nullptr) {
        for (std::size_t lane = 0; lane < kLaneCount; ++lane) {
            lines << laneHeads().at(static_cast<qsizetype>(lane)) + QStringLiteral(": ") + laneWord(test.lanes[lane]);
        }
        return lines.join(QLatin1Char('\n'));
    }
    const double onLine = (at.x() - left()) / (width() - left() - kTimelineRight) * m_length;
    const double second = (onLine - m_places[static_cast<std::size_t>(index)].from) / scaleOf(static_cast<std::size_t>(index));
    for (auto mark = marks->rbegin(); mark != marks->rend(); ++mark) { // what is seen lies on top
        if (second >= mark->from && second <= mark->to) {
            return name + QStringLiteral(": ") +
                   tr("%1 from %2 to %3").arg(laneWord({*mark}), elapsedLabel(mark->from), elapsedLabel(mark->to));
        }
    }
    return lines.front();
}

bool TimelineView::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip) {
        return QWidget::event(event);
    }
    const auto* help = static_cast<QHelpEvent*>(event);
    const QString tip = tipAt(help->pos());
    tip.isEmpty() ? QToolTip::hideText() : QToolTip::showText(help->globalPos(), tip, this);
    return true;
}

} // namespace holdpoint
