// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "core/metrics/frame.h"
#include "core/metrics/metric.h"
#include "core/verdict/run_result.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace holdpoint {

/// How often a value of a histogram's bucket was seen.
struct BucketCount
{
    std::uint32_t highestUs = 0; // the bucket's highest equivalent value
    std::uint32_t count = 0;
};

/// One run as a comparison reads it: what its frames say, all shards merged, in cells of a second each, which become longer as a
/// run does, so that one of hours takes tens of megabytes. Frames in any order, those of a long run best ascending; a repeated
/// one is the caller's to leave out. Phases and single samples are not kept.
class ComparedRun
{
public:
    static constexpr std::size_t kMostCells = 600;

    /// Whether a metric is one that is compared, by MetricKey::text(): trends, rates and counters that say how the service did.
    static bool isCompared(const std::string& key, MetricType type);

    void add(const Frame& frame);
    /// Seconds that a frame came for.
    std::size_t seconds() const { return m_count; }
    std::uint64_t firstTick() const { return m_first; }
    std::uint64_t lastTick() const { return m_last; } // 0 without a frame
    /// What the run itself divides its counters by (semantics.md §4): its planned time. 0: the seconds seen.
    void setRatedSeconds(double seconds) { m_ratedSeconds = seconds; }
    double ratedSeconds() const { return m_ratedSeconds > 0 ? m_ratedSeconds : static_cast<double>(m_count); }

    struct Trend
    {
        LatencyHistogram::Digits digits = LatencyHistogram::Digits::Three;
        std::vector<BucketCount> buckets; // in any order, one may stand several times
    };
    struct Cell
    {
        std::vector<bool> ticks; // that a frame came for
        std::size_t seconds = 0;
        std::map<std::string, Trend> trends;
        std::map<std::string, RateCount> rates;
        std::map<std::string, double> counters;
    };
    /// By their first tick.
    const std::map<std::uint64_t, Cell>& all() const;

private:
    void closeCell() const;

    void coarsen();

    std::uint64_t m_grain = 1; // seconds of a cell
    std::uint64_t m_first = 0;
    std::uint64_t m_last = 0;
    std::size_t m_count = 0;
    double m_ratedSeconds = 0;
    mutable std::map<std::uint64_t, Cell> m_cells;
    mutable std::uint64_t m_open = 0; // the cell whose trends are still histograms
    mutable std::map<std::string, LatencyHistogram> m_openTrends;
};

/// One figure of both runs.
struct ComparedFigure
{
    enum class Verdict {
        Better,
        Worse,
        Same,   // no difference beyond `noise`
        Unknown // too few samples, or the noise hides whatever there is
    };
    std::string metric; // MetricKey::text()
    std::string figure; // "p(95)", "rate"
    std::string unit;   // "ms", "/s", "%": of the values
    double a = 0;
    double b = 0;
    /// Of b against a: relative (0.1 = 10 % more), for shares in percentage points.
    double difference = 0;
    double low = 0; // 95 % confidence interval of the difference
    double high = 0;
    double noise = 0; // half the interval's width: what two runs of the same system differ by
    std::uint64_t nA = 0;
    std::uint64_t nB = 0;
    bool isRelative = true;
    bool isTested = false;  // enough was seen for a verdict
    std::size_t blocks = 0; // of the run with fewer: what the interval rests on
    std::size_t family = 1; // figures that were judged together (compare_family.h)
    Verdict verdict = Verdict::Unknown;
    std::string why; // of Unknown
};
std::string_view nameOf(ComparedFigure::Verdict verdict); // "better"

struct CompareOptions
{
    std::uint64_t seed = 1;
    std::size_t resamples = 1000;
};

/// Compares two runs figure by figure: p50, p95, p99 of every latency, rates of counters, shares of rates. The interval is a
/// percentile bootstrap over blocks of 10 s and more (Künsch 1989), as latencies of neighbouring seconds hang together: at most
/// 60 blocks a run, resampled on each side by itself, widened by Student's t where they are few. Shares also keep Newcombe's
/// interval (1998), so that no error at all is not taken for certainty. Differences within the interval, or below 2 %, are none.
/// The same input gives the same answer.
std::vector<ComparedFigure> compareRuns(const ComparedRun& a, const ComparedRun& b, const CompareOptions& options = {});

/// What makes two runs of different things: another test, plan text, scale or kind, as sentences; empty: like with like.
std::vector<std::string> comparisonRemarks(const RunRecord& a, const RunRecord& b);

Json toJson(const ComparedFigure& figure);

} // namespace holdpoint
