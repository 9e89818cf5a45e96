// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/command.h"
#include "app/ctl/table.h"
#include "core/base/text.h"
#include "core/base/units.h"

#include <iostream>

namespace holdpoint {

namespace {

std::string executorText(const Executor& executor)
{
    std::string text(nameOf(executor.kind));
    if (executor.ratePerSecond > 0) {
        text += " " + formatNumber(executor.ratePerSecond, 2) + "/s";
    }
    std::uint64_t vus = executor.vus;
    for (const Stage& stage : executor.stages) {
        vus = std::max(vus, static_cast<std::uint64_t>(stage.to));
    }
    return vus > 0 ? text + " " + formatCount(vus) + " VUs" : text;
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
    std::vector<std::string> ids;
    for (const TestPlan& test : plan.tests) {
        ids.push_back(test.id);
    }
    const auto faults = preflightFaults(plan, ids, RunKind::Load, machineLimits());
    if (!faults.empty()) {
        return complain(faults);
    }
    if (arguments->has("--quiet")) {
        return kExitDone;
    }
    std::cout << plan.name << ": valid" << (plan.isRehearsal ? " (REHEARSAL: can never sign off a release)" : "") << "\n\n";
    Table table({"Test", "Scenario", "Executor", "Starts after", "Duration", "Thresholds", "Runs"});
    for (const TestPlan& test : plan.tests) {
        for (const Scenario& scenario : test.scenarios) {
            table.add({test.id, scenario.id, executorText(scenario.executor), formatClock(scenario.startAfter),
                       formatClock(scenario.executor.duration), std::to_string(test.thresholds.size()),
                       scenario.isRunnable() ? "yes" : "not in this version"});
        }
    }
    std::cout << table.text();
    const RunEstimate estimate = estimateRun(plan, ids, RunKind::Load);
    std::cout << "\nHosts " << join(estimate.hosts, ", ") << "; about " << formatCount(estimate.requests) << " requests, peak "
              << formatCount(estimate.peakVus) << " VUs, " << formatCount(estimate.descriptors) << " descriptors, "
              << formatCount(estimate.localPorts) << " local ports, " << formatClock(estimate.duration) << ", dossier about "
              << formatBytes(estimate.dossierBytes) << "\n";
    return kExitDone;
}

} // namespace holdpoint
