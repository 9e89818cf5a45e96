// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/visitor_runner.h"

#include "core/base/units.h"
#include "core/load/elapsed.h"
#include "core/load/exchange.h"
#include "core/load/lane.h"
#include "core/load/redirect.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr int kWebhookSendings = 4; // once, and up to three times more without 2xx
constexpr unsigned kHopShift = 32;  // of a token: redirects so far above, the request's number below

/// From the end of its scenario on, only answers are waited for (semantics.md §2); an arrival that starts late still starts.
bool mustStop(const Visitor& visitor, SteadyTime now)
{
    return visitor.isCutShort || (visitor.hasBegun && now >= visitor.stopAt);
}

bool isAccepted(const ExchangeAnswer& answer)
{
    return answer.status >= 200 && answer.status < 300;
}

} // namespace

void Visitor::onDone(std::uint64_t token, const ExchangeAnswer& answer)
{
    runner.onDone(*this, token, answer);
}

VisitorRunner::VisitorRunner(RunContext& context, Transport& transport, Recorder& recorder, TimerQueue& timers, SessionDesk& desk,
                             ConnectionOpener& opener)
    : m_context(context), m_transport(transport), m_recorder(recorder), m_timers(timers), m_desk(desk), m_opener(opener),
      m_answers(context, recorder)
{}

void VisitorRunner::ensureClient(Visitor& visitor)
{
    if (!visitor.client) {
        visitor.client = m_transport.makeClient();
    }
}

bool VisitorRunner::pickRows(Visitor& visitor)
{
    const auto& dataSets = visitor.lane.scenario().dataSets;
    for (std::size_t i = 0; i < dataSets.size(); ++i) {
        const DataSet& data = *dataSets[i];
        const auto size = static_cast<std::uint64_t>(data.rows.size());
        if (size == 0) {
            m_whyNoRow = "the data set " + data.name + " has no rows";
            return false;
        }
        std::uint64_t row = 0;
        switch (data.pick) {
        case DataSet::Pick::Random:
            row = visitor.values.random.below(size);
            break;
        case DataSet::Pick::Sequential:
            row = m_context.nextRow(data, visitor.lane.number(), visitor.iterationNumber) % size;
            break;
        case DataSet::Pick::Unique:
            row = m_context.nextRow(data, visitor.lane.number(), visitor.iterationNumber);
            if (row >= size) {
                m_whyNoRow = "the data set " + data.name + " ran out: each of its " + formatCount(size) +
                             " rows is used once (pick: unique)";
                return false;
            }
            break;
        }
        visitor.values.rows[i] = static_cast<std::uint32_t>(row);
    }
    return true;
}

bool VisitorRunner::startIteration(Visitor& visitor, SteadyTime intended, SteadyTime due)
{
    if (!pickRows(visitor)) {
        return false;
    }
    ensureClient(visitor);
    if (visitor.lane.scenario().cookies == CookieMode::PerIteration) {
        visitor.cookies.clear();
    }
    const SteadyTime now = systemClock().steadyNow();
    visitor.values.iteration = visitor.iterationsDone;
    visitor.op = 0;
    visitor.memory.begin(visitor.lane.scenario());
    visitor.deliveries = 0;
    for (ExtractedValue& value : visitor.values.extracted) { // as in k6, what one iteration was told is unknown to the next
        value.text.clear();
        value.isText = true;
    }
    visitor.iterationStarted = now;
    visitor.intended = intended;
    visitor.due = due;
    visitor.pageOp = Visitor::kNoOp;
    visitor.hasBegun = false;
    visitor.hasReachedServer = false;
    visitor.values.room = roomOf(visitor.lane.scenario().roomSize, visitor.index, m_context.shard());
    advance(visitor, now);
    return true;
}

