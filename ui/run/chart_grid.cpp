// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/chart_grid.h"

#include "ui/charts/chart_group.h"
#include "ui/charts/heat_map_view.h"
#include "ui/charts/time_series_view.h"
#include "ui/run/live_charts.h"
#include "ui/style/theme.h"

#include <QPainter>
#include <cmath>

namespace holdpoint {

namespace {

constexpr int kWideWindow = 1600; // ui.md §2
constexpr double kFirstSpan = 60; // an axis shows at least a minute
constexpr int kXLabelHeight = 14; // what a cell with x labels is higher than one without

} // namespace

ChartGrid::ChartGrid(QWidget* parent) : QWidget(parent), m_group(new ChartGroup(this)), m_heatMap(nullptr)
{
    const char* const names[] = {"latencyChart", "requestsChart", "errorsChart", "vusChart", "generatorChart"};
    for (const char* name : names) {
        auto* chart = new TimeSeriesView(*m_group, this);
        chart->setObjectName(QLatin1String(name));
        m_charts.push_back(chart);
    }
    m_heatMap = new HeatMapView(*m_group, this);
    m_heatMap->setObjectName(QStringLiteral("heatMap"));
    setMinimumSize(560, 330);
    show(nullptr);
}

void ChartGrid::show(const LiveRun* run)
{
    if (run == nullptr) {
        const LiveRun none;
        m_group->setRange(0, kFirstSpan, 0);
        using Maker = ChartContent (*)(const LiveRun&);
        const Maker makers[] = {latencyChart, requestsChart, errorsChart, vusChart, generatorChart};
        for (std::size_t index = 0; index < m_charts.size(); ++index) {
            m_charts[index]->setContent(makers[index](none));
        }
        m_heatMap->setSeries(nullptr, heatContent(none));
        return;
    }
    const double elapsed = run->elapsedSeconds();
    double end = std::max(kFirstSpan, elapsed);
    if (!run->hasEnded()) { // room to grow to the next label; an ended run's axes stop with it
        const double step = elapsedStep(end);
        end = std::ceil(end / step) * step;
    } else {
        end = std::max(10.0, elapsed);
    }
    m_group->setRange(static_cast<double>(run->series.firstTick()), end, std::max(0.0, elapsed - 1));
    m_charts[0]->setContent(latencyChart(*run));
    m_charts[1]->setContent(requestsChart(*run));
    m_charts[2]->setContent(errorsChart(*run));
    m_charts[3]->setContent(vusChart(*run));
    m_charts[4]->setContent(generatorChart(*run));
    m_heatMap->setSeries(run->series.isEmpty() ? nullptr : &run->series, heatContent(*run));
}

void ChartGrid::place()
{
    m_columns = window()->width() >= kWideWindow ? 3 : 2;
    const int rows = m_columns == 3 ? 2 : 3;
    const int labelled = m_columns == 3 ? 2 : 1; // rows that carry x labels
    const int plain = rows - labelled;
    const int rowHeight = (height() - (rows - 1) - labelled * kXLabelHeight) / rows;
    const int columnWidth = (width() - (m_columns - 1)) / m_columns;
    int top = 0;
    for (int row = 0; row < rows; ++row) {
        const bool hasXLabels = row >= plain;
        const bool isLastRow = row == rows - 1;
        const int cellHeight = isLastRow ? height() - top : rowHeight + (hasXLabels ? kXLabelHeight : 0);
        for (int column = 0; column < m_columns; ++column) {
            const int index = row * m_columns + column;
            const int left = column * (columnWidth + 1);
            const QRect cell(left, top, column == m_columns - 1 ? width() - left : columnWidth, cellHeight);
            if (index < static_cast<int>(m_charts.size())) {
                TimeSeriesView* const chart = m_charts[static_cast<std::size_t>(index)];
                chart->setXLabelsShown(hasXLabels);
                chart->setGeometry(cell);
            } else {
                m_heatMap->setXLabelsShown(hasXLabels);
                m_heatMap->setGeometry(cell);
            }
        }
        top += cellHeight + 1;
    }
}

void ChartGrid::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    place();
}

void ChartGrid::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), colorsFor(this).line); // shows between the cells
}

} // namespace holdpoint
