// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/bottlenecks.h"

#include <QListView>

class QStandardItemModel;

namespace holdpoint {

/// Ranked findings, each with its numbers, evidence, what usually mends it and its boxes. Enter or a double click asks for the
/// first of its boxes. Rules that were not decided are one row that opens.
class FindingsView : public QListView
{
    Q_OBJECT

public:
    explicit FindingsView(QWidget* parent = nullptr);
    void setSearch(const BottleneckSearch& search);

Q_SIGNALS:
    void boxChosen(const QString& item);

private:
    void showUndecided();

    QStandardItemModel* m_rows;
    std::vector<UndecidedRule> m_undecided;
    bool m_isOpen = false; // the rules that were not decided are listed
};

} // namespace holdpoint
