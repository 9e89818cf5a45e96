// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_content.h"
#include "ui/style/theme.h"

#include <QRectF>
#include <QSize>
#include <algorithm>
#include <cmath>

class QPainter;
class QWidget;

namespace holdpoint {

/// Colours of ui.md §4 for the palette's theme.
QColor seriesColor(SeriesColor color, const QPalette& palette);

/// The plot rectangle of ui.md §7 and how seconds and values lie in it. QtCharts maps its series the same way.
struct ChartFrame
{
    QRectF plot;
    double fromX = 0;
    double toX = 1;
    double lowY = 0;
    double highY = 1;
    bool isLog = false; // lowY above 0

    double pixelX(double second) const { return plot.left() + (second - fromX) / (toX - fromX) * plot.width(); }
    /// What the y axis counts in: the value, or its logarithm.
    double axisValue(double value) const { return isLog ? std::log10(std::max(value, lowY)) : value; }
    double pixelY(double value) const
    {
        const double low = axisValue(lowY);
        return plot.bottom() - (axisValue(value) - low) / (axisValue(highY) - low) * plot.height();
    }
    double secondAt(double x) const { return fromX + (x - plot.left()) / plot.width() * (toX - fromX); }
};
QRectF plotRect(const QSize& size, bool hasXLabels, bool hasDirectLabels);

/// Title in small 600, then unit and remark in caption.
void paintChartTitle(QPainter& painter, const QWidget& widget, const QString& title, const QString& unit, const QString& remark,
                     double right);
/// A stretch of the plot in its look; `isFilled`: what lies below may be hidden.
void paintChartBand(QPainter& painter, const QWidget& widget, const ChartFrame& frame, const ChartBand& band, bool isFilled);
/// Vertical grid lines and, if wanted, the bottom axis with its labels.
void paintTimeGrid(QPainter& painter, const QWidget& widget, const ChartFrame& frame, double step);
/// Labels that would touch the crosshair's time are left out.
void paintTimeLabels(QPainter& painter, const QWidget& widget, const ChartFrame& frame, double step, bool hasLabels,
                     std::optional<double> crosshair);
void paintCrosshair(QPainter& painter, const QWidget& widget, const ChartFrame& frame, double second, bool hasLabels);
/// Text with a 2 px halo in Base; `left` and `baseline` as drawText() takes them.
void paintHaloText(QPainter& painter, const ThemeColors& colors, const QPointF& at, const QString& text, const QColor& color);
/// "m:ss" or "h:mm:ss".
QString elapsedLabel(double seconds);

} // namespace holdpoint
