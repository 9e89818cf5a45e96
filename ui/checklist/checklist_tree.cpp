// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/checklist/checklist_tree.h"

#include "ui/checklist/checklist_model.h"
#include "ui/style/chip.h"
#include "ui/style/delegates.h"
#include "ui/style/elision.h"
#include "ui/style/numbers.h"

#include <QFontMetricsF>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QSortFilterProxyModel>
#include <cmath>

namespace holdpoint {

namespace {

constexpr int kRowHeight = 23;
constexpr int kIndent = 16;
constexpr int kStateWidth = 92;
constexpr int kItemLeast = 308;
constexpr int kItemMost = 400;
constexpr int kValueWidth = 194;
constexpr int kValueLeast = 150;
constexpr int kAgeWidth = 60;
constexpr int kSourceWidth = 92;
constexpr int kOwnerWidth = 66;

/// A cell of an item's row. Selection and lines are the tree's, which paints across the branch area too.
class TreeCellDelegate : public CellDelegate
{
public:
    explicit TreeCellDelegate(QObject* parent) : CellDelegate(kRowHeight, parent) {}

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const QRectF area = QRectF(option.rect).adjusted(kPad, 0, -kPad, 0);
        painter->save();
        switch (index.column()) {
        case ChecklistModel::StateColumn: {
            const QVariant look = index.data(LookRole);
            if (look.canConvert<Look>()) {
                const Look shown = look.value<Look>();
                paintChip(*painter, QRectF(option.rect).adjusted(4, 0, 0, 0), shown, false, shown.status != Status::Pass,
                          option.palette);
            }
            break;
        }
        case ChecklistModel::AgeColumn:
            painter->setFont(fontFor(FontRole::Body));
            painter->setPen(toneColor(static_cast<Tone>(index.data(ToneRole).toInt()), option.palette));
            drawNumber(*painter, area, Qt::AlignRight, index.data().toString());
            break;
        default:
            paintContent(*painter, area, option, index);
        }
        painter->restore();
    }
};

QString countText(const SectionView& section)
{
    std::size_t passed = 0;
    std::size_t total = 0;
    for (const auto& [state, count] : section.counts) {
        total += state == ItemState::NotApplicable ? 0 : count;
        passed += state == ItemState::Pass ? count : 0;
    }
    if (total == 0) {
        return section.counts.empty() ? QString() : ChecklistTree::tr("not applicable");
    }
    return ChecklistTree::tr("%1 of %2 pass").arg(passed).arg(total);
}

} // namespace

ChecklistTree::ChecklistTree(QWidget* parent) : QTreeView(parent)
{
    setObjectName(QStringLiteral("checklistTree"));
    setAccessibleName(tr("Checklist"));
    setFrameShape(QFrame::NoFrame);
    setUniformRowHeights(true);
    setIndentation(kIndent);
    setMouseTracking(false);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setExpandsOnDoubleClick(true);
    setTabKeyNavigation(false);
    setItemDelegate(new TreeCellDelegate(this));
    header()->setFixedHeight(scaled(26));
    header()->setSectionsMovable(false);
    header()->setStretchLastSection(false);
    header()->setMinimumSectionSize(scaled(24));
    header()->setFont(fontFor(FontRole::Caption));
}

void ChecklistTree::setModel(QAbstractItemModel* model)
{
    QTreeView::setModel(model);
    header()->setSectionResizeMode(QHeaderView::Interactive);
    connect(model, &QAbstractItemModel::modelReset, this, &ChecklistTree::fitColumns);
    fitColumns();
}

int ChecklistTree::widestItem() const
{
    const QFontMetricsF metrics(fontFor(FontRole::Body));
    double widest = 0;
    const auto measure = [&](auto&& self, const QModelIndex& parent, int depth) -> void {
        for (int row = 0; row < model()->rowCount(parent); ++row) {
            const QModelIndex index = model()->index(row, 0, parent);
            if (depth > 0) {
                widest = std::max(widest, metrics.horizontalAdvance(index.data().toString()) + (depth + 1) * kIndent);
            }
            self(self, index, depth + 1);
        }
    };
    measure(measure, {}, 0);
    return static_cast<int>(std::ceil(widest)) + scaled(14) + 3 * CellDelegate::kPad;
}

void ChecklistTree::fitColumns()
{
    if (model() == nullptr) {
        return;
    }
    const int room = viewport()->width();
    const int state = scaled(kStateWidth);
    const int age = scaled(kAgeWidth);
    const int source = scaled(kSourceWidth);
    const int owner = scaled(kOwnerWidth);
    const int value = scaled(kValueWidth);
    const int leastItem = scaled(kItemLeast);
    int rest = room - state;
    // Owner goes first, then Source, then Age; all of them stay in Details.
    const auto give = [&rest, &value, &leastItem](int wide, bool isWanted) {
        const bool has = isWanted && rest - wide >= leastItem + value;
        rest -= has ? wide : 0;
        return has;
    };
    const bool hasAge = give(age, true);
    const bool hasSource = give(source, hasAge);
    const bool hasOwner = give(owner, hasSource);
    setColumnHidden(ChecklistModel::AgeColumn, !hasAge);
    setColumnHidden(ChecklistModel::SourceColumn, !hasSource);
    setColumnHidden(ChecklistModel::OwnerColumn, !hasOwner);
    const int most = std::min(widestItem(), hasAge ? std::max(scaled(kItemMost), rest - 2 * value) : rest);
    const int item = std::max(leastItem, std::min(most, rest - (hasAge ? value : scaled(kValueLeast))));
    setColumnWidth(ChecklistModel::ItemColumn, item);
    setColumnWidth(ChecklistModel::StateColumn, state);
    setColumnWidth(ChecklistModel::ValueColumn, std::max(scaled(kValueLeast), rest - item));
    setColumnWidth(ChecklistModel::AgeColumn, age);
    setColumnWidth(ChecklistModel::SourceColumn, source);
    setColumnWidth(ChecklistModel::OwnerColumn, owner);
}

