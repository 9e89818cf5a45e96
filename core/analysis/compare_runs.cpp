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
