// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/timeline_view.h"

#include "ui/run/timeline_geometry.h"
#include "ui/style/words.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>
#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

constexpr std::size_t kMostRules = 12;  // rows of an unfolded timeline
constexpr double kLongestGap = 30 * 60; // a longer pause between runs is drawn as a minute

QStringList laneHeads()
{
    return {holdpoint::tr("Load"), holdpoint::tr("Latency"), holdpoint::tr("Errors"), holdpoint::tr("Server")};
}

} // namespace

TimelineView::TimelineView(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Timeline of the tests"));
}

QSize TimelineView::sizeHint() const
{
    const int more = m_isUnfolded && rowCount() > kLaneCount
                         ? static_cast<int>(std::lround(static_cast<double>(rowCount() - kLaneCount) * lanePitch()))
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

void TimelineView::chooseRules()
{
    const std::size_t before = m_rules.size();
    m_rules.clear();
    const auto running = std::find_if(m_tests.begin(), m_tests.end(), [](const TimelineTest& test) { return test.isRunning; });
    const auto add = [this](const TimelineTest& test) {
        for (const TimelineRule& rule : test.rules) {
            const std::pair row(rule.lane, rule.name);
            if (std::find(m_rules.begin(), m_rules.end(), row) == m_rules.end() && m_rules.size() < kMostRules) {
                m_rules.push_back(row);
            }
        }
    };
    if (running != m_tests.end()) { // what is watched now comes first
        add(*running);
    }
    std::for_each(m_tests.begin(), m_tests.end(), add);
    std::stable_sort(m_rules.begin(), m_rules.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    if (m_isUnfolded && before != m_rules.size()) {
        updateGeometry();
    }
}

/// The Load lane has no rule of its own: it stays above them.
std::size_t TimelineView::rowCount() const
{
    return m_isUnfolded && !m_rules.empty() ? 1 + m_rules.size() : kLaneCount;
}

QStringList TimelineView::laneNames() const
{
    if (rowCount() == kLaneCount && (!m_isUnfolded || m_rules.empty())) {
        return laneHeads();
    }
    QStringList names{laneHeads().front()};
    for (const auto& [lane, name] : m_rules) {
        names << name;
    }
    return names;
}

double TimelineView::left() const
{
    return (m_isUnfolded && !m_rules.empty() ? 190 : 84) * fontScale();
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
    place();
    chooseRules();
    QStringList parts;
    for (const TimelineTest& test : m_tests) {
        parts << test.name + QLatin1Char(' ') + test.look.word + QLatin1Char(' ') + test.text;
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
            m_isContinuous = m_isContinuous && gap <= kLongestGap;
            from = end + (gap <= kLongestGap ? std::max(0.0, gap) : 60);
        }
        const double length = test.isRunning || !test.startedAt ? std::max(test.plannedSeconds, test.seconds) : test.seconds;
        end = from + std::max(length, 1.0);
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
        m_chosen = index;
        Q_EMIT testActivated(m_tests[static_cast<std::size_t>(index)].id);
    }
}

void TimelineView::keyPressEvent(QKeyEvent* event)
{
    const int last = static_cast<int>(m_tests.size()) - 1;
    switch (event->key()) {
    case Qt::Key_Left:
        m_chosen = std::max(0, m_chosen - 1);
        break;
    case Qt::Key_Right:
        m_chosen = std::min(last, m_chosen + 1);
        break;
    case Qt::Key_Down:
        setUnfolded(true);
        break;
    case Qt::Key_Up:
        setUnfolded(false);
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

bool TimelineView::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int index = testAt(help->pos());
        if (index >= 0) {
            const TimelineTest& test = m_tests[static_cast<std::size_t>(index)];
            QToolTip::showText(help->globalPos(), test.name + QStringLiteral(": ") + test.detail, this);
        } else if (help->pos().x() < left() && help->pos().y() >= laneY(0) - lanePitch() / 2) {
            const auto row = static_cast<qsizetype>((help->pos().y() - laneY(0) + lanePitch() / 2) / lanePitch());
            QToolTip::showText(help->globalPos(), laneNames().value(row), this);
        } else {
            QToolTip::hideText();
        }
        return true;
    }
    return QWidget::event(event);
}

} // namespace holdpoint
