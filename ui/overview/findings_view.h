// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/bottlenecks.h"

#include <QListView>

class QStandardItemModel;

namespace holdpoint {

/// Ranked findings, each with its numbers, evidence, what usually mends it and its boxes. Enter or a double click asks for the
/// first of its boxes.
class FindingsView : public QListView
{
    Q_OBJECT

public:
    explicit FindingsView(QWidget* parent = nullptr);
    void setSearch(const BottleneckSearch& search);

Q_SIGNALS:
    void boxChosen(const QString& item);

private:
    QStandardItemModel* m_rows;
};

} // namespace holdpoint
