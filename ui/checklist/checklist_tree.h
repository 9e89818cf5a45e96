// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTreeView>

namespace holdpoint {

/// The checklist's tree: section rows across all columns, rows of one height, columns that give way as the width shrinks.
/// Single letters act on the current row while the tree has focus.
class ChecklistTree : public QTreeView
{
    Q_OBJECT

public:
    explicit ChecklistTree(QWidget* parent = nullptr);
    void setModel(QAbstractItemModel* model) override;
    /// Widths by the room there is: drops Owner, Source, Age in this order (all stay in Details).
    void fitColumns();

Q_SIGNALS:
    void confirmRequested();
    void actRequested();
    void evidenceRequested();
    void overrideRequested();
    void deferRequested();
    void recheckRequested(bool isAll);
    void stopRequested();
    void nextOpenRequested(int step);
    void copyRequested();

protected:
    void drawRow(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void drawSection(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;
    int widestItem() const;
};

} // namespace holdpoint
