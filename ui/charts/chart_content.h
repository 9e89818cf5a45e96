// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_points.h"

#include <QColor>
#include <QString>
#include <QStringList>
#include <functional>
#include <optional>
#include <vector>

namespace holdpoint {

/// Series colours of ui.md §4; Fail is always 5xx.
enum class SeriesColor { Blue, Orange, Green, Purple, Grey, Indigo, Fail };

/// What stands at the right end of a line.
enum class LineLabel { None, Value, NameAndValue };

struct ChartLine
{
    QString name;
    SeriesColor color = SeriesColor::Blue;
    double width = 1.4;
    bool isMain = false;
    bool isDashed = false; // planned and predicted; a ghost is dotted
    ChartPoints points;
    LineLabel label = LineLabel::NameAndValue;
    bool isGhost = false; // of another run, for comparison
    double holds = 0.5;   // seconds that a point speaks for, behind it and before the next; of a second's point 0.5
    QString summary;      // "p95 341 ms, target 300 ms exceeded by 14 %"; for the accessible text, empty: name and value
};

struct ChartLimit
{
    enum class Kind { Target, Critical, Accept };
    Kind kind = Kind::Target;
    double value = 0;
    QString label; // "target 300 ms"
};

struct ChartBand
{
    enum class Kind { CriticalBreach, TargetBreach, NoData, Limited, Mark }; // Mark: a moment, at `from`
    Kind kind = Kind::NoData;
    double from = 0; // seconds since t0
    double to = 0;
    QString label; // "93 s over critical"
    QString cause; // tooltip
};

/// Everything that one TimeSeriesView shows. A value: build it anew each second.
struct ChartContent
{
    QString title;
    QString unit;   // "ms"
    QString remark; // "5xx none"
    std::vector<ChartLine> lines;
    bool isStacked = false; // lines are areas upon each other, the first at the bottom; all have the same x at the same index
    std::vector<ChartLimit> limits;
    std::vector<ChartBand> bands;
    double smallestTop = 0;                // the y axis never ends below
    std::function<QString(double)> format; // a value for a direct label, with its unit
    QString empty;                         // said in the middle when there is no point
    std::optional<double> dataEnd;         // second up to which there is data, now; none: each line's own end is the present
};

/// The values of a chart as a table; the first column holds seconds. NaN: missing.
struct ChartRows
{
    QStringList heads;         // of all columns
    std::vector<double> cells; // row by row

    std::size_t columnCount() const { return static_cast<std::size_t>(heads.size()); }
    std::size_t rowCount() const { return heads.isEmpty() ? 0 : cells.size() / columnCount(); }
    double at(std::size_t row, std::size_t column) const { return cells[row * columnCount() + column]; }
};

/// Limits beyond the axis are named in the remark: "critical 1 % off scale".
QString remarkWithOffScale(const ChartContent& content, double axisTop);
/// All that stands right of the title: unit and remark.
QString titleFacts(const QString& unit, const QString& remark);
/// Text for screen readers (ui.md §7, last line).
QString accessibleSummary(const ChartContent& content);
/// Where the first breach begins: of the critical if there is one, else of the target.
std::optional<double> firstBreach(const ChartContent& content);
/// One row a point in time, one column a line; a plan has a value wherever it is straight.
ChartRows rowsOf(const ChartContent& content);
/// The same; the missing is empty.
QString toCsv(const ChartContent& content);
QString toCsv(const ChartRows& rows);
/// What several bands leave out or cannot be trusted: "1 gap of 20 s", "generator limited ... from 8:00".
QStringList bandWords(const std::vector<ChartBand>& bands);
/// Top of the y axis that the content asks for: the largest point in view, at least smallestTop.
double largestValue(const ChartContent& content, double from, double to);
/// The smallest value above 0 in view, for a logarithmic axis; NaN if there is none.
double smallestPositive(const ChartContent& content, double from, double to);
/// The line's value at that second; NaN if there is none.
double valueAt(const ChartLine& line, double second);
/// The line's value now: its last one, unless the data goes on without it for longer than it holds.
double endValue(const ChartContent& content, const ChartLine& line);

} // namespace holdpoint
