// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/clock_watch.h"

#include "core/base/units.h"

#include <ctime>

namespace holdpoint {

namespace {

std::string secondsText(Nanos span)
{
    const double seconds = std::chrono::duration<double>(span < Nanos{0} ? -span : span).count();
    return formatNumber(seconds, seconds < 10 ? 1 : 0) + "\u00a0s";
}

} // namespace

ClockReading readClocks()
{
    ClockReading reading{systemClock().wallNow(), systemClock().steadyNow(), {}};
    timespec boot{};
    reading.boot = ::clock_gettime(CLOCK_BOOTTIME, &boot) == 0 ? Seconds{boot.tv_sec} + Nanos{boot.tv_nsec}
                                                               : Nanos{reading.steady.time_since_epoch()};
    return reading;
}

std::optional<std::string> ClockWatch::look(const ClockReading& now)
{
    const Nanos wall = now.wall - m_last.wall;
    const Nanos steady = now.steady - m_last.steady;
    const Nanos boot = now.boot - m_last.boot;
    const Nanos slept = boot - steady;
    const Nanos step = wall - boot;
    std::string text;
    if (slept >= kLeastSleep) {
        text = "The machine slept for " + secondsText(slept) + "; no load was sent meanwhile";
    }
    if (step >= kLeastStep || -step >= kLeastStep) {
        text += text.empty() ? "The" : ", and the";
        text += " machine's clock went " + secondsText(step) + (step > Nanos{0} ? " ahead" : " back") +
                ": somebody or NTP set it; times of day before and after do not agree";
    }
    if (text.empty()) {
        return std::nullopt;
    }
    m_last = now;
    return text + ".";
}

} // namespace holdpoint
