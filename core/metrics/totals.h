// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/frame.h"
#include "core/metrics/metric.h"

#include <functional>
#include <optional>
#include <set>
#include <tuple>

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

/// "ms", or "" for a score such as a layout shift; of a key with or without tags.
std::string_view trendUnitOf(std::string_view key);

/// The time that totals refer to, since t0. Tick n is the second [n, n + 1).
struct RunWindow
{
    Nanos load{};     // start to the end of the last scenario's planned duration: divides counters; 0: the seconds seen
    Nanos holdFrom{}; // first and last moment at the planned maximum: bounds gauges; holdTo 0: the whole run
    Nanos holdTo{};
    bool mayEndEarly = false; // iterations may all be done before `load` is over: then the seconds seen divide counters
};

/// Ticks of one stored interval of a series that is not stored every second (semantics.md §4).
inline constexpr std::uint64_t kMergedTicks = 10;
/// Whether a merge ends with this tick.
constexpr bool closesMergedGauge(std::uint64_t tick)
{
    return tick % kMergedTicks == kMergedTicks - 1;
}

/// A run's metrics: by definition the merge of its frames, in any order, each counted once (by shard, attempt and sequence
/// number; frames with number 0 always). Counters are whole numbers. Gauges of several shards are summed per tick.
class MetricTotals
{
public:
    /// False for a frame that was there before, which changes nothing.
    bool add(const Frame& frame);
    void setWindow(RunWindow window) { m_window = window; }
    const RunWindow& window() const { return m_window; }
    /// Which gauges are stored as merges of ten seconds: their bounds and average are those of the merges, whether the frames
    /// come as an agent sent them or as they are stored. Empty: none.
    void setMergedGauges(std::function<bool(const std::string& key)> isMerged) { m_isMerged = std::move(isMerged); }
    /// What no second of a gauge is outside of, over the whole run and whatever the hold; `last` is its value.
    std::optional<GaugeSpan> gaugeSpan(const std::string& key) const;

    std::optional<MetricType> typeOf(const std::string& key) const;
    /// semantics.md §4; trends in ms, rates 0..1. nullopt: no such series, no sample, or an aggregate that its type does not
    /// have.
    std::optional<double> value(const std::string& key, const Aggregate& aggregate) const;
    /// The same as if the load had been planned to end at the newest second: for values while the run goes on.
    std::optional<double> valueSoFar(const std::string& key, const Aggregate& aggregate) const;
    /// The run was stopped or lost: counters are divided by the seconds that it had, from here on. What it reached says nothing
    /// about the whole plan.
    void endEarly() { m_window.mayEndEarly = true; }
    /// Its seconds end more than one before the load was planned to.
    bool isCutShort() const;
    /// Number of samples behind the value: trend count, rate total, counter count, gauge seconds.
    std::uint64_t sampleCount(const std::string& key) const;
    const LatencyHistogram* trend(const std::string& key) const;
    std::vector<std::string> keys() const;

    std::uint64_t frameCount() const { return m_frameCount; }
    /// Seconds of the load that a frame arrived for, and those of them in which a shard was limited by its machine.
    std::uint64_t loadSeconds() const;
    std::uint64_t limitedSeconds() const;
    /// Merged by class, step and message; first seen first.
    std::vector<ErrorCount> errors() const;
    /// When errors()[i] was first seen: the time of its frame.
    std::vector<WallTime> errorTimes() const;

    /// The `metrics` object of report.json (contract.md §4).
    Json toJson() const;

private:
    /// What one shard said of one gauge in one second.
    struct GaugeSample
    {
        std::uint64_t tick = 0;
        std::uint32_t shard = 0;
        int attempt = 0;
        std::uint64_t seq = 0;
        GaugeSpan span;
    };
    using GaugeSamples = std::vector<GaugeSample>; // by tick and shard
    struct GaugeTotal
    {
        std::uint64_t ticks = 0;
        double last = 0;
        double min = 0;
        double max = 0;
        double sum = 0;
    };
    struct ErrorTotal
    {
        std::uint64_t count = 0;
        WallTime firstAt;
        std::string sample;
    };
    using ErrorKey = std::tuple<std::string, std::string, std::string>; // class, step, message
    static constexpr std::size_t kMaxErrorKinds = 200;
    using ErrorEntry = std::pair<const ErrorKey, ErrorTotal>;

    std::uint32_t shardNumber(const std::string& shard);
    void addGauge(GaugeSamples& samples, const GaugeSample& sample) const;
    void addErrors(const Frame& frame);
    ErrorKey keyOf(const ErrorCount& error);
    /// Over the ticks inside [from, to); `to` 0 means all.
    static GaugeTotal totalOf(const GaugeSamples& samples, Nanos from, Nanos to);
    static GaugeSamples inTens(const GaugeSamples& samples);
    bool isMerged(const std::string& key) const { return m_isMerged && m_isMerged(key); }
    GaugeTotal holdTotal(const std::string& key, const GaugeSamples& samples) const;
    std::optional<double> counterRate(double count, Nanos load) const;
    Nanos seen() const;
    std::optional<double> valueOver(const std::string& key, const Aggregate& aggregate, Nanos load) const;
    std::vector<const ErrorEntry*> errorsInOrder() const;
    bool isLoad(std::uint64_t tick) const;

    RunWindow m_window;
    std::function<bool(const std::string& key)> m_isMerged;
    std::uint64_t m_frameCount = 0;
    std::set<std::uint64_t> m_ticks;
    std::set<std::uint64_t> m_limitedTicks;
    std::vector<std::string> m_shards;
    std::map<std::pair<std::uint32_t, int>, std::set<std::uint64_t>> m_seen; // sequence numbers by shard and attempt
    std::map<std::string, double> m_counters;
    std::map<std::string, RateCount> m_rates;
    std::map<std::string, GaugeSamples> m_gauges;
    std::map<std::string, LatencyHistogram> m_trends;
    std::map<ErrorKey, ErrorTotal> m_errors;
    std::map<std::pair<std::string, std::string>, std::size_t> m_errorKinds; // messages of a class and step
};

} // namespace holdpoint
