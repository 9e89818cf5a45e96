// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/delegates.h"

#include "ui/style/chip.h"
#include "ui/style/elision.h"
#include "ui/style/numbers.h"

#include <QAbstractItemView>
#include <QHeaderView>
#include <QPainter>
#include <QTableView>
#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

Tone toneOf(const QModelIndex& index)
{
    return static_cast<Tone>(index.data(ToneRole).toInt());
}

QFont fontOf(Tone tone)
{
    switch (tone) {
    case Tone::Strong:
        return fontFor(FontRole::BodyStrong);
    case Tone::Mono:
        return fontFor(FontRole::Mono);
    case Tone::Normal:
    case Tone::Secondary:
    case Tone::Warn:
    case Tone::Fail:
        break;
    }
    return fontFor(FontRole::Body);
}

bool viewHasFocus(const QStyleOptionViewItem& option)
{
    return option.widget != nullptr && option.widget->hasFocus();
}

bool isFirstColumn(const QStyleOptionViewItem& option, const QModelIndex& index)
{
    const auto* table = qobject_cast<const QTableView*>(option.widget);
    return table != nullptr ? table->horizontalHeader()->visualIndex(index.column()) == 0 : index.column() == 0;
}

bool isLastColumn(const QStyleOptionViewItem& option, const QModelIndex& index)
{
    const auto* table = qobject_cast<const QTableView*>(option.widget);
    return table != nullptr && table->horizontalHeader()->visualIndex(index.column()) == table->horizontalHeader()->count() - 1;
}

} // namespace

QColor toneColor(Tone tone, const QPalette& palette)
{
    const ThemeColors& colors = colorsFor(palette);
    switch (tone) {
    case Tone::Normal:
    case Tone::Strong:
        return colors.text;
    case Tone::Secondary:
    case Tone::Mono:
        return colors.text2;
    case Tone::Warn:
        return colors.warn.text;
    case Tone::Fail:
        return colors.fail.text;
    }
    return colors.text;
}

void paintRowState(QPainter& painter, const QRect& row, bool isSelected, bool hasFocus, const QPalette& palette)
{
    if (!isSelected) {
        return;
    }
    const ThemeColors& colors = colorsFor(palette);
    painter.fillRect(row, colors.sel);
    if (hasFocus) {
        painter.fillRect(QRect(row.left(), row.top(), row.width(), 1), colors.accent);
        painter.fillRect(QRect(row.left(), row.bottom(), row.width(), 1), colors.accent);
    }
}

CellDelegate::CellDelegate(int rowHeight, QObject* parent) : QStyledItemDelegate(parent), m_rowHeight(rowHeight) {}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    return {QStyledItemDelegate::sizeHint(option, index).width(), scaled(m_rowHeight)};
}

QRectF CellDelegate::contentArea(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const int left = isFirstColumn(option, index) ? kEdge : kPad;
    const int right = isLastColumn(option, index) ? kEdge : kPad;
    return QRectF(option.rect).adjusted(left, 0, -right, 0);
}

void CellDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const ThemeColors& colors = colorsFor(option.palette);
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    painter->save();
    if (isSelected) {
        paintRowState(*painter, option.rect, true, viewHasFocus(option), option.palette);
    } else {
        if (index.data(SectionRole).toBool()) {
            painter->fillRect(option.rect, colors.alt);
        }
        painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), colors.grid);
    }
    if (isSelected && isFirstColumn(option, index)) {
        painter->fillRect(QRect(option.rect.left(), option.rect.top(), 3, option.rect.height()),
                          viewHasFocus(option) ? colors.accent : colors.lineStrong);
    }
    paintContent(*painter, contentArea(option, index), option, index);
    painter->restore();
}

void CellDelegate::paintContent(QPainter& painter, const QRectF& area, const QStyleOptionViewItem& option,
                                const QModelIndex& index) const
{
    QRectF rest = area;
    const QVariant look = index.data(LookRole);
    if (look.canConvert<Look>()) {
        const double px = scaled(14);
        paintGlyph(painter, QRectF(rest.left(), rest.center().y() - px / 2, px, px), look.value<Look>().glyph, option.palette,
                   option.state.testFlag(QStyle::State_Selected) ? colorsFor(option.palette).sel : QColor());
        rest.setLeft(rest.left() + px + kPad);
    }
    const bool isSection = index.data(SectionRole).toBool();
    const Tone tone = isSection ? Tone::Strong : toneOf(index);
    painter.setFont(fontOf(tone));
    painter.setPen(toneColor(tone, option.palette));
    const bool isRight = (Qt::Alignment(index.data(Qt::TextAlignmentRole).toInt()) & Qt::AlignRight) != 0;
    const double used =
        drawElided(painter, rest, isRight ? Qt::AlignRight : Qt::AlignLeft, index.data(Qt::DisplayRole).toString());
    const QString remark = index.data(RemarkRole).toString();
    if (!remark.isEmpty() && !isRight) {
        painter.setFont(fontFor(FontRole::Small));
        painter.setPen(colorsFor(option.palette).text2);
        drawElided(painter, rest.adjusted(used + kPad, 0, 0, 0), Qt::AlignLeft, remark);
    }
}

