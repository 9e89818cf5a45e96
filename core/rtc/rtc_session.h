// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/room.h"
#include "core/load/session.h"
#include "core/rtc/socket_faults.h"

#include <QObject>
#include <memory>
#include <optional>

class QHostAddress;
class QSslConfiguration;
class QWebSocket;

namespace holdpoint {

class RtcWorker;

/// One participant: waits for its handshake, joins, sends on its own schedule, hears the others, and leaves in order: stops
/// sending, waits for what is under way, closes. Its worker's thread only.
class RtcSession final : public QObject
{
    Q_OBJECT

public:
    RtcSession(RtcWorker& worker, std::uint64_t id, SessionOrder order, SessionSink& sink);
    ~RtcSession() override;

    std::uint64_t id() const { return m_id; }
    SessionOwner* owner() const { return m_order.owner; }
    void join();
    /// Does what is due, and asks the worker for its next turn.
    void onTime(SteadyTime now);
    void endBy(SteadyTime hardStopAt);

private:
    enum class State { Waiting, Joining, Open, Draining, Closing, Pausing, Over };
    static constexpr Nanos kLookEvery = std::chrono::milliseconds{200};
    static constexpr Nanos kFailurePause = std::chrono::seconds{1}; // a visitor that cannot join tries again once a second

    void openSocket(const QSslConfiguration* tls);
    void checkAddress(const QHostAddress& address);
    void onConnected();
    void onFailed();
    void onDisconnected();
    void onMessage(const QByteArray& bytes);
    void judge(std::uint64_t vu, std::uint64_t seq, SteadyTime now);
    void onPong();
    void send(SteadyTime now);
    void ping(SteadyTime now);
    void expire(SteadyTime now);
    void drain(SteadyTime now);
    void close(SteadyTime now);
    void failed(const SocketFault& fault);
    void handshakeTimedOut();
    void dropped(const SocketFault& fault);
    void recordFault(const SocketFault& fault);
    void leaveRoom(bool wasCutOff);
    void endHandshake();
    void tellExchange(const std::string& answer);
    void finish(bool isComplete);
    void plan();

    RtcWorker& m_worker;
    const std::uint64_t m_id;
    SessionOrder m_order;
    SessionSink& m_sink;
    const SessionStep& m_step;
    const SocketSeries& m_series;
    State m_state = State::Waiting;
    QWebSocket* m_socket = nullptr;
    std::shared_ptr<Room> m_room; // if anything is expected of the others
    std::optional<Room::MemberId> m_member;
    bool m_isHandshaking = false;
    bool m_isParticipant = false;
    bool m_wasConnected = false; // TCP
    bool m_isCutShort = false;   // by end()
    QAbstractSocket::SocketError m_lastError = QAbstractSocket::RemoteHostClosedError;
    bool m_hasRemoteClosed = false; // the connection ended on the other side
    SteadyTime m_startedAt{};
    SteadyTime m_joinedAt{};
    SteadyTime m_endAt = SteadyTime::max();
    SteadyTime m_hardStopAt = SteadyTime::max();
    SteadyTime m_nextSendAt = SteadyTime::max();
    SteadyTime m_nextPingAt = SteadyTime::max();
    SteadyTime m_nextLookAt = SteadyTime::max(); // for what is late, or for the end of draining
    SteadyTime m_deadline = SteadyTime::max();   // of joining, closing or pausing
    SteadyTime m_plannedAt = SteadyTime::max();
    std::optional<SteadyTime> m_pingSentAt; // not answered yet
    std::uint64_t m_heardCount = 0;
    std::uint64_t m_expectedCount = 0; // that was judged
    bool m_isInOrder = true;
    std::string m_buffer;
    std::string m_firstSent;
    std::string m_firstHeard;
};

} // namespace holdpoint
