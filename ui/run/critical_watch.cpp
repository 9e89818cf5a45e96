// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/critical_watch.h"

#include <algorithm>

namespace holdpoint {

namespace {

std::vector<ThresholdRule> withCritical(const std::vector<ThresholdRule>& rules)
{
    std::vector<ThresholdRule> kept;
    std::copy_if(rules.begin(), rules.end(), std::back_inserter(kept),
                 [](const ThresholdRule& rule) { return rule.critical && !rule.metric.empty(); });
    return kept;
}

std::vector<ThresholdRule> criticalAsTarget(std::vector<ThresholdRule> rules)
{
    for (ThresholdRule& rule : rules) {
        rule.target = *rule.critical;
        rule.critical.reset();
        rule.abortAfter.reset();
    }
    return rules;
}

} // namespace

CriticalWatch::CriticalWatch(const std::vector<ThresholdRule>& rules, const RunWindow& window)
    : m_rules(withCritical(rules)), m_watch(criticalAsTarget(m_rules), window)
{}

std::vector<TimeSpan> CriticalWatch::spansOf(const ThresholdRule& rule) const
{
    const auto found =
        std::find_if(m_rules.begin(), m_rules.end(), [&rule](const ThresholdRule& own) { return isSameRule(own, rule); });
    return found == m_rules.end() ? std::vector<TimeSpan>() : m_watch.breaches(static_cast<std::size_t>(found - m_rules.begin()));
}

} // namespace holdpoint
