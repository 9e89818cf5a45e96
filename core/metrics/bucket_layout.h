// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/latency_histogram.h"

#include <bit>

namespace holdpoint {

/// Where HdrHistogram(1, 3.6e9, digits) counts a value: what LatencyHistogram and its encodings agree on.
class BucketLayout
{
public:
    static constexpr std::uint64_t kHighestUs = 3'600'000'000;
    /// What an encoding may hold: so many hours still sum up within 64 bits.
    static constexpr std::uint64_t kMaxSamples = std::uint64_t{1} << 32U;

    explicit constexpr BucketLayout(LatencyHistogram::Digits digits)
        : m_magnitude(digits == LatencyHistogram::Digits::Two ? 7 : 10)
    {}

    constexpr std::size_t indexOf(std::uint64_t valueUs) const
    {
        const std::uint64_t mask = (std::uint64_t{2} << m_magnitude) - 1;
        const auto shift = static_cast<unsigned>(std::bit_width(valueUs | mask)) - (m_magnitude + 1);
        return (static_cast<std::size_t>(shift) << m_magnitude) + static_cast<std::size_t>(valueUs >> shift);
    }

    constexpr std::uint64_t lowestAt(std::size_t index) const
    {
        const unsigned shift = shiftAt(index);
        return static_cast<std::uint64_t>(index - (static_cast<std::size_t>(shift) << m_magnitude)) << shift;
    }

    constexpr std::uint64_t highestAt(std::size_t index) const
    {
        return lowestAt(index) + (std::uint64_t{1} << shiftAt(index)) - 1;
    }

private:
    /// How far values of a bucket group are shifted right, HdrHistogram's bucketIndex.
    constexpr unsigned shiftAt(std::size_t index) const
    {
        const std::size_t group = index >> m_magnitude;
        return group < 2 ? 0 : static_cast<unsigned>(group - 1);
    }

    unsigned m_magnitude; // log2 of half the sub-bucket count, HdrHistogram's subBucketHalfCountMagnitude
};

} // namespace holdpoint
