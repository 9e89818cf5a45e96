// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/command.h"
#include "app/ctl/table.h"
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/checklist/plan_checklist.h"
#include "core/plan/flow_cost.h"
#include "core/plan/plan_warnings.h"

#include <algorithm>
#include <iostream>

namespace holdpoint {

namespace {

std::string executorText(const Executor& executor)
{
    std::string text(nameOf(executor.kind));
    double peak =
        executor.hasArrivals() ? executor.ratePerSecond : static_cast<double>(std::max(executor.vus, executor.startVus));
    for (const Stage& stage : executor.stages) {
        peak = std::max(peak, stage.to);
    }
    if (executor.hasArrivals()) {
        return text + " " + formatNumber(peak, 2) + "/s";
    }
    text += " " + formatCount(static_cast<std::uint64_t>(peak)) + (peak == 1 ? " VU" : " VUs");
    return executor.hasIterations() ? text + " " + formatCount(executor.iterations) +
                                          (executor.kind == ExecutorKind::PerVuIterations ? " iterations each" : " iterations")
                                    : text;
}

/// Which boxes this plan's release is judged by; a plan that names none gets the shipped ones, with the loads that they ask for.
std::string checklistText(const Plan& plan, const ChecklistTemplate& definition)
{
    const auto boxes =
        std::count_if(definition.items.begin(), definition.items.end(), [](const ItemDefinition& item) { return item.isBox; });
    return "Checklist " + checklistName(plan) + ", " + formatCount(static_cast<std::uint64_t>(boxes)) + " boxes" +
           (plan.checklist.contains("template") ? "" : "; the plan names no other (checklist: {template: FILE})");
}

} // namespace

int runValidate(const std::vector<std::string>& words)
{
    const auto arguments =
        argumentsFor("validate", words, Syntax{{"--env-file", "-e", "--time-scale", "--load-scale"}, {"--quiet"}, 1, 1});
    if (!arguments) {
        return kExitUsage;
    }
    const auto options = planOptionsFrom(*arguments);
    if (!options) {
        return kExitUsage;
    }
    const PlanReading reading = readPlanFile(arguments->positionals.front(), *options);
    if (!reading.isValid()) {
        return complain(reading.faults);
    }
    const Plan& plan = reading.plan;
    warnOfUnused(plan, *options);
    const PlanChecklist checklist = checklistOf(plan);
    if (!checklist.faults.empty()) {
        return complain(checklist.faults);
    }
    std::vector<std::string> ids;
    for (const TestPlan& test : plan.tests) {
        ids.push_back(test.id);
    }
    const auto faults = preflightFaults(plan, ids, RunKind::Load, machineLimits());
    if (!faults.empty()) {
        return complain(faults);
    }
    for (const std::string& sentence : planWarnings(plan)) {
        std::cerr << "warning: " << sentence << '\n';
    }
    if (arguments->has("--quiet")) {
        return kExitDone;
    }
    std::cout << plan.name << ": valid" << (plan.isRehearsal ? " (REHEARSAL: can never sign off a release)" : "") << "\n\n";
    Table table({"Test", "Scenario", "Executor", "Starts after", "Duration", "Requests an iteration", "Thresholds"});
    for (const TestPlan& test : plan.tests) {
        if (test.k6) {
            table.add({test.id, test.k6->script, "k6", formatClock(Nanos{}),
                       test.k6->duration > Nanos{} ? formatClock(test.k6->duration) : "the script's", "the script's",
                       std::to_string(test.thresholds.size())});
        }
        for (const Scenario& scenario : test.scenarios) {
            table.add({test.id, scenario.id, executorText(scenario.executor), formatClock(scenario.startAfter),
                       (scenario.executor.hasIterations() ? "at most " : "") + formatClock(scenario.executor.duration),
                       requestsText(costOf(scenario.flow, scenario.batchPerHost)), std::to_string(test.thresholds.size())});
        }
    }
    std::cout << table.text();
    const RunEstimate estimate = estimateRun(plan, ids, RunKind::Load);
    std::cout << "\nHosts " << join(estimate.hosts, ", ") << "; about " << formatCount(estimate.requests) << " requests, peak "
              << formatCount(estimate.peakVus) << " VUs, " << formatCount(estimate.descriptors) << " descriptors, "
              << formatCount(estimate.localPorts) << " local ports, " << formatClock(estimate.duration) << ", dossier about "
              << formatBytes(estimate.dossierBytes) << "\n"
              << checklistText(plan, checklist.definition) << '\n';
    return kExitDone;
}

} // namespace holdpoint
