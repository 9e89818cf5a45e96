// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/run_kind.h"

#include "core/plan/breakpoint_plan.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr Nanos kBaselineCap = std::chrono::milliseconds{200};
constexpr Nanos kDryRunSession = std::chrono::seconds{5};
constexpr Nanos kDryRunLimit = std::chrono::minutes{5};

void capThinkTime(std::vector<Step>& steps, Nanos cap)
{
    for (Step& step : steps) {
        step.think.min = std::min(step.think.min, cap);
        step.think.max = std::min(step.think.max, cap);
        capThinkTime(step.steps, cap);
    }
}

bool hasSocket(const std::vector<Step>& steps)
{
    return std::any_of(steps.begin(), steps.end(),
                       [](const Step& step) { return step.kind == StepKind::WebSocket || hasSocket(step.steps); });
}

void capSessions(std::vector<Step>& steps, Nanos cap)
{
    for (Step& step : steps) {
        step.websocket.session = std::min(step.websocket.session, cap);
        capSessions(step.steps, cap);
    }
}

/// One visitor; two where one must hear the other.
Executor lightLoad(const Scenario& scenario, Nanos duration)
{
    Executor executor;
    executor.kind = ExecutorKind::ConstantVus;
    executor.vus = hasSocket(scenario.flow) ? 2 : 1;
    executor.maxVus = executor.vus;
    executor.duration = duration;
    return executor;
}

} // namespace

Scenario scenarioFor(const Plan& plan, const Scenario& scenario, RunKind kind)
{
    Scenario adapted = scenario;
    switch (kind) {
    case RunKind::DryRun:
        adapted.executor = lightLoad(scenario, kDryRunLimit);
        capSessions(adapted.flow, kDryRunSession);
        adapted.pace.reset();
        adapted.startAfter = {};
        capThinkTime(adapted.flow, Nanos{0});
        break;
    case RunKind::Baseline:
        adapted.executor = lightLoad(scenario, baselineDuration(plan));
        adapted.startAfter = {};
        if (scenario.pace) {
            adapted.pace = std::min(*scenario.pace, kBaselineCap);
        } else if (scenario.executor.hasArrivals()) {
            adapted.pace = kBaselineCap; // one visitor must not outrun the planned rate
        }
        capThinkTime(adapted.flow, kBaselineCap);
        break;
    case RunKind::Breakpoint:
        adapted.executor = breakpointExecutor(plan, scenario.executor);
        adapted.startAfter = {};
        break;
    case RunKind::Load:
    case RunKind::Retest:
        break;
    }
    return adapted;
}

} // namespace holdpoint
