// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/pacer.h"
#include "core/load/visitor_runner.h"

#include <deque>
#include <memory>
#include <string>

namespace holdpoint {

/// One scenario's share on one load thread: decides when its visitors start iterations. One subclass an executor family.
class Lane
{
public:
    /// `vus` is the stripe of the scenario's VU numbers that live here; `arrivals` that of its arrival numbers.
    Lane(VisitorRunner& runner, std::size_t scenario, Stripe vus, std::uint64_t vuBase);
    virtual ~Lane() = default;
    Lane(const Lane&) = delete;
    Lane& operator=(const Lane&) = delete;

    /// Makes the visitors that exist from the start. Comes once, before begin().
    virtual void populate() = 0;
    /// Opens the connections of those that are needed soon after the scenario's begin.
    void openAhead();
    /// Plans everything from the run's second 0.
    virtual void begin(SteadyTime t0) = 0;
    /// A visitor's timer fired while it rested or waited.
    virtual void onWake(Visitor& visitor, SteadyTime now) = 0;
    /// The lane's own timer fired.
    virtual void onTimer(SteadyTime now) = 0;
    /// A visitor's iteration is over.
    virtual void onFree(Visitor& visitor, SteadyTime now) = 0;

    /// Ends pacing and think time at once; answers may come until `hardStopAt`.
    void stop(SteadyTime now, SteadyTime hardStopAt, const std::string& why);
    bool isOver() const { return m_isOver; }
    const CompiledScenario& scenario() const { return m_scenario; }
    /// Of its scenario, within CompiledTest::scenarios.
    std::size_t number() const { return m_number; }

protected:
    Visitor& addVisitor(std::uint64_t index);
    void wakeAt(Visitor& visitor, Visitor::State state, SteadyTime at);
    void stopTimersAt(Visitor& visitor, SteadyTime stopAt, SteadyTime hardStopAt);
    /// No new iteration starts here; what is under way goes on. The first cause stays.
    void endStarting(const std::string& cause);
    bool mayStart() const { return m_cause.empty(); }
    void retire(Visitor& visitor);
    /// Closes the lane once nobody is left and nothing is to come.
    void closeIfOver();
    virtual bool hasMoreToCome() const = 0;
    /// When the visitor's first iteration is planned, from the scenario's begin; Nanos::max(): it is not there from the start.
    virtual Nanos firstUse(const Visitor& visitor) const = 0;
    /// Why its scenario ended, if nothing ended it before its plan did; true once the scenario's last lane is done.
    virtual std::string plannedEnd() const { return "duration reached"; }
    /// What the scenario's last lane still has to record, if its plan ended it.
    virtual void onScenarioDone() {}

    VisitorRunner& m_runner;
    const std::size_t m_number;
    const CompiledScenario& m_scenario;
    const Stripe m_vus;
    const std::uint64_t m_vuBase; // VU numbers of scenarios before this one
    std::deque<Visitor> m_visitors;
    std::size_t m_activeCount = 0;

private:
    std::string m_cause;
    bool m_isOver = false;
};

/// constant-vus and ramping-vus: each visitor has spans of activity, in which one iteration follows the other.
class VusLane : public Lane
{
public:
    using Lane::Lane;
    void populate() override;
    void begin(SteadyTime t0) override;
    void onWake(Visitor& visitor, SteadyTime now) override;
    void onTimer(SteadyTime now) override;
    void onFree(Visitor& visitor, SteadyTime now) override;

protected:
    /// Whether the scenario has another iteration for this visitor.
    virtual bool hasNext(const Visitor& visitor) const;
    /// Claims and numbers the iteration that starts now; false: there is none left.
    virtual bool takeNext(Visitor& visitor);
    /// `count` slots of a pace went by unused.
    virtual void dropSlots(std::uint64_t count);

    std::uint64_t m_vuCount = 0; // of the scenario, over all shards

private:
    bool hasMoreToCome() const override { return m_visitorsLeft > 0; }
    Nanos firstUse(const Visitor& visitor) const override;
    std::vector<ActiveSpan> spansOf(std::uint64_t index) const;
    bool isStaggered() const;
    SteadyTime hardStopFor(SteadyTime stopAt) const;
    void planNextSpan(Visitor& visitor);
    void deactivate(Visitor& visitor);
    void retireResting();
    void startNext(Visitor& visitor, SteadyTime intended, SteadyTime now);
    void dropSlotsFrom(const Visitor& visitor, std::uint64_t slot);

    SteadyTime m_begin{};
    std::size_t m_visitorsLeft = 0;
};

/// shared-iterations and per-vu-iterations: as constant-vus, until all iterations are done or max_duration is over. What was not
/// started by then is dropped.
class IterationsLane final : public VusLane
{
public:
    /// `iterations` is this process's stripe of the iterations that all VUs share.
    IterationsLane(VisitorRunner& runner, std::size_t scenario, Stripe vus, std::uint64_t vuBase, Stripe iterations);

private:
    bool hasNext(const Visitor& visitor) const override;
    bool takeNext(Visitor& visitor) override;
    void dropSlots(std::uint64_t) override {} // a late iteration is still done
    std::string plannedEnd() const override;
    void onScenarioDone() override;
    bool isShared() const { return m_scenario.plan.executor.kind == ExecutorKind::SharedIterations; }

    const Stripe m_iterations;
    const std::uint64_t m_own; // iterations of this process
};

/// constant-arrival-rate and ramping-arrival-rate: iterations start at their times whoever is free; with nobody free they are
/// dropped and counted.
class ArrivalLane final : public Lane
{
public:
    ArrivalLane(VisitorRunner& runner, std::size_t scenario, Stripe vus, std::uint64_t vuBase, Stripe arrivals);
    void populate() override;
    void begin(SteadyTime t0) override;
    void onWake(Visitor& visitor, SteadyTime now) override;
    void onTimer(SteadyTime now) override;
    void onFree(Visitor& visitor, SteadyTime now) override;

private:
    bool hasMoreToCome() const override { return mayStart(); }
    Nanos firstUse(const Visitor& visitor) const override;
    void addFree();
    void planStops(Visitor& visitor);
    Visitor* takeFree();
    void drop();
    void findNext();

    const ArrivalSchedule m_schedule;
    const Stripe m_arrivals;
    SteadyTime m_begin{};
    SteadyTime m_end{};
    std::uint64_t m_next = 0; // of m_arrivals
    std::uint64_t m_total = 0;
    SteadyTime m_nextAt{}; // m_end behind the last one
    std::uint64_t m_poolLimit = 0;
    // The visitor that has been free longest is next, as in k6: all connections stay in use.
    std::vector<Visitor*> m_free; // a ring
    std::size_t m_firstFree = 0;
    std::size_t m_freeCount = 0;
};

} // namespace holdpoint
