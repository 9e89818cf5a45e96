// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/run_comparison.h"

#include "core/base/hash.h"
#include "core/base/units.h"

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
    const auto done = dossier.readFrames(run.id, 0, [&](const Frame& frame) {
        if (frame.seq == 0 || seen.emplace(frame.shard, frame.attempt, frame.seq).second) {
            compared.add(frame);
        }
    });
    if (!done) {
        return fail(done.error());
    }
    if (compared.seconds() == 0) {
        return fail(Error::Kind::Invalid, "run " + std::to_string(run.id) + " has no second of load to compare");
    }
    return compared;
}

Result<RunComparison> compareRunsOf(const Dossier& dossier, std::int64_t a, std::int64_t b, const CompareOptions& options)
{
    const auto runs = dossier.runs();
    if (!runs) {
        return fail(runs.error());
    }
    RunComparison comparison;
    for (const auto& [id, into] : {std::pair(a, &comparison.a), std::pair(b, &comparison.b)}) {
        const std::int64_t wanted = id;
        const auto found = std::find_if(runs->begin(), runs->end(), [wanted](const RunRecord& run) { return run.id == wanted; });
        if (found == runs->end()) {
            return fail(Error::Kind::NotFound, "there is no run " + std::to_string(id) + " in " + dossier.file().string() +
                                                   "; `holdpointctl runs` lists them");
        }
        if (!found->endedAt) {
            return fail(Error::Kind::Invalid, "run " + std::to_string(id) + " is under way: compare it when it has ended");
        }
        *into = *found;
    }
    const auto left = comparedRun(dossier, comparison.a);
    const auto right = comparedRun(dossier, comparison.b);
    if (!left || !right) {
        return fail(!left ? left.error() : right.error());
    }
    comparison.remarks = comparisonRemarks(comparison.a, comparison.b);
    const Scale scaleA = scaleOf(dossier, a);
    const Scale scaleB = scaleOf(dossier, b);
    if (scaleA.time != scaleB.time || scaleA.load != scaleB.load) {
        comparison.remarks.push_back("Different scales: run " + std::to_string(a) + " ran with time scale " +
                                     formatPlain(scaleA.time) + " and load scale " + formatPlain(scaleA.load) + ", run " +
                                     std::to_string(b) + " with " + formatPlain(scaleB.time) + " and " +
                                     formatPlain(scaleB.load) + ".");
    }
    comparison.figures = compareRuns(*left, *right, options);
    return comparison;
}

} // namespace holdpoint
