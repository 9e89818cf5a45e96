// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/svg_chart.h"

#include "core/base/text.h"
#include "core/base/units.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace holdpoint {

namespace {

constexpr double kLeft = 48;
constexpr double kRight = kChartWidth - 104;
constexpr double kTop = 28;
constexpr double kBottom = kChartHeight - 20;

std::string number(double value)
{
    std::array<char, 32> buffer{};
    const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed, 1);
    return error == std::errc{} ? std::string(buffer.data(), end) : std::string("0");
}

std::string axisNumber(double value)
{
    return formatNumber(value, value == std::floor(value) ? 0 : value * 10 == std::floor(value * 10) ? 1 : 2);
}

struct Point
{
    double second = 0;
    double value = 0; // NaN: the line is interrupted
};

/// At most kMaxChartPoints: of every column its lowest and highest second, in the order in which they came.
std::vector<Point> decimated(const std::vector<double>& values)
{
    const std::size_t columns = std::min(values.size(), kMaxChartPoints / 2);
    std::vector<Point> points;
    if (values.size() <= kMaxChartPoints) {
        for (std::size_t i = 0; i < values.size(); ++i) {
            points.push_back({static_cast<double>(i), values[i]});
        }
        return points;
    }
    for (std::size_t column = 0; column < columns; ++column) {
        const std::size_t from = column * values.size() / columns;
        const std::size_t to = (column + 1) * values.size() / columns;
        std::size_t low = to;
        std::size_t high = to;
        for (std::size_t i = from; i < to; ++i) {
            if (!std::isnan(values[i])) {
                low = low == to || values[i] < values[low] ? i : low;
                high = high == to || values[i] > values[high] ? i : high;
            }
        }
        if (low == to) {
            points.push_back({static_cast<double>(from), std::numeric_limits<double>::quiet_NaN()});
            continue;
        }
        points.push_back({static_cast<double>(std::min(low, high)), values[std::min(low, high)]});
        if (low != high) {
            points.push_back({static_cast<double>(std::max(low, high)), values[std::max(low, high)]});
        }
    }
    return points;
}

class Painter
{
public:
    explicit Painter(const SvgChart& chart) : m_chart(chart)
    {
        double highest = chart.lowestTop;
        std::vector<double> stack;
        for (const SvgSeries& series : chart.series) {
            m_seconds = std::max(m_seconds, series.values.size());
            stack.resize(std::max(stack.size(), series.values.size()), 0);
            for (std::size_t i = 0; i < series.values.size(); ++i) {
                if (!std::isnan(series.values[i])) {
                    stack[i] = chart.isStacked ? stack[i] + series.values[i] : series.values[i];
                    highest = std::max(highest, stack[i]);
                }
            }
        }
        for (const SvgLimit& limit : chart.limits) {
            highest =
                limit.value <= highest * 3 ? std::max(highest, limit.value * 1.12) : highest; // farther off: named in the remark
        }
        m_step = axisStep(highest);
        m_top = std::ceil(highest / m_step) * m_step;
    }

    std::string paint()
    {
        m_svg = "<svg class=\"chart\" viewBox=\"0 0 " + number(kChartWidth) + " " + number(kChartHeight) +
                "\" role=\"img\" aria-label=\"" + htmlEscape(spoken()) + "\">";
        m_svg += "<text x=\"0\" y=\"12\"><tspan class=\"ct\">" + htmlEscape(m_chart.title) +
                 "</tspan><tspan class=\"cr\">&#160;&#160; " + htmlEscape(m_chart.remark + offScale() + hatchRemark()) +
                 "</tspan></text>";
        hatches();
        axes();
        m_chart.isStacked ? areas() : lines();
        limits();
        labels();
        return m_svg + "</svg>\n";
    }

private:
    double x(double second) const
    {
        const double last = std::max<double>(1, static_cast<double>(m_seconds) - 1);
        return kLeft + (kRight - kLeft) * second / last;
    }
    double y(double value) const { return kBottom - (kBottom - kTop) * std::min(value, m_top) / m_top; }

    void text(double atX, double atY, const std::string& what, const char* css, const char* anchor = "start")
    {
        m_svg += "<text x=\"" + number(atX) + "\" y=\"" + number(atY) + "\" class=\"" + css + "\" text-anchor=\"" + anchor +
                 "\">" + htmlEscape(what) + "</text>";
    }

    void line(double x1, double y1, double x2, double y2, const std::string& style)
    {
        m_svg += "<path d=\"M" + number(x1) + " " + number(y1) + "L" + number(x2) + " " + number(y2) + "\" fill=\"none\" " +
                 style + "/>";
    }

    void axes()
    {
        for (double value = 0; value <= m_top * 1.0001; value += m_step) {
            line(kLeft, y(value), kRight, y(value), value == 0 ? "stroke=\"#757E88\"" : "stroke=\"#E8EBED\"");
            text(kLeft - 6, y(value) + 3.5, axisNumber(value), "ca", "end");
        }
        static constexpr std::array<double, 12> kSteps{1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200};
        const auto fits = std::find_if(kSteps.begin(), kSteps.end(),
                                       [this](double step) { return static_cast<double>(m_seconds) / step <= 7; });
        const double step = fits == kSteps.end() ? 14'400 : *fits;
        for (double second = 0; second < static_cast<double>(m_seconds); second += step) {
            line(x(second), kBottom, x(second), kBottom + 3, "stroke=\"#757E88\"");
            text(x(second), kBottom + 14, formatClock(std::chrono::seconds{static_cast<std::int64_t>(second)}), "ca", "middle");
        }
    }

