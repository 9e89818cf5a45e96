// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <algorithm>
#include <vector>

namespace holdpoint {

class Lane;
class Visitor;

/// What a load thread has to do at a time. A timer that no longer counts is recognised when it fires, never searched for.
struct Timer
{
    enum class Kind : unsigned char { Wake, HardStop, Lane, Open };
    SteadyTime at{};
    Kind kind = Kind::Wake;
    Visitor* visitor = nullptr;
    Lane* lane = nullptr;
};

class TimerQueue
{
public:
    void add(const Timer& timer)
    {
        m_heap.push_back(timer);
        std::push_heap(m_heap.begin(), m_heap.end(), isLater);
    }
    SteadyTime next() const { return m_heap.empty() ? SteadyTime::max() : m_heap.front().at; }
    Timer pop()
    {
        std::pop_heap(m_heap.begin(), m_heap.end(), isLater);
        const Timer timer = m_heap.back();
        m_heap.pop_back();
        return timer;
    }

private:
    static bool isLater(const Timer& a, const Timer& b) { return a.at > b.at; }

    std::vector<Timer> m_heap;
};

} // namespace holdpoint
