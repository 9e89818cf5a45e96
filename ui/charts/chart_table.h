// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_content.h"

#include <QDialog>

namespace holdpoint {

/// The values of a chart as a table, for those who cannot see it or want to read exactly.
class ChartTable : public QDialog
{
    Q_OBJECT

public:
    ChartTable(const QString& title, ChartRows rows, QWidget* parent = nullptr);
};

} // namespace holdpoint
