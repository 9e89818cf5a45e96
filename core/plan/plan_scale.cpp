// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/plan_scale.h"

#include "core/base/units.h"

#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

Nanos scaled(Nanos duration, double factor)
{
    return Nanos{std::llround(static_cast<double>(duration.count()) * factor)};
}

/// 100 VUs x 0.1 is 10, not 11: what only floating point adds is not rounded up.
double roundedUp(double value)
{
    return std::ceil(value - 1e-9);
}

std::uint64_t scaledCount(std::uint64_t count, double factor)
{
    return static_cast<std::uint64_t>(roundedUp(static_cast<double>(count) * factor));
}

std::string_view symbolOf(Comparison comparison)
{
    switch (comparison) {
    case Comparison::Less:
        return "<";
    case Comparison::LessEqual:
        return "<=";
    case Comparison::Greater:
        return ">";
    case Comparison::GreaterEqual:
        return ">=";
    case Comparison::Equal:
        return "==";
    case Comparison::NotEqual:
        return "!=";
    }
    return "";
}

void scaleStep(Step& step, double time)
{
    step.websocket.session = scaled(step.websocket.session, time); // a load duration, as the scenario's own
    for (Step& inner : step.steps) {
        scaleStep(inner, time);
    }
}

void scaleScenario(Scenario& scenario, double time, double load)
{
    Executor& executor = scenario.executor;
    const bool isRate = executor.kind == ExecutorKind::RampingArrivalRate;
    scenario.startAfter = scaled(scenario.startAfter, time);
    executor.duration = scaled(executor.duration, time);
    executor.vus = scaledCount(executor.vus, load);
    executor.startVus = scaledCount(executor.startVus, load);
    executor.preAllocatedVus = scaledCount(executor.preAllocatedVus, load);
    executor.maxVus = scaledCount(executor.maxVus, load);
    executor.ratePerSecond *= load;
    if (executor.hasIterations()) { // a count of load, as that of a load target; a VU's own only takes the time
        const double share = executor.kind == ExecutorKind::SharedIterations ? load * time : time;
        executor.iterations = std::max<std::uint64_t>(1, scaledCount(executor.iterations, share));
        if (executor.kind == ExecutorKind::SharedIterations) {
            executor.vus = std::min(executor.vus, executor.iterations);
        }
    }
    Nanos sum{};
    for (Stage& stage : executor.stages) {
        stage.over = scaled(stage.over, time);
        stage.to = isRate ? stage.to * load : roundedUp(stage.to * load);
        sum += stage.over;
    }
    if (!executor.stages.empty()) {
        executor.duration = sum;
    }
    for (Step& step : scenario.flow) {
        scaleStep(step, time);
    }
}

/// What grows with the load: counts of anything, a counter's rate, a gauge's level. A share or a time does not.
void scaleTarget(LoadTarget& target, double time, double load)
{
    const auto key = parseMetricKey(target.metric);
    const auto known = key ? knownMetric(key->name) : std::nullopt;
    Expression& expect = target.expect;
    switch (expect.aggregate.kind) {
    case AggregateKind::Count:
        expect.limit *= load * time;
        break;
    case AggregateKind::Rate:
        if (!known || known->type != MetricType::Counter) {
            return;
        }
        expect.limit *= load;
        break;
    case AggregateKind::Value:
    case AggregateKind::Min:
    case AggregateKind::Max:
    case AggregateKind::Avg:
        if (!known || known->type != MetricType::Gauge) {
            return;
        }
        expect.limit = roundedUp(expect.limit * load);
        break;
    case AggregateKind::Med:
    case AggregateKind::Percentile:
        return;
    }
    expect.text = expect.aggregate.text() + std::string(symbolOf(expect.comparison)) + formatPlain(expect.limit);
}

/// count==50 and count>=50 name events that a smaller load does not make; count==0 and count<50 hold for any load.
bool isOfWholeLoad(const Expression& target)
{
    return target.aggregate.kind == AggregateKind::Count && target.limit > 0 && target.comparison != Comparison::Less &&
           target.comparison != Comparison::LessEqual;
}

} // namespace

void applyScales(Plan& plan)
{
    if (plan.timeScale == 1 && plan.loadScale == 1) {
        return;
    }
    plan.isRehearsal = true;
    plan.pause = scaled(plan.pause, plan.timeScale);
    for (TestPlan& test : plan.tests) {
        if (test.k6) {
            continue; // its load is the script's own, which nothing here scales
        }
        for (Scenario& scenario : test.scenarios) {
            scaleScenario(scenario, plan.timeScale, plan.loadScale);
        }
        for (LoadTarget& target : test.loadTargets) {
            scaleTarget(target, plan.timeScale, plan.loadScale);
        }
        for (ThresholdRule& rule : test.thresholds) {
            rule.isOfWholeLoad = isOfWholeLoad(rule.target);
        }
    }
}

} // namespace holdpoint
