// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"
#include "core/verdict/run_result.h"

#include <cstddef>
#include <string>
#include <vector>

namespace holdpoint {

/// The tests that a runner was asked for, in the order in which they run: what is done, what runs, what waits. What waits can be
/// moved, skipped and taken back until its turn has come. Plain value; the plan outlives it.
class RunQueue
{
public:
    enum class State { Waiting, Running, Done, Skipped };
    struct Entry
    {
        const TestPlan* test = nullptr;
        State state = State::Waiting;
        RunOutcome outcome = RunOutcome::NotRun; // once Done
    };

    RunQueue() = default;
    explicit RunQueue(const std::vector<const TestPlan*>& tests);

    const std::vector<Entry>& entries() const { return m_entries; }
    /// The next one to run; nullptr: nothing waits.
    const TestPlan* next() const;
    bool hasWaiting() const { return next() != nullptr; }
    /// The load of those that wait, with this pause before each.
    Nanos plannedOfWaiting(Nanos pause) const;
    /// Which of how many is the one that runs, or the newest that ran: skipped ones are not counted. 1-based; 0: none has begun.
    std::pair<std::size_t, std::size_t> place() const;
    /// next() becomes the running one; nullptr: nothing waits.
    const TestPlan* begin();
    void end(RunOutcome outcome);

    /// Before (-1) or behind (+1) its neighbour among those that wait. Refused for one that does not wait or has no such
    /// neighbour.
    Result<> move(std::size_t index, int by);
    /// Refused for one that does not wait.
    Result<> skip(std::size_t index);
    /// A skipped one waits again.
    Result<> takeBack(std::size_t index);

private:
    Result<Entry*> entryIn(std::size_t index, State state);

    std::vector<Entry> m_entries;
};

/// {tests, kind, after_run}: what a start was asked for, and the newest run before it.
inline constexpr std::string_view kAuditQueueStarted = "queue started";
/// {test}: of those that wait; and the order {tests} of those that wait after a move.
inline constexpr std::string_view kAuditTestSkipped = "test skipped";
inline constexpr std::string_view kAuditTestTakenBack = "test taken back";
inline constexpr std::string_view kAuditTestsReordered = "tests reordered";

/// Tests whose newest run that decides them neither passed nor was warned of: failed, inconclusive, aborted or interrupted. In
/// the plan's order; tests that never ran are not among them.
std::vector<std::string> testsToRunAgain(const Plan& plan, const std::vector<RunRecord>& runs);

} // namespace holdpoint
