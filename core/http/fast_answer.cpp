// SPDX-License-Identifier: GPL-3.0-or-later
// What comes back on a FastConnection, and what is told of it.
#include "core/http/fast_connection.h"
#include "core/load/elapsed.h"
#include "core/load/prefetch.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr int kReadsPerTurn = 4;        // a large answer must not keep others waiting
constexpr std::size_t kSinkBytes = 576; // about what a visitor has
constexpr std::size_t kShownOfFault = 4U << 10U;

} // namespace

void FastConnection::onReady(int, bool isReadable, bool isWritable, bool isBroken)
{
    if (m_state != State::Exchanging) {
        if (m_state == State::Idle) {
            closeIfUnasked();
        }
        return;
    }
    if (isWritable && !m_unsent.empty()) {
        sendRest();
    }
    if (!isReadable && !isBroken) {
        return;
    }
    m_isEnding = m_isEnding || isBroken;
    prefetch(m_sink, kSinkBytes);
    std::vector<char>& buffer = m_lane.m_received;
    for (int i = 0; i < kReadsPerTurn; ++i) {
        const auto result = m_connection.read(buffer.data(), buffer.size());
        switch (result.kind) {
        case Connection::Result::Kind::WouldBlock:
            return;
        case Connection::Result::Kind::End:
            onEnd();
            return;
        case Connection::Result::Kind::Broken:
            if (!dialAgain()) {
                fail(faultOf(result.code, result.systemError, m_connection.brokenBy()));
            }
            return;
        case Connection::Result::Kind::Done:
            break;
        }
        m_endedAt = systemClock().steadyNow();
        if (m_receivedBytes == 0) {
            m_firstByteAt = m_endedAt;
        }
        m_receivedBytes += result.bytes;
        const bool isFull = result.bytes == buffer.size();
        if (isFull && !m_connection.isTls()) {
            m_lane.m_poller.rearm(m_connection.descriptor());
        }
        if (!consume({buffer.data(), result.bytes})) {
            return; // over; this connection may be gone
        }
        if (!m_connection.isTls() && !isFull && !isBroken) {
            return; // all there is
        }
    }
}

/// False when the exchange is over.
bool FastConnection::consume(std::string_view bytes)
{
    std::string held; // of a head that came in pieces
    const bool isHeadNew = !m_parser.isHeadDone();
    std::string_view head;
    if (isHeadNew) {
        if (m_pieces) {
            m_pieces->head += bytes;
            held.swap(m_pieces->head);
            bytes = held;
        }
        const HeadIs state = readHead(bytes, head);
        if (state != HeadIs::Whole) {
            return state == HeadIs::Incomplete; // this connection may be gone otherwise
        }
    }
    std::string_view body; // whole and unmoved, as most answers come
    while (!bytes.empty() && !m_parser.isDone()) {
        const auto step = m_parser.readBody(bytes);
        if (m_parser.fault() != ResponseFault::None) {
            if (!m_pieces) {
                m_pieces = m_lane.borrowPieces();
                keepBody(body);
            }
            keepBody(bytes.substr(0, kShownOfFault)); // as they came: the sample shows what is wrong
            fail({ErrorClass::Protocol, std::string(sentenceOf(m_parser.fault()))}, isHeadNew ? head : m_pieces->head);
            return false;
        }
        bytes.remove_prefix(step.used);
        if (step.body.empty()) {
            continue;
        }
        m_bodyBytes += step.body.size();
        if (!m_pieces && body.empty()) {
            body = step.body;
            continue;
        }
        if (!m_pieces) {
            m_pieces = m_lane.borrowPieces();
            keepBody(body);
        }
        keepBody(step.body);
    }
    if (m_parser.isDone()) {
        succeed(isHeadNew ? head : m_pieces->head, m_pieces ? std::string_view(m_pieces->body) : body, !bytes.empty());
        return false;
    }
    if (!m_pieces) {
        m_pieces = m_lane.borrowPieces();
        keepBody(body);
    }
    if (isHeadNew) {
        m_pieces->head = head.substr(0, kHeadKept);
    }
    return true;
}

