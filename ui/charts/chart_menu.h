// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QPoint>
#include <QString>
#include <functional>

class QKeyEvent;
class QWidget;

namespace holdpoint {

class ChartGroup;

/// Arrows move the crosshair by 1 s (Page up and down by one label), Shift selects, End goes live. False: not a chart's key.
bool handleChartKey(ChartGroup& group, const QKeyEvent& event);
/// Copy as picture, copy values as CSV.
void showChartMenu(QWidget& view, const QPoint& globalPos, const std::function<QImage()>& image,
                   const std::function<QString()>& csv);

} // namespace holdpoint
