// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/answer_recorder.h"
#include "core/load/connection_opener.h"
#include "core/load/flow_control.h"
#include "core/load/recorder.h"
#include "core/load/run_context.h"
#include "core/load/session_desk.h"
#include "core/load/timer_queue.h"
#include "core/load/visitor.h"

namespace holdpoint {

/// Steps the visitors of one load thread through their flows and records what happens to them.
class VisitorRunner
{
public:
    VisitorRunner(RunContext& context, Transport& transport, Recorder& recorder, TimerQueue& timers, SessionDesk& desk,
                  ConnectionOpener& opener);

    /// Starts an iteration now. `intended` is its slot; `due` when the visitor could have started. False: a unique data set ran
    /// out.
    bool startIteration(Visitor& visitor, SteadyTime intended, SteadyTime due);
    /// Why startIteration() last gave false, with the data set's name and rows.
    const std::string& whyNoRow() const { return m_whyNoRow; }
    void onDone(Visitor& visitor, std::uint64_t token, const ExchangeAnswer& answer);
    void onSessionEnd(Visitor& visitor, const SessionEnd& end, SteadyTime now);
    /// Its session, if it is in one, ends orderly from now on; by `hardStopAt` in any case.
    void endSession(Visitor& visitor, SteadyTime hardStopAt);
    /// Its think time is over, or its activity.
    void onThoughtOver(Visitor& visitor, SteadyTime now);
    /// Gives up what is under way: class `interrupted`. The lane hears that the visitor is free.
    void interrupt(Visitor& visitor);
    /// Ends an iteration that thinks; its lane hears that the visitor is free.
    void abandon(Visitor& visitor);

    void ensureClient(Visitor& visitor);
    Recorder& recorder() { return m_recorder; }
    TimerQueue& timers() { return m_timers; }
    RunContext& context() { return m_context; }
    ConnectionOpener& opener() { return m_opener; }

private:
    bool pickRows(Visitor& visitor);
    void advance(Visitor& visitor, SteadyTime now);
    bool passGroupMark(Visitor& visitor, const FlowOp& op, SteadyTime now);
    void think(Visitor& visitor, const FlowOp& op, SteadyTime now);
    void startBatch(Visitor& visitor, const FlowOp& op);
    void sendMember(Visitor& visitor, SteadyTime due);
    void send(Visitor& visitor, std::uint32_t number, SteadyTime due);
    void resend(Visitor& visitor, std::uint32_t number, const ExchangeAnswer& answer);
    void submit(Visitor& visitor, const RequestStep& step, std::uint64_t token, SteadyTime intended, SteadyTime due);
    bool prepareHop(Visitor& visitor, const RequestStep& step, std::uint64_t token, const ExchangeAnswer& answer);
    bool continueWebhook(Visitor& visitor, const RequestStep& step, std::uint32_t number, const ExchangeAnswer& answer);
    void finishIteration(Visitor& visitor, SteadyTime now, bool isComplete);

    RunContext& m_context;
    Transport& m_transport;
    Recorder& m_recorder;
    TimerQueue& m_timers;
    SessionDesk& m_desk;
    ConnectionOpener& m_opener;
    AnswerRecorder m_answers;
    FlowControl m_control;
    std::string m_whyNoRow;
};

} // namespace holdpoint
