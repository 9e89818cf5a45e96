// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "core/metrics/totals.h"
#include "core/verdict/breakpoint.h"
#include "core/verdict/rules.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace holdpoint {

/// Judges a breakpoint run level by level (checklist-notes.md §9) while its frames arrive. Not thread-safe.
class BreakpointWatch
{
public:
    BreakpointWatch(BreakpointPlan plan, std::vector<ThresholdRule> thresholds, const GeneratorLimits& generator);

    void add(const Frame& frame);
    /// Why no further level may follow, as a clause; empty: go on.
    const std::string& whyStop() const { return m_whyStop; }
    /// `whyEnded` is the run's.
    BreakpointResult result(const std::string& whyEnded) const;

private:
    struct Level
    {
        MetricTotals totals; // of its settled part
        std::set<std::uint64_t> ticks;
        std::set<std::uint64_t> limitedTicks;
        std::string limitedBy;
    };

    std::uint64_t firstTick(std::size_t level) const;
    std::uint64_t endTick(std::size_t level) const;
    bool isComplete(std::size_t level) const;
    void judgeComplete();
    BreakpointLevel measure(std::size_t index) const;
    std::string breakOf(std::size_t index, const BreakpointLevel& level) const;
    std::string ruleBreak(const Level& level, bool& isWithinTargets) const;
    bool isGeneratorLimited(const Level& level) const;

    const BreakpointPlan m_plan;
    const std::vector<ThresholdRule> m_thresholds;
    const GeneratorLimits m_generator;
    std::vector<Level> m_levels;
    std::vector<BreakpointLevel> m_measured;       // complete ones
    std::map<std::string, std::uint64_t> m_newest; // tick by shard
    std::string m_whyStop;
    bool m_isGeneratorLimit = false;
};

Json toJson(const BreakpointResult& result);
/// Unknown members are ignored, missing ones are 0.
BreakpointResult breakpointFromJson(const Json& json);

} // namespace holdpoint
