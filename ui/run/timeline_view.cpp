// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/timeline_view.h"

#include "core/base/time_format.h"
#include "ui/style/elision.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

constexpr double kRight = 16;
constexpr std::size_t kMostRules = 12; // rows of an unfolded timeline

double barTop()
{
    return 23 * fontScale();
}

double barHeight()
{
    return 17 * fontScale();
}

double firstLane()
{
    return 51 * fontScale();
}

double lanePitch()
{
    return 13 * fontScale();
}

QStringList laneHeads()
{
    return {TimelineView::tr("Load"), TimelineView::tr("Latency"), TimelineView::tr("Errors"), TimelineView::tr("Server")};
}

constexpr double kLongestGap = 30 * 60; // a longer pause between runs is drawn as a minute

QString clockText(WallTime time, bool hasSeconds)
{
    const QString text = fromCore(formatUtcClock(time));
    return hasSeconds ? text : text.left(5);
}

/// Outlined hatch: "do not trust".
void paintDoubt(QPainter& painter, const QRectF& area, const QColor& color, const QColor& base)
{
    painter.save();
    painter.fillRect(area, base);
    painter.setClipRect(area);
    painter.setPen(QPen(color, 1));
    painter.setRenderHint(QPainter::Antialiasing);
    for (double x = area.left() - area.height(); x < area.right(); x += 4) {
        painter.drawLine(QPointF(x, area.bottom()), QPointF(x + area.height(), area.top()));
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.drawRect(area.adjusted(0, 0, -1, -1));
    painter.restore();
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
    return left() + second / m_length * (width() - left() - kRight);
}

void TimelineView::paintBar(QPainter& painter, const TimelineTest& test, const QRectF& bar) const
{
    const ThemeColors& colors = colorsFor(this);
    const StatusColors& look = colors.of(test.look.status);
    painter.fillRect(bar, colors.base);
    if (test.isRunning) {
        const double share = std::clamp(test.seconds / std::max(1.0, test.plannedSeconds), 0.0, 1.0);
        painter.fillRect(QRectF(bar.left(), bar.top(), bar.width() * share, bar.height()), colors.runningFill);
    } else if (test.startedAt) {
        painter.fillRect(bar, look.fill);
    }
    painter.setPen(QPen(look.glyph, 1));
    painter.drawRect(bar);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool hasRoom = bar.width() >= 18;
    if (hasRoom) {
        paintGlyph(painter, QRectF(bar.left() + 3, bar.center().y() - 6, 12, 12), test.look.glyph, palette(),
                   test.startedAt ? look.fill : colors.base);
    }
    painter.setFont(fontFor(FontRole::Caption));
    painter.setPen(test.startedAt ? colors.text : colors.text2);
    const QFontMetricsF metrics(painter.font());
    if (hasRoom && metrics.horizontalAdvance(test.text) <= bar.width() - 22) {
        painter.drawText(QPointF(bar.left() + 19, bar.center().y() + metrics.capHeight() / 2 + 0.5), test.text);
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
}

/// `thin` is where the mark lies, 2 px high; severity makes it higher.
void TimelineView::paintMark(QPainter& painter, const LaneMark& mark, const QRectF& thin) const
{
    const ThemeColors& colors = colorsFor(this);
    const auto grown = [&thin](double height) { return QRectF(thin.left(), thin.center().y() - height / 2, thin.width(), height); };
    switch (mark.severity) {
    case LaneSeverity::Warn:
        painter.fillRect(grown(6), colors.warn.glyph);
        break;
    case LaneSeverity::Fail:
        painter.fillRect(grown(8), colors.fail.glyph);
        break;
    case LaneSeverity::DoNotTrust:
        paintDoubt(painter, grown(7), colors.warn.glyph, colors.base);
        break;
    case LaneSeverity::NoData: { // interrupted, as a line in a chart is
        painter.fillRect(grown(4), colors.base);
        QPen pen(colors.lineStrong, 1);
        pen.setDashPattern({2, 3});
        painter.setPen(pen);
        painter.drawLine(thin.topLeft() + QPointF(0, 1), thin.topRight() + QPointF(0, 1));
        break;
    }
    }
}

void TimelineView::paintLanes(QPainter& painter, std::size_t index) const
{
    const ThemeColors& colors = colorsFor(this);
    const TimelineTest& test = m_tests[index];
    if (!test.startedAt) {
        return;
    }
    const double scale = (m_places[index].to - m_places[index].from) /
                         std::max(1.0, test.isRunning ? std::max(test.plannedSeconds, test.seconds) : test.seconds);
    const auto paintRow = [&](std::size_t row, const std::vector<LaneMark>& marks) {
        const auto bar = [&](double from, double to) {
            const double begin = pixelOf(m_places[index].from + from * scale);
            const double end = std::max(begin + 2, pixelOf(m_places[index].from + to * scale));
            return QRectF(std::round(begin), std::floor(laneY(row)) - 1, std::round(end - begin), 2);
        };
        painter.fillRect(bar(0, test.seconds), colors.pass.glyph);
        for (const LaneMark& mark : marks) {
            paintMark(painter, mark, bar(mark.from, mark.to));
        }
    };
    paintRow(0, test.lanes[0]);
    if (!m_isUnfolded || m_rules.empty()) {
        for (std::size_t lane = 1; lane < kLaneCount; ++lane) {
            if (lane + 1 < kLaneCount || test.hasServer) {
                paintRow(lane, test.lanes[lane]);
            }
        }
        return;
    }
    for (std::size_t row = 0; row < m_rules.size(); ++row) {
        const auto rule = std::find_if(test.rules.begin(), test.rules.end(), [&](const TimelineRule& one) {
            return one.lane == m_rules[row].first && one.name == m_rules[row].second;
        });
        if (rule != test.rules.end()) {
            paintRow(row + 1, rule->marks);
        }
    }
}

void TimelineView::paintClock(QPainter& painter) const
{
    if (m_tests.empty() || !m_tests.front().startedAt) {
        return;
    }
    const ThemeColors& colors = colorsFor(this);
    const QFontMetricsF metrics(fontFor(FontRole::Caption));
    const double below = laneY(rowCount());
    const double baseline = below + metrics.ascent() - 2;
    const auto running = std::find_if(m_tests.begin(), m_tests.end(), [](const TimelineTest& test) { return test.isRunning; });
    double nowX = -1000;
    if (running != m_tests.end()) {
        const double second = m_places[static_cast<std::size_t>(running - m_tests.begin())].from + running->seconds;
        nowX = std::round(pixelOf(second));
        painter.fillRect(QRectF(nowX, 6, 1, below - 12), colors.text);
        const WallTime now = *running->startedAt + std::chrono::seconds(static_cast<long>(running->seconds));
        const QString text = tr("now %1").arg(clockText(now, true));
        painter.setFont(fontFor(FontRole::CaptionStrong));
        painter.setPen(colors.text);
        const double textWidth = QFontMetricsF(painter.font()).horizontalAdvance(text);
        painter.drawText(QPointF(std::clamp(nowX - textWidth / 2, left(), std::max(left(), width() - kRight - textWidth)), baseline), text);
    }
    painter.setFont(fontFor(FontRole::Caption));
    painter.setPen(colors.text2);
    const bool isShort = m_length < 1200;
    double freeFrom = 0;
    const auto label = [&](double second, WallTime time) {
        const QString text = clockText(time, isShort);
        const double x = pixelOf(second);
        const double left = x - metrics.horizontalAdvance(text) / 2;
        if (left >= freeFrom && std::abs(x - nowX) > 70 * fontScale() && left + metrics.horizontalAdvance(text) < width()) {
            painter.drawText(QPointF(left, baseline), text);
            freeFrom = left + metrics.horizontalAdvance(text) + 16;
        }
    };
    if (m_isContinuous) {
        const double step = std::max(10.0, std::ceil(m_length / 6 / (isShort ? 10 : 300)) * (isShort ? 10 : 300));
        for (double second = 0; second <= m_length; second += step) {
            label(second, *m_tests.front().startedAt + std::chrono::seconds(static_cast<long>(second)));
        }
    } else {
        for (std::size_t index = 0; index < m_tests.size(); ++index) {
            if (m_tests[index].startedAt) {
                label(m_places[index].from, *m_tests[index].startedAt);
            }
        }
    }
}

/// Names of the rows; the triangle before the lanes says that they unfold.
void TimelineView::paintHeads(QPainter& painter) const
{
    const ThemeColors& colors = colorsFor(this);
    painter.setFont(fontFor(FontRole::Caption));
    const QFontMetricsF metrics(painter.font());
    const QStringList names = laneNames();
    painter.setPen(colors.text2);
    painter.drawText(QPointF(16, barTop() + barHeight() / 2 + metrics.capHeight() / 2), tr("Tests"));
    for (std::size_t row = 0; row < rowCount(); ++row) {
        painter.setPen(colors.text2);
        painter.drawText(QPointF(16, laneY(row) + metrics.capHeight() / 2),
                         elided(names.value(static_cast<qsizetype>(row)), painter.font(), left() - 16 - 6));
        painter.fillRect(QRectF(left(), std::floor(laneY(row)), width() - left() - kRight, 1), colors.line);
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colors.text2, 1.3));
    const QPointF tip(8, laneY(0));
    painter.drawPolyline(m_isUnfolded ? QPolygonF({tip + QPointF(-3, -1.5), tip + QPointF(0, 1.5), tip + QPointF(3, -1.5)})
                                      : QPolygonF({tip + QPointF(-1.5, -3), tip + QPointF(1.5, 0), tip + QPointF(-1.5, 3)}));
    painter.setRenderHint(QPainter::Antialiasing, false);
    const bool hasServer = std::any_of(m_tests.begin(), m_tests.end(), [](const TimelineTest& test) { return test.hasServer; });
    if (!hasServer && (!m_isUnfolded || m_rules.empty())) {
        const QString noServer = tr("no values of a server");
        const double y = laneY(kLaneCount - 1);
        painter.fillRect(QRectF(left(), y - 6, metrics.horizontalAdvance(noServer) + 8, 12), colors.base);
        painter.setPen(colors.text2);
        painter.drawText(QPointF(left(), y + metrics.capHeight() / 2), noServer);
    }
}

void TimelineView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const ThemeColors& colors = colorsFor(this);
    painter.fillRect(rect(), colors.base);
    paintHeads(painter);
    for (std::size_t index = 0; index < m_tests.size(); ++index) {
        const TimelineTest& test = m_tests[index];
        const double start = std::round(pixelOf(m_places[index].from));
        const QRectF bar(start, barTop(), std::max(3.0, std::round(pixelOf(m_places[index].to)) - start - 2), barHeight());
        paintBar(painter, test, bar);
        if (hasFocus() && m_chosen == static_cast<int>(index)) {
            painter.setPen(QPen(colors.accent, 2));
            painter.drawRect(bar.adjusted(2, 2, -1, -1));
        }
        painter.setFont(fontFor(test.isRunning ? FontRole::CaptionStrong : FontRole::Caption));
        painter.setPen(colors.text);
        const double next = index + 1 < m_tests.size() ? pixelOf(m_places[index + 1].from) : width() - 4.0;
        const QFontMetricsF nameMetrics(painter.font());
        if (next - start > 24) {
            painter.drawText(QPointF(start, 17 * fontScale()), nameMetrics.elidedText(test.name, Qt::ElideRight, next - start - 4));
        }
        paintLanes(painter, index);
    }
    paintClock(painter);
    if (hasFocus()) {
        painter.setPen(QPen(colors.lineStrong, 1));
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
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
