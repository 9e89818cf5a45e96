// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checklist/run_history.h"

#include "core/verdict/sentences.h"

#include <algorithm>

namespace holdpoint {

namespace {} // namespace

bool isFinished(const RunRecord& run)
{
    return run.endedAt.has_value() && run.result.outcome != RunOutcome::NotRun;
}

bool isConclusive(const RunRecord& run)
{
    switch (run.result.outcome) {
    case RunOutcome::Passed:
    case RunOutcome::Warned:
    case RunOutcome::Failed:
        return true;
    case RunOutcome::Inconclusive:
    case RunOutcome::Aborted:
    case RunOutcome::Interrupted:
    case RunOutcome::NotRun:
        return false;
    }
    return false;
}

std::string whyInconclusive(const RunRecord& run)
{
    std::string text = "run " + std::to_string(run.id) + " is " + std::string(nameOf(run.result.outcome));
    if (!run.result.reasons.empty()) {
        return text + ": " + asClause(run.result.reasons.front());
    }
    return run.whyEnded.empty() ? text : text + ": " + run.whyEnded;
}

std::string titleOf(const Plan& plan, std::string_view test)
{
    const TestPlan* found = plan.test(test);
    return found == nullptr || found->title.empty() ? std::string(test) : found->title;
}

const RunRecord* RunHistory::deciding(std::string_view test) const
{
    const auto& runs = m_inputs.runs;
    const auto found = std::find_if(runs.rbegin(), runs.rend(), [test](const RunRecord& run) {
        return run.testId == test && decidesTest(run.kind) && run.isCounting && isFinished(run);
    });
    return found == runs.rend() ? nullptr : &*found;
}

const RunRecord* RunHistory::underWay(std::string_view test) const
{
    const auto& runs = m_inputs.runs;
    const auto found = std::find_if(runs.rbegin(), runs.rend(), [test](const RunRecord& run) {
        return run.testId == test && decidesTest(run.kind) && !run.endedAt;
    });
    return found == runs.rend() ? nullptr : &*found;
}

std::vector<const RunRecord*> RunHistory::decisive() const
{
    std::vector<const RunRecord*> found;
    for (const RunRecord& run : m_inputs.runs) {
        if (decidesTest(run.kind) && run.isCounting && isFinished(run)) {
            found.push_back(&run);
        }
    }
    return found;
}

const RunRecord* RunHistory::newestOfPlan(std::string_view test, RunKind kind) const
{
    const auto& runs = m_inputs.runs;
    const auto found = std::find_if(runs.rbegin(), runs.rend(), [&](const RunRecord& run) {
        return run.testId == test && run.kind == kind && run.isCounting && isFinished(run) && run.planSha256 == plan().sha256;
    });
    return found == runs.rend() ? nullptr : &*found;
}

bool RunHistory::isRehearsal() const
{
    return plan().isRehearsal;
}

} // namespace holdpoint
