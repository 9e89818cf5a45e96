// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checklist/run_facts.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "core/checklist/run_history.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::uint64_t kRehearsalMinSamples = 60; // as thresholds ask for a p(95); rehearsals are short

const Json& seriesOf(const RunFact& fact, const RunRecord& run)
{
    const Json& series = memberAt(run.result.metrics, fact.metric);
    return series.is_null() && !fact.instead.empty() ? memberAt(run.result.metrics, fact.instead) : series;
}

std::uint64_t countOf(const Json& series, std::string_view key)
{
    return static_cast<std::uint64_t>(std::max(0.0, numberAt(series, key)));
}

const ThresholdResult* thresholdOf(const RunFact& fact, const RunRecord& run)
{
    const auto& all = run.result.thresholds;
    const auto found = std::find_if(all.begin(), all.end(), [&](const ThresholdResult& t) {
        return t.rule.metric == fact.metric && fact.expect && t.rule.target.aggregate == fact.expect->aggregate;
    });
    return found == all.end() ? nullptr : &*found;
}

bool isPlainCounter(const std::string& key)
{
    const auto known = knownMetric(key);
    return known && known->type == MetricType::Counter;
}

std::string comparisonText(Comparison comparison)
{
    switch (comparison) {
    case Comparison::Less:
        return "< ";
    case Comparison::LessEqual:
        return "<= ";
    case Comparison::Greater:
        return "> ";
    case Comparison::GreaterEqual:
        return ">= ";
    case Comparison::Equal:
        return "";
    case Comparison::NotEqual:
        return "not ";
    }
    return {};
}

std::string figure(RunFact::Show show, double value)
{
    switch (show) {
    case RunFact::Show::Count:
        return formatNumber(value, value == static_cast<double>(static_cast<std::int64_t>(value)) ? 0 : 1);
    case RunFact::Show::Percent:
        return formatNumber(value * 100, 2) + "\u00a0%";
    case RunFact::Show::Milliseconds:
        return formatMillis(value);
    case RunFact::Show::PerSecond:
        return formatNumber(value, 1) + "\u00a0/s";
    case RunFact::Show::PerMinute:
        return formatNumber(value * 60, 0) + "\u00a0/min";
    }
    return {};
}

std::string limitText(const RunFact& fact)
{
    return comparisonText(fact.expect->comparison) + figure(fact.show, fact.expect->limit);
}

/// One more finding: the worst state wins, values and reasons stand side by side.
void combine(Finding& into, Finding next)
{
    const auto append = [](std::string& to, const std::string& text) {
        if (!text.empty()) {
            to += (to.empty() ? "" : "; ") + text;
        }
    };
    append(into.value, next.value);
    append(into.reason, next.reason);
    into.state = rollUp({into.state, next.state});
    into.isCriticalMiss = into.isCriticalMiss || next.isCriticalMiss;
    if (!into.number) {
        into.number = next.number;
    }
}

Finding judgeVerifications(const RunFact& fact, const RunRecord& run)
{
    Finding finding;
    finding.state = ItemState::NotApplicable; // nothing seen yet
    for (const VerificationResult& verification : run.result.verifications) {
        if (!matchesWildcard(fact.verification, verification.name)) {
            continue;
        }
        Finding one;
        one.value = verification.name + ": " + (verification.measured.empty() ? "no value" : verification.measured) +
                    ", expected " + verification.expected;
        switch (verification.verdict) {
        case RuleVerdict::Passed:
        case RuleVerdict::Warned:
            one.state = ItemState::Pass;
            break;
        case RuleVerdict::Failed:
            one.state = ItemState::Fail;
            one.reason = verification.sentence;
            one.isCriticalMiss = true;
            break;
        case RuleVerdict::NoData:
        case RuleVerdict::NotJudged:
            one.state = ItemState::Unknown;
            one.reason = verification.sentence.empty() ? "verification \"" + verification.name + "\" has no answer"
                                                       : verification.sentence;
            break;
        }
        combine(finding, std::move(one));
    }
    if (finding.state == ItemState::NotApplicable) {
        finding.state = ItemState::Unknown;
        finding.reason = fact.verification == "*"
                             ? "the test verifies nothing after its load; add `verify` to the plan"
                             : "the test has no verification \"" + fact.verification + "\"; add it to the plan";
    }
    return finding;
}

