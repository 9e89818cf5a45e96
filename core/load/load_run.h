// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/load_engine.h"
#include "core/metrics/frame.h"
#include "core/plan/plan.h"

#include <functional>
#include <memory>
#include <vector>

namespace holdpoint {

class SampleSink;
class SessionRunnerFactory;
class TransportFactory;

/// What one agent has to do: a share of one test. Visitors (VU, data row, arrival index) whose number modulo `count` is
/// `index` belong to it, so that visitor 4,711 behaves the same for any count.
struct Shard
{
    std::int64_t run = 0;
    std::uint32_t index = 0; // 0-based; "1/3" in frames is index 0 of 3
    std::uint32_t count = 1;
    int attempt = 1;
    std::uint64_t seed = 1;
    RunKind kind = RunKind::Load;
    std::vector<std::string> sensorKeys; // of the checklist: metrics that a run keeps besides those of the plan's rules
    SampleSink* samples = nullptr;       // gets every request; outlives the run. Null: nobody asks

    std::string text() const; // "1/3"
    /// Without content: of this shard, the second `tick` of a load whose second 0 began at t0.
    Frame frame(std::uint64_t seq, std::uint64_t tick, WallTime t0) const;
};

/// Answer of one step that ran once (setup, teardown, verify).
struct StepOutcome
{
    std::string name;
    int status = 0; // 0: no answer
    bool isFailed = false;
    std::string error; // a sentence, empty if none
    std::string body;  // at most 64 KiB
    Nanos duration{};
};

/// One test's load on this machine: threads, VUs, pacing, recording. Besides the load it may runOnce() as often as needed.
class LoadRun final : public LoadEngine
{
public:
    /// `threads` load threads (design.md: default cores - 1, at least 1). Scenarios with sockets or a browser need a factory in
    /// `sessions`; those that none can run are left out, with an event. The plan, test and factories must outlive the run.
    LoadRun(const Plan& plan, const TestPlan& test, Shard shard, TransportFactory& transports, unsigned threads,
            std::vector<SessionRunnerFactory*> sessions = {});
    ~LoadRun() override; // stops hard and joins
    LoadRun(const LoadRun&) = delete;
    LoadRun& operator=(const LoadRun&) = delete;

    /// Runs steps in order, once, outside the load; blocks at most the sum of their timeouts and think times. Stops at the first
    /// failed step. `goesOn` is asked every 100 ms, on this thread: false gives up the step under way, which has failed then.
    std::vector<StepOutcome> runOnce(const std::vector<Step>& steps, const std::function<bool()>& goesOn = {});

    /// Opens the connections of the visitors that exist from the start, one for each origin that all their iterations load. Those
    /// of scenarios that begin later are opened shortly before that.
    void connect() override;
    Connecting connecting() const override;
    void start(SteadyTime t0) override;
    std::string startFault() const override;
    /// Answers that are under way may take at most their scenario's graceful stop longer.
    void requestStop(Nanos grace, std::string why) override;
    Nanos gracefulStop() const override;
    /// All scenarios ended and every connection is closed.
    bool isFinished() const override;
    std::string whyEnded() const override;
    std::optional<SteadyTime> began() const override;

    /// Takes each recorder's lock once, and waits 300 ms at most; the last one waits up to 5 s for whoever is behind.
    Frame takeFrame(std::uint64_t tick, bool isLast = false) override;

private:
    class Engine;
    std::unique_ptr<Engine> m_engine;
};

/// The metrics that a run of the test keeps under their tags: those of rules, load targets, alarms, verifications and boxes.
std::vector<MetricKey> ruleKeysOf(const Plan& plan, const TestPlan& test, const Shard& shard);

} // namespace holdpoint
