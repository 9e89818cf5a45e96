// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verdict/rule_results.h"

#include <algorithm>

namespace holdpoint {

std::string nameOf(const ThresholdRule& rule)
{
    return rule.metric.empty() ? rule.id : rule.metric;
}

bool isSameRule(const ThresholdRule& a, const ThresholdRule& b)
{
    const auto textOf = [](const std::optional<Expression>& expression) { return expression ? expression->text : std::string(); };
    return a.metric == b.metric && a.source == b.source && a.query == b.query && a.target.text == b.target.text &&
           textOf(a.critical) == textOf(b.critical);
}

std::vector<const ThresholdResult*> distinctThresholds(const std::vector<ThresholdResult>& results)
{
    std::vector<const ThresholdResult*> distinct;
    for (const ThresholdResult& result : results) {
        const bool isKnown = std::any_of(distinct.begin(), distinct.end(),
                                         [&](const ThresholdResult* known) { return isSameRule(known->rule, result.rule); });
        if (!isKnown) {
            distinct.push_back(&result);
        }
    }
    return distinct;
}

} // namespace holdpoint
