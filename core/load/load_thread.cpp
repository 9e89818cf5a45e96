// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/load_thread.h"

#include <algorithm>
#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace holdpoint {

namespace {

constexpr std::uint64_t kVusPerArrivalLane = 50; // a smaller pool is not split: a free VU on another thread helps nobody
constexpr int kTimersPerTurn = 256;              // the rest comes after the answers that are waiting
constexpr Nanos kOpenAhead = Seconds{5};         // before a scenario that begins later than the run

/// sched_setattr(2)'s argument; glibc 2.36 declares neither.
struct SchedulerAttributes
{
    std::uint32_t size = 48;
    std::uint32_t policy = SCHED_OTHER;
    std::uint64_t flags = 0;
    std::int32_t nice = 0;
    std::uint32_t priority = 0;
    std::uint64_t runtime = 0; // ns; of SCHED_OTHER: the slice asked for, from Linux 6.12 on
    std::uint64_t deadline = 0;
    std::uint64_t period = 0;
};

/// A thread that asks for the shortest slices gets its turn soonest after it wakes, and no more of the CPU than before: starts
/// are late by less where other programs are busy. Older kernels ignore it.
void askForShortSlices()
{
    constexpr Nanos kShortest = std::chrono::microseconds{100};
    if (::sched_getscheduler(0) != SCHED_OTHER) {
        return; // somebody gave this process a better place
    }
    SchedulerAttributes attributes;
    attributes.nice = ::getpriority(PRIO_PROCESS, 0);
    attributes.runtime = static_cast<std::uint64_t>(kShortest.count());
    ::syscall(SYS_sched_setattr, 0, &attributes, 0U);
}

} // namespace

LoadThread::LoadThread(RunContext& context, TransportFactory& transports, Stripe share)
    : m_context(context), m_recorder(context.test().series), m_transport(transports.makeTransport(m_poller)),
      m_desk(context, m_poller), m_runner(context, *m_transport, m_recorder, m_timers, m_desk, m_opener)
{
    addLanes(share);
}

LoadThread::~LoadThread()
{
    if (m_thread.joinable()) {
        requestStop(systemClock().steadyNow(), "the run was given up");
        m_thread.join();
    }
}

void LoadThread::addLanes(Stripe share)
{
    std::uint64_t vuBase = 0;
    for (std::size_t i = 0; i < m_context.test().scenarios.size(); ++i) {
        const Executor& executor = m_context.test().scenarios[i]->plan.executor;
        const std::uint64_t vus = vuNumbers(executor);
        // More shards than VUs: those that would get none get no arrivals and iterations either.
        const Stripe shard{m_context.shard().index, std::min<std::uint64_t>(m_context.shard().count, vus)};
        if (shard.index < shard.count) {
            addLane(i, shard, share, vuBase);
        }
        vuBase += vus;
    }
}

void LoadThread::addLane(std::size_t scenario, Stripe shard, Stripe share, std::uint64_t vuBase)
{
    const Executor& executor = m_context.test().scenarios[scenario]->plan.executor;
    const std::uint64_t vus = vuNumbers(executor);
    if (executor.hasArrivals()) {
        const std::uint64_t laneCount = std::clamp<std::uint64_t>(shard.sizeOf(vus) / kVusPerArrivalLane, 1, share.count);
        const std::uint64_t place = (share.index + scenario) % share.count; // small scenarios spread over the threads
        if (place < laneCount) {
            const Stripe own = shard.within({place, laneCount});
            m_lanes.push_back(std::make_unique<ArrivalLane>(m_runner, scenario, own, vuBase, own));
        }
        return;
    }
    const Stripe own = shard.within(share);
    if (own.sizeOf(vus) == 0) {
        return;
    }
    if (executor.hasIterations()) {
        m_lanes.push_back(std::make_unique<IterationsLane>(m_runner, scenario, own, vuBase, shard));
    } else {
        m_lanes.push_back(std::make_unique<VusLane>(m_runner, scenario, own, vuBase));
    }
}

void LoadThread::connect()
{
    m_connecting = {};
    launch(true);
}

Connecting LoadThread::connecting() const
{
    const std::scoped_lock lock(m_mutex);
    return m_connecting;
}

void LoadThread::start(SteadyTime t0)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_t0 = t0;
    }
    m_isStartKnown.store(true, std::memory_order_release);
    if (m_thread.joinable()) {
        m_poller.wake();
    } else {
        launch(false);
    }
}

void LoadThread::launch(bool isConnecting)
{
    m_thread = std::thread([this, isConnecting] { run(isConnecting); });
    ::pthread_setname_np(m_thread.native_handle(), "load");
}

void LoadThread::requestStop(SteadyTime hardStopAt, const std::string& why)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_hardStopAt = hardStopAt;
        m_stopCause = why;
    }
    m_isStopWanted.store(true, std::memory_order_release);
    m_poller.wake();
}

