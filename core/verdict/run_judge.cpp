// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/units.h"
#include "core/verdict/missing_vitals.h"
#include "core/verdict/run_decision.h"
#include "core/verdict/sentences.h"
#include "core/verdict/threshold_verdict.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace holdpoint {

namespace {

constexpr std::uint64_t kLeastLimitedSeconds = 3;
constexpr double kWholePlan = 1 - 1e-9;
constexpr std::string_view kDroppedIterations = "dropped_iterations";

bool isProbe(RunKind kind)
{
    return kind == RunKind::DryRun || kind == RunKind::Baseline;
}

RunOutcome endingOutcome(RunEnding ending)
{
    switch (ending) {
    case RunEnding::Completed:
        return RunOutcome::Passed;
    case RunEnding::StoppedByRule:
        return RunOutcome::Failed; // its critical was missed; `aborted` is a person's (semantics.md §2)
    case RunEnding::StoppedByPerson:
        return RunOutcome::Aborted;
    case RunEnding::Interrupted:
        return RunOutcome::Interrupted;
    }
    return RunOutcome::Interrupted;
}

} // namespace

std::string endingSentence(RunEnding ending, const std::string& cause)
{
    const std::string because = cause.empty() ? "" : ": " + cause;
    switch (ending) {
    case RunEnding::Completed:
        return "";
    case RunEnding::StoppedByPerson:
        return "Stopped before its end" + because;
    case RunEnding::StoppedByRule:
        return "Stopped by a rule of the plan" + because;
    case RunEnding::Interrupted:
        return "Interrupted" + because;
    }
    return "";
}

namespace {

bool isLoadMet(const LoadTarget& target, double achieved)
{
    const double planned = target.expect.limit;
    const double slack = std::fabs(planned) * target.tolerance;
    switch (target.expect.comparison) {
    case Comparison::Greater:
    case Comparison::GreaterEqual:
        return achieved >= planned - slack;
    case Comparison::Less:
    case Comparison::LessEqual:
        return achieved <= planned + slack;
    case Comparison::Equal:
        return std::fabs(achieved - planned) <= slack;
    case Comparison::NotEqual:
        return target.expect.holds(achieved);
    }
    return false;
}

/// Collects reasons by rank; the result's outcome is the worst of them (semantics.md §2, first that holds).
class Reasons
{
public:
    explicit Reasons(RunResult& result) : m_result(result) {}

    void add(RunOutcome outcome, const std::string& sentence)
    {
        m_result.reasons.push_back(asSentence(sentence));
        if (m_result.outcome == RunOutcome::Passed) {
            m_result.outcome = outcome;
        }
    }

    void addThresholds(RuleVerdict verdict, RunOutcome outcome)
    {
        for (const ThresholdResult& threshold : m_result.thresholds) {
            if (threshold.verdict == verdict) {
                add(outcome, nameOf(threshold.rule) + ": " + threshold.sentence);
            }
        }
    }

    void addVerifications(RuleVerdict verdict, RunOutcome outcome)
    {
        for (const VerificationResult& verification : m_result.verifications) {
            if (verification.verdict == verdict) {
                add(outcome, verificationSentence(verification));
            }
        }
    }

    /// Every failed check and error: what a dry run is judged by.
    void addFaults()
    {
        for (const CheckResult& check : m_result.checks) {
            if (check.fails > 0) {
                add(RunOutcome::Failed, "Check `" + check.name + "` failed " + formatCount(check.fails) + " of " +
                                            formatCount(check.passes + check.fails) + " times");
            }
        }
        for (const ErrorResult& error : m_result.errors) {
            if (error.errorClass != "check") { // those stand above
                add(RunOutcome::Failed, error.step + ": " + error.errorClass + ": " + error.message);
            }
        }
    }

private:
    RunResult& m_result;
};

} // namespace

RunJudge::RunJudge(RunRules rules)
    : m_rules(std::move(rules)), m_watch(m_rules.thresholds, m_rules.window),
      m_sources(m_rules.thresholds, m_rules.isRehearsal, m_rules.isSourceConfigured), m_recovery(m_rules.recoveries)
{
    m_totals.setWindow(m_rules.window);
    m_totals.setMergedGauges(m_rules.isGaugeMerged);
    if (m_rules.breakpoint) {
        m_breakpoint.emplace(*m_rules.breakpoint, m_rules.thresholds, m_rules.generator);
    }
}

