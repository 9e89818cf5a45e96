// SPDX-License-Identifier: GPL-3.0-or-later
// What a person does with a HeatMapView: pointer, keys, wheel, menu and tooltips.
#include "ui/charts/chart_group.h"
#include "ui/charts/chart_menu.h"
#include "ui/charts/heat_map_view.h"

#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>

namespace holdpoint {

void HeatMapView::mouseMoveEvent(QMouseEvent* event)
{
    m_pointer.move(*m_group, m_frame, *event);
}

void HeatMapView::mousePressEvent(QMouseEvent* event)
{
    m_pointer.press(*m_group, m_frame, *event);
}

void HeatMapView::mouseReleaseEvent(QMouseEvent* event)
{
    if (const auto second = m_pointer.release(*m_group, m_frame, *event)) {
        Q_EMIT secondChosen(*second);
    }
}

void HeatMapView::mouseDoubleClickEvent(QMouseEvent* event)
{
    ChartPointer::doubleClick(*m_group, m_frame, *event);
}

void HeatMapView::wheelEvent(QWheelEvent* event)
{
    handleChartWheel(*m_group, m_frame, *event);
    event->accept();
}

void HeatMapView::leaveEvent(QEvent*)
{
    if (m_group && !hasFocus()) {
        m_group->setCrosshair(std::nullopt);
    }
}

void HeatMapView::keyPressEvent(QKeyEvent* event)
{
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (m_group.isNull() || handleChartKey(*m_group, *event)) {
        return;
    }
    if (isEnter && m_group->crosshair()) {
        Q_EMIT secondChosen(*m_group->crosshair());
        return;
    }
    event->ignore();
}

void HeatMapView::contextMenuEvent(QContextMenuEvent* event)
{
    openMenu(event->reason() == QContextMenuEvent::Keyboard ? mapToGlobal(m_menuButton->geometry().bottomLeft())
                                                            : event->globalPos());
}

void HeatMapView::openMenu(const QPoint& globalPos)
{
    showChartMenu(*this, *m_group, globalPos,
                  {[this] { return toImage(); }, [this] { return rows(); }, m_content.title, m_menuMaker});
}

ChartRows HeatMapView::rows() const
{
    ChartRows table;
    table.heads = {QStringLiteral("second"), tr("latency from ms"), tr("latency to ms"), tr("count")};
    for (std::uint64_t tick = m_series ? m_series->firstTick() : 0; m_series != nullptr && tick < m_series->endTick(); ++tick) {
        const auto cells = m_series->heat(tick);
        for (int row = 0; row < RunSeries::kHeatRows; ++row) {
            if (const std::uint32_t count = cells[static_cast<std::size_t>(row)]; count != 0) {
                table.cells.insert(table.cells.end(), {static_cast<double>(tick), heatRowEdgeMs(row), heatRowEdgeMs(row + 1),
                                                       static_cast<double>(count)});
            }
        }
    }
    return table;
}

/// Why a stretch is empty or hatched; over the title what may be cut there.
bool HeatMapView::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip) {
        return QWidget::event(event);
    }
    const auto* help = static_cast<QHelpEvent*>(event);
    QString text;
    if (help->pos().y() < m_frame.plot.top()) {
        text = m_content.title + QStringLiteral(": ") + m_content.remark;
    } else if (m_frame.plot.contains(help->pos())) {
        const double second = m_frame.secondAt(help->pos().x());
        for (const ChartBand& band : m_content.bands) {
            if (second >= band.from && second <= band.to) {
                text = band.cause;
                break;
            }
        }
    }
    text.isEmpty() ? QToolTip::hideText() : QToolTip::showText(help->globalPos(), text, this);
    return true;
}

} // namespace holdpoint
