// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checklist/document_rules.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "core/checklist/tally.h"

#include <algorithm>
#include <map>
#include <set>

namespace holdpoint {

Finding reportWritten(const RuleContext& context)
{
    const auto runs = context.history.decisive();
    const bool needsRetest = context.item.condition.find("optimizations_applied") != std::string::npos;
    if (runs.empty()) {
        return openFinding("no finished run yet");
    }
    if (needsRetest && runs.back()->kind != RunKind::Retest) {
        return openFinding("no retest run yet");
    }
    if (!context.inputs.isReportWritten) {
        return openFinding("no report was written since run " + std::to_string(runs.back()->id));
    }
    Finding finding;
    finding.state = ItemState::Pass;
    finding.value = "written after run " + std::to_string(runs.back()->id);
    finding.source = "file:report.json";
    return finding;
}

Finding blanksFilled(const RuleContext& context)
{
    const auto blanks = context.inputs.definition->dependencies(context.item);
    std::vector<ItemState> states;
    states.reserve(blanks.size());
    for (const ItemDefinition* blank : blanks) {
        states.push_back(context.stateOf(*blank));
    }
    Finding finding;
    const auto isFilled = [](ItemState state) {
        return state == ItemState::Pass || state == ItemState::Fail || state == ItemState::Overridden;
    };
    finding.value =
        countOf(static_cast<std::size_t>(std::count_if(states.begin(), states.end(), isFilled)), blanks.size(), "filled");
    finding.state = rollUp(states);
    finding.state = finding.state == ItemState::Deferred || finding.state == ItemState::Unknown ? ItemState::Open : finding.state;
    for (std::size_t i = 0; i < blanks.size(); ++i) {
        if (finding.state != ItemState::Pass && states[i] == finding.state) {
            finding.reason += (finding.reason.empty() ? "" : ", ") + blanks[i]->text.substr(0, blanks[i]->text.find(':'));
        }
    }
    finding.reason += finding.reason.empty() ? "" : finding.state == ItemState::Fail ? ": outside its limit" : ": not filled";
    return finding;
}

Finding metricsDocumented(const RuleContext& context)
{
    const Tally tally = tallyOf(context.history);
    if (auto finding = unfinished(tally)) {
        return std::move(*finding);
    }
    if (!context.inputs.isReportWritten) {
        return openFinding("no report was written since the last run");
    }
    for (const TestPlan& test : context.history.plan().tests) {
        const RunRecord* run = context.history.deciding(test.id);
        if (run != nullptr && run->result.metrics.empty()) {
            return decided(tally, ItemState::Unknown, "", named(context.history, *run) + " has no metrics");
        }
        for (const ThresholdResult& threshold : run == nullptr ? std::vector<ThresholdResult>{} : run->result.thresholds) {
            if (threshold.verdict == RuleVerdict::NoData) {
                return decided(tally, ItemState::Unknown, "",
                               named(context.history, *run) + ": no data for " + nameOf(threshold.rule));
            }
        }
    }
    return decided(tally, ItemState::Pass, countOf(tally.finished(), tally.finished(), "tests complete in the report"));
}

Finding optimisationLog(const RuleContext& context)
{
    std::map<std::string, const ItemChange*> newest;
    for (const ItemChange& change : context.inputs.changes) {
        const ItemDefinition* item = context.inputs.definition->item(change.item);
        if (item != nullptr && item->section == "12" && !change.by.name.empty()) {
            newest[change.item] = &change;
        }
    }
    std::size_t complete = 0;
    std::vector<std::string> incomplete;
    for (const auto& [id, change] : newest) {
        if (change->state == ItemState::Pass) {
            change->value.empty() && change->reason.empty() ? incomplete.push_back(id) : static_cast<void>(++complete);
        }
    }
    Finding finding = openFinding(complete == 0 ? "the log has no entry yet" : "");
    finding.value = formatCount(complete) + " complete";
    if (!incomplete.empty()) {
        finding.reason = "without a note that says what was done: " + join(incomplete, ", ");
    } else if (complete > 0) {
        finding.state = ItemState::Pass;
    }
    return finding;
}

Finding knownLimitations(const RuleContext& context)
{
    std::set<std::string> limited;
    for (const ItemChange& change : context.inputs.changes) {
        const bool isLimit = change.state == ItemState::Overridden || change.state == ItemState::Deferred;
        isLimit ? static_cast<void>(limited.insert(change.item))
                : static_cast<void>(change.by.name.empty() ? 0 : limited.erase(change.item));
    }
    Finding finding = openFinding("a person confirms the list", true);
    finding.value = limited.empty() ? "nothing overridden or deferred" : formatCount(limited.size()) + " overridden or deferred";
    return finding;
}

} // namespace holdpoint
