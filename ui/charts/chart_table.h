// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QString>

namespace holdpoint {

/// The values of a chart as a table, for those who cannot see it or want to read exactly.
class ChartTable : public QDialog
{
    Q_OBJECT

public:
    /// `csv`: head and rows as toCsv() writes them.
    ChartTable(const QString& title, const QString& csv, QWidget* parent = nullptr);
};

} // namespace holdpoint
