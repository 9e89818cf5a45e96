// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/pacer.h"

#include <cmath>

namespace holdpoint {

namespace {

constexpr long double kNanosPerSecond = 1e9L;

Nanos portion(Nanos whole, std::uint64_t part, std::uint64_t of)
{
    return Nanos{static_cast<std::int64_t>(
        std::llround(static_cast<long double>(whole.count()) * static_cast<long double>(part) / static_cast<long double>(of)))};
}

std::uint64_t wholeVus(double planned)
{
    return planned <= 0 ? 0 : static_cast<std::uint64_t>(std::llround(planned));
}

} // namespace

Nanos arrivalOffset(double ratePerSecond, std::uint64_t n)
{
    return Nanos{std::llround(static_cast<long double>(n) * kNanosPerSecond / static_cast<long double>(ratePerSecond))};
}

std::uint64_t arrivalCount(double ratePerSecond, Nanos duration)
{
    if (duration <= Nanos{0} || ratePerSecond <= 0) {
        return 0;
    }
    // 31/min is not a binary fraction: a millionth of a start decides in favour of the number that was meant.
    const long double exact =
        static_cast<long double>(ratePerSecond) * static_cast<long double>(duration.count()) / kNanosPerSecond;
    return static_cast<std::uint64_t>(std::ceil(exact - 1e-6L));
}

std::vector<ActiveSpan> rampSpans(std::uint64_t startVus, const std::vector<Stage>& stages, std::uint64_t k)
{
    std::vector<ActiveSpan> spans;
    std::uint64_t planned = startVus;
    Nanos stageStart{};
    std::optional<Nanos> activeFrom;
    if (k < startVus) {
        activeFrom = Nanos{0};
    }
    for (const Stage& stage : stages) {
        const std::uint64_t to = wholeVus(stage.to);
        if (!activeFrom && planned <= k && k < to) {
            activeFrom = stageStart + portion(stage.over, k + 1 - planned, to - planned);
        } else if (activeFrom && to <= k && k < planned) {
            const Nanos until = stageStart + portion(stage.over, planned - k, planned - to);
            if (until > *activeFrom) {
                spans.push_back({*activeFrom, until});
            }
            activeFrom.reset();
        }
        planned = to;
        stageStart += stage.over;
    }
    if (activeFrom && stageStart > *activeFrom) {
        spans.push_back({*activeFrom, stageStart});
    }
    return spans;
}

std::uint64_t rampPeak(std::uint64_t startVus, const std::vector<Stage>& stages)
{
    std::uint64_t peak = startVus;
    for (const Stage& stage : stages) {
        peak = std::max(peak, wholeVus(stage.to));
    }
    return peak;
}

Nanos paceOffset(Nanos pace, std::uint64_t i, std::uint64_t n)
{
    return n == 0 ? Nanos{0} : portion(pace, i, n);
}

std::uint64_t paceSlotsWithin(Nanos pace, Nanos span)
{
    if (pace <= Nanos{0} || span <= Nanos{0}) {
        return 0;
    }
    return static_cast<std::uint64_t>((span.count() - 1) / pace.count() + 1);
}

PaceSlot nextPaceSlot(Nanos pace, std::uint64_t last, Nanos now)
{
    const std::uint64_t next = last + 1;
    const auto slotStart = static_cast<std::int64_t>(next) * pace.count();
    const std::int64_t late = now.count() - slotStart;
    if (late < pace.count()) {
        return {next, 0};
    }
    const auto missed = static_cast<std::uint64_t>(late / pace.count());
    return {next + missed, missed};
}

} // namespace holdpoint
