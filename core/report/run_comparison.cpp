// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/run_comparison.h"

#include "core/base/hash.h"
#include "core/base/units.h"
#include "core/dossier/series_reader.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace holdpoint {

namespace {

struct Scale
{
    double time = 1;
    double load = 1;
};

/// The scales of the plan that a run used, as the audit log and the stored plans say.
Scale scaleOf(const Dossier& dossier, std::int64_t run)
{
    Scale scale;
    const auto rows = dossier.audit();
    const auto plans = dossier.plans();
    std::string wanted;
    for (const AuditRow& row : rows ? *rows : std::vector<AuditRow>{}) {
        const auto json =
            row.text.find("run began") == std::string::npos ? Result<Json>(Json()) : parseJson(row.text, "audit row");
        if (json && stringAt(*json, "action") == "run began" && integerAt(memberAt(*json, "detail"), "run") == run) {
            wanted = stringAt(memberAt(*json, "detail"), "resolved_sha256");
        }
    }
    for (const PlanRecord& plan : plans ? *plans : std::vector<PlanRecord>{}) {
        if (sha256Hex(dumpJson(plan.resolved)) == wanted) {
            scale = {numberAt(plan.resolved, "time_scale", 1), numberAt(plan.resolved, "load_scale", 1)};
        }
    }
    return scale;
}

} // namespace

Result<ComparedRun> comparedRun(const Dossier& dossier, const RunRecord& run)
{
    ComparedRun compared;
    std::set<std::tuple<std::string, int, std::uint64_t>> seen;
    const auto take = [&](const Frame& frame) {
        if (frame.seq == 0 || seen.emplace(frame.shard, frame.attempt, frame.seq).second) {
            compared.add(frame);
        }
    };
    SeriesNames wanted;
    for (const auto& [key, metric] : run.result.metrics.items()) {
        const std::string type = stringAt(metric, "type");
        for (const MetricType each : {MetricType::Counter, MetricType::Rate, MetricType::Trend}) {
            if (type == nameOf(each) && ComparedRun::isCompared(key, each)) {
                wanted.insert(key);
            }
        }
    }
    // A run without totals was ended by a crash: its frames alone tell what it measured.
    const auto done = wanted.empty() ? dossier.readFrames(run.id, 0, take) : readSeries(dossier.file(), run.id, wanted, take);
    if (!done) {
        return fail(done.error());
    }
    if (run.result.metrics.is_object()) { // what the run's own rates are divided by
        for (const char* key : {"http_reqs", "iterations", "ws_msgs_received"}) {
            const Json& counter = memberAt(run.result.metrics, key);
            if (numberAt(counter, "count") > 0 && numberAt(counter, "rate") > 0) {
                compared.setRatedSeconds(numberAt(counter, "count") / numberAt(counter, "rate"));
                break;
            }
        }
    }
    if (compared.seconds() == 0) {
        return fail(Error::Kind::Invalid, "run " + std::to_string(run.id) + " has no second of load to compare");
    }
    return compared;
}

namespace {

Result<RunRecord> endedRun(const Dossier& dossier, std::int64_t id)
{
    const auto runs = dossier.runs();
    if (!runs) {
        return fail(runs.error());
    }
    const auto found = std::find_if(runs->begin(), runs->end(), [id](const RunRecord& run) { return run.id == id; });
    if (found == runs->end()) {
        return fail(Error::Kind::NotFound, "there is no run " + std::to_string(id) + " in " + dossier.file().string() +
                                               "; `holdpointctl runs` lists them");
    }
    return found->endedAt
               ? Result(*found)
               : fail(Error::Kind::Invalid, "run " + std::to_string(id) + " is under way: compare it when it has ended");
}

} // namespace

std::optional<RunRecord> newestBefore(const std::vector<RunRecord>& runs, const RunRecord& than, RunKind kind)
{
    std::optional<RunRecord> newest;
    for (const RunRecord& run : runs) {
        const bool isOfPlan = kind != RunKind::Baseline || run.planSha256 == than.planSha256; // semantics.md §1
        if (run.testId == than.testId && run.kind == kind && run.endedAt && run.isCounting && run.startedAt < than.startedAt &&
            isOfPlan) {
            newest = run;
        }
    }
    return newest;
}

Result<RunComparison> compareRunsOf(const Dossier& dossier, std::int64_t a, std::int64_t b, const CompareOptions& options)
{
    return compareRunsOf(dossier, a, dossier, b, options);
}

Result<RunComparison> compareRunsOf(const Dossier& ofA, std::int64_t a, const Dossier& ofB, std::int64_t b,
                                    const CompareOptions& options)
{
    const auto runA = endedRun(ofA, a);
    const auto runB = endedRun(ofB, b);
    if (!runA || !runB) {
        return fail(!runA ? runA.error() : runB.error());
    }
    const auto left = comparedRun(ofA, *runA);
    const auto right = comparedRun(ofB, *runB);
    if (!left || !right) {
        return fail(!left ? left.error() : right.error());
    }
    RunComparison comparison{*runA, *runB, {}, {}};
    const Release before = ofA.release();
    const Release after = ofB.release();
    if (!(before == after)) {
        comparison.remarks.push_back("Different releases: run " + std::to_string(a) + " is of " + before.name + " " +
                                     before.version + ", run " + std::to_string(b) + " of " + after.name + " " + after.version +
                                     ".");
    }
    const auto kinds = comparisonRemarks(comparison.a, comparison.b);
    comparison.remarks.insert(comparison.remarks.end(), kinds.begin(), kinds.end());
    const Scale scaleA = scaleOf(ofA, a);
    const Scale scaleB = scaleOf(ofB, b);
    if (scaleA.time != scaleB.time || scaleA.load != scaleB.load) {
        comparison.remarks.push_back("Different scales: run " + std::to_string(a) + " ran with time scale " +
                                     formatPlain(scaleA.time) + " and load scale " + formatPlain(scaleA.load) + ", run " +
                                     std::to_string(b) + " with " + formatPlain(scaleB.time) + " and " +
                                     formatPlain(scaleB.load) + ".");
    }
    comparison.figures = compareRuns(*left, *right, options);
    if ((runA->kind == RunKind::Baseline) != (runB->kind == RunKind::Baseline)) {
        for (ComparedFigure& figure : comparison.figures) {
            if (figure.unit == "/s") {
                figure.verdict = ComparedFigure::Verdict::Unknown;
                figure.isTested = false;
                figure.why = "a baseline has one visitor by plan: more requests are neither better nor worse";
            }
        }
    }
    return comparison;
}

} // namespace holdpoint
