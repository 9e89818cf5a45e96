// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <optional>
#include <string>

namespace holdpoint {

/// The machine's clocks at one moment.
struct ClockReading
{
    WallTime wall{};
    SteadyTime steady{}; // CLOCK_MONOTONIC: stands still while the machine sleeps, what load is paced by
    Nanos boot{};        // CLOCK_BOOTTIME: the same, but goes on meanwhile
};
ClockReading readClocks();

/// Tells when the wall's clock went another way than the monotonic one since the last look: it was set, or the machine slept.
class ClockWatch
{
public:
    static constexpr Nanos kLeastStep = Millis{500}; // NTP's slewing stays far below it between two looks
    static constexpr Nanos kLeastSleep = Seconds{1};

    explicit ClockWatch(const ClockReading& first) : m_last(first) {}

    /// A sentence about what happened since the look before; nothing in most cases. Small steps add up until they are told.
    std::optional<std::string> look(const ClockReading& now);

private:
    ClockReading m_last; // of the newest sentence, or the first
};

} // namespace holdpoint
