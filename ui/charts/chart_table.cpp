// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_table.h"

#include "ui/charts/chart_frame.h"

#include <QAbstractTableModel>
#include <QBoxLayout>
#include <QHeaderView>
#include <QTableView>
#include <cmath>
#include <utility>

namespace holdpoint {

namespace {

class RowsModel : public QAbstractTableModel
{
public:
    RowsModel(ChartRows rows, QObject* parent) : QAbstractTableModel(parent), m_rows(std::move(rows)) {}

    int rowCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.rowCount());
    }
    int columnCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.columnCount());
    }
    QVariant data(const QModelIndex& index, int role) const override
    {
        if (role == Qt::TextAlignmentRole) {
            return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
        }
        if (role != Qt::DisplayRole) {
            return {};
        }
        const double value = m_rows.at(static_cast<std::size_t>(index.row()), static_cast<std::size_t>(index.column()));
        if (index.column() == 0) {
            return elapsedLabel(value);
        }
        return std::isfinite(value) ? QString::number(value, 'g', 10) : QStringLiteral("–");
    }
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override
    {
        if (orientation != Qt::Horizontal || (role != Qt::DisplayRole && role != Qt::ToolTipRole)) {
            return QAbstractTableModel::headerData(section, orientation, role);
        }
        return section == 0 ? ChartTable::tr("elapsed") : m_rows.heads.value(section);
    }

private:
    ChartRows m_rows;
};

} // namespace

ChartTable::ChartTable(const QString& title, ChartRows rows, QWidget* parent) : QDialog(parent)
{
    setObjectName(QStringLiteral("chartTable"));
    setWindowTitle(title);
    auto* view = new QTableView(this);
    auto* model = new RowsModel(std::move(rows), view);
    view->setModel(model);
    view->setAccessibleName(title);
    view->setFrameShape(QFrame::NoFrame);
    view->verticalHeader()->hide();
    view->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    view->verticalHeader()->setDefaultSectionSize(scaled(24));
    view->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents); // a head is never cut
    view->horizontalHeader()->setStretchLastSection(true);
    view->horizontalHeader()->setHighlightSections(false);
    view->setSelectionBehavior(QAbstractItemView::SelectRows);
    if (model->rowCount() > 0) {
        view->setCurrentIndex(model->index(model->rowCount() - 1, 0)); // the newest
        view->scrollToBottom();
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(view);
    const int wanted = view->horizontalHeader()->length() + scaled(40);
    resize(std::clamp(wanted, scaled(560), scaled(1100)), scaled(480));
}

} // namespace holdpoint