/// Whether a burst left the service as it was. A test without one, and a rehearsal, whose minute is seconds, say nothing of it.
Finding judgeRecoveries(const RunFact& fact, const RunRecord& run)
{
    Finding finding;
    finding.state = ItemState::NotApplicable;
    for (const RecoveryResult& recovery : run.result.recoveries) {
        if (!matchesWildcard(fact.recovery, recovery.scenario)) {
            continue;
        }
        const auto ratio = recovery.ratio();
        const std::uint64_t count = std::min(recovery.beforeCount, recovery.afterCount);
        Finding one;
        one.state = ItemState::NotApplicable;
        one.value = "p(95) after " + recovery.scenario + " " +
                    (ratio ? formatNumber(*ratio, 2) + " times that before" : std::string("unknown"));
        if (!run.isRehearsal) {
            const bool isEnough = ratio && count >= fact.minSamples;
            one.state = !isEnough ? ItemState::Unknown : fact.expect->holds(*ratio) ? ItemState::Pass : ItemState::Fail;
            one.reason = !isEnough ? "n = " + formatCount(count) + " around " + recovery.scenario + " is too few to judge, " +
                                         formatCount(std::max<std::uint64_t>(1, fact.minSamples)) + " needed"
                         : one.state == ItemState::Fail
                             ? "the service did not recover: p(95) " + formatMillis(*recovery.after) + " after " +
                                   recovery.scenario + ", " + formatMillis(*recovery.before) + " before"
                             : "";
        }
        combine(finding, std::move(one));
    }
    return finding;
}

/// Planned load of a rehearsal: the plan's own targets stand for the box's number, and say so. A target of another metric is
/// named as what it is, never shown in the unit of the box.
Finding judgeRehearsedLoad(const RunFact& fact, const RunRecord& run)
{
    Finding finding;
    finding.number = measure(fact, run).value;
    const auto& loads = run.result.load;
    const bool hasOwn =
        std::any_of(loads.begin(), loads.end(), [&](const LoadResult& load) { return load.target.metric == fact.metric; });
    std::vector<std::string> seen;
    if (!hasOwn && finding.number) {
        seen.push_back(shown(fact, *finding.number));
    }
    finding.state = loads.empty() ? ItemState::Unknown : ItemState::Pass;
    finding.reason = loads.empty() ? "the rehearsal plan has no load target for this test" : "";
    for (const LoadResult& load : loads) {
        if (hasOwn && load.target.metric != fact.metric) {
            continue;
        }
        RunFact own = fact;
        own.expect = load.target.expect;
        seen.push_back(hasOwn ? (load.achieved ? shown(own, *load.achieved) : "no value") + ", planned " + limitText(own)
                              : load.target.metric + " " + load.target.expect.text + (load.isMet ? " reached" : " missed"));
        if (!load.isMet) {
            finding.state = ItemState::Fail;
            finding.reason = load.sentence;
        }
    }
    finding.value = seen.empty() ? "" : join(seen, "; ") + " (rehearsal)";
    return finding;
}

Finding withoutValue(const RunFact& fact, const RunRecord& run)
{
    Finding finding;
    const ThresholdResult* threshold = thresholdOf(fact, run);
    if (run.isRehearsal && (!fact.needs.empty() || (threshold != nullptr && threshold->verdict == RuleVerdict::NotJudged))) {
        finding.state = ItemState::Open; // a rehearsal does not fail for what this machine lacks
        finding.reason =
            threshold != nullptr && !threshold->sentence.empty() ? threshold->sentence : "not judged: needs " + fact.needs;
        return finding;
    }
    finding.state = ItemState::Unknown;
    finding.reason = "run " + std::to_string(run.id) + " has no samples of " +
                     (fact.metric.empty() ? fact.errorClass : fact.metric) +
                     (fact.needs.empty() ? "" : " (needs " + fact.needs + ")");
    return finding;
}

/// Zero failures prove a limit on failures at any n (semantics.md §5).
bool hasEnough(const RunFact& fact, const Measurement& measured, const RunRecord& run, std::uint64_t& needed)
{
    const ThresholdResult* threshold = thresholdOf(fact, run);
    needed = threshold != nullptr && threshold->rule.minSamples ? *threshold->rule.minSamples : fact.minSamples;
    if (run.isRehearsal) {
        needed = std::min(needed, fact.show == RunFact::Show::Milliseconds ? kRehearsalMinSamples : needed);
    }
    const bool isFailureRate = fact.expect->aggregate.kind == AggregateKind::Rate && fact.expect->comparison == Comparison::Less;
    return measured.sampleCount >= needed || (isFailureRate && measured.sampleCount > 0 && *measured.value == 0);
}

