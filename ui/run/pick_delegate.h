// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/style/delegates.h"

namespace holdpoint {

/// The tick of a row is drawn as the open, confirmed squares of the checklist are.
class PickDelegate : public CellDelegate
{
public:
    using CellDelegate::CellDelegate;

protected:
    /// A click on the box that is drawn: Qt looks where the style would draw one.
    bool editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
                     const QModelIndex& index) override;
    void paintContent(QPainter& painter, const QRectF& area, const QStyleOptionViewItem& option,
                      const QModelIndex& index) const override;
};

} // namespace holdpoint
