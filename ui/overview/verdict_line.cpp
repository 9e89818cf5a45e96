// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/verdict_line.h"

#include "ui/style/elision.h"
#include "ui/style/theme.h"

#include <QPainter>

namespace holdpoint {

VerdictLine::VerdictLine(QWidget* parent) : QWidget(parent)
{
    setFixedHeight(scaled(32));
}

void VerdictLine::show(const Look& look, const QString& sentence, const QString& reason)
{
    m_look = look;
    m_sentence = sentence;
    m_reason = reason;
    setAccessibleName(sentence + QStringLiteral(". ") + reason);
    setToolTip(reason);
    update();
}

void VerdictLine::paintEvent(QPaintEvent*)
{
    const ThemeColors& colors = colorsFor(this);
    const QColor fill = colors.of(m_look.status).fill;
    QPainter painter(this);
    painter.fillRect(rect(), fill);
    const double px = scaled(14);
    paintGlyph(painter, QRectF(16, (height() - px) / 2, px, px), m_look.glyph, palette(), fill);
    painter.setFont(fontFor(FontRole::Strong));
    painter.setPen(colors.text);
    const double left = 16 + px + 8;
    const double used = drawElided(painter, QRectF(left, 0, width() - left - 16, height()), Qt::AlignLeft, m_sentence);
    painter.setFont(fontFor(FontRole::Body));
    drawElided(painter, QRectF(left + used + 12, 0, width() - left - used - 28, height()), Qt::AlignLeft, m_reason);
}

} // namespace holdpoint
