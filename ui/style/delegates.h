// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

class QAbstractItemView;
class QTableView;

namespace holdpoint {

/// What models give the delegates beside Qt's own roles.
enum CellRole {
    LookRole = Qt::UserRole + 100, // Look: chip or glyph before the text
    RemarkRole,                    // QString in grey behind the text
    ToneRole,                      // int(Tone)
    MarginRole,                    // double: share of the limit that is left, negative beyond it
    SectionRole                    // bool: a section row, bold on alt
};

enum class Tone { Normal, Strong, Secondary, Mono, Warn, Fail };

/// One line of text, cut where it must be; glyph before it (LookRole), grey remark behind it (RemarkRole). Paints selection as
/// reference/ui.md §9 sets it: fill, 3 px accent bar at the row's left, accent lines above and below while the view has focus.
class CellDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit CellDelegate(int rowHeight, QObject* parent = nullptr);

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    /// Left and right padding inside a cell; the first column's left is the area's 16 px.
    static constexpr int kPad = 8;
    static constexpr int kEdge = 16;

protected:
    virtual void paintContent(QPainter& painter, const QRectF& area, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const;
    QRectF contentArea(const QStyleOptionViewItem& option, const QModelIndex& index) const;

private:
    int m_rowHeight;
};

/// LookRole as a chip.
class StatusDelegate : public CellDelegate
{
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;

protected:
    void paintContent(QPainter& painter, const QRectF& area, const QStyleOptionViewItem& option,
                      const QModelIndex& index) const override;
};

/// Tabular figures, right-aligned.
class NumberDelegate : public CellDelegate
{
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;

protected:
    void paintContent(QPainter& painter, const QRectF& area, const QStyleOptionViewItem& option,
                      const QModelIndex& index) const override;
};

/// Text left of a 40 x 5 bar: zero tick at a quarter, right green, left warn. Prints the margin that core computed.
class MarginDelegate : public CellDelegate
{
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;

protected:
    void paintContent(QPainter& painter, const QRectF& area, const QStyleOptionViewItem& option,
                      const QModelIndex& index) const override;
};

/// Paints a row's selection or section fill behind all its cells.
void paintRowState(QPainter& painter, const QRect& row, bool isSelected, bool hasFocus, const QPalette& palette);
/// A table as every page wants it: no grid, fixed rows, caption head, whole rows selected, no vertical header.
void setUpTable(QTableView& table, int rowHeight);
/// Colour of a cell's text by its tone.
QColor toneColor(Tone tone, const QPalette& palette);

} // namespace holdpoint

Q_DECLARE_METATYPE(holdpoint::Tone)
