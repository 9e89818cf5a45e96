// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checklist/result_rules.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "core/checklist/run_facts.h"
#include "core/checklist/tally.h"

#include <algorithm>

namespace holdpoint {

namespace {

/// Proposes, a person confirms: everything that needs eyes on finished runs.
Finding proposeWhenFinished(const RuleContext& context, std::string proposal, bool mayBeInconclusive)
{
    const Tally tally = tallyOf(context.history);
    if (auto finding = unfinished(tally)) {
        if (mayBeInconclusive) {
            finding->state = finding->state == ItemState::Unknown ? ItemState::Open : finding->state;
            finding->canConfirm = tally.open.empty() && tally.newest != nullptr;
        }
        return std::move(*finding);
    }
    Finding finding = decided(tally, ItemState::Open, std::move(proposal), "a person confirms it");
    finding.canConfirm = true;
    return finding;
}

} // namespace

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
        if (run == nullptr) {
            continue;
        }
        for (const ThresholdResult& threshold : run->result.thresholds) {
            const std::string text = named(context.history, *run) + " " + nameOf(threshold.rule) + " " + threshold.sentence;
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
    if (judged == 0) {
        return decided(tally, ItemState::Unknown, "0 targets", "no threshold of these runs was judged");
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
    if (server != ItemState::Pass && server != ItemState::NotApplicable) {
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
        if (*measured.value > 0 && measured.sampleCount < kEnough) {
            unclear.push_back(named(context.history, *run) + ": n = " + formatCount(measured.sampleCount) + ", errors seen");
        } else if (worstTest.empty() || *measured.value >= worst) {
            worst = *measured.value;
            worstTest = named(context.history, *run);
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
    if (tally.newest != nullptr && (worst >= kLimit || !breaches.empty())) {
        return decided(tally, ItemState::Fail, "worst " + shown(fact, worst) + ", " + worstTest,
                       breaches.empty() ? "must be below 0.10\u00a0%" : join(breaches, "; "));
    }
    if (auto finding = unfinished(tally)) {
        return std::move(*finding);
    }
    if (!unclear.empty()) {
        return decided(tally, ItemState::Unknown, formatCount(unclear.size()) + " without enough samples", join(unclear, "; "));
    }
    if (worstTest.empty()) {
        return decided(tally, ItemState::Unknown, "not measured", "no run has http_req_failed");
    }
    return decided(tally, ItemState::Pass, "worst " + shown(fact, worst) + ", " + worstTest);
}

Finding summaries(const RuleContext& context)
{
    const Tally tally = tallyOf(context.history);
    return proposeWhenFinished(context, formatCount(tally.finished() + tally.unclear.size()) + " test summaries to review", true);
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
    return proposeWhenFinished(context, "no test is beyond a critical limit", false);
}

} // namespace holdpoint