void RunJudge::add(const Frame& frame)
{
    if (!m_totals.add(frame)) {
        return;
    }
    m_watch.add(frame);
    m_recovery.add(frame);
    const Seconds tick{static_cast<std::int64_t>(frame.tick)};
    if (m_rules.window.load == Nanos{} || tick < m_rules.window.load) { // later ones are the graceful stop
        const TimeSpan second{frame.time - tick, frame.time + Seconds{1}};
        m_load = m_load ? TimeSpan{std::min(m_load->from, second.from), std::max(m_load->to, second.to)} : second;
    }
    if (m_breakpoint) {
        m_breakpoint->add(frame);
    }
    std::uint64_t& lag = m_shardLag[frame.shard];
    lag = std::max(lag, frame.health.lagP99Us);
    m_worst.isLagKnown = m_worst.isLagKnown && frame.health.isLagKnown;
    m_worst.loopMaxUs = std::max(m_worst.loopMaxUs, frame.health.loopMaxUs);
    m_worst.cpuPercentMax = std::max(m_worst.cpuPercentMax, frame.health.cpu * 100);
    m_worst.machineCpuPercentMax = std::max(m_worst.machineCpuPercentMax, frame.health.machineCpu * 100);
    m_worst.rssBytesMax = std::max(m_worst.rssBytesMax, frame.health.rssBytes);
    m_worst.descriptorsMax = std::max(m_worst.descriptorsMax, frame.health.descriptors);
    m_worst.tcpSocketsMax = std::max(m_worst.tcpSocketsMax, frame.health.tcpSockets);
    std::uint64_t& retransmits = m_shardRetransmits[frame.shard];
    retransmits += frame.health.retransmits;
    m_worst.retransmits = std::max(m_worst.retransmits, retransmits); // agents on one machine count the same ones
    if (frame.health.limited && !frame.health.limitedBy.empty()) {
        // seconds of one cause differ in their numbers
        std::string rule = frame.health.limitedBy;
        std::erase_if(rule, [](char c) { return (c >= '0' && c <= '9') || c == '.' || c == ','; });
        LimitingCause& cause = m_limitedBy[rule];
        ++cause.seconds;
        cause.sentence = cause.sentence.empty() ? frame.health.limitedBy : cause.sentence;
    }
}

std::vector<ThresholdResult> RunJudge::interim() const
{
    return thresholdResults(m_watch, Moment::WhileRunning, nullptr);
}

const ThresholdRule* RunJudge::abortingRule() const
{
    for (std::size_t i = 0; i < m_rules.thresholds.size(); ++i) {
        if (m_watch.isAborting(i) || m_sources.isAborting(m_rules.thresholds[i])) {
            return &m_rules.thresholds[i];
        }
    }
    return nullptr;
}

std::vector<ThresholdResult> RunJudge::thresholdResults(const RuleWatch& watch, Moment moment,
                                                        const SourceFindingsByQuery* findings) const
{
    const auto valueOf = [&](const std::string& metric, const Aggregate& aggregate) {
        return moment == Moment::AtTheEnd ? m_totals.value(metric, aggregate) : m_totals.valueSoFar(metric, aggregate);
    };
    std::vector<ThresholdResult> results;
    for (std::size_t i = 0; i < m_rules.thresholds.size(); ++i) {
        ThresholdResult& result = results.emplace_back();
        result.rule = m_rules.thresholds[i];
        const ThresholdRule& rule = result.rule;
        if (rule.metric.empty()) {
            const bool isFound = findings != nullptr && findings->contains(rule.query);
            result = m_sources.result(m_rules.thresholds[i], isFound ? &findings->at(rule.query) : nullptr);
            continue;
        }
        result.breaches = watch.breaches(i);
        result.measured = valueOf(rule.metric, rule.target.aggregate);
        result.sampleCount = m_totals.sampleCount(rule.metric);
        if (m_rules.kind == RunKind::DryRun) {
            result.verdict = RuleVerdict::NotJudged;
            result.sentence = "a dry run proves steps and checks, not load";
            continue;
        }
        if (m_breakpoint && moment == Moment::AtTheEnd) {
            result.verdict = RuleVerdict::NotJudged;
            result.sentence = "a breakpoint run judges each level by itself";
            continue;
        }
        if (rule.isOfWholeLoad) {
            result.verdict = RuleVerdict::NotJudged;
            result.sentence = "this count belongs to the whole load, and this run's is scaled";
            continue;
        }
        const std::string why = whyVitalsMiss(m_totals, rule.metric);
        if (!result.measured) {
            const bool isExcused = m_rules.isRehearsal && !rule.needs.empty() && why.empty();
            result.verdict = isExcused ? RuleVerdict::NotJudged : RuleVerdict::NoData;
            result.sentence = isExcused ? "this rehearsal has no " + rule.needs + " to measure it"
                                        : "no sample arrived" + (why.empty() ? "" : ": " + why);
            continue;
        }
        result.margin = rule.target.margin(*result.measured);
        const std::uint64_t missing = isProbe(m_rules.kind) ? 0 : missingSamples(result, m_totals);
        if (missing > 0) {
            result.verdict = RuleVerdict::NoData;
            result.sentence = tooFewSentence(result, missing) + (why.empty() ? "" : "; " + why);
            continue;
        }
        if (const std::string cutOff =
                moment == Moment::AtTheEnd ? whyCutOffRequestsMatter(rule, *result.measured, m_totals) : "";
            !cutOff.empty()) {
            result.verdict = RuleVerdict::NoData;
            result.sentence = cutOff;
            continue;
        }
        const auto forCritical = rule.critical ? valueOf(rule.metric, rule.critical->aggregate) : std::nullopt;
        result.verdict = verdictOf(rule, *result.measured, forCritical);
        result.sentence = thresholdSentence(result) + (why.empty() ? "" : "; " + why);
    }
    return results;
}

