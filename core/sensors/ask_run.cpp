// SPDX-License-Identifier: GPL-3.0-or-later
// `run`: figures, thresholds, load, errors and verifications of the runs that the record keeps.
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/checklist/run_facts.h"
#include "core/checklist/run_history.h"
#include "core/sensors/askers.h"

#include <algorithm>

namespace holdpoint {

namespace {

/// One run's part of the answer: a value with its row, why there is none, or (default) that it does not measure this.
struct Part
{
    Json value;
    Json row;
    std::string unknown;
};

const RunRecord* newestOf(const AskContext& context, const std::string& test, RunKind kind)
{
    if (kind == RunKind::Load) {
        const RunRecord* run = decidingRun(context.inputs.runs, test);
        return run != nullptr && isFinished(*run) ? run : nullptr;
    }
    const auto& runs = context.inputs.runs; // dry runs and baselines count for their own plan text only
    const auto found = std::find_if(runs.rbegin(), runs.rend(), [&](const RunRecord& run) {
        return run.testId == test && run.kind == kind && run.isCounting && isFinished(run) &&
               run.planSha256 == context.plan.sha256;
    });
    return found == runs.rend() ? nullptr : &*found;
}

/// "failed" before "no_data" before "warned" before the rest.
int rankOf(RuleVerdict verdict)
{
    switch (verdict) {
    case RuleVerdict::Failed:
        return 3;
    case RuleVerdict::NoData:
        return 2;
    case RuleVerdict::Warned:
        return 1;
    case RuleVerdict::Passed:
    case RuleVerdict::NotJudged:
        break;
    }
    return 0;
}

Part figureOf(const RunRecord& run, const Json& spec)
{
    const auto expression = parseExpression(stringAt(spec, "aggregate", "rate") + "<0");
    if (!expression) {
        return {{},
                {},
                "`aggregate: " + shortened(stringAt(spec, "aggregate"), 40) +
                    "` is none of count, rate, min, max, avg, med, p(95)"};
    }
    RunFact fact;
    fact.metric = stringAt(spec, "metric");
    fact.expect = *expression;
    const Measurement measured = measure(fact, run);
    return measured.value ? Part{*measured.value, Json{{"value", *measured.value}, {"n", measured.sampleCount}}, {}} : Part{};
}

Part thresholdOf(const RunRecord& run, const std::string& metric)
{
    const ThresholdResult* worst = nullptr;
    for (const ThresholdResult& each : run.result.thresholds) {
        if ((each.rule.metric == metric || each.rule.id == metric) &&
            (worst == nullptr || rankOf(each.verdict) > rankOf(worst->verdict))) {
            worst = &each;
        }
    }
    if (worst == nullptr) {
        return {};
    }
    if (worst->verdict == RuleVerdict::NoData || worst->verdict == RuleVerdict::NotJudged) {
        return {{}, {}, worst->sentence.empty() ? "the threshold on " + metric + " has no data" : worst->sentence};
    }
    Json row{{"value", nameOf(worst->verdict)}, {"n", worst->sampleCount}, {"sentence", worst->sentence}};
    if (worst->measured) {
        row["measured"] = *worst->measured;
    }
    if (worst->margin) {
        row["margin"] = *worst->margin;
    }
    return {std::string(nameOf(worst->verdict)), std::move(row), {}};
}

Part loadOf(const RunRecord& run, const std::string& metric)
{
    Json rows = Json::array();
    bool isMet = true;
    for (const LoadResult& each : run.result.load) {
        if (metric == "*" || each.target.metric == metric) {
            isMet = isMet && each.isMet;
            rows.push_back(Json{{"metric", each.target.metric},
                                {"met", each.isMet},
                                {"achieved", each.achieved ? Json(*each.achieved) : Json()},
                                {"sentence", each.sentence}});
        }
    }
    return rows.empty() ? Part{} : Part{isMet, Json{{"value", isMet}, {"targets", rows}}, {}};
}

Part errorsOf(const RunRecord& run, const std::string& errorClass)
{
    std::uint64_t count = 0;
    Json first;
    for (const ErrorResult& each : run.result.errors) {
        if (errorClass == "*" || each.errorClass == errorClass) {
            count += each.count;
            first = first.is_null() ? Json{{"class", each.errorClass},
                                           {"step", each.step},
                                           {"message", shortened(each.message, 200)},
                                           {"at", formatUtcSeconds(each.firstAt)}}
                                    : first;
        }
    }
    return {count, Json{{"value", count}, {"first", first}}, {}};
}

Part verifiedBy(const RunRecord& run, const std::string& pattern)
{
    Json rows = Json::array();
    RuleVerdict worst = RuleVerdict::Passed;
    std::string sentence;
    for (const VerificationResult& each : run.result.verifications) {
        if (!matchesWildcard(pattern, each.name)) {
            continue;
        }
        const bool isOpen = each.verdict == RuleVerdict::NoData || each.verdict == RuleVerdict::NotJudged;
        const RuleVerdict verdict = isOpen ? RuleVerdict::NoData : each.verdict;
        if (rankOf(verdict) > rankOf(worst)) {
            worst = verdict;
            sentence = each.sentence.empty() ? "verification \"" + each.name + "\" has no answer" : each.sentence;
        }
        rows.push_back(Json{
            {"name", each.name}, {"expected", each.expected}, {"measured", each.measured}, {"verdict", nameOf(each.verdict)}});
    }
    if (worst == RuleVerdict::NoData) {
        return {{}, {}, sentence};
    }
    return rows.empty() ? Part{} : Part{std::string(nameOf(worst)), Json{{"value", nameOf(worst)}, {"verifications", rows}}, {}};
}

/// What is asked of each run, in words for what no run has; empty: only of how the runs went.
std::string subjectOf(const Json& spec)
{
    for (const char* key : {"metric", "threshold", "load", "errors", "verify"}) {
        if (const std::string what = stringAt(spec, key); !what.empty()) {
            return std::string(key) + " " + what;
        }
    }
    return {};
}

Part partOf(const RunRecord& run, const Json& spec)
{
    if (spec.contains("metric")) {
        return figureOf(run, spec);
    }
    if (spec.contains("threshold")) {
        return thresholdOf(run, stringAt(spec, "threshold"));
    }
    if (spec.contains("load")) {
        return loadOf(run, stringAt(spec, "load"));
    }
    return spec.contains("errors") ? errorsOf(run, stringAt(spec, "errors")) : verifiedBy(run, stringAt(spec, "verify"));
}

/// The worse of two values: a number by `pick`, a verdict by its rank, a truth if it is false.
Json combined(const Json& before, const Json& next, const std::string& pick)
{
    if (before.is_null()) {
        return next;
    }
    if (next.is_boolean()) {
        return before.get<bool>() && next.get<bool>();
    }
    if (next.is_string()) {
        const auto rank = [](const Json& word) {
            const auto verdict = ruleVerdictFrom(word.get_ref<const std::string&>());
            return verdict ? rankOf(*verdict) : 0;
        };
        return rank(next) > rank(before) ? next : before;
    }
    const double a = before.get<double>();
    const double b = next.get<double>();
    return pick == "min" ? std::min(a, b) : pick == "sum" ? a + b : std::max(a, b);
}

/// How the runs of these tests stand.
Json standingOf(const AskContext& context, const std::vector<std::string>& tests, RunKind kind)
{
    const auto isNamed = [&tests](const RunRecord& run) {
        return std::find(tests.begin(), tests.end(), run.testId) != tests.end();
    };
    const auto& runs = context.inputs.runs;
    Json answer{{"tests", tests.size()}, {"under_way", std::count_if(runs.begin(), runs.end(), [&](const RunRecord& run) {
                                              return isNamed(run) && !run.endedAt;
                                          })}};
    std::map<RunOutcome, std::size_t> outcomes;
    std::size_t finished = 0;
    std::optional<WallTime> last;
    for (const std::string& test : tests) {
        if (const RunRecord* run = newestOf(context, test, kind); run != nullptr) {
            ++finished;
            ++outcomes[run->result.outcome];
            last = std::max(last.value_or(*run->endedAt), *run->endedAt);
        }
    }
    answer["finished"] = finished;
    for (const RunOutcome outcome : {RunOutcome::Passed, RunOutcome::Warned, RunOutcome::Failed, RunOutcome::Inconclusive}) {
        answer[std::string(nameOf(outcome))] = outcomes[outcome];
    }
    if (last) {
        answer["ended_at"] = std::chrono::floor<std::chrono::seconds>(last->time_since_epoch()).count();
    }
    answer["value"] = finished;
    return answer;
}

} // namespace

Answer<Json> askRun(const AskContext& context, const Json& spec)
{
    if (spec.contains("worse_than")) {
        const std::string reference = stringAt(spec, "worse_than");
        return reference.empty() || !context.inputs.worseThan
                   ? Answer<Json>(
                         unknown(Unknown::Kind::NotConfigured, "no dossier of the release before is named to compare with"))
                   : context.inputs.worseThan(besidePlan(context.plan, reference));
    }
    const std::string of = stringAt(spec, "of", "load");
    const auto kind = runKindFrom(of);
    if (!kind || (*kind != RunKind::Load && *kind != RunKind::Baseline && *kind != RunKind::DryRun)) {
        return malformed("`of: " + shortened(of, 40) + "` is none of load, baseline, dry-run");
    }
    std::vector<std::string> all;
    for (const TestPlan& test : context.plan.tests) {
        all.push_back(test.id);
    }
    std::vector<std::string> tests;
    for (const std::string& word : wordsOf(memberAt(spec, "run"))) {
        if (word == "*") {
            tests = all;
        } else if (std::find(all.begin(), all.end(), word) == all.end()) {
            return unknown(Unknown::Kind::NotConfigured,
                           "the plan has no test `" + shortened(word, 60) + "`" + didYouMean(word, all));
        } else {
            tests.push_back(word);
        }
    }
    const std::string subject = subjectOf(spec);
    if (subject.empty()) {
        return standingOf(context, tests, *kind);
    }
    const std::string pick = stringAt(spec, "pick", spec.contains("errors") ? "sum" : "max");
    Json value;
    Json rows = Json::array();
    bool hasRun = false;
    for (const std::string& test : tests) {
        const RunRecord* run = newestOf(context, test, *kind);
        if (run == nullptr) {
            continue;
        }
        hasRun = true;
        if (!isConclusive(*run)) {
            return unknown(Unknown::Kind::NoData, whyInconclusive(*run));
        }
        Part part = partOf(*run, spec);
        if (!part.unknown.empty()) {
            return unknown(Unknown::Kind::NoData, part.unknown + " (run " + std::to_string(run->id) + ")");
        }
        if (part.value.is_null()) {
            continue; // this test does not measure it
        }
        value = combined(value, part.value, pick);
        part.row["test"] = test;
        part.row["run"] = run->id;
        rows.push_back(std::move(part.row));
    }
    if (!hasRun) {
        return {};
    }
    if (rows.empty()) {
        return unknown(Unknown::Kind::NoData, "no run has " + subject);
    }
    Json answer = rows.size() == 1 ? rows.front() : Json::object();
    answer["value"] = std::move(value);
    answer["runs"] = std::move(rows);
    return answer;
}

} // namespace holdpoint