void ChecklistTree::drawRow(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const ThemeColors& colors = colorsFor(palette());
    const QRect row(0, option.rect.top(), viewport()->width(), option.rect.height());
    const bool isSelected = selectionModel()->isRowSelected(index.row(), index.parent());
    const bool isSection = index.data(SectionRole).toBool();
    if (isSection) {
        painter->fillRect(row, colors.alt);
    }
    const int lineLeft = isSection ? 0 : kIndent * (index.parent().parent().isValid() ? 3 : 2) + CellDelegate::kPad;
    painter->fillRect(QRect(lineLeft, row.bottom(), row.width() - lineLeft, 1), isSection ? colors.line : colors.grid);
    paintRowState(*painter, row, isSelected, hasFocus(), palette());
    if (isSelected) {
        painter->fillRect(QRect(0, row.top(), 3, row.height()), hasFocus() ? colors.accent : colors.lineStrong);
    }
    if (isSection) {
        drawSection(*painter, option, index);
        return;
    }
    QTreeView::drawRow(painter, option, index);
}

void ChecklistTree::drawSection(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const ThemeColors& colors = colorsFor(palette());
    const QRect row(0, option.rect.top(), viewport()->width(), option.rect.height());
    QStyleOption branch;
    branch.initFrom(this);
    branch.rect = QRect(0, row.top(), kIndent, row.height());
    branch.state = QStyle::State_Children | (isExpanded(index) ? QStyle::State_Open : QStyle::State_None) | QStyle::State_Enabled;
    style()->drawPrimitive(QStyle::PE_IndicatorBranch, &branch, &painter, this);

    const auto* proxy = qobject_cast<const QSortFilterProxyModel*>(model());
    const auto* source = qobject_cast<const ChecklistModel*>(proxy->sourceModel());
    const SectionView* section = source->sectionAt(proxy->mapToSource(index));
    painter.save();
    double right = row.right() + 1 - CellDelegate::kEdge;
    painter.setFont(fontFor(FontRole::Small));
    const auto put = [&](Glyph glyph, const QString& text) {
        const double width = numberWidth(text, painter.font());
        painter.setPen(colors.text2);
        drawNumber(painter, QRectF(right - width, row.top(), width, row.height()), Qt::AlignLeft, text);
        const double px = scaled(12);
        right -= width + 6 + px;
        paintGlyph(painter, QRectF(right, row.top() + (row.height() - px) / 2, px, px), glyph, palette(), colors.alt);
        right -= 12;
    };
    const QString counts = countText(*section);
    if (!counts.isEmpty()) {
        const bool isAway = section->rollup == ItemState::NotApplicable;
        put(isAway ? Glyph::NotApplicable : section->counts.contains(ItemState::Pass) ? Glyph::Pass : Glyph::OpenSensed, counts);
    }
    for (const ItemState state :
         {ItemState::Deferred, ItemState::Stale, ItemState::Unknown, ItemState::Overridden, ItemState::Fail}) {
        const auto found = section->counts.find(state);
        if (found != section->counts.end() && found->second > 0) {
            put(lookOf(state).glyph, QString::number(found->second));
        }
    }
    painter.setFont(fontFor(FontRole::BodyStrong));
    painter.setPen(colors.text);
    const QString number = index.data(ChecklistModel::SectionNumberRole).toString();
    const bool isNumbered = !number.isEmpty() && number.at(0).isDigit();
    double left = kIndent + 4;
    if (isNumbered) {
        drawNumber(painter, QRectF(left, row.top(), scaled(20), row.height()), Qt::AlignLeft, number);
        left += numberWidth(number, painter.font()) + 7;
    }
    drawElided(painter, QRectF(left, row.top(), right - left, row.height()), Qt::AlignLeft, index.data().toString());
    painter.restore();
}

void ChecklistTree::keyPressEvent(QKeyEvent* event)
{
    const bool isPlain = event->modifiers() == Qt::NoModifier || event->modifiers() == Qt::ShiftModifier;
    if (event->matches(QKeySequence::Copy)) {
        Q_EMIT copyRequested();
        return;
    }
    if (!isPlain) {
        QTreeView::keyPressEvent(event);
        return;
    }
    switch (event->key()) {
    case Qt::Key_N:
        Q_EMIT nextOpenRequested(1);
        return;
    case Qt::Key_P:
        Q_EMIT nextOpenRequested(-1);
        return;
    case Qt::Key_Space:
        Q_EMIT confirmRequested();
        return;
    case Qt::Key_A:
    case Qt::Key_Return:
    case Qt::Key_Enter:
        Q_EMIT actRequested();
        return;
    case Qt::Key_E:
        Q_EMIT evidenceRequested();
        return;
    case Qt::Key_O:
        Q_EMIT overrideRequested();
        return;
    case Qt::Key_D:
        Q_EMIT deferRequested();
        return;
    case Qt::Key_R:
        Q_EMIT recheckRequested(event->modifiers() == Qt::ShiftModifier);
        return;
    case Qt::Key_Escape:
        Q_EMIT stopRequested();
        return;
    case Qt::Key_Question:
        event->ignore(); // the window's key sheet
        return;
    default:
        if (event->text().isEmpty()) {
            QTreeView::keyPressEvent(event);
        }
    }
}

void ChecklistTree::resizeEvent(QResizeEvent* event)
{
    QTreeView::resizeEvent(event);
    fitColumns();
}

} // namespace holdpoint
