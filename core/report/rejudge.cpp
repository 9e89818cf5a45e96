// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/rejudge.h"

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/dossier/sample_limits.h"
#include "core/plan/plan_reader.h"
#include "core/verdict/run_decision.h"
#include "core/verdict/source_findings.h"
#include "core/verdict/source_spans.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace holdpoint {

namespace {

constexpr double kSame = 1e-6; // relative

bool isSame(const std::optional<double>& a, const std::optional<double>& b)
{
    return a.has_value() == b.has_value() && (!a || std::fabs(*a - *b) <= kSame * std::max(1.0, std::fabs(*a)));
}

/// The plans of a dossier, read once each.
class Plans
{
public:
    explicit Plans(std::vector<PlanRecord> records) : m_records(std::move(records)) {}

    /// The test as the run had it; nullptr if this version cannot read it.
    const Plan* planOf(const std::string& sha256, const std::string& resolvedSha256)
    {
        const auto known = m_read.find(resolvedSha256);
        if (known != m_read.end()) {
            return known->second.isValid() ? &known->second.plan : nullptr;
        }
        for (const PlanRecord& record : m_records) {
            if (record.sha256 == sha256 && sha256Hex(dumpJson(record.resolved)) == resolvedSha256) {
                const PlanReading& reading = m_read.emplace(resolvedSha256, planFromResolved(record.resolved, {})).first->second;
                return reading.isValid() ? &reading.plan : nullptr;
            }
        }
        return nullptr;
    }

private:
    std::vector<PlanRecord> m_records;
    std::map<std::string, PlanReading> m_read;
};

using Sample = std::tuple<std::string, std::string, std::string>; // class, step, text

/// What a rule is judged from, in words.
std::string ground(const ThresholdRule& rule)
{
    return rule.source.empty() ? "its frames say " : "what its source said is ";
}

std::string thresholdFault(const ThresholdResult& told, const ThresholdResult& now)
{
    const std::string name = nameOf(told.rule);
    if (!isSameRule(told.rule, now.rule)) {
        return "its rule " + name + " is not the plan's";
    }
    if (told.verdict != now.verdict) {
        return name + " says " + std::string(nameOf(told.verdict)) + ", " + ground(told.rule) + std::string(nameOf(now.verdict));
    }
    if (!isSame(told.measured, now.measured) || told.sampleCount != now.sampleCount) {
        return name + " says " + formatPlain(told.measured.value_or(0)) + ", n " + formatCount(told.sampleCount) + ", " +
               ground(told.rule) + formatPlain(now.measured.value_or(0)) + ", n " + formatCount(now.sampleCount);
    }
    const bool areMargins = told.margin && now.margin && std::isfinite(*now.margin); // JSON knows no infinite one
    return areMargins && !isSame(told.margin, now.margin) ? "the margin of " + name + " does not follow from what was measured"
                                                          : "";
}

/// An earlier version did not keep what it asked at a load's end. What it asked while the load went on binds all the same: more
/// values can only make the worst one worse.
std::string partlyKnownFault(const ThresholdResult& told, const ThresholdResult& now)
{
    const bool isOfWorst = told.rule.target.aggregate.kind != AggregateKind::Avg;
    const bool isMissed = isOfWorst && (now.verdict == RuleVerdict::Failed || now.verdict == RuleVerdict::Warned);
    const bool isLess = told.sampleCount < now.sampleCount || (isMissed && told.verdict == RuleVerdict::Passed);
    return isLess ? thresholdFault(told, now) : "";
}

/// Earlier versions judged every second of a gauge of which they stored merges of ten (`every_s` was not told): its value is
/// proven, and that its bounds and average are within what the merges say.
std::string gaugeFault(const Json& told, const GaugeSpan& stored, const std::string& name)
{
    const auto isWithin = [](const Json& number, double from, double to) {
        const auto slack = [](double bound) { return kSame * std::max(1.0, std::fabs(bound)); };
        return !number.is_number() || (number.get<double>() >= from - slack(from) && number.get<double>() <= to + slack(to));
    };
    const Json& least = memberAt(told, "min");
    const Json& most = memberAt(told, "max");
    const bool isAverageWithin = isWithin(memberAt(told, "avg"), least.is_number() ? least.get<double>() : stored.min,
                                          most.is_number() ? most.get<double>() : stored.max);
    return !isWithin(memberAt(told, "value"), stored.last, stored.last) ? name + " value"
           : !isWithin(least, stored.min, stored.max)                   ? name + " min"
           : !isWithin(most, stored.min, stored.max)                    ? name + " max"
           : !isAverageWithin                                           ? name + " avg"
                                                                        : "";
}

/// Where figures that are told differ from those of the frames; what only one of them has is of another version.
std::string figuresFault(const Json& told, const Json& now, const std::string& name)
{
    if (told.is_number() && now.is_number()) {
        return isSame(told.get<double>(), now.get<double>()) ? "" : name;
    }
    if (!told.is_object() || !now.is_object()) {
        return {};
    }
    for (const auto& [key, value] : told.items()) {
        std::string fault = now.contains(key) ? figuresFault(value, now[key], name.empty() ? key : name + " " + key) : "";
        if (!fault.empty()) {
            return fault;
        }
    }
    return {};
}

std::string metricsFault(const Json& told, const Json& now, const MetricTotals& totals)
{
    if (!told.is_object()) {
        return {};
    }
    for (const auto& [key, metric] : told.items()) {
        const Json& again = memberAt(now, key);
        const auto span = totals.gaugeSpan(key);
        const bool isOfSeconds = span && again.contains("every_s") && !metric.contains("every_s");
        std::string fault = isOfSeconds ? gaugeFault(metric, *span, key) : figuresFault(metric, again, key);
        if (!fault.empty()) {
            return fault;
        }
    }
    return {};
}

/// Checks and errors are counts of the frames.
std::string countsFault(const RunResult& told, const RunResult& now)
{
    std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> checks;
    std::map<std::pair<std::string, std::string>, std::uint64_t> errors;
    for (const CheckResult& check : now.checks) {
        checks[check.name] = {check.passes, check.fails};
    }
    for (const ErrorResult& error : now.errors) {
        errors[{error.errorClass, error.step}] += error.count;
    }
    for (const CheckResult& check : told.checks) {
        const auto found = checks.find(check.name);
        if (found == checks.end() || found->second != std::pair(check.passes, check.fails)) {
            return "its check `" + check.name + "` is not what its frames say";
        }
    }
    for (const ErrorResult& error : told.errors) {
        std::uint64_t& left = errors[{error.errorClass, error.step}];
        if (left < error.count) {
            return "its errors " + error.errorClass + " in " + error.step + " are not what its frames say";
        }
        left -= error.count;
    }
    const bool isAnyLeft = std::any_of(errors.begin(), errors.end(), [](const auto& each) { return each.second > 0; });
    return told.checks.size() == now.checks.size() && !isAnyLeft ? "" : "checks or errors of its frames are missing";
}

/// What of a run was judged again.
struct Derived
{
    std::string fault;
    std::size_t frames = 0;
    std::vector<std::string> leftOut; // rules that could not be
};

/// `now` is judged from the frames and samples; empty if the stored result follows from them.
std::string resultFault(const RunRecord& run, const TestPlan& test, RunResult now, const RunJudge& judge, bool areFindingsKept,
                        Derived& derived)
{
    const RunResult& told = run.result;
    if (told.thresholds.size() != now.thresholds.size() || told.load.size() != now.load.size()) {
        return "it has other rules or load targets than its plan";
    }
    for (std::size_t i = 0; i < told.thresholds.size(); ++i) {
        const ThresholdRule& rule = told.thresholds[i].rule;
        std::string fault = thresholdFault(told.thresholds[i], now.thresholds[i]);
        if (!fault.empty() && !rule.source.empty() && !areFindingsKept && isSameRule(rule, now.thresholds[i].rule)) {
            fault = partlyKnownFault(told.thresholds[i], now.thresholds[i]);
            if (fault.empty()) {
                derived.leftOut.push_back(nameOf(rule));
                now.thresholds[i] = told.thresholds[i];
            }
        }
        if (!fault.empty()) {
            return fault;
        }
    }
    if (std::string fault = countsFault(told, now); !fault.empty()) {
        return fault;
    }
    if (const std::string figure = metricsFault(told.metrics, now.metrics, judge.totals()); !figure.empty()) {
        return "its figure `" + figure + "` is not what its frames say";
    }
    const GeneratorResult& ran = told.generator;
    if (ran.limitedSeconds != now.generator.limitedSeconds || ran.loadSeconds != now.generator.loadSeconds ||
        ran.isLimited != now.generator.isLimited || ran.droppedIterations != now.generator.droppedIterations) {
        return "what it says of the load generator is not what its frames say";
    }
    for (std::size_t i = 0; i < told.load.size(); ++i) {
        if (told.load[i].isMet != now.load[i].isMet || !isSame(told.load[i].achieved, now.load[i].achieved)) {
            return "its load of " + told.load[i].target.metric + " is not what its frames say";
        }
    }
    // A stop by a person or a lost agent is no matter of frames, and never better than what they say.
    if (isCutShort(told.outcome)) {
        return {};
    }
    // What k6 says of its script (it threw, it refused its options) is in no frame, either, and proves nothing.
    if (test.k6 && told.outcome == RunOutcome::Inconclusive) {
        return {};
    }
    const std::string first(nameOf(now.outcome));
    for (const RunEnding ending : {RunEnding::Completed, RunEnding::StoppedByRule}) {
        decideRun(now, run.kind, judge.totals().frameCount() > 0, ending, run.whyEnded);
        if (now.outcome == told.outcome) {
            return {};
        }
    }
    return "its outcome is " + std::string(nameOf(told.outcome)) + ", its frames say " + first;
}

/// What a source is said to have covered, against the spans in which it answered.
std::string coverageFault(const SourceFindingsByQuery& findings, const std::vector<SourceSpan>& spans, const RunRecord& run)
{
    constexpr double kSpanSlack = 0.01; // spans are kept in milliseconds, loads may last a second
    for (const auto& [query, found] : findings) {
        if (!found.covered || !run.result.loadSpan) {
            continue;
        }
        const Coverage coverage = coverageOf(spans, run.id, querySource(query), *run.result.loadSpan);
        if (*found.covered > coverage.share() + kSpanSlack) {
            return "a source is said to have answered for " + formatNumber(*found.covered * 100, 0) +
                   "\u00a0% of its load, its spans say " + formatNumber(coverage.share() * 100, 0) + "\u00a0%";
        }
    }
    return {};
}

/// nullopt: an earlier version did not keep them.
Result<std::optional<SourceFindingsByQuery>> keptFindings(const Dossier& dossier, std::int64_t run)
{
    const auto snapshots = dossier.snapshots(run);
    if (!snapshots) {
        return fail(snapshots.error());
    }
    for (auto one = snapshots->rbegin(); one != snapshots->rend(); ++one) {
        if (one->source == kQueriesSource && one->moment == kWholeLoad) {
            auto findings = sourceFindingsFrom(one->content);
            return findings ? Result(std::optional(*std::move(findings))) : fail(findings.error());
        }
    }
    return std::optional<SourceFindingsByQuery>();
}

bool wasStopped(const RunResult& told)
{
    const std::string byRule = endingSentence(RunEnding::StoppedByRule, "");
    return isCutShort(told.outcome) || std::any_of(told.reasons.begin(), told.reasons.end(),
                                                   [&](const std::string& reason) { return reason.starts_with(byRule); });
}

Result<Derived> derive(const Dossier& dossier, const RunRecord& run, const Plan& plan, const TestPlan& test)
{
    Derived derived;
    RunRules rules = rulesFor(plan, test, run.kind);
    rules.isRehearsal = rules.isRehearsal || run.isRehearsal;
    RunJudge judge(std::move(rules));
    std::set<Sample> samples;
    std::map<std::pair<std::string, std::string>, std::int64_t> missing; // by class and step: how many have rows
    auto read = dossier.readFrames(run.id, 0, [&](const Frame& frame) {
        judge.add(frame);
        ++derived.frames;
        for (const ErrorCount& error : frame.errors) {
            samples.emplace(error.errorClass, error.step, error.sample);
            const bool isKept = !error.sample.empty() && error.sample.size() <= kMaxSampleBytes;
            std::int64_t& count = missing[{error.errorClass, error.step}];
            count = std::min(count + (isKept ? 1 : 0), kSamplesPerErrorAndStep);
        }
    });
    const auto kept = dossier.errorSamples(run.id);
    const auto values = dossier.sourceSamples(run.id);
    const bool hasQueries = std::any_of(run.result.thresholds.begin(), run.result.thresholds.end(),
                                        [](const ThresholdResult& each) { return !each.rule.source.empty(); });
    const auto findings = hasQueries ? keptFindings(dossier, run.id)
                                     : Result<std::optional<SourceFindingsByQuery>>(std::optional<SourceFindingsByQuery>());
    const auto spans = hasQueries ? dossier.sourceSpans() : Result(std::vector<SourceSpan>{});
    if (!read || !kept || !values || !findings || !spans) {
        return fail(!read     ? read.error()
                    : !kept   ? kept.error()
                    : !values ? values.error()
                    : !spans  ? spans.error()
                              : findings.error());
    }
    for (const SourceSample& value : *values) {
        judge.addSample(value);
    }
    const SourceFindingsByQuery found = findings->value_or(SourceFindingsByQuery{});
    derived.fault = coverageFault(found, *spans, run);
    if (derived.fault.empty()) {
        // A run that was stopped or lost is judged over the seconds that it had; development versions divided by the whole plan.
        for (const RunEnding ending : {RunEnding::Completed, RunEnding::StoppedByPerson}) {
            derived.leftOut.clear();
            RunResult now = judge.judge(ending, run.whyEnded, run.result.verifications, found);
            const std::string fault = resultFault(run, test, std::move(now), judge, findings->has_value(), derived);
            // Judged as it did not end, figures differ that nobody changed.
            const bool isAsItEnded = (ending != RunEnding::Completed) == wasStopped(run.result);
            derived.fault = fault.empty() || derived.fault.empty() || isAsItEnded ? fault : derived.fault;
            if (fault.empty() || !judge.totals().isCutShort()) {
                break;
            }
        }
    }
    for (const ErrorSample& sample : *kept) {
        if (derived.fault.empty() && !samples.contains({sample.errorClass, sample.step, sample.text})) {
            derived.fault = "a sample of " + sample.errorClass + " in " + sample.step + " stands in none of its frames";
        }
        --missing[{sample.errorClass, sample.step}];
    }
    for (const auto& [of, count] : missing) {
        if (derived.fault.empty() && count != 0) {
            derived.fault = "samples of " + of.first + " in " + of.second + " are " + (count > 0 ? "missing" : "too many");
        }
    }
    return derived;
}

} // namespace

