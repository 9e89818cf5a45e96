// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/reference_runs.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "core/checklist/preparation_rules.h"
#include "core/report/run_comparison.h"

#include <algorithm>
#include <map>

namespace holdpoint {

namespace {

constexpr double kLeastRegression = 0.1;
constexpr std::size_t kResamples = 400; // the interval's ends move by less than its own noise

/// The newest run of each test that counts and has proven something.
std::map<std::string, const RunRecord*> newestByTest(const std::vector<RunRecord>& runs)
{
    std::map<std::string, const RunRecord*> newest;
    for (const RunRecord& run : runs) {
        const bool isConclusive = run.result.outcome == RunOutcome::Passed || run.result.outcome == RunOutcome::Warned ||
                                  run.result.outcome == RunOutcome::Failed;
        if (decidesTest(run.kind) && run.isCounting && run.endedAt && isConclusive) {
            newest[run.testId] = &run;
        }
    }
    return newest;
}

} // namespace

Answer<Json> worseThanReference(const std::filesystem::path& own, const std::filesystem::path& reference)
{
    std::error_code ignored;
    if (!std::filesystem::exists(reference, ignored)) { // opening would make it
        return unknown(Unknown::Kind::NotFound, "there is no dossier " + reference.string());
    }
    const auto now = Dossier::openReadOnly(own);
    const auto before = Dossier::openReadOnly(reference);
    if (!now || !before) {
        return unknown(Unknown::Kind::NotFound, (!now ? now.error() : before.error()).message);
    }
    const auto runsNow = (*now)->runs();
    const auto runsBefore = (*before)->runs();
    if (!runsNow || !runsBefore) {
        return unknown(Unknown::Kind::NotFound, (!runsNow ? runsNow.error() : runsBefore.error()).message);
    }
    const auto newestNow = newestByTest(*runsNow);
    const auto newestBefore = newestByTest(*runsBefore);
    if (newestNow.empty()) {
        return {}; // waits for a load run
    }
    Json steps = Json::array();
    Json notCompared = Json::array();
    std::size_t compared = 0;
    for (const auto& [test, run] : newestNow) {
        const auto old = newestBefore.find(test);
        const auto a = old == newestBefore.end() ? Result<ComparedRun>(fail(Error::Kind::NotFound, "no run in the reference"))
                                                 : comparedRun(**before, *old->second);
        const auto b = comparedRun(**now, *run);
        if (!a || !b) {
            notCompared.push_back(test + ": " + (!a ? a.error() : b.error()).message);
            continue;
        }
        for (const ComparedFigure& figure : compareRuns(*a, *b, {1, kResamples})) {
            if (figure.figure != "p(95)" || figure.verdict == ComparedFigure::Verdict::Unknown) {
                continue;
            }
            ++compared;
            if (figure.verdict == ComparedFigure::Verdict::Worse && figure.difference > kLeastRegression) {
                steps.push_back(Json{{"test", test},
                                     {"metric", figure.metric},
                                     {"before_ms", figure.a},
                                     {"now_ms", figure.b},
                                     {"percent", 100 * figure.difference}});
            }
        }
    }
    if (compared == 0) {
        return unknown(Unknown::Kind::NoData, "no p(95) of this release can be compared with " + reference.filename().string() +
                                                  (notCompared.empty() ? std::string(": too few samples")
                                                                       : ": " + notCompared.front().get<std::string>()));
    }
    return Json{{"worse", steps.size()}, {"compared", compared}, {"steps", steps}, {"not_compared", notCompared}};
}

Result<std::optional<Hint>> baselineComparison(const Dossier& dossier, std::int64_t run)
{
    const auto runs = dossier.runs();
    const auto hints = dossier.hints();
    const auto changes = dossier.itemChanges();
    if (!runs || !hints || !changes) {
        return fail(!runs ? runs.error() : !hints ? hints.error() : changes.error());
    }
    const auto own = std::find_if(runs->begin(), runs->end(), [run](const RunRecord& each) { return each.id == run; });
    const bool isBaseline = own != runs->end() && own->kind == RunKind::Baseline && own->endedAt;
    const RunRecord* before = isBaseline ? acceptedBaselineBefore(*runs, *hints, *changes, *own) : nullptr;
    if (before == nullptr) {
        return std::optional<Hint>();
    }
    const std::string name = "run " + std::to_string(before->id);
    Hint hint;
    hint.rule = kBaselineRule;
    const auto a = comparedRun(dossier, *before);
    const auto b = comparedRun(dossier, *own);
    if (!a || !b) {
        hint.sentence = (!a ? a.error() : b.error()).message;
        return std::optional(hint);
    }
    Json worse = Json::array();
    std::size_t compared = 0;
    std::string first;
    for (const ComparedFigure& figure : compareRuns(*a, *b, {1, kResamples})) {
        const bool isAsked =
            figure.unit == "ms" && (figure.figure == "p(50)" || figure.figure == "med" || figure.figure == "p(95)");
        if (!isAsked || figure.verdict == ComparedFigure::Verdict::Unknown) {
            continue;
        }
        ++compared;
        if (figure.verdict != ComparedFigure::Verdict::Worse || figure.difference <= kLeastRegression) {
            continue;
        }
        worse.push_back(
            Json{{"metric", figure.metric}, {"figure", figure.figure}, {"before_ms", figure.a}, {"now_ms", figure.b}});
        if (first.empty()) {
            first = figure.metric + " " + figure.figure + " " + formatMillis(figure.b) + ", was " + formatMillis(figure.a) +
                    " in " + name + " (" + formatNumber(100 * figure.difference, 0) + "\u00a0% more)";
        }
    }
    hint.numbers = Json{{"reference", before->id}, {"compared", compared}, {"worse", std::move(worse)}};
    const std::size_t count = hint.numbers["worse"].size();
    hint.state = compared == 0 ? Hint::State::Unknown : count == 0 ? Hint::State::Nothing : Hint::State::Found;
    hint.sentence = compared == 0 ? "no latency can be compared with " + name + ": too few samples, or too much noise"
                    : count == 0  ? std::to_string(compared) + " figures are no worse than in " + name
                    : count == 1
                        ? "worse than the last accepted baseline: " + first
                        : std::to_string(count) + " figures are worse than in the last accepted baseline, first " + first;
    return std::optional(hint);
}

} // namespace holdpoint