Finding judgeFact(const RunFact& fact, const RunRecord& run)
{
    if (!fact.verification.empty()) {
        return judgeVerifications(fact, run);
    }
    if (!fact.recovery.empty()) {
        return judgeRecoveries(fact, run);
    }
    if (run.isRehearsal && fact.isLoad) {
        return judgeRehearsedLoad(fact, run);
    }
    const Measurement measured = measure(fact, run);
    if (!measured.value) {
        return withoutValue(fact, run);
    }
    Finding finding;
    finding.number = measured.value;
    finding.value = shown(fact, *measured.value);
    if (fact.minSamples > 0) {
        finding.value += ", n = " + formatCount(measured.sampleCount);
    }
    std::uint64_t needed = 0;
    if (fact.minSamples > 0 && !hasEnough(fact, measured, run, needed)) {
        finding.state = ItemState::Unknown;
        finding.reason = "n = " + formatCount(measured.sampleCount) + " is too few to judge, " + formatCount(needed) + " needed";
        return finding;
    }
    if (fact.expect->holds(*measured.value)) {
        finding.state = ItemState::Pass;
        return finding;
    }
    const ThresholdResult* threshold = thresholdOf(fact, run);
    finding.isCriticalMiss = threshold != nullptr && threshold->verdict == RuleVerdict::Failed;
    finding.state = fact.isProof ? ItemState::Unknown : ItemState::Fail;
    finding.reason = shown(fact, *measured.value) + ", must be " + limitText(fact) + (fact.isProof ? ": nothing was proven" : "");
    return finding;
}

} // namespace

Measurement measure(const RunFact& fact, const RunRecord& run)
{
    if (!fact.errorClass.empty()) {
        double count = 0;
        for (const ErrorResult& error : run.result.errors) {
            count += error.errorClass == fact.errorClass ? static_cast<double>(error.count) : 0;
        }
        return {count, 0};
    }
    const Json& series = seriesOf(fact, run);
    if (!series.is_object()) {
        if (const ThresholdResult* threshold = thresholdOf(fact, run); threshold != nullptr && threshold->measured) {
            return {threshold->measured, threshold->sampleCount};
        }
        // A counter that never counted has no series: it is 0 where the run counted anything at all. With tags the plan may
        // just use other names, so there it stays unknown.
        const bool isZero = isPlainCounter(fact.metric) && run.result.metrics.is_object() && !run.result.metrics.empty();
        return isZero ? Measurement{0.0, 0} : Measurement{};
    }
    const std::uint64_t passes = countOf(series, "passes");
    const std::uint64_t fails = countOf(series, "fails");
    const std::uint64_t samples = series.contains("passes") ? passes + fails : countOf(series, "count");
    if (fact.countsSucceeded) {
        return {static_cast<double>(fails), samples};
    }
    std::string key = fact.expect->aggregate.text();
    if (key == "count" && series.contains("passes")) {
        key = "passes"; // of a rate: how often it was true
    }
    const Json& value = memberAt(series, key);
    if (value.is_number()) {
        return {value.get<double>(), samples};
    }
    if (const ThresholdResult* threshold = thresholdOf(fact, run); threshold != nullptr && threshold->measured) {
        return {threshold->measured, threshold->sampleCount};
    }
    return {};
}

std::string shown(const RunFact& fact, double value)
{
    std::string text = fact.label.empty() ? "" : fact.label + " ";
    const AggregateKind kind = fact.expect ? fact.expect->aggregate.kind : AggregateKind::Count;
    if (kind == AggregateKind::Percentile || kind == AggregateKind::Med) {
        text += fact.expect->aggregate.text() + " ";
    }
    return text + figure(fact.show, value);
}

Finding openFinding(std::string reason, bool canConfirm)
{
    Finding finding;
    finding.reason = std::move(reason);
    finding.canConfirm = canConfirm;
    return finding;
}

Finding judgeFacts(const std::vector<RunFact>& facts, const RunRecord& run)
{
    Finding finding;
    finding.state = ItemState::NotApplicable;
    for (const RunFact& fact : facts) {
        combine(finding, judgeFact(fact, run));
    }
    if (finding.state == ItemState::NotApplicable) {
        finding.state = ItemState::Pass;
    }
    finding.source = "run " + std::to_string(run.id);
    finding.at = run.endedAt;
    finding.runEndedAt = run.endedAt;
    if (!isConclusive(run)) {
        finding.state = ItemState::Unknown;
        finding.reason = whyInconclusive(run);
    }
    return finding;
}

} // namespace holdpoint