void StatusDelegate::paintContent(QPainter& painter, const QRectF& area, const QStyleOptionViewItem& option,
                                  const QModelIndex& index) const
{
    const QVariant look = index.data(LookRole);
    if (look.canConvert<Look>() && !look.value<Look>().word.isEmpty()) {
        paintChip(painter, area, look.value<Look>(), true, true, option.palette);
    }
}

namespace {

/// Never into the column before.
void drawWithin(QPainter& painter, const QRectF& area, const QString& text)
{
    if (numberWidth(text, painter.font()) > area.width() + 0.5) {
        drawElided(painter, area, Qt::AlignRight, text);
    } else {
        drawNumber(painter, area, Qt::AlignRight, text);
    }
}

} // namespace

void NumberDelegate::paintContent(QPainter& painter, const QRectF& area, const QStyleOptionViewItem& option,
                                  const QModelIndex& index) const
{
    const Tone tone = toneOf(index);
    painter.setFont(fontOf(tone));
    painter.setPen(toneColor(tone, option.palette));
    drawWithin(painter, area, index.data(Qt::DisplayRole).toString());
}

void MarginDelegate::paintContent(QPainter& painter, const QRectF& area, const QStyleOptionViewItem& option,
                                  const QModelIndex& index) const
{
    constexpr int kBarWidth = 40;
    constexpr int kBarHeight = 5;
    const ThemeColors& colors = colorsFor(option.palette);
    const QVariant margin = index.data(MarginRole);
    const Tone tone = toneOf(index);
    painter.setFont(fontOf(tone));
    painter.setPen(toneColor(tone, option.palette));
    const QString number = index.data(Qt::DisplayRole).toString();
    const QRectF besideBar = area.adjusted(0, 0, -(kBarWidth + kPad), 0);
    const bool hasBar = margin.isValid() && numberWidth(number, painter.font()) <= besideBar.width() + 0.5;
    drawWithin(painter, hasBar ? besideBar : area, number);
    if (!hasBar) { // far beyond the limit: the number says more than a full bar
        return;
    }
    const QRectF trough(area.right() - kBarWidth, std::round(area.center().y() - kBarHeight / 2.0), kBarWidth, kBarHeight);
    painter.fillRect(trough, colors.neutralFill);
    const double zero = trough.left() + kBarWidth / 4.0;
    const double share = std::clamp(margin.toDouble(), -1.0, 1.0);
    const double length = share >= 0 ? share * kBarWidth * 0.75 : share * kBarWidth * 0.25;
    painter.fillRect(QRectF(std::min(zero, zero + length), trough.top(), std::abs(length), kBarHeight),
                     share >= 0 ? colors.pass.glyph : colors.warn.glyph);
    painter.fillRect(QRectF(zero, trough.top() - 2, 1, kBarHeight + 4), colors.text);
}

void setUpTable(QTableView& table, int rowHeight)
{
    table.setFrameShape(QFrame::NoFrame);
    table.setShowGrid(false);
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setSelectionMode(QAbstractItemView::SingleSelection);
    table.setEditTriggers(QAbstractItemView::NoEditTriggers);
    table.setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table.setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    table.setTabKeyNavigation(false);
    table.setWordWrap(false);
    table.setCornerButtonEnabled(false);
    QHeaderView* rows = table.verticalHeader();
    rows->setVisible(false);
    rows->setMinimumSectionSize(scaled(rowHeight));
    rows->setDefaultSectionSize(scaled(rowHeight));
    rows->setSectionResizeMode(QHeaderView::Fixed);
    QHeaderView* head = table.horizontalHeader();
    head->setHighlightSections(false);
    head->setSectionsClickable(false);
    head->setMinimumSectionSize(scaled(24));
    head->setFixedHeight(scaled(26));
    head->setFont(fontFor(FontRole::Caption));
    table.setItemDelegate(new CellDelegate(rowHeight, &table));
}

} // namespace holdpoint
