// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QImage>
#include <QPointer>
#include <functional>

class QKeyEvent;
class QMenu;
class QMouseEvent;
class QWheelEvent;

namespace holdpoint {

class ChartGroup;
struct ChartFrame;
struct ChartRows;

/// What every chart of a group does with keys: arrows and pages move the crosshair, with Shift they select, with Ctrl they pan; +
/// and
/// - zoom, 0 shows the whole run, Enter the selection. False if the key is not one of them.
bool handleChartKey(ChartGroup& group, const QKeyEvent& event);
/// The wheel zooms around the pointer; with Shift, or sideways, it pans.
void handleChartWheel(ChartGroup& group, const ChartFrame& frame, const QWheelEvent& event);

/// The pointer over a plot: moving shows the crosshair, dragging selects, dragging with Ctrl or the middle button pans, a double
/// click shows the selection or the whole run. A press and release at one place is a click.
class ChartPointer
{
public:
    void press(ChartGroup& group, const ChartFrame& frame, const QMouseEvent& event);
    void move(ChartGroup& group, const ChartFrame& frame, const QMouseEvent& event);
    /// The second that was clicked, if it was a click; one beside the selection takes it away.
    std::optional<double> release(ChartGroup& group, const ChartFrame& frame, const QMouseEvent& event);
    static void doubleClick(ChartGroup& group, const ChartFrame& frame, const QMouseEvent& event);

private:
    enum class Drag { None, Maybe, Select, Pan };
    Drag m_drag = Drag::None;
    double m_from = 0; // second of the press
    double m_x = 0;    // pixel of the press, or of the last pan
};

/// What the menu of a chart needs besides what all have in common.
struct ChartMenuParts
{
    std::function<QImage()> image;
    std::function<ChartRows()> rows;
    QString title;
    std::function<void(QMenu&)> more; // put first; empty: none
};
void showChartMenu(QWidget& view, ChartGroup& group, const QPoint& globalPos, const ChartMenuParts& parts);

/// The small button at the right end of a chart's title that opens its menu.
class ChartMenuButton : public QAbstractButton
{
    Q_OBJECT

public:
    explicit ChartMenuButton(QWidget* view);
    void place(); // at the right of the view's title
    /// Room that the title leaves for it.
    static int room();

protected:
    void paintEvent(QPaintEvent* event) override;
};

} // namespace holdpoint
