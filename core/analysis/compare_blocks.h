// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/compare_runs.h"

#include <algorithm>
#include <random>

namespace holdpoint {

// The parts of compareRuns(): runs cut into blocks, and what resampled blocks say.

inline constexpr double kLeastDifference = 0.02; // what a bucket's width and a clock's grain make of nothing
inline constexpr double kLeastPoints = 0.05;     // the same of a share, in percentage points
inline constexpr double kMostNoise = 0.25;       // beyond it "same" would say nothing
inline constexpr double kMostNoisePoints = 1;
inline constexpr double kNormal975 = 1.959964;

/// A block of seconds of a rate or a counter.
struct Block
{
    double trueCount = 0;
    double total = 0; // of a rate, or of a counter
    double seconds = 0;
};

/// The blocks that a run is cut into: their first ticks.
struct Blocks
{
    std::uint64_t from = 0;
    std::uint64_t length = 1;
    std::size_t count = 0;
    /// A cell of several seconds may begin before the first frame.
    std::size_t of(std::uint64_t tick) const
    {
        return tick < from ? 0 : std::min(count - 1, static_cast<std::size_t>((tick - from) / length));
    }
};

Blocks blocksOf(const ComparedRun& run);
/// How often each block is drawn.
std::vector<std::uint32_t> draw(std::size_t blocks, std::mt19937_64& random);

/// The quantile of Student's t at which the normal's is `z`.
double studentT(double z, double freedom);

struct Interval
{
    double low = 0;
    double high = 0;
};

/// Of resampled differences around the one that was measured; `blocks` is the smaller number of them.
Interval intervalOf(std::vector<double> values, double measured, std::size_t blocks);
double relative(double a, double b);
/// Ratios are resampled as logarithms: no interval goes below -100 %, and a against b is b against a the other way round.
double logRatio(double a, double b);
Interval ratioInterval(std::vector<double> logRatios, double a, double b, std::size_t blocks);
/// A difference counts once its interval is off zero and it is large enough to matter; else judgeAsSame().
void judge(ComparedFigure& figure);
/// No difference, if the noise is small enough to say so; else Unknown.
void judgeAsSame(ComparedFigure& figure);

/// p50, p95, p99 of a trend.
void compareTrend(const ComparedRun& a, const ComparedRun& b, const Blocks& blocksA, const Blocks& blocksB,
                  const std::string& key, const CompareOptions& options, std::vector<ComparedFigure>& into);
/// The share of a rate, or a counter's rate.
void compareCounts(const ComparedRun& a, const ComparedRun& b, const Blocks& blocksA, const Blocks& blocksB,
                   const std::string& key, bool isShare, const CompareOptions& options, std::vector<ComparedFigure>& into);

} // namespace holdpoint
