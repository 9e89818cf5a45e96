// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/run/tile.h"

#include <vector>

namespace holdpoint {

/// The tiles of a run in one row, or in two where the font leaves no room for that; hairlines between them.
class TileStrip : public QWidget
{
    Q_OBJECT

public:
    explicit TileStrip(std::size_t count, QWidget* parent = nullptr);
    Tile& tile(std::size_t index) { return *m_tiles[index]; }
    const Tile& tile(std::size_t index) const { return *m_tiles[index]; }
    int rows() const { return m_rows; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void place();

    std::vector<Tile*> m_tiles;
    int m_rows = 1;
    int m_tileHeight = 95; // px
};

} // namespace holdpoint
