// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/checklist/checklist_model.h"

#include "core/base/time_format.h"
#include "core/checklist/gate_causes.h"
#include "ui/style/delegates.h"
#include "ui/style/item_words.h"
#include "ui/style/status.h"
#include "ui/style/words.h"

#include <QHash>

namespace holdpoint {

namespace {

/// The first of several reasons, as short as a column wants it; the tooltip has them whole.
QString shortReason(const ItemView& item)
{
    QString reason = fromCore(item.reason.empty() ? item.value : item.reason).section(QStringLiteral("; "), 0, 0);
    const QLatin1String missing("the plan names no ");
    const QLatin1String unset("the plan does not set ");
    if (reason.startsWith(missing)) {
        return ChecklistModel::tr("no %1 in the plan").arg(reason.mid(missing.size()));
    }
    if (reason.startsWith(unset)) {
        reason = ChecklistModel::tr("not set: %1").arg(reason.mid(unset.size()));
    }
    return reason.remove(QLatin1Char('`'));
}

QString sentenceOf(const ItemView& item)
{
    switch (item.state) {
    case ItemState::Unknown:
        if (const auto blockage = blockageOf(item)) {
            return ChecklistModel::tr("blocked by %1").arg(sourceName(blockage->source)); // why stands once, in the banner
        }
        return shortReason(item);
    case ItemState::NotApplicable:
        return fromCore(item.reason.empty() ? item.value : item.reason);
    case ItemState::Overridden:
    case ItemState::Deferred: {
        QString text = fromCore(item.value.empty() ? item.reason : item.value);
        if (item.state == ItemState::Deferred && item.deferredTo) {
            text += ChecklistModel::tr(", due %1").arg(gateTitle(*item.deferredTo));
        } else if (!item.by.name.empty()) {
            text += ChecklistModel::tr(", by %1").arg(fromCore(item.by.name));
        }
        return text;
    }
    case ItemState::Open:
        if (item.value.empty() && item.source == "not connected") {
            return ChecklistModel::tr("no sensor yet"); // thirty rows of the same sentence hide the others; Details has it
        }
        if (item.value.empty() && item.source == "not sensed") {
            return item.definition->act ? ChecklistModel::tr("not done yet") : ChecklistModel::tr("not sensed yet");
        }
        return item.value.empty() ? shortReason(item) : fromCore(item.value);
    case ItemState::Fail:
        return item.value.empty() ? shortReason(item) : fromCore(item.value);
    case ItemState::Running:
    case ItemState::Pass:
    case ItemState::Stale:
        return fromCore(item.value);
    }
    return {};
}

QString wholeSentenceOf(const ItemView& item)
{
    const bool isReason = item.state == ItemState::Open || item.state == ItemState::Unknown || item.state == ItemState::Fail;
    return isReason && !item.reason.empty() ? fromCore(item.reason) : sentenceOf(item);
}

QString ageOf(const ItemView& item, WallTime now)
{
    return item.at ? ageText(now - *item.at) : QString();
}

} // namespace

ChecklistModel::ChecklistModel(QObject* parent) : QAbstractItemModel(parent) {}

void ChecklistModel::setReport(std::shared_ptr<const Report> report)
{
    const bool isSame = m_report != nullptr && report != nullptr &&
                        m_report->checklistTemplate.sha256 == report->checklistTemplate.sha256 &&
                        m_report->checklist.items.size() == report->checklist.items.size();
    if (!isSame) {
        beginResetModel();
        m_report = std::move(report);
        build();
        endResetModel();
        return;
    }
    m_report = std::move(report);
    m_now.reset();
    for (const int section : m_sections) {
        const QModelIndex at = createIndex(m_nodes[static_cast<std::size_t>(section)].row, 0, static_cast<quintptr>(section));
        Q_EMIT dataChanged(at, at.siblingAtColumn(ColumnCount - 1));
        const int rows = rowCount(at);
        if (rows > 0) {
            Q_EMIT dataChanged(index(0, 0, at), index(rows - 1, ColumnCount - 1, at));
        }
        for (int row = 0; row < rows; ++row) {
            const QModelIndex item = index(row, 0, at);
            if (const int children = rowCount(item); children > 0) {
                Q_EMIT dataChanged(index(0, 0, item), index(children - 1, ColumnCount - 1, item));
            }
        }
    }
}

void ChecklistModel::build()
{
    m_nodes.clear();
    m_sections.clear();
    if (m_report == nullptr) {
        return;
    }
    const ChecklistView& view = m_report->checklist;
    QHash<QString, int> sections;
    for (std::size_t i = 0; i < view.sections.size(); ++i) {
        Node node;
        node.row = static_cast<int>(m_sections.size());
        node.section = static_cast<int>(i);
        sections.insert(fromCore(view.sections[i].definition->number), static_cast<int>(m_nodes.size()));
        m_sections.push_back(static_cast<int>(m_nodes.size()));
        m_nodes.push_back(std::move(node));
    }
    QHash<QString, int> items;
    for (std::size_t i = 0; i < view.items.size(); ++i) {
        const ItemDefinition& definition = *view.items[i].definition;
        const int section = sections.value(fromCore(definition.section), -1);
        if (section < 0) {
            continue;
        }
        Node node;
        node.parent = items.value(fromCore(definition.parentId), section);
        node.section = m_nodes[static_cast<std::size_t>(section)].section;
        node.item = static_cast<int>(i);
        auto& siblings = m_nodes[static_cast<std::size_t>(node.parent)].children;
        node.row = static_cast<int>(siblings.size());
        siblings.push_back(static_cast<int>(m_nodes.size()));
        items.insert(fromCore(definition.id), static_cast<int>(m_nodes.size()));
        m_nodes.push_back(std::move(node));
    }
}

const ItemView* ChecklistModel::itemAt(const QModelIndex& index) const
{
    if (!index.isValid() || nodeOf(index).item < 0) {
        return nullptr;
    }
    return &m_report->checklist.items[static_cast<std::size_t>(nodeOf(index).item)];
}

const SectionView* ChecklistModel::sectionAt(const QModelIndex& index) const
{
    if (!index.isValid() || nodeOf(index).item >= 0) {
        return nullptr;
    }
    return &m_report->checklist.sections[static_cast<std::size_t>(nodeOf(index).section)];
}

QModelIndex ChecklistModel::indexOf(const QString& id) const
{
    for (std::size_t i = 0; i < m_nodes.size(); ++i) {
        const Node& node = m_nodes[i];
        if (node.item >= 0 && fromCore(m_report->checklist.items[static_cast<std::size_t>(node.item)].definition->id) == id) {
            return createIndex(node.row, 0, static_cast<quintptr>(i));
        }
    }
    return {};
}

QString ChecklistModel::textOf(const QModelIndex& index) const
{
    const ItemView* item = itemAt(index);
    if (item == nullptr) {
        return index.siblingAtColumn(ItemColumn).data().toString();
    }
    QStringList cells{fromCore(item->definition->id)};
    for (int column = 0; column < ColumnCount; ++column) {
        cells << cellOf(*item, column, Qt::DisplayRole).toString();
    }
    return cells.join(QLatin1Char('\t'));
}

QModelIndex ChecklistModel::index(int row, int column, const QModelIndex& parent) const
{
    const std::vector<int>& siblings = parent.isValid() ? nodeOf(parent).children : m_sections;
    if (row < 0 || row >= static_cast<int>(siblings.size()) || column < 0 || column >= ColumnCount) {
        return {};
    }
    return createIndex(row, column, static_cast<quintptr>(siblings[static_cast<std::size_t>(row)]));
}

QModelIndex ChecklistModel::parent(const QModelIndex& child) const
{
    if (!child.isValid() || nodeOf(child).parent < 0) {
        return {};
    }
    const int parent = nodeOf(child).parent;
    return createIndex(m_nodes[static_cast<std::size_t>(parent)].row, 0, static_cast<quintptr>(parent));
}

int ChecklistModel::rowCount(const QModelIndex& parent) const
{
    if (!parent.isValid()) {
        return static_cast<int>(m_sections.size());
    }
    return parent.column() > 0 ? 0 : static_cast<int>(nodeOf(parent).children.size());
}

int ChecklistModel::columnCount(const QModelIndex&) const
{
    return ColumnCount;
}

QVariant ChecklistModel::cellOf(const ItemView& item, int column, int role) const
{
    const bool isText = item.definition->kind == ItemKind::Text;
    const bool isAsking = m_asking.contains(item.definition->id);
    const auto look = [&] { return isAsking ? lookOf(ItemState::Running) : lookOf(item); };
    if (role == LookRole) {
        if (isText) {
            return {};
        }
        return column == ItemColumn || column == StateColumn ? QVariant::fromValue(look()) : QVariant();
    }
    if (role == ToneRole) {
        const bool isStaleAge = column == AgeColumn && item.state == ItemState::Stale;
        const bool isGrey = column >= AgeColumn || (isText && column == ItemColumn) || (isAsking && column == ValueColumn);
        return static_cast<int>(isStaleAge ? Tone::Warn : isGrey ? Tone::Secondary : Tone::Normal);
    }
    if (role == Qt::ToolTipRole) {
        return column == ItemColumn    ? plainItemText(item.definition->text)
               : column == ValueColumn ? wholeSentenceOf(item)
                                       : QString();
    }
    if (role == Qt::AccessibleTextRole && column == ItemColumn) {
        return look().word + QStringLiteral(", ") + plainItemText(item.definition->text);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case ItemColumn:
        return plainItemText(item.definition->text);
    case StateColumn:
        return isText ? QString() : look().word;
    case ValueColumn:
        return isText ? QString() : sentenceOf(item);
    case AgeColumn:
        return isText ? QString() : ageOf(item, m_now.value_or(m_report->builtAt));
    case SourceColumn:
        return itemSource(item);
    case OwnerColumn:
        return isText ? QString() : ownerWord(item.definition->owner);
    default:
        return {};
    }
}

QVariant ChecklistModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return index.column() == AgeColumn ? QVariant(static_cast<int>(Qt::AlignRight | Qt::AlignVCenter)) : QVariant();
    }
    if (const ItemView* item = itemAt(index)) {
        return role == IdRole ? QVariant(fromCore(item->definition->id)) : cellOf(*item, index.column(), role);
    }
    const SectionView* section = sectionAt(index);
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == ItemColumn ? fromCore(section->definition->title) : QString();
    case SectionNumberRole:
        return fromCore(section->definition->number);
    case SectionRole:
        return true;
    default:
        return {};
    }
}

QVariant ChecklistModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>((section == AgeColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case ItemColumn:
        return tr("Item");
    case StateColumn:
        return tr("State");
    case ValueColumn:
        return tr("Value seen");
    case AgeColumn:
        return tr("Age");
    case SourceColumn:
        return tr("Source");
    case OwnerColumn:
        return tr("Owner");
    default:
        return {};
    }
}

Qt::ItemFlags ChecklistModel::flags(const QModelIndex& index) const
{
    return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::NoItemFlags;
}

} // namespace holdpoint
