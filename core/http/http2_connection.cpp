// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/http2_connection.h"

#include "core/http/kept_connection.h"

#include <algorithm>
#include <utility>

namespace holdpoint {

namespace {

constexpr int kSessionReadsPerTurn = 8;      // a large answer must not keep others waiting
constexpr std::size_t kWriteSize = 16 << 10; // a TLS record

TransportFault noHttp2()
{
    return {ErrorClass::Protocol, "the server does not speak HTTP/2, which the step asks for (`version: 2`)"};
}

} // namespace

Http2Connection::Http2Connection(Http2Lane& lane, Http2Owner& owner, const HostBook::Origin& origin, const Request& terms)
    : m_lane(lane), m_owner(owner), m_origin(origin), m_certificate(terms.clientCertificate), m_isFresh(terms.isFreshConnection),
      m_number(lane.m_deadlines.add(*this))
{}

Http2Connection::~Http2Connection()
{
    if (m_isGone != nullptr) {
        *m_isGone = true;
    }
    for (auto* streams : {&m_active, &m_ended}) {
        for (auto& stream : *streams) {
            m_lane.giveBack(std::move(stream));
        }
    }
    m_connection.close();
    m_lane.forget(*this);
    m_lane.m_deadlines.remove(m_number);
}

bool Http2Connection::takes(const Request& request, const HostBook::Origin& origin, SteadyTime now)
{
    if (m_isDraining || m_state == State::Closed || &origin != &m_origin || m_certificate != request.clientCertificate ||
        request.isFreshConnection) {
        return false;
    }
    const bool isOld =
        m_state == State::Open && request.maxConnectionAge > Nanos{0} && now - m_openedAt >= request.maxConnectionAge;
    if (isOld) {
        m_isDraining = true;
        closeIfDone();
    }
    return !isOld;
}

bool Http2Connection::isOver() const
{
    return m_state == State::Closed && m_active.empty() && m_ended.empty() && !m_isReporting;
}

void Http2Connection::begin(std::unique_ptr<Http2Stream> stream)
{
    Http2Stream& taken = *stream;
    taken.place = m_active.size();
    m_active.push_back(std::move(stream));
    m_lane.m_deadlines.expect(m_number, taken.deadline);
    m_isDraining = m_isDraining || m_isFresh;
    if (m_state == State::New) {
        dial();
    } else if (m_state == State::Open) {
        submit(taken, true);
        wantFlush();
    }
}

void Http2Connection::open(const Request& terms, OpenSink& sink, std::uint64_t token)
{
    m_opener = &sink;
    m_openToken = token;
    m_mayBeHttp1 = terms.httpVersion == HttpVersion::Negotiated;
    m_openDeadline = systemClock().steadyNow() + terms.timeout;
    m_lane.m_deadlines.expect(m_number, m_openDeadline);
    dial();
}

void Http2Connection::tellOpener(const TransportFault& fault)
{
    m_openDeadline = SteadyTime::max();
    if (OpenSink* const opener = std::exchange(m_opener, nullptr)) {
        opener->onOpened(m_openToken, fault.errorClass, fault.message);
    }
}

void Http2Connection::dial()
{
    m_state = State::Dialing;
    m_lane.m_dialer.dial(m_connection, {&m_origin, m_certificate, m_isFresh, m_origin.text.starts_with("https")}, *this);
}

void Http2Connection::onDialed(const DialOutcome& outcome)
{
    const bool isAhead = m_opener != nullptr;
    if (outcome.fault.errorClass != ErrorClass::None) {
        tellOpener(outcome.fault);
        close(outcome.fault);
        report();
        return;
    }
    if (m_connection.isTls() && !outcome.isHttp2) {
        tellOpener(m_mayBeHttp1 ? TransportFault{} : noHttp2());
        leaveHttp2(outcome);
        report();
        return;
    }
    m_state = State::Open;
    m_openedAt = m_readAt = systemClock().steadyNow();
    m_session.emplace(static_cast<Http2Events&>(*this));
    m_lane.m_poller.watch(m_connection.descriptor(), PollInterest::Read, this);
    if (!isAhead) {                        // else who waited for a part of it was blocked, and connected nothing
        m_active.front()->isOpener = true; // never empty here: with nobody waiting the dial is given up
        m_active.front()->dialed = outcome;
    }
    for (std::size_t i = m_active.size(); i > 0; --i) { // backwards, because one that cannot be sent leaves its place to the last
        submit(*m_active[m_active.size() - i], false);
    }
    wantFlush();
    tellOpener({});
}

/// By ALPN the server chose HTTP/1.1.
void Http2Connection::leaveHttp2(const DialOutcome& outcome)
{
    m_state = State::Closed;
    auto waiting = std::exchange(m_active, {});
    if (waiting.empty() && m_mayBeHttp1) {
        m_owner.keepForHttp1(m_connection, m_origin, m_certificate);
    }
    for (auto& stream : waiting) {
        if (stream->request.httpVersion == HttpVersion::Two) {
            stream->fault = noHttp2();
            stream->endedAt = systemClock().steadyNow();
            m_ended.push_back(std::move(stream));
        } else {
            m_owner.goOnWithHttp1(*stream, m_connection, outcome);
            m_lane.giveBack(std::move(stream));
        }
    }
    m_connection.close();
}

void Http2Connection::submit(Http2Stream& stream, bool isOnKept)
{
    stream.isOnKept = isOnKept;
    stream.silentSince = m_readAt;
    if (!m_lane.m_writer.write(stream.request, m_origin)) {
        fail(stream, {ErrorClass::Protocol, "a header of the request holds a line break; it was not sent"});
        return;
    }
    if (!m_session->submit(stream, m_lane.m_writer.fields())) {
        m_isDraining = true;
        stream.isUnprocessed = true; // it goes over a new connection
        fail(stream, {ErrorClass::Generator, "the connection has no stream number left"});
    }
}

void Http2Connection::wantFlush()
{
    if (!m_isFlushWanted) {
        m_isFlushWanted = true;
        m_lane.m_toFlush.push_back(this);
    }
}

void Http2Connection::flush()
{
    m_isFlushWanted = false;
    if (m_state != State::Open || (!m_unsent.empty() && !sendPending())) {
        return;
    }
    std::string& bytes = m_lane.m_sending;
    for (;;) {
        bytes.clear();
        if (!m_session->fill(bytes, kWriteSize, systemClock().steadyNow())) {
            close({ErrorClass::Generator, "no memory for HTTP/2"});
            return;
        }
        if (bytes.empty()) {
            break;
        }
        const auto result = m_connection.write(bytes.data(), bytes.size());
        if (result.kind == Connection::Result::Kind::Broken) {
            close(faultOf(result.code, result.systemError, m_connection.brokenBy()));
            return;
        }
        if (result.bytes < bytes.size()) {
            std::swap(m_unsent, bytes); // not a copy: a TLS write is taken up again from the same address (SSL_write(3))
            m_unsentFrom = result.bytes;
            m_lane.m_poller.watch(m_connection.descriptor(), PollInterest::ReadWrite, this);
            return;
        }
        m_session->stampSent(systemClock().steadyNow());
    }
    closeIfDone();
}

/// False: the socket takes no more for now, or it is over.
bool Http2Connection::sendPending()
{
    const auto result = m_connection.write(m_unsent.data() + m_unsentFrom, m_unsent.size() - m_unsentFrom);
    if (result.kind == Connection::Result::Kind::Broken) {
        close(faultOf(result.code, result.systemError, m_connection.brokenBy()));
        return false;
    }
    m_unsentFrom += result.bytes;
    if (m_unsentFrom < m_unsent.size()) {
        return false;
    }
    m_unsent.clear();
    m_session->stampSent(systemClock().steadyNow());
    m_lane.m_poller.watch(m_connection.descriptor(), PollInterest::Read, this);
    return true;
}

void Http2Connection::onReady(int, bool isReadable, bool isWritable, bool isBroken)
{
    if (m_state != State::Open) {
        return;
    }
    m_isReportWanted = true; // it follows below
    if (isWritable && !m_unsent.empty()) {
        flush();
    }
    if (isReadable || isBroken) {
        read();
    }
    if (m_state == State::Open && m_session->wantsToSend()) {
        wantFlush();
    }
    closeIfDone();
    report();
}

void Http2Connection::read()
{
    std::vector<char>& buffer = m_lane.m_received;
    for (int i = 0; i < kSessionReadsPerTurn && m_state == State::Open; ++i) {
        const auto result = m_connection.read(buffer.data(), buffer.size());
        switch (result.kind) {
        case Connection::Result::Kind::WouldBlock:
            return;
        case Connection::Result::Kind::End:
            for (const auto& stream : m_active) {
                const std::uint64_t unsent = m_unsent.empty() ? 0 : m_unsent.size() - m_unsentFrom;
                const std::uint64_t since = m_session->bytesSince(*stream);
                stream->isBehindClose = wasClosedBeforehand(m_connection.descriptor(), since - std::min(since, unsent));
            }
            close(faultOf(CURLE_GOT_NOTHING, 0));
            return;
        case Connection::Result::Kind::Broken:
            close(faultOf(result.code, result.systemError, m_connection.brokenBy()));
            return;
        case Connection::Result::Kind::Done:
            break;
        }
        const bool isFirst = m_readAt == m_openedAt;
        m_readAt = systemClock().steadyNow();
        const std::string_view bytes(buffer.data(), result.bytes);
        const TransportFault fault = m_session->receive(bytes, m_readAt);
        if (isFirst && bytes.starts_with("HTTP/1")) {
            close(noHttp2());
        } else if (fault.errorClass != ErrorClass::None) {
            close(fault);
        }
        if (!m_connection.isTls() && result.bytes < buffer.size()) {
            return; // all there is
        }
    }
}

/// What is under way ends with it.
void Http2Connection::close(const TransportFault& fault)
{
    m_state = State::Closed;
    m_connection.close();
    while (!m_active.empty()) {
        Http2Stream& stream = *m_active.back();
        const bool isCut = fault.errorClass == ErrorClass::Reset && stream.bytesReceived > 0;
        fail(stream, isCut ? faultOf(CURLE_PARTIAL_FILE, 0) : fault);
    }
    m_unsent.clear();
}

void Http2Connection::closeIfDone()
{
    if (m_state != State::Open) {
        return;
    }
    const bool isOver = m_session->isOver();
    if (isOver || (m_isDraining && m_active.empty())) {
        close(m_session->endFault());
    }
}

void Http2Connection::fail(Http2Stream& stream, TransportFault fault)
{
    stream.fault = std::move(fault);
    stream.endedAt = systemClock().steadyNow();
    onStreamEnded(stream);
}

void Http2Connection::onStreamEnded(Http2Stream& stream)
{
    auto ended = std::move(m_active[stream.place]);
    if (stream.place + 1 < m_active.size()) {
        m_active[stream.place] = std::move(m_active.back());
        m_active[stream.place]->place = stream.place;
    }
    m_active.pop_back();
    m_ended.push_back(std::move(ended));
    if (!m_isReportWanted) {
        m_isReportWanted = true;
        m_lane.m_toReport.push_back(this);
    }
}

Http2Stream* Http2Connection::streamOf(std::int32_t id)
{
    const auto found = std::find_if(m_active.begin(), m_active.end(), [id](const auto& stream) { return stream->id == id; });
    return found == m_active.end() ? nullptr : found->get();
}

/// As the fast lane does it, and what the server says that it did nothing about may go again whatever it is (RFC 9113 §8.7).
bool Http2Connection::mayRepeat(const Http2Stream& stream)
{
    if (stream.isRepeated || stream.bytesReceived > 0) {
        return false;
    }
    const bool saysNothing = stream.isBehindClose || mayHaveBeenForgotten(stream.silentSince, stream.readyAt, stream.endedAt);
    const bool mayGoAgain = stream.bytesSent == 0 || (stream.isIdempotent() && saysNothing);
    return stream.isUnprocessed ||
           (stream.fault.errorClass == ErrorClass::Reset && !stream.isResetByPeer && stream.isOnKept && mayGoAgain);
}

void Http2Connection::report()
{
    if (m_isReporting) {
        return;
    }
    m_isReportWanted = false;
    m_isReporting = true;
    bool isGone = false;
    m_isGone = &isGone;
    Http2Lane& lane = m_lane;
    m_reporting.swap(m_ended);
    for (std::size_t i = 0; i < m_reporting.size(); ++i) { // emptied meanwhile if its owner cancels all
        auto stream = std::move(m_reporting[i]);
        if (mayRepeat(*stream)) {
            m_owner.sendAgain(std::move(stream), *this);
            continue;
        }
        const ExchangeAnswer answer = stream->answer();
        stream->sink->onDone(stream->token, answer); // may send again here, or destroy this connection
        lane.giveBack(std::move(stream));
        if (isGone) {
            return;
        }
    }
    m_reporting.clear();
    m_isReporting = false;
    m_isGone = nullptr;
}

SteadyTime Http2Connection::deadline() const
{
    SteadyTime first = m_openDeadline;
    for (const auto& stream : m_active) {
        first = std::min(first, stream->deadline);
    }
    return first;
}

void Http2Connection::onDeadline(SteadyTime now)
{
    for (std::size_t i = m_active.size(); i-- > 0;) {
        Http2Stream& stream = *m_active[i];
        if (stream.deadline > now) {
            continue;
        }
        if (m_state == State::Open && stream.id > 0) {
            m_session->drop(stream);
            wantFlush();
            m_isDraining = m_isDraining || m_readAt < stream.readyAt; // nothing came since: it may be dead
        }
        fail(stream, faultOf(CURLE_OPERATION_TIMEDOUT, 0));
    }
    if (m_openDeadline <= now) {
        tellOpener(faultOf(CURLE_OPERATION_TIMEDOUT, 0));
    }
    if (m_state == State::Dialing && m_active.empty() && m_opener == nullptr) {
        m_state = State::Closed;
        m_connection.close();
    }
    m_lane.m_deadlines.expect(m_number, deadline());
}

void Http2Connection::cancelAll()
{
    for (auto& stream : m_active) {
        if (m_state == State::Open && stream->id > 0) {
            m_session->drop(*stream);
            wantFlush();
        }
        m_lane.giveBack(std::move(stream));
    }
    m_active.clear();
    m_ended.clear();
    m_reporting.clear();
    if (m_state == State::Dialing && m_opener == nullptr) {
        m_state = State::Closed;
        m_connection.close();
    }
}

} // namespace holdpoint
