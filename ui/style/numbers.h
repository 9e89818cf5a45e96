// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QString>

class QPainter;
class QRectF;

namespace holdpoint {

/// Width of a text whose digits all take the cell of the widest one (Inter's are not equally wide; Qt 6.4 has no font features).
double numberWidth(const QString& text, const QFont& font);
/// Draws with the painter's font and pen, each digit centred in its cell. `alignment` is AlignLeft, AlignRight or AlignHCenter;
/// always centred vertically.
void drawNumber(QPainter& painter, const QRectF& rect, Qt::Alignment alignment, const QString& text);

} // namespace holdpoint
