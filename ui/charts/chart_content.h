// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_points.h"

#include <QColor>
#include <QString>
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
    double holds = 0.5;   // seconds that a point speaks for, behind it and before the next
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
};

/// Limits beyond the axis are named in the remark: "critical 1 % off scale".
QString remarkWithOffScale(const ChartContent& content, double axisTop);
/// Text for screen readers (ui.md §7, last line).
QString accessibleSummary(const ChartContent& content);
/// Where the first breach begins: of the critical if there is one, else of the target.
std::optional<double> firstBreach(const ChartContent& content);
/// One row a second, one column a line; the missing is empty.
QString toCsv(const ChartContent& content);
/// Top of the y axis that the content asks for: the largest point in view, at least smallestTop.
double largestValue(const ChartContent& content, double from, double to);
/// The smallest value above 0 in view, for a logarithmic axis; NaN if there is none.
double smallestPositive(const ChartContent& content, double from, double to);
/// The line's value at the crosshair, or its last one; NaN if there is none at that second.
double valueAt(const ChartLine& line, std::optional<double> second);

} // namespace holdpoint
