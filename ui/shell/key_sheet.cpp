// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/key_sheet.h"

#include "ui/shell/key_table.h"
#include "ui/shell/route_marks.h"
#include "ui/style/parts.h"
#include "ui/style/words.h"

#include <QGridLayout>
#include <QLabel>
#include <algorithm>

namespace holdpoint {

namespace {

QString areaOf(const QString& page)
{
    const QList<RouteRow> rows = routeRows() + QList<RouteRow>{connectionsRow()};
    const auto row =
        std::find_if(rows.begin(), rows.end(), [&page](const RouteRow& one) { return !one.isGate && one.id == page; });
    return row == rows.end() ? KeySheet::tr("Everywhere") : row->title;
}

} // namespace

KeySheet::KeySheet(QWidget* parent) : QDialog(parent)
{
    setObjectName(QStringLiteral("keySheet"));
    setWindowTitle(tr("Keys"));
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(16, 12, 16, 16);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(4);
    grid->setColumnMinimumWidth(2, 16);
    const QList<KeyLine> lines = keyTable();
    QString page = QStringLiteral("-");
    int row = 0;
    int column = 0;
    for (qsizetype index = 0; index < lines.size(); ++index) {
        const KeyLine& line = lines.at(index);
        if (line.page != page) {
            page = line.page;
            if (column == 0 && index >= 2 * lines.size() / 5) { // the rest stands beside it: one column is higher than a screen
                column = 3;
                row = 0;
            }
            grid->setRowMinimumHeight(row++, 8);
            grid->addWidget(makeLabel(areaOf(page), FontRole::BodyStrong, false, this), row++, column, 1, 2);
        }
        grid->addWidget(makeLabel(keyText(keysText(line)), FontRole::Small, false, this), row, column);
        grid->addWidget(makeLabel(line.does, FontRole::Small, true, this), row++, column + 1);
    }
}

} // namespace holdpoint
