// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/rejudge.h"

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/dossier/sample_limits.h"
#include "core/plan/plan_reader.h"
#include "core/verdict/run_decision.h"

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

std::string thresholdFault(const ThresholdResult& told, const ThresholdResult& now)
{
    if (!told.rule.source.empty()) {
        return {};
    }
    const std::string name = nameOf(told.rule);
    if (!isSameRule(told.rule, now.rule)) {
        return "its rule " + name + " is not the plan's";
    }
    if (told.verdict != now.verdict) {
        return name + " says " + std::string(nameOf(told.verdict)) + ", its frames say " + std::string(nameOf(now.verdict));
    }
    return isSame(told.measured, now.measured) && told.sampleCount == now.sampleCount
               ? ""
               : name + " says " + formatPlain(told.measured.value_or(0)) + ", n " + formatCount(told.sampleCount) +
                     ", its frames say " + formatPlain(now.measured.value_or(0)) + ", n " + formatCount(now.sampleCount);
}

/// `now` is judged from the frames; empty if the stored result follows from them.
std::string resultFault(const RunRecord& run, const TestPlan& test, RunResult now, const RunJudge& judge)
{
    const RunResult& told = run.result;
    if (told.thresholds.size() != now.thresholds.size() || told.load.size() != now.load.size()) {
        return "it has other rules or load targets than its plan";
    }
    for (std::size_t i = 0; i < told.thresholds.size(); ++i) {
        if (std::string fault = thresholdFault(told.thresholds[i], now.thresholds[i]); !fault.empty()) {
            return fault;
        }
        if (!told.thresholds[i].rule.source.empty()) {
            now.thresholds[i] = told.thresholds[i];
        }
    }
    for (std::size_t i = 0; i < told.load.size(); ++i) {
        if (told.load[i].isMet != now.load[i].isMet || !isSame(told.load[i].achieved, now.load[i].achieved)) {
            return "its load of " + told.load[i].target.metric + " is not what its frames say";
        }
    }
    // A stop by a person or a lost agent is no matter of frames, and never better than what they say.
    if (told.outcome == RunOutcome::Aborted || told.outcome == RunOutcome::Interrupted) {
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

struct Derived
{
    std::string fault;
    std::size_t frames = 0;
};

Result<Derived> derive(const Dossier& dossier, const RunRecord& run, const Plan& plan, const TestPlan& test)
{
    Derived derived;
    RunJudge judge(rulesFor(plan, test, run.kind));
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
    if (!read || !kept || !values) {
        return fail(!read ? read.error() : !kept ? kept.error() : values.error());
    }
    for (const SourceSample& value : *values) {
        judge.addSample(value);
    }
    derived.fault = resultFault(run, test, judge.judge(RunEnding::Completed, run.whyEnded, run.result.verifications), judge);
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
    }
    std::string detail = join(faults, "; ");
    if (faults.empty()) {
        detail = countedOf(judged, judged + unread.size(), "runs judged again") + " from " + formatCount(frames) + " frames";
        detail += unread.empty() ? "" : "; the plan of " + join(unread, ", ") + " cannot be read by this version";
    }
    return VerifyLine{"Verdicts", std::move(detail), faults.empty()};
}

} // namespace holdpoint
