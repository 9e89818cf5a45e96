// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/lane.h"

#include "core/base/units.h"

namespace holdpoint {

namespace {

constexpr int kStartsPerTurn = 64; // a backlog must not keep answers from being read

} // namespace

ArrivalLane::ArrivalLane(VisitorRunner& runner, std::size_t scenario, Stripe vus, std::uint64_t vuBase, Stripe arrivals)
    : Lane(runner, scenario, vus, vuBase), m_arrivals(arrivals)
{}

SteadyTime ArrivalLane::slot(std::uint64_t k) const
{
    return m_begin + arrivalOffset(m_scenario.plan.executor.ratePerSecond, m_arrivals.at(k));
}

void ArrivalLane::begin(SteadyTime t0)
{
    const Executor& executor = m_scenario.plan.executor;
    m_begin = t0 + m_scenario.plan.startAfter;
    m_end = m_begin + executor.duration;
    m_total = m_arrivals.sizeOf(arrivalCount(executor.ratePerSecond, executor.duration));
    m_poolLimit = m_vus.sizeOf(std::max({executor.maxVus, executor.preAllocatedVus, std::uint64_t{1}}));
    m_runner.timers().add({m_total > 0 ? slot(0) : m_end, Timer::Kind::Lane, nullptr, this});
}

Visitor* ArrivalLane::freeVisitor()
{
    if (!m_free.empty()) {
        Visitor* visitor = m_free.back();
        m_free.pop_back();
        return visitor;
    }
    if (m_visitors.size() >= m_poolLimit) {
        return nullptr;
    }
    Visitor& visitor = addVisitor(m_vus.at(m_visitors.size()));
    stopTimersAt(visitor, m_end);
    return &visitor;
}

void ArrivalLane::onTimer(SteadyTime now)
{
    if (!mayStart()) {
        return;
    }
    for (int i = 0; i < kStartsPerTurn && m_next < m_total && slot(m_next) <= now; ++i) {
        const SteadyTime intended = slot(m_next++);
        Visitor* visitor = freeVisitor();
        if (visitor == nullptr) {
            m_runner.recorder().count(m_scenario.dropped, 1);
            if (m_runner.context().sayOnce("dropped " + m_scenario.plan.id)) {
                m_runner.recorder().event("scenario " + m_scenario.plan.id + " drops iterations: no free VU (max_vus " +
                                          formatCount(m_scenario.plan.executor.maxVus) + ")");
            }
            continue;
        }
        ++m_activeCount;
        m_runner.recorder().changeGauge(m_scenario.vus, 1);
        if (!m_runner.startIteration(*visitor, intended, intended)) {
            endStarting("a unique data set ran out of rows");
            onFree(*visitor, now);
            return;
        }
    }
    if (m_next >= m_total && now >= m_end) {
        endStarting("duration reached");
        closeIfOver();
        return;
    }
    m_runner.timers().add({m_next < m_total ? slot(m_next) : m_end, Timer::Kind::Lane, nullptr, this});
}

void ArrivalLane::onFree(Visitor& visitor, SteadyTime)
{
    --m_activeCount;
    m_runner.recorder().changeGauge(m_scenario.vus, -1);
    visitor.state = Visitor::State::Resting;
    m_free.push_back(&visitor);
    closeIfOver();
}

void ArrivalLane::onWake(Visitor&, SteadyTime) {}

} // namespace holdpoint
