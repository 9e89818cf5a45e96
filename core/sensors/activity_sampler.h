// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sensors/run_look.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace holdpoint {

/// Follows sessions and cache counters on a thread of its own from start() to finish(), every `interval`.
class ActivitySampler
{
public:
    explicit ActivitySampler(RunLooker& looker, Nanos interval = std::chrono::seconds{5}) : m_looker(looker), m_interval(interval)
    {}
    ~ActivitySampler();
    ActivitySampler(const ActivitySampler&) = delete;
    ActivitySampler& operator=(const ActivitySampler&) = delete;

    void start();
    /// How often it looked so far.
    std::size_t looks() const { return m_looks; }
    /// What was seen, of the sources that the plan names; ends the thread.
    std::vector<Snapshot> finish(const LoadSpan& load);

private:
    struct Followed
    {
        Json samples = Json::array();
        std::size_t asked = 0;
        std::string why; // the newest failure
        bool isAbsent = false;
    };
    void work();
    void take(Followed& followed, const Answer<Json>& answer);
    void end();

    RunLooker& m_looker;
    const Nanos m_interval;
    std::mutex m_mutex;
    std::condition_variable m_wakeUp;
    bool m_isEnding = false;
    std::atomic<std::size_t> m_looks = 0;
    Followed m_sessions; // the thread's until it ended
    Followed m_cache;
    std::thread m_thread;
};

} // namespace holdpoint
