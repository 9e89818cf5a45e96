// SPDX-License-Identifier: GPL-3.0-or-later
// What TimeSeriesView paints around the series: below them grid and bands, above them limits, labels and the crosshair.
#include "ui/charts/chart_group.h"
#include "ui/charts/time_series_view.h"
#include "ui/style/elision.h"

#include <QLocale>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

/// "1,000", or "3k" where every step is a multiple of 1,000.
QString axisText(double value, const AxisScale& scale)
{
    if (scale.step >= 1000 && std::fmod(scale.step, 500) == 0) {
        return value == 0 ? QStringLiteral("0")
                          : QLocale::c().toString(value / 1000, 'f', decimalsOf(scale.step / 1000)) + QLatin1Char('k');
    }
    QLocale locale = QLocale(QLocale::English, QLocale::UnitedStates);
    return locale.toString(value, 'f', decimalsOf(scale.step));
}

QString logText(double value)
{
    return value >= 1000 ? QLocale::c().toString(value / 1000, 'g', 6) + QLatin1Char('k') : QLocale::c().toString(value, 'g', 6);
}

bool isFree(const QRectF& place, const std::vector<QRectF>& taken)
{
    return std::none_of(taken.begin(), taken.end(), [&place](const QRectF& other) { return other.intersects(place); });
}

} // namespace

void TimeSeriesView::drawBackground(QPainter* painter, const QRectF& rect)
{
    QChartView::drawBackground(painter, rect);
    painter->save();
    for (const ChartBand& band : m_content.bands) {
        paintChartBand(*painter, *this, m_frame, band, true);
    }
    if (const auto selection = m_group ? m_group->selection() : std::nullopt) {
        const QRectF chosen(QPointF(m_frame.pixelX(selection->first), m_frame.plot.top()),
                            QPointF(m_frame.pixelX(selection->second), m_frame.plot.bottom()));
        painter->fillRect(chosen.intersected(m_frame.plot), colorsFor(this).sel); // a part may begin within it
    }
    paintValueGrid(*painter);
    if (m_group) {
        paintTimeGrid(*painter, *this, m_frame, m_group->tickStep());
    }
    painter->restore();
}

void TimeSeriesView::paintValueGrid(QPainter& painter) const
{
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setFont(fontFor(FontRole::Caption));
    const QFontMetricsF metrics(painter.font());
    std::vector<double> values;
    if (m_frame.isLog) {
        for (double value = m_scale.lowest; value <= m_scale.highest * 1.001; value *= 10) {
            values.push_back(value);
        }
    } else {
        const int count = static_cast<int>(std::lround((m_scale.highest - m_scale.lowest) / m_scale.step));
        for (int index = 0; index <= count; ++index) {
            values.push_back(m_scale.lowest + index * m_scale.step);
        }
    }
    for (std::size_t index = 0; index < values.size(); ++index) {
        const double value = values[index];
        const double y = std::round(m_frame.pixelY(value)) + 0.0;
        if (index > 0) {
            painter.setPen(QPen(colorsFor(this).grid, 1));
            painter.drawLine(QPointF(m_frame.plot.left(), y), QPointF(m_frame.plot.right(), y));
        }
        painter.setPen(colorsFor(this).text2);
        const QString text = m_frame.isLog ? logText(value) : axisText(value, m_scale);
        painter.drawText(QPointF(m_frame.plot.left() - 6 - metrics.horizontalAdvance(text), y + metrics.capHeight() / 2), text);
    }
}

std::optional<QRectF> TimeSeriesView::bandLabelPlace(const ChartBand& band, const std::vector<QRectF>& taken) const
{
    if (band.label.isEmpty() || band.to < m_frame.fromX || band.from > m_frame.toX) {
        return std::nullopt;
    }
    const QFontMetricsF metrics(fontFor(FontRole::Caption));
    const double width = metrics.horizontalAdvance(band.label);
    const double middle = band.kind == ChartBand::Kind::Mark ? m_frame.pixelX(band.from) + width / 2 + 4
                                                             : m_frame.pixelX((band.from + band.to) / 2);
    const double left = std::clamp(middle - width / 2, m_frame.plot.left() + 2, m_frame.plot.right() - width - 2);
    const bool isAtBottom = band.kind == ChartBand::Kind::NoData;
    const double top = isAtBottom ? m_frame.plot.bottom() - 5 - metrics.ascent() : m_frame.plot.top() + 1;
    std::vector<QRectF> places;
    for (int line = 0; line < 4; ++line) { // neighbours stand below each other
        places.emplace_back(left - 4, top + line * metrics.height(), width + 8, metrics.height());
    }
    std::erase_if(places, [&](const QRectF& place) {
        return !isFree(place, taken) || (!isAtBottom && place.bottom() > m_frame.plot.bottom());
    });
    if (places.empty()) {
        return std::nullopt; // the tooltip of the band still says it
    }
    if (isAtBottom) {
        return places.front();
    }
    auto chosen = std::find_if(places.begin(), places.end(),
                               [this](const QRectF& place) { return !isStruckThrough(place.adjusted(4, 2, -4, -2)); });
    if (chosen == places.end()) { // rather a wave runs through it than a limit
        chosen = std::find_if(places.begin(), places.end(), [this](const QRectF& place) { return !isOnLimit(place); });
    }
    return chosen != places.end() ? *chosen : places.front();
}

