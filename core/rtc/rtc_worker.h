// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/host_book.h"
#include "core/load/recorder.h"
#include "core/load/room.h"
#include "core/load/run_context.h"
#include "core/load/session.h"

#include <QObject>
#include <QSslConfiguration>
#include <QTimer>
#include <atomic>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <queue>
#include <unordered_map>

namespace holdpoint {

class RtcSession;

/// The sockets of one thread. Made by another thread and moved to its own, where all of its slots run.
class RtcWorker final : public QObject
{
    Q_OBJECT

public:
    RtcWorker(RunContext& context, RoomBook& rooms, const HostBook& hosts, std::optional<QSslConfiguration> ownTrust);
    ~RtcWorker() override;

    // Any thread.
    Recorder& recorder() { return m_recorder; }
    Nanos idleTime() const;

    // Its own thread.
    void begin();
    void open(SessionOrder order, SessionSink& sink);
    void end(SessionOwner* owner, SteadyTime hardStopAt);
    /// Closes everything at once; the recorder is finished afterwards.
    void shutDown();

    // For sessions.
    RunContext& context() { return m_context; }
    RoomBook& rooms() { return m_rooms; }
    const HostBook& hosts() const { return m_hosts; }
    /// What a socket shows and trusts over TLS; null: nothing of its own, and the system's authorities alone. Error: the
    /// certificate's key cannot be read.
    Result<const QSslConfiguration*> tlsWith(const ClientCertificate* certificate);
    /// The session wants to be asked at `at`.
    void wakeAt(RtcSession& session, SteadyTime at);
    /// A handshake is over, whichever way.
    void handshakeDone();
    /// The session has said its end; it is deleted from the event loop.
    void forget(RtcSession& session);

private:
    struct Wake
    {
        SteadyTime at;
        std::uint64_t session = 0;
        friend bool operator>(const Wake& a, const Wake& b) { return a.at > b.at; }
    };
    void onTimer();
    void startHandshakes(SteadyTime now);
    void arm();

    RunContext& m_context;
    RoomBook& m_rooms;
    const HostBook m_hosts;
    const std::optional<QSslConfiguration> m_ownTrust; // what sockets trust besides the system's authorities
    std::map<const ClientCertificate*, QSslConfiguration> m_tls;
    Recorder m_recorder;
    QTimer* m_timer = nullptr; // made on the own thread
    std::unordered_map<std::uint64_t, RtcSession*> m_sessions;
    std::unordered_map<SessionOwner*, RtcSession*> m_byOwner;
    std::uint64_t m_lastId = 0;
    std::priority_queue<Wake, std::vector<Wake>, std::greater<>> m_wakes;
    std::deque<std::uint64_t> m_waiting; // for their handshake
    std::size_t m_handshakes = 0;        // under way
    SteadyTime m_armedFor = SteadyTime::max();
    SteadyTime m_nextHandshakes{};
    const SteadyTime m_madeAt = systemClock().steadyNow();
    std::atomic<int> m_threadId = 0; // known once it has begun
};

} // namespace holdpoint