Result<VerifyLine> verdictsLine(const Dossier& dossier, const AuditFacts& audit)
{
    auto records = dossier.plans();
    const auto runs = dossier.runs();
    if (!records || !runs) {
        return fail(!records ? records.error() : runs.error());
    }
    Plans plans(std::move(*records));
    std::vector<std::string> faults;
    std::vector<std::string> unread;
    std::vector<std::string> leftOut;
    std::size_t judged = 0;
    std::size_t frames = 0;
    for (const RunRecord& run : *runs) {
        const std::string name = "run " + std::to_string(run.id);
        const auto facts = audit.runs.find(run.id);
        if (!run.endedAt || facts == audit.runs.end()) {
            continue; // under way, or in no audit row: another line's fault
        }
        const Plan* plan = plans.planOf(run.planSha256, stringAt(facts->second.began, "resolved_sha256"));
        const TestPlan* test = plan == nullptr ? nullptr : plan->test(run.testId);
        if (test == nullptr) {
            unread.push_back(name);
            continue;
        }
        const auto derived = derive(dossier, run, *plan, *test);
        if (!derived && derived.error().kind != Error::Kind::Invalid) {
            return fail(derived.error());
        }
        const std::string fault = derived ? derived->fault : derived.error().message;
        if (!fault.empty()) {
            faults.push_back(name + ": " + fault);
            continue;
        }
        ++judged;
        frames += derived->frames;
        if (!derived->leftOut.empty()) {
            leftOut.push_back(join(derived->leftOut, ", ") + " of " + name);
        }
    }
    std::string detail = join(faults, "; ");
    if (faults.empty()) {
        detail = countedOf(judged, judged + unread.size(), "runs judged again") + " from " + formatCount(frames) + " frames";
        detail += leftOut.empty() ? ""
                                  : "; not judged again: " + join(leftOut, "; ") +
                                        " (what was asked at the load's end was not kept by the version that ran it)";
        detail += unread.empty()
                      ? ""
                      : "; the plan of " + join(unread, ", ") + " cannot be read by this version: what it showed is not proven";
    }
    return VerifyLine{"Verdicts", std::move(detail), faults.empty() && unread.empty()};
}

} // namespace holdpoint
