// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/checklist/counter_bar.h"

#include "ui/style/numbers.h"
#include "ui/style/status.h"
#include "ui/style/words.h"

#include <QPainter>
#include <QResizeEvent>
#include <cmath>

namespace holdpoint {

namespace {

constexpr int kEdge = 16;
constexpr int kGap = 20;
constexpr int kLine = 32;
constexpr int kBarHeight = 5;
constexpr int kBarLeast = 100;

QString wordOf(ItemState state)
{
    switch (state) {
    case ItemState::Pass:
        return CounterBar::tr("pass");
    case ItemState::Overridden:
        return CounterBar::tr("overridden");
    case ItemState::Deferred:
        return CounterBar::tr("deferred");
    case ItemState::Fail:
        return CounterBar::tr("fail");
    case ItemState::Unknown:
        return CounterBar::tr("unknown");
    case ItemState::Stale:
        return CounterBar::tr("stale");
    case ItemState::Running:
        return CounterBar::tr("running");
    case ItemState::Open:
        return CounterBar::tr("open");
    case ItemState::NotApplicable:
        return CounterBar::tr("n/a");
    }
    return {};
}

bool isProven(ItemState state)
{
    return state == ItemState::Pass || state == ItemState::Fail || state == ItemState::Overridden || state == ItemState::Deferred;
}

} // namespace

CounterBar::CounterBar(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("counterBar"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    fitHeight();
}

void CounterBar::setCounts(const std::map<ItemState, std::size_t>& counts)
{
    m_counters.clear();
    m_total = 0;
    QStringList spoken;
    for (const ItemState state :
         {ItemState::Pass, ItemState::Overridden, ItemState::Deferred, ItemState::Fail, ItemState::Unknown, ItemState::Stale,
          ItemState::Running, ItemState::Open, ItemState::NotApplicable}) {
        const auto found = counts.find(state);
        if (found != counts.end() && found->second > 0) {
            m_counters.push_back({state, found->second});
            m_total += found->second;
            spoken << QStringLiteral("%1 %2").arg(found->second).arg(wordOf(state));
        }
    }
    setAccessibleName(spoken.join(QStringLiteral(", ")));
    fitHeight();
    update();
}

double CounterBar::widthOf(const Counter& counter) const
{
    return scaled(12) + 6 + numberWidth(QString::number(counter.count), fontFor(FontRole::BodyStrong)) + 4 +
           QFontMetricsF(fontFor(FontRole::Small)).horizontalAdvance(wordOf(counter.state));
}

template <typename Visit>
QPointF CounterBar::flow(Visit visit) const
{
    double x = kEdge;
    double y = 0;
    for (const Counter& counter : m_counters) {
        const double wide = widthOf(counter);
        if (x > kEdge && x + wide > width() - kEdge) {
            x = kEdge;
            y += scaled(24);
        }
        visit(counter, QPointF(x, y));
        x += wide + kGap;
    }
    return {x, y};
}

void CounterBar::fitHeight()
{
    const QPointF end = flow([](const Counter&, const QPointF&) {});
    setFixedHeight(scaled(kLine) + static_cast<int>(end.y()));
}

void CounterBar::resizeEvent(QResizeEvent*)
{
    fitHeight();
}

void CounterBar::paintEvent(QPaintEvent*)
{
    const ThemeColors& colors = colorsFor(this);
    QPainter painter(this);
    const double line = scaled(kLine) - 1;
    painter.fillRect(QRect(0, height() - 1, width(), 1), colors.line);
    const QPointF end = flow([&](const Counter& counter, const QPointF& at) {
        const double px = scaled(12);
        paintGlyph(painter, QRectF(at.x(), at.y() + (line - px) / 2, px, px), lookOf(counter.state).glyph, palette());
        const QString number = QString::number(counter.count);
        painter.setFont(fontFor(FontRole::BodyStrong));
        painter.setPen(colors.text);
        const double left = at.x() + px + 6;
        const double wide = numberWidth(number, painter.font());
        drawNumber(painter, QRectF(left, at.y(), wide, line), Qt::AlignLeft, number);
        painter.setFont(fontFor(FontRole::Small));
        painter.setPen(colors.text2);
        painter.drawText(QRectF(left + wide + 4, at.y(), width(), line), Qt::AlignLeft | Qt::AlignVCenter, wordOf(counter.state));
    });
    const QString total = tr("%n item(s)", nullptr, asCount(m_total));
    painter.setFont(fontFor(FontRole::Small));
    const double totalWidth = numberWidth(total, painter.font());
    const double barWidth = width() - kEdge - totalWidth - 12 - end.x();
    if (end.y() > 0 || barWidth < kBarLeast || m_total == 0) {
        return;
    }
    painter.setPen(colors.text2);
    drawNumber(painter, QRectF(width() - kEdge - totalWidth, 0, totalWidth, line), Qt::AlignLeft, total);
    paintBar(painter, QRectF(end.x(), std::floor((line - kBarHeight) / 2), barWidth, kBarHeight));
}

void CounterBar::paintBar(QPainter& painter, const QRectF& area) const
{
    const ThemeColors& colors = colorsFor(this);
    double x = area.left();
    for (const Counter& counter : m_counters) {
        const double wide = area.width() * static_cast<double>(counter.count) / static_cast<double>(m_total);
        const QRectF segment(std::round(x), area.top(), std::max(3.0, std::round(x + wide) - std::round(x) - 1), area.height());
        const QColor color = colors.of(lookOf(counter.state).status).glyph;
        if (isProven(counter.state)) {
            painter.fillRect(segment, color);
        } else {
            painter.setPen(QPen(color, 1));
            painter.setBrush(Qt::NoBrush);
            painter.drawRect(segment.adjusted(0.5, 0.5, -0.5, -0.5));
        }
        x += wide;
    }
}

} // namespace holdpoint
