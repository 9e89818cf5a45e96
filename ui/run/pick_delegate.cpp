// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/pick_delegate.h"

#include "ui/style/theme.h"

#include <QMouseEvent>
#include <QPainter>

namespace holdpoint {

namespace {

constexpr double kBoxColumn = 22; // the box and the room behind it

} // namespace

bool PickDelegate::editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
                               const QModelIndex& index)
{
    const bool isPress = event->type() == QEvent::MouseButtonPress || event->type() == QEvent::MouseButtonDblClick;
    if (!isPress && event->type() != QEvent::MouseButtonRelease) {
        return CellDelegate::editorEvent(event, model, option, index);
    }
    const auto* mouse = static_cast<QMouseEvent*>(event);
    QRectF box = contentArea(option, index);
    box.setWidth(kBoxColumn);
    const bool isOurs = mouse->button() == Qt::LeftButton && index.flags().testFlag(Qt::ItemIsUserCheckable) &&
                        index.flags().testFlag(Qt::ItemIsEnabled) && box.contains(mouse->position());
    if (!isOurs) {
        return false;
    }
    if (!isPress) {
        const bool isPicked = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
        model->setData(index, isPicked ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
    }
    return true;
}

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
    CellDelegate::paintContent(painter, area.adjusted(kBoxColumn, 0, 0, 0), option, index);
}

} // namespace holdpoint
