// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checklist/run_rules.h"

#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/checklist/preparation_rules.h"
#include "core/checklist/run_facts.h"

#include <algorithm>
#include <array>
#include <set>

namespace holdpoint {

namespace {

/// What the tests of the plan amount to, by their deciding runs.
struct Tally
{
    std::size_t passed = 0;
    std::size_t warned = 0;
    std::vector<std::string> failed;
    std::vector<std::string> unclear;
    std::vector<std::string> open;    // not run, or under way
    std::vector<std::string> leftOut; // in a rehearsal: tests that nothing here can run
    bool isRunning = false;
    const RunRecord* newest = nullptr;

    std::size_t finished() const { return passed + warned + failed.size(); }
};

std::string named(const RunHistory& history, const RunRecord& run)
{
    return titleOf(history.plan(), run.testId) + " (run " + std::to_string(run.id) + ")";
}

Tally tallyOf(const RunHistory& history)
{
    Tally tally;
    for (const TestPlan& test : history.plan().tests) {
        const RunRecord* run = history.deciding(test.id);
        if (history.underWay(test.id) != nullptr) {
            tally.isRunning = true;
        }
        if (run == nullptr) {
            const bool isLeftOut = history.isRehearsal() && !test.isRunnable();
            (isLeftOut ? tally.leftOut : tally.open).push_back(RunHistory::whyNotRun(test));
            continue;
        }
        if (tally.newest == nullptr || run->startedAt > tally.newest->startedAt) {
            tally.newest = run;
        }
        if (!isConclusive(*run)) {
            tally.unclear.push_back(titleOf(history.plan(), test.id) + ": " + whyInconclusive(*run));
        } else if (run->result.outcome == RunOutcome::Failed) {
            tally.failed.push_back(named(history, *run));
        } else {
            ++(run->result.outcome == RunOutcome::Warned ? tally.warned : tally.passed);
        }
    }
    return tally;
}

/// State, source and time that all rules over the tests share; nullopt if every test has a conclusive run.
std::optional<Finding> unfinished(const Tally& tally)
{
    Finding finding;
    if (tally.newest != nullptr) {
        finding.source = "run " + std::to_string(tally.newest->id);
        finding.at = tally.newest->endedAt;
    }
    if (!tally.unclear.empty()) {
        finding.state = ItemState::Unknown;
        finding.reason = join(tally.unclear, "; ");
        return finding;
    }
    if (!tally.open.empty()) {
        finding.state = tally.isRunning ? ItemState::Running : ItemState::Open;
        finding.reason = join(tally.open, "; ");
        return finding;
    }
    if (tally.newest == nullptr) {
        finding.reason = "no finished run yet";
        return finding;
    }
    return std::nullopt;
}

Finding decided(const Tally& tally, ItemState state, std::string value, std::string reason = {})
{
    Finding finding;
    finding.state = state;
    finding.value = std::move(value);
    finding.reason = std::move(reason);
    if (!tally.leftOut.empty()) {
        finding.value += (finding.value.empty() ? "" : "; ") + join(tally.leftOut, "; ") + " (rehearsal)";
    }
    finding.source = "run " + std::to_string(tally.newest->id);
    finding.at = tally.newest->endedAt;
    finding.runStartedAt = tally.newest->startedAt;
    return finding;
}

std::string countOf(std::size_t part, std::size_t whole, std::string_view what)
{
    return formatCount(part) + " of " + formatCount(whole) + " " + std::string(what);
}

Finding allTestsPassed(const RuleContext& context)
{
    const Tally tally = tallyOf(context.history);
    if (!tally.failed.empty()) {
        Finding finding =
            decided(tally, ItemState::Fail, formatCount(tally.failed.size()) + " failed", join(tally.failed, ", ") + " failed");
        finding.isCriticalMiss = true;
        return finding;
    }
    if (auto finding = unfinished(tally)) {
        return std::move(*finding);
    }
    const std::string warned = tally.warned == 0 ? "" : ", " + formatCount(tally.warned) + " of them with warnings";
    return decided(tally, ItemState::Pass, countOf(tally.finished(), tally.finished(), "tests passed") + warned);
}

Finding finalTests(const RuleContext& context)
{
    Finding finding = allTestsPassed(context);
    const auto runs = context.history.decisive();
    const bool isRehearsed = std::any_of(runs.begin(), runs.end(), [&](const RunRecord* run) {
        return run->isRehearsal && context.history.deciding(run->testId) == run;
    });
    if (finding.state == ItemState::Pass && isRehearsed) {
        finding.state = ItemState::Open;
        finding.reason = "REHEARSAL: its runs cannot sign off a release";
    }
    return finding;
}

Finding metricsWithinTargets(const RuleContext& context)
{
    const Tally tally = tallyOf(context.history);
    std::vector<std::string> missed;
    std::vector<std::string> silent;
    std::size_t judged = 0;
    bool isCritical = false;
    for (const TestPlan& test : context.history.plan().tests) {
        const RunRecord* run = context.history.deciding(test.id);
        for (const ThresholdResult& threshold : run == nullptr ? std::vector<ThresholdResult>{} : run->result.thresholds) {
            const std::string text = named(context.history, *run) + " " + threshold.rule.metric + " " + threshold.sentence;
            judged += threshold.verdict == RuleVerdict::NotJudged ? 0 : 1;
            if (threshold.verdict == RuleVerdict::Failed || threshold.verdict == RuleVerdict::Warned) {
                missed.push_back(text);
                isCritical = isCritical || threshold.verdict == RuleVerdict::Failed;
            } else if (threshold.verdict == RuleVerdict::NoData) {
                silent.push_back(text);
            }
        }
    }
    if (!missed.empty()) {
        Finding finding =
            decided(tally, ItemState::Fail, formatCount(missed.size()) + " of " + formatCount(judged) + " targets missed",
                    shortened(join(missed, "; "), 600));
        finding.isCriticalMiss = isCritical;
        return finding;
    }
    if (auto finding = unfinished(tally)) {
        return std::move(*finding);
    }
    if (!silent.empty()) {
        return decided(tally, ItemState::Unknown, formatCount(silent.size()) + " without data",
                       shortened(join(silent, "; "), 600));
    }
    return decided(tally, ItemState::Pass, countOf(judged, judged, "targets met"));
}

/// metricsWithinTargets() and the items it depends on outside the runs (section 10).
Finding finalMetrics(const RuleContext& context)
{
    Finding finding = metricsWithinTargets(context);
    if (finding.state != ItemState::Pass) {
        return finding;
    }
    std::vector<ItemState> states;
    for (const ItemDefinition* on : context.inputs.definition->dependencies(context.item)) {
        states.push_back(context.stateOf(*on));
    }
    const ItemState server = rollUp(states);
    if (server != ItemState::Pass && server != ItemState::NotApplicable && server != ItemState::Overridden) {
        finding.state = server == ItemState::Deferred ? ItemState::Open : server;
        finding.reason = "the runs are within their targets; the lines it rests on are not all decided";
    }
    return finding;
}

Finding errorRateSustained(const RuleContext& context)
{
    static constexpr double kLimit = 0.001;
    static constexpr std::uint64_t kEnough = 1000;
    static constexpr std::chrono::seconds kLongest{60};
    const Tally tally = tallyOf(context.history);
    double worst = 0;
    std::string worstTest;
    std::vector<std::string> breaches;
    std::vector<std::string> unclear;
    RunFact fact;
    fact.metric = "http_req_failed";
    fact.show = RunFact::Show::Percent;
    if (auto rule = parseExpression("rate<0.001")) {
        fact.expect = std::move(*rule);
    }
    for (const TestPlan& test : context.history.plan().tests) {
        const RunRecord* run = context.history.deciding(test.id);
        const Measurement measured = run == nullptr ? Measurement{} : measure(fact, *run);
        if (!measured.value) {
            continue;
        }
        if (*measured.value >= worst) {
            worst = *measured.value;
            worstTest = named(context.history, *run);
        }
        if (*measured.value > 0 && measured.sampleCount < kEnough) {
            unclear.push_back(named(context.history, *run) + ": n = " + formatCount(measured.sampleCount) + ", errors seen");
        }
        for (const ThresholdResult& threshold : run->result.thresholds) {
            for (const TimeSpan& span : threshold.rule.metric == fact.metric ? threshold.breaches : std::vector<TimeSpan>{}) {
                if (span.to - span.from >= kLongest) {
                    breaches.push_back(named(context.history, *run) + " above its target for " +
                                       formatDuration(span.to - span.from));
                }
            }
        }
    }
    if (tally.newest != nullptr && (worst >= kLimit || !breaches.empty()) && unclear.empty()) {
        return decided(tally, ItemState::Fail, "worst " + shown(fact, worst) + ", " + worstTest,
                       breaches.empty() ? "must be below 0.10\u00a0%" : join(breaches, "; "));
    }
    if (auto finding = unfinished(tally)) {
        return std::move(*finding);
    }
    if (!unclear.empty()) {
        return decided(tally, ItemState::Unknown, "worst " + shown(fact, worst), join(unclear, "; "));
    }
    return decided(tally, ItemState::Pass, "worst " + shown(fact, worst) + ", " + worstTest);
}

/// Proposes, a person confirms: everything that needs eyes on finished runs.
Finding proposeWhenFinished(const RuleContext& context, std::string proposal)
{
    const Tally tally = tallyOf(context.history);
    if (auto finding = unfinished(tally)) {
        finding->state = finding->state == ItemState::Unknown ? ItemState::Open : finding->state;
        finding->canConfirm = tally.open.empty() && tally.newest != nullptr;
        return std::move(*finding);
    }
    Finding finding = decided(tally, ItemState::Open, std::move(proposal), "a person confirms it");
    finding.canConfirm = true;
    return finding;
}

Finding summaries(const RuleContext& context)
{
    const Tally tally = tallyOf(context.history);
    return proposeWhenFinished(context, formatCount(tally.finished() + tally.unclear.size()) + " test summaries to review");
}

Finding noCriticalFindings(const RuleContext& context)
{
    std::vector<std::string> critical;
    const Tally tally = tallyOf(context.history);
    for (const ItemDefinition* on : context.inputs.definition->dependencies(context.item)) {
        const RunRecord* run = on->kind == ItemKind::Rollup && on->run ? context.history.deciding(on->run->test) : nullptr;
        if (run != nullptr && run->result.outcome == RunOutcome::Failed && context.stateOf(*on) == ItemState::Fail) {
            critical.push_back(named(context.history, *run));
        }
    }
    if (!critical.empty()) {
        return decided(tally, ItemState::Fail, formatCount(critical.size()) + " open",
                       "beyond critical: " + join(critical, ", "));
    }
    return proposeWhenFinished(context, "no test is beyond a critical limit");
}

Finding finishedRun(const RuleContext& context)
{
    return context.history.decisive().empty()
               ? openFinding("no finished run yet")
               : openFinding("no hint rules in this version: a person reads the phases of the run", true);
}

Finding reportWritten(const RuleContext& context)
{
    const auto runs = context.history.decisive();
    const bool needsRetest = context.item.condition.find("optimizations_applied") != std::string::npos;
    if (runs.empty()) {
        return openFinding("no finished run yet");
    }
    if (needsRetest && runs.back()->kind != RunKind::Retest) {
        return openFinding("no retest run yet");
    }
    if (!context.inputs.isReportWritten) {
        return openFinding("no report was written since run " + std::to_string(runs.back()->id));
    }
    Finding finding;
    finding.state = ItemState::Pass;
    finding.value = "written after run " + std::to_string(runs.back()->id);
    finding.source = "file:report.json";
    return finding;
}

Finding blanksFilled(const RuleContext& context)
{
    const auto blanks = context.inputs.definition->dependencies(context.item);
    std::vector<ItemState> states;
    for (const ItemDefinition* blank : blanks) {
        states.push_back(context.stateOf(*blank));
    }
    Finding finding;
    const auto isFilled = [](ItemState state) {
        return state == ItemState::Pass || state == ItemState::Fail || state == ItemState::Overridden;
    };
    finding.value =
        countOf(static_cast<std::size_t>(std::count_if(states.begin(), states.end(), isFilled)), blanks.size(), "filled");
    finding.state = rollUp(states);
    finding.state = finding.state == ItemState::Deferred || finding.state == ItemState::Unknown ? ItemState::Open : finding.state;
    for (std::size_t i = 0; i < blanks.size(); ++i) {
        if (finding.state != ItemState::Pass && states[i] == finding.state) {
            finding.reason += (finding.reason.empty() ? "" : ", ") + blanks[i]->text.substr(0, blanks[i]->text.find(':'));
        }
    }
    finding.reason += finding.reason.empty() ? "" : finding.state == ItemState::Fail ? ": outside its limit" : ": not filled";
    return finding;
}

Finding metricsDocumented(const RuleContext& context)
{
    const Tally tally = tallyOf(context.history);
    if (auto finding = unfinished(tally)) {
        return std::move(*finding);
    }
    if (!context.inputs.isReportWritten) {
        return openFinding("no report was written since the last run");
    }
    for (const TestPlan& test : context.history.plan().tests) {
        const RunRecord* run = context.history.deciding(test.id);
        if (run != nullptr && run->result.metrics.empty()) {
            return decided(tally, ItemState::Unknown, "", named(context.history, *run) + " has no metrics");
        }
        for (const ThresholdResult& threshold : run == nullptr ? std::vector<ThresholdResult>{} : run->result.thresholds) {
            if (threshold.verdict == RuleVerdict::NoData) {
                return decided(tally, ItemState::Unknown, "",
                               named(context.history, *run) + ": no data for " + threshold.rule.metric);
            }
        }
    }
    return decided(tally, ItemState::Pass, countOf(tally.finished(), tally.finished(), "tests complete in the report"));
}

Finding optimisationLog(const RuleContext& context)
{
    std::map<std::string, const ItemChange*> newest;
    for (const ItemChange& change : context.inputs.changes) {
        const ItemDefinition* item = context.inputs.definition->item(change.item);
        if (item != nullptr && item->section == "12" && !change.by.name.empty()) {
            newest[change.item] = &change;
        }
    }
    std::size_t complete = 0;
    std::vector<std::string> incomplete;
    for (const auto& [id, change] : newest) {
        if (change->state == ItemState::Pass) {
            change->value.empty() && change->reason.empty() ? incomplete.push_back(id) : static_cast<void>(++complete);
        }
    }
    Finding finding = openFinding(complete == 0 ? "the log has no entry yet" : "");
    finding.value = formatCount(complete) + " complete";
    if (!incomplete.empty()) {
        finding.reason = "without a note that says what was done: " + join(incomplete, ", ");
    } else if (complete > 0) {
        finding.state = ItemState::Pass;
    }
    return finding;
}

Finding knownLimitations(const RuleContext& context)
{
    std::set<std::string> limited;
    for (const ItemChange& change : context.inputs.changes) {
        const bool isLimit = change.state == ItemState::Overridden || change.state == ItemState::Deferred;
        isLimit ? static_cast<void>(limited.insert(change.item))
                : static_cast<void>(change.by.name.empty() ? 0 : limited.erase(change.item));
    }
    Finding finding = openFinding("a person confirms the list", true);
    finding.value = limited.empty() ? "nothing overridden or deferred" : formatCount(limited.size()) + " overridden or deferred";
    return finding;
}

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

constexpr std::array<NamedRule, 20> kRules{{{"dry-runs", dryRuns},
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
                                            {"finished-run", finishedRun},
                                            {"report-written", reportWritten},
                                            {"blanks-filled", blanksFilled},
                                            {"metrics-documented", metricsDocumented},
                                            {"optimisation-log", optimisationLog},
                                            {"known-limitations", knownLimitations}}};

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
    static constexpr double kCoverage = 0.95;
    const std::string& pattern = context.item.run->alarm;
    const Plan& plan = context.history.plan();
    const bool hasRule = std::any_of(plan.alarms.begin(), plan.alarms.end(),
                                     [&](const AlarmRule& rule) { return matchesWildcard(pattern, rule.id); });
    const auto runs = context.history.decisive();
    for (const AlarmFiring& firing : context.inputs.alarms) {
        const bool counts = std::any_of(runs.begin(), runs.end(), [&](const RunRecord* run) { return run->id == firing.run; });
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
        return openFinding(tally.newest == nullptr ? "no load yet" : "not fired so far; " + join(tally.open, "; "));
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
    }
    return decided(tally, ItemState::Pass, "never fired in " + formatCount(runs.size()) + (runs.size() == 1 ? " run" : " runs"));
}

} // namespace holdpoint
