// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/report.h"

#include <QAbstractItemModel>
#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace holdpoint {

/// A report's checklist as a tree: sections, their items, the items' children. Takes whole reports; a report of the same
/// template changes cells only, so that what is unfolded and selected stays.
class ChecklistModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column { ItemColumn, StateColumn, ValueColumn, AgeColumn, SourceColumn, OwnerColumn, ColumnCount };
    enum Role { IdRole = Qt::UserRole + 1, SectionNumberRole };

    explicit ChecklistModel(QObject* parent = nullptr);

    /// nullptr empties it.
    void setReport(std::shared_ptr<const Report> report);
    /// Items that are asked about right now: they show as RUNNING. Takes effect when rows are painted next.
    void setAsking(std::set<std::string> items) { m_asking = std::move(items); }
    /// What ages are counted to; without it the report's time.
    void setNow(WallTime now) { m_now = now; }
    const Report* report() const { return m_report.get(); }
    /// nullptr for a section or an invalid index.
    const ItemView* itemAt(const QModelIndex& index) const;
    const SectionView* sectionAt(const QModelIndex& index) const;
    QModelIndex indexOf(const QString& id) const;
    /// The row as one line of text, for the clipboard.
    QString textOf(const QModelIndex& index) const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    struct Node
    {
        int parent = -1; // index of a node, -1 for a section
        int row = 0;     // within the parent
        int section = -1;
        int item = -1; // of ChecklistView::items, -1 for a section
        std::vector<int> children;
    };
    void build();
    const Node& nodeOf(const QModelIndex& index) const { return m_nodes[index.internalId()]; }
    QVariant cellOf(const ItemView& item, int column, int role) const;

    std::shared_ptr<const Report> m_report;
    std::set<std::string> m_asking;
    std::optional<WallTime> m_now;
    std::vector<Node> m_nodes;
    std::vector<int> m_sections;
};

} // namespace holdpoint
