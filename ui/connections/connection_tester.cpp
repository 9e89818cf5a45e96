// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/connection_tester.h"

#include "core/sensors/connection_test.h"

namespace holdpoint {

ConnectionTester::~ConnectionTester()
{
    endAll();
}

void ConnectionTester::endAll()
{
    for (auto& [id, running] : m_running) {
        running.test->stop();
    }
    for (auto& [id, running] : m_running) {
        running.thread.join();
    }
    m_running.clear();
}

void ConnectionTester::setPlan(const Plan* plan)
{
    endAll();
    m_plan = plan != nullptr ? std::make_shared<const Plan>(*plan) : nullptr;
}

void ConnectionTester::start(const ConnectionSource& source)
{
    if (m_plan == nullptr || isTesting(source.id)) {
        return;
    }
    Running& running = m_running[source.id];
    running.test = std::make_shared<ConnectionTest>(*m_plan);
    running.thread = std::thread([this, source, plan = m_plan, test = running.test] {
        const auto tell = [this, test](const ConnectionReport& report, bool isDone) {
            QMetaObject::invokeMethod(
                this,
                [this, test, report, isDone] {
                    const auto found = m_running.find(report.source);
                    if (found == m_running.end() || found->second.test != test) {
                        return; // of another plan
                    }
                    if (isDone) {
                        found->second.thread.join();
                        m_running.erase(found);
                    }
                    Q_EMIT told(report, isDone);
                },
                Qt::QueuedConnection);
        };
        const ConnectionReport report = test->run(source, [&tell](const ConnectionReport& step) { tell(step, false); });
        tell(report, true);
    });
}

} // namespace holdpoint
