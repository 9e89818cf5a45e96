// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/tile_strip.h"

#include "ui/style/theme.h"

#include <QEvent>
#include <QPainter>

namespace holdpoint {

namespace {

/// Below it "10,000" with its name does not fit.
int leastWidth()
{
    return scaled(98);
}

} // namespace

TileStrip::TileStrip(std::size_t count, QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    for (std::size_t index = 0; index < count; ++index) {
        auto* tile = new Tile(this);
        tile->setObjectName(QStringLiteral("tile%1").arg(index));
        m_tiles.push_back(tile);
    }
}

QSize TileStrip::sizeHint() const
{
    return {static_cast<int>(m_tiles.size()) * scaled(102), m_rows * m_tileHeight + m_rows - 1};
}

QSize TileStrip::minimumSizeHint() const
{
    return {static_cast<int>(m_tiles.size() + 1) / 2 * leastWidth(), sizeHint().height()};
}

void TileStrip::place()
{
    const int count = static_cast<int>(m_tiles.size());
    const int rows = width() >= count * leastWidth() ? 1 : 2;
    const int columns = (count + rows - 1) / rows;
    const int tileHeight = Tile::heightAt(width() / columns);
    if (rows != m_rows || tileHeight != m_tileHeight) {
        m_rows = rows;
        m_tileHeight = tileHeight;
        updateGeometry();
    }
    for (int index = 0; index < count; ++index) {
        const int column = index % columns;
        const int left = column * (width() + 1) / columns; // a hairline before each but the first
        const int right = (column + 1) * (width() + 1) / columns - 1;
        m_tiles[static_cast<std::size_t>(index)]->setGeometry(left, index / columns * (tileHeight + 1), right - left, tileHeight);
    }
}

void TileStrip::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    place();
}

void TileStrip::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        updateGeometry();
        place();
    }
}

void TileStrip::paintEvent(QPaintEvent*)
{
    const ThemeColors& colors = colorsFor(this);
    QPainter painter(this);
    painter.fillRect(rect(), colors.line); // shows between the tiles
    for (const Tile* tile : m_tiles) {
        painter.fillRect(tile->geometry(), colors.base);
    }
}

} // namespace holdpoint
