// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QPalette>
#include <array>

class QWidget;

namespace holdpoint {

/// The families that carry every status (reference/ui.md §1): colour is never the only sign.
enum class Status { Neutral, Pass, Warn, Fail, Overridden, Deferred, Running };

struct StatusColors
{
    QColor glyph; // glyphs and lines
    QColor text;
    QColor fill;
};

/// The colours of reference/ui.md §4, by name. Read them while painting, so that a theme switch needs no notice.
struct ThemeColors
{
    QColor window, base, alt, raised;
    QColor text, text2, text3;
    QColor line, lineStrong, grid;
    QColor accent, onAccent, sel, selText;
    QColor danger, onDanger;
    QColor neutralFill, runningFill;
    StatusColors pass, warn, fail, overridden, deferred, running, neutral;
    QColor s1, s2, s3, s4, s5, s6; // series: blue, orange, green, purple, grey, indigo
    QColor targetLine, criticalLine;
    std::array<QColor, 6> heat; // zero to most

    const StatusColors& of(Status status) const;
};

const ThemeColors& lightColors();
const ThemeColors& darkColors();
QPalette lightPalette();
QPalette darkPalette();
/// Dark: lightness of Window below 128 (Qt 6.4 has no colour scheme).
bool isDark(const QPalette& palette);
const ThemeColors& colorsFor(const QPalette& palette);
const ThemeColors& colorsFor(const QWidget* widget);

/// reference/ui.md §3; `...Strong` is weight 600 of the same size.
enum class FontRole {
    Caption,
    CaptionStrong,
    Small,
    SmallStrong,
    Body,
    BodyStrong,
    Strong,
    Title,
    Figure,
    Display,
    Mono,
    MonoSmall
};
/// `base` is the application font; its size is the 100 % that the ratios refer to.
QFont fontFor(FontRole role, const QFont& base);
/// For the application font of now.
QFont fontFor(FontRole role);
/// The application font for a user's font size: Inter if installed, else the system's family; no hinting.
QFont applicationFont(const QFont& system);

/// Row and control heights follow the font: `px` at 13 px becomes as much more as the application font is bigger.
int scaled(int px);
/// 1 at a 13 px application font.
double fontScale();

} // namespace holdpoint
