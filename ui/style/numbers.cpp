// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/numbers.h"

#include <QFontMetricsF>
#include <QHash>
#include <QPainter>
#include <algorithm>
#include <array>

namespace holdpoint {

namespace {

struct DigitCells
{
    std::array<double, 10> advances{};
    double cell = 0;
    bool areEqual = true;
};

const DigitCells& cellsFor(const QFont& font)
{
    static thread_local QHash<QString, DigitCells> cache;
    const QString key = font.key();
    const auto found = cache.constFind(key);
    if (found != cache.constEnd()) {
        return *found;
    }
    const QFontMetricsF metrics(font);
    DigitCells cells;
    for (std::size_t digit = 0; digit < 10; ++digit) {
        cells.advances[digit] = metrics.horizontalAdvance(QChar(static_cast<char16_t>(u'0' + digit)));
    }
    const auto [least, most] = std::minmax_element(cells.advances.begin(), cells.advances.end());
    cells.cell = *most;
    cells.areEqual = *most - *least < 0.01;
    return *cache.insert(key, cells);
}

bool isDigit(QChar c)
{
    return c >= QLatin1Char('0') && c <= QLatin1Char('9');
}

/// Calls visit(piece, cellWidth, inset): a digit alone, other characters in runs.
template <typename Visit>
void forPieces(const QString& text, const DigitCells& cells, const QFontMetricsF& metrics, Visit visit)
{
    qsizetype at = 0;
    while (at < text.size()) {
        if (isDigit(text.at(at))) {
            const auto digit = static_cast<std::size_t>(text.at(at).unicode() - u'0');
            visit(text.mid(at, 1), cells.cell, (cells.cell - cells.advances[digit]) / 2);
            ++at;
            continue;
        }
        qsizetype end = at;
        while (end < text.size() && !isDigit(text.at(end))) {
            ++end;
        }
        const QString run = text.mid(at, end - at);
        visit(run, metrics.horizontalAdvance(run), 0.0);
        at = end;
    }
}

} // namespace

double numberWidth(const QString& text, const QFont& font)
{
    const DigitCells& cells = cellsFor(font);
    const QFontMetricsF metrics(font);
    if (cells.areEqual) {
        return metrics.horizontalAdvance(text);
    }
    double width = 0;
    forPieces(text, cells, metrics, [&width](const QString&, double advance, double) { width += advance; });
    return width;
}

void drawNumber(QPainter& painter, const QRectF& rect, Qt::Alignment alignment, const QString& text)
{
    const QFont font = painter.font();
    const QFontMetricsF metrics(font);
    const double width = numberWidth(text, font);
    double x = rect.left();
    if (alignment.testFlag(Qt::AlignRight)) {
        x = rect.right() - width;
    } else if (alignment.testFlag(Qt::AlignHCenter)) {
        x = rect.center().x() - width / 2;
    }
    const double baseline = rect.top() + (rect.height() - metrics.height()) / 2 + metrics.ascent();
    const DigitCells& cells = cellsFor(font);
    if (cells.areEqual) {
        painter.drawText(QPointF(x, baseline), text);
        return;
    }
    forPieces(text, cells, metrics, [&](const QString& piece, double advance, double inset) {
        painter.drawText(QPointF(x + inset, baseline), piece);
        x += advance;
    });
}

} // namespace holdpoint
