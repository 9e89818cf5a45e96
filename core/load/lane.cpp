// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/lane.h"

namespace holdpoint {

namespace {

/// Servers close connections that ask for nothing, and what lies between forgets them without a word.
constexpr Nanos kLongestUnused = std::chrono::seconds{30};

} // namespace

Lane::Lane(VisitorRunner& runner, std::size_t scenario, Stripe vus, std::uint64_t vuBase)
    : m_runner(runner), m_number(scenario), m_scenario(*runner.context().test().scenarios[scenario]), m_vus(vus), m_vuBase(vuBase)
{
    runner.context().openLane(scenario);
}

Visitor& Lane::addVisitor(std::uint64_t index)
{
    Visitor& visitor = m_visitors.emplace_back(m_runner, *this, index);
    const std::uint64_t number = m_vuBase + index + 1;
    visitor.values.vu = number;
    visitor.values.random = Random(Random::mixed(m_runner.context().shard().seed ^ Random::mixed(number)));
    visitor.values.rows.resize(m_scenario.dataSets.size());
    visitor.values.extracted.resize(m_scenario.extractedCount);
    m_runner.recorder().changeGauge(m_scenario.vusMax, 1);
    return visitor;
}

void Lane::openAhead()
{
    if (m_scenario.openings.empty()) {
        return;
    }
    for (Visitor& visitor : m_visitors) {
        if (firstUse(visitor) <= kLongestUnused) {
            m_runner.opener().want(visitor);
        }
    }
}

void Lane::wakeAt(Visitor& visitor, Visitor::State state, SteadyTime at)
{
    visitor.state = state;
    visitor.wakeAt = at;
    m_runner.timers().add({at, Timer::Kind::Wake, &visitor, nullptr});
}

void Lane::stopTimersAt(Visitor& visitor, SteadyTime stopAt, SteadyTime hardStopAt)
{
    visitor.stopAt = stopAt;
    visitor.hardStopAt = hardStopAt;
    m_runner.timers().add({visitor.hardStopAt, Timer::Kind::HardStop, &visitor, nullptr});
}

void Lane::endStarting(const std::string& cause)
{
    if (m_cause.empty()) {
        m_cause = cause;
    }
}

void Lane::retire(Visitor& visitor)
{
    visitor.state = Visitor::State::Gone;
    m_runner.opener().forget(visitor);
    visitor.client.reset();
}

void Lane::stop(SteadyTime now, SteadyTime hardStopAt, const std::string& why)
{
    if (m_isOver) {
        return;
    }
    endStarting(why);
    for (Visitor& visitor : m_visitors) {
        visitor.isCutShort = true;
        switch (visitor.state) {
        case Visitor::State::Resting:
        case Visitor::State::Waiting:
            onWake(visitor, now);
            break;
        case Visitor::State::Thinking:
            m_runner.abandon(visitor);
            break;
        case Visitor::State::Sending:
            visitor.hardStopAt = std::min({visitor.hardStopAt, hardStopAt, now + m_scenario.plan.gracefulStop});
            m_runner.timers().add({visitor.hardStopAt, Timer::Kind::HardStop, &visitor, nullptr});
            m_runner.endSession(visitor, visitor.hardStopAt);
            break;
        case Visitor::State::Gone:
            break;
        }
    }
    closeIfOver();
}

void Lane::closeIfOver()
{
    if (m_isOver || m_activeCount > 0 || hasMoreToCome()) {
        return;
    }
    m_isOver = true;
    m_runner.opener().forget(*this);
    for (Visitor& visitor : m_visitors) {
        visitor.client.reset();
    }
    RunContext& context = m_runner.context();
    if (!context.closeLane(m_number, m_cause == plannedEnd() ? "" : m_cause)) {
        return;
    }
    std::string cause = context.unplannedCause(m_number);
    if (cause.empty()) { // asked for now only: before, other lanes were still at it
        cause = plannedEnd();
        onScenarioDone();
    }
    context.endScenario(m_number, cause);
    m_runner.recorder().event("scenario " + m_scenario.plan.id + " ended: " + cause);
}

} // namespace holdpoint
