// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/timeline_view.h"

#include "core/base/time_format.h"
#include "ui/style/elision.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

constexpr double kLeft = 84;
constexpr double kRight = 16;
constexpr double kBarTop = 23;
constexpr double kBarHeight = 17;
constexpr double kFirstLane = 51;
constexpr double kLanePitch = 13;
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
    setAccessibleName(tr("Timeline of the tests"));
}

QSize TimelineView::sizeHint() const
{
    return {600, scaled(126)};
}

void TimelineView::setTests(std::vector<TimelineTest> tests, double pauseSeconds)
{
    m_tests = std::move(tests);
    std::erase_if(m_tests, [](const TimelineTest& test) { return !test.startedAt && test.plannedSeconds <= 0; });
    m_pause = pauseSeconds;
    place();
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
    return kLeft + second / m_length * (width() - kLeft - kRight);
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
        paintGlyph(painter, QRectF(bar.left() + 3, bar.top() + 2.5, 12, 12), test.look.glyph, palette(),
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

void TimelineView::paintLanes(QPainter& painter, std::size_t index) const
{
    const ThemeColors& colors = colorsFor(this);
    const TimelineTest& test = m_tests[index];
    const double scale = (m_places[index].to - m_places[index].from) /
                         std::max(1.0, test.isRunning ? std::max(test.plannedSeconds, test.seconds) : test.seconds);
    for (std::size_t lane = 0; lane < kLaneCount; ++lane) {
        const double y = kFirstLane + static_cast<double>(lane) * kLanePitch;
        const auto bar = [&](double from, double to, double height) {
            const double left = pixelOf(m_places[index].from + from * scale);
            const double right = std::max(left + 2, pixelOf(m_places[index].from + to * scale));
            return QRectF(std::round(left), y - height / 2, std::round(right - left), height);
        };
        if (!test.startedAt || lane == kLaneCount - 1) { // no server source yet
            continue;
        }
        painter.fillRect(bar(0, test.seconds, 2), colors.pass.glyph);
        for (const LaneMark& mark : test.lanes[lane]) {
            switch (mark.severity) {
            case LaneSeverity::Warn:
                painter.fillRect(bar(mark.from, mark.to, 6), colors.warn.glyph);
                break;
            case LaneSeverity::Fail:
                painter.fillRect(bar(mark.from, mark.to, 8), colors.fail.glyph);
                break;
            case LaneSeverity::DoNotTrust:
                paintDoubt(painter, bar(mark.from, mark.to, 7), colors.warn.glyph, colors.base);
                break;
            }
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
    const double baseline = kFirstLane + kLaneCount * kLanePitch + metrics.ascent() - 2;
    const auto running = std::find_if(m_tests.begin(), m_tests.end(), [](const TimelineTest& test) { return test.isRunning; });
    double nowX = -1000;
    if (running != m_tests.end()) {
        const double second = m_places[static_cast<std::size_t>(running - m_tests.begin())].from + running->seconds;
        nowX = std::round(pixelOf(second));
        painter.fillRect(QRectF(nowX, 6, 1, kFirstLane + kLaneCount * kLanePitch - 12), colors.text);
        const WallTime now = *running->startedAt + std::chrono::seconds(static_cast<long>(running->seconds));
        const QString text = tr("now %1").arg(clockText(now, true));
        painter.setFont(fontFor(FontRole::CaptionStrong));
        painter.setPen(colors.text);
        const double textWidth = QFontMetricsF(painter.font()).horizontalAdvance(text);
        painter.drawText(QPointF(std::clamp(nowX - textWidth / 2, kLeft, width() - kRight - textWidth), baseline), text);
    }
    painter.setFont(fontFor(FontRole::Caption));
    painter.setPen(colors.text2);
    const bool isShort = m_length < 1200;
    double freeFrom = 0;
    const auto label = [&](double second, WallTime time) {
        const QString text = clockText(time, isShort);
        const double x = pixelOf(second);
        const double left = x - metrics.horizontalAdvance(text) / 2;
        if (left >= freeFrom && std::abs(x - nowX) > 70 && left + metrics.horizontalAdvance(text) < width()) {
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

void TimelineView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const ThemeColors& colors = colorsFor(this);
    painter.fillRect(rect(), colors.base);
    const std::array<QString, kLaneCount + 1> heads = {tr("Tests"), tr("Load"), tr("Latency"), tr("Errors"), tr("Server")};
    painter.setFont(fontFor(FontRole::Caption));
    painter.setPen(colors.text2);
    const QFontMetricsF metrics(painter.font());
    for (std::size_t row = 0; row < heads.size(); ++row) {
        const double middle = row == 0 ? kBarTop + kBarHeight / 2 : kFirstLane + static_cast<double>(row - 1) * kLanePitch;
        painter.setPen(colors.text2);
        painter.drawText(QPointF(16, middle + metrics.capHeight() / 2), heads[row]);
        if (row > 0) {
            painter.fillRect(QRectF(kLeft, std::floor(middle), width() - kLeft - kRight, 1), colors.line);
        }
    }
    const QString noServer = tr("no Prometheus connected");
    const double serverY = kFirstLane + (kLaneCount - 1) * kLanePitch;
    painter.fillRect(QRectF(kLeft, serverY - 6, metrics.horizontalAdvance(noServer) + 8, 12), colors.base);
    painter.drawText(QPointF(kLeft, serverY + metrics.capHeight() / 2), noServer);

    for (std::size_t index = 0; index < m_tests.size(); ++index) {
        const TimelineTest& test = m_tests[index];
        const double left = std::round(pixelOf(m_places[index].from));
        const QRectF bar(left, kBarTop, std::max(3.0, std::round(pixelOf(m_places[index].to)) - left - 2), kBarHeight);
        paintBar(painter, test, bar);
        painter.setFont(fontFor(test.isRunning ? FontRole::CaptionStrong : FontRole::Caption));
        painter.setPen(colors.text);
        const double next = index + 1 < m_tests.size() ? pixelOf(m_places[index + 1].from) : width() - 4.0;
        const QFontMetricsF nameMetrics(painter.font());
        if (next - left > 24) {
            painter.drawText(QPointF(left, 17), nameMetrics.elidedText(test.name, Qt::ElideRight, next - left - 4));
        }
        paintLanes(painter, index);
    }
    paintClock(painter);
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
    if (index >= 0) {
        Q_EMIT testActivated(m_tests[static_cast<std::size_t>(index)].id);
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
        } else {
            QToolTip::hideText();
        }
        return true;
    }
    return QWidget::event(event);
}

} // namespace holdpoint
