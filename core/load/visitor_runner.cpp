// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/visitor_runner.h"

#include "core/load/exchange.h"
#include "core/load/lane.h"

namespace holdpoint {

namespace {

constexpr int kWebhookSendings = 4; // once, and up to three times more without 2xx

Micros micros(Nanos duration)
{
    return std::chrono::duration_cast<Micros>(std::max(duration, Nanos{0}));
}

bool isAccepted(const Answer& answer)
{
    return answer.status >= 200 && answer.status < 300;
}

} // namespace

void Visitor::onDone(std::uint64_t token, const Answer& answer)
{
    runner.onDone(*this, token, answer);
}

VisitorRunner::VisitorRunner(RunContext& context, Transport& transport, Recorder& recorder, TimerQueue& timers)
    : m_context(context), m_transport(transport), m_recorder(recorder), m_timers(timers)
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
    const SteadyTime now = systemClock().steadyNow();
    visitor.values.iteration = visitor.iterationsDone;
    visitor.op = 0;
    visitor.iterationStarted = now;
    visitor.intended = intended;
    visitor.due = due;
    visitor.hasReachedServer = false;
    advance(visitor, now);
    return true;
}

void VisitorRunner::advance(Visitor& visitor, SteadyTime now)
{
    const CompiledScenario& scenario = visitor.lane.scenario();
    if (visitor.op >= scenario.ops.size()) {
        finishIteration(visitor, now, true);
        return;
    }
    const FlowOp& op = scenario.ops[visitor.op];
    if (op.kind == FlowOp::Kind::Think) {
        think(visitor, op, now);
        return;
    }
    if (visitor.isCutShort) {
        finishIteration(visitor, now, false);
        return;
    }
    visitor.state = Visitor::State::Sending;
    if (op.kind == FlowOp::Kind::Batch) {
        startBatch(visitor, op);
        return;
    }
    visitor.webhookAttempts = 0;
    visitor.isRedelivery = false;
    send(visitor, op.first);
}

void VisitorRunner::think(Visitor& visitor, const FlowOp& op, SteadyTime now)
{
    const auto span = static_cast<std::uint64_t>((op.thinkMax - op.thinkMin).count());
    const Nanos length = op.thinkMin + Nanos{static_cast<std::int64_t>(visitor.values.random.below(span + 1))};
    visitor.intended += length;
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
    ++visitor.op;
    advance(visitor, now);
}

void VisitorRunner::startBatch(Visitor& visitor, const FlowOp& op)
{
    visitor.nextMember = op.first;
    visitor.membersLeft = op.count;
    const auto atOnce = static_cast<std::uint32_t>(std::max(1, visitor.lane.scenario().plan.batchPerHost));
    for (std::uint32_t i = 0; i < std::min(atOnce, op.count); ++i) {
        send(visitor, visitor.nextMember++);
    }
}

void VisitorRunner::send(Visitor& visitor, std::uint32_t number)
{
    const RequestStep& step = *visitor.lane.scenario().requests[number];
    renderRequest(step, visitor.values, visitor.request);
    submit(visitor, step, number);
}

/// The same request again; only its signature is new.
void VisitorRunner::resend(Visitor& visitor, std::uint32_t number, const Answer& answer)
{
    const RequestStep& step = *visitor.lane.scenario().requests[number];
    ++visitor.values.seq;
    visitor.request = *answer.request;
    signRequest(step, visitor.values, visitor.request);
    visitor.intended = answer.ended;
    visitor.due = answer.ended;
    submit(visitor, step, number);
}

void VisitorRunner::submit(Visitor& visitor, const RequestStep& step, std::uint32_t number)
{
    ++visitor.inFlight;
    m_recorder.trend(step.series.lag, micros(systemClock().steadyNow() - visitor.due));
    if (step.webhook) {
        m_recorder.count(step.webhook->sent, 1);
    }
    visitor.client->send(visitor.request, visitor, number);
}

