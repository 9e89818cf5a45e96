// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <vector>

namespace holdpoint {

class ChartGroup;
class HeatMapView;
class TimeSeriesView;
struct LiveRun;

/// The five charts and the heat map of a run: two columns, three where the window is at least 1600 px wide. Equal cells,
/// hairlines between them, one crosshair.
class ChartGrid : public QWidget
{
    Q_OBJECT

public:
    explicit ChartGrid(QWidget* parent = nullptr);

    /// Axes and contents of this run; nullptr: empty charts. The run must live until the next call.
    void show(const LiveRun* run);
    ChartGroup& group() { return *m_group; }
    TimeSeriesView& chart(int index) { return *m_charts[static_cast<std::size_t>(index)]; } // 0..4
    HeatMapView& heatMap() { return *m_heatMap; }
    bool hasThreeColumns() const { return m_columns == 3; }

protected:
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void place();

    ChartGroup* m_group;
    std::vector<TimeSeriesView*> m_charts;
    HeatMapView* m_heatMap;
    int m_columns = 2;
};

} // namespace holdpoint