/// Of one scenario; for an empty name that of all, if they have the same.
std::string RunJudge::dropCause(const std::string& scenario) const
{
    if (const auto own = m_rules.dropCauses.find(scenario); own != m_rules.dropCauses.end()) {
        return own->second;
    }
    std::set<std::string> causes;
    for (const auto& [id, cause] : m_rules.dropCauses) {
        if (!cause.empty()) { // else it drops none
            causes.insert(cause);
        }
    }
    return causes.size() == 1 ? *causes.begin() : "";
}

std::vector<LoadResult> RunJudge::loadResults() const
{
    std::vector<LoadResult> results;
    if (isProbe(m_rules.kind)) {
        return results;
    }
    for (const LoadTarget& target : m_rules.loadTargets) {
        LoadResult& result = results.emplace_back();
        result.target = target;
        result.achieved = m_totals.value(target.metric, target.expect.aggregate);
        result.isMet = result.achieved && isLoadMet(target, *result.achieved);
        // of the same scenario, if the target and the engine tell scenarios apart
        const auto key = parseMetricKey(target.metric);
        MetricKey dropped{std::string(kDroppedIterations), {}};
        if (key && key->tags.contains("scenario")) {
            dropped.tags.emplace("scenario", key->tags.at("scenario"));
        }
        const bool isTold = m_totals.typeOf(dropped.text()).has_value();
        result.sentence = loadSentence(result, m_totals.sampleCount(isTold ? dropped.text() : std::string(kDroppedIterations)),
                                       dropCause(isTold && !dropped.tags.empty() ? dropped.tags.at("scenario") : ""));
    }
    return results;
}

GeneratorResult RunJudge::generatorResult() const
{
    GeneratorResult result = m_worst;
    result.agents = std::max(1, static_cast<int>(m_shardLag.size()));
    result.limitedSeconds = m_totals.limitedSeconds();
    result.loadSeconds = m_totals.loadSeconds();
    if (const LatencyHistogram* lag = m_totals.trend("generator_lag")) {
        result.lagP99Us = lag->percentileUs(99);
    } else {
        for (const auto& [shard, worst] : m_shardLag) {
            result.lagP99Us = std::max(result.lagP99Us, worst);
        }
    }
    result.droppedIterations = m_totals.sampleCount(std::string(kDroppedIterations));
    const double allowed = m_rules.generator.maxLimited * static_cast<double>(result.loadSeconds);
    result.isLimited = result.limitedSeconds >= kLeastLimitedSeconds && static_cast<double>(result.limitedSeconds) > allowed;
    const auto cause = std::max_element(m_limitedBy.begin(), m_limitedBy.end(),
                                        [](const auto& a, const auto& b) { return a.second.seconds < b.second.seconds; });
    result.sentence = generatorSentence(result, cause == m_limitedBy.end() ? "" : cause->second.sentence);
    return result;
}

std::vector<CheckResult> RunJudge::checkResults() const
{
    std::vector<CheckResult> results;
    for (const std::string& text : m_totals.keys()) {
        const auto key = parseMetricKey(text);
        if (!key || key->name != "checks" || key->tags.size() != 1 || !key->tags.contains("check")) {
            continue;
        }
        const double passes = m_totals.value(text, Aggregate{AggregateKind::Count, 0}).value_or(0);
        const auto passCount = static_cast<std::uint64_t>(passes);
        results.push_back(CheckResult{key->tags.at("check"), passCount, m_totals.sampleCount(text) - passCount});
    }
    return results;
}

std::vector<ErrorResult> RunJudge::errorResults() const
{
    std::vector<ErrorResult> results;
    const std::vector<WallTime> times = m_totals.errorTimes();
    for (const ErrorCount& error : m_totals.errors()) {
        results.push_back(ErrorResult{error.errorClass, error.step, error.message, error.count, times[results.size()]});
    }
    return results;
}

