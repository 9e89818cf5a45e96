// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_menu.h"

#include "ui/charts/chart_group.h"

#include <QApplication>
#include <QClipboard>
#include <QCoreApplication>
#include <QKeyEvent>
#include <QMenu>

namespace holdpoint {

bool handleChartKey(ChartGroup& group, const QKeyEvent& event)
{
    const bool extends = event.modifiers().testFlag(Qt::ShiftModifier);
    const int page = static_cast<int>(group.tickStep());
    switch (event.key()) {
    case Qt::Key_Left:
        group.moveCrosshair(-1, extends);
        return true;
    case Qt::Key_Right:
        group.moveCrosshair(1, extends);
        return true;
    case Qt::Key_PageUp:
        group.moveCrosshair(-page, extends);
        return true;
    case Qt::Key_PageDown:
        group.moveCrosshair(page, extends);
        return true;
    case Qt::Key_End:
    case Qt::Key_Escape:
        group.goLive();
        return event.key() == Qt::Key_Escape; // End also resumes a paused page
    default:
        return false;
    }
}

void showChartMenu(QWidget& view, const QPoint& globalPos, const std::function<QImage()>& image,
                   const std::function<QString()>& csv)
{
    auto* menu = new QMenu(&view);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(menu->addAction(QCoreApplication::translate("Charts", "Copy as picture")), &QAction::triggered, &view,
                     [image] { QApplication::clipboard()->setImage(image()); });
    QObject::connect(menu->addAction(QCoreApplication::translate("Charts", "Copy values as CSV")), &QAction::triggered, &view,
                     [csv] { QApplication::clipboard()->setText(csv()); });
    menu->popup(globalPos);
}

} // namespace holdpoint
