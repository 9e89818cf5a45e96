// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <cstdint>
#include <vector>

namespace holdpoint {

/// What a descriptor is watched for; level-triggered but for ReadEdge, which tells once of what came, and of the peer's end as
/// `isBroken`: who is told reads until less comes than fits, and rearm()s what it leaves.
enum class PollInterest : std::uint8_t { None, Read, Write, ReadWrite, ReadEdge };

class PollHandler
{
public:
    virtual ~PollHandler() = default;
    /// `isBroken`: the peer hung up or the socket has an error. May watch and forget descriptors, also this one.
    virtual void onReady(int descriptor, bool isReadable, bool isWritable, bool isBroken) = 0;
};

/// One thread's epoll with an absolute CLOCK_MONOTONIC timer. wake() may be called by any thread, all else by its owner.
class Poller
{
public:
    Poller();
    ~Poller();
    Poller(const Poller&) = delete;
    Poller& operator=(const Poller&) = delete;

    /// False if the process had no descriptor left for it: it would never wait. Ask before the first wait().
    bool isUsable() const { return m_epoll >= 0 && m_timer >= 0 && m_wake >= 0; }
    /// Adds or changes; the handler must outlive it or forget().
    void watch(int descriptor, PollInterest interest, PollHandler* handler);
    /// Tells of it again if there is something to read still.
    void rearm(int descriptor);
    /// Waits for reading only, without a new registration: for a descriptor that its owner may have closed already.
    void relax(int descriptor);
    /// Before the descriptor is closed.
    void forget(int descriptor);
    void wake();
    /// Hands out what is ready, waiting until `deadline` at most; spins through the last 60 µs before it (engine.md §6.3).
    void wait(SteadyTime deadline);

    /// Time spent waiting since the start; what is left of the wall clock was work.
    Nanos idleTime() const { return m_idle; }

private:
    struct Watch
    {
        PollHandler* handler = nullptr;
        PollInterest interest = PollInterest::None;
        bool isRegistered = false;
    };
    bool control(int operation, int descriptor, PollInterest interest);
    void dispatch(int count);
    void expectHandler(int descriptor) const;
    void expectWatch(int descriptor) const;
    void arm(SteadyTime at);

    int m_epoll = -1;
    int m_timer = -1;
    int m_wake = -1;
    SteadyTime m_armed = SteadyTime::max();
    Nanos m_idle{};
    std::vector<Watch> m_watches; // by descriptor
    std::vector<unsigned char> m_events;
};

} // namespace holdpoint
