// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rtc/rtc_session.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "core/rtc/rtc_worker.h"

#include <QHostAddress>
#include <QNetworkProxy>
#include <QNetworkRequest>
#include <QTcpSocket>
#include <QUrl>
#include <QWebSocket>
#include <algorithm>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <utility>

namespace holdpoint {

namespace {

constexpr quint64 kLongestMessage = 1U << 20U;
constexpr std::size_t kTextKept = 4096;
constexpr Nanos kPingEvery = std::chrono::seconds{5};
constexpr Nanos kLookEvery = std::chrono::milliseconds{200};
constexpr Nanos kDrainLookEvery = std::chrono::milliseconds{20};
constexpr Nanos kCloseLimit = std::chrono::seconds{1};
constexpr Nanos kFailurePause = std::chrono::seconds{1}; // a visitor that cannot join tries again once a second

Micros micros(Nanos duration)
{
    return std::chrono::duration_cast<Micros>(std::max(duration, Nanos{0}));
}

std::string withHttp(const std::string& url)
{
    return "http" + url.substr(2); // of ws:// or wss://
}

bool isAllowed(const HostBook& hosts, const QHostAddress& address)
{
    sockaddr_storage storage{};
    void* bytes = &storage;
    bool isIpv4 = false;
    if (const quint32 v4 = address.toIPv4Address(&isIpv4); isIpv4) {
        auto* in = static_cast<sockaddr_in*>(bytes);
        in->sin_family = AF_INET;
        in->sin_addr.s_addr = htonl(v4);
    } else {
        auto* in6 = static_cast<sockaddr_in6*>(bytes);
        const Q_IPV6ADDR v6 = address.toIPv6Address();
        in6->sin6_family = AF_INET6;
        std::copy(std::begin(v6.c), std::end(v6.c), std::begin(in6->sin6_addr.s6_addr));
    }
    return hosts.isAllowed(static_cast<const sockaddr*>(bytes));
}

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

RtcSession::RtcSession(RtcWorker& worker, std::uint64_t id, SessionOrder order, SessionSink& sink)
    : m_worker(worker), m_id(id), m_order(std::move(order)), m_sink(sink), m_step(*m_order.step), m_series(m_step.socketSeries)
{
    m_worker.recorder().trend(m_series.lag, micros(systemClock().steadyNow() - m_order.due));
}

RtcSession::~RtcSession() = default;

void RtcSession::join()
{
    const SteadyTime now = systemClock().steadyNow();
    m_isHandshaking = true;
    m_startedAt = now;
    if (now >= m_order.stopAt) { // its scenario is over before its turn came
        endHandshake();
        finish(false);
        return;
    }
    m_state = State::Joining;
    m_deadline = now + m_step.timeout;
    m_worker.recorder().count(m_series.sessions, 1);
    const HostBook::Origin* origin = m_worker.hosts().find(withHttp(m_order.url));
    if (origin == nullptr || origin->refusal != ErrorClass::None) {
        failed({origin == nullptr ? ErrorClass::Connect : origin->refusal,
                origin == nullptr ? "refused: this host was not checked before the run" : origin->reason});
        return;
    }
    openSocket();
    if (m_socket != nullptr && !origin->isTlsVerified) {
        m_socket->ignoreSslErrors();
    }
    plan();
}

void RtcSession::openSocket()
{
    QNetworkRequest request(QUrl::fromEncoded(QByteArray::fromStdString(m_order.url)));
    QString originHeader;
    for (const std::string& line : m_order.headers) {
        const auto colon = line.find(':');
        const QByteArray name = QByteArray::fromStdString(line.substr(0, colon));
        const QByteArray value =
            colon == std::string::npos ? QByteArray() : QByteArray::fromStdString(line.substr(colon + 1)).trimmed();
        if (name.compare("origin", Qt::CaseInsensitive) == 0) {
            originHeader = QString::fromUtf8(value);
        } else {
            request.setRawHeader(name, value);
        }
    }
    m_socket = new QWebSocket(originHeader, QWebSocketProtocol::VersionLatest, this);
    m_socket->setProxy(QNetworkProxy(QNetworkProxy::NoProxy));
    if (m_worker.ownTrust()) {
        m_socket->setSslConfiguration(*m_worker.ownTrust());
    }
    m_socket->setMaxAllowedIncomingMessageSize(kLongestMessage);
    m_socket->setMaxAllowedIncomingFrameSize(kLongestMessage);
    connect(m_socket, &QWebSocket::connected, this, &RtcSession::onConnected);
    connect(m_socket, &QWebSocket::textMessageReceived, this, &RtcSession::onMessage);
    connect(m_socket, &QWebSocket::pong, this, &RtcSession::onPong);
    connect(m_socket, &QWebSocket::bytesWritten, this,
            [this](qint64 bytes) { m_worker.recorder().count(m_series.dataSent, static_cast<std::uint64_t>(bytes)); });
    // What came before the end is processed from the event loop: look at the end behind it.
    connect(m_socket, &QWebSocket::disconnected, this, &RtcSession::onDisconnected, Qt::QueuedConnection);
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    const auto errorSignal = &QWebSocket::errorOccurred;
#else
    const auto errorSignal = qOverload<QAbstractSocket::SocketError>(&QWebSocket::error);
#endif
    connect(m_socket, errorSignal, this, [this](QAbstractSocket::SocketError error) {
        m_hasRemoteClosed = m_hasRemoteClosed || error == QAbstractSocket::RemoteHostClosedError;
        m_lastError = error;
        QMetaObject::invokeMethod(this, &RtcSession::onFailed, Qt::QueuedConnection);
    });
    m_socket->open(request);
    if (auto* tcp = m_socket->findChild<QAbstractSocket*>()) {
        connect(tcp, &QAbstractSocket::stateChanged, this, [this](QAbstractSocket::SocketState state) {
            if (state == QAbstractSocket::ConnectedState) {
                checkAddress();
            }
        });
    }
}

/// Before the first byte goes out: what a name resolved to before the run is what may be loaded.
void RtcSession::checkAddress()
{
    m_wasConnected = true;
    if (m_state == State::Joining && !isAllowed(m_worker.hosts(), m_socket->peerAddress())) {
        failed({ErrorClass::Connect, "refused: the host's address changed since the start of the run"});
    }
}

void RtcSession::onConnected()
{
    if (m_state != State::Joining) {
        return;
    }
    if (!m_wasConnected) {
        checkAddress();
        if (m_state != State::Joining) {
            return;
        }
    }
    const SteadyTime now = systemClock().steadyNow();
    endHandshake();
    m_state = State::Open;
    m_deadline = SteadyTime::max();
    m_joinedAt = now;
    m_endAt = std::min(now + m_step.socket.session, m_order.stopAt);
    Recorder& recorder = m_worker.recorder();
    recorder.trend(m_series.connecting, micros(now - m_startedAt));
    recorder.changeGauge(m_series.participants, 1);
    m_isParticipant = true;
    if (m_step.socket.expectFromOthers || m_step.socket.expectOrdered) {
        m_room = m_worker.rooms().room(m_order.url, m_step.socket.within);
        m_member = m_room->join(m_order.values.vu, now);
        m_nextLookAt = now + kLookEvery;
    }
    if (m_step.socket.sendEvery > Nanos{0}) {
        m_nextSendAt =
            now + Nanos{static_cast<std::int64_t>(m_order.phase * static_cast<double>(m_step.socket.sendEvery.count()))};
    }
    m_nextPingAt = now;
    onTime(now);
}

void RtcSession::endHandshake()
{
    if (m_isHandshaking) {
        m_isHandshaking = false;
        m_worker.handshakeDone();
    }
}

void RtcSession::onFailed()
{
    if (m_state == State::Joining) {
        failed(handshakeFault(m_lastError, m_socket->errorString(), m_wasConnected));
    }
}

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

void RtcSession::onMessage(const QString& text)
{
    if (m_state != State::Open && m_state != State::Draining) {
        return;
    }
    const SteadyTime now = systemClock().steadyNow();
    const QByteArray bytes = text.toUtf8();
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

/// A handshake that came to nothing.
void RtcSession::failed(const SocketFault& fault)
{
    endHandshake();
    if (fault.errorClass == ErrorClass::Generator) {
        m_worker.recorder().shortage();
    } else {
        m_worker.recorder().rate(m_series.sessionDrop, true);
    }
    recordFault(fault);
    tellExchange(fault.message);
    const SteadyTime now = systemClock().steadyNow();
    m_state = State::Pausing;
    m_deadline = m_isCutShort ? now : std::min(m_startedAt + kFailurePause, m_order.stopAt);
    if (m_socket != nullptr) {
        m_socket->abort();
    }
    plan();
}

void RtcSession::handshakeTimedOut()
{
    failed({ErrorClass::Timeout, "no WebSocket within " + formatDuration(m_step.timeout)});
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

/// What it expected and did not hear counts as not delivered if the connection was lost; an orderly end makes no drops.
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
            m_worker.recorder().rate(m_series.drop, false);
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
