// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/breakpoint_plan.h"

#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

constexpr unsigned kLevels = 25;
constexpr double kIncrement = 0.2;
constexpr std::int64_t kSettlePart = 3; // a third of each level
constexpr Nanos kLevel = std::chrono::minutes{3};

Seconds levelLength(const Plan& plan)
{
    const double seconds = std::chrono::duration<double>(kLevel).count() * plan.timeScale;
    return Seconds{std::max<std::int64_t>(kSettlePart, std::llround(seconds))};
}

double peakOf(const Executor& executor)
{
    double peak =
        executor.hasArrivals() ? executor.ratePerSecond : static_cast<double>(std::max(executor.vus, executor.startVus));
    for (const Stage& stage : executor.stages) {
        peak = std::max(peak, stage.to);
    }
    return peak;
}

} // namespace

Nanos breakpointDuration(const Plan& plan)
{
    return kLevels * Nanos{levelLength(plan)};
}

BreakpointPlan breakpointPlan(const Plan& plan, const TestPlan& test)
{
    BreakpointPlan result;
    result.level = levelLength(plan);
    result.settle = levelLength(plan) / kSettlePart;
    result.levels = kLevels;
    result.increment = kIncrement;
    bool isKnown = true;
    for (const Scenario& scenario : test.scenarios) {
        const double peak = peakOf(scenario.executor);
        if (scenario.executor.hasArrivals()) {
            result.iterationsPerSecond += peak;
        } else if (scenario.pace) {
            result.iterationsPerSecond += peak / std::chrono::duration<double>(*scenario.pace).count();
        } else {
            isKnown = false;
        }
        result.isPaced = result.isPaced || scenario.pace.has_value();
    }
    result.iterationsPerSecond = isKnown ? result.iterationsPerSecond : 0;
    return result;
}

Executor breakpointExecutor(const Plan& plan, const Executor& executor)
{
    const Nanos level = levelLength(plan);
    const Nanos settle = levelLength(plan) / kSettlePart;
    const double peak = peakOf(executor);
    Executor result;
    result.kind = executor.hasArrivals() ? ExecutorKind::RampingArrivalRate : ExecutorKind::RampingVus;
    result.duration = breakpointDuration(plan);
    result.isSpread = result.kind == ExecutorKind::RampingVus; // a ramp of equal steps may let them all start at once
    for (unsigned i = 1; i <= kLevels; ++i) {
        const double share = i * kIncrement;
        const double to = executor.hasArrivals() ? peak * share : std::ceil(peak * share - 1e-9);
        result.stages.push_back({to, settle}); // rises while nobody judges
        result.stages.push_back({to, level - settle});
    }
    if (executor.hasArrivals()) {
        result.preAllocatedVus = executor.preAllocatedVus;
        result.maxVus =
            std::max(executor.preAllocatedVus, executor.maxVus) * static_cast<std::uint64_t>(std::ceil(kLevels * kIncrement));
    }
    return result;
}

} // namespace holdpoint
