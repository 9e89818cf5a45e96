// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/frame.h"

#include <array>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace holdpoint {

/// The error classes of semantics.md §4 as charts stack them, from the bottom. Connect: dns, connect, tls, reset. Other:
/// protocol, ws, interrupted. Class `generator` is in none of them.
enum class ErrorGroup { Http5xx, Http4xx, Timeout, Connect, Check, Other };
inline constexpr std::size_t kErrorGroupCount = 6;

/// [from, to] in ticks, both inside.
struct TickSpan
{
    std::uint64_t from = 0;
    std::uint64_t to = 0;
    std::uint64_t seconds() const { return to - from + 1; }
    friend bool operator==(const TickSpan&, const TickSpan&) = default;
};

/// A metric that a run's series follow beside the load's own: a counter a second, a rate's share 0..1, a gauge's last value, or a
/// percentile of a trend in its own unit.
struct FurtherKey
{
    enum class How { PerSecond, Share, Last, Percentile };
    std::string metric; // MetricKey::text()
    How how = How::PerSecond;
    double percentile = 95;
};

/// Which metrics of a run its series follow; MetricKey::text().
struct SeriesKeys
{
    std::string latency = "http_req_duration";
    double mainPercentile = 95;
    std::string otherLatency; // shown beside it as a thin line; empty: none
    std::string requests = "http_reqs";
    std::string vus = "vus";
    std::vector<FurtherKey> further;
};

/// One second of a run, all shards merged. Latencies in ms, NaN without a sample.
struct RunSecond
{
    unsigned shardCount = 0; // 0: no frame came, a gap
    bool isPartial = false;  // the last frame of a shard covers less than a second: not for rates
    bool isLimited = false;
    double p50 = 0;
    double main = 0; // SeriesKeys::mainPercentile
    double p99 = 0;
    double other = 0; // the same percentile of otherLatency
    double requests = 0;
    double vus = 0;
    double busy = 0; // of the busiest load thread, 0..1
    double cpu = 0;  // of all agents, 1 = one core
    std::array<float, kErrorGroupCount> errors{};
};

/// The last seconds of a run together.
struct WindowFigures
{
    std::uint64_t latencyCount = 0;
    std::optional<double> mainMs; // SeriesKeys::mainPercentile
    std::optional<double> requestsPerSecond;
    std::optional<double> errorShare; // 0..1 of the requests
};

/// A run second by second for charts, tiles and lanes: built from its frames only, live or from the dossier, so that both
/// show the same. Keeps the newest 6 h. Histograms are kept for 30 s, then only what follows from them. One owner, not
/// thread-safe.
class RunSeries
{
public:
    static constexpr std::uint64_t kMaxSeconds = 6 * 3600;
    static constexpr std::uint64_t kOpenSeconds = 30;
    // Rows of heat(): log latency, 16 a decade from 0.1 ms to 100 s; what lies outside counts in the first or last row.
    static constexpr int kHeatRowsPerDecade = 16;
    static constexpr int kHeatRows = 6 * kHeatRowsPerDecade;
    static constexpr double kHeatLowestMs = 0.1;

    enum class Added { Merged, Repeated, TooLate };

    explicit RunSeries(SeriesKeys keys = {});

    /// Repeated: this shard's frame came before. TooLate: its second is closed already; rebuild from the dossier to see it.
    Added add(const Frame& frame);

    const SeriesKeys& keys() const { return m_keys; }
    bool isEmpty() const { return m_seconds.empty(); }
    std::uint64_t firstTick() const { return m_firstTick; }
    /// One past the newest second that all shards have reported, or that is more than 2 s behind the newest.
    std::uint64_t endTick() const;
    /// nullptr outside [firstTick, newest].
    const RunSecond* at(std::uint64_t tick) const;
    using HeatColumn = std::array<std::uint32_t, kHeatRows>;
    /// Counts by row; zeros where nothing is known.
    HeatColumn heat(std::uint64_t tick) const;
    /// What SeriesKeys::further asks for at that index; NaN without a sample in that second.
    double further(std::size_t index, std::uint64_t tick) const;
    /// When tick 0 began, from the frames; nullopt before the first.
    std::optional<WallTime> t0() const { return m_t0; }
    /// Total of one second's most filled cell so far; scales the heat map.
    std::uint32_t heatMax() const { return m_heatMax; }
    double maxVus() const { return m_maxVus; }

    /// Over the newest `seconds` before endTick() - `back`; together at most 30.
    WindowFigures window(std::uint64_t seconds, std::uint64_t back = 0) const;
    std::vector<TickSpan> gaps() const;
    std::vector<TickSpan> limitedSpans() const;
    std::uint64_t limitedSeconds() const;

private:
    struct Open // what a second keeps while frames of other shards may still come
    {
        LatencyHistogram latency;
        LatencyHistogram otherLatency;
        std::map<std::size_t, LatencyHistogram> trends; // by index of SeriesKeys::further
        std::map<std::size_t, RateCount> rates;
    };
    struct Slot
    {
        RunSecond second;
        std::vector<std::uint8_t> heat; // rows with samples: row, then its count in groups of 7 bits
        std::vector<float> further;     // by index; empty until a frame comes
    };
    Slot* slotFor(std::uint64_t tick);
    void close(std::uint64_t newestTick);
    static void countErrors(const Frame& frame, RunSecond& second);
    void describe(const Open& open, Slot& slot);
    void addFurther(const Frame& frame, Open& open, Slot& slot) const;
    template <typename Predicate>
    std::vector<TickSpan> spansWhere(Predicate predicate) const;

    SeriesKeys m_keys;
    std::optional<WallTime> m_t0;
    std::uint64_t m_firstTick = 0;
    std::deque<Slot> m_seconds;
    std::map<std::uint64_t, Open> m_open;
    std::map<std::string, std::uint64_t> m_lastSeq; // by shard and attempt
    unsigned m_shards = 1;
    std::uint32_t m_heatMax = 0;
    double m_maxVus = 0;
};

/// Lower edge in ms of a heat row; row kHeatRows is the upper edge of the last.
double heatRowEdgeMs(int row);

} // namespace holdpoint
