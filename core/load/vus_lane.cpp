// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/lane.h"

#include <algorithm>

namespace holdpoint {

namespace {

/// A visitor that could not even send has no round trip to slow it down; without a pause it would spin.
constexpr Nanos kPauseWithoutServer = std::chrono::milliseconds{100};

} // namespace

void VusLane::populate()
{
    m_vuCount = vuNumbers(m_scenario.plan.executor);
    m_visitorsLeft = m_vus.sizeOf(m_vuCount);
    for (std::uint64_t k = 0; k < m_visitorsLeft; ++k) {
        addVisitor(m_vus.at(k));
    }
}

Nanos VusLane::firstUse(const Visitor& visitor) const
{
    const Executor& executor = m_scenario.plan.executor;
    if (executor.kind == ExecutorKind::RampingVus && visitor.index >= executor.startVus) {
        return Nanos::max();
    }
    return isStaggered() ? paceOffset(*m_scenario.plan.pace, visitor.index, m_vuCount) : Nanos{0};
}

void VusLane::begin(SteadyTime t0)
{
    m_begin = t0 + m_scenario.plan.startAfter;
    for (Visitor& visitor : m_visitors) {
        planNextSpan(visitor);
    }
    closeIfOver();
}

std::vector<ActiveSpan> VusLane::spansOf(std::uint64_t index) const
{
    const Executor& executor = m_scenario.plan.executor;
    if (executor.kind == ExecutorKind::RampingVus) {
        return rampSpans(executor.startVus, executor.stages, index);
    }
    return {{Nanos{0}, executor.duration}};
}

/// Paced VUs start one after the other; a ramp spreads them by itself.
bool VusLane::isStaggered() const
{
    return m_scenario.plan.pace && m_scenario.plan.executor.kind != ExecutorKind::RampingVus;
}

/// k6: a VU that the ramp takes away has the graceful ramp-down, but nobody stays longer than the scenario's graceful stop.
SteadyTime VusLane::hardStopFor(SteadyTime stopAt) const
{
    const SteadyTime end = m_begin + m_scenario.plan.executor.duration;
    const SteadyTime last = end + m_scenario.plan.gracefulStop;
    return stopAt < end ? std::min(stopAt + m_scenario.plan.gracefulRampDown, last) : last;
}

bool VusLane::hasNext(const Visitor& visitor) const
{
    const auto limit = m_scenario.maxIterationsPerVu;
    return limit == 0 || visitor.iterationsDone < limit;
}

bool VusLane::takeNext(Visitor& visitor)
{
    if (isStaggered()) {
        visitor.iterationNumber = visitor.paceSlot * m_vuCount + visitor.index;
    }
    return true;
}

void VusLane::dropSlots(std::uint64_t count)
{
    if (count > 0) {
        m_runner.recorder().count(m_scenario.dropped, count);
    }
}

void VusLane::planNextSpan(Visitor& visitor)
{
    const auto spans = spansOf(visitor.index);
    if (!mayStart() || visitor.spanNumber >= spans.size()) {
        retire(visitor);
        --m_visitorsLeft;
        return;
    }
    const ActiveSpan span = spans[visitor.spanNumber++];
    Nanos from = span.from;
    if (isStaggered()) {
        from += paceOffset(*m_scenario.plan.pace, visitor.index, m_vuCount);
    } else if (m_scenario.plan.executor.isSpread && m_scenario.plan.pace && *m_scenario.plan.pace > Nanos{0}) {
        from = spreadStart(from, *m_scenario.plan.pace, visitor.index);
    }
    visitor.activeFrom = m_begin + from;
    if (visitor.spanNumber > 1) { // it may still have waited for an answer when this span began
        visitor.activeFrom = std::max(visitor.activeFrom, systemClock().steadyNow());
    }
    visitor.stopAt = m_begin + span.to;
    visitor.paceSlot = 0;
    visitor.isCutShort = false;
    wakeAt(visitor, Visitor::State::Resting, m_begin + span.from);
}

void VusLane::onWake(Visitor& visitor, SteadyTime now)
{
    if (visitor.state == Visitor::State::Resting) {
        if (!mayStart() || !hasNext(visitor)) {
            retire(visitor);
            --m_visitorsLeft;
            closeIfOver();
            return;
        }
        ++m_activeCount;
        m_runner.recorder().changeGauge(m_scenario.vus, 1);
        stopTimersAt(visitor, visitor.stopAt, hardStopFor(visitor.stopAt));
        startNext(visitor, visitor.activeFrom, now);
        return;
    }
    startNext(visitor, std::min(visitor.intended, now), now);
}

/// Starts the iteration of that slot now, or waits for it.
void VusLane::startNext(Visitor& visitor, SteadyTime intended, SteadyTime now)
{
    if (!mayStart() || now >= visitor.stopAt) {
        dropSlotsFrom(visitor, visitor.paceSlot);
        deactivate(visitor);
        return;
    }
    if (intended > now) {
        visitor.intended = intended;
        wakeAt(visitor, Visitor::State::Waiting, std::min(intended, visitor.stopAt));
        return;
    }
    const SteadyTime due =
        visitor.state == Visitor::State::Waiting && visitor.wakeAt <= now ? std::max(intended, visitor.wakeAt) : intended;
    if (!takeNext(visitor)) {
        deactivate(visitor);
        return;
    }
    if (!m_runner.startIteration(visitor, intended, due)) {
        endStarting(m_runner.whyNoRow());
        deactivate(visitor);
        retireResting();
    }
}

void VusLane::retireResting()
{
    for (Visitor& visitor : m_visitors) {
        if (visitor.state == Visitor::State::Resting) {
            retire(visitor);
            --m_visitorsLeft;
        }
    }
    closeIfOver();
}

void VusLane::onFree(Visitor& visitor, SteadyTime now)
{
    if (m_scenario.maxIterationsPerVu > 0 && !hasNext(visitor)) {
        endStarting("one iteration of every flow done");
    }
    if (!hasNext(visitor)) {
        deactivate(visitor);
        return;
    }
    if (!mayStart() || visitor.isCutShort || now >= visitor.stopAt) {
        dropSlotsFrom(visitor, visitor.paceSlot + 1);
        deactivate(visitor);
        return;
    }
    if (m_scenario.plan.pace && *m_scenario.plan.pace > Nanos{0}) {
        const PaceSlot slot = nextPaceSlot(*m_scenario.plan.pace, visitor.paceSlot, now - visitor.activeFrom);
        dropSlots(slot.dropped);
        visitor.paceSlot = slot.number;
        visitor.wakeAt = now; // free from here on: what is late until now is not the generator's
        startNext(visitor, visitor.activeFrom + *m_scenario.plan.pace * static_cast<std::int64_t>(slot.number), now);
        return;
    }
    visitor.wakeAt = now;
    startNext(visitor, visitor.hasReachedServer ? now : now + kPauseWithoutServer, now);
}

/// A span that came to its planned end: slots before it that nobody started were missed.
void VusLane::dropSlotsFrom(const Visitor& visitor, std::uint64_t slot)
{
    if (!m_scenario.plan.pace || !mayStart()) {
        return;
    }
    const std::uint64_t planned = paceSlotsWithin(*m_scenario.plan.pace, visitor.stopAt - visitor.activeFrom);
    dropSlots(planned - std::min(planned, slot));
}

void VusLane::deactivate(Visitor& visitor)
{
    --m_activeCount;
    m_runner.recorder().changeGauge(m_scenario.vus, -1);
    visitor.hardStopAt = SteadyTime::max();
    planNextSpan(visitor);
    closeIfOver();
}

void VusLane::onTimer(SteadyTime) {}

} // namespace holdpoint
