// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/report_tables_page.h"

#include "ui/style/delegates.h"
#include "ui/style/numbers.h"
#include "ui/style/theme.h"

#include <QBoxLayout>
#include <QFontMetricsF>
#include <QHeaderView>
#include <QStandardItemModel>
#include <QTableView>
#include <algorithm>
#include <cmath>

namespace holdpoint {

void ReportTablesPage::setSession(Session* session)
{
    if (m_session != nullptr) {
        m_session->disconnect(this);
    }
    m_session = session;
    if (m_session != nullptr) {
        connect(m_session, &Session::changed, this, [this] { showReport(m_session->shownReport()); });
    }
    showReport(m_session != nullptr ? m_session->shownReport() : nullptr);
}

QTableView* makeReportTable(QStandardItemModel* model, int rowHeight, const QString& name, QWidget* parent)
{
    auto* table = new QTableView(parent);
    table->setObjectName(name);
    table->setModel(model);
    setUpTable(*table, rowHeight);
    return table;
}

namespace {

/// A cut number is another number: its column is as wide as what stands in it, its head included.
void widenForNumbers(QTableView& table, int stretched)
{
    const QAbstractItemModel& model = *table.model();
    const auto isRight = [](const QVariant& alignment) { return (Qt::Alignment(alignment.toInt()) & Qt::AlignRight) != 0; };
    for (int column = 0; column < model.columnCount(); ++column) {
        if (column == stretched || !isRight(model.headerData(column, Qt::Horizontal, Qt::TextAlignmentRole))) {
            continue;
        }
        double wide = QFontMetricsF(table.horizontalHeader()->font())
                          .horizontalAdvance(model.headerData(column, Qt::Horizontal).toString());
        for (int row = 0; row < model.rowCount(); ++row) {
            wide = std::max(wide, numberWidth(model.index(row, column).data().toString(), fontFor(FontRole::BodyStrong)));
        }
        const int needed = static_cast<int>(std::ceil(wide)) + 2 * CellDelegate::kPad;
        table.setColumnWidth(column, std::max(table.columnWidth(column), needed));
    }
}

} // namespace

void setColumnWidths(QTableView& table, std::initializer_list<int> widths, int stretched)
{
    QHeaderView* head = table.horizontalHeader();
    head->setStretchLastSection(false);
    head->setSectionResizeMode(QHeaderView::Fixed);
    head->setSectionResizeMode(stretched, QHeaderView::Stretch);
    int column = 0;
    for (const int width : widths) {
        column += column == stretched ? 1 : 0;
        table.setColumnWidth(column++, scaled(width));
    }
    widenForNumbers(table, stretched);
}

void spanSections(QTableView& table)
{
    table.clearSpans();
    for (int row = 0; row < table.model()->rowCount(); ++row) {
        if (table.model()->index(row, 0).data(SectionRole).toBool()) {
            table.setSpan(row, 0, 1, table.model()->columnCount());
        }
    }
}

void fitRows(QTableView& table, int rowHeight, int most)
{
    table.setFixedHeight(scaled(26) + std::min(most, table.model()->rowCount()) * scaled(rowHeight));
}

void selectFirstRow(QTableView& table)
{
    table.setFocus();
    if (!table.currentIndex().isValid() && table.model()->rowCount() > 0) {
        table.setCurrentIndex(table.model()->index(0, 0));
    }
}

QVBoxLayout* makePageColumn(QWidget* parent)
{
    auto* column = new QVBoxLayout(parent);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    return column;
}

} // namespace holdpoint
