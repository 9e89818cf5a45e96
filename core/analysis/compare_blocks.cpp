// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/compare_blocks.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace holdpoint {

namespace {

constexpr std::uint64_t kBlockSeconds = 10; // latencies hang together for some seconds; blocks must be longer
constexpr std::uint64_t kMostBlocks = 60;
constexpr std::uint64_t kWantedBlocks = 20; // of a short run, whose blocks are shorter

std::string nameOfKey(const std::string& text)
{
    return text.substr(0, text.find('{'));
}

bool isMoreBetter(const std::string& name)
{
    static const std::set<std::string, std::less<>> kNames{"http_reqs",         "iterations", "ws_msgs_received",
                                                           "webhooks_distinct", "checks",     "rtc_delivery"};
    return kNames.count(name) > 0;
}

/// Student's t over the normal, times the bias of a variance from n blocks: a percentile bootstrap over few blocks is too narrow.
double widening(std::size_t blocks)
{
    const auto freedom = static_cast<double>(blocks - 1);
    return studentT(kNormal975, freedom) / kNormal975 * std::sqrt(static_cast<double>(blocks) / freedom);
}

} // namespace

double studentT(double z, double freedom)
{
    // Abramowitz and Stegun 26.7.5
    return z + (std::pow(z, 3) + z) / (4 * freedom) +
           (5 * std::pow(z, 5) + 16 * std::pow(z, 3) + 3 * z) / (96 * freedom * freedom) +
           (3 * std::pow(z, 7) + 19 * std::pow(z, 5) + 17 * std::pow(z, 3) - 15 * z) / (384 * std::pow(freedom, 3));
}

Blocks blocksOf(const ComparedRun& run)
{
    Blocks blocks;
    if (run.seconds() == 0) {
        return blocks;
    }
    blocks.from = run.firstTick();
    const std::uint64_t seconds = run.lastTick() - blocks.from + 1;
    blocks.length =
        std::max((seconds + kMostBlocks - 1) / kMostBlocks, std::clamp<std::uint64_t>(seconds / kWantedBlocks, 1, kBlockSeconds));
    blocks.count = static_cast<std::size_t>(std::max<std::uint64_t>(1, seconds / blocks.length));
    return blocks;
}

std::vector<std::uint32_t> draw(std::size_t blocks, std::mt19937_64& random)
{
    std::vector<std::uint32_t> times(blocks);
    for (std::size_t i = 0; i < blocks; ++i) {
        ++times[random() % blocks];
    }
    return times;
}

Interval intervalOf(std::vector<double> values, double measured, std::size_t blocks)
{
    std::sort(values.begin(), values.end());
    const auto at = [&](double share) {
        // Rank (B + 1) share of B values: the ends of few resamples would lie too far inside (Davison and Hinkley 1997, 2.5).
        const auto count = static_cast<double>(values.size());
        const double rank = std::clamp(share * (count + 1) - 1, 0.0, count - 1);
        const auto below = static_cast<std::size_t>(rank);
        const double rest = rank - static_cast<double>(below);
        return below + 1 < values.size() ? values[below] * (1 - rest) + values[below + 1] * rest : values[below];
    };
    const double factor = widening(std::max<std::size_t>(2, blocks));
    return {measured + factor * (at(0.025) - measured), measured + factor * (at(0.975) - measured)};
}

double relative(double a, double b)
{
    return a > 0 ? b / a - 1 : 0;
}

double logRatio(double a, double b)
{
    constexpr double kLeast = 1e-9; // a block without a single one
    return std::log(std::max(b, kLeast) / std::max(a, kLeast));
}

Interval ratioInterval(std::vector<double> logRatios, double a, double b, std::size_t blocks)
{
    const Interval interval = intervalOf(std::move(logRatios), logRatio(a, b), blocks);
    return {std::expm1(interval.low), std::expm1(interval.high)};
}

void judge(ComparedFigure& figure)
{
    const bool isShare = figure.unit == "%";
    figure.isTested = true;
    figure.noise = (figure.high - figure.low) / 2;
    const bool isOffZero = figure.low > 0 || figure.high < 0;
    if (isOffZero && std::abs(figure.difference) >= (isShare ? kLeastPoints : kLeastDifference)) {
        const bool isMore = figure.difference > 0;
        figure.verdict =
            isMore == isMoreBetter(nameOfKey(figure.metric)) ? ComparedFigure::Verdict::Better : ComparedFigure::Verdict::Worse;
    } else {
        judgeAsSame(figure);
    }
}

void judgeAsSame(ComparedFigure& figure)
{
    const bool isTold = figure.noise <= (figure.unit == "%" ? kMostNoisePoints : kMostNoise);
    figure.verdict = isTold ? ComparedFigure::Verdict::Same : ComparedFigure::Verdict::Unknown;
    figure.why = isTold ? "" : "the noise is larger than any difference that would matter";
}

} // namespace holdpoint