/// Whole: `bytes` is what follows it. Incomplete: what came is kept.
FastConnection::HeadIs FastConnection::readHead(std::string_view& bytes, std::string_view& head)
{
    while (!m_parser.isHeadDone()) {
        const auto step = m_parser.readHead(bytes);
        if (m_parser.fault() != ResponseFault::None) {
            fail({ErrorClass::Protocol, std::string(sentenceOf(m_parser.fault()))}, bytes.substr(0, kShownOfFault));
            return HeadIs::Faulty;
        }
        if (step.used == 0) {
            if (!m_pieces) {
                m_pieces = m_lane.borrowPieces();
            }
            m_pieces->head = bytes;
            return HeadIs::Incomplete;
        }
        head = bytes.substr(0, step.used);
        bytes.remove_prefix(step.used);
    }
    return HeadIs::Whole;
}

void FastConnection::keepBody(std::string_view piece)
{
    std::string& body = m_pieces->body;
    if (body.size() < m_request.bodyCap) {
        body += piece.substr(0, m_request.bodyCap - body.size());
    }
}

void FastConnection::onEnd()
{
    m_endedAt = systemClock().steadyNow();
    if (m_receivedBytes > 0 && m_parser.isHeadDone() && m_parser.endOfConnection()) {
        succeed(m_pieces->head, m_pieces->body, false);
        return;
    }
    if (dialAgain(true)) {
        return;
    }
    const std::string head = m_pieces ? m_pieces->head.substr(0, kShownOfFault) : std::string{};
    fail(faultOf(m_receivedBytes == 0 ? CURLE_GOT_NOTHING : CURLE_PARTIAL_FILE, 0), head);
}

void FastConnection::fail(const TransportFault& fault, std::string_view head)
{
    m_endedAt = systemClock().steadyNow();
    m_connection.close();
    ExchangeAnswer answer;
    answer.error = fault.errorClass;
    answer.message = fault.message;
    answer.phases = phases(true);
    answer.head = head.empty() && m_pieces ? std::string_view(m_pieces->head).substr(0, kHeadKept) : head;
    answer.body = m_pieces ? std::string_view(m_pieces->body) : std::string_view{};
    finish(answer);
}

void FastConnection::succeed(std::string_view head, std::string_view body, bool isFollowedByMore)
{
    if (!m_parser.isReusable() || isFollowedByMore || !m_unsent.empty() || m_isWriteBroken || m_isFreshTerms || m_isEnding) {
        m_connection.close();
    }
    ExchangeAnswer answer;
    answer.status = m_parser.status();
    answer.phases = phases(false);
    answer.head = head.substr(0, kHeadKept);
    answer.body = body.substr(0, m_request.bodyCap);
    finish(answer);
}

void FastConnection::finish(ExchangeAnswer& answer)
{
    answer.route = Route::Fast;
    answer.ended = m_endedAt;
    answer.bytesSent = m_sentBytes;
    answer.bytesReceived = m_receivedBytes;
    answer.bodyBytes = m_bodyBytes;
    answer.isBodyCut = m_bodyBytes > answer.body.size();
    answer.isNewConnection = !m_isReused;
    answer.isRepeated = m_isDialedAgain;
    answer.request = &m_request;
    m_unsent.clear();
    m_silentSince = m_endedAt;
    m_state = State::Idle;
    auto pieces = std::move(m_pieces); // the answer looks into it
    FastLane& lane = m_lane;
    m_sink->onDone(m_token, answer); // may send again here, or destroy this connection
    if (pieces) {
        lane.giveBack(std::move(pieces));
    }
}

ExchangePhases FastConnection::phases(bool isFailed) const
{
    ExchangePhases result;
    if (m_sentAt == SteadyTime{} || (isFailed && m_sentBytes == 0)) { // never got as far as sending: all of it was waiting
        result.waiting = micros(m_endedAt - m_begunAt);
        return result;
    }
    if (!m_isReused) {
        const Micros made = micros(m_readyAt - m_begunAt);
        result.connecting = std::max(Micros{0}, m_dialed.connected - m_dialed.lookedUp);
        result.tlsHandshaking =
            m_dialed.tlsDone == Micros{0} ? Micros{0} : std::max(Micros{0}, m_dialed.tlsDone - m_dialed.connected);
        result.blocked = std::max(Micros{0}, made - result.connecting - result.tlsHandshaking);
    }
    result.sending = micros(m_sentAt - m_readyAt);
    if (m_receivedBytes == 0) {
        result.waiting = micros(m_endedAt - m_sentAt);
        return result;
    }
    result.waiting = micros(m_firstByteAt - m_sentAt);
    result.receiving = micros(m_endedAt - std::max(m_firstByteAt, m_sentAt));
    return result;
}

} // namespace holdpoint
