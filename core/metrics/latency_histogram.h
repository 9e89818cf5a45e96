// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

/// HDR log-linear histogram of durations from 1 µs to 1 h, bucket for bucket the layout of HdrHistogram(1, 3.6e9, digits).
/// Zero is recorded as zero, values above 1 h count as 1 h: nothing is dropped. Memory grows with the largest value seen.
/// Not thread-safe; one owner at a time.
class LatencyHistogram
{
public:
    /// Significant decimal digits that a bucket keeps.
    enum class Digits : std::uint8_t { Two = 2, Three = 3 };

    explicit LatencyHistogram(Digits digits = Digits::Three);

    /// A few ns; allocates only when a value is larger than every one before.
    void record(Micros value, std::uint64_t count = 1);
    /// Lossless between equal digits; of different ones the result keeps two, by bucket. Order does not matter.
    void merge(const LatencyHistogram& other);
    void clear();

    Digits digits() const { return m_digits; }
    bool isEmpty() const { return m_count == 0; }
    std::uint64_t count() const { return m_count; }
    /// Exact, in µs, as recorded (after decodeV2(): from bucket mid-points; see setExact()).
    std::uint64_t sumUs() const { return m_sumUs; }
    std::uint64_t minUs() const { return m_count == 0 ? 0 : m_minUs; }
    std::uint64_t maxUs() const { return m_maxUs; }
    double meanUs() const { return m_count == 0 ? 0.0 : static_cast<double>(m_sumUs) / static_cast<double>(m_count); }
    /// HdrHistogram's highest equivalent value at percentile p in 0..100, never above the exact maximum; 0 when empty.
    std::uint64_t percentileUs(double p) const;

    /// Calls with [lowest, highest] equivalent value in µs and the count of every bucket that is not empty, ascending.
    void forEachBucket(const std::function<void(std::uint64_t, std::uint64_t, std::uint64_t)>& visit) const;

    /// HdrHistogram's V2 compressed encoding (cookies 0x1c849304 and 0x1c849303, zlib, ZigZag LEB128), raw bytes.
    std::string encodeV2() const;
    /// Reads what any HdrHistogram library wrote with lowest 1 and 2 or 3 digits. Hostile input: bounded, Error::Invalid.
    static Result<LatencyHistogram> decodeV2(std::string_view bytes);
    /// Restores what the encoding cannot carry; frames hold these beside the buckets.
    void setExact(std::uint64_t sumUs, std::uint64_t minUs, std::uint64_t maxUs);
    /// Whether values with this sum, minimum and maximum can have filled these buckets: what somebody else sent beside them.
    bool couldHold(std::uint64_t sumUs, std::uint64_t minUs, std::uint64_t maxUs) const;

private:
    std::size_t indexOf(std::uint64_t valueUs) const;
    std::uint64_t lowestAt(std::size_t index) const;
    std::uint64_t highestAt(std::size_t index) const;
    void addAt(std::size_t index, std::uint64_t count);
    void coarsen();
    void recordBucket(std::size_t index, std::uint64_t count);

    Digits m_digits;
    std::uint64_t m_count = 0;
    std::uint64_t m_sumUs = 0;
    std::uint64_t m_minUs = UINT64_MAX;
    std::uint64_t m_maxUs = 0;
    std::vector<std::uint64_t> m_counts; // only up to the highest bucket in use
};

} // namespace holdpoint
