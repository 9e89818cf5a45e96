// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/plain_chart.h"

#include "ui/charts/chart_frame.h"
#include "ui/charts/chart_math.h"
#include "ui/style/elision.h"
#include "ui/style/theme.h"

#include <QFontMetricsF>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

constexpr int kLeft = 56;
constexpr int kRight = 16;
constexpr int kTitle = 24;
constexpr int kBottom = 20;

} // namespace

PlainChart::PlainChart(QWidget* parent) : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMinimumHeight(scaled(160));
}

QSize PlainChart::minimumSizeHint() const
{
    return {scaled(240), scaled(160)};
}

void PlainChart::setContent(PlainChartContent content)
{
    m_content = std::move(content);
    QStringList words{m_content.title};
    for (const auto& line : m_content.lines) {
        if (!line.parts.empty() && !line.parts.back().empty() && m_content.yText) {
            words << line.name + QLatin1Char(' ') + m_content.yText(line.parts.back().back().y());
        }
    }
    for (const auto& limit : m_content.limits) {
        words << limit.label;
    }
    for (const auto& note : m_content.notes) {
        words << note.text;
    }
    setAccessibleName(m_content.title);
    setAccessibleDescription(words.join(QStringLiteral(", ")));
    update();
}

QRectF PlainChart::plot() const
{
    return QRectF(rect()).adjusted(scaled(kLeft), scaled(kTitle) + 4, -scaled(kRight), -scaled(kBottom));
}

double PlainChart::top() const
{
    double most = 0;
    for (const auto& line : m_content.lines) {
        for (const auto& part : line.parts) {
            for (const QPointF& point : part) {
                most = std::max(most, point.y());
            }
        }
    }
    const double measured = most;
    for (const auto& limit : m_content.limits) { // a limit far above would press the line flat: it is named in its label
        most = limit.y <= 3 * measured || measured <= 0 ? std::max(most, limit.y) : most;
    }
    return most * 1.05;
}

