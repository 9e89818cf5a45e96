// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace holdpoint {

/// When connections must be looked at. Each has one entry at most that counts; a request that ends in time costs nothing, because
/// the entry of the one before stays and moves on when it fires.
template <typename Owner>
class DeadlineQueue
{
public:
    std::uint32_t add(Owner& connection)
    {
        if (m_free.empty()) {
            m_free.push_back(static_cast<std::uint32_t>(m_places.size()));
            m_places.emplace_back();
        }
        const std::uint32_t number = m_free.back();
        m_free.pop_back();
        m_places[number].connection = &connection;
        return number;
    }
    void remove(std::uint32_t number)
    {
        m_places[number] = Place{};
        m_free.push_back(number);
    }
    /// Fires for this connection at `at` or earlier.
    void expect(std::uint32_t number, SteadyTime at)
    {
        if (m_places[number].queuedAt > at) {
            push(number, at);
        }
    }
    SteadyTime next() const { return m_heap.empty() ? SteadyTime::max() : m_heap.front().at; }
    /// Asks `deadlineOf(connection)` for all that are due; those whose deadline lies ahead wait on, and a passed one is taken out
    /// before `onPassed(connection)`, which may remove any.
    template <typename DeadlineOf, typename OnPassed>
    void fire(SteadyTime now, DeadlineOf deadlineOf, OnPassed onPassed)
    {
        while (next() <= now) {
            std::pop_heap(m_heap.begin(), m_heap.end(), isLater);
            const Entry entry = m_heap.back();
            m_heap.pop_back();
            Place& place = m_places[entry.number];
            if (place.queuedAt != entry.at) {
                continue; // of an earlier owner of the number, or replaced
            }
            place.queuedAt = SteadyTime::max();
            Owner& connection = *place.connection;
            const SteadyTime deadline = deadlineOf(connection);
            if (deadline <= now) {
                onPassed(connection);
            } else if (deadline != SteadyTime::max()) {
                push(entry.number, deadline);
            }
        }
    }

private:
    struct Entry
    {
        SteadyTime at{};
        std::uint32_t number = 0;
    };
    struct Place
    {
        Owner* connection = nullptr;
        SteadyTime queuedAt = SteadyTime::max();
    };
    static bool isLater(const Entry& a, const Entry& b) { return a.at > b.at; }
    void push(std::uint32_t number, SteadyTime at)
    {
        m_places[number].queuedAt = at;
        m_heap.push_back({at, number});
        std::push_heap(m_heap.begin(), m_heap.end(), isLater);
    }

    std::vector<Entry> m_heap;
    std::vector<Place> m_places;
    std::vector<std::uint32_t> m_free;
};

} // namespace holdpoint
