// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/k6/k6_series.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace holdpoint {

struct K6Line;

/// k6's live JSON output, cut into the seconds of a run. One thread at a time. Hostile input: what is no line of k6 is counted
/// and dropped, lines over 64 KiB too; at most one hour of seconds is open.
class K6Stream
{
public:
    K6Stream(std::vector<MetricKey> ruleKeys, Redactor redactor);

    /// Bytes as they come; lines may be cut anywhere.
    void add(std::string_view bytes);
    /// Nothing more comes: a line without its end counts if it is whole.
    void finish();

    /// When the load began: the first point of a scenario, or the first VU at work. What came before (the script's `setup()`)
    /// belongs to second 0.
    const std::optional<WallTime>& began() const { return m_began; }
    /// Points that claim a later second than this are put into it. Without: any.
    void setNewestTick(std::uint64_t tick) { m_newestTick = tick; }
    /// What was recorded for seconds up to `tick` and not yet taken: counters, rates, gauges, trends and errors of `frame`.
    /// Points of a second that is gone come with the next one.
    void takeSecond(std::uint64_t tick, Frame& frame);
    /// Requests since the last call that failed for lack of a descriptor or port here.
    std::uint64_t takeShortages() { return std::exchange(m_shortages, 0); }

    std::uint64_t points() const { return m_points; }
    std::uint64_t badLines() const { return m_badLines; }
    std::uint64_t latePoints() const { return m_latePoints; } // of seconds that were taken already
    std::uint64_t clippedValues() const { return m_clipped; } // negative or beyond what a histogram holds
    /// K6Series::hosts().
    const std::set<std::string>& hosts() const { return m_series.hosts(); }

private:
    struct Cell
    {
        double counter = 0;
        RateCount rate;
        std::optional<GaugeSpan> gauge;
        std::optional<LatencyHistogram> trend;
    };
    using ErrorKey = std::tuple<ErrorClass, std::string, std::string>;
    struct Second
    {
        std::vector<Cell> cells; // by series
        std::map<ErrorKey, std::uint64_t> errors;
    };

    void takeLine(std::string_view line);
    void takePoint(const K6Line& line);
    Second& secondAt(WallTime time);
    Cell& cellOf(Second& second, std::uint32_t series);
    void record(Second& second, const K6Route& route, double value);
    void recordBad(Second& second, const K6Route& route);

    K6Series m_series;
    std::string m_half;        // the line that is still coming
    bool m_isSkipping = false; // the rest of a line that is too long
    std::optional<WallTime> m_began;
    std::uint64_t m_firstOpen = 0; // seconds before it are taken
    std::optional<std::uint64_t> m_newestTick;
    std::map<std::uint64_t, Second> m_seconds;
    std::map<std::uint32_t, double> m_gauges; // last values
    std::uint64_t m_points = 0;
    std::uint64_t m_badLines = 0;
    std::uint64_t m_latePoints = 0;
    std::uint64_t m_clipped = 0;
    std::uint64_t m_shortages = 0;
};

} // namespace holdpoint
