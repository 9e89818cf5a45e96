// SPDX-License-Identifier: GPL-3.0-or-later
// What a person does with a TimeSeriesView: pointer, keys, wheel and menu.
#include "ui/charts/chart_group.h"
#include "ui/charts/chart_menu.h"
#include "ui/charts/time_series_view.h"

#include <QHelpEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QToolTip>

namespace holdpoint {

bool TimeSeriesView::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::Leave && m_group && !hasFocus()) {
        m_group->setCrosshair(std::nullopt);
    }
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        if (help->pos().y() < m_frame.plot.top()) { // the title may be cut
            const QString facts = titleFacts(m_content.unit, shownRemark());
            QToolTip::showText(help->globalPos(),
                               facts.isEmpty() ? m_content.title : m_content.title + QStringLiteral(": ") + facts, this);
            return true;
        }
        const double second = m_frame.secondAt(help->pos().x());
        for (const ChartBand& band : m_content.bands) {
            if (second >= band.from && second <= band.to && m_frame.plot.contains(help->pos())) {
                QToolTip::showText(help->globalPos(), band.cause.isEmpty() ? band.label : band.cause, this);
                return true;
            }
        }
        QToolTip::hideText();
        return true;
    }
    return QChartView::viewportEvent(event);
}

void TimeSeriesView::mouseMoveEvent(QMouseEvent* event)
{
    m_pointer.move(*m_group, m_frame, *event);
}

void TimeSeriesView::mousePressEvent(QMouseEvent* event)
{
    m_pointer.press(*m_group, m_frame, *event);
}

void TimeSeriesView::mouseReleaseEvent(QMouseEvent* event)
{
    if (const auto second = m_pointer.release(*m_group, m_frame, *event)) {
        Q_EMIT secondChosen(*second);
    }
}

void TimeSeriesView::mouseDoubleClickEvent(QMouseEvent* event)
{
    ChartPointer::doubleClick(*m_group, m_frame, *event);
}

void TimeSeriesView::keyPressEvent(QKeyEvent* event)
{
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (handleChartKey(*m_group, *event)) {
        return;
    }
    if (isEnter && m_group->crosshair()) {
        Q_EMIT secondChosen(*m_group->crosshair());
        return;
    }
    event->ignore();
}

void TimeSeriesView::wheelEvent(QWheelEvent* event)
{
    handleChartWheel(*m_group, m_frame, *event);
    event->accept();
}

void TimeSeriesView::contextMenuEvent(QContextMenuEvent* event)
{
    openMenu(event->reason() == QContextMenuEvent::Keyboard ? mapToGlobal(m_menuButton->geometry().bottomLeft())
                                                            : event->globalPos());
}

void TimeSeriesView::openMenu(const QPoint& globalPos)
{
    ChartMenuParts parts;
    parts.image = [this] { return toImage(); };
    parts.rows = [this] { return rowsOf(m_content); };
    parts.title = m_content.unit.isEmpty() ? m_content.title : tr("%1, %2").arg(m_content.title, m_content.unit);
    parts.more = [this](QMenu& menu) {
        if (m_menuMaker) {
            m_menuMaker(menu);
        }
        QAction* log = menu.addAction(tr("Logarithmic axis"));
        log->setCheckable(true);
        log->setChecked(m_isLog);
        log->setEnabled(!m_content.isStacked);
        connect(log, &QAction::triggered, this, [this](bool isLog) {
            setLogAxis(isLog);
            Q_EMIT logAxisChosen(isLog);
        });
    };
    showChartMenu(*this, *m_group, globalPos, parts);
}

} // namespace holdpoint