RunResult RunJudge::judge(RunEnding ending, const std::string& endingCause, std::vector<VerificationResult> verifications,
                          const SourceFindingsByQuery& findings)
{
    RuleWatch watch = m_watch;
    watch.finish();
    RunResult result;
    result.loadSpan = m_load;
    const bool isCut = ending != RunEnding::Completed && m_totals.isCutShort();
    if (isCut) {
        m_totals.endEarly();
    }
    result.load = loadResults();
    for (LoadResult& load : result.load) {
        load.isMet = load.isMet && !isCut; // it was not held for the planned time
        load.sentence += load.isMet || ending == RunEnding::Completed ? "" : "; the run ended before its time";
    }
    result.generator = generatorResult();
    result.thresholds = thresholdResults(watch, Moment::AtTheEnd, &findings);
    result.checks = checkResults();
    result.errors = errorResults();
    result.verifications = std::move(verifications);
    result.recoveries = m_recovery.results();
    result.metrics = m_totals.toJson();
    if (m_breakpoint) {
        result.breakpoint = m_breakpoint->result(endingCause);
    }
    decideRun(result, m_rules.kind, m_totals.frameCount() > 0, ending, endingCause);
    return result;
}

void decideRun(RunResult& result, RunKind kind, bool hasFrames, RunEnding ending, const std::string& endingCause)
{
    result.outcome = RunOutcome::Passed;
    result.reasons.clear();
    Reasons reasons(result);
    if (ending == RunEnding::StoppedByPerson || ending == RunEnding::Interrupted) {
        reasons.add(endingOutcome(ending), endingSentence(ending, endingCause));
    }
    if (result.breakpoint) {
        if (result.breakpoint->isGeneratorLimit) {
            reasons.add(RunOutcome::Inconclusive, result.breakpoint->sentence);
        }
    } else if (result.generator.isLimited) {
        reasons.add(RunOutcome::Inconclusive, result.generator.sentence);
    }
    if (ending == RunEnding::StoppedByRule && !result.breakpoint) { // to break is what a breakpoint run is for
        reasons.add(endingOutcome(ending), endingSentence(ending, endingCause));
    }
    reasons.addThresholds(RuleVerdict::Failed, RunOutcome::Failed);
    reasons.addVerifications(RuleVerdict::Failed, RunOutcome::Failed);
    if (kind == RunKind::DryRun) {
        reasons.addFaults();
    }
    if (!hasFrames) {
        reasons.add(RunOutcome::Inconclusive, "No second of this run was recorded");
        return; // that every rule is without data says nothing more
    }
    for (const LoadResult& load : result.load) {
        if (!load.isMet) {
            reasons.add(RunOutcome::Inconclusive, "Load missed for " + load.target.metric + ": " + load.sentence);
        }
    }
    reasons.addThresholds(RuleVerdict::NoData, RunOutcome::Inconclusive);
    reasons.addVerifications(RuleVerdict::NoData, RunOutcome::Inconclusive);
    reasons.addThresholds(RuleVerdict::Warned, RunOutcome::Warned);
    reasons.addVerifications(RuleVerdict::Warned, RunOutcome::Warned);
    const bool isBelowPlan = result.breakpoint && (!result.breakpoint->capacity ||
                                                   result.breakpoint->levels[*result.breakpoint->capacity].share < kWholePlan);
    if (isBelowPlan) {
        reasons.add(RunOutcome::Warned, result.breakpoint->sentence);
    }
    // Without a rule nothing says so, and nothing that never answered is green.
    const Json& failed = memberAt(result.metrics, "http_req_failed");
    if (result.outcome == RunOutcome::Passed && integerAt(failed, "passes") > 0 && integerAt(failed, "fails") == 0) {
        reasons.add(RunOutcome::Inconclusive, "Every request failed, and no threshold says how many may");
    }
}

bool wasSeen(const RunRecord& run)
{
    return run.result.outcome == RunOutcome::NotRun || run.result.generator.loadSeconds > 0 || !run.result.metrics.empty();
}

bool provesLoad(const RunRecord& run)
{
    return run.kind != RunKind::DryRun && wasSeen(run);
}

const RunRecord* decidingRun(const std::vector<RunRecord>& runs, std::string_view testId)
{
    const RunRecord* newest = nullptr;
    for (const RunRecord& run : runs) {
        const bool isCandidate =
            run.testId == testId && run.isCounting && decidesTest(run.kind) && run.result.outcome != RunOutcome::NotRun;
        if (isCandidate && (newest == nullptr || std::tie(run.startedAt, run.id) > std::tie(newest->startedAt, newest->id))) {
            newest = &run;
        }
    }
    return newest;
}

} // namespace holdpoint
