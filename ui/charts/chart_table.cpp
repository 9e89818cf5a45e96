// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_table.h"

#include "ui/charts/chart_frame.h"

#include <QAbstractTableModel>
#include <QBoxLayout>
#include <QHeaderView>
#include <QStringList>
#include <QTableView>

namespace holdpoint {

namespace {

class CsvModel : public QAbstractTableModel
{
public:
    CsvModel(const QString& csv, QObject* parent) : QAbstractTableModel(parent)
    {
        QStringList lines = csv.split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        m_head = lines.isEmpty() ? QStringList() : lines.takeFirst().remove(QLatin1Char('"')).split(QLatin1Char(','));
        m_lines = std::move(lines);
    }

    int rowCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_lines.size());
    }
    int columnCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_head.size());
    }
    QVariant data(const QModelIndex& index, int role) const override
    {
        if (role == Qt::TextAlignmentRole) {
            return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
        }
        if (role != Qt::DisplayRole) {
            return {};
        }
        const QString cell = m_lines.at(index.row()).section(QLatin1Char(','), index.column(), index.column());
        if (index.column() == 0) {
            return elapsedLabel(cell.toDouble());
        }
        return cell.isEmpty() ? QStringLiteral("–") : cell;
    }
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override
    {
        if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
            return QAbstractTableModel::headerData(section, orientation, role);
        }
        return section == 0 ? ChartTable::tr("elapsed") : m_head.value(section);
    }

private:
    QStringList m_head;
    QStringList m_lines;
};

} // namespace

ChartTable::ChartTable(const QString& title, const QString& csv, QWidget* parent) : QDialog(parent)
{
    setObjectName(QStringLiteral("chartTable"));
    setWindowTitle(title);
    auto* view = new QTableView(this);
    auto* model = new CsvModel(csv, view);
    view->setModel(model);
    view->setAccessibleName(title);
    view->setFrameShape(QFrame::NoFrame);
    view->verticalHeader()->hide();
    view->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    view->verticalHeader()->setDefaultSectionSize(scaled(24));
    view->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    view->horizontalHeader()->setHighlightSections(false);
    view->setSelectionBehavior(QAbstractItemView::SelectRows);
    if (model->rowCount() > 0) {
        view->setCurrentIndex(model->index(model->rowCount() - 1, 0)); // the newest
        view->scrollToBottom();
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(view);
    resize(scaled(560), scaled(480));
}

} // namespace holdpoint
