// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/load_run.h"
#include "core/load/session.h"

#include <mutex>
#include <vector>

namespace holdpoint {

class Poller;
class Visitor;

/// One load thread's way to those who run its visitors' sessions, and back.
class SessionDesk final : public SessionSink
{
public:
    SessionDesk(RunContext& context, Poller& poller) : m_context(context), m_poller(poller) {}

    // Load thread.
    void begin(Visitor& visitor, const SessionStep& step);
    void end(Visitor& visitor, SteadyTime hardStopAt);
    /// Sessions that ended since the last call.
    std::vector<SessionEnd> takeEnded();

    void onSessionEnd(const SessionEnd& end) override;

private:
    RunContext& m_context;
    Poller& m_poller;
    std::mutex m_mutex;
    std::vector<SessionEnd> m_ended; // guarded by m_mutex
};

/// The room of visitor `index` of a scenario, from 1. Visitors of one room belong to one agent, so that it can tell who should
/// hear whom.
std::uint64_t roomOf(std::uint64_t roomSize, std::uint64_t index, const Shard& shard);

} // namespace holdpoint
