// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/style/delegates.h"
#include "ui/style/status.h"

#include <QStandardItem>
#include <QStringList>
#include <initializer_list>

class QStandardItemModel;

namespace holdpoint {

// Cells of the tables of Analysis, Capacity and After release, for the shared delegates.

inline const QString kMissing = QStringLiteral("\u2013");

QStandardItem* cell(const QString& text, Tone tone = Tone::Normal);
/// Right-aligned.
QStandardItem* number(const QString& text, Tone tone = Tone::Normal);
/// A chip.
QStandardItem* state(const Look& look);
/// What was seen of an item, or why nothing was; without the command that a terminal would be told.
QStandardItem* seen(const std::string& value, const std::string& reason);
/// Empties the model; columns in `numeric` stand at the right.
void setHeads(QStandardItemModel& model, const QStringList& heads, std::initializer_list<int> numeric);

} // namespace holdpoint
