// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/secret.h"
#include "core/load/flow.h"

#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace holdpoint {

class SessionRunner;

/// What the load threads of one run share. Only what is rare, or one atomic addition an iteration, is written while load runs.
class RunContext
{
public:
    RunContext(const Plan& plan, const CompiledTest& test, const Shard& shard);

    const CompiledTest& test() const { return m_test; }
    const Shard& shard() const { return m_shard; }
    const Redactor& redactor() const { return m_redactor; }

    /// The row of a sequential or unique data set for an iteration of this scenario; rows beyond the end mean it ran out. An
    /// iteration with a number (over all shards, from 0) always gets the same row; one without gets the next of this shard.
    std::uint64_t nextRow(const DataSet& data, std::size_t scenario, std::optional<std::uint64_t> iteration);
    /// Counts an iteration of an iteration-bound scenario; gives its number among those of this process, from 0.
    std::uint64_t takeIteration(std::size_t scenario) { return m_started[scenario].fetch_add(1, std::memory_order_relaxed); }
    std::uint64_t takenIterations(std::size_t scenario) const { return m_started[scenario].load(std::memory_order_relaxed); }
    /// True for the first ten of each error class and step.
    bool mayKeepSample(ErrorClass errorClass, std::uint32_t request);

    /// Before the load threads start. The runner must outlive them.
    void setSessionRunner(StepKind kind, SessionRunner& runner) { m_sessionRunners[kind] = &runner; }
    SessionRunner& sessionRunner(StepKind kind) const { return *m_sessionRunners.at(kind); }

    void openLane(std::size_t scenario);
    /// True for the scenario's last lane, which says endScenario(). `unplannedCause`: what ended the lane before its plan did;
    /// empty: nothing.
    bool closeLane(std::size_t scenario, const std::string& unplannedCause);
    /// What ended a lane of the scenario before its plan did, the first of them; empty: nothing.
    std::string unplannedCause(std::size_t scenario) const;
    void endScenario(std::size_t scenario, const std::string& cause);
    /// Why the scenarios ended; each with its own cause where they differ. Empty if no VU of theirs was this agent's.
    std::string causes() const;
    /// True for the first time of each key, and of a thousand at most: some hold what a server said.
    bool sayOnce(const std::string& key);

private:
    const CompiledTest& m_test;
    const Shard m_shard;
    const Redactor m_redactor;
    struct RowUse
    {
        std::vector<std::uint64_t> firstOf; // by scenario: row of its iteration 0
        std::uint64_t firstFree = 0;        // behind the rows of all numbered iterations
        std::atomic<std::uint64_t> taken = 0;
    };
    void divideRows();

    std::map<const DataSet*, RowUse> m_rows;
    std::vector<std::atomic<std::uint64_t>> m_started; // by scenario
    std::vector<std::atomic<std::uint8_t>> m_samples;  // kept so far, by request and class
    std::map<StepKind, SessionRunner*> m_sessionRunners;
    mutable std::mutex m_mutex;
    struct ScenarioEnd
    {
        int openLanes = 0;
        std::string unplannedCause;
        std::string cause; // empty while a lane is open
    };
    std::vector<ScenarioEnd> m_ends; // by scenario; guarded by m_mutex
    std::set<std::string> m_said; // guarded by m_mutex
};

} // namespace holdpoint
