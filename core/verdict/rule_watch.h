// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/totals.h"
#include "core/verdict/rule_results.h"

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace holdpoint {

/// Judges rules second by second over a sliding window of 10 s: when targets were missed, and how long a critical has been.
/// A second is judged once every shard has passed it, or is five seconds late. Memory holds the window alone.
class RuleWatch
{
public:
    RuleWatch(std::vector<ThresholdRule> rules, RunWindow window);

    void add(const Frame& frame);
    /// Judges the seconds that still wait for a shard: after the last frame.
    void finish();

    std::vector<TimeSpan> breaches(std::size_t rule) const;
    /// Whether the rule's critical has been violated for its abort_on_fail time without a break.
    bool isAborting(std::size_t rule) const { return m_states[rule].isAborting; }

private:
    struct Second
    {
        std::uint64_t tick = 0;
        WallTime time;
        std::vector<Frame> slices; // one a shard, only what the rules name
    };
    struct State
    {
        std::vector<TimeSpan> breaches;
        bool isInBreach = false;
        std::optional<std::uint64_t> criticalSince; // tick
        bool isAborting = false;
    };

    Frame sliceOf(const Frame& frame) const;
    bool isComplete(std::uint64_t tick) const;
    void closeFirst();
    void judgeRule(std::size_t rule, const MetricTotals& window, const Second& second);
    bool isJudged(const ThresholdRule& rule, const MetricTotals& window, std::uint64_t tick) const;

    std::vector<ThresholdRule> m_rules;
    RunWindow m_window;
    std::vector<State> m_states;
    std::map<std::uint64_t, Second> m_open;
    std::deque<Second> m_recent;
    std::optional<std::uint64_t> m_closedTick;
    std::uint64_t m_firstTick = 0;
    std::uint64_t m_newestTick = 0;
    std::map<std::string, std::uint64_t> m_newestByShard;
    std::size_t m_shardCount = 1;
};

} // namespace holdpoint
