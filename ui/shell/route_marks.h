// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/report.h"
#include "ui/style/glyphs.h"

#include <QList>
#include <QString>

namespace holdpoint {

/// One row of the route: a page, or the gate between two pages.
struct RouteRow
{
    QString id; // page id; of a gate its name
    QString title;
    bool isGate = false;
    int number = 0; // Ctrl+1.. of a page
    Glyph glyph = Glyph::Dot;
    GateState gate = GateState::Later;
    QString remark; // "23/37", "HOLD"
};

/// The route as it always is, without marks.
QList<RouteRow> routeRows();
/// The pinned row below.
RouteRow connectionsRow();
/// Puts the state of a release on the rows; `report` nullptr clears them. `isRunning`: load runs now.
void markRoute(QList<RouteRow>& rows, const Report* report, bool isRunning);
/// One glyph for a window title: worst first.
QString titleMark(const Report& report, bool isRunning);

} // namespace holdpoint
