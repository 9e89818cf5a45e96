// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/burst_plan.h"

#include "core/metrics/metric.h"

#include <algorithm>
#include <set>

namespace holdpoint {

namespace {

constexpr Nanos kLongestBurst = std::chrono::minutes{2};
constexpr Nanos kLookedAt = std::chrono::minutes{1};
constexpr Nanos kLeastLook = Seconds{3};

void collectNames(const std::vector<Step>& steps, std::set<std::string>& names)
{
    for (const Step& step : steps) {
        if ((step.kind == StepKind::Http || step.kind == StepKind::Webhook) && !step.name.empty()) {
            names.insert(step.name);
        }
        collectNames(step.steps, names);
    }
}

Nanos endOf(const Scenario& scenario)
{
    return scenario.startAfter + scenario.executor.duration;
}

bool isBurst(const Scenario& scenario)
{
    return scenario.executor.hasArrivals() && scenario.startAfter > Nanos{0} && scenario.executor.duration <= kLongestBurst;
}

/// The first step that both ask for; empty: none.
std::string sharedStep(const Scenario& burst, const Scenario& steady)
{
    std::set<std::string> own;
    std::set<std::string> others;
    collectNames(burst.flow, own);
    collectNames(steady.flow, others);
    const auto shared =
        std::find_if(own.begin(), own.end(), [&others](const std::string& name) { return others.contains(name); });
    return shared == own.end() ? std::string() : *shared;
}

} // namespace

std::vector<RecoveryRule> burstsOf(const TestPlan& test)
{
    std::vector<RecoveryRule> rules;
    for (const Scenario& burst : test.scenarios) {
        for (const Scenario& steady : test.scenarios) {
            if (!isBurst(burst) || isBurst(steady)) {
                continue;
            }
            const std::string step = sharedStep(burst, steady);
            const Nanos before = std::min(kLookedAt, burst.startAfter - steady.startAfter);
            const Nanos after = std::min(kLookedAt, endOf(steady) - endOf(burst));
            if (!step.empty() && before >= kLeastLook && after >= kLeastLook) {
                rules.push_back({burst.id, MetricKey{"http_req_duration", {{"name", step}}}.text(), burst.startAfter,
                                 endOf(burst), before, after});
                break;
            }
        }
    }
    return rules;
}

} // namespace holdpoint
