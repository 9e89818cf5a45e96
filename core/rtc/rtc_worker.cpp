// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rtc/rtc_worker.h"

#include "core/load/health.h"
#include "core/rtc/rtc_session.h"

#include <QSslCertificate>
#include <QSslKey>
#include <algorithm>
#include <functional>
#include <unistd.h>
#include <utility>

namespace holdpoint {

namespace {

// Staggered joins (engine.md §6.6): a server that everybody joins at once is not what a test wants to know about.
constexpr std::size_t kHandshakesAtOnce = 50;
constexpr Nanos kHandshakePause = std::chrono::milliseconds{20};

} // namespace

RtcWorker::RtcWorker(RunContext& context, RoomBook& rooms, const HostBook& hosts, std::optional<QSslConfiguration> ownTrust)
    : m_context(context), m_rooms(rooms), m_hosts(hosts), m_ownTrust(std::move(ownTrust)), m_recorder(context.test().series)
{}

RtcWorker::~RtcWorker() = default;

Result<const QSslConfiguration*> RtcWorker::tlsWith(const ClientCertificate* certificate)
{
    if (certificate == nullptr) {
        return m_ownTrust ? &*m_ownTrust : static_cast<const QSslConfiguration*>(nullptr);
    }
    if (const auto known = m_tls.find(certificate); known != m_tls.end()) {
        return &known->second;
    }
    const QByteArray pem = QByteArray::fromStdString(certificate->key.reveal());
    const QByteArray passphrase = QByteArray::fromStdString(certificate->passphrase.reveal());
    QSslKey key;
    for (const QSsl::KeyAlgorithm algorithm : {QSsl::Rsa, QSsl::Ec}) {
        key = key.isNull() ? QSslKey(pem, algorithm, QSsl::Pem, QSsl::PrivateKey, passphrase) : key;
    }
    if (key.isNull()) {
        return fail(Error::Kind::Invalid, "the key of `client_certificate` cannot be read: it is no RSA or EC key in PEM, or its "
                                          "`passphrase` is wrong");
    }
    QSslConfiguration tls = m_ownTrust.value_or(QSslConfiguration::defaultConfiguration());
    tls.setLocalCertificateChain(QSslCertificate::fromData(QByteArray::fromStdString(certificate->certificate)));
    tls.setPrivateKey(key);
    return static_cast<const QSslConfiguration*>(&m_tls.emplace(certificate, std::move(tls)).first->second);
}

void RtcWorker::begin()
{
    m_timer = new QTimer(this);
    m_timer->setSingleShot(true);
    m_timer->setTimerType(Qt::PreciseTimer);
    connect(m_timer, &QTimer::timeout, this, &RtcWorker::onTimer);
    m_threadId.store(::gettid(), std::memory_order_release);
}

/// By the kernel's account: the event dispatcher does not tell when it waits and when it hands out what came.
Nanos RtcWorker::idleTime() const
{
    const int threadId = m_threadId.load(std::memory_order_acquire);
    const Nanos work = threadId == 0 ? Nanos{0} : workOfThread(threadId);
    return systemClock().steadyNow() - m_madeAt - work;
}

void RtcWorker::open(SessionOrder order, SessionSink& sink)
{
    const std::uint64_t id = ++m_lastId;
    auto* session = new RtcSession(*this, id, std::move(order), sink); // forget() deletes it
    m_sessions[id] = session;
    m_byOwner[session->owner()] = session;
    m_waiting.push_back(id);
    startHandshakes(systemClock().steadyNow());
    arm();
}

void RtcWorker::end(SessionOwner* owner, SteadyTime hardStopAt)
{
    if (const auto found = m_byOwner.find(owner); found != m_byOwner.end()) {
        found->second->endBy(hardStopAt);
    }
    arm();
}

void RtcWorker::shutDown()
{
    const auto sessions = m_sessions; // each forgets itself
    for (const auto& [id, session] : sessions) {
        session->endBy(SteadyTime{});
    }
    m_recorder.finish();
    delete m_timer; // on its own thread
    m_timer = nullptr;
}

void RtcWorker::wakeAt(RtcSession& session, SteadyTime at)
{
    if (at != SteadyTime::max()) {
        m_wakes.push({at, session.id()});
        if (at < m_armedFor) {
            arm();
        }
    }
}

void RtcWorker::handshakeDone()
{
    --m_handshakes;
    arm();
}

void RtcWorker::forget(RtcSession& session)
{
    m_sessions.erase(session.id());
    m_byOwner.erase(session.owner());
    session.deleteLater();
}

void RtcWorker::startHandshakes(SteadyTime now)
{
    if (now < m_nextHandshakes) {
        return;
    }
    bool isAny = false;
    while (!m_waiting.empty() && m_handshakes < kHandshakesAtOnce) {
        const auto found = m_sessions.find(m_waiting.front());
        m_waiting.pop_front();
        if (found != m_sessions.end()) {
            ++m_handshakes;
            isAny = true;
            found->second->join();
        }
    }
    if (isAny) {
        m_nextHandshakes = now + kHandshakePause;
    }
}

void RtcWorker::onTimer()
{
    SteadyTime now = systemClock().steadyNow();
    m_armedFor = SteadyTime{}; // armed once, below
    startHandshakes(now);
    while (!m_wakes.empty() && m_wakes.top().at <= now) {
        const std::uint64_t id = m_wakes.top().session;
        m_wakes.pop();
        if (const auto found = m_sessions.find(id); found != m_sessions.end()) {
            now = systemClock().steadyNow();
            found->second->onTime(now);
        }
    }
    arm();
}

void RtcWorker::arm()
{
    SteadyTime next = m_wakes.empty() ? SteadyTime::max() : m_wakes.top().at;
    if (!m_waiting.empty() && m_handshakes < kHandshakesAtOnce) {
        next = std::min(next, m_nextHandshakes);
    }
    m_armedFor = next;
    if (m_timer == nullptr) {
        return; // shut down
    }
    if (next == SteadyTime::max()) {
        m_timer->stop();
        return;
    }
    const auto wait = std::chrono::ceil<Millis>(next - systemClock().steadyNow());
    m_timer->start(std::max(wait, Millis{0}));
}

} // namespace holdpoint
