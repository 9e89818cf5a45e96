// SPDX-License-Identifier: GPL-3.0-or-later
// `source_connected`: how much of the load a source answered.
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/sensors/askers.h"

#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

bool isService(const std::string& source)
{
    return source != kEngineSource && source != kLogSource;
}

Json gapRow(const SourceSpan& gap)
{
    return Json{{"source", gap.source},
                {"run", gap.run},
                {"from", formatUtc(gap.from)},
                {"to", formatUtc(gap.to)},
                {"seconds", std::round(std::chrono::duration<double>(gap.to - gap.from).count())},
                {"reason", gap.reason}};
}

struct Covered
{
    double seconds = 0;
    double answered = 0;
    double longestGap = 0;
    Json gaps = Json::array(); // those over kSilence
    std::vector<std::string> notWatched;

    void add(const Coverage& coverage)
    {
        seconds += coverage.seconds;
        answered += coverage.answered;
        longestGap = std::max(longestGap, coverage.longestGap());
        for (const SourceSpan& gap : coverage.gaps) {
            if (gap.to - gap.from > kSilence) {
                gaps.push_back(gapRow(gap));
            }
        }
    }
};

} // namespace

Answer<Json> askSourceConnected(const AskContext& context, const Json& spec)
{
    const std::vector<std::string> sources = wordsOf(memberAt(spec, "source_connected"));
    for (const std::string& source : sources) {
        if (isService(source) && stringAt(serviceSection(context.plan, source, {}), "url").empty()) {
            return notConfigured(source, {});
        }
    }
    std::vector<const RunRecord*> runs;
    for (const TestPlan& test : context.plan.tests) {
        if (const RunRecord* run = decidingRun(context.inputs.runs, test.id); run != nullptr && run->endedAt) {
            runs.push_back(run);
        }
    }
    if (runs.empty() || sources.empty()) {
        return sources.empty() ? Answer<Json>(malformed("`source_connected` names no source")) : Answer<Json>();
    }
    Json bySource = Json::object();
    double coverage = 100;
    double longestGap = 0;
    Json gaps = Json::array();
    for (const std::string& source : sources) {
        Covered covered;
        bool wasWatched = false;
        for (const RunRecord* run : runs) {
            if (!run->result.loadSpan) {
                return unknown(Unknown::Kind::NoData, "run " + std::to_string(run->id) + " has no second of load");
            }
            const Coverage one = coverageOf(context.inputs.spans, run->id, source, *run->result.loadSpan);
            if (!one.wasWatched) {
                covered.notWatched.push_back("run " + std::to_string(run->id));
            }
            wasWatched = wasWatched || one.wasWatched;
            covered.add(one);
        }
        if (!wasWatched && source == kLogSource) {
            return unknown(Unknown::Kind::NotConfigured, "the plan names no log that can be looked at beside the load; give an "
                                                         "item a fact like `{log: /var/log/app.log}` or "
                                                         "`{log: journal:shop.service}`");
        }
        if (!covered.notWatched.empty()) {
            return unknown(Unknown::Kind::NoData, sourceTitle(source) + " was not asked beside " +
                                                      join(covered.notWatched, ", ") + "; run it again with this plan");
        }
        const double share = covered.seconds > 0 ? 100 * covered.answered / covered.seconds : 0;
        bySource[source] = {{"coverage", share}, {"longest_gap", covered.longestGap}};
        coverage = std::min(coverage, share);
        longestGap = std::max(longestGap, covered.longestGap);
        gaps.insert(gaps.end(), covered.gaps.begin(), covered.gaps.end());
    }
    return Json{{"coverage", std::floor(coverage * 10) / 10}, // never rounded up to what it was not
                {"longest_gap", std::ceil(longestGap)},
                {"gaps", gaps},
                {"runs", runs.size()},
                {"sources", bySource}};
}

} // namespace holdpoint
