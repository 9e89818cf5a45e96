// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/chip.h"

#include <QFontMetricsF>
#include <QPainter>
#include <cmath>

namespace holdpoint {

namespace {

constexpr int kGlyphPx = 12;
constexpr int kPadLeft = 4;
constexpr int kGap = 4;
constexpr int kPadRight = 7;

} // namespace

QSizeF chipSize(const QString& word, bool hasGlyph)
{
    const QFontMetricsF metrics(fontFor(FontRole::CaptionStrong));
    const int glyph = hasGlyph ? scaled(kGlyphPx) + kGap : 0;
    const int right = hasGlyph ? kPadRight : kPadLeft + 1;
    return {std::ceil(kPadLeft + glyph + metrics.horizontalAdvance(word) + right), static_cast<double>(scaled(18))};
}

void paintChip(QPainter& painter, const QRectF& area, const Look& look, bool hasGlyph, bool hasFill, const QPalette& palette)
{
    const ThemeColors& colors = colorsFor(palette);
    const StatusColors& status = colors.of(look.status);
    const QSizeF size = chipSize(look.word, hasGlyph);
    const QRectF box(area.left(), area.top() + std::floor((area.height() - size.height()) / 2), size.width(), size.height());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (hasFill) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(status.fill);
        painter.drawRoundedRect(box, 2, 2);
    }
    double x = box.left() + kPadLeft;
    if (hasGlyph) {
        const double px = scaled(kGlyphPx);
        paintGlyph(painter, QRectF(x, box.top() + (box.height() - px) / 2, px, px), look.glyph, palette,
                   hasFill ? status.fill : QColor());
        x += px + kGap;
    }
    const QFont font = fontFor(FontRole::CaptionStrong);
    const QFontMetricsF metrics(font);
    painter.setFont(font);
    painter.setPen(status.text);
    painter.drawText(QPointF(x, box.top() + (box.height() - metrics.height()) / 2 + metrics.ascent()), look.word);
    painter.restore();
}

Chip::Chip(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void Chip::setLook(const Look& look)
{
    m_look = look;
    setAccessibleName(look.word);
    setVisible(!look.word.isEmpty());
    updateGeometry();
    update();
}

QSize Chip::sizeHint() const
{
    return chipSize(m_look.word, true).toSize();
}

void Chip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintChip(painter, rect(), m_look, true, true, palette());
}

GlyphLabel::GlyphLabel(Glyph glyph, int px, QWidget* parent) : QWidget(parent), m_glyph(glyph), m_px(px)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void GlyphLabel::setGlyph(Glyph glyph)
{
    m_glyph = glyph;
    update();
}

QSize GlyphLabel::sizeHint() const
{
    return {scaled(m_px), scaled(m_px)};
}

void GlyphLabel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintGlyph(painter, QRectF(rect()), m_glyph, palette(), palette().color(backgroundRole()));
}

} // namespace holdpoint
