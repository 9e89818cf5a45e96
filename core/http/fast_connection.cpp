// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/fast_connection.h"

#include "core/load/prefetch.h"

#include <algorithm>
#include <sys/socket.h>
#include <utility>

namespace holdpoint {

namespace {

constexpr int kReadsPerTurn = 4;              // a large answer must not keep others waiting
constexpr std::size_t kHeadKept = 16U << 10U; // as Answer says
constexpr std::size_t kSinkBytes = 576;       // about what a visitor has
constexpr std::size_t kShownOfFault = 4U << 10U;

Micros micros(Nanos duration)
{
    return std::chrono::duration_cast<Micros>(std::max(duration, Nanos{0}));
}

} // namespace

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
    m_openedAt = systemClock().steadyNow();
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
    m_openedAt = m_readyAt = systemClock().steadyNow();
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

/// A kept connection that the server closed while the request was on its way says nothing about the server: once more, on a new
/// one. As Go and RFC 9110 9.2.2 have it, what may not be done twice is repeated only if nothing of it was sent.
bool FastConnection::dialAgain()
{
    if (!m_isReused || m_isDialedAgain || m_receivedBytes > 0 || (m_sentBytes > 0 && !isIdempotent())) {
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
    if (dialAgain()) {
        return;
    }
    const std::string head = m_pieces ? m_pieces->head.substr(0, kShownOfFault) : std::string{};
    fail(faultOf(m_receivedBytes == 0 ? CURLE_GOT_NOTHING : CURLE_PARTIAL_FILE, 0), head);
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

void FastConnection::fail(const TransportFault& fault, std::string_view head)
{
    m_endedAt = systemClock().steadyNow();
    m_connection.close();
    Answer answer;
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
    Answer answer;
    answer.status = m_parser.status();
    answer.phases = phases(false);
    answer.head = head.substr(0, kHeadKept);
    answer.body = body.substr(0, m_request.bodyCap);
    finish(answer);
}

void FastConnection::finish(Answer& answer)
{
    answer.route = Route::Fast;
    answer.ended = m_endedAt;
    answer.bytesSent = m_sentBytes;
    answer.bytesReceived = m_receivedBytes;
    answer.bodyBytes = m_bodyBytes;
    answer.isBodyCut = m_bodyBytes > answer.body.size();
    answer.isNewConnection = !m_isReused;
    answer.request = &m_request;
    m_unsent.clear();
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