void VisitorRunner::advance(Visitor& visitor, SteadyTime now)
{
    const CompiledScenario& scenario = visitor.lane.scenario();
    int taken = 0;
    do {
        visitor.op = m_control.settle(scenario, visitor.op, visitor.memory, visitor.values, taken);
    } while (visitor.op < scenario.ops.size() && passGroupMark(visitor, scenario.ops[visitor.op], now));
    if (visitor.op < scenario.ops.size() && FlowControl::isChoice(scenario.ops[visitor.op])) { // the others' turn first
        visitor.state = Visitor::State::Thinking;
        visitor.wakeAt = now;
        m_timers.add({now, Timer::Kind::Wake, &visitor, nullptr});
        return;
    }
    if (visitor.op >= scenario.ops.size()) {
        finishIteration(visitor, now, true);
        return;
    }
    const FlowOp& op = scenario.ops[visitor.op];
    if (op.kind == FlowOp::Kind::Think) {
        think(visitor, op, now);
        return;
    }
    if (mustStop(visitor, now)) {
        finishIteration(visitor, now, false);
        return;
    }
    visitor.hasBegun = true;
    visitor.state = Visitor::State::Sending;
    if (op.kind == FlowOp::Kind::Session) {
        m_desk.begin(visitor, *scenario.sessions[op.first]);
        return;
    }
    if (op.kind == FlowOp::Kind::Batch) {
        startBatch(visitor, op);
        return;
    }
    visitor.webhookAttempts = 0;
    visitor.isRedelivery = false;
    if (op.isPage) {
        visitor.pageOp = visitor.op;
        visitor.pageIntended = visitor.intended;
    }
    send(visitor, op.first, visitor.due);
}

/// False if it is none. As in k6, a group lasts from its first step to the end of its last, think time and groups inside
/// included.
bool VisitorRunner::passGroupMark(Visitor& visitor, const FlowOp& op, SteadyTime now)
{
    if (op.kind == FlowOp::Kind::GroupBegin) {
        visitor.memory.groupsBegan[op.control] = now;
    } else if (op.kind == FlowOp::Kind::GroupEnd) {
        m_recorder.trend(visitor.lane.scenario().groups[op.control], micros(now - visitor.memory.groupsBegan[op.control]));
    } else {
        return false;
    }
    if (visitor.pageOp != Visitor::kNoOp && visitor.pageOp + 1 == visitor.op) {
        ++visitor.pageOp; // the batch behind the mark is still right behind its page
    }
    ++visitor.op;
    return true;
}

void VisitorRunner::think(Visitor& visitor, const FlowOp& op, SteadyTime now)
{
    visitor.intended += thinkTime(op, visitor.values.random);
    visitor.due = visitor.intended;
    visitor.state = Visitor::State::Thinking;
    visitor.wakeAt = std::min(visitor.intended, visitor.stopAt);
    if (visitor.isCutShort || visitor.stopAt <= now) {
        onThoughtOver(visitor, now);
        return;
    }
    m_timers.add({visitor.wakeAt, Timer::Kind::Wake, &visitor, nullptr});
}

void VisitorRunner::onThoughtOver(Visitor& visitor, SteadyTime now)
{
    if (visitor.isCutShort || now >= visitor.stopAt) {
        // With only think time left, everything that the iteration had to do is done.
        finishIteration(visitor, now, visitor.op >= visitor.lane.scenario().requestOpsEnd);
        return;
    }
    visitor.op += visitor.lane.scenario().ops[visitor.op].kind == FlowOp::Kind::Think ? 1U : 0U; // else a pause of advance()
    advance(visitor, now);
}

void VisitorRunner::startBatch(Visitor& visitor, const FlowOp& op)
{
    visitor.nextMember = op.first;
    visitor.membersLeft = op.count;
    visitor.membersUnderWay.clear();
    const auto atOnce = static_cast<std::uint32_t>(std::max(1, visitor.lane.scenario().plan.batchPerHost));
    for (std::uint32_t i = 0; i < std::min(atOnce, op.count); ++i) {
        sendMember(visitor, visitor.due);
    }
}

