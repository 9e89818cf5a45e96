// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/verdict/rule_results.h"
#include "core/verdict/source_spans.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace holdpoint {

struct SourcePoint
{
    WallTime at;
    double value = 0;
};

/// What was found out about one query at the end of a load, besides what was asked while it went on.
struct SourceFindings
{
    std::vector<SourcePoint> points; // every 15 s of the load, as the source kept them; one for a query over `$W`
    std::string whyNone;             // if there are none
    bool isEmpty = false;            // the source answered, with nothing or NaN
    std::optional<double> covered;   // 0..1: how much of the load had a value; nullopt: not known
};
using SourceFindingsByQuery = std::map<std::string, SourceFindings>;

/// Judges rules over queries: the worst value of a load decides (checklist-notes.md §4), for `avg` the mean. A miss counts
/// however little was seen; a target is held only if 95 % of the load had a value. Plain; not thread-safe.
class SourceRules
{
public:
    /// Rules over metrics are left out. `isRehearsal` without a configured source: not judged.
    SourceRules(const std::vector<ThresholdRule>& rules, bool isRehearsal, bool isSourceConfigured);

    void add(const SourceSample& sample);
    bool isAborting(const ThresholdRule& rule) const;
    /// `sentence`, verdict and all else of the rule; while the load goes on without findings.
    ThresholdResult result(const ThresholdRule& rule, const SourceFindings* findings) const;

private:
    struct State
    {
        std::vector<SourcePoint> points;
        std::vector<TimeSpan> breaches;
        bool isInBreach = false;
        std::optional<WallTime> criticalSince;
        bool isAborting = false;
    };
    void take(const ThresholdRule& rule, State& state, const SourceSample& sample) const;
    const State* stateOf(const ThresholdRule& rule) const;

    std::vector<ThresholdRule> m_rules;
    std::vector<State> m_states; // same order
    bool m_isRehearsal;
    bool m_isSourceConfigured;
};

/// A query that speaks of the whole load: `$W` is its length. It is asked once at the end, not every 15 s.
bool isOverLoad(const std::string& query);
/// `$W` as whole seconds.
std::string withWindow(std::string query, Nanos window);

} // namespace holdpoint
