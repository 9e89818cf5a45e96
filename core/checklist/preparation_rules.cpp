// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checklist/preparation_rules.h"

#include "core/base/text.h"
#include "core/base/units.h"

#include <algorithm>
#include <numeric>
#include <set>

namespace holdpoint {

namespace {

constexpr double kEnoughPerStep = 100; // samples a http step needs in a baseline (semantics.md §2)

void collectStepNames(const std::vector<Step>& steps, std::set<std::string>& names)
{
    for (const Step& step : steps) {
        if (step.kind == StepKind::Http || step.kind == StepKind::Webhook) {
            names.insert(step.name);
        }
        collectStepNames(step.steps, names);
    }
}

std::vector<std::string> stepNames(const TestPlan& test)
{
    std::set<std::string> names;
    for (const Scenario& scenario : test.scenarios) {
        collectStepNames(scenario.flow, names);
    }
    return {names.begin(), names.end()};
}

double requestsOf(const RunRecord& run, const std::string& step)
{
    return numberAt(memberAt(run.result.metrics, MetricKey{"http_reqs", {{"name", step}}}.text()), "count");
}

std::uint64_t failedChecks(const RunRecord& run)
{
    const auto& checks = run.result.checks;
    return std::accumulate(checks.begin(), checks.end(), std::uint64_t{0},
                           [](std::uint64_t sum, const CheckResult& c) { return sum + c.fails; });
}

std::uint64_t errorCount(const RunRecord& run)
{
    const auto& errors = run.result.errors;
    return std::accumulate(errors.begin(), errors.end(), std::uint64_t{0},
                           [](std::uint64_t sum, const ErrorResult& e) { return sum + e.count; });
}

/// What one run of a preparing kind lacks; empty if it is good.
using FaultOf = std::string (*)(const TestPlan& test, const RunRecord& run);

/// Every test of the plan has a run of the kind for this plan text, and none has a fault.
Finding judgeEach(const RuleContext& context, RunKind kind, std::string_view what, FaultOf faultOf)
{
    std::vector<std::string> faults;
    std::vector<std::string> cut;
    std::vector<std::string> missing;
    std::size_t good = 0;
    const RunRecord* newest = nullptr;
    for (const TestPlan& test : context.history.plan().tests) {
        const RunRecord* run = context.history.newestOfPlan(test.id, kind);
        const std::string title = titleOf(context.history.plan(), test.id);
        if (run == nullptr) {
            missing.push_back(title);
            continue;
        }
        newest = newest == nullptr || run->startedAt > newest->startedAt ? run : newest;
        const std::string fault = isCutShort(run->result.outcome) ? "" : faultOf(test, *run);
        if (isCutShort(run->result.outcome)) {
            cut.push_back(title + ": " + whyInconclusive(*run));
        } else if (fault.empty()) {
            ++good;
        } else {
            faults.push_back(title + ": " + fault);
        }
    }
    Finding finding;
    if (newest != nullptr) {
        finding.source = "run " + std::to_string(newest->id);
        finding.at = newest->endedAt;
        finding.runEndedAt = newest->endedAt;
        finding.value = formatCount(good) + " of " + formatCount(context.history.plan().tests.size()) + " " + std::string(what);
    }
    if (!faults.empty()) {
        finding.state = ItemState::Fail;
        finding.reason = join(faults, "; ");
    } else if (!cut.empty()) {
        finding.state = ItemState::Unknown;
        finding.reason = join(cut, "; ");
    } else if (!missing.empty() || newest == nullptr) {
        finding.reason =
            newest == nullptr ? "no " + std::string(nameOf(kind)) + " of this plan yet" : "missing: " + join(missing, "; ");
    } else {
        finding.state = ItemState::Pass;
    }
    return finding;
}

std::string dryRunFault(const TestPlan& test, const RunRecord& run)
{
    if (const auto failed = failedChecks(run); failed > 0) {
        return formatCount(failed) + (failed == 1 ? " check failed" : " checks failed");
    }
    if (const auto errors = errorCount(run); errors > 0) {
        return formatCount(errors) + (errors == 1 ? " error: " : " errors, first: ") + run.result.errors.front().errorClass +
               " at " + run.result.errors.front().step;
    }
    std::vector<std::string> idle;
    for (const std::string& step : stepNames(test)) {
        if (requestsOf(run, step) < 1) {
            idle.push_back(step);
        }
    }
    return idle.empty() ? "" : "steps that never ran: " + join(idle, ", ");
}

std::string baselineFault(const TestPlan&, const RunRecord& run)
{
    const auto failed = failedChecks(run);
    return failed == 0 ? "" : formatCount(failed) + (failed == 1 ? " check failed" : " checks failed");
}

std::string slowBaseline(const TestPlan&, const RunRecord& run)
{
    for (const ThresholdResult& threshold : run.result.thresholds) {
        if (threshold.verdict == RuleVerdict::Failed || threshold.verdict == RuleVerdict::Warned) {
            return nameOf(threshold.rule) + " " + threshold.sentence;
        }
    }
    const auto errors = errorCount(run);
    return errors == 0 ? "" : formatCount(errors) + (errors == 1 ? " error" : " errors");
}

const Hint* comparisonOf(const std::vector<RunHints>& hints, std::int64_t run)
{
    for (const RunHints& each : hints) {
        const auto found =
            std::find_if(each.hints.begin(), each.hints.end(), [](const Hint& hint) { return hint.rule == kBaselineRule; });
        if (each.run == run && found != each.hints.end()) {
            return &*found;
        }
    }
    return nullptr;
}

/// What the comparison of a test's baseline with the last accepted one adds to a finding that is PASS so far.
void addComparison(const RuleContext& context, const RunRecord& run, Finding& finding)
{
    const RunRecord* before = acceptedBaselineBefore(context.inputs.runs, context.inputs.hints, context.inputs.changes, run);
    if (before == nullptr) {
        return; // the first one: nothing to be worse than
    }
    const Hint* hint = comparisonOf(context.inputs.hints, run.id);
    const std::string title = titleOf(context.history.plan(), run.testId) + ": ";
    const bool isWorse = hint != nullptr && hint->state == Hint::State::Found;
    if (isWorse) {
        finding.reason = (finding.state == ItemState::Fail ? finding.reason + "; " : std::string()) + title + hint->sentence;
        finding.state = ItemState::Fail;
    } else if (finding.state == ItemState::Pass && (hint == nullptr || hint->state == Hint::State::Unknown)) {
        finding.state = ItemState::Unknown;
        finding.reason = title + (hint == nullptr ? "run " + std::to_string(run.id) + " was not compared with run " +
                                                        std::to_string(before->id)
                                                  : hint->sentence);
    }
}

/// A test that a retest has to repeat: it failed before the optimisation.
struct FailedTest
{
    const RunRecord* failed = nullptr;
    const RunRecord* retest = nullptr; // newest finished one after the optimisation
};

std::vector<FailedTest> failedTests(const RuleContext& context)
{
    const auto optimized = newestOptimization(context.inputs);
    std::map<std::string, FailedTest> byTest;
    for (const RunRecord* run : context.history.decisive()) {
        if (!optimized || run->startedAt < *optimized) {
            byTest[run->testId].failed = run->result.outcome == RunOutcome::Failed ? run : nullptr;
        } else {
            byTest[run->testId].retest = run;
        }
    }
    std::vector<FailedTest> found;
    for (const auto& [test, pair] : byTest) {
        if (pair.failed != nullptr) {
            found.push_back(pair);
        }
    }
    return found;
}

Finding fromRun(const RunRecord* run, ItemState state, std::string value, std::string reason)
{
    Finding finding;
    finding.state = state;
    finding.value = std::move(value);
    finding.reason = std::move(reason);
    if (run != nullptr) {
        finding.source = "run " + std::to_string(run->id);
        finding.at = run->endedAt;
        finding.runEndedAt = run->endedAt;
    }
    return finding;
}

const ThresholdResult* sameRule(const ThresholdResult& wanted, const RunRecord& run)
{
    const auto& all = run.result.thresholds;
    const auto found = std::find_if(all.begin(), all.end(), [&](const ThresholdResult& t) {
        return nameOf(t.rule) == nameOf(wanted.rule) && t.rule.target.aggregate == wanted.rule.target.aggregate;
    });
    return found == all.end() ? nullptr : &*found;
}

bool isWithinCritical(const ThresholdResult* threshold)
{
    return threshold != nullptr && (threshold->verdict == RuleVerdict::Passed || threshold->verdict == RuleVerdict::Warned);
}

} // namespace

Finding dryRuns(const RuleContext& context)
{
    return judgeEach(context, RunKind::DryRun, "dry runs passed", dryRunFault);
}

Finding baselinesRun(const RuleContext& context)
{
    return judgeEach(context, RunKind::Baseline, "baselines finished", baselineFault);
}

Finding baselinesAcceptable(const RuleContext& context)
{
    Finding finding = judgeEach(context, RunKind::Baseline, "baselines within every target", slowBaseline);
    if (finding.state != ItemState::Pass) {
        return finding;
    }
    for (const TestPlan& test : context.history.plan().tests) {
        const RunRecord* run = context.history.newestOfPlan(test.id, RunKind::Baseline);
        if (run == nullptr) {
            continue;
        }
        for (const std::string& step : stepNames(test)) {
            if (requestsOf(*run, step) < kEnoughPerStep) {
                finding.state = ItemState::Unknown;
                finding.reason = titleOf(context.history.plan(), test.id) + ": step " + step +
                                 " has n = " + formatNumber(requestsOf(*run, step), 0) + ", " + formatNumber(kEnoughPerStep, 0) +
                                 " needed";
            }
        }
        if (run->result.generator.isLimited) {
            finding.state = ItemState::Unknown;
            finding.reason = "run " + std::to_string(run->id) + ": " + run->result.generator.sentence;
        }
        addComparison(context, *run, finding);
    }
    return finding;
}

const RunRecord* acceptedBaselineBefore(const std::vector<RunRecord>& runs, const std::vector<RunHints>& hints,
                                        const std::vector<ItemChange>& changes, const RunRecord& run)
{
    const RunRecord* newest = nullptr;
    for (const RunRecord& each : runs) {
        const bool isComparable = each.kind == RunKind::Baseline && each.testId == run.testId && each.id < run.id &&
                                  each.planSha256 == run.planSha256 && each.isCounting && isFinished(each) && isConclusive(each);
        if (!isComparable || each.result.generator.isLimited) {
            continue;
        }
        const Hint* hint = comparisonOf(hints, each.id);
        const bool isGood = baselineFault({}, each).empty() && slowBaseline({}, each).empty() &&
                            (hint == nullptr || hint->state != Hint::State::Found);
        const bool isTakenOn = std::any_of(changes.begin(), changes.end(), [&](const ItemChange& change) {
            return change.item == "baseline.acceptable" && change.state == ItemState::Overridden && change.at >= *each.endedAt &&
                   change.at <= run.startedAt;
        });
        newest = isGood || isTakenOn ? &each : newest;
    }
    return newest;
}

Finding baselinesKept(const RuleContext& context)
{
    return judgeEach(context, RunKind::Baseline, "baselines kept as reference",
                     [](const TestPlan&, const RunRecord&) { return std::string(); });
}

Finding failedRerun(const RuleContext& context)
{
    std::vector<std::string> open;
    std::vector<std::string> unclear;
    const RunRecord* newest = nullptr;
    for (const FailedTest& test : failedTests(context)) {
        const std::string title = titleOf(context.history.plan(), test.failed->testId);
        if (test.retest == nullptr) {
            open.push_back(title);
        } else if (!isConclusive(*test.retest)) {
            unclear.push_back(title + ": " + whyInconclusive(*test.retest));
        } else {
            newest = test.retest;
        }
    }
    if (!unclear.empty()) {
        return fromRun(newest, ItemState::Unknown, "", join(unclear, "; "));
    }
    if (!open.empty() || newest == nullptr) {
        return fromRun(newest, ItemState::Open, "",
                       open.empty() ? "no failed test was run again yet" : "to be run again: " + join(open, ", "));
    }
    return fromRun(newest, ItemState::Pass, "every failed test was run again", "");
}

Finding retestImproved(const RuleContext& context)
{
    std::vector<std::string> notBetter;
    std::size_t better = 0;
    const RunRecord* newest = nullptr;
    for (const FailedTest& test : failedTests(context)) {
        if (test.retest == nullptr || !isConclusive(*test.retest)) {
            return openFinding("no conclusive retest of " + titleOf(context.history.plan(), test.failed->testId) + " yet");
        }
        newest = test.retest;
        for (const ThresholdResult& before : test.failed->result.thresholds) {
            if (before.verdict == RuleVerdict::NotJudged || before.verdict == RuleVerdict::NoData) {
                continue;
            }
            const ThresholdResult* after = sameRule(before, *test.retest);
            if (!isWithinCritical(after)) {
                notBetter.push_back(nameOf(before.rule) + " " + (after == nullptr ? "is gone" : after->sentence));
            } else if (before.verdict == RuleVerdict::Failed) {
                ++better;
            }
        }
    }
    if (newest == nullptr) {
        return openFinding("no failed test to compare with");
    }
    if (!notBetter.empty()) {
        return fromRun(newest, ItemState::Fail, formatCount(notBetter.size()) + " not better", join(notBetter, "; "));
    }
    return fromRun(newest, ItemState::Pass, formatCount(better) + " of " + formatCount(better) + " failed limits are met again",
                   "");
}

Finding retestAllPass(const RuleContext& context)
{
    const auto optimized = newestOptimization(context.inputs);
    std::vector<std::string> stale;
    std::vector<std::string> failed;
    const RunRecord* newest = nullptr;
    for (const TestPlan& test : context.history.plan().tests) {
        const RunRecord* run = context.history.deciding(test.id);
        const std::string title = titleOf(context.history.plan(), test.id);
        if (run == nullptr || !isConclusive(*run) || (optimized && run->startedAt < *optimized)) {
            stale.push_back(title);
            continue;
        }
        newest = run;
        if (run->result.outcome == RunOutcome::Failed) {
            failed.push_back(title);
        }
    }
    if (!failed.empty()) {
        return fromRun(newest, ItemState::Fail, "", "failed after the optimisation: " + join(failed, ", "));
    }
    if (!stale.empty() || newest == nullptr) {
        return fromRun(newest, ItemState::Open, "", "no conclusive run after the newest optimisation: " + join(stale, ", "));
    }
    return fromRun(newest, ItemState::Pass, "every test passed after the newest optimisation", "");
}

std::optional<WallTime> newestOptimization(const ChecklistInputs& inputs)
{
    std::map<std::string, const ItemChange*> newest;
    for (const ItemChange& change : inputs.changes) {
        const ItemDefinition* item = inputs.definition->item(change.item);
        if (item != nullptr && item->section == "12" && !change.by.name.empty()) {
            newest[change.item] = &change;
        }
    }
    std::optional<WallTime> at;
    for (const auto& [id, change] : newest) {
        if (change->state == ItemState::Pass) {
            at = at ? std::max(*at, change->at) : change->at;
        }
    }
    return at;
}

} // namespace holdpoint
