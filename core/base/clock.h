// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace holdpoint {

using Nanos = std::chrono::nanoseconds;
using Micros = std::chrono::microseconds;
using Millis = std::chrono::milliseconds;
using Seconds = std::chrono::seconds;
/// CLOCK_MONOTONIC; the same on every process of one machine, so an agent and its console can agree on t0.
using SteadyTime = std::chrono::time_point<std::chrono::steady_clock, Nanos>;
/// UTC.
using WallTime = std::chrono::time_point<std::chrono::system_clock, Micros>;

/// Where code that waits or stamps gets its time, so that tests move it by hand. Thread-safe.
class Clock
{
public:
    virtual ~Clock() = default;
    virtual SteadyTime steadyNow() const = 0;
    virtual WallTime wallNow() const = 0;
};

/// The machine's clocks.
const Clock& systemClock();

} // namespace holdpoint
