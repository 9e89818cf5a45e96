// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rtc/rtc_runner.h"

#include "core/rtc/rtc_worker.h"

#include <QSslCertificate>
#include <QThread>
#include <algorithm>
#include <map>
#include <mutex>
#include <openssl/crypto.h>

namespace holdpoint {

namespace {

constexpr std::uint64_t kSocketsPerThread = 500;

/// The plan's `ca_file` besides the system's authorities, which Qt does not look up any more once it is given others. Reading
/// them takes a quarter of a second: before the run, and once.
std::optional<QSslConfiguration> trustWith(const std::string& pem)
{
    if (pem.empty()) {
        return std::nullopt;
    }
    QSslConfiguration trust = QSslConfiguration::defaultConfiguration();
    trust.setCaCertificates(QSslConfiguration::systemCaCertificates() +
                            QSslCertificate::fromData(QByteArray::fromStdString(pem)));
    return trust;
}

class RtcRunner final : public SessionRunner
{
public:
    RtcRunner(RunContext& context, const HostBook& hosts, const std::optional<QSslConfiguration>& ownTrust,
              std::uint64_t mostSessions)
    {
        const std::uint64_t count = (mostSessions + kSocketsPerThread - 1) / kSocketsPerThread;
        for (std::uint64_t i = 0; i < count; ++i) {
            auto lane = std::make_unique<Lane>();
            lane->worker = std::make_unique<RtcWorker>(context, m_rooms, hosts, ownTrust);
            lane->worker->moveToThread(&lane->thread);
            lane->thread.setObjectName(QStringLiteral("rtc"));
            // QThread::wait() does not wait for the thread's own destructors: OpenSSL's must not meet the end of the process
            QObject::connect(
                &lane->thread, &QThread::finished, &lane->thread, [] { OPENSSL_thread_stop(); }, Qt::DirectConnection);
            lane->thread.start();
            post(*lane, [worker = lane->worker.get()] { worker->begin(); });
            m_lanes.push_back(std::move(lane));
        }
    }

    ~RtcRunner() override
    {
        for (const auto& lane : m_lanes) {
            QMetaObject::invokeMethod(
                lane->worker.get(), [worker = lane->worker.get()] { worker->shutDown(); }, Qt::BlockingQueuedConnection);
            lane->thread.quit();
            lane->thread.wait();
        }
    }

    void begin(SessionOrder order, SessionSink& sink) override
    {
        const std::scoped_lock lock(m_mutex);
        const auto emptiest = std::min_element(m_lanes.begin(), m_lanes.end(),
                                               [](const auto& a, const auto& b) { return a->visitors < b->visitors; });
        auto [known, isNew] = m_laneOf.emplace(order.owner, emptiest->get());
        known->second->visitors += isNew ? 1 : 0; // a visitor that comes again comes to the same thread
        post(*known->second, [worker = known->second->worker.get(), order = std::move(order), &sink]() mutable {
            worker->open(std::move(order), sink);
        });
    }

    void end(SessionOwner* owner, SteadyTime hardStopAt) override
    {
        const std::scoped_lock lock(m_mutex);
        if (const auto known = m_laneOf.find(owner); known != m_laneOf.end()) {
            post(*known->second, [worker = known->second->worker.get(), owner, hardStopAt] { worker->end(owner, hardStopAt); });
        }
    }

    std::vector<Recorder*> recorders() override
    {
        std::vector<Recorder*> all;
        for (const auto& lane : m_lanes) {
            all.push_back(&lane->worker->recorder());
        }
        return all;
    }

    void wake() override
    {
        for (const auto& lane : m_lanes) {
            post(*lane, [worker = lane->worker.get()] { worker->recorder().handOverIfWanted(); });
        }
    }

    std::vector<Nanos> idleTimes() const override
    {
        std::vector<Nanos> times;
        for (const auto& lane : m_lanes) {
            times.push_back(lane->worker->idleTime());
        }
        return times;
    }

private:
    struct Lane
    {
        QThread thread;
        std::unique_ptr<RtcWorker> worker;
        std::uint64_t visitors = 0;
    };

    template <typename Call>
    static void post(Lane& lane, Call call)
    {
        QMetaObject::invokeMethod(lane.worker.get(), std::move(call), Qt::QueuedConnection);
    }

    RoomBook m_rooms;
    std::vector<std::unique_ptr<Lane>> m_lanes;
    std::mutex m_mutex;
    std::map<SessionOwner*, Lane*> m_laneOf; // guarded by m_mutex
};

class RtcSessions final : public SessionRunnerFactory
{
public:
    explicit RtcSessions(const Environment& environment) : m_hosts(environment), m_ownTrust(trustWith(environment.caPem)) {}

    StepKind kind() const override { return StepKind::WebSocket; }
    Result<> canRun() const override { return {}; }
    std::unique_ptr<SessionRunner> make(RunContext& context, std::uint64_t mostSessions) override
    {
        for (const std::string& url : context.test().urls) {
            m_hosts.add(url);
        }
        return std::make_unique<RtcRunner>(context, m_hosts, m_ownTrust, mostSessions);
    }

private:
    HostBook m_hosts;
    const std::optional<QSslConfiguration> m_ownTrust;
};

} // namespace

std::unique_ptr<SessionRunnerFactory> makeRtcSessions(const Environment& environment)
{
    return std::make_unique<RtcSessions>(environment);
}

} // namespace holdpoint
