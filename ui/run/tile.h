// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/style/glyphs.h"
#include "ui/style/status.h"

#include <QWidget>
#include <optional>

namespace holdpoint {

/// What a tile says: a value, how it lies to its limits, where it goes.
struct TileContent
{
    QString name;
    QString value;                      // "341"; "–" with the reason as target
    QString unit;                       // "ms"
    QString target;                     // "target 300 ms", "planned 2,800 /s"
    QString targetShort;                // instead of target where that does not fit; empty: target is cut
    QString detail;                     // tooltip and accessible text: window, n, whole test
    std::optional<Look> look;           // none: not judged
    std::optional<double> share;        // of the bar, 0..1
    std::optional<double> targetTick;   // 0..1
    std::optional<double> criticalTick; // 0..1
    int trend = 0;                      // -1 falls, 1 rises against the 10 s before
};

/// One figure of the Live load page: name, glyph, figure, bar with target and critical ticks, target (ui.md §6).
class Tile : public QWidget
{
    Q_OBJECT

public:
    explicit Tile(QWidget* parent = nullptr);
    void setContent(const TileContent& content);
    const TileContent& content() const { return m_content; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void paintBar(QPainter& painter, const QRectF& bar) const;
    TileContent m_content;
};

} // namespace holdpoint
