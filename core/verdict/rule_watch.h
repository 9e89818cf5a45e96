// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/shards.h"
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
    /// What one second alone says about an expression on a trend.
    enum class Leaning { Nothing, Holds, Violates, Unclear };
    struct Second
    {
        std::uint64_t tick = 0;
        WallTime time;
        // one a shard, only what the rules name; trends apart because merging them is what costs
        std::vector<Frame> figures;
        std::vector<Frame> trends;
        std::vector<Leaning> targets; // by rule
        std::vector<Leaning> criticals;
    };
    struct State
    {
        std::vector<TimeSpan> breaches;
        bool isInBreach = false;
        std::optional<std::uint64_t> criticalSince; // tick
        bool isAborting = false;
    };
    using Leanings = std::vector<Leaning> Second::*;

    void addSlices(const Frame& frame, Second& second) const;
    void closeFirst();
    void lean(Second& second) const;
    MetricTotals windowOf(std::vector<Frame> Second::*slices) const;
    bool isInside(const ThresholdRule& rule, const MetricTotals& figures, std::uint64_t tick) const;
    /// Whether the window violates the rule's target or critical; `trends` is merged only if the seconds disagree.
    bool violates(std::size_t rule, const Expression& expression, Leanings leanings, const MetricTotals& figures,
                  std::optional<MetricTotals>& trends) const;
    void update(std::size_t rule, bool missesTarget, bool missesCritical);

    std::vector<ThresholdRule> m_rules;
    RunWindow m_window;
    std::vector<State> m_states;
    std::map<std::uint64_t, Second> m_open;
    std::deque<Second> m_recent;
    std::optional<std::uint64_t> m_closedTick;
    std::uint64_t m_firstTick = 0;
    ShardProgress m_progress;
};

} // namespace holdpoint
