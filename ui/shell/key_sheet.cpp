// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/key_sheet.h"

#include "ui/style/parts.h"
#include "ui/style/words.h"

#include <QGridLayout>
#include <QLabel>

namespace holdpoint {

KeySheet::KeySheet(QWidget* parent) : QDialog(parent)
{
    setObjectName(QStringLiteral("keySheet"));
    setWindowTitle(tr("Keys"));
    const QList<QPair<QString, QString>> keys{
        {tr("Everywhere"), QString()},
        {QStringLiteral("Ctrl+1 \u2026 Ctrl+8"), tr("the route's pages")},
        {QStringLiteral("Ctrl+9"), tr("Connections")},
        {QStringLiteral("F6, Shift+F6"), tr("next, previous area")},
        {QStringLiteral("Ctrl+F"), tr("filter")},
        {QStringLiteral("F5"), tr("refresh")},
        {QStringLiteral("F8"), tr("next alarm")},
        {QStringLiteral("Ctrl+."), tr("stop load")},
        {QStringLiteral("F1, ?"), tr("these keys")},
        {tr("Start"), QString()},
        {QStringLiteral("Ctrl+N, Ctrl+O"), tr("new release, open a dossier or plan")},
        {QStringLiteral("Enter, Del"), tr("open, remove from the list")},
        {tr("Checklist"), QString()},
        {QStringLiteral("N, P"), tr("next, previous open item")},
        {QStringLiteral("Space"), tr("confirm (persons' items only)")},
        {QStringLiteral("Enter, A"), tr("act on the item")},
        {QStringLiteral("E"), tr("add evidence\u2026")},
        {QStringLiteral("R, Shift+R, Esc"), tr("re-check item, sense all, stop")},
        {QStringLiteral("O"), tr("override\u2026")},
        {QStringLiteral("D"), tr("defer\u2026")},
        {QStringLiteral("Right, Left"), tr("unfold, fold a section")},
        {QStringLiteral("Ctrl+C"), tr("copy the row as text")},
        {tr("Live load"), QString()},
        {QStringLiteral("Left, Right"), tr("move the crosshair; with Shift select a range")},
        {QStringLiteral("Space, End"), tr("pause the view, back to live")},
        {QStringLiteral("+, \u2212, 0"), tr("zoom in, out, the whole run; Enter shows the selection")},
        {QStringLiteral("Ctrl+Left, Ctrl+Right"), tr("pan a part of the run")},
        {QStringLiteral("Shift+F10"), tr("menu of a chart: choose, copy, table")},
        {QStringLiteral("Down, Up"), tr("unfold, fold the timeline's lanes")},
        {QStringLiteral("Ctrl+T, Ctrl+G"), tr("traces and issues, Grafana at that time")},
        {QStringLiteral("A, Enter"), tr("acknowledge, outcome of an alarm")},
        {QStringLiteral("Ctrl+M"), tr("mark this moment of the run\u2026")},
        {QStringLiteral("Ctrl+Enter"), tr("end the pause, go on now")},
        {QStringLiteral("Space, Alt+Up, Alt+Down"), tr("in the tests: choose, move")},
        {QStringLiteral("Del"), tr("in the tests: skip, take back")},
        {QStringLiteral("Ctrl+Shift+L"), tr("load and thresholds\u2026")},
        {QStringLiteral("Esc"), tr("keep the load running when a rule is about to stop it")},
        {tr("Connections"), QString()},
        {QStringLiteral("F5, Shift+F5"), tr("test the source, all sources")},
        {QStringLiteral("Ctrl+S, Ctrl+C"), tr("save the URL, copy the test")},
        {tr("Sign-off"), QString()},
        {QStringLiteral("Left, Right"), tr("from role to role")},
        {QStringLiteral("Ctrl+Enter"), tr("sign")},
        {QStringLiteral("Ctrl+Shift+V"), tr("verify")},
        {tr("Report"), QString()},
        {QStringLiteral("PgUp, PgDn"), tr("previous, next page")},
        {QStringLiteral("Ctrl+0"), tr("100 %")},
        {QStringLiteral("Ctrl+E"), tr("export")},
    };
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(16, 12, 16, 16);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(4);
    grid->setColumnMinimumWidth(2, 16);
    int row = 0;
    int column = 0;
    for (qsizetype index = 0; index < keys.size(); ++index) {
        const auto& [key, text] = keys[index];
        if (text.isEmpty()) {
            if (column == 0 && index >= 2 * keys.size() / 5) { // the rest stands beside it: one column is higher than a small screen
                column = 3;
                row = 0;
            }
            grid->setRowMinimumHeight(row++, 8);
            grid->addWidget(makeLabel(key, FontRole::BodyStrong, false, this), row++, column, 1, 2);
            continue;
        }
        grid->addWidget(makeLabel(keyText(key), FontRole::Small, false, this), row, column);
        grid->addWidget(makeLabel(text, FontRole::Small, true, this), row++, column + 1);
    }
}

} // namespace holdpoint
