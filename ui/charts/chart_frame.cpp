// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_frame.h"

#include "ui/style/elision.h"

#include <QPainter>
#include <QWidget>
#include <array>
#include <cmath>

namespace holdpoint {

namespace {

// ui.md §7, at 100 %: they hold text, so they grow with the font
constexpr double kLeft = 44;
constexpr double kRight = 86;
constexpr double kTop = 25;

/// One pixel lines at every 6 px, 45 degrees: "do not trust".
void paintHatch(QPainter& painter, const QRectF& area, const QColor& color)
{
    painter.save();
    painter.setClipRect(area);
    painter.setPen(QPen(color, 1));
    for (double x = area.left() - area.height(); x < area.right(); x += 6 * std::sqrt(2.0)) {
        painter.drawLine(QPointF(x, area.bottom()), QPointF(x + area.height(), area.top()));
    }
    painter.restore();
}

} // namespace

QColor seriesColor(SeriesColor color, const QPalette& palette)
{
    const ThemeColors& colors = colorsFor(palette);
    switch (color) {
    case SeriesColor::Blue:
        return colors.s1;
    case SeriesColor::Orange:
        return colors.s2;
    case SeriesColor::Green:
        return colors.s3;
    case SeriesColor::Purple:
        return colors.s4;
    case SeriesColor::Grey:
        return colors.s5;
    case SeriesColor::Indigo:
        return colors.s6;
    case SeriesColor::Fail:
        return colors.fail.glyph;
    }
    return colors.s1;
}

QRectF plotRect(const QSize& size, bool hasXLabels, bool hasDirectLabels)
{
    const double scale = fontScale();
    const double left = std::round(kLeft * scale);
    const double top = std::round(kTop * scale);
    const double right = hasDirectLabels ? kRight * scale : 16;
    const double bottom = hasXLabels ? 20 * scale : 6;
    return {left, top, std::max(1.0, size.width() - left - right), std::max(1.0, size.height() - top - bottom)};
}

void paintChartTitle(QPainter& painter, const QWidget& widget, const QString& title, const QString& unit, const QString& remark,
                     double right)
{
    const ThemeColors& colors = colorsFor(&widget);
    const QFont bold = fontFor(FontRole::SmallStrong);
    painter.setFont(bold);
    painter.setPen(colors.text);
    const QFontMetricsF metrics(bold);
    const double baseline = 11 * fontScale() + metrics.capHeight() / 2;
    painter.drawText(QPointF(8, baseline), title);
    const double left = 8 + metrics.horizontalAdvance(title) + 6;
    painter.setFont(fontFor(FontRole::Caption));
    painter.setPen(colors.text2);
    painter.drawText(QPointF(left, baseline), elided(titleFacts(unit, remark), painter.font(), right - left));
}

void paintChartBand(QPainter& painter, const QWidget& widget, const ChartFrame& frame, const ChartBand& band, bool isFilled)
{
    const double left = std::max(frame.plot.left(), frame.pixelX(band.from));
    const double right = std::min(frame.plot.right(), std::max(frame.pixelX(band.to), left + 1));
    if (right <= frame.plot.left() || left >= frame.plot.right()) {
        return;
    }
    const ThemeColors& colors = colorsFor(&widget);
    const QRectF area(QPointF(left, frame.plot.top()), QPointF(right, frame.plot.bottom()));
    switch (band.kind) {
    case ChartBand::Kind::CriticalBreach:
        painter.fillRect(area, colors.fail.fill);
        break;
    case ChartBand::Kind::TargetBreach:
        painter.fillRect(area, colors.warn.fill);
        break;
    case ChartBand::Kind::NoData: {
        painter.fillRect(area, colors.alt);
        QPen pen(colors.text2, 1);
        pen.setDashPattern({2, 3});
        painter.setPen(pen);
        painter.drawLine(area.topLeft(), area.bottomLeft());
        painter.drawLine(area.topRight(), area.bottomRight());
        break;
    }
    case ChartBand::Kind::Mark:
        if (band.from >= frame.fromX) {
            painter.setPen(QPen(colors.text2, 1, Qt::DashLine));
            painter.drawLine(area.topLeft(), area.bottomLeft());
        }
        break;
    case ChartBand::Kind::Limited:
        if (isFilled) {
            painter.fillRect(area, colors.neutralFill);
        }
        paintHatch(painter, area, colors.lineStrong);
        break;
    }
}

void paintTimeGrid(QPainter& painter, const QWidget& widget, const ChartFrame& frame, double step)
{
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(QPen(colorsFor(&widget).grid, 1));
    for (double second = std::ceil(frame.fromX / step) * step; second <= frame.toX; second += step) {
        const double x = std::round(frame.pixelX(second));
        painter.drawLine(QPointF(x, frame.plot.top()), QPointF(x, frame.plot.bottom()));
    }
}

void paintTimeLabels(QPainter& painter, const QWidget& widget, const ChartFrame& frame, double step, bool hasLabels,
                     std::optional<double> crosshair)
{
    const ThemeColors& colors = colorsFor(&widget);
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(QPen(colors.lineStrong, 1));
    const double bottom = std::round(frame.plot.bottom());
    painter.drawLine(QPointF(frame.plot.left(), bottom), QPointF(frame.plot.right(), bottom));
    painter.setFont(fontFor(FontRole::Caption));
    const QFontMetricsF metrics(painter.font());
    double freeFrom = 0;
    for (double second = std::ceil(frame.fromX / step) * step; hasLabels && second <= frame.toX; second += step) {
        const double x = std::round(frame.pixelX(second));
        painter.setPen(QPen(colors.lineStrong, 1));
        painter.drawLine(QPointF(x, bottom), QPointF(x, bottom + 3));
        const QString text = elapsedLabel(second);
        if (crosshair && std::abs(frame.pixelX(*crosshair) - x) < metrics.horizontalAdvance(text) + 10) {
            continue;
        }
        const double left = x - metrics.horizontalAdvance(text) / 2;
        if (left < freeFrom) {
            continue;
        }
        freeFrom = left + metrics.horizontalAdvance(text) + 6;
        painter.setPen(colors.text2);
        painter.drawText(QPointF(left, bottom + 5 + metrics.ascent()), text);
    }
    painter.setRenderHint(QPainter::Antialiasing, true);
}

void paintCrosshair(QPainter& painter, const QWidget& widget, const ChartFrame& frame, double second, bool hasLabels)
{
    if (second < frame.fromX || second > frame.toX) {
        return;
    }
    const ThemeColors& colors = colorsFor(&widget);
    const double x = std::round(frame.pixelX(second));
    painter.setRenderHint(QPainter::Antialiasing, false);
    QPen pen(colors.text2, 1);
    pen.setDashPattern({2, 2});
    painter.setPen(pen);
    painter.drawLine(QPointF(x, frame.plot.top()), QPointF(x, frame.plot.bottom()));
    painter.setRenderHint(QPainter::Antialiasing, true);
    if (hasLabels) {
        painter.setFont(fontFor(FontRole::CaptionStrong));
        const QFontMetricsF metrics(painter.font());
        const QString text = elapsedLabel(second);
        const double width = metrics.horizontalAdvance(text);
        const double left = std::clamp(x - width / 2, frame.plot.left() - 20, frame.plot.right() + 20 - width);
        painter.setPen(colors.text);
        painter.drawText(QPointF(left, std::round(frame.plot.bottom()) + 5 + metrics.ascent()), text);
    }
}

void paintHaloText(QPainter& painter, const ThemeColors& colors, const QPointF& at, const QString& text, const QColor& color)
{
    // The text itself, shifted around: glyphs come from the cache, a stroked outline costs about twenty times as much.
    constexpr double r = 1.6;
    constexpr std::array<std::pair<double, double>, 8> around = {
        {{-r, 0}, {r, 0}, {0, -r}, {0, r}, {-r, -r}, {r, -r}, {-r, r}, {r, r}}};
    painter.setPen(colors.base);
    for (const auto& [dx, dy] : around) {
        painter.drawText(at + QPointF(dx, dy), text);
    }
    painter.setPen(color);
    painter.drawText(at, text);
}

QString elapsedLabel(double seconds)
{
    const auto whole = static_cast<long>(std::lround(seconds));
    if (whole >= 3600) {
        return QStringLiteral("%1:%2:%3")
            .arg(whole / 3600)
            .arg(whole / 60 % 60, 2, 10, QLatin1Char('0'))
            .arg(whole % 60, 2, 10, QLatin1Char('0'));
    }
    return QStringLiteral("%1:%2").arg(whole / 60).arg(whole % 60, 2, 10, QLatin1Char('0'));
}

} // namespace holdpoint
