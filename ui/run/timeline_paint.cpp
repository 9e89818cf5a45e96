// SPDX-License-Identifier: GPL-3.0-or-later
// What TimelineView paints.
#include "core/base/time_format.h"
#include "ui/run/timeline_geometry.h"
#include "ui/run/timeline_view.h"
#include "ui/style/elision.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

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

void TimelineView::paintBar(QPainter& painter, const TimelineTest& test, const QRectF& bar) const
{
    const ThemeColors& colors = colorsFor(this);
    const StatusColors& look = colors.of(test.look.status);
    painter.fillRect(bar, colors.base);
    const auto placeOf = [&](double seconds) { return bar.width() * std::min(1.0, seconds / std::max(1.0, test.barSeconds())); };
    if (test.startedAt) { // what has run of what was planned
        painter.fillRect(QRectF(bar.left(), bar.top(), placeOf(test.seconds), bar.height()),
                         test.isRunning ? colors.runningFill : look.fill);
    }
    painter.setPen(QPen(look.glyph, 1));
    painter.drawRect(bar);
    if (test.startedAt && !test.isRunning && test.plannedSeconds > 0 && bar.width() - placeOf(test.plannedSeconds) >= 2) {
        const double planned = bar.left() + std::round(placeOf(test.plannedSeconds)); // it took longer
        painter.drawLine(QPointF(planned, bar.top()), QPointF(planned, bar.bottom()));
    }
    painter.setRenderHint(QPainter::Antialiasing);
    const bool hasRoom = bar.width() >= 18;
    if (hasRoom) {
        paintGlyph(painter, QRectF(bar.left() + 3, bar.center().y() - 6, 12, 12), test.look.glyph, palette(),
                   test.startedAt ? look.fill : colors.base);
    }
    painter.setFont(fontFor(FontRole::Caption));
    painter.setPen(test.startedAt ? colors.text : colors.text2);
    const QFontMetricsF metrics(painter.font());
    const auto fits = [&](const QString& text) { return hasRoom && metrics.horizontalAdvance(text) <= bar.width() - 22; };
    if (const QString text = fits(test.text) ? test.text : test.shortText; fits(text)) {
        painter.drawText(QPointF(bar.left() + 19, bar.center().y() + metrics.capHeight() / 2 + 0.5), text);
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
}

/// `thin` is where the mark lies, 2 px high; severity makes it higher.
void TimelineView::paintMark(QPainter& painter, const LaneMark& mark, const QRectF& thin) const
{
    const ThemeColors& colors = colorsFor(this);
    const auto grown = [&thin](double height) {
        return QRectF(thin.left(), thin.center().y() - height / 2, thin.width(), height);
    };
    switch (mark.severity) {
    case LaneSeverity::Pass:
        painter.fillRect(thin, colors.pass.glyph);
        break;
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
    const TimelineTest& test = m_tests[index];
    if (!test.startedAt) {
        return;
    }
    const double scale = scaleOf(index);
    const auto paintRow = [&](std::size_t row, const std::vector<LaneMark>& marks) {
        const auto bar = [&](double from, double to) {
            const double begin = pixelOf(m_places[index].from + from * scale);
            const double end = std::max(begin + 2, pixelOf(m_places[index].from + to * scale));
            return QRectF(std::round(begin), std::floor(laneY(row)) - 1, std::round(end - begin), 2);
        };
        for (const LaneMark& mark : marks) {
            paintMark(painter, mark, bar(mark.from, mark.to));
        }
    };
    for (std::size_t place = 0; place < shownRows(); ++place) {
        if (const std::vector<LaneMark>* const marks = marksOf(test, rowAt(place))) {
            paintRow(place, *marks);
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
    const double below = laneY(shownRows());
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
        painter.drawText(
            QPointF(std::clamp(nowX - textWidth / 2, left(), std::max(left(), width() - kTimelineRight - textWidth)), baseline),
            text);
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
    if (!m_tests.empty() && m_tests.front().startedAt) { // said once for all times of the line
        painter.drawText(QPointF(16, laneY(shownRows()) + metrics.ascent() - 2), QStringLiteral("UTC"));
    }
    for (std::size_t row = 0; row < shownRows(); ++row) {
        painter.setPen(colors.text2);
        const double indent = hasRuleRows() && !m_rules[rowAt(row)].second.isEmpty() ? 26 : 16;
        painter.drawText(QPointF(indent, laneY(row) + metrics.capHeight() / 2),
                         elided(names.value(static_cast<qsizetype>(rowAt(row))), painter.font(), left() - indent - 6));
        painter.fillRect(QRectF(left(), std::floor(laneY(row)), width() - left() - kTimelineRight, 1), colors.line);
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colors.text2, 1.3));
    const QPointF tip(8, laneY(0));
    painter.drawPolyline(m_isUnfolded ? QPolygonF({tip + QPointF(-3, -1.5), tip + QPointF(0, 1.5), tip + QPointF(3, -1.5)})
                                      : QPolygonF({tip + QPointF(-1.5, -3), tip + QPointF(1.5, 0), tip + QPointF(-1.5, 3)}));
    painter.setRenderHint(QPainter::Antialiasing, false);
    const bool hasServer = std::any_of(m_tests.begin(), m_tests.end(), [](const TimelineTest& test) { return test.hasServer; });
    if (!hasServer && !hasRuleRows()) {
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
        if (hasRuleRows() && rowTest() == static_cast<int>(index)) { // whose thresholds the rows are
            painter.fillRect(QRectF(bar.left(), bar.bottom() + 1, bar.width() + 1, 2), colors.accent);
        }
        if (hasFocus() && m_chosen == static_cast<int>(index)) {
            painter.setPen(QPen(colors.accent, 2));
            painter.drawRect(bar.adjusted(2, 2, -1, -1));
        }
        painter.setFont(fontFor(test.isRunning ? FontRole::CaptionStrong : FontRole::Caption));
        painter.setPen(colors.text);
        const double next = index + 1 < m_tests.size() ? pixelOf(m_places[index + 1].from) : width() - 4.0;
        const QFontMetricsF nameMetrics(painter.font());
        if (next - start > 24) {
            painter.drawText(QPointF(start, 17 * fontScale()),
                             nameMetrics.elidedText(test.name, Qt::ElideRight, next - start - 4));
        }
        paintLanes(painter, index);
    }
    paintClock(painter);
    if (hasFocus()) {
        painter.setPen(QPen(colors.lineStrong, 1));
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

} // namespace holdpoint
