// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/run_series.h"
#include "ui/charts/chart_frame.h"
#include "ui/charts/chart_menu.h"

#include <QImage>
#include <QPointer>
#include <QWidget>

namespace holdpoint {

class ChartGroup;

/// Time against log latency; the count of a cell is its colour, root-scaled (ui.md §7). Shares the crosshair of its group.
class HeatMapView : public QWidget
{
    Q_OBJECT

public:
    explicit HeatMapView(ChartGroup& group, QWidget* parent = nullptr);

    struct Content
    {
        QString title;
        QString remark;
        std::vector<ChartLimit> limits; // ms; labels are short ("crit 500 ms")
        QString empty;
        std::vector<ChartBand> bands = {}; // no data, limited, marks
    };
    /// The series must outlive the view or be replaced; it is read when the view is visible, nullptr shows the empty sentence.
    void setSeries(const RunSeries* series, Content content);
    void setXLabelsShown(bool shown);
    const ChartFrame& frame() const { return m_frame; }
    /// Colour of a share 0..1 of the fullest cell.
    static QRgb rampColor(double share, const ThemeColors& colors);
    QImage toImage() { return grab().toImage(); }
    void setMenuMaker(std::function<void(QMenu&)> maker) { m_menuMaker = std::move(maker); }
    void openMenu(const QPoint& globalPos);

Q_SIGNALS:
    /// A click, or Enter at the crosshair.
    void secondChosen(double second);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void refresh();
    void chooseRows();
    void buildImage();
    ChartRows rows() const;
    void paintLatencyLabels(QPainter& painter, const ThemeColors& colors) const;
    void paintLimits(QPainter& painter, const ThemeColors& colors) const;
    void paintRamp(QPainter& painter, const ThemeColors& colors) const;
    double pixelOf(double ms) const;

    QPointer<ChartGroup> m_group;
    const RunSeries* m_series = nullptr;
    Content m_content;
    ChartFrame m_frame;
    ChartPointer m_pointer;
    ChartMenuButton* m_menuButton;
    std::function<void(QMenu&)> m_menuMaker;
    bool m_hasXLabels = true;
    bool m_isStale = true;
    int m_lowRow = 0; // visible rows [m_lowRow, m_highRow)
    int m_highRow = 1;
    double m_fullest = 0; // count a second of the fullest cell
    double m_imageEnd = 0;
    QImage m_image; // one pixel a cell
};

} // namespace holdpoint
