// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checklist/run_rules.h"

#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/checklist/document_rules.h"
#include "core/checklist/preparation_rules.h"
#include "core/checklist/result_rules.h"
#include "core/checklist/run_facts.h"
#include "core/checklist/tally.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace holdpoint {

namespace {

/// A threshold row of the document: the worst of all tests that measure it.
Finding worstTest(const RuleContext& context)
{
    if (context.item.run->facts.empty()) {
        return openFinding("the template names no fact for it");
    }
    const RunFact& fact = context.item.run->facts.front();
    const RunRecord* worst = nullptr;
    double value = 0;
    for (const TestPlan& test : context.history.plan().tests) {
        const RunRecord* run = context.history.deciding(test.id);
        const Measurement measured = run == nullptr ? Measurement{} : measure(fact, *run);
        if (measured.value && (worst == nullptr || *measured.value > value)) {
            worst = run;
            value = *measured.value;
        }
    }
    if (worst == nullptr) {
        return openFinding("no finished run measures it yet");
    }
    Finding finding = judgeFacts({fact}, *worst);
    finding.value += ", " + titleOf(context.history.plan(), worst->testId);
    if (finding.state == ItemState::Fail && fact.critical) {
        finding.isCriticalMiss = !fact.critical->holds(value);
        finding.reason = finding.isCriticalMiss ? "critical missed" : "target missed, critical held (WARN)";
    }
    return finding;
}

struct NamedRule
{
    std::string_view name;
    Finding (*apply)(const RuleContext&);
};

constexpr std::array<NamedRule, 19> kRules{{{"dry-runs", dryRuns},
                                            {"baselines-run", baselinesRun},
                                            {"baselines-acceptable", baselinesAcceptable},
                                            {"baselines-kept", baselinesKept},
                                            {"failed-rerun", failedRerun},
                                            {"retest-improved", retestImproved},
                                            {"retest-all-pass", retestAllPass},
                                            {"all-tests-passed", allTestsPassed},
                                            {"final-tests", finalTests},
                                            {"metrics-within-targets", metricsWithinTargets},
                                            {"final-metrics", finalMetrics},
                                            {"error-rate-sustained", errorRateSustained},
                                            {"summaries", summaries},
                                            {"no-critical-findings", noCriticalFindings},
                                            {"report-written", reportWritten},
                                            {"blanks-filled", blanksFilled},
                                            {"metrics-documented", metricsDocumented},
                                            {"optimisation-log", optimisationLog},
                                            {"known-limitations", knownLimitations}}};

constexpr double kCoverage = 0.95; // of the load: semantics.md §6

/// Why a run does not show whether an alarm over a query would have fired; empty: it does.
std::string notCovered(const RuleContext& context, const AlarmRule& rule, const RunRecord& run)
{
    const std::string name = "alarm " + rule.id + ": ";
    if (stringAt(memberAt(context.history.plan().monitoring, rule.source), "url").empty()) {
        return name + "the plan names no Prometheus; add `monitoring: {prometheus: {url: ...}}`";
    }
    const auto& load = run.result.loadSpan;
    const Coverage coverage = load ? coverageOf(context.inputs.spans, run.id, querySource(rule.query), *load) : Coverage{};
    if (coverage.share() >= kCoverage) {
        return {};
    }
    const auto longest = std::max_element(coverage.gaps.begin(), coverage.gaps.end(),
                                          [](const SourceSpan& a, const SourceSpan& b) { return a.to - a.from < b.to - b.from; });
    return name + "its query had a value for " + formatNumber(std::floor(coverage.share() * 100), 0) +
           "\u00a0% of the load of run " + std::to_string(run.id) + ", 95\u00a0% needed" +
           (longest == coverage.gaps.end() ? "" : " (" + longest->reason + ")");
}

} // namespace

std::vector<std::string> runRuleNames()
{
    std::vector<std::string> names{"worst-test"};
    for (const NamedRule& rule : kRules) {
        names.emplace_back(rule.name);
    }
    return names;
}

Finding applyRule(const RuleContext& context)
{
    const std::string& name = context.item.run->rule;
    const auto rule = std::find_if(kRules.begin(), kRules.end(), [&](const NamedRule& r) { return r.name == name; });
    return rule == kRules.end() ? worstTest(context) : rule->apply(context);
}

Finding judgeAlarm(const RuleContext& context)
{
    const std::string& pattern = context.item.run->alarm;
    const Plan& plan = context.history.plan();
    const bool hasRule = std::any_of(plan.alarms.begin(), plan.alarms.end(),
                                     [&](const AlarmRule& rule) { return matchesWildcard(pattern, rule.id); });
    const auto runs = context.history.decisive();
    std::vector<const RunRecord*> heard = runs;
    for (const TestPlan& test : plan.tests) {
        if (const RunRecord* run = context.history.underWay(test.id)) {
            heard.push_back(run); // what fires now is a FAIL now
        }
    }
    const bool isRunning = heard.size() > runs.size();
    for (const AlarmFiring& firing : context.inputs.alarms) {
        const bool counts = std::any_of(heard.begin(), heard.end(), [&](const RunRecord* run) { return run->id == firing.run; });
        if (matchesWildcard(pattern, firing.id) && counts) {
            Finding finding;
            finding.state = ItemState::Fail;
            finding.value = firing.sentence;
            finding.reason = "fired at " + formatUtcClock(firing.from) + " UTC in run " + std::to_string(firing.run);
            finding.source = "run " + std::to_string(firing.run);
            finding.at = firing.from;
            return finding;
        }
    }
    const Tally tally = tallyOf(context.history);
    if (!hasRule) {
        Finding finding = openFinding("the plan has no alarm `" + pattern + "`; add one under `alarms:`");
        finding.state = runs.empty() ? ItemState::Open : ItemState::Unknown;
        return finding;
    }
    if (!tally.open.empty() || tally.newest == nullptr) {
        const bool isBefore = heard.empty();
        Finding finding = openFinding(isBefore ? "no load yet" : "not fired so far; " + join(tally.open, "; "));
        finding.state = isRunning ? ItemState::Running : ItemState::Open;
        return finding;
    }
    for (const RunRecord* run : runs) {
        const TestPlan* test = plan.test(run->testId);
        const double planned = test == nullptr ? 0 : std::chrono::duration<double>(test->plannedDuration()).count();
        const bool isWhole =
            isConclusive(*run) && static_cast<double>(run->result.generator.loadSeconds) + 1 >= kCoverage * planned;
        if (!isWhole && context.history.deciding(run->testId) == run) {
            return decided(tally, ItemState::Unknown, "",
                           "run " + std::to_string(run->id) + " was seen for " + formatCount(run->result.generator.loadSeconds) +
                               " of " + formatNumber(planned, 0) + " s of load");
        }
        for (const AlarmRule& rule : plan.alarms) {
            const bool isWatched = !rule.source.empty() && matchesWildcard(pattern, rule.id);
            const std::string why =
                isWatched && context.history.deciding(run->testId) == run ? notCovered(context, rule, *run) : "";
            if (!why.empty()) {
                return decided(tally, ItemState::Unknown, "", why);
            }
        }
    }
    return decided(tally, ItemState::Pass, "never fired in " + formatCount(runs.size()) + (runs.size() == 1 ? " run" : " runs"));
}

} // namespace holdpoint
