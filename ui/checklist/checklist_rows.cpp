// SPDX-License-Identifier: GPL-3.0-or-later
// Which rows of the checklist are shown, open and chosen.
#include "ui/checklist/checklist_model.h"
#include "ui/checklist/checklist_page.h"
#include "ui/checklist/checklist_tree.h"
#include "ui/style/delegates.h"
#include "ui/style/status.h"

#include <QLabel>
#include <QLineEdit>
#include <QSortFilterProxyModel>

namespace holdpoint {

/// Sections of the next gate are open, passed ones and later ones folded.
void ChecklistPage::unfold()
{
    for (int row = 0; row < m_proxy->rowCount(); ++row) {
        const QModelIndex section = m_proxy->index(row, 0);
        bool isWanted = false;
        for (int child = 0; child < m_proxy->rowCount(section); ++child) {
            const ItemView* item = m_model->itemAt(m_proxy->mapToSource(m_proxy->index(child, 0, section)));
            isWanted = isWanted || (item != nullptr && item->definition->gate == m_gate);
            m_tree->setExpanded(m_proxy->index(child, 0, section), true);
        }
        const SectionView* view = m_model->sectionAt(m_proxy->mapToSource(section));
        m_tree->setExpanded(section, isWanted && view->rollup != ItemState::Pass && view->rollup != ItemState::NotApplicable);
    }
}

QString ChecklistPage::selectedItem() const
{
    return m_tree->currentIndex().siblingAtColumn(0).data(ChecklistModel::IdRole).toString();
}

const ItemView* ChecklistPage::selectedView() const
{
    return m_model->itemAt(m_proxy->mapToSource(m_tree->currentIndex()));
}

void ChecklistPage::selectItem(const QString& id)
{
    const QModelIndex source = m_model->indexOf(id);
    QModelIndex index = m_proxy->mapFromSource(source);
    if (source.isValid() && !index.isValid()) {
        m_filter->clear(); // a link leads past the filter
        index = m_proxy->mapFromSource(source);
    }
    if (!index.isValid()) {
        return;
    }
    for (QModelIndex parent = index.parent(); parent.isValid(); parent = parent.parent()) {
        m_tree->setExpanded(parent, true);
    }
    m_tree->setCurrentIndex(index);
    if (index.row() == 0 && index.parent().isValid()) {
        m_tree->scrollTo(index.parent(), QAbstractItemView::EnsureVisible); // its head comes with a first row
    }
    m_tree->scrollTo(index, QAbstractItemView::EnsureVisible);
    if (isVisible()) {
        m_tree->setFocus();
    }
}

void ChecklistPage::selectNextOpen(int step)
{
    if (m_report == nullptr || m_report->checklist.items.empty()) {
        return;
    }
    const auto& items = m_report->checklist.items;
    const auto count = static_cast<std::ptrdiff_t>(items.size());
    const ItemView* current = selectedView();
    std::ptrdiff_t at = current != nullptr ? current - items.data() : (step > 0 ? -1 : count);
    for (std::ptrdiff_t tried = 0; tried < count; ++tried) {
        at = (at + step + count) % count;
        const ItemView& item = items[static_cast<std::size_t>(at)];
        const bool isDone = item.state == ItemState::Pass || item.state == ItemState::NotApplicable ||
                            item.state == ItemState::Overridden || item.state == ItemState::Deferred;
        const QModelIndex index = m_proxy->mapFromSource(m_model->indexOf(fromCore(item.definition->id)));
        if (!isDone && item.definition->kind != ItemKind::Text && item.definition->kind != ItemKind::Rollup && index.isValid()) {
            selectItem(fromCore(item.definition->id));
            return;
        }
    }
}

bool ChecklistPage::focusFilter()
{
    m_filterRow->show();
    m_filter->setFocus();
    m_filter->selectAll();
    return true;
}

void ChecklistPage::closeFilter()
{
    m_filter->clear();
    m_filterRow->hide();
    m_tree->setFocus();
}

/// To the first item that the filter leaves.
void ChecklistPage::focusFound()
{
    m_tree->setFocus();
    for (QModelIndex index = m_proxy->index(0, 0); index.isValid(); index = m_tree->indexBelow(index)) {
        const bool isFound = m_model->textOf(m_proxy->mapToSource(index)).contains(m_proxy->filterRegularExpression());
        if (!index.data(SectionRole).toBool() && isFound) { // not what stands there for a box below it
            m_tree->setCurrentIndex(index);
            return;
        }
    }
}

void ChecklistPage::applyFilter(const QString& text)
{
    m_proxy->setFilterRegularExpression(
        QRegularExpression(QRegularExpression::escape(text.trimmed()), QRegularExpression::CaseInsensitiveOption));
    if (text.trimmed().isEmpty()) {
        m_filterCount->setText(tr("Esc closes"));
        unfold();
        return;
    }
    m_tree->expandAll();
    int shown = 0;
    int all = 0;
    for (const ItemView& item : m_report != nullptr ? m_report->checklist.items : std::vector<ItemView>{}) {
        ++all;
        const QModelIndex source = m_model->indexOf(fromCore(item.definition->id));
        shown += m_model->textOf(source).contains(m_proxy->filterRegularExpression()) ? 1 : 0;
    }
    m_filterCount->setText(tr("%1 of %2 shown, Esc clears").arg(shown).arg(all));
}

} // namespace holdpoint
