// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProxyStyle>

namespace holdpoint {

/// Fusion made flat: one-pixel lines, no gradients, our focus mark (reference/ui.md §6, 10). Colours come from the palette while
/// painting, so a theme switch needs no new polish.
class HoldpointStyle : public QProxyStyle
{
    Q_OBJECT

public:
    HoldpointStyle();

    using QProxyStyle::polish;
    /// Tooltips are plain text: they show what servers and plans say.
    void polish(QWidget* widget) override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;
    void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                            const QWidget* widget) const override;
    QRect subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                         const QWidget* widget) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                           const QWidget* widget) const override;
    int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override;
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget, QStyleHintReturn* data) const override;
};

/// Style, font and palette of the whole application. `theme` is "light", "dark" or anything else for the system's.
void applyTheme(const QString& theme);

} // namespace holdpoint
