// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/report_analysis.h"

#include "core/base/units.h"
#include "core/dossier/reading_stop.h"
#include "core/report/comparison_cache.h"
#include "core/report/report.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr int kMostDepth = 6; // of evidence: it holds what servers said
constexpr std::size_t kMostSpans = 50;
constexpr Nanos kLongestCompared = std::chrono::hours{2}; // reading its histograms takes a second or two

/// The table of operations that a look at Jaeger left in its evidence; nullptr without one.
const Json* operationsIn(const Json& json, int depth = 0)
{
    if (depth > kMostDepth || !(json.is_object() || json.is_array())) {
        return nullptr;
    }
    if (const Json& rows = memberAt(json, "operations");
        rows.is_array() && !rows.empty() && memberAt(rows.front(), "self_ms").is_number()) {
        return &rows;
    }
    for (const Json& each : json) {
        if (const Json* found = operationsIn(each, depth + 1)) {
            return found;
        }
    }
    return nullptr;
}

std::uint64_t countAt(const Json& json, std::string_view key)
{
    return static_cast<std::uint64_t>(std::max<std::int64_t>(0, integerAt(json, key)));
}

std::vector<SlowSpan> spansIn(const Evidence& evidence)
{
    std::vector<SlowSpan> spans;
    const auto json =
        evidence.detail.find("self_ms") == std::string::npos ? Result<Json>(Json()) : parseJson(evidence.detail, "evidence");
    const Json* rows = json ? operationsIn(*json) : nullptr;
    for (const Json& row : rows != nullptr ? *rows : Json::array()) {
        if (spans.size() < kMostSpans) {
            spans.push_back({stringAt(row, "service"), stringAt(row, "operation"), countAt(row, "count"), countAt(row, "failed"),
                             numberAt(row, "self_ms"), numberAt(row, "p95_ms"), numberAt(row, "share")});
        }
    }
    std::stable_sort(spans.begin(), spans.end(), [](const SlowSpan& a, const SlowSpan& b) { return a.selfMs > b.selfMs; });
    return spans;
}

/// The item that names slow spans comes first; a team's own checklist may have another.
SlowSpans slowSpansIn(const ChecklistView& checklist)
{
    SlowSpans found;
    std::vector<const ItemView*> items;
    for (const char* id : {"analysis.slow-spans", "analysis.high-latency-traces"}) {
        if (const ItemView* item = checklist.item(id)) {
            items.push_back(item);
        }
    }
    for (const ItemView& item : checklist.items) {
        items.push_back(&item);
    }
    for (const ItemView* item : items) {
        for (auto evidence = item->evidence.rbegin(); evidence != item->evidence.rend() && found.spans.empty(); ++evidence) {
            found.spans = spansIn(*evidence);
            if (!found.spans.empty()) {
                found.source = item->definition->id;
                found.at = evidence->at;
                return found;
            }
        }
    }
    const ItemView* asked = checklist.item("analysis.slow-spans");
    found.why = asked == nullptr          ? "the checklist asks for no traces"
                : !asked->reason.empty()  ? asked->reason
                : asked->evidence.empty() ? "no traces were read"
                                          : "the traces that were read show no slow operation";
    return found;
}

} // namespace

ReportAnalysis analysisOf(const Plan& plan, const std::vector<RunRecord>& runs, const std::vector<RunHints>& hints,
                          const ChecklistView& checklist)
{
    ReportAnalysis analysis;
    analysis.peaks = resourcePeaks(plan.thresholds, runs);
    analysis.bottlenecks = findBottlenecks(hints, analysis.peaks, runs);
    analysis.slowSpans = slowSpansIn(checklist);
    for (const RunHints& run : hints) {
        for (const Hint& hint : run.hints) {
            if (hint.rule == "M1") {
                analysis.memory.push_back({run.run, hint});
            }
        }
    }
    return analysis;
}

Result<> completeAnalysis(ReportAnalysis& analysis, const Dossier& dossier, const Plan& plan,
                          const std::vector<TestReport>& tests)
{
    analysis.baselines.clear();
    for (const TestReport& test : tests) {
        BaselineComparison baseline{test.id, test.title, std::nullopt, {}};
        const RunRecord* run = decidingRun(test.runs, test.id);
        const auto before = run == nullptr ? std::nullopt : newestBefore(test.runs, *run, RunKind::Baseline);
        if (run == nullptr) {
            baseline.why = "no run decides it yet";
        } else if (!before) {
            baseline.why = "no baseline of its plan text was run before run " + std::to_string(run->id);
        } else if (const Nanos took = *run->endedAt - run->startedAt; took > kLongestCompared) {
            const std::string id = std::to_string(run->id);
            baseline.why = "run " + id + " took " + formatDuration(std::chrono::round<Seconds>(took)) +
                           "; a report does not wait for the frames of more than " + formatDuration(kLongestCompared) +
                           ": `holdpointctl compare DOSSIER " + std::to_string(before->id) + " " + id + "` does";
        } else if (auto compared = comparedOnce(dossier, *before, *run)) {
            baseline.comparison = std::move(*compared);
        } else if (compared.error().kind == Error::Kind::Cancelled) {
            return fail(compared.error());
        } else {
            baseline.why = compared.error().message;
        }
        analysis.baselines.push_back(std::move(baseline));
    }
    auto study = capacityStudy(dossier, plan);
    if (!study && study.error().kind == Error::Kind::Cancelled) {
        return fail(study.error());
    }
    analysis.whyNoCapacity = study ? "" : study.error().message;
    analysis.capacity = study ? std::optional(std::move(*study)) : std::nullopt;
    analysis.isWhole = true;
    return {};
}

} // namespace holdpoint
