// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/pick_delegate.h"

#include "ui/style/theme.h"

#include <QPainter>

namespace holdpoint {

void PickDelegate::paintContent(QPainter& painter, const QRectF& area, const QStyleOptionViewItem& option,
                                const QModelIndex& index) const
{
    const ThemeColors& colors = colorsFor(option.palette);
    const bool isEnabled = index.flags().testFlag(Qt::ItemIsUserCheckable);
    const bool isPicked = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
    const QRectF box(area.left(), area.center().y() - 6.5, 13, 13);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(isPicked ? colors.accent : (isEnabled ? colors.lineStrong : colors.line), 1.2));
    painter.setBrush(isPicked ? QBrush(colors.accent) : QBrush(Qt::NoBrush));
    painter.drawRoundedRect(box, 2, 2);
    if (isPicked) {
        painter.setPen(QPen(colors.onAccent, 1.7, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPolyline(
            QPolygonF{box.topLeft() + QPointF(3, 6.8), box.topLeft() + QPointF(5.5, 9.3), box.topLeft() + QPointF(10, 4)});
    }
    painter.restore();
    CellDelegate::paintContent(painter, area.adjusted(22, 0, 0, 0), option, index);
}

} // namespace holdpoint
