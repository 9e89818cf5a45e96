// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/optimisations.h"

#include "core/analysis/compare_family.h"
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/report/comparison_cache.h"

#include <algorithm>
#include <set>

namespace holdpoint {

namespace {

constexpr std::size_t kMostText = 4000;

bool isProof(const RunRecord& run)
{
    const RunOutcome outcome = run.result.outcome;
    return decidesTest(run.kind) && run.isCounting && run.endedAt &&
           (outcome == RunOutcome::Passed || outcome == RunOutcome::Warned || outcome == RunOutcome::Failed);
}

} // namespace

Json toJson(const Optimisation& optimisation)
{
    return Json{{"what", optimisation.what},       {"why", optimisation.why},
                {"link", optimisation.link},       {"expected", optimisation.expected},
                {"finding", optimisation.finding}, {"box", optimisation.box},
                {"tests", optimisation.tests},     {"applied_at", formatUtc(optimisation.at)}};
}

Result<LogEntry> logEntryOf(const Optimisation& optimisation)
{
    if (trimmed(optimisation.what).empty()) {
        return fail(Error::Kind::Invalid, "an optimisation needs a sentence that says what was changed");
    }
    for (const std::string* text : {&optimisation.what, &optimisation.why, &optimisation.link, &optimisation.expected}) {
        if (text->size() > kMostText) {
            return fail(Error::Kind::Invalid, "a text of an optimisation has at most 4,000 bytes; put the rest behind a link");
        }
    }
    LogEntry entry;
    entry.kind = kLogOptimisation;
    entry.ref = optimisation.ref;
    entry.content = toJson(optimisation);
    entry.by = optimisation.by;
    return entry;
}

std::vector<Optimisation> optimisationsIn(const std::vector<LogEntry>& entries)
{
    std::vector<Optimisation> found;
    for (const LogEntry& entry : entries) {
        if (entry.kind != kLogOptimisation) {
            continue;
        }
        Optimisation one;
        one.ref = entry.ref;
        one.by = entry.by;
        const auto at = parseUtc(stringAt(entry.content, "applied_at"));
        one.at = at ? std::min(*at, entry.at) : entry.at; // nobody knows of what is still to come
        one.row = entry.row;
        one.what = stringAt(entry.content, "what");
        one.why = stringAt(entry.content, "why");
        one.link = stringAt(entry.content, "link");
        one.expected = stringAt(entry.content, "expected");
        one.finding = stringAt(entry.content, "finding");
        one.box = stringAt(entry.content, "box");
        if (const Json& tests = memberAt(entry.content, "tests"); tests.is_array()) {
            for (const Json& test : tests) {
                if (test.is_string()) {
                    one.tests.push_back(test.get<std::string>());
                }
            }
        }
        found.push_back(std::move(one));
    }
    std::stable_sort(found.begin(), found.end(), [](const Optimisation& a, const Optimisation& b) { return a.at < b.at; });
    return found;
}

void addOptimisationsTo(std::vector<ItemChange>& changes, const std::vector<std::int64_t>& changeRows,
                        const std::vector<Optimisation>& all, const ChecklistTemplate& definition)
{
    std::vector<const Optimisation*> told;
    for (const Optimisation& one : all) {
        const ItemDefinition* item = definition.item(one.box);
        if (item != nullptr && item->section == "12") {
            told.push_back(&one);
        }
    }
    std::sort(told.begin(), told.end(), [](const Optimisation* a, const Optimisation* b) { return a->row > b->row; });
    for (const Optimisation* one : told) { // from the end, so that the places before stay what they are
        const auto earlier = std::lower_bound(changeRows.begin(), changeRows.end(), one->row) - changeRows.begin();
        ItemChange change;
        change.item = one->box;
        change.state = ItemState::Pass;
        change.value = one->what;
        change.reason = one->why;
        change.by = one->by;
        change.at = one->at;
        changes.insert(changes.begin() + std::min(earlier, static_cast<std::ptrdiff_t>(changes.size())), std::move(change));
    }
}

std::string figureSentence(const ComparedFigure& figure)
{
    const auto value = [&](double number) {
        return figure.unit == "ms" ? formatMillis(number)
                                   : formatNumber(number, figure.unit == "%" ? 3 : 2) + "\u00a0" + figure.unit;
    };
    const auto change = [&](double number) {
        const double shown = figure.isRelative ? 100 * number : number;
        return (shown > 0 ? "+" : "") + formatNumber(shown, figure.isRelative ? 1 : figure.unit == "%" ? 3 : 2);
    };
    const std::string unit = figure.isRelative ? "\u00a0%" : figure.unit == "%" ? " points" : "\u00a0" + figure.unit;
    const std::string together = figure.family > 1 ? " of " + std::to_string(figure.family) + " figures" : "";
    return figure.figure + " of " + figure.metric + ": " + value(figure.a) + " to " + value(figure.b) + ", " +
           change(figure.difference) + unit + " (95\u00a0%" + together + ": " + change(figure.low) + " to " +
           change(figure.high) + "), " + std::string(nameOf(figure.verdict)) + (figure.why.empty() ? "" : ": " + figure.why);
}

Json toJson(const OptimisationReport& report)
{
    Json json = toJson(report.entry);
    json["ref"] = report.entry.ref;
    json["by"] = report.entry.by.name;
    json["before_after"] = Json::array();
    for (const BeforeAfter& test : report.tests) {
        Json figures = Json::array();
        for (const ComparedFigure& figure : test.figures) {
            figures.push_back(toJson(figure));
        }
        json["before_after"].push_back({{"test", test.test},
                                        {"before", test.before ? Json(test.before->id) : Json()},
                                        {"after", test.after ? Json(test.after->id) : Json()},
                                        {"together_with", test.together},
                                        {"verdict", nameOf(test.verdict())},
                                        {"why", test.why},
                                        {"figures", std::move(figures)}});
    }
    return json;
}

ComparedFigure::Verdict BeforeAfter::verdict() const
{
    using Verdict = ComparedFigure::Verdict;
    for (const Verdict wanted : {Verdict::Worse, Verdict::Better, Verdict::Same}) {
        if (std::any_of(figures.begin(), figures.end(),
                        [wanted](const ComparedFigure& each) { return each.verdict == wanted; })) {
            return wanted;
        }
    }
    return Verdict::Unknown;
}

std::vector<BeforeAfter> beforeAfterOf(const Dossier& dossier, const std::vector<RunRecord>& runs,
                                       const std::vector<Optimisation>& all, const Optimisation& one)
{
    std::set<std::string> tests(one.tests.begin(), one.tests.end());
    for (const RunRecord& run : tests.empty() ? runs : std::vector<RunRecord>{}) {
        if (isProof(run)) {
            tests.insert(run.testId);
        }
    }
    std::vector<BeforeAfter> found;
    for (const std::string& test : tests) {
        BeforeAfter pair;
        pair.test = test;
        // Until the first later optimisation that a run of this test lies before: what came in between is shown by the same run.
        std::optional<WallTime> until;
        for (const Optimisation& other : all) {
            if (other.ref == one.ref || other.at < one.at) {
                continue;
            }
            const bool isTestedBefore = std::any_of(runs.begin(), runs.end(), [&](const RunRecord& run) {
                return run.testId == test && isProof(run) && run.startedAt >= one.at && run.startedAt < other.at;
            });
            if (isTestedBefore) {
                until = until ? std::min(*until, other.at) : other.at;
            }
        }
        for (const RunRecord& run : runs) {
            if (run.testId != test || !isProof(run)) {
                continue;
            }
            if (run.startedAt < one.at) {
                pair.before = run;
            } else if (!until || run.startedAt < *until) {
                pair.after = run;
            }
        }
        for (const Optimisation& other : all) {
            const bool isBetween =
                pair.before && pair.after && other.at > pair.before->startedAt && other.at <= pair.after->startedAt;
            if (other.ref != one.ref && isBetween) {
                pair.together.push_back(other.ref);
            }
        }
        if (!pair.before) {
            pair.why = "no run of this test from before it proves anything";
        } else if (!pair.after) {
            pair.why = "not tested again since";
        } else if (auto compared = comparedOnce(dossier, *pair.before, *pair.after)) {
            pair.figures = std::move(compared->figures);
            std::erase_if(pair.figures,
                          [](const ComparedFigure& each) { return each.figure != "p(95)" && each.figure != "rate"; });
            judgeAsFamily(pair.figures);
        } else {
            pair.why = compared.error().message;
        }
        found.push_back(std::move(pair));
    }
    return found;
}

} // namespace holdpoint
