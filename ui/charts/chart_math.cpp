// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_points.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

namespace holdpoint {

namespace {

/// Collects one pixel column of one segment.
class Column
{
public:
    void add(const ChartPoint& point, long index)
    {
        if (index != m_index) {
            flush();
            m_index = index;
        }
        if (m_count == 0 || point.y < m_low.y) {
            m_low = point;
        }
        if (m_count == 0 || point.y > m_high.y) {
            m_high = point;
        }
        ++m_count;
    }

    void flush()
    {
        if (m_count == 1 || (m_count > 1 && m_low.x == m_high.x)) {
            m_segment.push_back(m_low);
        } else if (m_count > 1) {
            m_segment.push_back(m_low.x < m_high.x ? m_low : m_high);
            m_segment.push_back(m_low.x < m_high.x ? m_high : m_low);
        }
        m_count = 0;
    }

    std::vector<ChartPoint> takeSegment(const std::optional<ChartPoint>& last)
    {
        flush();
        if (last && !m_segment.empty() && m_segment.back().x < last->x) {
            m_segment.push_back(*last);
        }
        if (m_segment.size() == 1) {
            m_segment = {{m_segment[0].x - 0.5, m_segment[0].y}, {m_segment[0].x + 0.5, m_segment[0].y}};
        }
        m_index = -1;
        return std::exchange(m_segment, {});
    }

private:
    long m_index = -1;
    int m_count = 0;
    ChartPoint m_low;
    ChartPoint m_high;
    std::vector<ChartPoint> m_segment;
};

} // namespace

std::vector<std::vector<ChartPoint>> decimated(const ChartPoints& points, double fromX, double toX, int columns)
{
    std::vector<std::vector<ChartPoint>> segments;
    if (!(toX > fromX) || columns < 1) {
        return segments;
    }
    const double perSecond = columns / (toX - fromX);
    Column column;
    std::optional<ChartPoint> last;
    const auto endSegment = [&] {
        auto segment = column.takeSegment(last);
        if (!segment.empty()) {
            segments.push_back(std::move(segment));
        }
        last.reset();
    };
    const auto put = [&](const ChartPoint& point) {
        column.add(point, static_cast<long>((point.x - fromX) * perSecond));
        last = point;
    };
    std::optional<ChartPoint> before;
    for (const ChartPoint point : points) {
        if (!std::isfinite(point.y)) {
            endSegment();
            before.reset();
            continue;
        }
        // a line goes on beyond the edges: a plan may have no point at all between them
        const auto crossing = [&before, &point](double x) {
            return ChartPoint{x, before->y + (point.y - before->y) * (x - before->x) / (point.x - before->x)};
        };
        if (before && before->x < fromX && point.x > fromX) {
            put(crossing(fromX));
        }
        if (before && before->x < toX && point.x > toX) {
            put(crossing(toX));
        }
        if (point.x >= fromX && point.x <= toX) {
            put(point);
        }
        before = point;
    }
    endSegment();
    return segments;
}

AxisScale niceScale(double largest)
{
    if (!(largest > 0) || !std::isfinite(largest)) {
        return {};
    }
    constexpr std::array mantissas = {1.0, 2.0, 2.5, 5.0, 10.0};
    const double magnitude = std::pow(10.0, std::floor(std::log10(largest / 4)));
    for (const double mantissa : mantissas) {
        const double step = mantissa * magnitude;
        const double count = std::ceil(largest / step - 1e-9);
        if (count <= 4) {
            return {0, step * count, step};
        }
    }
    return {0, 40 * magnitude, 10 * magnitude};
}

int decimalsOf(double step)
{
    for (int decimals = 0; decimals < 6; ++decimals) {
        const double scaled = step * std::pow(10.0, decimals);
        if (std::abs(scaled - std::round(scaled)) < 1e-6 * scaled) {
            return decimals;
        }
    }
    return 6;
}

double elapsedStep(double span)
{
    constexpr std::array steps = {1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0};
    for (const double step : steps) {
        if (span <= 6 * step) {
            return step;
        }
    }
    return 3600.0 * std::ceil(span / 6 / 3600.0);
}

std::vector<double> pushedApart(std::vector<double> wanted, double spacing, double low, double high)
{
    const std::size_t count = wanted.size();
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return wanted[a] < wanted[b]; });
    double next = low;
    for (const std::size_t index : order) {
        wanted[index] = std::max(wanted[index], next);
        next = wanted[index] + spacing;
    }
    next = high;
    for (auto index = order.rbegin(); index != order.rend(); ++index) {
        wanted[*index] = std::min(wanted[*index], next);
        next = wanted[*index] - spacing;
    }
    return wanted;
}

} // namespace holdpoint
