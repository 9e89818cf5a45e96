// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/lane.h"

#include "core/base/units.h"

namespace holdpoint {

namespace {

constexpr int kStartsPerTurn = 64; // a backlog must not keep answers from being read

} // namespace

ArrivalLane::ArrivalLane(VisitorRunner& runner, std::size_t scenario, Stripe vus, std::uint64_t vuBase, Stripe arrivals)
    : Lane(runner, scenario, vus, vuBase), m_schedule(m_scenario.plan.executor), m_arrivals(arrivals)
{}

void ArrivalLane::populate()
{
    const Executor& executor = m_scenario.plan.executor;
    m_total = m_arrivals.sizeOf(m_schedule.count());
    m_poolLimit = m_vus.sizeOf(vuNumbers(executor));
    m_free.resize(m_poolLimit);
    const std::uint64_t ready = m_vus.sizeOf(std::max(executor.preAllocatedVus, std::uint64_t{1}));
    while (m_visitors.size() < ready) {
        addFree();
        m_runner.ensureClient(m_visitors.back());
    }
}

/// They take turns: the visitor at place k gets arrival k first.
Nanos ArrivalLane::firstUse(const Visitor& visitor) const
{
    const std::uint64_t place = (visitor.index - m_vus.index) / m_vus.count;
    return place < m_total ? m_schedule.at(m_arrivals.at(place)) : Nanos::max();
}

void ArrivalLane::begin(SteadyTime t0)
{
    m_begin = t0 + m_scenario.plan.startAfter;
    m_end = m_begin + m_scenario.plan.executor.duration;
    for (Visitor& visitor : m_visitors) {
        planStops(visitor);
    }
    findNext();
    m_runner.timers().add({m_nextAt, Timer::Kind::Lane, nullptr, this});
}

/// Once for each arrival: the root of a ramp is not asked for again.
void ArrivalLane::findNext()
{
    m_nextAt = m_next < m_total ? m_begin + m_schedule.at(m_arrivals.at(m_next)) : m_end;
}

void ArrivalLane::addFree()
{
    m_free[(m_firstFree + m_freeCount++) % m_free.size()] = &addVisitor(m_vus.at(m_visitors.size()));
}

void ArrivalLane::planStops(Visitor& visitor)
{
    stopTimersAt(visitor, m_end, m_end + m_scenario.plan.gracefulStop);
}

Visitor* ArrivalLane::takeFree()
{
    if (m_freeCount == 0) {
        if (m_visitors.size() >= m_poolLimit) {
            return nullptr;
        }
        addFree();
        planStops(m_visitors.back());
    }
    Visitor* visitor = m_free[m_firstFree];
    m_firstFree = (m_firstFree + 1) % m_free.size();
    --m_freeCount;
    return visitor;
}

void ArrivalLane::drop()
{
    m_runner.recorder().count(m_scenario.dropped, 1);
    if (m_runner.context().sayOnce("dropped " + m_scenario.plan.id)) {
        m_runner.recorder().event("scenario " + m_scenario.plan.id + " drops iterations: no free VU (max_vus " +
                                  formatCount(m_scenario.plan.executor.maxVus) + ")");
    }
}

void ArrivalLane::onTimer(SteadyTime now)
{
    if (!mayStart()) {
        return;
    }
    for (int i = 0; i < kStartsPerTurn && m_next < m_total && m_nextAt <= now; ++i) {
        const SteadyTime intended = m_nextAt;
        const std::uint64_t number = m_arrivals.at(m_next++);
        findNext();
        Visitor* visitor = takeFree();
        if (visitor == nullptr) {
            drop();
            continue;
        }
        ++m_activeCount;
        m_runner.recorder().changeGauge(m_scenario.vus, 1);
        visitor->iterationNumber = number;
        if (!m_runner.startIteration(*visitor, intended, intended)) {
            endStarting(m_runner.whyNoRow());
            onFree(*visitor, now);
            return;
        }
    }
    if (m_next >= m_total && now >= m_end) {
        endStarting(plannedEnd());
        closeIfOver();
        return;
    }
    // What is left of a backlog starts after the answers that wait: they free its VUs.
    m_runner.timers().add({std::max(m_nextAt, now + Nanos{1}), Timer::Kind::Lane, nullptr, this});
}

void ArrivalLane::onFree(Visitor& visitor, SteadyTime)
{
    --m_activeCount;
    m_runner.recorder().changeGauge(m_scenario.vus, -1);
    visitor.state = Visitor::State::Resting;
    m_free[(m_firstFree + m_freeCount++) % m_free.size()] = &visitor;
    closeIfOver();
}

void ArrivalLane::onWake(Visitor&, SteadyTime) {}

} // namespace holdpoint
