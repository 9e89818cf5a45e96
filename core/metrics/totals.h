// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/frame.h"
#include "core/metrics/metric.h"

#include <optional>

namespace holdpoint {

/// What a rule asks of a metric. For Percentile the rank stands beside it.
enum class AggregateKind { Count, Rate, Value, Min, Max, Avg, Med, Percentile };

struct Aggregate
{
    AggregateKind kind = AggregateKind::Value;
    double percentile = 0; // 0..100

    std::string text() const; // "p(95)", "rate"
    friend bool operator==(const Aggregate&, const Aggregate&) = default;
};

/// The time that totals refer to, since t0.
struct RunWindow
{
    Nanos load{};     // start to the end of the last scenario's planned duration: divides counters
    Nanos holdFrom{}; // first and last moment at the planned maximum: bounds gauges
    Nanos holdTo{};
};

/// A run's metrics: by definition the merge of its frames, in any order, each counted once.
class MetricTotals
{
public:
    void add(const Frame& frame);
    void setWindow(RunWindow window) { m_window = window; }
    const RunWindow& window() const { return m_window; }

    std::optional<MetricType> typeOf(const std::string& key) const;
    /// semantics.md §4; trends in ms, rates 0..1. nullopt: no such series, no sample, or an aggregate that its type does not have.
    std::optional<double> value(const std::string& key, const Aggregate& aggregate) const;
    /// Number of samples behind the value: trend count, rate total, counter count, gauge seconds.
    std::uint64_t sampleCount(const std::string& key) const;
    const LatencyHistogram* trend(const std::string& key) const;
    std::vector<std::string> keys() const;

    std::uint64_t frameCount() const { return m_frameCount; }
    std::uint64_t limitedSeconds() const { return m_limitedSeconds; }
    const std::vector<ErrorCount>& errors() const { return m_errors; } // merged by class, step and message; first seen first

    /// The `metrics` object of report.json (contract.md §4).
    Json toJson() const;

private:
    struct GaugeTotal
    {
        std::map<std::uint64_t, GaugeSpan> byTick;
    };
    RunWindow m_window;
    std::uint64_t m_frameCount = 0;
    std::uint64_t m_limitedSeconds = 0;
    std::map<std::string, double> m_counters;
    std::map<std::string, RateCount> m_rates;
    std::map<std::string, GaugeTotal> m_gauges;
    std::map<std::string, LatencyHistogram> m_trends;
    std::vector<ErrorCount> m_errors;
};

} // namespace holdpoint
