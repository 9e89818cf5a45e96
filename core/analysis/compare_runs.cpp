// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/compare_runs.h"

#include "core/metrics/totals.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <set>

namespace holdpoint {

namespace {

constexpr std::uint64_t kBlockSeconds = 10; // latencies hang together for some seconds; blocks must be longer
constexpr std::uint64_t kMostBlocks = 60;
constexpr std::uint64_t kWantedBlocks = 20; // of a short run, whose blocks are shorter
constexpr std::size_t kLeastBlocks = 10;
constexpr double kLeastDifference = 0.02; // what a bucket's width and a clock's grain make of nothing
constexpr double kLeastPoints = 0.05;     // percentage points of a share
constexpr double kMostNoise = 0.25;       // beyond it "same" would say nothing
constexpr double kNormal975 = 1.959964;

/// Trends that say how the service did; phases are for the hint rules.
bool isComparedTrend(const std::string& name)
{
    static const std::set<std::string, std::less<>> kNames{
        "http_req_duration",     "http_req_response_time", "iteration_duration",    "page_load",
        "rtc_message_latency",   "ws_connecting",          "browser_web_vital_lcp", "browser_web_vital_fcp",
        "browser_web_vital_ttfb"};
    return kNames.count(name) > 0;
}

bool isComparedCounter(const std::string& name)
{
    static const std::set<std::string, std::less<>> kNames{"http_reqs", "iterations", "dropped_iterations", "ws_msgs_received",
                                                           "webhooks_distinct"};
    return kNames.count(name) > 0;
}

/// The metric's own name and at most a step's or scenario's name: `status` and its like have no reading as better or worse.
bool isComparedKey(const MetricKey& key)
{
    return key.tags.empty() ||
           (key.tags.size() == 1 && (key.tags.begin()->first == "name" || key.tags.begin()->first == "scenario"));
}

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

/// Blocks of seconds, one figure's content each.
struct Block
{
    std::vector<std::pair<std::uint32_t, double>> buckets; // index of a common layout, count
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
    std::size_t of(std::uint64_t tick) const { return std::min(count - 1, static_cast<std::size_t>((tick - from) / length)); }
};

Blocks blocksOf(const ComparedRun& run)
{
    Blocks blocks;
    if (run.seconds() == 0) {
        return blocks;
    }
    blocks.from = run.all().begin()->first;
    const std::uint64_t seconds = run.all().rbegin()->first - blocks.from + 1;
    blocks.length =
        std::max((seconds + kMostBlocks - 1) / kMostBlocks, std::clamp<std::uint64_t>(seconds / kWantedBlocks, 1, kBlockSeconds));
    blocks.count = static_cast<std::size_t>(std::max<std::uint64_t>(1, seconds / blocks.length));
    return blocks;
}

/// How often each block is drawn.
std::vector<std::uint32_t> draw(std::size_t blocks, std::mt19937_64& random)
{
    std::vector<std::uint32_t> times(blocks);
    for (std::size_t i = 0; i < blocks; ++i) {
        ++times[random() % blocks];
    }
    return times;
}

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

struct Interval
{
    double low = 0;
    double high = 0;
};

/// Student's t over the normal, times the bias of a variance from n blocks: a percentile bootstrap over few blocks is too narrow.
double widening(std::size_t blocks)
{
    const double z = kNormal975;
    const auto freedom = static_cast<double>(blocks - 1);
    const double t =
        z + (std::pow(z, 3) + z) / (4 * freedom) +
        (5 * std::pow(z, 5) + 16 * std::pow(z, 3) + 3 * z) / (96 * freedom * freedom); // Abramowitz and Stegun 26.7.5
    return t / z * std::sqrt(static_cast<double>(blocks) / freedom);
}

/// Of resampled differences around the one that was measured; `blocks` is the smaller number of them.
Interval intervalOf(std::vector<double> values, double measured, std::size_t blocks)
{
    std::sort(values.begin(), values.end());
    const auto at = [&](double share) {
        const double rank = share * static_cast<double>(values.size() - 1);
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

/// Ratios are resampled as logarithms: no interval goes below -100 %, and a against b is b against a the other way round.
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

/// A difference counts once its interval is off zero and it is larger than `least`; no difference once the noise is below `most`.
void judge(ComparedFigure& figure, double least, double most)
{
    figure.noise = (figure.high - figure.low) / 2;
    const bool isOffZero = figure.low > 0 || figure.high < 0;
    if (isOffZero && std::abs(figure.difference) >= least) {
        const bool isMore = figure.difference > 0;
        figure.verdict =
            isMore == isMoreBetter(nameOfKey(figure.metric)) ? ComparedFigure::Verdict::Better : ComparedFigure::Verdict::Worse;
    } else if (figure.noise <= most) {
        figure.verdict = ComparedFigure::Verdict::Same;
    } else {
        figure.why = "the noise is larger than any difference that would matter";
    }
}

std::uint64_t leastSamples(double percentile)
{
    return percentile <= 50 ? 30 : percentile <= 95 ? 200 : 1000; // ten samples beyond it, as a rule of thumb
}

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

std::vector<Block> countBlocks(const ComparedRun& run, const Blocks& blocks, const std::string& key)
{
    std::vector<Block> all(blocks.count);
    for (const auto& [tick, second] : run.all()) {
        Block& block = all[blocks.of(tick)];
        block.seconds += 1;
        if (const auto rate = second.rates.find(key); rate != second.rates.end()) {
            block.trueCount += static_cast<double>(rate->second.trueCount);
            block.total += static_cast<double>(rate->second.total);
        }
        if (const auto counter = second.counters.find(key); counter != second.counters.end()) {
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
    const auto figureOf = [isShare](const Block& block) {
        return isShare ? (block.total > 0 ? 100 * block.trueCount / block.total : 0)
                       : (block.seconds > 0 ? block.total / block.seconds : 0);
    };
    ComparedFigure figure;
    figure.metric = key;
    figure.figure = "rate";
    figure.unit = isShare ? "%" : "/s";
    figure.a = figureOf(wholeA);
    figure.b = figureOf(wholeB);
    figure.nA = static_cast<std::uint64_t>(wholeA.total);
    figure.nB = static_cast<std::uint64_t>(wholeB.total);
    figure.isRelative = !isShare && figure.a > 0;
    figure.difference = figure.isRelative ? relative(figure.a, figure.b) : figure.b - figure.a;
    std::mt19937_64 random(options.seed);
    std::vector<double> differences;
    for (std::size_t i = 0; i < options.resamples; ++i) {
        const Block someA = sumOf(partsA, draw(blocksA.count, random));
        const Block someB = sumOf(partsB, draw(blocksB.count, random));
        differences.push_back(figure.isRelative ? logRatio(figureOf(someA), figureOf(someB)) : figureOf(someB) - figureOf(someA));
    }
    const std::size_t blocks = std::min(blocksA.count, blocksB.count);
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
    judge(figure, isShare ? kLeastPoints : kLeastDifference, isShare ? 1.0 : kMostNoise);
    into.push_back(std::move(figure));
}

template <typename Member>
std::set<std::string> keysOf(const ComparedRun& run, Member member)
{
    std::set<std::string> keys;
    for (const auto& [tick, second] : run.all()) {
        for (const auto& [key, value] : second.*member) {
            keys.insert(key);
        }
    }
    return keys;
}

std::set<std::string> inBoth(const std::set<std::string>& a, const std::set<std::string>& b)
{
    std::set<std::string> both;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::inserter(both, both.end()));
    return both;
}

} // namespace

std::string_view nameOf(ComparedFigure::Verdict verdict)
{
    static constexpr std::array<std::string_view, 4> kNames{"better", "worse", "same", "unknown"};
    return kNames[static_cast<std::size_t>(verdict)];
}

void ComparedRun::add(const Frame& frame)
{
    Second& second = m_seconds[frame.tick];
    const auto isKept = [](const std::string& text, auto isWanted) {
        const auto key = parseMetricKey(text);
        return key && isWanted(key->name) && isComparedKey(*key);
    };
    for (const auto& [key, trend] : frame.trends) {
        if (isKept(key, isComparedTrend)) {
            const auto [at, isNew] = second.trends.try_emplace(key, trend);
            if (!isNew) {
                at->second.merge(trend);
            }
        }
    }
    for (const auto& [key, rate] : frame.rates) {
        if (isKept(key, [](const std::string&) { return true; })) {
            second.rates[key].trueCount += rate.trueCount;
            second.rates[key].total += rate.total;
        }
    }
    for (const auto& [key, count] : frame.counters) {
        if (isKept(key, isComparedCounter)) {
            second.counters[key] += count;
        }
    }
}

std::vector<ComparedFigure> compareRuns(const ComparedRun& a, const ComparedRun& b, const CompareOptions& options)
{
    std::vector<ComparedFigure> figures;
    const Blocks blocksA = blocksOf(a);
    const Blocks blocksB = blocksOf(b);
    if (blocksA.count == 0 || blocksB.count == 0) {
        return figures;
    }
    for (const std::string& key : inBoth(keysOf(a, &ComparedRun::Second::trends), keysOf(b, &ComparedRun::Second::trends))) {
        compareTrend(a, b, blocksA, blocksB, key, options, figures);
    }
    for (const std::string& key : inBoth(keysOf(a, &ComparedRun::Second::rates), keysOf(b, &ComparedRun::Second::rates))) {
        compareCounts(a, b, blocksA, blocksB, key, true, options, figures);
    }
    std::set<std::string> counters = keysOf(a, &ComparedRun::Second::counters);
    counters.merge(keysOf(b, &ComparedRun::Second::counters)); // dropped iterations of one run alone are news
    for (const std::string& key : counters) {
        compareCounts(a, b, blocksA, blocksB, key, false, options, figures);
    }
    if (std::min(blocksA.count, blocksB.count) < kLeastBlocks) {
        for (ComparedFigure& figure : figures) {
            figure.verdict = ComparedFigure::Verdict::Unknown;
            figure.why = "a run of less than " + std::to_string(kLeastBlocks) + " s says nothing about its noise";
        }
    }
    return figures;
}

std::vector<std::string> comparisonRemarks(const RunRecord& a, const RunRecord& b)
{
    std::vector<std::string> remarks;
    const auto name = [](const RunRecord& run) { return "run " + std::to_string(run.id); };
    if (a.testId != b.testId) {
        remarks.push_back("Different tests: " + name(a) + " is " + a.testId + ", " + name(b) + " is " + b.testId + ".");
    }
    if (a.kind != b.kind) {
        remarks.push_back("Different kinds: " + name(a) + " is a " + std::string(nameOf(a.kind)) + " run, " + name(b) + " a " +
                          std::string(nameOf(b.kind)) + " run.");
    }
    if (a.planSha256 != b.planSha256) {
        remarks.push_back("The plan's text changed between the two runs.");
    }
    for (const RunRecord* run : {&a, &b}) {
        if (run->isRehearsal && a.isRehearsal != b.isRehearsal) {
            remarks.push_back(name(*run) + " is a REHEARSAL, the other is not.");
        }
        if (run->result.outcome == RunOutcome::Inconclusive || run->result.outcome == RunOutcome::Aborted ||
            run->result.outcome == RunOutcome::Interrupted) {
            remarks.push_back(name(*run) + " is " + std::string(nameOf(run->result.outcome)) +
                              ": its numbers are not those of its plan.");
        }
        if (run->result.generator.limitedSeconds > 0) {
            remarks.push_back(name(*run) + " has " + std::to_string(run->result.generator.limitedSeconds) +
                              " s in which the generator was the limit.");
        }
    }
    return remarks;
}

Json toJson(const ComparedFigure& figure)
{
    Json json{{"metric", figure.metric},
              {"figure", figure.figure},
              {"unit", figure.unit},
              {"a", figure.a},
              {"b", figure.b},
              {"n_a", figure.nA},
              {"n_b", figure.nB},
              {"difference", figure.difference},
              {"low", figure.low},
              {"high", figure.high},
              {"difference_unit", figure.isRelative ? "ratio" : figure.unit},
              {"noise", figure.noise},
              {"verdict", nameOf(figure.verdict)}};
    if (!figure.why.empty()) {
        json["why"] = figure.why;
    }
    return json;
}

} // namespace holdpoint
