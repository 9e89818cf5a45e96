// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/load/session_step.h"

#include <memory>
#include <string>
#include <vector>

namespace holdpoint {

class Recorder;
class RunContext;

/// Whoever waits for a session's end; the runner only hands the address back.
class SessionOwner
{};

/// One long step of one visitor, which a module of another tier carries out on threads of its own: a WebSocket session, a visit
/// of a browser. `step` is constant while load runs.
struct SessionOrder
{
    const SessionStep* step = nullptr;
    SessionOwner* owner = nullptr;
    std::string url;
    std::vector<std::string> headers; // whole lines, without line ends
    VisitorValues values;             // for what is sent within the session
    double phase = 0;                 // 0..1, where in its sending interval this visitor begins
    SteadyTime due;                   // when it should start
    SteadyTime stopAt;                // it ends orderly from here on
};

struct SessionEnd
{
    SessionOwner* owner = nullptr;
    bool isComplete = false;       // it lasted as planned
    bool hasReachedServer = false; // else its visitor pauses before the next one
    std::uint64_t seq = 0;         // of the visitor's values
};

class SessionSink
{
public:
    virtual ~SessionSink() = default;
    /// Any thread.
    virtual void onSessionEnd(const SessionEnd& end) = 0;
};

/// Runs the sessions of one kind for one LoadRun. Destroyed when all of them have ended; closes and joins.
class SessionRunner
{
public:
    virtual ~SessionRunner() = default;
    /// Any thread. Exactly one onSessionEnd() follows, by `stopAt` plus what end() allows.
    virtual void begin(SessionOrder order, SessionSink& sink) = 0;
    /// Any thread. The owner's session ends orderly from now on, and by `hardStopAt` in any case.
    virtual void end(SessionOwner* owner, SteadyTime hardStopAt) = 0;

    // For the frame's thread.
    /// The same ones from beginning to end. Each is handed over soon after wake().
    virtual std::vector<Recorder*> recorders() = 0;
    virtual void wake() = 0;
    /// Time that its threads waited since they began, in the same order; empty if its work is done by another process.
    virtual std::vector<Nanos> idleTimes() const = 0;
};

class SessionRunnerFactory
{
public:
    virtual ~SessionRunnerFactory() = default;
    virtual StepKind kind() const = 0;
    /// Why no session of this kind can run here, for example: no browser on this machine.
    virtual Result<> canRun() const = 0;
    /// For at most so many sessions at once. The context must outlive the runner. Blocks for DNS.
    virtual std::unique_ptr<SessionRunner> make(RunContext& context, std::uint64_t mostSessions) = 0;
};

} // namespace holdpoint
