// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace holdpoint {

/// One line of the key sheet.
struct KeyLine
{
    QString page;     // where it acts: a page's id; empty: everywhere
    QStringList keys; // as QKeySequence::PortableText writes them: "Ctrl+Shift+V", "Return"
    QString does;
};

/// Every key of the console (reference/ui.md §9), in the order of the sheet. A test asks that each shortcut of the program stands
/// here, and presses each key that does.
QList<KeyLine> keyTable();
/// The keys of one line as people read them: "PgUp, PgDn", "Ctrl+1 … Ctrl+8".
QString keysText(const KeyLine& line);

} // namespace holdpoint
