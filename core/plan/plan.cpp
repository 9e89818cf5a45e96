// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/plan.h"

#include "core/plan/breakpoint_plan.h"
#include "core/plan/burst_plan.h"
#include "core/plan/metric_scope.h"
#include "core/plan/storage_policy.h"
#include "core/verdict/rule_results.h"

#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

bool isVuExecutor(ExecutorKind kind)
{
    return kind == ExecutorKind::ConstantVus || kind == ExecutorKind::RampingVus;
}

/// First and last moment of a ramp at its highest VU count, from the scenario's start.
std::pair<Nanos, Nanos> holdOf(const Executor& executor)
{
    if (executor.stages.empty()) {
        return {Nanos{}, executor.duration};
    }
    double most = static_cast<double>(executor.startVus);
    for (const Stage& stage : executor.stages) {
        most = std::max(most, stage.to);
    }
    Nanos at{};
    std::optional<Nanos> first = static_cast<double>(executor.startVus) == most ? std::optional(Nanos{}) : std::nullopt;
    Nanos last{};
    for (const Stage& stage : executor.stages) {
        at += stage.over;
        if (stage.to == most) {
            first = first.value_or(at);
            last = at;
        }
    }
    return {first.value_or(Nanos{}), last};
}

/// The seconds in which VUs start and end at once are not held: a second's minimum is taken from before the first start, and its
/// frame may be cut a moment after the end.
void leaveOutEdges(RunWindow& window)
{
    constexpr Nanos kSecond = Seconds{1};
    if (window.holdTo - window.holdFrom >= 2 * kSecond) {
        window.holdFrom += kSecond;
    }
    if (window.holdTo - window.holdFrom >= 2 * kSecond) {
        window.holdTo -= kSecond;
    }
}

/// The planned maximum is held by the scenario with the most VUs; a browser beside 10,000 visitors does not move it.
RunWindow windowOf(const TestPlan& test)
{
    RunWindow window;
    window.load = test.plannedDuration();
    window.holdTo = window.load;
    const Scenario* largest = nullptr;
    for (const Scenario& scenario : test.scenarios) {
        if (scenario.executor.hasIterations()) {
            window.mayEndEarly = window.mayEndEarly || scenario.startAfter + scenario.executor.duration == window.load;
        }
        if (isVuExecutor(scenario.executor.kind) &&
            (largest == nullptr || std::pair(scenario.maxVus(), scenario.executor.duration) >
                                       std::pair(largest->maxVus(), largest->executor.duration))) {
            largest = &scenario;
        }
    }
    if (largest != nullptr) {
        const auto [from, to] = holdOf(largest->executor);
        window.holdFrom = largest->startAfter + from;
        window.holdTo = largest->startAfter + to;
        leaveOutEdges(window);
    }
    return window;
}

/// Why iterations of the scenario are dropped when they are.
std::string dropCauseOf(const Scenario& scenario)
{
    if (scenario.executor.hasArrivals()) {
        return "no free VU";
    }
    if (scenario.executor.hasIterations()) {
        return "max_duration was over";
    }
    return scenario.pace ? "those before took longer than the pace" : "";
}

} // namespace

std::string_view nameOf(ExecutorKind kind)
{
    switch (kind) {
    case ExecutorKind::ConstantVus:
        return "constant-vus";
    case ExecutorKind::RampingVus:
        return "ramping-vus";
    case ExecutorKind::ConstantArrivalRate:
        return "constant-arrival-rate";
    case ExecutorKind::RampingArrivalRate:
        return "ramping-arrival-rate";
    case ExecutorKind::SharedIterations:
        return "shared-iterations";
    case ExecutorKind::PerVuIterations:
        return "per-vu-iterations";
    }
    return "";
}

std::uint64_t Scenario::maxVus() const
{
    std::uint64_t most = std::max({executor.vus, executor.startVus, executor.preAllocatedVus, executor.maxVus});
    if (executor.kind == ExecutorKind::RampingVus) {
        for (const Stage& stage : executor.stages) {
            most = std::max(most, static_cast<std::uint64_t>(stage.to));
        }
    }
    return most;
}

Nanos TestPlan::plannedDuration() const
{
    Nanos end = k6 ? k6->duration : Nanos{};
    for (const Scenario& scenario : scenarios) {
        end = std::max(end, scenario.startAfter + scenario.executor.duration);
    }
    return end;
}

const TestPlan* Plan::test(std::string_view id) const
{
    const auto found = std::find_if(tests.begin(), tests.end(), [id](const TestPlan& test) { return test.id == id; });
    return found == tests.end() ? nullptr : &*found;
}

Nanos baselineDuration(const Plan& plan)
{
    constexpr Nanos kUnscaled = std::chrono::minutes{2};
    return Nanos{std::llround(static_cast<double>(kUnscaled.count()) * plan.timeScale)};
}

RunRules rulesFor(const Plan& plan, const TestPlan& test, RunKind kind)
{
    RunRules rules;
    rules.kind = kind;
    rules.isRehearsal = plan.isRehearsal;
    rules.thresholds = test.thresholds;
    rules.isSourceConfigured = !stringAt(memberAt(plan.monitoring, "prometheus"), "url").empty();
    for (const ThresholdRule& rule : plan.thresholds) {
        if (!rule.source.empty() && decidesTest(kind)) {
            rules.thresholds.push_back(rule);
            continue;
        }
        const auto metric = rule.metric.empty() ? Result<MetricKey>(MetricKey{}) : parseMetricKey(rule.metric);
        const bool isThere = metric && (test.k6 ? everyK6RunHas(*metric) : canHave(test, *metric));
        if (rule.metric.empty() || !isThere) {
            continue;
        }
        const auto same = std::find_if(rules.thresholds.begin(), rules.thresholds.end(),
                                       [&rule](const ThresholdRule& own) { return isSameRule(own, rule); });
        if (same == rules.thresholds.end()) {
            rules.thresholds.push_back(rule);
        } else if (!same->accept) {
            same->accept = rule.accept; // judged once, as the test's own
        }
    }
    rules.loadTargets = test.loadTargets;
    rules.generator = plan.generator;
    rules.window = windowOf(test);
    if (decidesTest(kind)) {
        rules.recoveries = burstsOf(test);
    }
    for (const Scenario& scenario : test.scenarios) {
        rules.dropCauses[scenario.id] = dropCauseOf(scenario);
    }
    if (StoragePolicy policy = StoragePolicy::of(plan, test.id); policy.isLong) {
        rules.isGaugeMerged = [policy = std::move(policy)](const std::string& key) { return !policy.isPerSecond(key); };
    }
    if (kind == RunKind::DryRun || kind == RunKind::Baseline) {
        rules.loadTargets.clear();
        for (ThresholdRule& rule : rules.thresholds) {
            rule.minSamples = 0;
        }
        const Nanos load = kind == RunKind::Baseline ? baselineDuration(plan) : Nanos{};
        rules.window = {load, Nanos{}, load, false};
    }
    if (kind == RunKind::Breakpoint) {
        rules.loadTargets.clear(); // each level has its own planned load
        rules.breakpoint = breakpointPlan(plan, test);
        rules.window = {breakpointDuration(plan), Nanos{}, breakpointDuration(plan), true};
    }
    return rules;
}

} // namespace holdpoint
