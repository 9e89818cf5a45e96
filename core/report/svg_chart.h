// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace holdpoint {

/// One line or area over the seconds of a run; NaN is a gap and stays one.
struct SvgSeries
{
    std::string name;
    std::string color;
    std::vector<double> values; // one a second
    double width = 1.3;
    bool isDashed = false;
};

struct SvgLimit
{
    std::string text; // "target 300 ms"
    double value = 0;
    enum class Kind { Target, Critical, Planned } kind = Kind::Target;
};

/// Seconds [from, to] that the chart does not vouch for.
struct SvgHatch
{
    std::size_t from = 0;
    std::size_t to = 0;
};

struct SvgChart
{
    std::string title;
    std::string remark; // unit and what is shown
    std::vector<SvgSeries> series;
    std::vector<SvgLimit> limits;
    std::vector<SvgHatch> hatches; // ascending; drawn behind the lines
    std::string hatchText;         // what they are; in the remark, if there are any
    bool isStacked = false;        // areas from the bottom, in the order of `series`
    double lowestTop = 0;          // the axis never ends below it
};

/// Of the drawing, in its own units.
inline constexpr double kChartWidth = 680;
inline constexpr double kChartHeight = 170;
/// Most points that one series may have, however long the run was: the extremes of each column survive.
inline constexpr std::size_t kMaxChartPoints = 600;

/// A self-contained <svg> in the light palette of ui.md §4 and 7. Every text is escaped.
std::string toSvg(const SvgChart& chart);
/// A round number of at least `value` for the end of an axis, and its step: 1, 2, 2.5 or 5 x 10^n.
double axisStep(double value);

} // namespace holdpoint