void PlainChart::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const ThemeColors& colors = colorsFor(this);
    painter.fillRect(rect(), colors.base);
    painter.setFont(fontFor(FontRole::SmallStrong));
    painter.setPen(colors.text);
    const QRectF head(8, 0, width() - 16, scaled(kTitle));
    const double used = drawElided(painter, head, Qt::AlignLeft, m_content.title);
    painter.setFont(fontFor(FontRole::Caption));
    painter.setPen(colors.text2);
    if (head.width() - used > 40) {
        drawElided(painter, head.adjusted(used + 8, 0, 0, 0), Qt::AlignLeft, m_content.remark);
    }
    const QRectF area = plot();
    const bool hasPoints =
        std::any_of(m_content.lines.begin(), m_content.lines.end(), [](const auto& line) { return !line.parts.empty(); });
    if (!hasPoints) {
        painter.setFont(fontFor(FontRole::Body));
        painter.drawText(area, Qt::AlignCenter | Qt::TextWordWrap, m_content.empty);
        return;
    }
    const AxisScale scale = niceScale(std::max(1e-9, top()));
    const double span = std::max(1e-9, m_content.xTo - m_content.xFrom);
    const auto at = [&](double x, double y) {
        return QPointF(area.left() + (x - m_content.xFrom) / span * area.width(),
                       area.bottom() - y / scale.highest * area.height());
    };
    if (m_content.shadedFrom) {
        const double left = std::clamp(at(*m_content.shadedFrom, 0).x(), area.left(), area.right());
        painter.fillRect(QRectF(QPointF(left, area.top()), area.bottomRight()), colors.warn.fill);
        painter.setPen(colors.warn.text);
        painter.drawText(area.adjusted(0, 0, -4, 0), Qt::AlignRight | Qt::AlignTop,
                         m_content.shadedLabel); // may begin left of it
    }
    for (double y = 0; y <= scale.highest + scale.step / 2; y += scale.step) {
        painter.setPen(QPen(y <= 0 ? colors.lineStrong : colors.grid, 1));
        painter.drawLine(at(m_content.xFrom, y), at(m_content.xTo, y));
        painter.setPen(colors.text2);
        const QString text = m_content.yText ? m_content.yText(y) : QString::number(y);
        painter.drawText(QRectF(0, at(0, y).y() - 8, area.left() - 6, 16), Qt::AlignRight | Qt::AlignVCenter, text);
    }
    for (const auto& [x, text] : m_content.xLabels) {
        const double place = at(x, 0).x();
        painter.setPen(QPen(colors.grid, 1));
        painter.drawLine(QPointF(place, area.top()), QPointF(place, area.bottom()));
        painter.setPen(colors.text2);
        // Below its line; only as far aside as the edge asks.
        const double wide = QFontMetricsF(painter.font()).horizontalAdvance(text) + 2;
        const double left = std::clamp(place - wide / 2, 0.0, std::max(0.0, width() - wide));
        painter.drawText(QRectF(left, area.bottom() + 2, wide, scaled(kBottom) - 2), Qt::AlignCenter, text);
    }
    painter.save();
    painter.setClipRect(area.adjusted(-2, -2, 2, 2));
    for (const auto& line : m_content.lines) {
        const bool isPredicted = line.kind == PlainChartContent::Line::Kind::Predicted;
        QPen pen(isPredicted ? colors.s5 : colors.s1, isPredicted ? 1.5 : 2);
        if (isPredicted) {
            pen.setDashPattern({4, 3});
        }
        for (const auto& part : line.parts) {
            QPolygonF points;
            for (const QPointF& point : part) {
                points << at(point.x(), point.y());
            }
            painter.setPen(pen);
            painter.setBrush(Qt::NoBrush);
            painter.drawPolyline(points);
            if (line.hasDots || part.size() == 1) {
                painter.setPen(Qt::NoPen);
                painter.setBrush(pen.color());
                for (const QPointF& point : points) {
                    painter.drawEllipse(point, 3, 3);
                }
            }
        }
    }
    for (const auto& limit : m_content.limits) {
        QPen pen(limit.isCritical ? colors.criticalLine : colors.targetLine, limit.isCritical ? 1.5 : 1.25);
        if (!limit.isCritical) {
            pen.setDashPattern({5, 3});
        }
        painter.setPen(pen);
        painter.drawLine(at(m_content.xFrom, limit.y), at(m_content.xTo, limit.y));
    }
    if (m_content.nowLine) {
        painter.setPen(QPen(colors.text, 1));
        painter.drawLine(at(*m_content.nowLine, 0), at(*m_content.nowLine, scale.highest));
    }
    painter.restore();
    for (const auto& limit : m_content.limits) {
        const bool isOff = limit.y > scale.highest;
        const QPointF place = isOff ? QPointF(area.left() + 4, area.top() + 12) : at(m_content.xFrom, limit.y) + QPointF(4, -4);
        paintHaloText(painter, colors, place, isOff ? tr("%1 off scale").arg(limit.label) : limit.label,
                      limit.isCritical ? colors.fail.text : colors.warn.text);
    }
    painter.setFont(fontFor(FontRole::CaptionStrong));
    for (const auto& note : m_content.notes) {
        const QPointF place = at(note.at.x(), note.at.y());
        painter.setPen(Qt::NoPen);
        painter.setBrush(colors.text);
        painter.drawEllipse(place, 3.5, 3.5);
        const double wide = QFontMetricsF(painter.font()).horizontalAdvance(note.text);
        const bool isLeft = place.x() + 8 + wide > area.right();
        paintHaloText(painter, colors, place + QPointF(isLeft ? -8 - wide : 8, -8), note.text, colors.text);
    }
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(colors.accent, 2));
        painter.drawRect(QRectF(rect()).adjusted(1, 1, -1, -1));
    }
}

} // namespace holdpoint
