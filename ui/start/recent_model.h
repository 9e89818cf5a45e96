// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/recent_dossiers.h"

#include <QAbstractTableModel>

namespace holdpoint {

/// Start's recent dossiers. A file that is gone is grey and says what can be done.
class RecentModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { ReleaseColumn, EnvironmentColumn, StateColumn, NextColumn, FileColumn, OpenedColumn, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setDossiers(QList<RecentDossier> dossiers);
    const RecentDossier& at(int row) const { return m_rows.at(row).dossier; }
    bool isMissing(int row) const { return m_rows.at(row).isMissing; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row
    {
        RecentDossier dossier;
        bool isMissing = false;
    };
    QString textOf(const Row& row, int column) const;

    QList<Row> m_rows;
};

} // namespace holdpoint
