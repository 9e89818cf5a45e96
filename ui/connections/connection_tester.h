// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sensors/connection_report.h"

#include <QObject>
#include <map>
#include <memory>
#include <thread>

namespace holdpoint {

class ConnectionTest;

/// Tests connections on threads of their own, several at a time. GUI thread.
class ConnectionTester : public QObject
{
    Q_OBJECT

public:
    explicit ConnectionTester(QObject* parent = nullptr) : QObject(parent) {}
    /// Ends what runs; waits for the step under way, five seconds at most.
    ~ConnectionTester() override;

    /// What was running for another plan ends first. The plan is copied.
    void setPlan(const Plan* plan);
    /// Ignored while this source is being tested, and without a plan.
    void start(const ConnectionSource& source);
    bool isTesting(const std::string& id) const { return m_running.contains(id); }
    bool isTesting() const { return !m_running.empty(); }

Q_SIGNALS:
    /// A step has ended, the last one with `isDone`.
    void told(const holdpoint::ConnectionReport& report, bool isDone);

private:
    struct Running
    {
        std::shared_ptr<ConnectionTest> test;
        std::thread thread;
    };
    void endAll();

    std::shared_ptr<const Plan> m_plan;
    std::map<std::string, Running> m_running; // by source
};

} // namespace holdpoint
