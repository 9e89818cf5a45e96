// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/saturation.h"

#include <algorithm>
#include <map>

namespace holdpoint {

namespace {

bool isLimitFromBelow(const Expression& expression)
{
    return expression.comparison == Comparison::Greater || expression.comparison == Comparison::GreaterEqual;
}

double limitOf(const ThresholdRule& rule)
{
    return rule.critical ? rule.critical->limit : rule.accept ? rule.accept->limit : rule.target.limit;
}

} // namespace

std::string resourceTitle(const ThresholdRule& rule)
{
    static const std::map<std::string, std::string, std::less<>> kTitles{{"cpu", "CPU"},
                                                                         {"memory", "Memory"},
                                                                         {"db-connections", "Database connections"},
                                                                         {"db-pool", "Database pool"},
                                                                         {"redis-pool", "Redis pool"},
                                                                         {"redis-memory", "Redis memory"},
                                                                         {"cache-hit-rate", "Cache hit rate"}};
    const auto known = kTitles.find(rule.id);
    return known != kTitles.end() ? known->second : rule.id.empty() ? rule.query : rule.id;
}

std::optional<double> ResourcePeak::used() const
{
    if (!peak || !limit || *limit <= 0) {
        return std::nullopt;
    }
    return isLessWorse ? (*peak > 0 ? std::optional(*limit / *peak) : std::optional(99.0)) : std::optional(*peak / *limit);
}

bool ResourcePeak::isMissed() const
{
    return peak && (isLessWorse ? *peak < target : *peak > target);
}

bool ResourcePeak::isBeyond() const
{
    return used().value_or(0) > 1;
}

std::vector<ResourcePeak> resourcePeaks(const std::vector<ThresholdRule>& rules, const std::vector<RunRecord>& runs)
{
    std::map<std::string, const RunRecord*> newest; // by test
    for (const RunRecord& run : runs) {
        if (decidesTest(run.kind) && run.isCounting && run.endedAt) {
            newest[run.testId] = &run;
        }
    }
    std::vector<ResourcePeak> peaks;
    for (const ThresholdRule& rule : rules) {
        if (rule.query.empty()) {
            continue;
        }
        ResourcePeak worst;
        worst.rule = rule.id;
        worst.title = resourceTitle(rule);
        worst.unit = rule.unit;
        worst.limit = limitOf(rule);
        worst.target = rule.target.limit;
        worst.isLessWorse = isLimitFromBelow(rule.target);
        worst.action = rule.action;
        worst.why = "no load run has measured it yet";
        for (const auto& [test, run] : newest) {
            for (const ThresholdResult& result : run->result.thresholds) {
                if (result.rule.query.empty() || (result.rule.id != rule.id && !isSameRule(result.rule, rule))) {
                    continue;
                }
                if (!result.measured) {
                    worst.why = worst.peak ? worst.why : result.sentence;
                    continue;
                }
                const bool isWorse =
                    !worst.peak || (worst.isLessWorse ? *result.measured < *worst.peak : *result.measured > *worst.peak);
                if (isWorse) {
                    worst.peak = result.measured;
                    worst.run = run->id;
                    worst.test = test;
                    worst.at = result.at;
                    worst.missedAt = result.breaches.empty() ? std::nullopt : std::optional(result.breaches.front().from);
                    worst.why.clear();
                }
            }
        }
        peaks.push_back(std::move(worst));
    }
    std::stable_sort(peaks.begin(), peaks.end(), [](const ResourcePeak& a, const ResourcePeak& b) {
        if (a.peak.has_value() != b.peak.has_value()) {
            return a.peak.has_value();
        }
        if (a.isMissed() != b.isMissed()) {
            return a.isMissed();
        }
        if (a.isMissed() && a.missedAt && b.missedAt && a.run == b.run && *a.missedAt != *b.missedAt) {
            return *a.missedAt < *b.missedAt;
        }
        return a.used().value_or(0) > b.used().value_or(0);
    });
    return peaks;
}

} // namespace holdpoint
