// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/key_table.h"

#include "ui/shell/key_sheet.h"

namespace holdpoint {

namespace {

constexpr int kRangeFrom = 5; // so many keys of one line are written as a range

QStringList keys(const char* text)
{
    return QString::fromLatin1(text).split(QLatin1Char(' '));
}

/// The words of the sheet: a keyboard says Enter and PgDn.
QString spoken(QString key)
{
    key.replace(QStringLiteral("Return"), QStringLiteral("Enter"));
    if (key == QStringLiteral("-")) {
        return QChar(0x2212);
    }
    return key;
}

} // namespace

QList<KeyLine> keyTable()
{
    const QString start = QStringLiteral("start");
    const QString checklist = QStringLiteral("checklist");
    const QString live = QStringLiteral("live");
    const QString analysis = QStringLiteral("analysis");
    const QString capacity = QStringLiteral("capacity");
    const QString signoff = QStringLiteral("signoff");
    const QString report = QStringLiteral("report");
    const QString after = QStringLiteral("after");
    const QString connections = QStringLiteral("connections");
    return {
        {{}, keys("Ctrl+1 Ctrl+2 Ctrl+3 Ctrl+4 Ctrl+5 Ctrl+6 Ctrl+7 Ctrl+8"), KeySheet::tr("the route's pages")},
        {{}, keys("Ctrl+9"), KeySheet::tr("Connections")},
        {{}, keys("F6 Shift+F6"), KeySheet::tr("next, previous area")},
        {{}, keys("Ctrl+F"), KeySheet::tr("filter")},
        {{}, keys("F5"), KeySheet::tr("refresh")},
        {{}, keys("F8"), KeySheet::tr("next alarm")},
        {{}, keys("Ctrl+."), KeySheet::tr("stop load")},
        {{}, keys("F1 ?"), KeySheet::tr("these keys")},
        {{}, keys("Ctrl+L Ctrl+Q"), KeySheet::tr("show the plan, quit")},
        {start, keys("Ctrl+N Ctrl+O"), KeySheet::tr("new release, open a dossier or plan")},
        {start, keys("Return Del"), KeySheet::tr("open, remove from the list")},
        {connections, keys("F5 Shift+F5"), KeySheet::tr("test the source, all sources")},
        {connections, keys("Ctrl+S Ctrl+C Ins"), KeySheet::tr("save the URL, copy the test, add a source")},
        {checklist, keys("N P"), KeySheet::tr("next, previous open item")},
        {checklist, keys("Space"), KeySheet::tr("confirm (persons' items only)")},
        {checklist, keys("Return A"), KeySheet::tr("act on the item")},
        {checklist, keys("E"), KeySheet::tr("add evidence\u2026")},
        {checklist, keys("R Shift+R Esc"), KeySheet::tr("re-check item, sense all, stop")},
        {checklist, keys("O"), KeySheet::tr("override\u2026")},
        {checklist, keys("D"), KeySheet::tr("defer\u2026")},
        {checklist, keys("Right Left"), KeySheet::tr("unfold, fold a section")},
        {checklist, keys("Ctrl+C"), KeySheet::tr("copy the row as text")},
        {live, keys("Left Right"), KeySheet::tr("move the crosshair; with Shift select a range")},
        {live, keys("Space End"), KeySheet::tr("pause the view, back to live")},
        {live, keys("+ - 0"), KeySheet::tr("zoom in, out, the whole run; Enter shows the selection")},
        {live, keys("Ctrl+Left Ctrl+Right"), KeySheet::tr("pan a part of the run")},
        {live, keys("Shift+F10"), KeySheet::tr("menu of a chart: choose, copy, table")},
        {live, keys("Down Up"), KeySheet::tr("unfold, fold the timeline's lanes")},
        {live, keys("Ctrl+T Ctrl+G"), KeySheet::tr("traces and issues, Grafana at that time")},
        {live, keys("A Return"), KeySheet::tr("acknowledge, outcome of an alarm")},
        {live, keys("Ctrl+M"), KeySheet::tr("mark this moment of the run\u2026")},
        {live, keys("Ctrl+Return"), KeySheet::tr("end the pause, go on now")},
        {live, keys("Space Alt+Up Alt+Down"), KeySheet::tr("in the tests: choose, move")},
        {live, keys("Del"), KeySheet::tr("in the tests: skip, take back")},
        {live, keys("Ctrl+Shift+L"), KeySheet::tr("load and thresholds\u2026")},
        {live, keys("Esc"), KeySheet::tr("keep the load running when a rule is about to stop it")},
        {analysis, keys("Return"), KeySheet::tr("open the run")},
        {analysis, keys("Ctrl+D Ctrl+T"), KeySheet::tr("compare runs, traces and issues")},
        {analysis, keys("Ctrl+Shift+S"), KeySheet::tr("worst margin first, or as in the plan")},
        {capacity, keys("Ctrl+S Esc"), KeySheet::tr("save, take one field back")},
        {signoff, keys("Left Right"), KeySheet::tr("from role to role")},
        {signoff, keys("Ctrl+Return"), KeySheet::tr("sign")},
        {signoff, keys("Ctrl+Shift+V"), KeySheet::tr("verify")},
        {report, keys("PgUp PgDown"), KeySheet::tr("previous, next page")},
        {report, keys("Ctrl+0 Ctrl++ Ctrl+-"), KeySheet::tr("100 %, larger, smaller")},
        {report, keys("Ctrl+E Ctrl+P"), KeySheet::tr("export, print")},
        {after, keys("Return"), KeySheet::tr("open the item")},
        {after, keys("Ctrl+N"), KeySheet::tr("add a note\u2026")},
    };
}

QString keysText(const KeyLine& line)
{
    QStringList texts;
    for (const QString& key : line.keys) {
        texts << spoken(key).replace(QStringLiteral("PgDown"), QStringLiteral("PgDn"));
    }
    return texts.size() >= kRangeFrom ? texts.first() + QStringLiteral(" \u2026 ") + texts.last()
                                      : texts.join(QStringLiteral(", "));
}

} // namespace holdpoint
