// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_math.h"

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <vector>

namespace holdpoint {

/// The points of one line, ascending in x. Points a second apart, as frames come, cost their y alone: charts of a run of hours
/// hold tens of thousands. What comes out is bit for bit what was put in.
class ChartPoints
{
public:
    class Iterator
    {
    public:
        using iterator_category = std::random_access_iterator_tag;
        using value_type = ChartPoint;
        using difference_type = std::ptrdiff_t;
        using reference = ChartPoint;
        struct pointer // for ->
        {
            ChartPoint point;
            const ChartPoint* operator->() const { return &point; }
        };

        Iterator() = default;
        Iterator(const ChartPoints& points, std::size_t index)
            : m_points(&points), m_index(index), m_run(index == 0 ? 0 : points.runOf(index))
        {}

        ChartPoint operator*() const { return m_points->pointAt(m_run, m_index); }
        pointer operator->() const { return {**this}; }
        ChartPoint operator[](difference_type by) const { return *(*this + by); }
        Iterator& operator++()
        {
            ++m_index;
            if (m_run + 1 < m_points->m_runs.size() && m_points->m_runs[m_run + 1].first <= m_index) {
                ++m_run;
            }
            return *this;
        }
        Iterator& operator--()
        {
            --m_index;
            if (m_run > 0 && m_points->m_runs[m_run].first > m_index) {
                --m_run;
            }
            return *this;
        }
        Iterator operator++(int)
        {
            const Iterator before = *this;
            ++*this;
            return before;
        }
        Iterator operator--(int)
        {
            const Iterator before = *this;
            --*this;
            return before;
        }
        Iterator& operator+=(difference_type by)
        {
            *this = Iterator(*m_points, static_cast<std::size_t>(static_cast<difference_type>(m_index) + by));
            return *this;
        }
        Iterator& operator-=(difference_type by) { return *this += -by; }
        friend Iterator operator+(Iterator from, difference_type by) { return from += by; }
        friend Iterator operator+(difference_type by, Iterator from) { return from += by; }
        friend Iterator operator-(Iterator from, difference_type by) { return from -= by; }
        friend difference_type operator-(const Iterator& a, const Iterator& b)
        {
            return static_cast<difference_type>(a.m_index) - static_cast<difference_type>(b.m_index);
        }
        friend bool operator==(const Iterator& a, const Iterator& b) { return a.m_index == b.m_index; }
        friend auto operator<=>(const Iterator& a, const Iterator& b) { return a.m_index <=> b.m_index; }

    private:
        const ChartPoints* m_points = nullptr;
        std::size_t m_index = 0;
        std::size_t m_run = 0;
    };
    using value_type = ChartPoint;
    using const_iterator = Iterator;

    ChartPoints() = default;
    ChartPoints(std::initializer_list<ChartPoint> points) : ChartPoints(std::vector<ChartPoint>(points)) {}
    ChartPoints(const std::vector<ChartPoint>& points)
    {
        reserve(points.size());
        for (const ChartPoint& point : points) {
            push_back(point);
        }
    }

    void reserve(std::size_t count) { m_y.reserve(count); }
    void push_back(const ChartPoint& point)
    {
        if (m_runs.empty() || m_runs.back().x + static_cast<double>(m_y.size() - m_runs.back().first) != point.x) {
            m_runs.push_back({m_y.size(), point.x});
        }
        m_y.push_back(point.y);
    }
    void setY(std::size_t index, double y) { m_y[index] = y; }
    /// Only the first `count` stay.
    void truncate(std::size_t count)
    {
        m_y.resize(std::min(count, m_y.size()));
        while (!m_runs.empty() && m_runs.back().first >= m_y.size()) {
            m_runs.pop_back();
        }
    }
    /// No more points will come.
    void fit()
    {
        m_y.shrink_to_fit();
        m_runs.shrink_to_fit();
    }

    std::size_t size() const { return m_y.size(); }
    bool empty() const { return m_y.empty(); }
    ChartPoint operator[](std::size_t index) const { return pointAt(runOf(index), index); }
    ChartPoint front() const { return (*this)[0]; }
    ChartPoint back() const { return (*this)[m_y.size() - 1]; }
    Iterator begin() const { return {*this, 0}; }
    Iterator end() const { return {*this, m_y.size()}; }
    std::reverse_iterator<Iterator> rbegin() const { return std::reverse_iterator<Iterator>(end()); }
    std::reverse_iterator<Iterator> rend() const { return std::reverse_iterator<Iterator>(begin()); }

private:
    struct Run // points a second apart
    {
        std::size_t first = 0; // index
        double x = 0;          // of the first
    };

    std::size_t runOf(std::size_t index) const
    {
        const auto next = std::upper_bound(m_runs.begin(), m_runs.end(), index,
                                           [](std::size_t wanted, const Run& run) { return wanted < run.first; });
        return next == m_runs.begin() ? 0 : static_cast<std::size_t>(next - m_runs.begin()) - 1;
    }
    ChartPoint pointAt(std::size_t run, std::size_t index) const
    {
        const Run& from = m_runs[run];
        return {from.x + static_cast<double>(index - from.first), m_y[index]};
    }

    std::vector<Run> m_runs;
    std::vector<double> m_y;
};

} // namespace holdpoint