void TimeSeriesView::paintBandLabel(QPainter& painter, const ChartBand& band, std::vector<QRectF>& taken) const
{
    const auto place = bandLabelPlace(band, taken);
    if (!place) {
        return;
    }
    taken.push_back(*place);
    QColor color = colorsFor(this).text2;
    if (band.kind == ChartBand::Kind::CriticalBreach) {
        color = colorsFor(this).fail.text;
    } else if (band.kind == ChartBand::Kind::TargetBreach) {
        color = colorsFor(this).warn.text;
    }
    paintHaloText(painter, colorsFor(this), {place->left() + 4, place->top() + QFontMetricsF(painter.font()).ascent()},
                  band.label, color);
}

/// A flag where the rule was missed for the first time.
void TimeSeriesView::paintFirstBreach(QPainter& painter) const
{
    const auto first = firstBreach(m_content);
    if (!first || *first < m_frame.fromX || *first > m_frame.toX) {
        return;
    }
    const bool isCritical = std::any_of(m_content.bands.begin(), m_content.bands.end(), [&first](const ChartBand& band) {
        return band.kind == ChartBand::Kind::CriticalBreach && band.from == *first;
    });
    const QColor color = isCritical ? colorsFor(this).fail.glyph : colorsFor(this).warn.glyph;
    const double x = std::round(m_frame.pixelX(*first)) + 0.5;
    painter.setPen(QPen(color, 1));
    painter.drawLine(QPointF(x, m_frame.plot.top() - 5), QPointF(x, m_frame.plot.bottom()));
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    const double top = m_frame.plot.top() - 5;
    painter.drawPolygon(QPolygonF({QPointF(x, top), QPointF(x + 7, top + 3), QPointF(x, top + 6)}));
    painter.setBrush(Qt::NoBrush);
}

void TimeSeriesView::paintLimits(QPainter& painter, std::vector<QRectF>& taken) const
{
    for (const ChartLimit& limit : m_content.limits) {
        if (limit.value > m_scale.highest || limit.value < m_scale.lowest) {
            continue;
        }
        const bool isCritical = limit.kind == ChartLimit::Kind::Critical;
        QPen pen(isCritical ? colorsFor(this).criticalLine : colorsFor(this).targetLine, isCritical ? 1.5 : 1.25);
        pen.setCapStyle(Qt::FlatCap);
        if (limit.kind == ChartLimit::Kind::Target) {
            pen.setDashPattern({5 / 1.25, 3 / 1.25});
        } else if (limit.kind == ChartLimit::Kind::Accept) {
            pen = QPen(colorsFor(this).targetLine, 1, Qt::DotLine);
        }
        const double y = std::round(m_frame.pixelY(limit.value)) + 0.5;
        const QLineF line(m_frame.plot.left(), y, m_frame.plot.right(), y);
        if (m_content.isStacked) { // else it vanishes in an area of the same colour
            painter.setPen(QPen(colorsFor(this).base, 4, Qt::SolidLine, Qt::FlatCap));
            painter.drawLine(line);
        }
        painter.setPen(pen);
        painter.drawLine(line);
        if (m_content.isStacked) {
            continue; // its label stands beside the plot
        }

        const QFontMetricsF metrics(painter.font());
        const double width = metrics.horizontalAdvance(limit.label);
        const double nearLeft = m_frame.plot.left() + 5;
        const double nearRight = m_frame.plot.right() - 4 - width;
        const double above = y - 4;
        const double below = y + metrics.capHeight() + 4;
        std::vector<QPointF> places;
        for (const double baseline : {above, below}) {
            if (baseline - metrics.capHeight() - 2 >= m_frame.plot.top() && baseline + 1 <= m_frame.plot.bottom()) {
                places.emplace_back(nearLeft, baseline);
                places.emplace_back(nearRight, baseline);
            }
        }
        const auto rectAt = [&](const QPointF& place) {
            return QRectF(place.x() - 4, place.y() - metrics.capHeight() - 3, width + 8, metrics.capHeight() + 6);
        };
        const auto isUsable = [&](const QPointF& place) { return isFree(rectAt(place), taken); };
        auto chosen = std::find_if(places.begin(), places.end(), [&](const QPointF& place) {
            return isUsable(place) && !isStruckThrough(rectAt(place).adjusted(4, 2, -4, -2), &limit);
        });
        chosen = chosen != places.end() ? chosen : std::find_if(places.begin(), places.end(), isUsable);
        const QPointF place = chosen != places.end() ? *chosen : QPointF(nearLeft, above);
        taken.push_back(rectAt(place));
        paintHaloText(painter, colorsFor(this), place, limit.label,
                      isCritical ? colorsFor(this).fail.text : colorsFor(this).warn.text);
    }
}

