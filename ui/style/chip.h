// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/style/status.h"

#include <QWidget>

namespace holdpoint {

/// Size of a state word on its fill (reference/ui.md §5); `hasGlyph` adds the glyph before the word.
QSizeF chipSize(const QString& word, bool hasGlyph);
/// Paints a chip at the left of `area`, vertically centred. Without fill it is a plain word in the status colour.
void paintChip(QPainter& painter, const QRectF& area, const Look& look, bool hasGlyph, bool hasFill, const QPalette& palette);

/// A state as glyph and word; its accessible name is the word.
class Chip : public QWidget
{
    Q_OBJECT

public:
    explicit Chip(QWidget* parent = nullptr);
    void setLook(const Look& look);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Look m_look;
};

/// A glyph alone, 14 px unless told.
class GlyphLabel : public QWidget
{
    Q_OBJECT

public:
    explicit GlyphLabel(Glyph glyph, int px = 14, QWidget* parent = nullptr);
    void setGlyph(Glyph glyph);
    Glyph glyph() const { return m_glyph; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Glyph m_glyph;
    int m_px;
};

} // namespace holdpoint
