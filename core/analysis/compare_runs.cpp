// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/compare_runs.h"

#include "core/analysis/compare_blocks.h"

#include <algorithm>
#include <array>
#include <set>

namespace holdpoint {

namespace {

constexpr std::size_t kLeastBlocks = 10;

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

template <typename Member>
std::set<std::string> keysOf(const ComparedRun& run, Member member)
{
    std::set<std::string> keys;
    for (const auto& [tick, cell] : run.all()) {
        for (const auto& [key, value] : cell.*member) {
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

bool ComparedRun::isCompared(const std::string& text, MetricType type)
{
    const auto key = parseMetricKey(text);
    if (!key || !isComparedKey(*key)) {
        return false;
    }
    return type == MetricType::Trend     ? isComparedTrend(key->name)
           : type == MetricType::Counter ? isComparedCounter(key->name)
                                         : type == MetricType::Rate;
}

const std::map<std::uint64_t, ComparedRun::Cell>& ComparedRun::all() const
{
    closeCell();
    return m_cells;
}

/// Histograms are as long as their largest value; a run of many cells would not fit into memory.
void ComparedRun::closeCell() const
{
    for (const auto& [key, histogram] : m_openTrends) {
        Trend& trend = m_cells[m_open].trends.try_emplace(key, Trend{histogram.digits(), {}}).first->second;
        trend.digits = std::min(trend.digits, histogram.digits());
        histogram.forEachBucket([&trend](std::uint64_t, std::uint64_t highest, std::uint64_t count) {
            trend.buckets.push_back({static_cast<std::uint32_t>(highest), static_cast<std::uint32_t>(count)});
        });
    }
    m_openTrends.clear();
}

namespace {

/// Ascending, each value once.
void tidy(std::vector<BucketCount>& buckets)
{
    const auto isBefore = [](const BucketCount& a, const BucketCount& b) { return a.highestUs < b.highestUs; };
    if (!std::is_sorted(buckets.begin(), buckets.end(), isBefore)) {
        std::sort(buckets.begin(), buckets.end(), isBefore);
    }
    std::size_t kept = 0;
    for (std::size_t i = 0; i < buckets.size(); ++i) {
        if (kept > 0 && buckets[kept - 1].highestUs == buckets[i].highestUs) {
            buckets[kept - 1].count += buckets[i].count;
        } else {
            buckets[kept++] = buckets[i];
        }
    }
    buckets.resize(kept);
    buckets.shrink_to_fit();
}

} // namespace

/// Two neighbouring cells become one.
void ComparedRun::coarsen()
{
    closeCell();
    m_grain *= 2;
    std::map<std::uint64_t, Cell> coarse;
    while (!m_cells.empty()) {
        auto node = m_cells.extract(m_cells.begin());
        const std::uint64_t at = node.key() - node.key() % m_grain;
        Cell& from = node.mapped();
        Cell& into = coarse[at];
        into.ticks.resize(m_grain);
        for (std::size_t i = 0; i < from.ticks.size(); ++i) {
            into.ticks[node.key() - at + i] = from.ticks[i] || into.ticks[node.key() - at + i];
        }
        into.seconds += from.seconds;
        for (auto& [key, trend] : from.trends) {
            const auto [known, isNew] = into.trends.try_emplace(key, std::move(trend));
            if (!isNew) {
                known->second.digits = std::min(known->second.digits, trend.digits);
                known->second.buckets.insert(known->second.buckets.end(), trend.buckets.begin(), trend.buckets.end());
                tidy(known->second.buckets);
            }
        }
        for (const auto& [key, rate] : from.rates) {
            into.rates[key].trueCount += rate.trueCount;
            into.rates[key].total += rate.total;
        }
        for (const auto& [key, count] : from.counters) {
            into.counters[key] += count;
        }
    }
    m_cells = std::move(coarse);
    m_open -= m_open % m_grain;
}

void ComparedRun::add(const Frame& frame)
{
    m_first = m_count == 0 ? frame.tick : std::min(m_first, frame.tick);
    m_last = std::max(m_last, frame.tick);
    while (m_cells.size() >= kMostCells) {
        coarsen();
    }
    const std::uint64_t at = frame.tick - frame.tick % m_grain;
    if (at != m_open) {
        closeCell();
        m_open = at;
    }
    Cell& cell = m_cells[at];
    cell.ticks.resize(m_grain);
    if (!cell.ticks[frame.tick - at]) {
        cell.ticks[frame.tick - at] = true;
        ++cell.seconds;
        ++m_count;
    }
    for (const auto& [key, trend] : frame.trends) {
        if (isCompared(key, MetricType::Trend)) {
            const auto [known, isNew] = m_openTrends.try_emplace(key, trend);
            if (!isNew) {
                known->second.merge(trend);
            }
        }
    }
    for (const auto& [key, rate] : frame.rates) {
        if (isCompared(key, MetricType::Rate)) {
            cell.rates[key].trueCount += rate.trueCount;
            cell.rates[key].total += rate.total;
        }
    }
    for (const auto& [key, count] : frame.counters) {
        if (isCompared(key, MetricType::Counter)) {
            cell.counters[key] += count;
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
    for (const std::string& key : inBoth(keysOf(a, &ComparedRun::Cell::trends), keysOf(b, &ComparedRun::Cell::trends))) {
        compareTrend(a, b, blocksA, blocksB, key, options, figures);
    }
    for (const std::string& key : inBoth(keysOf(a, &ComparedRun::Cell::rates), keysOf(b, &ComparedRun::Cell::rates))) {
        compareCounts(a, b, blocksA, blocksB, key, true, options, figures);
    }
    std::set<std::string> counters = keysOf(a, &ComparedRun::Cell::counters);
    counters.merge(keysOf(b, &ComparedRun::Cell::counters)); // dropped iterations of one run alone are news
    for (const std::string& key : counters) {
        compareCounts(a, b, blocksA, blocksB, key, false, options, figures);
    }
    if (std::min(blocksA.count, blocksB.count) < kLeastBlocks) {
        for (ComparedFigure& figure : figures) {
            figure.verdict = ComparedFigure::Verdict::Unknown;
            figure.isTested = false;
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
        if (run->result.outcome == RunOutcome::Inconclusive || isCutShort(run->result.outcome)) {
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
    if (figure.family > 1) {
        json["family"] = figure.family;
    }
    if (!figure.why.empty()) {
        json["why"] = figure.why;
    }
    return json;
}

} // namespace holdpoint
