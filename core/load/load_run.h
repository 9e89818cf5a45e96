// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

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

/// How far LoadRun::connect() has come.
struct Connecting
{
    std::uint64_t opened = 0;
    std::uint64_t failed = 0; // or not tried any more; their first requests open them
    std::string fault;        // why the first of them failed; no secrets
    bool isDone = false;      // nothing more to wait for
};

/// One test's load on this machine: threads, VUs, pacing, recording. Create, runOnce() as often as needed, connect(), start(),
/// then takeFrame() once a second until isFinished(), one last takeFrame(), destroy. All methods are for one owner thread.
class LoadRun
{
public:
    /// `threads` load threads (design.md: default cores - 1, at least 1). Scenarios with sockets or a browser need a factory in
    /// `sessions`; those that none can run are left out, with an event. The plan, test and factories must outlive the run.
    LoadRun(const Plan& plan, const TestPlan& test, Shard shard, TransportFactory& transports, unsigned threads,
            std::vector<SessionRunnerFactory*> sessions = {});
    ~LoadRun(); // stops hard and joins
    LoadRun(const LoadRun&) = delete;
    LoadRun& operator=(const LoadRun&) = delete;

    /// Runs steps in order, once, outside the load; blocks at most the sum of their timeouts and think times. Stops at the first
    /// failed step. `goesOn` is asked every 100 ms, on this thread: false gives up the step under way, which has failed then.
    std::vector<StepOutcome> runOnce(const std::vector<Step>& steps, const std::function<bool()>& goesOn = {});

    /// Opens the connections of the visitors that exist from the start, one for each origin that all their iterations load,
    /// before start(). Those of scenarios that begin later are opened shortly before that. Returns at once; may be left out.
    void connect();
    Connecting connecting() const;
    /// Starts pacing so that the run's second 0 is t0 (may lie ahead). Returns at once.
    void start(SteadyTime t0);
    /// After connect() or start(): why nothing could be loaded, a sentence; the run is finished then. Empty: all is well.
    std::string startFault() const;
    /// Stops pacing at once; answers that are under way may take `grace` longer, at most their scenario's graceful stop. May be
    /// called again with less. Returns at once.
    void requestStop(Nanos grace, std::string why);
    /// All scenarios ended and every connection is closed.
    bool isFinished() const;
    /// Why it ended, in words: "duration reached", "stopped by a person". Empty while it runs, and if
    /// the shard has no share of any scenario.
    std::string whyEnded() const;

    /// What was recorded since the last call, as second `tick`. Cheap; takes each recorder's lock once, and waits 300 ms at most.
    /// The last one (the run is finished, or `isLast`: it will not be waited for) waits up to 5 s for whoever is behind.
    Frame takeFrame(std::uint64_t tick, bool isLast = false);

private:
    class Engine;
    std::unique_ptr<Engine> m_engine;
};

} // namespace holdpoint
