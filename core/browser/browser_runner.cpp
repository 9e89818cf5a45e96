// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/browser/browser_runner.h"

#include "core/browser/browser_worker.h"
#include "core/browser/chromium_options.h"

#include <QThread>
#include <utility>

namespace holdpoint {

namespace {

class BrowserRunner final : public SessionRunner
{
public:
    BrowserRunner(RunContext& context, const HostBook& hosts, const QString& program, const std::string& baseUrl)
        : m_worker(context, hosts, program, baseUrl)
    {
        m_worker.moveToThread(&m_thread);
        m_thread.setObjectName(QStringLiteral("browser"));
        m_thread.start();
        post([this] { m_worker.start(); });
    }

    ~BrowserRunner() override
    {
        QMetaObject::invokeMethod(
            &m_worker, [this] { m_worker.shutDown(); }, Qt::BlockingQueuedConnection);
        m_thread.quit();
        m_thread.wait();
    }

    void begin(SessionOrder order, SessionSink& sink) override
    {
        post([this, order = std::move(order), &sink]() mutable { m_worker.open(std::move(order), sink); });
    }

    void end(SessionOwner* owner, SteadyTime hardStopAt) override
    {
        post([this, owner, hardStopAt] { m_worker.end(owner, hardStopAt); });
    }

    std::vector<Recorder*> recorders() override { return {&m_worker.recorder()}; }

    void wake() override
    {
        post([this] { m_worker.recorder().handOverIfWanted(); });
    }

    std::vector<Nanos> idleTimes() const override { return {}; }

private:
    template <typename Call>
    void post(Call call)
    {
        QMetaObject::invokeMethod(&m_worker, std::move(call), Qt::QueuedConnection);
    }

    QThread m_thread;
    BrowserWorker m_worker;
};

class BrowserSessions final : public SessionRunnerFactory
{
public:
    BrowserSessions(const Environment& environment, std::string program)
        : m_hosts(environment), m_program(std::move(program)), m_baseUrl(environment.baseUrl)
    {}

    StepKind kind() const override { return StepKind::Browser; }

    Result<> canRun() const override
    {
        const auto found = findChromium(m_program);
        return found ? Result<>() : Result<>(fail(found.error()));
    }

    std::unique_ptr<SessionRunner> make(RunContext& context, std::uint64_t) override
    {
        for (const std::string& url : context.test().urls) {
            m_hosts.add(url);
        }
        const auto program = findChromium(m_program);
        return std::make_unique<BrowserRunner>(context, m_hosts, program ? *program : QString::fromStdString(m_program),
                                               m_baseUrl);
    }

private:
    HostBook m_hosts;
    const std::string m_program;
    const std::string m_baseUrl;
};

} // namespace

std::unique_ptr<SessionRunnerFactory> makeBrowserSessions(const Environment& environment, std::string program)
{
    return std::make_unique<BrowserSessions>(environment, std::move(program));
}

} // namespace holdpoint
