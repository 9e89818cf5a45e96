// SPDX-License-Identifier: GPL-3.0-or-later
// How a request gets onto a connection: a kept one or a new one.
#include "core/http/fast_connection.h"

#include "core/http/kept_connection.h"

#include <sys/socket.h>
#include <utility>

namespace holdpoint {

FastConnection::FastConnection(FastLane& lane) : m_lane(lane), m_number(lane.m_deadlines.add(*this)) {}

FastConnection::~FastConnection()
{
    m_opener = nullptr; // whoever destroys this knows
    cancel();
    m_lane.m_deadlines.remove(m_number);
}

bool FastConnection::isTooOld(const Request& request, SteadyTime now) const
{
    return request.maxConnectionAge > Nanos{0} && now - m_openedAt >= request.maxConnectionAge;
}

bool FastConnection::fits(const Request& request, const HostBook::Origin& origin, SteadyTime now) const
{
    return isOpen() && m_origin == &origin && m_certificate == request.clientCertificate && !isTooOld(request, now) &&
           !request.isFreshConnection && !m_isFreshTerms;
}

bool FastConnection::isOpeningFor(const Request& request, const HostBook::Origin& origin) const
{
    return m_state == State::Opening && m_origin == &origin && m_certificate == request.clientCertificate &&
           !request.isFreshConnection;
}

void FastConnection::open(const Request& terms, const HostBook::Origin& origin, OpenSink& sink, std::uint64_t token)
{
    m_opener = &sink;
    m_openToken = token;
    m_origin = &origin;
    m_request.clientCertificate = terms.clientCertificate;
    m_request.isFreshConnection = false;
    m_deadline = systemClock().steadyNow() + terms.timeout;
    m_lane.m_deadlines.expect(m_number, m_deadline);
    dial();
    m_state = State::Opening;
}

void FastConnection::keep(Connection& made, const HostBook::Origin& origin, const ClientCertificate* certificate)
{
    m_connection.adopt(made);
    m_origin = &origin;
    m_request.clientCertificate = certificate;
    m_request.isFreshConnection = false;
    rememberTerms();
    m_openedAt = m_silentSince = systemClock().steadyNow();
    awaitAnswer();
}

void FastConnection::tellOpener(const TransportFault& fault)
{
    if (OpenSink* const opener = std::exchange(m_opener, nullptr)) {
        opener->onOpened(m_openToken, fault.errorClass, fault.message);
    }
}

void FastConnection::take(Request& request, AnswerSink& sink, std::uint64_t token, SteadyTime begunAt)
{
    std::swap(m_request, request);
    m_sink = &sink;
    m_token = token;
    m_begunAt = begunAt;
    m_deadline = m_begunAt + m_request.timeout;
    m_lane.m_deadlines.expect(m_number, m_deadline);
    m_parser.reset(m_request.method == "HEAD" ? ExpectedBody::NoneAsHead : ExpectedBody::Any);
    m_isDialedAgain = false;
    m_sentBytes = m_receivedBytes = m_bodyBytes = 0;
    m_sentAt = m_firstByteAt = SteadyTime{};
    m_dialed = {};
}

void FastConnection::begin(Request& request, const HostBook::Origin& origin, AnswerSink& sink, std::uint64_t token,
                           SteadyTime begunAt)
{
    take(request, sink, token, begunAt);
    if (m_state == State::Opening) {
        m_state = State::Dialing;
        return;
    }
    if (!fits(m_request, origin, m_begunAt) || (!isIdempotent() && isClosedByPeer())) {
        m_connection.close();
        m_origin = &origin;
        dial();
        return;
    }
    m_isReused = true;
    m_readyAt = m_begunAt;
    transmit();
}

void FastConnection::beginOn(Connection& made, const DialOutcome& outcome, Request& request, const HostBook::Origin& origin,
                             AnswerSink& sink, std::uint64_t token, SteadyTime begunAt)
{
    take(request, sink, token, begunAt);
    m_connection.adopt(made);
    m_origin = &origin;
    rememberTerms();
    onDialed(outcome);
}

void FastConnection::rememberTerms()
{
    m_isReused = false;
    m_isWriteBroken = false;
    m_isEnding = false;
    m_unsent.clear();
    m_certificate = m_request.clientCertificate;
    m_isFreshTerms = m_request.isFreshConnection;
}

void FastConnection::dial()
{
    rememberTerms();
    m_state = State::Dialing;
    m_lane.m_dialer.dial(m_connection, {m_origin, m_certificate, m_isFreshTerms, false}, *this);
}

void FastConnection::onDialed(const DialOutcome& outcome)
{
    const bool isAhead = m_opener != nullptr;
    const bool isAwaited = m_state != State::Opening;
    if (!isAwaited) {
        m_state = State::Idle; // nobody's yet
    }
    m_dialed = isAhead ? DialOutcome{} : outcome; // a request that waited for a part of it was blocked, and connected nothing
    if (outcome.fault.errorClass != ErrorClass::None) {
        tellOpener(outcome.fault);
        if (isAwaited) {
            fail(outcome.fault);
        }
        return;
    }
    m_openedAt = m_silentSince = m_readyAt = systemClock().steadyNow();
    awaitAnswer();
    if (isAwaited) {
        transmit();
    }
    tellOpener({});
}

void FastConnection::transmit()
{
    m_state = State::Exchanging;
    std::string& bytes = m_lane.m_written;
    if (!m_lane.m_writer.write(m_request, *m_origin, bytes)) {
        failLater({ErrorClass::Protocol, "a header of the request holds a line break; it was not sent"});
        return;
    }
    const auto result = m_connection.write(bytes.data(), bytes.size());
    m_sentAt = systemClock().steadyNow();
    if (result.kind == Connection::Result::Kind::Broken) {
        // Nothing of it has left: whatever it is, it may go out on a new connection. Otherwise an answer may lie there already.
        if (dialAgain()) {
            return;
        }
        failLater(faultOf(result.code, result.systemError, m_connection.brokenBy()));
        return;
    }
    m_sentBytes = result.bytes;
    if (result.bytes < bytes.size()) {
        std::swap(m_unsent, bytes); // not a copy: a TLS write is taken up again from the same address (SSL_write(3))
        m_unsentFrom = result.bytes;
        m_lane.m_poller.watch(m_connection.descriptor(), PollInterest::ReadWrite, this);
    }
}

void FastConnection::sendRest()
{
    const auto result = m_connection.write(m_unsent.data() + m_unsentFrom, m_unsent.size() - m_unsentFrom);
    m_isWriteBroken = result.kind == Connection::Result::Kind::Broken; // what the server said before that is read first
    m_unsentFrom += result.bytes;
    m_sentBytes += result.bytes;
    if (m_isWriteBroken || m_unsentFrom == m_unsent.size()) {
        m_unsent.clear();
        m_sentAt = systemClock().steadyNow();
        awaitAnswer();
    }
}

/// A plain socket is read until it is empty, so that being told once is enough; of TLS more may be left than one can see.
void FastConnection::awaitAnswer()
{
    m_lane.m_poller.watch(m_connection.descriptor(), m_connection.isTls() ? PollInterest::Read : PollInterest::ReadEdge, this);
}

/// Once, on a new connection. What may not be done twice is repeated only if nothing of it was sent.
bool FastConnection::dialAgain(bool hasEnded)
{
    if (!m_isReused || m_isDialedAgain || m_receivedBytes > 0) {
        return false;
    }
    const SteadyTime now = systemClock().steadyNow();
    const bool saysNothing = mayHaveBeenForgotten(m_silentSince, m_begunAt, now) ||
                             (hasEnded && wasClosedBeforehand(m_connection.descriptor(), m_sentBytes));
    if (m_sentBytes > 0 && (!isIdempotent() || !saysNothing)) {
        return false;
    }
    m_isDialedAgain = true;
    m_connection.close();
    dial();
    return true;
}

bool FastConnection::isIdempotent() const
{
    return m_request.method != "POST" && m_request.method != "PATCH";
}

bool FastConnection::isClosedByPeer()
{
    char byte = 0;
    return !m_connection.isTls() &&
           ::recv(m_connection.descriptor(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0; // an error shows when it is used
}

/// Something stirs on an idle connection: an end, or bytes that nobody asked for.
void FastConnection::closeIfUnasked()
{
    if (m_connection.read(m_lane.m_received.data(), m_lane.m_received.size()).kind != Connection::Result::Kind::WouldBlock) {
        m_connection.close();
    }
}

void FastConnection::onDeadline()
{
    const TransportFault fault = faultOf(CURLE_OPERATION_TIMEDOUT, 0);
    if (m_state == State::Opening) {
        m_connection.close();
        m_state = State::Idle;
        tellOpener(fault);
        return;
    }
    tellOpener(fault);
    fail(fault);
}

/// From within send(), where its receiver must not hear yet.
void FastConnection::failLater(TransportFault fault)
{
    m_fault = std::move(fault);
    m_state = State::Failed;
    m_deadline = SteadyTime::max();
    m_lane.m_failed.push_back(this);
}

void FastConnection::reportFailure()
{
    const TransportFault fault = std::move(m_fault);
    fail(fault);
}

void FastConnection::cancel()
{
    if (!isBusy() || (m_state == State::Opening && m_opener != nullptr)) {
        return;
    }
    if (m_opener != nullptr) { // the request goes, the opening goes on
        m_state = State::Opening;
        return;
    }
    if (m_state == State::Failed) {
        std::erase(m_lane.m_failed, this);
    }
    m_connection.close();
    m_state = State::Idle;
    m_unsent.clear();
    if (m_pieces) {
        m_lane.giveBack(std::move(m_pieces));
    }
}

} // namespace holdpoint
