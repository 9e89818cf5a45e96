// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_content.h"

#include "ui/style/words.h"

#include <QStringList>
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace holdpoint {

namespace {

QString elapsedText(double seconds)
{
    const auto whole = static_cast<int>(seconds);
    return QStringLiteral("%1:%2").arg(whole / 60).arg(whole % 60, 2, 10, QLatin1Char('0'));
}

} // namespace

QString remarkWithOffScale(const ChartContent& content, double axisTop)
{
    QStringList parts;
    if (!content.remark.isEmpty()) {
        parts << content.remark;
    }
    QStringList away;
    for (const ChartLimit& limit : content.limits) {
        if (limit.value > axisTop) {
            away << limit.label;
        }
    }
    if (!away.isEmpty()) {
        parts << tr("%1 off scale").arg(away.join(QStringLiteral(", ")));
    }
    return parts.join(QStringLiteral(" · "));
}

QString titleFacts(const QString& unit, const QString& remark)
{
    return remark.isEmpty() || unit.isEmpty() ? unit + remark : unit + QStringLiteral(" · ") + remark;
}

QStringList bandWords(const std::vector<ChartBand>& bands)
{
    QStringList parts;
    int gapCount = 0;
    double gapSeconds = 0;
    for (const ChartBand& band : bands) {
        if (band.kind == ChartBand::Kind::NoData) {
            ++gapCount;
            gapSeconds += band.to - band.from;
        } else if (const QString& what = band.label.isEmpty() ? band.cause : band.label; !what.isEmpty()) {
            parts << tr("%1 from %2").arg(what, elapsedText(band.from));
        }
    }
    if (gapCount > 0) {
        parts << tr("%n gap(s), %1 s together", nullptr, gapCount).arg(gapSeconds, 0, 'f', 0);
    }
    return parts;
}

QString accessibleSummary(const ChartContent& content)
{
    QStringList parts{content.title};
    if (!content.unit.isEmpty()) {
        parts << content.unit;
    }
    bool hasValue = false;
    for (const ChartLine& line : content.lines) {
        const double value = line.isGhost ? std::numeric_limits<double>::quiet_NaN() : endValue(content, line);
        if (std::isfinite(value)) {
            hasValue = true;
            parts << (line.summary.isEmpty() ? line.name + QLatin1Char(' ') + content.format(value) : line.summary);
        }
    }
    if (!hasValue) {
        parts << (content.empty.isEmpty() ? tr("no data") : content.empty);
    }
    for (const ChartLimit& limit : content.limits) {
        parts << limit.label;
    }
    parts << bandWords(content.bands);
    if (!content.remark.isEmpty()) {
        parts << content.remark;
    }
    return parts.join(QStringLiteral(", "));
}

std::optional<double> firstBreach(const ChartContent& content)
{
    for (const ChartBand::Kind kind : {ChartBand::Kind::CriticalBreach, ChartBand::Kind::TargetBreach}) {
        std::optional<double> first;
        for (const ChartBand& band : content.bands) {
            if (band.kind == kind && (!first || band.from < *first)) {
                first = band.from;
            }
        }
        if (first) {
            return first;
        }
    }
    return std::nullopt;
}

ChartRows rowsOf(const ChartContent& content)
{
    std::map<double, std::vector<double>> rows;
    for (std::size_t column = 0; column < content.lines.size(); ++column) {
        for (const ChartPoint point : content.lines[column].points) {
            auto& row = rows[point.x];
            row.resize(content.lines.size(), std::numeric_limits<double>::quiet_NaN());
            row[column] = point.y;
        }
    }
    ChartRows table;
    table.heads << QStringLiteral("second");
    for (std::size_t column = 0; column < content.lines.size(); ++column) {
        const ChartLine& line = content.lines[column];
        table.heads << line.name;
        for (auto row = rows.begin(); line.isDashed && row != rows.end(); ++row) { // its points are where it turns
            row->second[column] = valueAt(line, row->first);
        }
    }
    table.cells.reserve(rows.size() * table.columnCount());
    for (const auto& [second, row] : rows) {
        table.cells.push_back(second);
        table.cells.insert(table.cells.end(), row.begin(), row.end());
    }
    return table;
}

QString toCsv(const ChartRows& rows)
{
    QStringList head;
    for (const QString& name : rows.heads) {
        head << (head.isEmpty()
                     ? name
                     : QLatin1Char('"') + QString(name).replace(QLatin1Char('"'), QStringLiteral("\"\"")) + QLatin1Char('"'));
    }
    QStringList lines{head.join(QLatin1Char(','))};
    for (std::size_t row = 0; row < rows.rowCount(); ++row) {
        QStringList cells;
        for (std::size_t column = 0; column < rows.columnCount(); ++column) {
            const double value = rows.at(row, column);
            cells << (std::isfinite(value) ? QString::number(value, 'g', 10) : QString());
        }
        lines << cells.join(QLatin1Char(','));
    }
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

QString toCsv(const ChartContent& content)
{
    return toCsv(rowsOf(content));
}

double largestValue(const ChartContent& content, double from, double to)
{
    double largest = content.smallestTop;
    std::vector<double> stacked;
    for (const ChartLine& line : content.lines) {
        stacked.resize(std::max(stacked.size(), content.isStacked ? line.points.size() : 0));
        std::size_t index = 0;
        for (const ChartPoint point : line.points) {
            if (point.x >= from && point.x <= to && std::isfinite(point.y)) {
                largest = std::max(largest, content.isStacked ? (stacked[index] += point.y) : point.y);
            }
            ++index;
        }
    }
    return largest;
}

double smallestPositive(const ChartContent& content, double from, double to)
{
    double smallest = std::numeric_limits<double>::infinity();
    for (const ChartLine& line : content.lines) {
        for (const ChartPoint point : line.points) {
            if (point.x >= from && point.x <= to && point.y > 0) {
                smallest = std::min(smallest, point.y);
            }
        }
    }
    return std::isfinite(smallest) ? smallest : std::numeric_limits<double>::quiet_NaN();
}

double valueAt(const ChartLine& line, double second)
{
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    const auto found = std::lower_bound(line.points.begin(), line.points.end(), second - 0.5,
                                        [](const ChartPoint& point, double x) { return point.x < x; });
    if (found == line.points.end()) {
        const bool isHeld = line.holds > 0.5 && !line.points.empty() && second - line.points.back().x <= line.holds;
        return isHeld ? line.points.back().y : none;
    }
    if (line.holds > 0.5 && found->x > second + 0.5) { // asked every few seconds
        return found != line.points.begin() && second - (found - 1)->x <= line.holds ? (found - 1)->y : none;
    }
    if (line.isDashed && found != line.points.begin() && found->x > second) { // a plan is straight between its points
        const ChartPoint before = *(found - 1);
        return before.y + (found->y - before.y) * (second - before.x) / (found->x - before.x);
    }
    return found->x > second + 0.5 ? none : found->y;
}

double endValue(const ChartContent& content, const ChartLine& line)
{
    const bool isLive = content.dataEnd && !line.isDashed;
    const auto last = std::find_if(line.points.rbegin(), line.points.rend(), [&](const ChartPoint& point) {
        return std::isfinite(point.y) || (isLive && point.x < *content.dataEnd); // beyond it a second is not whole yet
    });
    // a point stands where its second begins
    const bool isHeld = last != line.points.rend() && (!isLive || *content.dataEnd - last->x <= line.holds + 0.5);
    return isHeld ? last->y : std::numeric_limits<double>::quiet_NaN();
}

} // namespace holdpoint
