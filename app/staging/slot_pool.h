// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <deque>
#include <functional>

namespace holdpoint::staging {

/// A pool of connections to a database or cache as requests see it: who finds no free slot waits, first come, first served.
class SlotPool
{
public:
    using Waiter = std::function<void()>;

    explicit SlotPool(std::size_t slots) : m_max(slots) {}

    /// True: the caller has a slot. False: `waiter` gets one later, from release() or resize().
    bool acquire(Waiter waiter)
    {
        if (m_inUse < m_max) {
            ++m_inUse;
            return true;
        }
        m_waiters.push_back(std::move(waiter));
        return false;
    }

    /// Gives a slot back; the waiter returned, if any, has it now and must be called.
    Waiter release()
    {
        --m_inUse;
        return next();
    }

    void resize(std::size_t slots) { m_max = slots; }

    /// The first waiter for whom there is a slot now, or nothing.
    Waiter next()
    {
        if (m_waiters.empty() || m_inUse >= m_max) {
            return {};
        }
        ++m_inUse;
        Waiter waiter = std::move(m_waiters.front());
        m_waiters.pop_front();
        return waiter;
    }

    std::size_t inUse() const { return m_inUse; }
    std::size_t max() const { return m_max; }
    std::size_t waiting() const { return m_waiters.size(); }
    void forgetWaiters() { m_waiters.clear(); }

private:
    std::size_t m_max;
    std::size_t m_inUse = 0;
    std::deque<Waiter> m_waiters;
};

} // namespace holdpoint::staging
