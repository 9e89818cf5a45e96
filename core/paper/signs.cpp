// SPDX-License-Identifier: GPL-3.0-or-later
// The signs on the 16 x 16 grid of reference/ui.md §5.
#include "core/paper/ink.h"

#include <QPainter>
#include <QPainterPath>

namespace holdpoint::paper {

namespace {

/// Pen and brush for one sign.
class SignPen
{
public:
    SignPen(QPainter& painter, QRgb color, QRgb behind) : m_painter(painter), m_color(color), m_behind(behind) {}

    void line(const QList<QPointF>& points, double width, bool isCutOut)
    {
        stroke(width, isCutOut ? m_behind : m_color);
        m_painter.drawPolyline(QPolygonF(points));
    }
    void path(const QPainterPath& path, double width)
    {
        stroke(width, m_color);
        m_painter.drawPath(path);
    }
    void ring(double radius, double width)
    {
        stroke(width, m_color);
        m_painter.drawEllipse(QPointF(8, 8), radius, radius);
    }
    void disc(const QPointF& centre, double radius, bool isCutOut)
    {
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(isCutOut ? m_behind : m_color);
        m_painter.drawEllipse(centre, radius, radius);
    }
    void square()
    {
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(m_color);
        m_painter.drawRoundedRect(QRectF(1.5, 1.5, 13, 13), 2, 2);
    }
    void triangle()
    {
        stroke(1.6, m_color);
        m_painter.setBrush(m_color);
        m_painter.drawPolygon(QPolygonF({{8, 2.8}, {13.8, 12.8}, {2.2, 12.8}}));
    }

private:
    void stroke(double width, const QColor& color)
    {
        m_painter.setPen(QPen(color, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        m_painter.setBrush(Qt::NoBrush);
    }

    QPainter& m_painter;
    QColor m_color;
    QColor m_behind;
};

void questionMark(SignPen& pen)
{
    QPainterPath hook;
    hook.moveTo(6.0, 6.5);
    hook.cubicTo(6.0, 3.7, 10.0, 3.7, 10.0, 6.4);
    hook.cubicTo(10.0, 7.9, 8.0, 7.9, 8.0, 9.3);
    pen.path(hook, 1.5);
    pen.disc({8, 11.6}, 0.95, false);
}

void drawOnGrid(SignPen& pen, Sign sign)
{
    switch (sign) {
    case Sign::Ring:
        return pen.ring(6.2, 1.5);
    case Sign::Dash:
        return pen.line({{4, 8}, {12, 8}}, 1.7, false);
    case Sign::Pass:
        pen.disc({8, 8}, 7, false);
        return pen.line({{4.7, 8.3}, {7.1, 10.7}, {11.4, 5.7}}, 1.9, true);
    case Sign::Warn:
        pen.triangle();
        pen.line({{8, 6.2}, {8, 9.4}}, 1.7, true);
        return pen.disc({8, 11.9}, 1.05, true);
    case Sign::Fail:
        pen.square();
        pen.line({{5.5, 5.5}, {10.5, 10.5}}, 1.9, true);
        return pen.line({{10.5, 5.5}, {5.5, 10.5}}, 1.9, true);
    case Sign::Unknown:
        pen.ring(6.3, 1.5);
        return questionMark(pen);
    case Sign::Stale:
        pen.ring(6.3, 1.5);
        return pen.line({{8, 4.6}, {8, 8.2}, {10.6, 9.8}}, 1.5, false);
    case Sign::Inconclusive:
        pen.line({{8, 0.9}, {15.1, 8}, {8, 15.1}, {0.9, 8}, {8, 0.9}}, 1.5, false);
        pen.line({{5.4, 6.9}, {10.6, 6.9}}, 1.5, false);
        pen.line({{5.4, 9.3}, {10.6, 9.3}}, 1.5, false);
        return pen.line({{9.6, 5.0}, {6.4, 11.2}}, 1.5, false);
    case Sign::Overridden:
        pen.ring(6.2, 1.6);
        return pen.line({{3.8, 12.2}, {12.2, 3.8}}, 1.6, false);
    case Sign::Deferred:
        pen.line({{1.8, 8}, {10.4, 8}}, 1.7, false);
        pen.line({{7.0, 4.6}, {10.4, 8}, {7.0, 11.4}}, 1.7, false);
        return pen.line({{13.8, 3.2}, {13.8, 12.8}}, 1.7, false);
    }
}

} // namespace

void Ink::sign(const QRectF& square, Sign sign, QRgb color, QRgb behind)
{
    m_painter.save();
    m_painter.setRenderHint(QPainter::Antialiasing);
    m_painter.translate(square.topLeft());
    m_painter.scale(square.width() / 16, square.height() / 16);
    SignPen pen(m_painter, color, behind);
    drawOnGrid(pen, sign);
    m_painter.restore();
}

} // namespace holdpoint::paper
