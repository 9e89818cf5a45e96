// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/compare_blocks.h"
#include "core/metrics/totals.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace holdpoint {

namespace {

/// A trend of one run as blocks over the buckets that both runs use.
struct TrendBlocks
{
    std::vector<Block> blocks;
    std::uint64_t count = 0;
};

/// Highest values of the buckets in use; figures are read from them as LatencyHistogram::percentileUs() does.
class BucketTable
{
public:
    std::uint32_t indexOf(std::uint64_t highest) { return m_indices.try_emplace(highest, 0).first->second; }
    void note(std::uint64_t highest) { m_indices.try_emplace(highest, 0); }
    void number()
    {
        std::uint32_t next = 0;
        for (auto& [highest, index] : m_indices) {
            index = next++;
            m_values.push_back(static_cast<double>(highest));
        }
    }
    std::size_t size() const { return m_values.size(); }
    double value(std::size_t index) const { return m_values[index]; }

private:
    std::map<std::uint64_t, std::uint32_t> m_indices;
    std::vector<double> m_values;
};

/// Histograms of both runs may have different digits: both are read on the coarser layout.
std::vector<LatencyHistogram> mergedBlocks(const ComparedRun& run, const Blocks& blocks, const std::string& key,
                                           LatencyHistogram::Digits digits)
{
    std::vector<LatencyHistogram> merged(blocks.count, LatencyHistogram(digits));
    for (const auto& [tick, second] : run.all()) {
        if (const auto found = second.trends.find(key); found != second.trends.end()) {
            merged[blocks.of(tick)].merge(found->second);
        }
    }
    return merged;
}

LatencyHistogram::Digits digitsOf(const ComparedRun& run, const std::string& key)
{
    for (const auto& [tick, second] : run.all()) {
        const auto found = second.trends.find(key);
        if (found != second.trends.end() && found->second.digits() == LatencyHistogram::Digits::Two) {
            return LatencyHistogram::Digits::Two;
        }
    }
    return LatencyHistogram::Digits::Three;
}

TrendBlocks trendBlocks(const std::vector<LatencyHistogram>& merged, BucketTable& table)
{
    TrendBlocks result;
    for (const LatencyHistogram& one : merged) {
        Block block;
        one.forEachBucket([&](std::uint64_t, std::uint64_t highest, std::uint64_t count) {
            block.buckets.emplace_back(table.indexOf(highest), static_cast<double>(count));
        });
        result.count += one.count();
        result.blocks.push_back(std::move(block));
    }
    return result;
}

constexpr std::array<double, 3> kPercentiles{50, 95, 99};
using Quantiles = std::array<double, kPercentiles.size()>;

Quantiles quantilesOf(const TrendBlocks& trend, const std::vector<std::uint32_t>& times, const BucketTable& table,
                      std::vector<double>& counts)
{
    std::fill(counts.begin(), counts.end(), 0.0);
    double total = 0;
    for (std::size_t i = 0; i < trend.blocks.size(); ++i) {
        if (times[i] == 0) {
            continue;
        }
        for (const auto& [index, count] : trend.blocks[i].buckets) {
            counts[index] += count * times[i];
            total += count * times[i];
        }
    }
    Quantiles found{};
    std::size_t next = 0;
    double seen = 0;
    for (std::size_t i = 0; i < counts.size() && next < found.size(); ++i) {
        seen += counts[i];
        while (next < found.size() && total > 0 && seen >= std::max(1.0, std::ceil(kPercentiles[next] / 100 * total))) {
            found[next++] = table.value(i);
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
    const auto mergedA = mergedBlocks(a, blocksA, key, digits);
    const auto mergedB = mergedBlocks(b, blocksB, key, digits);
    BucketTable table;
    for (const auto* merged : {&mergedA, &mergedB}) {
        for (const LatencyHistogram& one : *merged) {
            one.forEachBucket([&](std::uint64_t, std::uint64_t highest, std::uint64_t) { table.note(highest); });
        }
    }
    table.number();
    const TrendBlocks trendA = trendBlocks(mergedA, table);
    const TrendBlocks trendB = trendBlocks(mergedB, table);
    if (trendA.count == 0 || trendB.count == 0) {
        return;
    }
    std::vector<double> counts(table.size());
    const Quantiles wholeA = quantilesOf(trendA, std::vector<std::uint32_t>(blocksA.count, 1), table, counts);
    const Quantiles wholeB = quantilesOf(trendB, std::vector<std::uint32_t>(blocksB.count, 1), table, counts);
    std::mt19937_64 random(options.seed);
    std::array<std::vector<double>, kPercentiles.size()> differences;
    for (std::size_t i = 0; i < options.resamples; ++i) {
        const Quantiles someA = quantilesOf(trendA, draw(blocksA.count, random), table, counts);
        const Quantiles someB = quantilesOf(trendB, draw(blocksB.count, random), table, counts);
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
        figure.difference = relative(wholeA[p], wholeB[p]);
        const Interval interval = ratioInterval(differences[p], wholeA[p], wholeB[p], std::min(blocksA.count, blocksB.count));
        figure.low = interval.low;
        figure.high = interval.high;
        if (std::min(figure.nA, figure.nB) < leastSamples(kPercentiles[p])) {
            figure.noise = (figure.high - figure.low) / 2;
            figure.why = "too few samples for " + figure.figure + ": " + std::to_string(leastSamples(kPercentiles[p])) +
                         " are needed on both sides";
        } else {
            judge(figure, kLeastDifference, kMostNoise);
        }
        into.push_back(std::move(figure));
    }
}

} // namespace holdpoint
