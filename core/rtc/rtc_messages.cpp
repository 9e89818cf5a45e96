// SPDX-License-Identifier: GPL-3.0-or-later
// What a participant says and hears.
#include "core/rtc/rtc_session.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "core/load/elapsed.h"
#include "core/rtc/rtc_worker.h"

#include <QWebSocket>
#include <utility>

namespace holdpoint {

namespace {

constexpr std::size_t kTextKept = 4096;
constexpr Nanos kPingEvery = std::chrono::seconds{5};

std::optional<std::uint64_t> numberAtPointer(const Json& json, const std::string& pointer)
{
    const Json* value = pointer.empty() ? nullptr : atPointer(json, pointer);
    if (value == nullptr) {
        return std::nullopt;
    }
    if (value->is_number_unsigned()) {
        return value->get<std::uint64_t>();
    }
    if (!value->is_string()) {
        return std::nullopt;
    }
    const auto number = parseInteger(value->get_ref<const std::string&>());
    return number && *number >= 0 ? std::optional(static_cast<std::uint64_t>(*number)) : std::nullopt;
}

} // namespace

void RtcSession::onMessage(const QByteArray& bytes)
{
    if (m_state != State::Open && m_state != State::Draining) {
        return;
    }
    const SteadyTime now = systemClock().steadyNow();
    Recorder& recorder = m_worker.recorder();
    recorder.count(m_series.received, 1);
    recorder.count(m_series.dataReceived, static_cast<std::uint64_t>(bytes.size()));
    const std::string_view message(bytes.constData(), static_cast<std::size_t>(bytes.size()));
    if (m_firstHeard.empty()) {
        m_firstHeard = message.substr(0, kTextKept);
    }
    if (!m_member) {
        return;
    }
    const auto json = parseJson(message, "a message");
    if (!json) {
        return; // not one of ours
    }
    const Json* own = m_step.socket.messageAt.empty() ? &*json : atPointer(*json, m_step.socket.messageAt);
    const auto vu = own == nullptr ? std::nullopt : numberAtPointer(*own, m_step.vuPointer);
    const auto seq = own == nullptr ? std::nullopt : numberAtPointer(*own, m_step.seqPointer);
    if (vu && seq) {
        judge(*vu, *seq, now);
    }
}

void RtcSession::judge(std::uint64_t vu, std::uint64_t seq, SteadyTime now)
{
    using Kind = Room::Heard::Kind;
    const Room::Heard heard = m_room->heard(*m_member, vu, seq, now);
    if (heard.kind == Kind::Unexpected) {
        return;
    }
    Recorder& recorder = m_worker.recorder();
    recorder.rate(m_series.duplicate, heard.kind == Kind::Duplicate);
    if (heard.kind == Kind::Duplicate) {
        return;
    }
    ++m_heardCount;
    recorder.trend(m_series.latency, micros(heard.latency));
    if (m_step.socket.expectOrdered) {
        recorder.rate(m_series.reorder, heard.isReordered);
        if (heard.isReordered && std::exchange(m_isInOrder, false)) {
            recordFault(
                {ErrorClass::Check, m_step.name + ": " + kInOrder + ": a message came after a later one of the same sender"});
        }
    }
    if (m_step.socket.expectFromOthers) {
        if (!heard.isCounted) {
            ++m_expectedCount;
            recorder.rate(m_series.delivery, heard.kind == Kind::InTime);
        }
        recorder.rate(m_series.drop, false);
        if (heard.kind == Kind::Late) {
            recorder.count(m_series.late, 1);
        }
    }
    if (m_state == State::Draining) {
        drain(now);
    }
}

void RtcSession::onPong()
{
    if (m_pingSentAt) {
        m_worker.recorder().trend(m_series.ping, micros(systemClock().steadyNow() - *m_pingSentAt));
        m_pingSentAt.reset();
    }
}

void RtcSession::send(SteadyTime now)
{
    while (m_nextSendAt <= now && m_nextSendAt < m_endAt) {
        m_worker.recorder().trend(m_series.lag, micros(now - m_nextSendAt));
        m_nextSendAt += m_step.socket.sendEvery;
        ++m_order.values.seq;
        m_buffer.clear();
        m_step.message.render(m_order.values, m_buffer);
        if (m_member) {
            m_room->sent(*m_member, m_order.values.seq, systemClock().steadyNow());
        }
        m_worker.recorder().count(m_series.sent, 1);
        m_socket->sendTextMessage(QString::fromStdString(m_buffer));
        if (m_firstSent.empty()) {
            m_firstSent = m_buffer.substr(0, kTextKept);
        }
    }
}

void RtcSession::ping(SteadyTime now)
{
    if (!m_pingSentAt) {
        m_pingSentAt = now;
        m_socket->ping();
    } else if (now - *m_pingSentAt >= m_step.socket.pongWithin) {
        dropped({ErrorClass::Ws, "no pong within " + formatDuration(m_step.socket.pongWithin) + ": the server went silent"});
        return;
    }
    m_nextPingAt = std::min(now + kPingEvery, *m_pingSentAt + m_step.socket.pongWithin);
}

void RtcSession::expire(SteadyTime now)
{
    const Room::Overdue overdue = m_room->expire(*m_member, now);
    if (!m_step.socket.expectFromOthers) {
        return;
    }
    Recorder& recorder = m_worker.recorder();
    m_expectedCount += overdue.late;
    for (std::uint64_t i = 0; i < overdue.late; ++i) {
        recorder.rate(m_series.delivery, false);
    }
    for (std::uint64_t i = 0; i < overdue.dropped; ++i) {
        recorder.rate(m_series.drop, true);
        const std::string what = "a message did not arrive within " + formatDuration(2 * m_step.socket.within);
        if (i == 0 && m_worker.context().mayKeepSample(ErrorClass::Ws, m_step.index)) {
            const Json sample{{"from", overdue.droppedVu}, {"seq", overdue.droppedSeq}, {"to", m_order.values.vu}};
            recorder.sample(ErrorClass::Ws, m_step.name, what, dumpJson(sample));
        } else {
            recorder.error(ErrorClass::Ws, m_step.name, what);
        }
    }
}

} // namespace holdpoint
