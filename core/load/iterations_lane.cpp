// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/lane.h"

namespace holdpoint {

namespace {

std::uint64_t ownIterations(const Executor& executor, Stripe iterations)
{
    // of each VU: those of this process's VUs, whose stripe is the same
    return executor.kind == ExecutorKind::SharedIterations ? iterations.sizeOf(executor.iterations)
                                                           : iterations.sizeOf(executor.vus) * executor.iterations;
}

} // namespace

IterationsLane::IterationsLane(VisitorRunner& runner, std::size_t scenario, Stripe vus, std::uint64_t vuBase, Stripe iterations)
    : VusLane(runner, scenario, vus, vuBase), m_iterations(iterations), m_own(ownIterations(m_scenario.plan.executor, iterations))
{}

bool IterationsLane::hasNext(const Visitor& visitor) const
{
    return isShared() ? m_runner.context().takenIterations(m_number) < m_own
                      : visitor.iterationsDone < m_scenario.plan.executor.iterations;
}

bool IterationsLane::takeNext(Visitor& visitor)
{
    const std::uint64_t taken = m_runner.context().takeIteration(m_number);
    if (isShared() && taken >= m_own) {
        return false;
    }
    visitor.iterationNumber = isShared() ? m_iterations.at(taken) : visitor.iterationsDone * m_vuCount + visitor.index;
    return true;
}

std::string IterationsLane::plannedEnd() const
{
    return m_runner.context().takenIterations(m_number) < m_own ? "max_duration reached before all iterations were started"
                                                                : "all iterations done";
}

void IterationsLane::onScenarioDone()
{
    const std::uint64_t started = std::min(m_own, m_runner.context().takenIterations(m_number));
    if (started < m_own) {
        m_runner.recorder().count(m_scenario.dropped, m_own - started);
    }
}

} // namespace holdpoint
