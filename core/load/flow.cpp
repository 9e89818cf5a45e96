// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/flow.h"

#include "core/load/flow_compiler.h"
#include "core/load/load_run.h"
#include "core/plan/expected_value.h"
#include "core/plan/run_kind.h"

#include <set>

namespace holdpoint {

std::vector<MetricKey> ruleKeysOf(const Plan& plan, const TestPlan& test, const Shard& shard)
{
    std::vector<MetricKey> keys;
    const auto add = [&keys](const std::string& text) {
        if (text.empty()) {
            return;
        }
        if (auto key = parseMetricKey(text)) {
            keys.push_back(*std::move(key));
        }
    };
    for (const auto& rule : test.thresholds) {
        add(rule.metric);
    }
    for (const auto& target : test.loadTargets) {
        add(target.metric);
    }
    for (const auto& rule : plan.thresholds) {
        add(rule.metric);
    }
    for (const auto& alarm : plan.alarms) {
        add(alarm.metric);
    }
    for (const std::string& key : shard.sensorKeys) {
        add(key);
    }
    for (const auto& verification : test.verifications) {
        for (const std::string& metric : metricsOfExpectedValue(verification.equals)) {
            add(metric);
        }
    }
    return keys;
}

std::unique_ptr<CompiledTest> compileTest(const Plan& plan, const TestPlan& test, const Shard& shard)
{
    auto result = std::make_unique<CompiledTest>(ruleKeysOf(plan, test, shard));
    for (const char* metric : {"samples_dropped", "browser_vitals_dropped"}) { // counted besides the recorders
        result->series.showIfRuled(MetricType::Counter, {metric, {}});
    }
    std::set<std::string> names;
    for (const Scenario& scenario : test.scenarios) {
        FlowCompiler compiler(plan, shard, *result, names, scenarioFor(plan, scenario, shard.kind));
        auto compiled = compiler.compile();
        compiled->maxIterationsPerVu = shard.kind == RunKind::DryRun ? 1 : 0;
        result->scenarios.push_back(std::move(compiled));
    }
    return result;
}

std::unique_ptr<CompiledTest> compileSteps(const Plan& plan, const std::vector<Step>& steps, const Shard& shard)
{
    auto result = std::make_unique<CompiledTest>(std::vector<MetricKey>{});
    std::set<std::string> names;
    Scenario scenario;
    scenario.id = "once";
    scenario.flow = steps;
    FlowCompiler compiler(plan, shard, *result, names, std::move(scenario));
    result->scenarios.push_back(compiler.compile());
    return result;
}

} // namespace holdpoint
