// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/pacer.h"

#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

constexpr long double kNanosPerSecond = 1e9L;
/// 31/min is not a binary fraction: a millionth of a start decides in favour of the number that was meant.
constexpr long double kStartTolerance = 1e-6L;

/// When the area under a rate that goes from `from` to `to` within `seconds` reaches `area`. The root in this form neither
/// cancels where the rates are nearly equal nor divides by zero where one of them is 0.
long double secondsToArea(long double from, long double to, long double seconds, long double area)
{
    const long double discriminant = std::max(0.0L, from * from + 2 * area * (to - from) / seconds);
    const long double divisor = from + std::sqrt(discriminant);
    return divisor <= 0 ? seconds : std::clamp(2 * area / divisor, 0.0L, seconds);
}

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
    const long double exact =
        static_cast<long double>(ratePerSecond) * static_cast<long double>(duration.count()) / kNanosPerSecond;
    return static_cast<std::uint64_t>(std::ceil(exact - kStartTolerance));
}

ArrivalSchedule::ArrivalSchedule(const Executor& executor)
{
    if (executor.kind == ExecutorKind::ConstantArrivalRate) {
        m_rate = executor.ratePerSecond;
        m_count = arrivalCount(m_rate, executor.duration);
        return;
    }
    Piece piece;
    piece.to = static_cast<long double>(executor.ratePerSecond);
    Nanos end{};
    for (const Stage& stage : executor.stages) {
        piece.start = end;
        piece.seconds = static_cast<long double>(stage.over.count()) / kNanosPerSecond;
        piece.from = piece.to;
        piece.to = static_cast<long double>(stage.to);
        piece.areaBefore = piece.areaAfter;
        piece.areaAfter += (piece.from + piece.to) / 2 * piece.seconds;
        end += stage.over;
        if (piece.areaAfter > piece.areaBefore) { // without time or rate nothing starts
            m_pieces.push_back(piece);
        }
    }
    m_count = static_cast<std::uint64_t>(std::floor(piece.areaAfter + kStartTolerance));
}

Nanos ArrivalSchedule::at(std::uint64_t n) const
{
    if (m_pieces.empty()) {
        return arrivalOffset(m_rate, n);
    }
    const long double area = static_cast<long double>(n) + 1;
    const auto isBefore = [](const Piece& piece, long double wanted) { return piece.areaAfter + kStartTolerance < wanted; };
    auto piece = std::lower_bound(m_pieces.begin(), m_pieces.end(), area, isBefore);
    if (piece == m_pieces.end()) {
        --piece;
    }
    const long double own = std::clamp(area - piece->areaBefore, 0.0L, piece->areaAfter - piece->areaBefore);
    return piece->start + Nanos{std::llround(secondsToArea(piece->from, piece->to, piece->seconds, own) * kNanosPerSecond)};
}

std::optional<std::uint64_t> plannedIterations(const Scenario& scenario)
{
    const Executor& executor = scenario.executor;
    if (executor.hasArrivals()) {
        return ArrivalSchedule(executor).count();
    }
    if (executor.hasIterations()) {
        return executor.kind == ExecutorKind::SharedIterations ? executor.iterations : executor.vus * executor.iterations;
    }
    if (executor.kind != ExecutorKind::ConstantVus || !scenario.pace) {
        return std::nullopt;
    }
    std::uint64_t slots = 0;
    for (std::uint64_t i = 0; i < executor.vus; ++i) {
        slots += paceSlotsWithin(*scenario.pace, executor.duration - paceOffset(*scenario.pace, i, executor.vus));
    }
    return slots;
}

std::uint64_t vuNumbers(const Executor& executor)
{
    if (executor.hasArrivals()) {
        return std::max({executor.maxVus, executor.preAllocatedVus, std::uint64_t{1}});
    }
    return executor.kind == ExecutorKind::RampingVus ? rampPeak(executor.startVus, executor.stages) : executor.vus;
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

Nanos spreadStart(Nanos from, Nanos pace, std::uint64_t i)
{
    constexpr double kGolden = 0.61803398874989485;
    const double place = static_cast<double>(i) * kGolden;
    const Nanos phase{static_cast<Nanos::rep>((place - std::floor(place)) * static_cast<double>(pace.count()))};
    const Nanos within = from % pace;
    return from - within + phase + (phase < within ? pace : Nanos{0});
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

bool isRedelivered(std::uint64_t index, double share)
{
    // in whole billionths: a sum of doubles would drift off the planned count
    constexpr std::uint64_t kWhole = 1'000'000'000;
    const auto part = static_cast<std::uint64_t>(std::llround(std::clamp(share, 0.0, 1.0) * static_cast<double>(kWhole)));
    const std::uint64_t within = index % kWhole;
    return (within + 1) * part / kWhole > within * part / kWhole;
}

} // namespace holdpoint
