// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checklist/tally.h"

#include "core/base/text.h"
#include "core/base/units.h"

namespace holdpoint {

std::string named(const RunHistory& history, const RunRecord& run)
{
    return titleOf(history.plan(), run.testId) + " (run " + std::to_string(run.id) + ")";
}

Tally tallyOf(const RunHistory& history)
{
    Tally tally;
    for (const TestPlan& test : history.plan().tests) {
        const RunRecord* run = history.deciding(test.id);
        if (history.underWay(test.id) != nullptr) {
            tally.isRunning = true;
        }
        if (run == nullptr) {
            tally.open.push_back(titleOf(history.plan(), test.id) + ": " + kNoRunYet);
            continue;
        }
        if (tally.newest == nullptr || run->startedAt > tally.newest->startedAt) {
            tally.newest = run;
        }
        if (!isConclusive(*run)) {
            tally.unclear.push_back(titleOf(history.plan(), test.id) + ": " + whyInconclusive(*run));
        } else if (run->result.outcome == RunOutcome::Failed) {
            tally.failed.push_back(named(history, *run));
        } else {
            ++(run->result.outcome == RunOutcome::Warned ? tally.warned : tally.passed);
        }
    }
    return tally;
}

std::optional<Finding> unfinished(const Tally& tally)
{
    Finding finding;
    if (tally.newest != nullptr) {
        finding.source = "run " + std::to_string(tally.newest->id);
        finding.at = tally.newest->endedAt;
    }
    if (!tally.unclear.empty()) {
        finding.state = ItemState::Unknown;
        finding.reason = join(tally.unclear, "; ");
        return finding;
    }
    if (!tally.open.empty()) {
        finding.state = tally.isRunning ? ItemState::Running : ItemState::Open;
        finding.reason = join(tally.open, "; ");
        return finding;
    }
    if (tally.newest == nullptr) {
        finding.reason = "no finished run yet";
        return finding;
    }
    return std::nullopt;
}

Finding decided(const Tally& tally, ItemState state, std::string value, std::string reason)
{
    Finding finding;
    finding.state = state;
    finding.value = std::move(value);
    finding.reason = std::move(reason);
    finding.source = "run " + std::to_string(tally.newest->id);
    finding.at = tally.newest->endedAt;
    finding.runEndedAt = tally.newest->endedAt;
    return finding;
}

std::string countOf(std::size_t part, std::size_t whole, std::string_view what)
{
    return formatCount(part) + " of " + formatCount(whole) + " " + std::string(what);
}

} // namespace holdpoint
