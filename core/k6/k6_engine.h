// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/k6/k6_exit.h"
#include "core/k6/k6_process.h"
#include "core/k6/k6_stream.h"
#include "core/k6/k6_terminal.h"
#include "core/load/health.h"
#include "core/load/load_run.h"
#include "core/plan/plan_reader.h"

#include <atomic>
#include <functional>
#include <mutex>
#include <poll.h>
#include <string_view>
#include <sys/types.h>
#include <thread>

namespace holdpoint {

/// k6 itself behind K6Run: the process, and the thread that reads what it says. K6Run's thread calls; all is behind one lock.
class K6Engine
{
public:
    /// k6 flushes every 200 ms; half of them come late on a busy machine.
    static constexpr Nanos kCutDelay = Millis{600};
    static constexpr Nanos kGracefulStop = Seconds{30}; // teardown() included

    K6Engine(const Plan& plan, const TestPlan& test, Shard shard);
    ~K6Engine(); // ends k6
    K6Engine(const K6Engine&) = delete;
    K6Engine& operator=(const K6Engine&) = delete;

    void start();
    void requestStop(Nanos grace, const std::string& why);
    bool isFinished() const { return m_isFinished; }
    std::string whyEnded() const;
    std::optional<SteadyTime> began() const;
    Frame takeFrame(std::uint64_t tick, bool isLast);
    std::vector<std::string> takeEarlyLog();
    std::optional<EngineVerdict> verdict() const;

private:
    void work();
    void workWith(KeptProcess& process, const Pipe& json, const Pipe& out, const Pipe& err);
    bool readFrom(pollfd& stream, const std::function<void(std::string_view)>& take);
    void obey(KeptProcess& process);
    void watchHosts();
    void conclude(K6Exit exit);
    void fillHealth(Frame& frame, SteadyTime cutAt, std::uint64_t shortages);
    void addNotes(Frame& frame);

    const Plan& m_plan;
    const TestPlan& m_test;
    const Shard m_shard;
    const Redactor m_redactor;
    std::thread m_thread;
    std::atomic<bool> m_isFinished = false;
    std::atomic<bool> m_isLeaving = false;
    std::atomic<pid_t> m_pid = -1;

    mutable std::mutex m_mutex; // guards all below it up to the blank line
    K6Terminal m_terminal;
    K6Stream m_stream;
    std::optional<SteadyTime> m_began;
    WallTime m_wallBegan{};
    std::optional<SteadyTime> m_hardStopAt;
    std::string m_stopCause;
    bool m_wasStoppedByUs = false; // for a reason that the console does not know yet
    K6Exit m_exit;
    std::optional<EngineVerdict> m_verdict;

    int m_signals = 0;           // sent so far; the thread's
    std::size_t m_hostsSeen = 0; // the thread's
    std::uint64_t m_seq = 0;
    std::uint64_t m_lateSaid = 0;
    std::uint64_t m_clippedSaid = 0;
    std::uint64_t m_badSaid = 0;
    bool m_isIntroduced = false;
    HealthProbe m_probe;
    ProcessUse m_use;
    SteadyTime m_useAt{};
    double m_cpu = 0;
};

} // namespace holdpoint
