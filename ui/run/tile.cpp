// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/tile.h"

#include "ui/style/elision.h"
#include "ui/style/numbers.h"

#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

constexpr int kPad = 10;

constexpr int kWide = 160; // px at 100 %: glyph and word beside the name

bool isWide(int width)
{
    return width >= scaled(kWide);
}

/// A small arrow, up or down: the value against the time before.
void paintTrend(QPainter& painter, const QPointF& at, Trend trend)
{
    QPainterPath arrow;
    const int way = trend == Trend::Rising ? 1 : -1;
    const double tip = at.y() - way * 4;
    arrow.moveTo(at.x() - 2.5, tip + way * 3);
    arrow.lineTo(at.x(), tip);
    arrow.lineTo(at.x() + 2.5, tip + way * 3);
    arrow.moveTo(at.x(), tip);
    arrow.lineTo(at.x(), at.y() + way * 4);
    painter.drawPath(arrow);
}

QString trendWord(Trend trend)
{
    return trend == Trend::Rising ? Tile::tr("rising") : trend == Trend::Falling ? Tile::tr("falling") : Tile::tr("steady");
}

} // namespace

Tile::Tile(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

int Tile::heightAt(int width)
{
    return scaled(isWide(width) ? 81 : 95);
}

QSize Tile::sizeHint() const
{
    return {scaled(102), heightAt(width())};
}

QSize Tile::minimumSizeHint() const
{
    return {scaled(88), heightAt(width())};
}

void Tile::setContent(const TileContent& content)
{
    m_content = content;
    setToolTip(content.detail.isEmpty() ? content.name + QStringLiteral(": ") + content.target : content.detail);
    setAccessibleName(content.name);
    QStringList parts;
    if (content.look) {
        parts << content.look->word;
    }
    parts << (content.unit.isEmpty() ? content.value : content.value + QLatin1Char(' ') + content.unit);
    if (content.trend) {
        parts << trendWord(*content.trend);
    }
    parts << content.target;
    if (!content.detail.isEmpty()) {
        parts << content.detail;
    }
    setAccessibleDescription(parts.join(QStringLiteral(", ")));
    update();
}

void Tile::paintBar(QPainter& painter, const QRectF& bar) const
{
    const ThemeColors& colors = colorsFor(this);
    painter.fillRect(bar, colors.neutralFill);
    if (m_content.share) {
        const QColor fill = colors.of(m_content.look ? m_content.look->status : Status::Neutral).glyph;
        painter.fillRect(QRectF(bar.left(), bar.top(), bar.width() * std::clamp(*m_content.share, 0.0, 1.0), bar.height()), fill);
    }
    const auto tick = [&](const std::optional<double>& at, const QColor& color) {
        if (at && *at >= 0 && *at <= 1) {
            painter.fillRect(QRectF(std::round(bar.left() + bar.width() * *at) - 1, bar.top() - 3, 2, bar.height() + 6), color);
        }
    };
    tick(m_content.targetTick, colors.text);
    tick(m_content.criticalTick, colors.criticalLine);
}

void Tile::paintState(QPainter& painter, const ThemeColors& colors) const
{
    if (!m_content.look) {
        return;
    }
    const double scale = fontScale();
    const double glyph = 12 * scale;
    const double top = (isWide(width()) ? 8 : 78) * scale;
    painter.setFont(fontFor(FontRole::CaptionStrong));
    painter.setPen(colors.of(m_content.look->status).text);
    const double room = width() - 2.0 * kPad - glyph - 4;
    const double word = std::min(room, std::ceil(QFontMetricsF(painter.font()).horizontalAdvance(m_content.look->word)));
    const double left = isWide(width()) ? width() - kPad - word - glyph - 4 : kPad;
    paintGlyph(painter, QRectF(left, top + scale, glyph, glyph), m_content.look->glyph, palette(), colors.base);
    drawElided(painter, QRectF(left + glyph + 4, top, word + 1, 14 * scale), Qt::AlignLeft, m_content.look->word);
}

void Tile::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const ThemeColors& colors = colorsFor(this);
    const double right = width() - kPad;
    const double scale = fontScale();

    painter.setFont(fontFor(FontRole::Caption));
    painter.setPen(colors.text2);
    double nameRoom = width() - kPad - 4.0;
    if (m_content.look && isWide(width())) {
        nameRoom = width() - 2.0 * kPad - 24 * scale -
                   QFontMetricsF(fontFor(FontRole::CaptionStrong)).horizontalAdvance(m_content.look->word);
    }
    drawElided(painter, QRectF(kPad, 8 * scale, nameRoom, 16 * scale), Qt::AlignLeft, m_content.name);
    paintState(painter, colors);

    const Status status = m_content.look ? m_content.look->status : Status::Neutral;
    const bool isOff = status == Status::Warn || status == Status::Fail;
    const QFont figure = fontFor(FontRole::Figure);
    painter.setFont(figure);
    painter.setPen(isOff ? colors.of(status).text : (m_content.value == QStringLiteral("–") ? colors.text2 : colors.text));
    const double figureWidth = numberWidth(m_content.value, figure);
    drawNumber(painter, QRectF(kPad, 24 * scale, width() - kPad, 26 * scale), Qt::AlignLeft, m_content.value);
    painter.setFont(fontFor(FontRole::Small));
    painter.setPen(colors.text2);
    const QFontMetricsF small(painter.font());
    const double unitLeft = kPad + figureWidth + 4;
    const double baseline = 37 * scale + QFontMetricsF(figure).capHeight() / 2;
    painter.drawText(QPointF(unitLeft, baseline), m_content.unit);
    if (m_content.trend && *m_content.trend != Trend::Steady) {
        painter.setPen(QPen(colors.text2, 1.2));
        paintTrend(painter, {unitLeft + small.horizontalAdvance(m_content.unit) + 8, baseline - 4}, *m_content.trend);
    }

    painter.setRenderHint(QPainter::Antialiasing, false);
    paintBar(painter, QRectF(kPad, std::round(54 * scale), right - kPad, 4));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(fontFor(FontRole::Caption));
    painter.setPen(colors.text2);
    const QRectF line(kPad, 62 * scale, width() - kPad - 2.0, 16 * scale);
    const bool isLong = QFontMetricsF(painter.font()).horizontalAdvance(m_content.target) > line.width();
    drawElided(painter, line, Qt::AlignLeft,
               isLong && !m_content.targetShort.isEmpty() ? m_content.targetShort : m_content.target);
}

} // namespace holdpoint
