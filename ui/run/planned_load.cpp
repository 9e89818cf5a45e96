// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/planned_load.h"

#include "core/plan/flow_cost.h"

#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

double secondsOf(Nanos duration)
{
    return std::chrono::duration<double>(duration).count();
}

double requestsOf(const Scenario& scenario)
{
    return costOf(scenario.flow, scenario.batchPerHost).requests;
}

bool hasPlannedVus(ExecutorKind kind)
{
    return kind == ExecutorKind::ConstantVus || kind == ExecutorKind::RampingVus;
}

bool isArrival(ExecutorKind kind)
{
    return kind == ExecutorKind::ConstantArrivalRate || kind == ExecutorKind::RampingArrivalRate;
}

double alongStages(double from, const std::vector<Stage>& stages, double second)
{
    for (const Stage& stage : stages) {
        const double over = secondsOf(stage.over);
        if (second < over) {
            return from + (stage.to - from) * second / over;
        }
        second -= over;
        from = stage.to;
    }
    return 0;
}

/// VUs or iterations per second of one executor, `second` after its own start.
double levelAt(const Executor& executor, double second)
{
    if (second < 0 || second >= secondsOf(executor.duration)) {
        return 0;
    }
    switch (executor.kind) {
    case ExecutorKind::ConstantVus:
        return static_cast<double>(executor.vus);
    case ExecutorKind::RampingVus:
        return alongStages(static_cast<double>(executor.startVus), executor.stages, second);
    case ExecutorKind::ConstantArrivalRate:
        return executor.ratePerSecond;
    case ExecutorKind::RampingArrivalRate:
        return alongStages(executor.ratePerSecond, executor.stages, second);
    case ExecutorKind::SharedIterations:
    case ExecutorKind::PerVuIterations:
        return static_cast<double>(executor.vus);
    }
    return 0;
}

std::optional<double> requestsAt(const Scenario& scenario, double second)
{
    const double level = levelAt(scenario.executor, second);
    if (isArrival(scenario.executor.kind)) {
        return level * requestsOf(scenario);
    }
    if (hasPlannedVus(scenario.executor.kind) && scenario.pace && scenario.pace->count() > 0) {
        return level / secondsOf(*scenario.pace) * requestsOf(scenario);
    }
    return std::nullopt;
}

std::optional<double> targetRate(const TestPlan& test)
{
    for (const LoadTarget& target : test.loadTargets) {
        const auto key = parseMetricKey(target.metric);
        if (key && key->name == "http_reqs" && key->tags.empty() && target.expect.aggregate.kind == AggregateKind::Rate) {
            return target.expect.limit;
        }
    }
    return std::nullopt;
}

bool isPercentileOf(const ThresholdRule& rule, bool onlyHttpDuration)
{
    const auto key = parseMetricKey(rule.metric);
    if (!key || rule.target.aggregate.kind != AggregateKind::Percentile) {
        return false;
    }
    return !onlyHttpDuration || key->name == "http_req_duration";
}

} // namespace

PlannedLoad plannedLoad(const TestPlan& test)
{
    PlannedLoad planned;
    const auto length = static_cast<std::size_t>(std::ceil(std::max(0.0, secondsOf(test.plannedDuration()))));
    bool knowsRate = false;
    bool knowsEveryRate = true;
    bool knowsVus = false;
    double poolVus = 0;
    for (const Scenario& scenario : test.scenarios) {
        const bool hasRate = requestsAt(scenario, 0).has_value();
        knowsRate = knowsRate || hasRate;
        knowsEveryRate = knowsEveryRate && hasRate;
        knowsVus = knowsVus || hasPlannedVus(scenario.executor.kind);
        poolVus += hasPlannedVus(scenario.executor.kind) ? 0 : static_cast<double>(scenario.maxVus());
    }
    const std::optional<double> fallback = targetRate(test);
    for (std::size_t second = 0; second < length; ++second) {
        double vus = 0;
        double rate = 0;
        for (const Scenario& scenario : test.scenarios) {
            const double own = static_cast<double>(second) - secondsOf(scenario.startAfter);
            vus += hasPlannedVus(scenario.executor.kind) ? levelAt(scenario.executor, own) : 0;
            rate += requestsAt(scenario, own).value_or(0);
        }
        if (knowsVus) {
            planned.vus.push_back(vus);
        }
        if (knowsRate && knowsEveryRate) {
            planned.requestsPerSecond.push_back(rate);
        } else if (fallback) {
            planned.requestsPerSecond.push_back(*fallback);
        }
    }
    const auto largest = [](const std::vector<double>& values) {
        return values.empty() ? 0.0 : *std::max_element(values.begin(), values.end());
    };
    planned.maxVus = knowsVus ? largest(planned.vus) : poolVus;
    planned.maxRequestsPerSecond = largest(planned.requestsPerSecond);
    return planned;
}

bool isFurtherLatency(const MetricKey& key)
{
    const auto known = knownMetric(key.name);
    const bool isOfRequests = key.name.starts_with("http_req_") && known && known->type == MetricType::Trend;
    return isOfRequests || (key.name == "rtc_message_latency" && !key.tags.empty());
}

ChartRules chartRules(const std::vector<ThresholdRule>& rules)
{
    ChartRules chosen;
    for (const bool onlyHttpDuration : {true, false}) {
        const auto found = std::find_if(rules.begin(), rules.end(), [onlyHttpDuration](const ThresholdRule& rule) {
            return isPercentileOf(rule, onlyHttpDuration);
        });
        if (found != rules.end()) {
            chosen.latency = *found;
            chosen.latencyKey = found->metric;
            chosen.percentile = found->target.aggregate.percentile;
            break;
        }
    }
    for (const ThresholdRule& rule : rules) {
        const auto key = parseMetricKey(rule.metric);
        const bool isKnown = rule.metric == chosen.latencyKey ||
                             std::any_of(chosen.further.begin(), chosen.further.end(),
                                         [&rule](const ThresholdRule& other) { return other.metric == rule.metric; });
        if (isPercentileOf(rule, false) && isFurtherLatency(*key) && !isKnown && chosen.further.size() < kMostFurtherLatencies) {
            chosen.further.push_back(rule);
        }
    }
    const auto errors = std::find_if(rules.begin(), rules.end(), [](const ThresholdRule& rule) {
        const auto key = parseMetricKey(rule.metric);
        return key && key->name == "http_req_failed" && rule.target.aggregate.kind == AggregateKind::Rate;
    });
    if (errors != rules.end()) {
        chosen.errors = *errors;
    }
    return chosen;
}

} // namespace holdpoint
