// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/plan/plan.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace holdpoint {

// When things start, as closed forms over the time since a scenario's begin: no state, so no drift, and any share of a run can
// be computed without the others.

/// Every count-th number from `index` on: what one shard, or one thread of a shard, owns of a sequence that starts at 0.
struct Stripe
{
    std::uint64_t index = 0;
    std::uint64_t count = 1;

    std::uint64_t at(std::uint64_t k) const { return index + k * count; }
    /// How many of the numbers below `total` are its own.
    std::uint64_t sizeOf(std::uint64_t total) const { return total <= index ? 0 : (total - index - 1) / count + 1; }
    /// The stripe that is `inner` of this one: thread 1 of 2 within shard 0 of 3.
    Stripe within(Stripe inner) const { return {index + inner.index * count, count * inner.count}; }
};

/// n-th start (from 0) at a constant rate: exactly n / rate, to the nanosecond.
Nanos arrivalOffset(double ratePerSecond, std::uint64_t n);
/// Starts before `duration`: 100/s for 10 s are 1,000.
std::uint64_t arrivalCount(double ratePerSecond, Nanos duration);

/// All starts of an arrival executor. A constant rate starts its first at 0; a ramp starts number n (from 0) where the area under
/// its stages reaches n + 1, as k6's ramping-arrival-rate does, the fraction carried from stage to stage.
class ArrivalSchedule
{
public:
    explicit ArrivalSchedule(const Executor& executor);

    std::uint64_t count() const { return m_count; }
    /// Since the scenario's begin; for n < count(). Rises with n.
    Nanos at(std::uint64_t n) const;

private:
    struct Piece // of a ramp; rates per second, times in seconds
    {
        Nanos start{};
        long double seconds = 0;
        long double from = 0;
        long double to = 0;
        long double areaBefore = 0;
        long double areaAfter = 0;
    };

    double m_rate = 0; // constant, if there are no pieces
    std::vector<Piece> m_pieces;
    std::uint64_t m_count = 0;
};

/// How many iterations a scenario plans over all shards, where its executor numbers them: arrivals, iteration-bound executors and
/// constant-vus with a pace. nullopt: as many as the server allows.
std::optional<std::uint64_t> plannedIterations(const Scenario& scenario);
/// How many VU numbers a scenario takes, its pool included; at least 1 for arrivals.
std::uint64_t vuNumbers(const Executor& executor);

/// [from, to) in which a VU is active.
struct ActiveSpan
{
    Nanos from{};
    Nanos to{};
    friend bool operator==(const ActiveSpan&, const ActiveSpan&) = default;
};

/// When VU k (from 0) of a ramp is active: it starts when the planned number reaches k + 1 and ends when it falls to k.
std::vector<ActiveSpan> rampSpans(std::uint64_t startVus, const std::vector<Stage>& stages, std::uint64_t k);
/// The most VUs that a ramp plans at any time.
std::uint64_t rampPeak(std::uint64_t startVus, const std::vector<Stage>& stages);

/// Where the first iteration of VU i of n lies: i/n of the pace, so that n VUs spread evenly.
Nanos paceOffset(Nanos pace, std::uint64_t i, std::uint64_t n);
/// The first moment from `from` on that is VU i's place in the pace. However many VUs there are, they are spread evenly over it
/// (multiples of the golden section), whenever they come in.
Nanos spreadStart(Nanos from, Nanos pace, std::uint64_t i);

struct PaceSlot
{
    std::uint64_t number = 0;  // of the next iteration, from 0
    std::uint64_t dropped = 0; // slots that were missed by a whole pace
};
/// How many slots of a VU begin before `span` is over; the first one is at 0.
std::uint64_t paceSlotsWithin(Nanos pace, Nanos span);
/// What follows slot `last` for a VU that is free at `now` (since its slot 0): late is followed at once, a slot missed by a
/// whole pace is dropped.
PaceSlot nextPaceSlot(Nanos pace, std::uint64_t last, Nanos now);

/// Whether delivery `index` of a run goes out twice, so that of the first n deliveries exactly floor(n x share) do.
bool isRedelivered(std::uint64_t index, double share);

} // namespace holdpoint
