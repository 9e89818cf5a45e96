// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/poller.h"

#include "core/load/prefetch.h"

#include <cerrno>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

namespace holdpoint {

namespace {

constexpr int kBatch = 256;
constexpr std::size_t kHandlerBytes = 640; // about what a connection has
constexpr Nanos kSpin = std::chrono::microseconds{60};

std::uint32_t eventsOf(PollInterest interest)
{
    std::uint32_t events = 0;
    if (interest == PollInterest::ReadEdge) {
        return static_cast<std::uint32_t>(EPOLLIN) | static_cast<std::uint32_t>(EPOLLRDHUP) | static_cast<std::uint32_t>(EPOLLET);
    }
    if (interest == PollInterest::Read || interest == PollInterest::ReadWrite) {
        events |= static_cast<std::uint32_t>(EPOLLIN);
    }
    if (interest == PollInterest::Write || interest == PollInterest::ReadWrite) {
        events |= static_cast<std::uint32_t>(EPOLLOUT);
    }
    return events;
}

void drain(int descriptor)
{
    std::uint64_t ignored = 0;
    [[maybe_unused]] const auto length = ::read(descriptor, &ignored, sizeof ignored);
}

} // namespace

Poller::Poller()
    : m_epoll(::epoll_create1(EPOLL_CLOEXEC)), m_timer(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC)),
      m_wake(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)), m_events(sizeof(epoll_event) * kBatch)
{
    if (!isUsable()) {
        return;
    }
    for (const int descriptor : {m_timer, m_wake}) {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.fd = descriptor;
        ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, descriptor, &event);
    }
}

Poller::~Poller()
{
    for (const int descriptor : {m_epoll, m_timer, m_wake}) {
        if (descriptor >= 0) {
            ::close(descriptor);
        }
    }
}

void Poller::watch(int descriptor, PollInterest interest, PollHandler* handler)
{
    const auto index = static_cast<std::size_t>(descriptor);
    if (index >= m_watches.size()) {
        m_watches.resize(index + index / 2 + 16);
    }
    Watch& watch = m_watches[index];
    watch.handler = handler;
    if (watch.isRegistered && watch.interest == interest) {
        return;
    }
    const bool isDone = control(watch.isRegistered ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, descriptor, interest) ||
                        (errno == ENOENT && control(EPOLL_CTL_ADD, descriptor, interest)); // closed and opened again since
    watch.interest = interest;
    watch.isRegistered = isDone;
}

bool Poller::control(int operation, int descriptor, PollInterest interest)
{
    epoll_event event{};
    event.events = eventsOf(interest);
    event.data.fd = descriptor;
    return ::epoll_ctl(m_epoll, operation, descriptor, &event) == 0;
}

void Poller::rearm(int descriptor)
{
    const auto index = static_cast<std::size_t>(descriptor);
    if (index < m_watches.size() && m_watches[index].isRegistered) {
        control(EPOLL_CTL_MOD, descriptor, m_watches[index].interest);
    }
}

void Poller::relax(int descriptor)
{
    const auto index = static_cast<std::size_t>(descriptor);
    if (index >= m_watches.size() || !m_watches[index].isRegistered || m_watches[index].interest == PollInterest::Read) {
        return;
    }
    if (control(EPOLL_CTL_MOD, descriptor, PollInterest::Read)) {
        m_watches[index].interest = PollInterest::Read;
    } else {
        m_watches[index] = Watch{};
    }
}

void Poller::forget(int descriptor)
{
    const auto index = static_cast<std::size_t>(descriptor);
    if (index >= m_watches.size() || !m_watches[index].isRegistered) {
        return;
    }
    ::epoll_ctl(m_epoll, EPOLL_CTL_DEL, descriptor, nullptr);
    m_watches[index] = Watch{};
}

void Poller::wake()
{
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(m_wake, &one, sizeof one);
}

void Poller::arm(SteadyTime at)
{
    if (at == m_armed) {
        return;
    }
    m_armed = at;
    itimerspec setting{};
    const auto sinceBoot = at.time_since_epoch().count();
    setting.it_value.tv_sec = sinceBoot / 1'000'000'000;
    setting.it_value.tv_nsec = sinceBoot % 1'000'000'000;
    ::timerfd_settime(m_timer, TFD_TIMER_ABSTIME, &setting, nullptr);
}

void Poller::wait(SteadyTime deadline)
{
    auto* events = static_cast<epoll_event*>(static_cast<void*>(m_events.data()));
    const SteadyTime before = systemClock().steadyNow();
    int timeoutMs = 0;
    if (deadline > before + kSpin) { // not a difference: SteadyTime::min() stands for "at once"
        timeoutMs = -1;
        // An earlier armed time only costs a turn; setting it anew costs a system call each time.
        const SteadyTime wanted = deadline == SteadyTime::max() ? before + std::chrono::hours{1} : deadline - kSpin;
        if (m_armed <= before || m_armed > wanted) {
            arm(wanted);
        }
    }
    const int count = ::epoll_wait(m_epoll, events, kBatch, timeoutMs);
    if (count == 0 || timeoutMs != 0) {
        m_idle += systemClock().steadyNow() - before;
    }
    dispatch(count);
}

/// With thousands of connections each one's memory has left the near caches when its turn comes; it is fetched while the one
/// before is at work.
void Poller::expectHandler(int descriptor) const
{
    const auto index = static_cast<std::size_t>(descriptor);
    if (index < m_watches.size()) {
        prefetch(m_watches[index].handler, kHandlerBytes);
    }
}

void Poller::expectWatch(int descriptor) const
{
    prefetch(m_watches.data() + static_cast<std::size_t>(descriptor), sizeof(Watch));
}

void Poller::dispatch(int count)
{
    const auto* events = static_cast<const epoll_event*>(static_cast<const void*>(m_events.data()));
    for (int i = 0; i < count; ++i) {
        const int descriptor = events[i].data.fd;
        if (i + 2 < count) {
            expectWatch(events[i + 2].data.fd);
        }
        if (i + 1 < count) {
            expectHandler(events[i + 1].data.fd);
        }
        if (descriptor == m_timer) {
            m_armed = SteadyTime::max();
            drain(descriptor);
            continue;
        }
        if (descriptor == m_wake) {
            drain(descriptor);
            continue;
        }
        const auto index = static_cast<std::size_t>(descriptor);
        if (index >= m_watches.size() || m_watches[index].handler == nullptr) {
            continue; // forgotten by an earlier event of this batch
        }
        const auto bits = events[i].events;
        m_watches[index].handler->onReady(descriptor, (bits & static_cast<std::uint32_t>(EPOLLIN)) != 0,
                                          (bits & static_cast<std::uint32_t>(EPOLLOUT)) != 0,
                                          (bits & static_cast<std::uint32_t>(EPOLLERR | EPOLLHUP | EPOLLRDHUP)) != 0);
    }
}

} // namespace holdpoint
