// SPDX-License-Identifier: GPL-3.0-or-later
// The life of a participant: what is due when, and how it ends.
#include "core/rtc/rtc_session.h"

#include "core/base/units.h"
#include "core/load/elapsed.h"
#include "core/rtc/rtc_worker.h"

#include <QWebSocket>
#include <algorithm>
#include <utility>

namespace holdpoint {

namespace {

constexpr Nanos kDrainLookEvery = std::chrono::milliseconds{20};
constexpr Nanos kCloseLimit = std::chrono::seconds{1};

} // namespace

RtcSession::RtcSession(RtcWorker& worker, std::uint64_t id, SessionOrder order, SessionSink& sink)
    : m_worker(worker), m_id(id), m_order(std::move(order)), m_sink(sink), m_step(*m_order.step), m_series(m_step.socketSeries)
{
    m_worker.recorder().trend(m_series.lag, micros(systemClock().steadyNow() - m_order.due));
}

RtcSession::~RtcSession() = default;

void RtcSession::onDisconnected()
{
    switch (m_state) {
    case State::Joining:
        onFailed();
        break;
    case State::Open:
        dropped(closeFault(m_socket->closeCode(), m_socket->closeReason(), m_hasRemoteClosed));
        break;
    case State::Draining: // past its planned end
    case State::Closing:
        leaveRoom(false);
        finish(!m_isCutShort);
        break;
    case State::Waiting:
    case State::Pausing:
    case State::Over:
        break;
    }
}

void RtcSession::onTime(SteadyTime now)
{
    if (now >= m_plannedAt) {
        m_plannedAt = SteadyTime::max();
    }
    if (m_state == State::Joining && now >= m_deadline) {
        handshakeTimedOut();
    }
    if (m_state != State::Over && now >= m_hardStopAt) {
        m_socket != nullptr ? m_socket->abort() : void();
        leaveRoom(false);
        finish(false);
        return;
    }
    if (m_state == State::Open) {
        send(now);
        if (now >= m_nextPingAt) {
            ping(now);
        }
    }
    if ((m_state == State::Open || m_state == State::Draining) && now >= m_nextLookAt) {
        expire(now);
        m_nextLookAt = now + (m_state == State::Draining ? kDrainLookEvery : kLookEvery);
    }
    if (m_state == State::Open && now >= m_endAt) {
        m_state = State::Draining;
        if (m_member) {
            m_room->stopListening(*m_member);
            m_nextLookAt = now + kDrainLookEvery;
        }
    }
    if (m_state == State::Draining) {
        drain(now);
    } else if (now >= m_deadline) {
        switch (m_state) {
        case State::Closing: // the other side does not close
            m_socket->abort();
            finish(!m_isCutShort);
            break;
        case State::Pausing:
            finish(false);
            break;
        default:
            break;
        }
    }
    plan();
}

void RtcSession::drain(SteadyTime now)
{
    if (!m_member || m_room->isSettled(*m_member)) {
        close(now);
    }
}

void RtcSession::close(SteadyTime now)
{
    leaveRoom(false);
    m_state = State::Closing;
    m_deadline = now + kCloseLimit;
    m_socket->close(QWebSocketProtocol::CloseCodeNormal);
    plan();
}

/// A session that did not last.
void RtcSession::dropped(const SocketFault& fault)
{
    m_worker.recorder().rate(m_series.sessionDrop, true);
    const auto lasted = std::chrono::duration_cast<Millis>(systemClock().steadyNow() - m_joinedAt);
    recordFault(fault);
    tellExchange(fault.message + " after " + formatDuration(lasted));
    leaveRoom(true);
    m_socket->abort();
    const SteadyTime now = systemClock().steadyNow();
    m_worker.recorder().trend(m_series.sessionDuration, micros(now - m_joinedAt));
    m_state = State::Pausing;
    m_deadline = std::min(m_startedAt + kFailurePause, m_order.stopAt);
    plan();
}

void RtcSession::recordFault(const SocketFault& fault)
{
    Recorder& recorder = m_worker.recorder();
    const std::string message = m_worker.context().redactor().redact(fault.message);
    if (!m_worker.context().mayKeepSample(fault.errorClass, m_step.index)) {
        recorder.error(fault.errorClass, m_step.name, message);
        return;
    }
    const Json sample{{"request", m_worker.context().redactor().redact("GET " + m_order.url)},
                      {"answer", m_worker.context().redactor().redact(m_firstHeard)},
                      {"error", message},
                      {"vu", m_order.values.vu}};
    recorder.sample(fault.errorClass, m_step.name, message, dumpJson(sample));
}

/// What it expected and did not hear is lost with a lost connection; an orderly end makes no drops.
void RtcSession::leaveRoom(bool wasCutOff)
{
    if (std::exchange(m_isParticipant, false)) {
        m_worker.recorder().changeGauge(m_series.participants, -1);
    }
    if (!m_member) {
        return;
    }
    const auto [inTime, late] = m_room->leave(*m_member);
    m_member.reset();
    if (wasCutOff && m_step.socket.expectFromOthers) {
        for (std::uint64_t i = 0; i < inTime; ++i) {
            m_worker.recorder().rate(m_series.delivery, false);
        }
        for (std::uint64_t i = 0; i < inTime + late; ++i) {
            m_worker.recorder().rate(m_series.drop, true);
        }
    }
}

void RtcSession::tellExchange(const std::string& answer)
{
    if (m_worker.context().shard().kind != RunKind::DryRun) {
        return;
    }
    const Redactor& redactor = m_worker.context().redactor();
    const Json pair{{"request", redactor.redact("GET " + m_order.url + "\r\n\r\n" + m_firstSent)},
                    {"answer", redactor.redact(answer)},
                    {"duration_us", micros(systemClock().steadyNow() - m_startedAt).count()}};
    m_worker.recorder().event("exchange " + m_step.name + ": " + dumpJson(pair));
}

void RtcSession::endBy(SteadyTime hardStopAt)
{
    m_isCutShort = true;
    m_hardStopAt = std::min(m_hardStopAt, hardStopAt);
    const SteadyTime now = systemClock().steadyNow();
    if (m_state == State::Joining && now >= m_deadline) { // its timer is late: the timeout came before the end all the same
        handshakeTimedOut();
    }
    switch (m_state) {
    case State::Waiting:
    case State::Joining:
    case State::Pausing:
        m_hardStopAt = now;
        break;
    case State::Open:
        m_endAt = now;
        break;
    case State::Draining:
    case State::Closing:
    case State::Over:
        break;
    }
    onTime(now);
}

void RtcSession::finish(bool isComplete)
{
    if (m_state == State::Over) {
        return;
    }
    endHandshake();
    const bool wasJoined = m_joinedAt != SteadyTime{};
    if (wasJoined && m_state != State::Pausing) {
        Recorder& recorder = m_worker.recorder();
        recorder.rate(m_series.sessionDrop, false);
        recorder.trend(m_series.sessionDuration, micros(systemClock().steadyNow() - m_joinedAt));
        if (m_step.socket.expectFromOthers && m_expectedCount > 0) {
            recorder.rate(m_series.checkHears, m_heardCount > 0);
            if (m_heardCount == 0) {
                recordFault({ErrorClass::Check, m_step.name + ": " + kHearsOthers + ": nothing came of what others sent"});
            }
        }
        if (m_step.socket.expectOrdered && m_heardCount > 0) {
            recorder.rate(m_series.checkOrdered, m_isInOrder);
        }
        tellExchange("101 Switching Protocols\r\n\r\n" + m_firstHeard);
    }
    m_state = State::Over;
    m_sink.onSessionEnd({m_order.owner, isComplete, wasJoined, m_order.values.seq});
    if (m_socket != nullptr) {
        m_socket->disconnect(this);
    }
    m_worker.forget(*this);
}

void RtcSession::plan()
{
    if (m_state == State::Over) {
        return;
    }
    SteadyTime next = std::min(m_hardStopAt, m_deadline);
    if (m_state == State::Open) {
        const SteadyTime send = m_nextSendAt < m_endAt ? m_nextSendAt : SteadyTime::max();
        next = std::min({next, send, m_nextPingAt, m_nextLookAt, m_endAt});
    } else if (m_state == State::Draining) {
        next = std::min(next, m_nextLookAt);
    }
    if (next < m_plannedAt) {
        m_plannedAt = next;
        m_worker.wakeAt(*this, next);
    }
}

} // namespace holdpoint