void VisitorRunner::onDone(Visitor& visitor, std::uint64_t token, const Answer& answer)
{
    const auto number = static_cast<std::uint32_t>(token);
    const CompiledScenario& scenario = visitor.lane.scenario();
    const RequestStep& step = *scenario.requests[number];
    const FlowOp& op = scenario.ops[visitor.op];
    --visitor.inFlight;
    record(visitor, step, answer);
    visitor.hasReachedServer = visitor.hasReachedServer || answer.bytesSent > 0;

    if (op.kind == FlowOp::Kind::Batch) {
        if (step.webhook && isAccepted(answer)) {
            m_recorder.count(step.webhook->distinct, 1);
        }
        --visitor.membersLeft;
        if (visitor.nextMember < op.first + op.count && !visitor.isCutShort) {
            send(visitor, visitor.nextMember++);
            return;
        }
        if (visitor.inFlight > 0) {
            return;
        }
        if (visitor.membersLeft == 0) {
            m_recorder.trend(op.pageLoad, micros(answer.ended - visitor.intended));
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
bool VisitorRunner::continueWebhook(Visitor& visitor, const RequestStep& step, std::uint32_t number, const Answer& answer)
{
    if (visitor.isCutShort || visitor.isRedelivery) {
        return false;
    }
    if (!isAccepted(answer)) {
        if (++visitor.webhookAttempts >= kWebhookSendings) {
            return false;
        }
        resend(visitor, number, answer);
        return true;
    }
    m_recorder.count(step.webhook->distinct, 1);
    if (step.webhook->redeliver <= 0 || visitor.values.random.unit() >= step.webhook->redeliver) {
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
    visitor.state = Visitor::State::Waiting;
    visitor.lane.onFree(visitor, now);
}

void VisitorRunner::interrupt(Visitor& visitor)
{
    const CompiledScenario& scenario = visitor.lane.scenario();
    const RequestStep& step = *scenario.requests[scenario.ops[visitor.op].first];
    for (; visitor.inFlight > 0; --visitor.inFlight) {
        m_recorder.error(ErrorClass::Interrupted, step.name, "no answer before the run's graceful stop was over");
    }
    visitor.client->cancelAll();
    visitor.isCutShort = true;
    finishIteration(visitor, systemClock().steadyNow(), false);
}

void VisitorRunner::abandon(Visitor& visitor)
{
    onThoughtOver(visitor, systemClock().steadyNow());
}

void VisitorRunner::record(Visitor& visitor, const RequestStep& step, const Answer& answer)
{
    if (answer.error == ErrorClass::Generator) { // this machine failed, not the server
        m_recorder.shortage();
        recordFault(step, answer, ErrorClass::Generator, std::string(answer.message));
        return;
    }
    const std::string* firstFault = nullptr;
    std::string faultText;
    const bool isFailed = examineAnswer(step, answer, visitor.values, [&](const CompiledCheck& check, const std::string* fault) {
        m_recorder.rate(check.series, fault == nullptr, answer.status);
        if (fault != nullptr && firstFault == nullptr) {
            firstFault = &check.name;
            faultText = check.name + ": " + *fault;
        }
    });
    const int status = answer.status;
    m_recorder.count(step.series.requests, 1, status, !isFailed);
    m_recorder.rate(step.series.failed, isFailed, status, !isFailed);
    m_recorder.rate(step.series.serverErrors, status >= 500, status, !isFailed);
    m_recorder.count(step.series.dataSent, answer.bytesSent, status, !isFailed);
    m_recorder.count(step.series.dataReceived, answer.bytesReceived, status, !isFailed);
    recordTimes(visitor, step, answer, !isFailed);

    if (answer.error != ErrorClass::None) {
        recordFault(step, answer, answer.error, std::string(answer.message));
    } else if (isFailed) {
        const auto errorClass = status >= 500 ? ErrorClass::Http5xx : status >= 400 ? ErrorClass::Http4xx : ErrorClass::Protocol;
        recordFault(step, answer, errorClass, "status " + std::to_string(status));
    } else if (firstFault != nullptr) {
        recordFault(step, answer, ErrorClass::Check, m_context.redactor().redact(faultText));
    } else if (m_context.shard().kind == RunKind::DryRun) {
        m_recorder.event("exchange " + step.name + ": " + describeExchange(answer, m_context.redactor()));
    }
}

void VisitorRunner::recordTimes(const Visitor& visitor, const RequestStep& step, const Answer& answer, bool isExpected)
{
    const RequestSeries& series = step.series;
    const ExchangePhases& phases = answer.phases;
    const int status = answer.status;
    m_recorder.trend(series.duration, phases.duration(), status, isExpected);
    m_recorder.trend(series.responseTime, micros(answer.ended - visitor.intended), status, isExpected);
    m_recorder.trend(series.blocked, phases.blocked, status, isExpected);
    m_recorder.trend(series.connecting, phases.connecting, status, isExpected);
    m_recorder.trend(series.tlsHandshaking, phases.tlsHandshaking, status, isExpected);
    m_recorder.trend(series.sending, phases.sending, status, isExpected);
    m_recorder.trend(series.waiting, phases.waiting, status, isExpected);
    m_recorder.trend(series.receiving, phases.receiving, status, isExpected);
}

void VisitorRunner::recordFault(const RequestStep& step, const Answer& answer, ErrorClass errorClass, const std::string& message)
{
    if (m_context.mayKeepSample(errorClass, step.index)) {
        m_recorder.sample(errorClass, step.name, message, describeExchange(answer, m_context.redactor()));
    } else {
        m_recorder.error(errorClass, step.name, message);
    }
}

} // namespace holdpoint
