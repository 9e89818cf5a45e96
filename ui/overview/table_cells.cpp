// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/table_cells.h"

#include <QStandardItemModel>

namespace holdpoint {

QStandardItem* cell(const QString& text, Tone tone)
{
    auto* item = new QStandardItem(text);
    item->setEditable(false);
    item->setData(static_cast<int>(tone), ToneRole);
    return item;
}

QStandardItem* number(const QString& text, Tone tone)
{
    QStandardItem* item = cell(text, tone);
    item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    return item;
}

QStandardItem* state(const Look& look)
{
    QStandardItem* item = cell(look.word);
    item->setData(QVariant::fromValue(look), LookRole);
    return item;
}

QStandardItem* seen(const std::string& value, const std::string& reason)
{
    const std::string& text = value.empty() ? reason : value;
    return cell(fromCore(value.empty() ? text.substr(0, text.find(": `holdpointctl ")) : text));
}

void setHeads(QStandardItemModel& model, const QStringList& heads, std::initializer_list<int> numeric)
{
    model.clear();
    model.setHorizontalHeaderLabels(heads);
    for (int column = 0; column < heads.size(); ++column) {
        model.horizontalHeaderItem(column)->setTextAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    }
    for (const int column : numeric) {
        model.horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    }
}

} // namespace holdpoint
