// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/glyphs.h"

#include "ui/style/theme.h"

#include <QPainter>
#include <QPainterPath>
#include <QPalette>
#include <cmath>

namespace holdpoint {

namespace {

/// Draws on the 16 x 16 grid of reference/ui.md §5.
class GlyphPen
{
public:
    GlyphPen(QPainter& painter, const QColor& color, const QColor& behind) : m_painter(painter), m_color(color), m_behind(behind)
    {}

    void line(std::initializer_list<QPointF> points, double width, bool isCutOut)
    {
        stroke(width, isCutOut ? m_behind : m_color);
        m_painter.drawPolyline(QPolygonF(QList<QPointF>(points)));
    }
    void ring(double radius, double width)
    {
        stroke(width, m_color);
        m_painter.drawEllipse(QPointF(8, 8), radius, radius);
    }
    void disc(const QPointF& center, double radius, bool isCutOut)
    {
        fill(isCutOut ? m_behind : m_color);
        m_painter.drawEllipse(center, radius, radius);
    }
    void filled(const QPainterPath& path)
    {
        fill(m_color);
        m_painter.drawPath(path);
    }
    /// Corners rounded by a stroke of the same colour around the smaller shape.
    void filledRound(const QPolygonF& shape, double radius)
    {
        QPen pen(m_color, radius, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
        m_painter.setPen(pen);
        m_painter.setBrush(m_color);
        m_painter.drawPolygon(shape);
    }
    void outline(const QPainterPath& path, double width)
    {
        stroke(width, m_color);
        m_painter.drawPath(path);
    }

private:
    void stroke(double width, const QColor& color)
    {
        m_painter.setPen(QPen(color, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        m_painter.setBrush(Qt::NoBrush);
    }
    void fill(const QColor& color)
    {
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(color);
    }

    QPainter& m_painter;
    QColor m_color;
    QColor m_behind;
};

QPainterPath diamond(double inset)
{
    QPainterPath path;
    path.moveTo(8, inset);
    path.lineTo(16 - inset, 8);
    path.lineTo(8, 16 - inset);
    path.lineTo(inset, 8);
    path.closeSubpath();
    return path;
}

void questionMark(GlyphPen& pen, QPainter& painter, const QColor& color)
{
    QPainterPath path;
    path.moveTo(6.0, 6.5);
    path.cubicTo(6.0, 3.7, 10.0, 3.7, 10.0, 6.4);
    path.cubicTo(10.0, 7.9, 8.0, 7.9, 8.0, 9.3);
    painter.setPen(QPen(color, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(path);
    pen.disc({8, 11.6}, 0.95, false);
}

QColor colorOf(Glyph glyph, const ThemeColors& colors)
{
    switch (glyph) {
    case Glyph::Pass:
    case Glyph::GateGo:
        return colors.pass.glyph;
    case Glyph::Warn:
    case Glyph::Unknown:
    case Glyph::Stale:
    case Glyph::Inconclusive:
    case Glyph::GateHold:
        return colors.warn.glyph;
    case Glyph::Fail:
    case Glyph::GateNoGo:
        return colors.fail.glyph;
    case Glyph::OpenSensed:
    case Glyph::OpenManual:
    case Glyph::GateLater:
    case Glyph::Dot:
        return colors.lineStrong;
    case Glyph::NotApplicable:
        return colors.text2;
    case Glyph::Running:
        return colors.accent;
    case Glyph::Deferred:
        return colors.deferred.glyph;
    case Glyph::Overridden:
        return colors.overridden.glyph;
    }
    return colors.lineStrong;
}

void drawOnGrid(GlyphPen& pen, QPainter& painter, Glyph glyph, const QColor& color)
{
    QPainterPath path;
    switch (glyph) {
    case Glyph::Pass:
        pen.disc({8, 8}, 7, false);
        pen.line({{4.7, 8.3}, {7.1, 10.7}, {11.4, 5.7}}, 1.9, true);
        return;
    case Glyph::Warn:
        pen.filledRound(QPolygonF({{8, 2.8}, {13.8, 12.8}, {2.2, 12.8}}), 1.6);
        pen.line({{8, 6.2}, {8, 9.4}}, 1.7, true);
        pen.disc({8, 11.9}, 1.05, true);
        return;
    case Glyph::Fail:
        path.addRoundedRect(1.5, 1.5, 13, 13, 2, 2);
        pen.filled(path);
        pen.line({{5.5, 5.5}, {10.5, 10.5}}, 1.9, true);
        pen.line({{10.5, 5.5}, {5.5, 10.5}}, 1.9, true);
        return;
    case Glyph::Unknown:
        pen.ring(6.3, 1.5);
        questionMark(pen, painter, color);
        return;
    case Glyph::Stale:
        pen.ring(6.3, 1.5);
        pen.line({{8, 4.6}, {8, 8.2}, {10.6, 9.8}}, 1.5, false);
        return;
    case Glyph::Inconclusive:
        pen.outline(diamond(0.9), 1.5);
        pen.line({{5.4, 6.9}, {10.6, 6.9}}, 1.5, false);
        pen.line({{5.4, 9.3}, {10.6, 9.3}}, 1.5, false);
        pen.line({{9.6, 5.0}, {6.4, 11.2}}, 1.5, false);
        return;
    case Glyph::OpenSensed:
        pen.ring(6.2, 1.5);
        return;
    case Glyph::OpenManual:
        path.addRoundedRect(2, 2, 12, 12, 1.5, 1.5);
        pen.outline(path, 1.5);
        return;
    case Glyph::Running:
        path.moveTo(8, 1.7);
        path.arcTo(QRectF(1.7, 1.7, 12.6, 12.6), 90, 180);
        path.closeSubpath();
        pen.filled(path);
        pen.ring(6.3, 1.5);
        return;
    case Glyph::NotApplicable:
        pen.line({{4, 8}, {12, 8}}, 1.7, false);
        return;
    case Glyph::Deferred:
        pen.line({{1.8, 8}, {10.4, 8}}, 1.7, false);
        pen.line({{7.0, 4.6}, {10.4, 8}, {7.0, 11.4}}, 1.7, false);
        pen.line({{13.8, 3.2}, {13.8, 12.8}}, 1.7, false);
        return;
    case Glyph::Overridden:
        pen.ring(6.2, 1.6);
        pen.line({{3.8, 12.2}, {12.2, 3.8}}, 1.6, false);
        return;
    case Glyph::GateHold:
        pen.filled(diamond(0.4));
        pen.line({{6.5, 5.7}, {6.5, 10.3}}, 1.7, true);
        pen.line({{9.5, 5.7}, {9.5, 10.3}}, 1.7, true);
        return;
    case Glyph::GateGo:
        pen.filled(diamond(0.4));
        pen.line({{5.2, 8.2}, {7.2, 10.2}, {10.8, 6.0}}, 1.8, true);
        return;
    case Glyph::GateNoGo:
        pen.filled(diamond(0.4));
        pen.line({{6.1, 6.1}, {9.9, 9.9}}, 1.8, true);
        pen.line({{9.9, 6.1}, {6.1, 9.9}}, 1.8, true);
        return;
    case Glyph::GateLater:
        pen.outline(diamond(1.4), 1.5);
        return;
    case Glyph::Dot:
        pen.disc({8, 8}, 2.6, false);
        return;
    }
}

QColor holdColor(GateState state, const ThemeColors& colors)
{
    switch (state) {
    case GateState::Hold:
        return colors.warn.glyph;
    case GateState::Go:
        return colors.pass.glyph;
    case GateState::NoGo:
        return colors.fail.glyph;
    case GateState::Later:
        return colors.lineStrong;
    }
    return colors.lineStrong;
}

} // namespace

void paintGlyph(QPainter& painter, const QRectF& rect, Glyph glyph, const QPalette& palette, const QColor& behind)
{
    const ThemeColors& colors = colorsFor(palette);
    const QColor color = colorOf(glyph, colors);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(rect.topLeft());
    painter.scale(rect.width() / 16, rect.height() / 16);
    GlyphPen pen(painter, color, behind.isValid() ? behind : colors.base);
    drawOnGrid(pen, painter, glyph, color);
    painter.restore();
}

void paintHoldMark(QPainter& painter, const QRectF& rect, Qt::Orientation direction, GateState state, const QPalette& palette)
{
    constexpr int kThickness = 2;
    constexpr int kPitch = 4;
    constexpr int kDash = 5;
    constexpr int kDashGap = 4;
    const QColor color = holdColor(state, colorsFor(palette));
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(Qt::NoPen);
    const QRect area = rect.toAlignedRect();
    const bool isAcross = direction == Qt::Horizontal;
    const int length = isAcross ? area.width() : area.height();
    const auto bar = [&](int index, int from, int to) {
        const int offset = index * kPitch;
        const QRect piece = isAcross ? QRect(area.left() + from, area.top() + offset, to - from, kThickness)
                                     : QRect(area.left() + offset, area.top() + from, kThickness, to - from);
        painter.fillRect(piece, color);
    };
    for (int index = 0; index < 4; ++index) {
        if (index < 2 && state != GateState::Go) {
            bar(index, 0, length);
            continue;
        }
        for (int from = 0; from < length; from += kDash + kDashGap) {
            bar(index, from, std::min(from + kDash, length));
        }
    }
    painter.restore();
}

} // namespace holdpoint
