// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/verdict/rule_watch.h"

namespace holdpoint {

/// When rules missed their critical, over the same sliding window as core's judge and the report say when they missed their
/// target. Feed it every frame of a run. Not thread-safe.
class CriticalWatch
{
public:
    CriticalWatch() : m_watch({}, {}) {}
    CriticalWatch(const std::vector<ThresholdRule>& rules, const RunWindow& window);

    void add(const Frame& frame) { m_watch.add(frame); }
    /// Those that have a critical.
    const std::vector<ThresholdRule>& rules() const { return m_rules; }
    /// After the last frame.
    void finish() { m_watch.finish(); }
    /// Nothing for a rule that has no critical, is over a query, or is none of the watched ones.
    std::vector<TimeSpan> spansOf(const ThresholdRule& rule) const;

private:
    std::vector<ThresholdRule> m_rules; // as the plan has them
    RuleWatch m_watch;                  // with their critical as target
};

} // namespace holdpoint
