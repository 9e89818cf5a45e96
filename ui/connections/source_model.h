// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sensors/connection_report.h"
#include "core/sensors/source_report.h"
#include "core/sensors/source_use.h"
#include "ui/style/status.h"

#include <QAbstractTableModel>
#include <optional>
#include <vector>

namespace holdpoint {

/// A source with what is known of it.
struct SourceRow
{
    ConnectionSource source;
    std::vector<const ItemDefinition*> items; // that ask it
    std::optional<SourceReport> swept;        // newest sweep
    std::optional<ConnectionReport> tested;   // newest test, or the one under way
    bool isTesting = false;

    /// The test, where it is the newer word.
    bool isTestNewer() const;
    bool isDown() const;
    bool isAnswering() const;
    Look look() const;
    QString answer() const; // in a few words
    std::optional<WallTime> at() const;
};

/// Source, last answer, age, items.
class SourceModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { SourceColumn, AnswerColumn, AgeColumn, ItemsColumn, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setRows(std::vector<SourceRow> rows);
    /// Changes one row in place.
    void setRow(int index, SourceRow row);
    const std::vector<SourceRow>& rows() const { return m_rows; }
    /// By id or title; -1 if there is none.
    int indexOf(const QString& name) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<SourceRow> m_rows;
};

} // namespace holdpoint
