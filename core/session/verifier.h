// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/agent/local_agent.h"
#include "core/metrics/totals.h"
#include "core/plan/plan.h"
#include "core/verdict/run_result.h"

#include <QObject>
#include <functional>

namespace holdpoint {

/// Proves after the load what a latency cannot show: the `verify` entries of one test (semantics.md §5). Asks through the run's
/// agent, so that allow-list, headers and secrets are the load's. One object serves one run. Owner's thread, needs an event loop.
class Verifier : public QObject
{
    Q_OBJECT

public:
    Verifier(LocalAgent& agent, const TestPlan& test, QObject* parent = nullptr);

    /// Reads the values that `delta: true` subtracts. Call it before setup's effects can be confused with the load's.
    void readBefore(std::function<void()> done);
    /// Asks until each entry holds or its `within` is over. `totals` must live until `done`.
    void verify(const MetricTotals& totals, std::function<void(std::vector<VerificationResult>)> done);
    /// Asks nothing more, and never calls `done`.
    void cancel();

private:
    struct Reading
    {
        std::optional<double> value;
        std::string error;
    };
    void readNext(std::size_t index, const std::function<void()>& done);
    void verifyNext(std::size_t index);
    void ask(const Verification& entry, std::function<void(Reading)> done);
    VerificationResult judge(std::size_t index, const Reading& reading) const;

    LocalAgent& m_agent;
    const TestPlan& m_test;
    std::vector<Reading> m_before;
    const MetricTotals* m_totals = nullptr;
    std::vector<VerificationResult> m_results;
    std::function<void(std::vector<VerificationResult>)> m_done;
    SteadyTime m_entryStarted;
    bool m_isCancelled = false;
};

/// `equals` of a verification as a number, its metrics over the run's totals. A counter that never counted is 0.
Result<double> expectedValue(const std::string& equals, const MetricTotals& totals);

} // namespace holdpoint
