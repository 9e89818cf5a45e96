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
    std::string failed = "http_req_failed"; // a rate: the share of failed requests
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
    std::optional<double> failedShare;      // 0..1 of SeriesKeys::failed; nullopt: nothing was asked
    std::optional<double> errorsPerRequest; // of all classes but checks, per SeriesKeys::requests; may be above 1
};

/// A run second by second for charts, tiles and lanes: built from its frames only, live or from the dossier, so that both
/// show the same. Keeps the newest 6 h. Histograms are kept for 30 s, then only what follows from them: some 100 bytes a second,
/// from which every figure comes back as it was. One owner, not thread-safe.
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
    bool isEmpty() const { return m_firstTick == m_endTick; }
    std::uint64_t firstTick() const { return m_firstTick; }
    /// One past the newest second that all shards have reported, or that is more than 2 s behind the newest.
    std::uint64_t endTick() const;
    /// nullopt outside [firstTick, newest].
    std::optional<RunSecond> at(std::uint64_t tick) const;
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
    static constexpr std::uint32_t kNoSample = UINT32_MAX;
    static constexpr std::size_t kBlockSeconds = 256;

    struct Open // what a second keeps while frames of other shards may still come
    {
        LatencyHistogram latency;
        LatencyHistogram otherLatency;
        std::map<std::size_t, LatencyHistogram> trends; // by index of SeriesKeys::further
        std::map<std::size_t, RateCount> rates;
        RateCount failed;
        std::array<float, kErrorGroupCount> errors{};
        std::vector<float> further; // by index; empty until a frame comes
        HeatColumn heat{};
    };
    struct Slot
    {
        double requests = 0;
        double vus = 0;
        double busy = 0;
        double cpu = 0;
        std::uint32_t p50Us = kNoSample; // histograms count whole us
        std::uint32_t mainUs = kNoSample;
        std::uint32_t p99Us = kNoSample;
        std::uint32_t otherUs = kNoSample;
        std::uint32_t rest = 0; // where in its block's bytes, once it is closed
        std::uint16_t shardCount = 0;
        bool isPartial = false;
        bool isLimited = false;
    };
    struct Block // of consecutive seconds
    {
        std::vector<Slot> slots;
        std::vector<std::uint8_t> rests{0}; // of closed seconds: errors, further figures, heat; 0: nothing
    };
    Slot* slotFor(std::uint64_t tick);
    const Slot* slotAt(std::uint64_t tick) const;
    const Block& blockOf(std::uint64_t tick) const { return m_blocks[blockIndex(tick)]; }
    std::size_t blockIndex(std::uint64_t tick) const;
    void close(std::uint64_t newestTick);
    static void countErrors(const Frame& frame, Open& open);
    void describe(Open& open, Slot& slot);
    void addFurther(const Frame& frame, Open& open) const;
    /// Errors, further figures and heat of one second, closed or not.
    void restOf(std::uint64_t tick, std::array<float, kErrorGroupCount>* errors, std::vector<float>* further,
                HeatColumn* heat) const;
    template <typename Predicate>
    std::vector<TickSpan> spansWhere(Predicate predicate) const;

    SeriesKeys m_keys;
    std::optional<WallTime> m_t0;
    std::uint64_t m_firstTick = 0;
    std::uint64_t m_endTick = 0;    // one past the newest
    std::uint64_t m_blocksTick = 0; // of the first slot; up to a block before m_firstTick
    std::deque<Block> m_blocks;
    std::map<std::uint64_t, Open> m_open;
    std::map<std::string, std::uint64_t> m_lastSeq; // by shard and attempt
    unsigned m_shards = 1;
    std::uint32_t m_heatMax = 0;
    double m_maxVus = 0;
};

/// Lower edge in ms of a heat row; row kHeatRows is the upper edge of the last.
double heatRowEdgeMs(int row);

} // namespace holdpoint
