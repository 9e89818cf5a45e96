// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/compare_blocks.h"

#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

std::vector<Block> countBlocks(const ComparedRun& run, const Blocks& blocks, const std::string& key)
{
    std::vector<Block> all(blocks.count);
    for (const auto& [tick, cell] : run.all()) {
        Block& block = all[blocks.of(tick)];
        block.seconds += static_cast<double>(cell.seconds);
        if (const auto rate = cell.rates.find(key); rate != cell.rates.end()) {
            block.trueCount += static_cast<double>(rate->second.trueCount);
            block.total += static_cast<double>(rate->second.total);
        }
        if (const auto counter = cell.counters.find(key); counter != cell.counters.end()) {
            block.total += counter->second;
        }
    }
    return all;
}

Block sumOf(const std::vector<Block>& blocks, const std::vector<std::uint32_t>& times)
{
    Block sum;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        sum.trueCount += blocks[i].trueCount * times[i];
        sum.total += blocks[i].total * times[i];
        sum.seconds += blocks[i].seconds * times[i];
    }
    return sum;
}

struct Wilson
{
    double low = 0;
    double high = 0;
};

/// Wilson's score interval of a share.
Wilson wilson(double hits, double n)
{
    const double p = hits / n;
    const double z2 = kNormal975 * kNormal975;
    const double middle = (p + z2 / (2 * n)) / (1 + z2 / n);
    const double half = kNormal975 / (1 + z2 / n) * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n));
    return {std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

/// Newcombe's hybrid score interval of pB - pA (Statistics in Medicine 17, 1998, method 10).
Interval newcombe(const Block& a, const Block& b)
{
    const double pA = a.trueCount / a.total;
    const double pB = b.trueCount / b.total;
    const Wilson wA = wilson(a.trueCount, a.total);
    const Wilson wB = wilson(b.trueCount, b.total);
    const double d = pB - pA;
    return {d - std::hypot(pB - wB.low, wA.high - pA), d + std::hypot(wB.high - pB, pA - wA.low)};
}

} // namespace

void compareCounts(const ComparedRun& a, const ComparedRun& b, const Blocks& blocksA, const Blocks& blocksB,
                   const std::string& key, bool isShare, const CompareOptions& options, std::vector<ComparedFigure>& into)
{
    const auto partsA = countBlocks(a, blocksA, key);
    const auto partsB = countBlocks(b, blocksB, key);
    const Block wholeA = sumOf(partsA, std::vector<std::uint32_t>(blocksA.count, 1));
    const Block wholeB = sumOf(partsB, std::vector<std::uint32_t>(blocksB.count, 1));
    if (isShare ? wholeA.total == 0 || wholeB.total == 0 : wholeA.total == 0 && wholeB.total == 0) {
        return;
    }
    // A run's rates are over its planned time; the seconds in which last answers came in are none of it.
    const double perSecondA = a.ratedSeconds() > 0 ? wholeA.seconds / a.ratedSeconds() : 1;
    const double perSecondB = b.ratedSeconds() > 0 ? wholeB.seconds / b.ratedSeconds() : 1;
    const auto figureOf = [isShare](const Block& block, double perSecond) {
        return isShare ? (block.total > 0 ? 100 * block.trueCount / block.total : 0)
                       : (block.seconds > 0 ? block.total / block.seconds * perSecond : 0);
    };
    ComparedFigure figure;
    figure.metric = key;
    figure.figure = "rate";
    figure.unit = isShare ? "%" : "/s";
    figure.a = figureOf(wholeA, perSecondA);
    figure.b = figureOf(wholeB, perSecondB);
    figure.nA = static_cast<std::uint64_t>(wholeA.total);
    figure.nB = static_cast<std::uint64_t>(wholeB.total);
    figure.isRelative = !isShare && figure.a > 0;
    figure.difference = figure.isRelative ? relative(figure.a, figure.b) : figure.b - figure.a;
    std::mt19937_64 random(options.seed);
    std::vector<double> differences;
    for (std::size_t i = 0; i < options.resamples; ++i) {
        const Block someA = sumOf(partsA, draw(blocksA.count, random));
        const Block someB = sumOf(partsB, draw(blocksB.count, random));
        const double valueA = figureOf(someA, perSecondA);
        const double valueB = figureOf(someB, perSecondB);
        differences.push_back(figure.isRelative ? logRatio(valueA, valueB) : valueB - valueA);
    }
    const std::size_t blocks = std::min(blocksA.count, blocksB.count);
    figure.blocks = blocks;
    const Interval interval = figure.isRelative ? ratioInterval(std::move(differences), figure.a, figure.b, blocks)
                                                : intervalOf(std::move(differences), figure.difference, blocks);
    figure.low = interval.low;
    figure.high = interval.high;
    if (isShare) {
        const Interval score = newcombe(wholeA, wholeB);
        figure.low = std::min(figure.low, 100 * score.low);
        figure.high = std::max(figure.high, 100 * score.high);
        if (std::min(figure.nA, figure.nB) < 100) {
            figure.noise = (figure.high - figure.low) / 2;
            figure.why = "too few samples for a share: 100 are needed on both sides";
            into.push_back(std::move(figure));
            return;
        }
    }
    judge(figure);
    into.push_back(std::move(figure));
}

} // namespace holdpoint
