// SPDX-License-Identifier: GPL-3.0-or-later
// How a participant joins: its socket, its handshake, and what becomes of one that fails.
#include "core/rtc/rtc_session.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "core/load/elapsed.h"
#include "core/rtc/rtc_worker.h"

#include <QHostAddress>
#include <QNetworkProxy>
#include <QNetworkRequest>
#include <QTcpSocket>
#include <QUrl>
#include <QWebSocket>
#include <algorithm>

namespace holdpoint {

namespace {

constexpr quint64 kLongestMessage = 1U << 20U;

std::string withHttp(const std::string& url)
{
    return "http" + url.substr(2); // of ws:// or wss://
}

} // namespace

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
    const auto tls = m_worker.tlsWith(m_step.clientCertificate);
    if (!tls) {
        failed({ErrorClass::Tls, tls.error().message});
        return;
    }
    openSocket(*tls);
    if (m_socket != nullptr && !origin->isTlsVerified) {
        m_socket->ignoreSslErrors();
    }
    plan();
}

void RtcSession::openSocket(const QSslConfiguration* tls)
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
    if (tls != nullptr) {
        m_socket->setSslConfiguration(*tls);
    }
    m_socket->setMaxAllowedIncomingMessageSize(kLongestMessage);
    m_socket->setMaxAllowedIncomingFrameSize(kLongestMessage);
    connect(m_socket, &QWebSocket::connected, this, &RtcSession::onConnected);
    connect(m_socket, &QWebSocket::textMessageReceived, this, [this](const QString& text) { onMessage(text.toUtf8()); });
    connect(m_socket, &QWebSocket::binaryMessageReceived, this, &RtcSession::onMessage);
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
        connect(tcp, &QAbstractSocket::stateChanged, this, [this, tcp](QAbstractSocket::SocketState state) {
            if (state == QAbstractSocket::ConnectedState) {
                // a TLS socket learns only after this moment what the plain one below it knows
                const auto* plain = tcp->findChild<QAbstractSocket*>();
                checkAddress((plain != nullptr ? plain : tcp)->peerAddress());
            }
        });
    }
}

/// Before the first byte goes out: what a name resolved to before the run is what may be loaded.
void RtcSession::checkAddress(const QHostAddress& address)
{
    m_wasConnected = true;
    if (m_state == State::Joining && !m_worker.hosts().isAllowedAddress(address.toString().toStdString()).value_or(false)) {
        failed({ErrorClass::Connect, "refused: the host's address changed since the start of the run"});
    }
}

void RtcSession::onConnected()
{
    if (m_state != State::Joining) {
        return;
    }
    if (!m_wasConnected) {
        checkAddress(m_socket->peerAddress());
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

} // namespace holdpoint