/// Whether a drawn line or a limit runs through that place; `own`: its limit, which it stands at.
bool TimeSeriesView::isStruckThrough(const QRectF& place, const ChartLimit* own) const
{
    if (isOnLimit(place, own)) {
        return true;
    }
    if (m_content.isStacked) {
        return false;
    }
    for (const auto& segments : m_drawn) {
        for (const std::vector<ChartPoint>& segment : segments) {
            for (std::size_t index = 1; index < segment.size(); ++index) {
                const QLineF part(m_frame.pixelX(segment[index - 1].x), m_frame.pixelY(segment[index - 1].y),
                                  m_frame.pixelX(segment[index].x), m_frame.pixelY(segment[index].y));
                const bool isBeside = part.x2() < place.left() || part.x1() > place.right();
                if (!isBeside && std::min(part.y1(), part.y2()) < place.bottom() &&
                    std::max(part.y1(), part.y2()) > place.top()) {
                    return true;
                }
            }
        }
    }
    return false;
}

bool TimeSeriesView::isOnLimit(const QRectF& place, const ChartLimit* own) const
{
    return std::any_of(m_content.limits.begin(), m_content.limits.end(), [&](const ChartLimit& limit) {
        const double y = m_frame.pixelY(limit.value);
        return &limit != own && limit.value <= m_scale.highest && y > place.top() && y < place.bottom();
    });
}

void TimeSeriesView::paintDirectLabels(QPainter& painter) const
{
    for (const DirectLabel& label : directLabels()) {
        painter.fillRect(QRectF(std::round(m_frame.plot.right()) + 5, std::round(label.y - 4.5), 3, 9), label.color);
        painter.setFont(fontFor(label.isMain ? FontRole::CaptionStrong : FontRole::Caption));
        painter.setPen(label.ink);
        const QFontMetricsF metrics(painter.font());
        const double room = width() - m_frame.plot.right() - 14;
        painter.drawText(QPointF(m_frame.plot.right() + 12, label.y + metrics.capHeight() / 2),
                         elided(label.text, painter.font(), room));
    }
}

void TimeSeriesView::drawForeground(QPainter* painter, const QRectF&)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing, true);
    painter->setFont(fontFor(FontRole::Caption));
    paintFirstBreach(*painter);
    std::vector<QRectF> taken;
    paintLimits(*painter, taken);
    for (const ChartBand& band : m_content.bands) {
        paintBandLabel(*painter, band, taken);
    }
    paintChartTitle(*painter, *this, m_content.title, m_content.unit, shownRemark(), width() - 4.0 - ChartMenuButton::room());
    if (m_group) {
        paintTimeLabels(*painter, *this, m_frame, m_group->tickStep(), m_hasXLabels, m_group->crosshair());
        if (const auto second = m_group->crosshair()) {
            paintCrosshair(*painter, *this, m_frame, *second, m_hasXLabels);
        }
    }
    paintDirectLabels(*painter);
    const bool isEmpty = std::all_of(m_drawn.begin(), m_drawn.end(), [](const auto& segments) { return segments.empty(); });
    if (isEmpty && !m_content.empty.isEmpty()) {
        painter->setFont(fontFor(FontRole::Caption));
        painter->setPen(colorsFor(this).text2);
        painter->drawText(m_frame.plot, Qt::AlignCenter | Qt::TextWordWrap, m_content.empty);
    }
    if (hasFocus()) {
        painter->setRenderHint(QPainter::Antialiasing, false);
        painter->setPen(QPen(colorsFor(this).lineStrong, 1));
        painter->drawRect(QRectF(0.5, 0.5, width() - 2, height() - 2));
    }
    painter->restore();
}

} // namespace holdpoint
