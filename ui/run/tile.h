// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/style/glyphs.h"
#include "ui/style/status.h"

#include <QWidget>
#include <optional>

namespace holdpoint {

enum class Trend { Falling, Steady, Rising };

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
    std::optional<Trend> trend;         // against the 10 s before, of a server's value the 30 s; nullopt: not known
};

/// One figure of the Live load page: name, figure, trend, bar with target and critical ticks, target, glyph and word (ui.md §6).
/// Glyph and word stand right of the name, or below where a tile is too narrow for that.
class Tile : public QWidget
{
    Q_OBJECT

public:
    explicit Tile(QWidget* parent = nullptr);
    void setContent(const TileContent& content);
    const TileContent& content() const { return m_content; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    /// What a tile of this width needs, in px.
    static int heightAt(int width);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void paintBar(QPainter& painter, const QRectF& bar) const;
    void paintState(QPainter& painter, const ThemeColors& colors) const;
    TileContent m_content;
};

} // namespace holdpoint
