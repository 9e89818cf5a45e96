// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QRectF>
#include <QString>
#include <QStringList>

class QPainter;

namespace holdpoint::paper {

// The sheet is measured in 1/96 inch, the pixels of the preview at 100 %.
inline constexpr double kUnitsPerMm = 96 / 25.4;
inline constexpr double kSheetWidth = 210 * kUnitsPerMm;
inline constexpr double kSheetHeight = 297 * kUnitsPerMm;
inline constexpr double kMargin = 16 * kUnitsPerMm;
inline constexpr double kInnerWidth = kSheetWidth - 2 * kMargin;

// reference/ui.md §4, light: paper does not follow the theme.
namespace color {
inline constexpr QRgb kText = 0xFF16191D;
inline constexpr QRgb kText2 = 0xFF525B65;
inline constexpr QRgb kLine = 0xFFD9DDE1;
inline constexpr QRgb kLineStrong = 0xFF757E88;
inline constexpr QRgb kHead = 0xFFF1F3F4;
} // namespace color

struct Colors
{
    QRgb glyph;
    QRgb text;
    QRgb fill;
};

enum class Family { Open, Pass, Warn, Fail, Overridden, Deferred };
const Colors& colorsOf(Family family);

/// The signs of reference/ui.md §5 that a report needs.
enum class Sign { Ring, Dash, Pass, Warn, Fail, Unknown, Stale, Inconclusive, Overridden, Deferred };

/// How a state word looks.
struct Stamp
{
    QString word;
    Sign sign = Sign::Ring;
    Family family = Family::Open;
};

enum class Face { Body, Strong, Small, SmallStrong, Heading, Display, Mono };
/// Inter if it is installed, else the application's family.
QFont fontOf(Face face);
double widthOf(const QString& text, Face face);
/// Cuts at words (or anywhere, if a word is too long) into lines of at most `width`; beyond `mostLines` the last one ends with an
/// ellipsis.
QStringList wrapped(const QString& text, Face face, double width, int mostLines);

enum class HoldMark { Hold, Go, NoGo };

/// Draws in sheet units and notes every word that it draws.
class Ink
{
public:
    /// `words` may be null.
    Ink(QPainter& painter, QStringList* words) : m_painter(painter), m_words(words) {}

    void fill(const QRectF& area, QRgb color);
    void hairline(double left, double right, double y, QRgb color);
    /// One line, vertically centred in `line`; digits take equal widths.
    void text(const QRectF& line, Qt::Alignment alignment, const QString& text, Face face, QRgb color);
    void stamp(double left, const QRectF& line, const Stamp& stamp);
    void sign(const QRectF& square, Sign sign, QRgb color, QRgb behind);
    /// An SVG of toSvg(). Its texts keep the size of the sheet's, whatever the area.
    void picture(const QRectF& area, const QByteArray& svg);
    /// Four bars along the height of `area`, the solid side left.
    void holdMark(const QRectF& area, HoldMark mark);

private:
    void draw(const QPointF& baseline, const QString& text, Face face, QRgb color);

    QPainter& m_painter;
    QStringList* m_words;
};

} // namespace holdpoint::paper
