// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/checklist.h"

#include <QColor>
#include <Qt>

class QPainter;
class QPalette;
class QRectF;

namespace holdpoint {

/// The signs of reference/ui.md §5.
enum class Glyph {
    Pass,
    Warn,
    Fail,
    Unknown,
    Stale,
    Inconclusive,
    OpenSensed,
    OpenManual,
    Running,
    NotApplicable,
    Deferred,
    Overridden,
    GateHold,
    GateGo,
    GateNoGo,
    GateLater,
    Dot
};

/// Paints into `rect` (square; 12, 14 or 16 px) in the status colour. `behind` is the colour that inner marks are cut out with;
/// an invalid one means Base.
void paintGlyph(QPainter& painter, const QRectF& rect, Glyph glyph, const QPalette& palette, const QColor& behind = QColor());

/// The runway holding-position marking: two solid and two dashed bars along `direction`; hold amber, go green and all dashed,
/// no-go red, later grey. Only for gates (reference/ui.md §1).
void paintHoldMark(QPainter& painter, const QRectF& rect, Qt::Orientation direction, GateState state, const QPalette& palette);

} // namespace holdpoint
