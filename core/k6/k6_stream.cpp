// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/k6/k6_stream.h"

#include "core/k6/k6_line.h"

#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

constexpr std::size_t kMaxLine = 64U << 10U;
constexpr std::uint64_t kMaxOpenSeconds = 3600;
constexpr std::size_t kMaxErrorKinds = 200; // distinct ones within a second, as the own engine
constexpr double kLongest = 3.6e9;          // µs that a histogram holds
constexpr double kMaxCount = 1e15;          // of one point: sums stay whole numbers

} // namespace

K6Stream::K6Stream(std::vector<MetricKey> ruleKeys, Redactor redactor) : m_series(std::move(ruleKeys), std::move(redactor)) {}

void K6Stream::add(std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto end = bytes.find('\n');
        const std::string_view part = bytes.substr(0, end);
        const bool isWhole = end != std::string_view::npos;
        if (!m_isSkipping && m_half.size() + part.size() > kMaxLine) {
            ++m_badLines;
            m_isSkipping = true;
            m_half.clear();
        }
        if (isWhole) {
            if (m_isSkipping) {
                m_isSkipping = false;
            } else if (m_half.empty()) {
                takeLine(part);
            } else {
                m_half += part;
                takeLine(m_half);
            }
            m_half.clear();
            bytes.remove_prefix(end + 1);
            continue;
        }
        if (!m_isSkipping) {
            m_half += part;
        }
        return;
    }
}

void K6Stream::finish()
{
    if (!m_half.empty() && !m_isSkipping) {
        takeLine(m_half);
    }
    m_half.clear();
}

void K6Stream::takeLine(std::string_view line)
{
    if (line.empty()) {
        return;
    }
    const auto parsed = parseK6Line(line);
    if (!parsed) {
        ++m_badLines;
    } else if (parsed->kind == K6Line::Kind::Metric) {
        m_series.declare(std::string(parsed->metric), parsed->type);
    } else if (parsed->kind == K6Line::Kind::Point) {
        takePoint(*parsed);
    }
}

void K6Stream::takePoint(const K6Line& line)
{
    const K6Route* route = m_series.route(line.metric, line.tags);
    if (route == nullptr) {
        ++m_badLines;
        return;
    }
    ++m_points;
    if (!m_began && route->isOfScenario && (line.metric != "vus" || line.value > 0)) {
        m_began = line.time;
    }
    record(secondAt(line.time), *route, line.value);
}

K6Stream::Second& K6Stream::secondAt(WallTime time)
{
    std::uint64_t tick = 0;
    if (m_began && time > *m_began) {
        tick = static_cast<std::uint64_t>((time - *m_began) / Seconds{1});
    }
    m_latePoints += tick < m_firstOpen ? 1U : 0U;
    tick = std::clamp(tick, m_firstOpen, m_firstOpen + kMaxOpenSeconds);
    if (m_newestTick) {
        tick = std::max(m_firstOpen, std::min(tick, *m_newestTick));
    }
    return m_seconds[tick];
}

K6Stream::Cell& K6Stream::cellOf(Second& second, std::uint32_t series)
{
    const std::size_t count = m_series.all().size();
    if (second.cells.size() < count) {
        second.cells.resize(count);
    }
    return second.cells[series];
}

void K6Stream::record(Second& second, const K6Route& route, double value)
{
    switch (route.type) {
    case MetricType::Counter: {
        const double counted = std::clamp(value, 0.0, kMaxCount); // a counter only grows
        m_clipped += counted != value ? 1U : 0U;
        for (const std::uint32_t each : route.series) {
            cellOf(second, each).counter += counted;
        }
        break;
    }
    case MetricType::Rate:
        for (const std::uint32_t each : route.series) {
            RateCount& rate = cellOf(second, each).rate;
            rate.trueCount += value != 0 ? 1U : 0U;
            ++rate.total;
        }
        for (const std::uint32_t each : route.serverErrors) {
            RateCount& rate = cellOf(second, each).rate;
            rate.trueCount += route.isServerError ? 1U : 0U;
            ++rate.total;
        }
        break;
    case MetricType::Gauge:
        for (const std::uint32_t each : route.series) {
            std::optional<GaugeSpan>& gauge = cellOf(second, each).gauge;
            gauge = gauge ? GaugeSpan{value, std::min(gauge->min, value), std::max(gauge->max, value)}
                          : GaugeSpan{value, value, value};
            m_gauges[each] = value;
        }
        break;
    case MetricType::Trend: {
        const double scaled = value * route.scale;
        m_clipped += scaled < 0 || scaled > kLongest ? 1U : 0U;
        const Micros recorded{std::llround(std::clamp(scaled, 0.0, kLongest))};
        for (const std::uint32_t each : route.series) {
            std::optional<LatencyHistogram>& trend = cellOf(second, each).trend;
            if (!trend) {
                trend.emplace(m_series.all()[each].digits);
            }
            trend->record(recorded);
        }
        break;
    }
    }
    const bool isFailedRequest = route.badClass != ErrorClass::Check && value != 0;
    const bool isFailedCheck = route.badClass == ErrorClass::Check && value == 0;
    if (route.badClass != ErrorClass::None && (isFailedRequest || isFailedCheck)) {
        recordBad(second, route);
    }
}

void K6Stream::recordBad(Second& second, const K6Route& route)
{
    m_shortages += route.isShortage ? 1U : 0U;
    const ErrorKey key{route.badClass, route.badStep, route.badMessage};
    if (const auto known = second.errors.find(key); known != second.errors.end()) {
        ++known->second;
    } else if (second.errors.size() < kMaxErrorKinds) {
        second.errors.emplace(key, 1U);
    } else {
        ++second.errors[{route.badClass, route.badStep, "other messages"}];
    }
}

void K6Stream::takeSecond(std::uint64_t tick, Frame& frame)
{
    const auto& series = m_series.all();
    for (std::uint32_t i = 0; i < series.size(); ++i) {
        const bool isShown = series[i].isAlwaysShown && series[i].type == MetricType::Counter;
        if (isShown) {
            frame.counters.emplace(series[i].key, 0.0);
        }
    }
    while (!m_seconds.empty() && m_seconds.begin()->first <= tick) {
        const Second second = std::move(m_seconds.begin()->second);
        m_seconds.erase(m_seconds.begin());
        for (std::uint32_t i = 0; i < second.cells.size(); ++i) {
            const Cell& cell = second.cells[i];
            const std::string& key = series[i].key;
            if (cell.counter > 0) {
                frame.counters[key] += cell.counter;
            }
            if (cell.rate.total > 0) {
                RateCount& rate = frame.rates[key];
                rate.trueCount += cell.rate.trueCount;
                rate.total += cell.rate.total;
            }
            if (cell.gauge) {
                const auto [span, isNew] = frame.gauges.emplace(key, *cell.gauge);
                if (!isNew) {
                    span->second = {cell.gauge->last, std::min(span->second.min, cell.gauge->min),
                                    std::max(span->second.max, cell.gauge->max)};
                }
            }
            if (cell.trend) {
                frame.trends.try_emplace(key, series[i].digits).first->second.merge(*cell.trend);
            }
        }
        for (const auto& [key, count] : second.errors) {
            const auto& [errorClass, step, message] = key;
            frame.errors.push_back({std::string(nameOf(errorClass)), step, message, count, {}});
        }
    }
    for (const auto& [index, value] : m_gauges) { // a gauge keeps its value
        frame.gauges.try_emplace(series[index].key, GaugeSpan{value, value, value});
    }
    m_firstOpen = std::max(m_firstOpen, tick + 1);
}

} // namespace holdpoint
