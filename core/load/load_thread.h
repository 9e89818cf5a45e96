// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/connection_opener.h"
#include "core/load/lane.h"
#include "core/load/load_run.h"
#include "core/load/poller.h"
#include "core/load/session_desk.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace holdpoint {

/// One load thread: an epoll loop with its own visitors, pacing, connections and recorder. Made and destroyed by the run's owner;
/// its public methods are for any thread.
class LoadThread
{
public:
    /// `share` is this thread's place among the run's threads.
    LoadThread(RunContext& context, TransportFactory& transports, Stripe share);
    ~LoadThread(); // stops hard and joins
    LoadThread(const LoadThread&) = delete;
    LoadThread& operator=(const LoadThread&) = delete;

    /// False if the process has no descriptor left for it: it must not be started.
    bool isUsable() const { return m_poller.isUsable(); }
    /// Starts the thread, which opens the visitors' connections and waits for start().
    void connect();
    Connecting connecting() const;
    void start(SteadyTime t0);
    void requestStop(SteadyTime hardStopAt, const std::string& why);
    bool isFinished() const { return m_isFinished.load(std::memory_order_acquire); }
    Recorder& recorder() { return m_recorder; }
    void wake() { m_poller.wake(); }
    /// Time spent waiting since start(), as of the last loop turn.
    Nanos idleTime() const { return Nanos{m_idleNs.load(std::memory_order_relaxed)}; }

private:
    void addLanes(Stripe share);
    void addLane(std::size_t scenario, Stripe shard, Stripe share, std::uint64_t vuBase);
    void launch(bool isConnecting);
    void run(bool isConnecting);
    bool connectUntilStart();
    void noteConnecting();
    void beginLanes(bool isConnecting);
    void turn();
    void runTimers(SteadyTime now);
    void obeyStop(SteadyTime now);
    void takeEndedSessions();
    bool isOver() const;

    RunContext& m_context;
    Poller m_poller;
    Recorder m_recorder;
    std::unique_ptr<Transport> m_transport;
    TimerQueue m_timers;
    SessionDesk m_desk;
    ConnectionOpener m_opener;
    VisitorRunner m_runner;
    std::vector<std::unique_ptr<Lane>> m_lanes;
    SteadyTime m_turnEnded{};
    Nanos m_idleBefore{};
    Nanos m_idleAtBegin{};

    std::atomic<bool> m_isStopWanted = false;
    std::atomic<bool> m_isStartKnown = false;
    mutable std::mutex m_mutex;
    SteadyTime m_t0{}; // guarded by m_mutex, as is the rest up to m_connecting
    SteadyTime m_hardStopAt{};
    std::string m_stopCause;
    Connecting m_connecting;
    std::atomic<bool> m_isFinished = false;
    std::atomic<std::int64_t> m_idleNs = 0;
    std::thread m_thread;
};

} // namespace holdpoint