/// `due`: when a connection became free for it.
void VisitorRunner::sendMember(Visitor& visitor, SteadyTime due)
{
    const std::uint32_t number = visitor.nextMember++;
    visitor.membersUnderWay.push_back(number);
    send(visitor, number, due);
}

/// `due`: see Visitor.
void VisitorRunner::send(Visitor& visitor, std::uint32_t number, SteadyTime due)
{
    const RequestStep& step = *visitor.lane.scenario().requests[number];
    renderRequest(step, visitor.values, visitor.request);
    submit(visitor, step, number, visitor.intended, due);
}

/// The same request again; only its signature is new.
void VisitorRunner::resend(Visitor& visitor, std::uint32_t number, const ExchangeAnswer& answer)
{
    const RequestStep& step = *visitor.lane.scenario().requests[number];
    renderAgain(step, visitor.values, *answer.request, visitor.request);
    visitor.intended = answer.ended;
    visitor.due = answer.ended;
    submit(visitor, step, number, answer.ended, answer.ended);
}

/// `token`: number of the request, and of the redirects that led to it.
void VisitorRunner::submit(Visitor& visitor, const RequestStep& step, std::uint64_t token, SteadyTime intended, SteadyTime due)
{
    ++visitor.inFlight;
    addCookies(step, visitor.cookies, visitor.request);
    visitor.request.intended = intended;
    m_recorder.trend(step.series.lag, micros(systemClock().steadyNow() - due));
    if (step.webhook) {
        m_recorder.count(step.webhook->sent, 1);
    }
    visitor.client->send(visitor.request, visitor, token);
}

/// Readies visitor.request for where a redirect leads to; false if it is the step's answer.
bool VisitorRunner::prepareHop(Visitor& visitor, const RequestStep& step, std::uint64_t token, const ExchangeAnswer& answer)
{
    if (step.follow == 0 || answer.error != ErrorClass::None || !isRedirect(answer.status)) {
        return false;
    }
    if (static_cast<int>(token >> kHopShift) >= step.follow) {
        if (m_context.sayOnce("redirects " + step.name)) {
            m_recorder.event("step " + step.name + " stops after " + std::to_string(step.follow) +
                             " redirects and takes the last one as its answer");
        }
        return false;
    }
    return renderHop(step, answer, visitor.request);
}

void VisitorRunner::onDone(Visitor& visitor, std::uint64_t token, const ExchangeAnswer& answer)
{
    const auto number = static_cast<std::uint32_t>(token);
    const CompiledScenario& scenario = visitor.lane.scenario();
    const RequestStep& step = *scenario.requests[number];
    const FlowOp& op = scenario.ops[visitor.op];
    --visitor.inFlight;
    if (scenario.cookies != CookieMode::Off && answer.status != 0) {
        visitor.cookies.take(answer.head, answer.request->url, systemClock().wallNow());
    }
    const bool isHop = prepareHop(visitor, step, token, answer);
    m_answers.record(step, answer, visitor.values, isHop);
    visitor.hasReachedServer = visitor.hasReachedServer || answer.bytesSent > 0;
    visitor.memory.lastStatus = answer.status;
    if (isHop && visitor.isCutShort && op.kind != FlowOp::Kind::Batch) { // nobody waits for where it leads
        finishIteration(visitor, answer.ended, false);
        return;
    }
    if (isHop && !visitor.isCutShort) {
        submit(visitor, step, token + (std::uint64_t{1} << kHopShift), answer.ended, answer.ended);
        return;
    }

    if (op.kind == FlowOp::Kind::Batch) {
        std::erase(visitor.membersUnderWay, number);
        --visitor.membersLeft;
        if (visitor.nextMember < op.first + op.count && !mustStop(visitor, answer.ended)) {
            sendMember(visitor, answer.ended);
            return;
        }
        if (visitor.inFlight > 0) {
            return;
        }
        if (visitor.membersLeft == 0) {
            const bool hasPage = visitor.pageOp != Visitor::kNoOp && visitor.pageOp + 1 == visitor.op;
            m_recorder.trend(op.pageLoad, micros(answer.ended - (hasPage ? visitor.pageIntended : visitor.intended)));
        }
    } else if (step.webhook && continueWebhook(visitor, step, number, answer)) {
        return;
    }
    visitor.intended = answer.ended;
    visitor.due = answer.ended;
    ++visitor.op;
    advance(visitor, answer.ended);
}

