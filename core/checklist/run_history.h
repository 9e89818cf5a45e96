// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/checklist.h"

#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

/// The runs of a release as items ask for them. Points into the inputs.
/// Said of a test without one; its title is the row's.
inline constexpr const char* kNoRunYet = "no finished run yet";

class RunHistory
{
public:
    explicit RunHistory(const ChecklistInputs& inputs) : m_inputs(inputs) {}

    const Plan& plan() const { return *m_inputs.plan; }
    const std::vector<RunRecord>& runs() const { return m_inputs.runs; } // oldest first
    /// Newest finished load or retest run that counts; nullptr if there is none.
    const RunRecord* deciding(std::string_view test) const;
    /// A load or retest run of the test that has not ended.
    const RunRecord* underWay(std::string_view test) const;
    /// Finished load and retest runs that count, oldest first.
    std::vector<const RunRecord*> decisive() const;
    /// Newest finished run of a kind for the plan text in force: dry runs and baselines count for no other.
    const RunRecord* newestOfPlan(std::string_view test, RunKind kind) const;
    bool isRehearsal() const;

private:
    const ChecklistInputs& m_inputs;
};

bool isFinished(const RunRecord& run);
/// Aborted, interrupted and inconclusive runs prove nothing.
bool isConclusive(const RunRecord& run);
/// "run 3 is inconclusive: planned 100 /s, achieved 93 /s".
std::string whyInconclusive(const RunRecord& run);
/// Title of a test in the plan, else its id.
std::string titleOf(const Plan& plan, std::string_view test);

} // namespace holdpoint
