// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/compare_blocks.h"
#include "core/metrics/totals.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace holdpoint {

namespace {

/// Histograms of both runs may have different digits: both are read on the coarser layout.
LatencyHistogram::Digits digitsOf(const ComparedRun& run, const std::string& key)
{
    for (const auto& [tick, cell] : run.all()) {
        const auto found = cell.trends.find(key);
        if (found != cell.trends.end() && found->second.digits == LatencyHistogram::Digits::Two) {
            return LatencyHistogram::Digits::Two;
        }
    }
    return LatencyHistogram::Digits::Three;
}

/// The buckets of a cell in that layout.
std::vector<BucketCount> bucketsOf(const ComparedRun::Trend& trend, LatencyHistogram::Digits digits)
{
    if (trend.digits == digits) {
        return trend.buckets;
    }
    LatencyHistogram coarse(digits);
    for (const BucketCount& bucket : trend.buckets) {
        coarse.record(Micros{bucket.highestUs}, bucket.count);
    }
    std::vector<BucketCount> buckets;
    coarse.forEachBucket([&buckets](std::uint64_t, std::uint64_t highest, std::uint64_t count) {
        buckets.push_back({static_cast<std::uint32_t>(highest), static_cast<std::uint32_t>(count)});
    });
    return buckets;
}

/// A trend of one run: for every block how often each of the values that both runs have was seen. Whole rows, so that adding
/// them up a thousand times goes at the speed of memory.
struct TrendBlocks
{
    std::vector<std::vector<double>> rows; // by block, then by value
    std::uint64_t count = 0;
};

TrendBlocks trendBlocks(const ComparedRun& run, const Blocks& blocks, const std::string& key, LatencyHistogram::Digits digits,
                        const std::vector<std::uint32_t>& values)
{
    TrendBlocks trend{std::vector<std::vector<double>>(blocks.count, std::vector<double>(values.size())), 0};
    for (const auto& [tick, cell] : run.all()) {
        const auto found = cell.trends.find(key);
        if (found == cell.trends.end()) {
            continue;
        }
        std::vector<double>& row = trend.rows[blocks.of(tick)];
        for (const BucketCount& bucket : bucketsOf(found->second, digits)) {
            const auto place = std::lower_bound(values.begin(), values.end(), bucket.highestUs) - values.begin();
            row[static_cast<std::size_t>(place)] += bucket.count;
            trend.count += bucket.count;
        }
    }
    return trend;
}

/// The values that a trend has, ascending.
void noteValues(const ComparedRun& run, const std::string& key, LatencyHistogram::Digits digits,
                std::vector<std::uint32_t>& values)
{
    for (const auto& [tick, cell] : run.all()) {
        if (const auto found = cell.trends.find(key); found != cell.trends.end()) {
            for (const BucketCount& bucket : bucketsOf(found->second, digits)) {
                values.push_back(bucket.highestUs);
            }
        }
    }
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
}

constexpr std::array<double, 3> kPercentiles{50, 95, 99};
using Quantiles = std::array<double, kPercentiles.size()>;

/// As LatencyHistogram::percentileUs() reads them.
Quantiles quantilesOf(const TrendBlocks& trend, const std::vector<std::uint32_t>& times, const std::vector<std::uint32_t>& values,
                      std::vector<double>& counts)
{
    std::fill(counts.begin(), counts.end(), 0.0);
    for (std::size_t block = 0; block < trend.rows.size(); ++block) {
        if (times[block] == 0) {
            continue;
        }
        const double often = times[block];
        const double* row = trend.rows[block].data();
        for (std::size_t i = 0; i < counts.size(); ++i) {
            counts[i] += often * row[i];
        }
    }
    double total = 0;
    for (const double count : counts) {
        total += count;
    }
    Quantiles found{};
    std::size_t next = 0;
    double seen = 0;
    for (std::size_t i = 0; i < counts.size() && next < found.size(); ++i) {
        seen += counts[i];
        while (next < found.size() && total > 0 && seen >= std::max(1.0, std::ceil(kPercentiles[next] / 100 * total))) {
            found[next++] = values[i];
        }
    }
    return found;
}

std::uint64_t leastSamples(double percentile)
{
    return percentile <= 50 ? 30 : percentile <= 95 ? 200 : 1000; // ten samples beyond it, as a rule of thumb
}

} // namespace

void compareTrend(const ComparedRun& a, const ComparedRun& b, const Blocks& blocksA, const Blocks& blocksB,
                  const std::string& key, const CompareOptions& options, std::vector<ComparedFigure>& into)
{
    const auto digits = std::min(digitsOf(a, key), digitsOf(b, key));
    std::vector<std::uint32_t> values;
    noteValues(a, key, digits, values);
    noteValues(b, key, digits, values);
    const TrendBlocks trendA = trendBlocks(a, blocksA, key, digits, values);
    const TrendBlocks trendB = trendBlocks(b, blocksB, key, digits, values);
    if (trendA.count == 0 || trendB.count == 0) {
        return;
    }
    std::vector<double> counts(values.size());
    const Quantiles wholeA = quantilesOf(trendA, std::vector<std::uint32_t>(blocksA.count, 1), values, counts);
    const Quantiles wholeB = quantilesOf(trendB, std::vector<std::uint32_t>(blocksB.count, 1), values, counts);
    std::mt19937_64 random(options.seed);
    std::array<std::vector<double>, kPercentiles.size()> differences;
    for (std::size_t i = 0; i < options.resamples; ++i) {
        const Quantiles someA = quantilesOf(trendA, draw(blocksA.count, random), values, counts);
        const Quantiles someB = quantilesOf(trendB, draw(blocksB.count, random), values, counts);
        for (std::size_t p = 0; p < kPercentiles.size(); ++p) {
            differences[p].push_back(logRatio(someA[p], someB[p]));
        }
    }
    for (std::size_t p = 0; p < kPercentiles.size(); ++p) {
        ComparedFigure figure;
        figure.metric = key;
        figure.figure = Aggregate{AggregateKind::Percentile, kPercentiles[p]}.text();
        figure.unit = "ms";
        figure.a = wholeA[p] / 1000;
        figure.b = wholeB[p] / 1000;
        figure.nA = trendA.count;
        figure.nB = trendB.count;
        figure.blocks = std::min(blocksA.count, blocksB.count);
        figure.difference = relative(wholeA[p], wholeB[p]);
        const Interval interval = ratioInterval(differences[p], wholeA[p], wholeB[p], figure.blocks);
        figure.low = interval.low;
        figure.high = interval.high;
        if (std::min(figure.nA, figure.nB) < leastSamples(kPercentiles[p])) {
            figure.noise = (figure.high - figure.low) / 2;
            figure.why = "too few samples for " + figure.figure + ": " + std::to_string(leastSamples(kPercentiles[p])) +
                         " are needed on both sides";
        } else {
            judge(figure);
        }
        into.push_back(std::move(figure));
    }
}

} // namespace holdpoint