/// True if the event goes out once more: without 2xx, or as the planned share of redeliveries.
bool VisitorRunner::continueWebhook(Visitor& visitor, const RequestStep& step, std::uint32_t number, const ExchangeAnswer& answer)
{
    if (visitor.isRedelivery) {
        return false;
    }
    if (isAccepted(answer)) { // also while the run is being stopped: the service has processed it
        m_recorder.count(step.webhook->distinct, 1);
    }
    if (visitor.isCutShort) { // its end alone ends no event: redeliveries are as planned as the event
        return false;
    }
    if (!isAccepted(answer)) {
        if (++visitor.webhookAttempts >= kWebhookSendings) {
            return false;
        }
        resend(visitor, number, answer);
        return true;
    }
    // Where the executor does not number its iterations, VUs are taken to go round one after the other.
    const std::uint64_t round = visitor.iterationNumber.value_or(
        visitor.iterationsDone * vuNumbers(visitor.lane.scenario().plan.executor) + visitor.index);
    if (!isRedelivered(round + visitor.deliveries++, step.webhook->redeliver)) {
        return false;
    }
    visitor.isRedelivery = true;
    m_recorder.count(step.webhook->redelivered, 1);
    resend(visitor, number, answer);
    return true;
}

void VisitorRunner::finishIteration(Visitor& visitor, SteadyTime now, bool isComplete)
{
    const CompiledScenario& scenario = visitor.lane.scenario();
    ++visitor.iterationsDone;
    if (isComplete) {
        m_recorder.count(scenario.iterations, 1);
        m_recorder.trend(scenario.iterationDuration, micros(now - visitor.iterationStarted));
    }
    if (scenario.connections == ConnectionMode::PerIteration) {
        visitor.client.reset(); // the next iteration is a new user
    }
    visitor.state = Visitor::State::Waiting;
    visitor.lane.onFree(visitor, now);
}

void VisitorRunner::onSessionEnd(Visitor& visitor, const SessionEnd& end, SteadyTime now)
{
    visitor.isInSession = false;
    visitor.values.seq = end.seq;
    visitor.hasReachedServer = visitor.hasReachedServer || end.hasReachedServer;
    visitor.intended = now;
    visitor.due = now;
    if (!end.isComplete) {
        finishIteration(visitor, now, false);
        return;
    }
    ++visitor.op;
    advance(visitor, now);
}

void VisitorRunner::endSession(Visitor& visitor, SteadyTime hardStopAt)
{
    if (visitor.isInSession) {
        m_desk.end(visitor, hardStopAt);
    }
}

void VisitorRunner::interrupt(Visitor& visitor)
{
    if (visitor.isInSession) { // onSessionEnd() follows
        visitor.isCutShort = true;
        endSession(visitor, systemClock().steadyNow());
        return;
    }
    const CompiledScenario& scenario = visitor.lane.scenario();
    const FlowOp& op = scenario.ops[visitor.op];
    const auto give = [&](std::uint32_t number) {
        m_recorder.error(ErrorClass::Interrupted, scenario.requests[number]->name,
                         "no answer before the run's graceful stop was over");
    };
    if (op.kind == FlowOp::Kind::Batch) {
        std::for_each(visitor.membersUnderWay.begin(), visitor.membersUnderWay.end(), give);
    } else if (visitor.inFlight > 0) {
        give(op.first);
    }
    visitor.inFlight = 0;
    visitor.client->cancelAll();
    visitor.isCutShort = true;
    finishIteration(visitor, systemClock().steadyNow(), false);
}

void VisitorRunner::abandon(Visitor& visitor)
{
    onThoughtOver(visitor, systemClock().steadyNow());
}

} // namespace holdpoint
