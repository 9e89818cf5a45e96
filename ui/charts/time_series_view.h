// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_content.h"
#include "ui/charts/chart_frame.h"
#include "ui/charts/chart_menu.h"

#include <QChartView>
#include <QPointer>

class QAreaSeries;
class QLineSeries;
class QValueAxis;

namespace holdpoint {

class ChartGroup;

/// One chart over time as ui.md §7 describes it. All QtCharts code is behind this class. Series are drawn by QtCharts, all else
/// (grid, ticks, labels, limits, bands, crosshair) by the view, because axes do not follow setPlotArea() (ui.md §10).
class TimeSeriesView : public QChartView
{
    Q_OBJECT

public:
    explicit TimeSeriesView(ChartGroup& group, QWidget* parent = nullptr);
    ~TimeSeriesView() override;

    /// Cheap while hidden: what is shown is made when the view becomes visible.
    void setContent(ChartContent content);
    const ChartContent& content() const { return m_content; }
    void setXLabelsShown(bool shown);
    /// Of lines; areas upon each other stay linear. Who shows another chart here says which axis that one has.
    void setLogAxis(bool isLog);
    bool hasLogAxis() const { return m_isLog; }
    /// What the menu offers first.
    void setMenuMaker(std::function<void(QMenu&)> maker) { m_menuMaker = std::move(maker); }
    void openMenu(const QPoint& globalPos);

    /// What is drawn now: lines cut at gaps, at most two points a pixel column.
    std::size_t segmentCount(std::size_t line) const;
    std::vector<ChartPoint> drawnPoints(std::size_t line) const;
    const ChartFrame& frame() const { return m_frame; }
    QString shownRemark() const;
    struct DirectLabel
    {
        QString text;
        QColor color; // of the mark
        QColor ink;   // of the text
        bool isMain = false;
        double y = 0;
    };
    std::vector<DirectLabel> directLabels() const;
    /// Where a band's label stands beside what is taken; nullopt: it has none, or there is no room.
    std::optional<QRectF> bandLabelPlace(const ChartBand& band, const std::vector<QRectF>& taken) const;
    QImage toImage();

Q_SIGNALS:
    /// A click, or Enter at the crosshair.
    void secondChosen(double second);
    /// A person chose it in the menu.
    void logAxisChosen(bool isLog);

protected:
    void drawBackground(QPainter* painter, const QRectF& rect) override;
    void drawForeground(QPainter* painter, const QRectF& rect) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void refresh();
    void chooseScale();
    void placePlot();
    void drawLines();
    void drawStack();
    QLineSeries* lineSeries(std::size_t index);
    QAreaSeries* areaSeries(std::size_t index);
    void trimPools(std::size_t lines, std::size_t areas);
    void paintBandLabel(QPainter& painter, const ChartBand& band, std::vector<QRectF>& taken) const;
    void paintFirstBreach(QPainter& painter) const;
    void paintLimits(QPainter& painter, std::vector<QRectF>& taken) const;
    bool isStruckThrough(const QRectF& place, const ChartLimit* own = nullptr) const;
    bool isOnLimit(const QRectF& place, const ChartLimit* own = nullptr) const;
    void paintDirectLabels(QPainter& painter) const;
    void paintValueGrid(QPainter& painter) const;

    QPointer<ChartGroup> m_group;
    ChartContent m_content;
    ChartFrame m_frame;
    AxisScale m_scale;
    ChartPointer m_pointer;
    ChartMenuButton* m_menuButton;
    std::function<void(QMenu&)> m_menuMaker;
    bool m_isLog = false;
    bool m_hasXLabels = true;
    bool m_isStale = true; // content, range or size changed since the series were made
    QValueAxis* m_xAxis = nullptr;
    QValueAxis* m_yAxis = nullptr;
    std::vector<QLineSeries*> m_lines;
    std::vector<QAreaSeries*> m_areas;
    std::vector<std::vector<std::vector<ChartPoint>>> m_drawn; // by line, then segment
};

} // namespace holdpoint
