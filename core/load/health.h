// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/metrics/frame.h"
#include "core/verdict/rules.h"

#include <cstdint>
#include <string>

namespace holdpoint {

/// What this process and its machine use, read from /proc and getrusage() once a second.
class HealthProbe
{
public:
    HealthProbe();
    /// Fills all but lag, busy, loop turn and limits; CPU and retransmits since the last call.
    void sample(GeneratorHealth& health);

private:
    struct MachineCpu // in clock ticks, of all cores
    {
        std::uint64_t busy = 0;
        std::uint64_t total = 0;
    };
    static MachineCpu machineCpu();

    SteadyTime m_at;
    Nanos m_cpu{};
    double m_cpuShare = 0; // of the newest span that was long enough
    MachineCpu m_machine;
    double m_machineShare = 0;
    std::uint64_t m_retransmits = 0;
};

/// What a thread of this process has worked since it began: the time on a CPU and the time that it waited for one. Zero for a
/// thread that is gone.
Nanos workOfThread(int threadId);

/// That this process has no descriptor left, how many it may have, and what to do.
std::string outOfDescriptorsText();

/// What decides whether a second was limited by the generator (semantics.md §2).
struct SecondFacts
{
    std::uint64_t lagP99Us = 0;
    std::uint64_t measuredP50Us = 0;
    double busy = 0;
    std::uint64_t shortages = 0; // connects that failed for lack of a descriptor, port or memory here
    Nanos cutLate{};
};

/// The first rule that holds, in words; empty: not limited.
std::string limitedBy(const SecondFacts& facts, const GeneratorLimits& limits);

} // namespace holdpoint
