// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/run_remarks.h"

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/dossier/audit_index.h"

#include <algorithm>
#include <map>

namespace holdpoint {

namespace {

constexpr std::size_t kNamedRuns = 4;
constexpr const char* kNoted = "NOTED";

std::string minuteOf(WallTime time)
{
    const std::string text = formatUtcSeconds(time);
    return text.substr(0, 10) + " " + text.substr(11, 5) + " UTC";
}

/// "run 1", "runs 1, 2", "runs 1, 2, 3, 4 and 3 more".
std::string named(const std::vector<const RunRecord*>& runs)
{
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < runs.size() && i < kNamedRuns; ++i) {
        ids.push_back(std::to_string(runs[i]->id));
    }
    const std::string more = runs.size() > kNamedRuns ? " and " + formatCount(runs.size() - kNamedRuns) + " more" : "";
    return (runs.size() == 1 ? "run " : "runs ") + join(ids, ", ") + more;
}

using Began = std::map<std::int64_t, AuditIndex::Entry>;

Result<Began> beganOf(const Dossier& dossier)
{
    const auto audit = dossier.audit();
    if (!audit) {
        return fail(audit.error());
    }
    Began began;
    for (AuditIndex::Entry& entry : auditEntries(*audit, {"run began"})) {
        const std::int64_t run = integerAt(entry.detail, "run");
        began.insert_or_assign(run, std::move(entry));
    }
    return began;
}

/// The OS users that started the runs: of the person nobody asks before a run.
std::string startersOf(const Began& began, const std::vector<const RunRecord*>& runs)
{
    std::vector<std::string> names;
    for (const RunRecord* run : runs) {
        const auto found = began.find(run->id);
        if (found != began.end() && !found->second.osUser.empty() &&
            std::find(names.begin(), names.end(), found->second.osUser) == names.end()) {
            names.push_back(found->second.osUser);
        }
    }
    return names.empty() ? std::string() : "OS user " + join(names, ", ");
}

/// Whether the newest decision of that moment was Go.
bool wasGo(const std::vector<GateDecision>& decisions, WallTime moment)
{
    bool isGo = false;
    for (const GateDecision& decision : decisions) {
        isGo = decision.gate == Gate::GoForLoad && decision.at <= moment ? decision.isGo : isGo;
    }
    return isGo;
}

bool isProofRun(const RunRecord& run)
{
    return decidesTest(run.kind) && run.isCounting && !run.isRehearsal && run.endedAt;
}

Result<> addEarlyLoad(const Dossier& dossier, const ChecklistInputs& inputs, const ChecklistView& checklist,
                      std::vector<ExceptionEntry>& entries)
{
    std::vector<const RunRecord*> early;
    for (const RunRecord& run : inputs.runs) {
        if (isProofRun(run) && !wasGo(inputs.gateDecisions, run.startedAt)) {
            early.push_back(&run);
        }
    }
    if (early.empty() || checklist.gate(Gate::GoForLoad).itemCount == 0) {
        return {};
    }
    const auto began = beganOf(dossier);
    if (!began) {
        return fail(began.error());
    }
    const auto& all = inputs.gateDecisions;
    const auto go = std::find_if(all.begin(), all.end(), [&](const GateDecision& decision) {
        return decision.gate == Gate::GoForLoad && decision.isGo && decision.at > early.front()->startedAt;
    });
    const bool decides = std::any_of(early.begin(), early.end(),
                                     [&](const RunRecord* run) { return decidingRun(inputs.runs, run->testId) == run; });
    entries.push_back({"gate.go-for-load", "Load before Go-for-load", kNoted,
                       named(early) + ", from " + minuteOf(early.front()->startedAt) + "; " +
                           (go == all.end() ? "Go was not decided since"
                                            : "Go " + minuteOf(go->at) + (go->by.name.empty() ? "" : " by " + go->by.name)) +
                           (decides ? "" : "; the runs that decide came later"),
                       startersOf(*began, early), ""});
    return {};
}

/// Values that the plan leaves out are those of a plan without `generator`.
GeneratorLimits limitsIn(const Json& plan)
{
    GeneratorLimits limits;
    const Json& generator = memberAt(plan, "generator");
    if (const auto lag = parseDuration(stringAt(generator, "max_lag"))) {
        limits.maxLag = *lag;
    }
    for (const auto& [key, value] :
         {std::pair("max_busy", &GeneratorLimits::maxBusy), std::pair("max_limited", &GeneratorLimits::maxLimited)}) {
        if (const auto ratio = parseRatio(stringAt(generator, key))) {
            limits.*value = *ratio;
        }
    }
    return limits;
}

std::vector<std::string> widened(const GeneratorLimits& from, const GeneratorLimits& to)
{
    std::vector<std::string> changes;
    if (to.maxLag > from.maxLag) {
        changes.push_back("max_lag " + formatDuration(from.maxLag) + " \u2192 " + formatDuration(to.maxLag));
    }
    const auto share = [&](const char* name, double was, double is) {
        if (is > was) {
            changes.push_back(std::string(name) + " " + formatPlain(100 * was) + "\u00a0% \u2192 " + formatPlain(100 * is) +
                              "\u00a0%");
        }
    };
    share("max_busy", from.maxBusy, to.maxBusy);
    share("max_limited", from.maxLimited, to.maxLimited);
    return changes;
}

Result<> addWidenedLimits(const Dossier& dossier, const ChecklistInputs& inputs, std::vector<ExceptionEntry>& entries)
{
    struct Pair
    {
        const RunRecord* limited;
        const RunRecord* deciding;
    };
    std::vector<Pair> pairs;
    for (const RunRecord& run : inputs.runs) {
        const RunRecord* deciding = decidingRun(inputs.runs, run.testId);
        if (isProofRun(run) && run.result.generator.isLimited && deciding != nullptr && deciding != &run &&
            isProofRun(*deciding) && deciding->planSha256 != run.planSha256) {
            pairs.push_back({&run, deciding});
        }
    }
    if (pairs.empty()) {
        return {};
    }
    const auto plans = dossier.plans();
    if (!plans) {
        return fail(plans.error());
    }
    std::map<std::string, GeneratorLimits> limits;
    for (const PlanRecord& plan : *plans) {
        limits.insert_or_assign(plan.sha256, limitsIn(plan.resolved));
    }
    std::vector<const RunRecord*> limited;
    std::vector<const RunRecord*> deciding;
    std::vector<std::string> changes;
    for (const Pair& pair : pairs) {
        const auto from = limits.find(pair.limited->planSha256);
        const auto to = limits.find(pair.deciding->planSha256);
        const auto found =
            from == limits.end() || to == limits.end() ? std::vector<std::string>() : widened(from->second, to->second);
        if (found.empty()) {
            continue;
        }
        limited.push_back(pair.limited);
        if (std::find(deciding.begin(), deciding.end(), pair.deciding) == deciding.end()) {
            deciding.push_back(pair.deciding);
        }
        for (const std::string& change : found) {
            if (std::find(changes.begin(), changes.end(), change) == changes.end()) {
                changes.push_back(change);
            }
        }
    }
    if (limited.empty()) {
        return {};
    }
    const auto began = beganOf(dossier);
    if (!began) {
        return fail(began.error());
    }
    entries.push_back({"generator.limits", "Generator limits widened", kNoted,
                       join(changes, ", ") + " after " + named(limited) + (limited.size() == 1 ? " was" : " were") +
                           " inconclusive; decided by " + named(deciding),
                       startersOf(*began, deciding), ""});
    return {};
}

std::string baseUrlIn(const Json& plan)
{
    std::string url = stringAt(memberAt(plan, "environment"), "base_url");
    while (url.ends_with('/')) {
        url.pop_back();
    }
    return url;
}

/// Runs that decide and were sent to another place than the one that the release names now.
Result<> addOtherPlace(const Dossier& dossier, const ChecklistInputs& inputs, std::vector<ExceptionEntry>& entries)
{
    std::vector<const RunRecord*> deciding;
    for (const RunRecord& run : inputs.runs) {
        if (isProofRun(run) && decidingRun(inputs.runs, run.testId) == &run) {
            deciding.push_back(&run);
        }
    }
    const auto plans = deciding.empty() ? Result(std::vector<PlanRecord>()) : dossier.plans();
    if (!plans) {
        return fail(plans.error());
    }
    const std::string place = baseUrlIn(inputs.plan->resolved);
    std::map<std::string, std::string> others; // by the digest of the plan as it was used
    for (const PlanRecord& plan : *plans) {
        if (const std::string other = baseUrlIn(plan.resolved); !other.empty() && other != place) {
            others[sha256Hex(dumpJson(plan.resolved))] = other;
        }
    }
    const auto began = others.empty() ? Result(Began()) : beganOf(dossier);
    if (!began) {
        return fail(began.error());
    }
    std::map<std::string, std::vector<const RunRecord*>> elsewhere;
    std::vector<const RunRecord*> all;
    for (const RunRecord* run : deciding) {
        const auto entry = began->find(run->id);
        const auto other = entry == began->end() ? others.end() : others.find(stringAt(entry->second.detail, "resolved_sha256"));
        if (other != others.end()) {
            elsewhere[other->second].push_back(run);
            all.push_back(run);
        }
    }
    if (all.empty()) {
        return {};
    }
    std::vector<std::string> went;
    for (const auto& [other, runs] : elsewhere) {
        went.push_back(named(runs) + " went to " + other);
    }
    entries.push_back({"environment.base-url", "Load went elsewhere", kNoted,
                       join(went, ", ") + "; this release names " + (place.empty() ? "no place" : place) + " now",
                       startersOf(*began, all), ""});
    return {};
}

} // namespace

Result<std::vector<ExceptionEntry>> runRemarks(const Dossier& dossier, const ChecklistInputs& inputs,
                                               const ChecklistView& checklist)
{
    std::vector<ExceptionEntry> entries;
    if (dossier.isRehearsal() || inputs.plan->isRehearsal) {
        return entries;
    }
    if (auto done = addEarlyLoad(dossier, inputs, checklist, entries); !done) {
        return fail(done.error());
    }
    if (auto done = addWidenedLimits(dossier, inputs, entries); !done) {
        return fail(done.error());
    }
    if (auto done = addOtherPlace(dossier, inputs, entries); !done) {
        return fail(done.error());
    }
    return entries;
}

} // namespace holdpoint