bool LoadThread::isOver() const
{
    return std::all_of(m_lanes.begin(), m_lanes.end(), [](const auto& lane) { return lane->isOver(); });
}

void LoadThread::run(bool isConnecting)
{
    askForShortSlices();
    for (const auto& lane : m_lanes) {
        lane->populate();
    }
    if (!isConnecting || connectUntilStart()) {
        beginLanes(isConnecting);
        m_idleAtBegin = m_idleBefore = m_poller.idleTime();
        m_turnEnded = systemClock().steadyNow();
        while (!isOver()) {
            turn();
        }
    }
    m_lanes.clear();
    m_recorder.finish();
    m_isFinished.store(true, std::memory_order_release);
}

/// False: stopped before the start.
bool LoadThread::connectUntilStart()
{
    for (const auto& lane : m_lanes) {
        if (lane->scenario().plan.startAfter < kOpenAhead) {
            lane->openAhead();
        }
    }
    noteConnecting();
    while (!m_isStartKnown.load(std::memory_order_acquire) && !m_isStopWanted.load(std::memory_order_relaxed)) {
        m_poller.wait(m_transport->nextDeadline());
        m_transport->drive();
        noteConnecting();
    }
    return m_isStartKnown.load(std::memory_order_acquire);
}

void LoadThread::noteConnecting()
{
    const std::scoped_lock lock(m_mutex);
    m_connecting = {m_opener.opened(), m_opener.failed(), m_opener.fault(), m_opener.isIdle()};
}

void LoadThread::beginLanes(bool isConnecting)
{
    SteadyTime t0;
    {
        const std::scoped_lock lock(m_mutex);
        t0 = m_t0;
    }
    for (const auto& lane : m_lanes) {
        const Nanos after = lane->scenario().plan.startAfter;
        if (isConnecting && after >= kOpenAhead) {
            m_timers.add({t0 + after - kOpenAhead, Timer::Kind::Open, nullptr, lane.get()});
        }
        lane->begin(t0);
    }
}

void LoadThread::turn()
{
    m_poller.wait(std::min(m_timers.next(), m_transport->nextDeadline()));
    m_transport->drive();
    takeEndedSessions();
    const SteadyTime now = systemClock().steadyNow();
    if (m_isStopWanted.load(std::memory_order_relaxed)) {
        obeyStop(now);
    }
    if (m_timers.next() <= now) {
        runTimers(now);
        m_transport->drive(); // starts what the timers sent
    }
    const SteadyTime ended = systemClock().steadyNow();
    const Nanos idle = m_poller.idleTime();
    m_recorder.turnTook(ended - m_turnEnded - (idle - m_idleBefore));
    m_turnEnded = ended;
    m_idleBefore = idle;
    m_idleNs.store((idle - m_idleAtBegin).count(), std::memory_order_relaxed);
    m_recorder.handOverIfWanted();
}

void LoadThread::takeEndedSessions()
{
    for (const SessionEnd& end : m_desk.takeEnded()) {
        m_runner.onSessionEnd(static_cast<Visitor&>(*end.owner), end, systemClock().steadyNow());
    }
}

void LoadThread::runTimers(SteadyTime now)
{
    for (int i = 0; i < kTimersPerTurn && m_timers.next() <= now; ++i) {
        const Timer timer = m_timers.pop();
        if (timer.kind == Timer::Kind::Lane) {
            timer.lane->onTimer(now);
            continue;
        }
        if (timer.kind == Timer::Kind::Open) {
            if (!timer.lane->isOver()) {
                timer.lane->openAhead();
            }
            continue;
        }
        Visitor& visitor = *timer.visitor;
        if (timer.kind == Timer::Kind::HardStop) {
            if (visitor.state == Visitor::State::Sending && visitor.hardStopAt <= now) {
                m_runner.interrupt(visitor);
            }
            continue;
        }
        if (visitor.wakeAt != timer.at) {
            continue;
        }
        switch (visitor.state) {
        case Visitor::State::Resting:
        case Visitor::State::Waiting:
            visitor.lane.onWake(visitor, now);
            break;
        case Visitor::State::Thinking:
            m_runner.onThoughtOver(visitor, now);
            break;
        case Visitor::State::Sending:
        case Visitor::State::Gone:
            break;
        }
    }
}

void LoadThread::obeyStop(SteadyTime now)
{
    m_isStopWanted.store(false, std::memory_order_relaxed);
    SteadyTime hardStopAt;
    std::string why;
    {
        const std::scoped_lock lock(m_mutex);
        hardStopAt = m_hardStopAt;
        why = m_stopCause;
    }
    for (const auto& lane : m_lanes) {
        lane->stop(now, hardStopAt, why);
    }
}

} // namespace holdpoint