    /// Diagonals, so that it shows in print as well; what lies closer than a diagonal is one area.
    void hatches()
    {
        constexpr double kGap = 5;
        const double half = m_seconds > 1 ? (x(1) - x(0)) / 2 : 2;
        std::vector<std::pair<double, double>> spans;
        for (const SvgHatch& hatch : m_chart.hatches) {
            const double from = std::max(kLeft, x(static_cast<double>(hatch.from)) - half);
            const double to = std::min(kRight, std::max(x(static_cast<double>(hatch.to)) + half, from + 2));
            if (!spans.empty() && from - spans.back().second < kGap) {
                spans.back().second = std::max(spans.back().second, to);
            } else {
                spans.emplace_back(from, to);
            }
        }
        std::string path;
        for (const auto& [from, to] : spans) {
            const double height = kBottom - kTop;
            m_svg += "<rect x=\"" + number(from) + "\" y=\"" + number(kTop) + "\" width=\"" + number(to - from) + "\" height=\"" +
                     number(height) + "\" fill=\"#757E88\" fill-opacity=\".1\"/>";
            for (double foot = from - height + kGap; foot < to; foot += kGap) {
                const double left = std::max(foot, from);
                const double right = std::min(foot + height, to);
                path += "M" + number(left) + " " + number(kBottom - (left - foot)) + "l" + number(right - left) + " " +
                        number(left - right);
            }
        }
        m_svg +=
            path.empty() ? "" : "<path class=\"hatch\" d=\"" + path + "\" fill=\"none\" stroke=\"#757E88\" stroke-width=\".5\"/>";
    }

    std::string hatchRemark() const { return m_chart.hatches.empty() ? "" : "; hatched: " + m_chart.hatchText; }

    void lines()
    {
        for (const SvgSeries& series : m_chart.series) {
            std::string path;
            bool isDown = false;
            for (const Point& point : decimated(series.values)) {
                if (std::isnan(point.value)) {
                    isDown = false;
                    continue;
                }
                path += (isDown ? "L" : "M") + number(x(point.second)) + " " + number(y(point.value));
                path += isDown ? "" : "h.1"; // a second between two gaps still shows
                isDown = true;
            }
            m_svg += "<path d=\"" + path + "\" fill=\"none\" stroke=\"" + series.color + "\" stroke-width=\"" +
                     number(series.width) + "\"" + (series.isDashed ? " stroke-dasharray=\"4 3\"" : "") + "/>";
        }
    }

    void areas()
    {
        const std::size_t columns = std::min(m_seconds, kMaxChartPoints / 2);
        std::vector<double> base(columns, 0);
        for (const SvgSeries& series : m_chart.series) {
            std::string up;
            std::string down;
            double total = 0;
            for (std::size_t column = 0; column < columns; ++column) {
                double highest = 0;
                for (std::size_t i = column * m_seconds / columns;
                     i < (column + 1) * m_seconds / columns && i < series.values.size(); ++i) {
                    highest = std::isnan(series.values[i]) ? highest : std::max(highest, series.values[i]);
                }
                const double at = x(static_cast<double>(column * m_seconds) / static_cast<double>(columns));
                down = "L" + number(at) + " " + number(y(base[column])) + down;
                base[column] += highest;
                total += highest;
                up += (up.empty() ? "M" : "L") + number(at) + " " + number(y(base[column]));
            }
            if (total > 0) {
                m_svg += "<path d=\"" + up + down + "Z\" fill=\"" + series.color + "\"/>";
            }
        }
    }

    void limits()
    {
        for (const SvgLimit& limit : m_chart.limits) {
            if (limit.value > m_top) {
                continue;
            }
            const char* style =
                limit.kind == SvgLimit::Kind::Target     ? "stroke=\"#A86100\" stroke-width=\"1.25\" stroke-dasharray=\"5 3\""
                : limit.kind == SvgLimit::Kind::Critical ? "stroke=\"#B8241A\" stroke-width=\"1.5\""
                                                         : "stroke=\"#6A7580\" stroke-width=\"1.3\" stroke-dasharray=\"4 3\"";
            line(kLeft, y(limit.value), kRight, y(limit.value), style);
            text(kLeft + 4, y(limit.value) - 3, limit.text, "cl");
        }
    }

    void labels()
    {
        double at = kTop + 4;
        for (auto series = m_chart.series.rbegin(); series != m_chart.series.rend(); ++series) {
            m_svg += "<rect x=\"" + number(kRight + 8) + "\" y=\"" + number(at - 8) + "\" width=\"3\" height=\"9\" fill=\"" +
                     series->color + "\"/>";
            text(kRight + 15, at, series->name, "ca");
            at += 14;
        }
    }

    std::string offScale() const
    {
        std::string remark;
        for (const SvgLimit& limit : m_chart.limits) {
            remark += limit.value > m_top ? ", " + limit.text + " off scale" : "";
        }
        return remark;
    }

    std::string spoken() const
    {
        std::string words = m_chart.title + ", " + m_chart.remark + hatchRemark();
        for (const SvgLimit& limit : m_chart.limits) {
            words += ", " + limit.text;
        }
        return words;
    }

    const SvgChart& m_chart;
    std::string m_svg;
    std::size_t m_seconds = 0;
    double m_step = 1;
    double m_top = 1;
};

} // namespace

double axisStep(double value)
{
    if (!(value > 0) || !std::isfinite(value)) {
        return 1;
    }
    const double rough = value / 4;
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 2.5, 5.0}) {
        if (rough <= factor * power) {
            return factor * power;
        }
    }
    return 10 * power;
}

std::string toSvg(const SvgChart& chart)
{
    return Painter(chart).paint();
}

} // namespace holdpoint
