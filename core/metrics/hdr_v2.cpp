// SPDX-License-Identifier: GPL-3.0-or-later
// HdrHistogram's V2 compressed encoding, as AbstractHistogram.java 2.1.11 writes and reads it (engine.md §5.9).
#include "core/metrics/bucket_layout.h"
#include "core/metrics/deflate.h"

#include <algorithm>
#include <bit>
#include <optional>

namespace holdpoint {

namespace {

constexpr std::uint32_t kCompressedCookie = 0x1c849304;
constexpr std::uint32_t kEncodingCookie = 0x1c849303;
constexpr std::uint32_t kWordSizeFlag = 0x10; // HdrHistogram writes it, and ignores the nibble when it reads
constexpr std::uint32_t kWordSizeMask = 0xf0;
constexpr std::size_t kHeaderBytes = 40;
/// Half the time of zlib's default for 4 % more bytes (tests/bench/metrics_bench.cpp): frames are cut while load runs.
constexpr int kFastLevel = 4;
/// The largest that HdrHistogram can be told to track.
constexpr std::uint64_t kLargestHighest = std::uint64_t{1} << 62U;
constexpr std::size_t kMaxVarintBytes = 9;
/// 54 groups of 1,024 buckets reach kLargestHighest.
constexpr std::size_t kMaxPayload = kHeaderBytes + 54U * 1024U * kMaxVarintBytes;

template <typename T>
void putBigEndian(std::string& out, T value)
{
    for (int shift = static_cast<int>(sizeof(T)) * 8 - 8; shift >= 0; shift -= 8) {
        out += static_cast<char>((value >> static_cast<unsigned>(shift)) & 0xffU);
    }
}

/// ZigZag, then 7 bits a byte; the ninth byte holds 8 (HdrHistogram's LEB128-64b9B).
void putCount(std::string& out, std::int64_t count)
{
    std::uint64_t bits = (static_cast<std::uint64_t>(count) << 1U) ^ static_cast<std::uint64_t>(count >> 63U);
    for (std::size_t i = 0; i + 1 < kMaxVarintBytes; ++i) {
        if (bits < 0x80) {
            out += static_cast<char>(bits);
            return;
        }
        out += static_cast<char>((bits & 0x7fU) | 0x80U);
        bits >>= 7U;
    }
    out += static_cast<char>(bits);
}

/// Reads from the front of a text; everything is nullopt once it has ended.
class ByteReader
{
public:
    explicit ByteReader(std::string_view bytes) : m_rest(bytes) {}

    std::string_view rest() const { return m_rest; }

    template <typename T>
    std::optional<T> bigEndian()
    {
        if (m_rest.size() < sizeof(T)) {
            return std::nullopt;
        }
        T value = 0;
        for (std::size_t i = 0; i < sizeof(T); ++i) {
            value = static_cast<T>(value << 8U) | static_cast<unsigned char>(m_rest[i]);
        }
        m_rest.remove_prefix(sizeof(T));
        return value;
    }

    std::optional<std::int64_t> count()
    {
        std::uint64_t bits = 0;
        for (std::size_t i = 0; i < kMaxVarintBytes; ++i) {
            if (i >= m_rest.size()) {
                return std::nullopt;
            }
            const auto byte = static_cast<unsigned char>(m_rest[i]);
            const bool isLast = i + 1 == kMaxVarintBytes;
            bits |= static_cast<std::uint64_t>(isLast ? byte : byte & 0x7fU) << (7 * i);
            if (isLast || byte < 0x80) {
                m_rest.remove_prefix(i + 1);
                break;
            }
        }
        return static_cast<std::int64_t>(bits >> 1U) ^ -static_cast<std::int64_t>(bits & 1U);
    }

private:
    std::string_view m_rest;
};

Failure notReadable(const std::string& why)
{
    return fail(Error::Kind::Invalid, "the bytes are not an HdrHistogram in V2 compressed encoding: " + why);
}

/// The payload inside both envelopes, from the inner cookie on.
Result<std::string> unwrapped(std::string_view bytes)
{
    ByteReader reader(bytes);
    const auto cookie = reader.bigEndian<std::uint32_t>();
    const auto length = reader.bigEndian<std::uint32_t>();
    if (!cookie || !length) {
        return notReadable("only " + std::to_string(bytes.size()) + " bytes");
    }
    if ((*cookie & ~kWordSizeMask) != kCompressedCookie) {
        return notReadable("the cookie is " + std::to_string(*cookie));
    }
    if (*length != reader.rest().size() || *length > kMaxPayload) {
        return notReadable("it announces " + std::to_string(*length) + " bytes and has " + std::to_string(reader.rest().size()));
    }
    auto payload = inflated(reader.rest(), kMaxPayload);
    if (!payload) {
        return notReadable("the zlib stream is broken, cut off or too large");
    }
    return std::move(*payload);
}

struct Header
{
    LatencyHistogram::Digits digits = LatencyHistogram::Digits::Three;
};

Result<Header> readHeader(ByteReader& reader)
{
    const auto cookie = reader.bigEndian<std::uint32_t>();
    const auto length = reader.bigEndian<std::uint32_t>();
    const auto offset = reader.bigEndian<std::uint32_t>();
    const auto digits = reader.bigEndian<std::uint32_t>();
    const auto lowest = reader.bigEndian<std::uint64_t>();
    const auto highest = reader.bigEndian<std::uint64_t>();
    const auto ratio = reader.bigEndian<std::uint64_t>();
    if (!ratio) {
        return notReadable("the header is cut off");
    }
    if ((*cookie & ~kWordSizeMask) != kEncodingCookie || *length != reader.rest().size()) {
        return notReadable("the inner header is wrong");
    }
    if (*digits != 2 && *digits != 3) {
        return notReadable("it has " + std::to_string(*digits) + " significant digits, 2 or 3 are known");
    }
    if (*offset != 0 || *lowest != 1 || *highest < 2 || *highest > kLargestHighest ||
        *ratio != std::bit_cast<std::uint64_t>(1.0)) {
        return notReadable("its values are not whole microseconds from 1 on");
    }
    return Header{*digits == 2 ? LatencyHistogram::Digits::Two : LatencyHistogram::Digits::Three};
}

} // namespace

std::string LatencyHistogram::encodeV2() const
{
    std::string counts;
    // HdrHistogram writes up to its maximum's bucket: one zero when it is empty
    const std::size_t limit = m_count == 0 ? 1 : indexOf(m_maxUs) + 1;
    for (std::size_t index = 0; index < limit;) {
        std::size_t end = index;
        while (end < limit && (end >= m_counts.size() || m_counts[end] == 0)) {
            ++end;
        }
        if (end - index > 1) {
            putCount(counts, -static_cast<std::int64_t>(end - index));
            index = end;
        } else {
            putCount(counts, end > index ? 0 : static_cast<std::int64_t>(m_counts[index]));
            ++index;
        }
    }

    std::string payload;
    putBigEndian(payload, kEncodingCookie | kWordSizeFlag);
    putBigEndian(payload, static_cast<std::uint32_t>(counts.size()));
    putBigEndian(payload, std::uint32_t{0}); // normalizing index offset
    putBigEndian(payload, static_cast<std::uint32_t>(m_digits));
    putBigEndian(payload, std::uint64_t{1});
    putBigEndian(payload, BucketLayout::kHighestUs);
    putBigEndian(payload, std::bit_cast<std::uint64_t>(1.0));
    payload += counts;

    const std::string compressed = deflated(payload, kFastLevel);
    std::string out;
    putBigEndian(out, kCompressedCookie | kWordSizeFlag);
    putBigEndian(out, static_cast<std::uint32_t>(compressed.size()));
    return out + compressed;
}

Result<LatencyHistogram> LatencyHistogram::decodeV2(std::string_view bytes)
{
    const auto payload = unwrapped(bytes);
    if (!payload) {
        return fail(payload.error());
    }
    ByteReader reader(*payload);
    const auto header = readHeader(reader);
    if (!header) {
        return fail(header.error());
    }
    LatencyHistogram histogram(header->digits);
    const std::size_t bucketLimit = histogram.indexOf(kLargestHighest) + 1;
    std::size_t index = 0;
    while (!reader.rest().empty()) {
        const auto count = reader.count();
        if (!count) {
            return notReadable("a count is cut off");
        }
        if (*count < 0) {
            if (*count < -static_cast<std::int64_t>(bucketLimit)) {
                return notReadable("a run of zeros is longer than any histogram");
            }
            index += static_cast<std::size_t>(-*count);
            continue;
        }
        const auto samples = static_cast<std::uint64_t>(*count);
        if (index >= bucketLimit) {
            return notReadable("it has more buckets than any histogram");
        }
        if (samples > BucketLayout::kMaxSamples - histogram.m_count) {
            return notReadable("it counts more than 2^32 samples");
        }
        if (samples > 0) {
            histogram.recordBucket(index, samples);
        }
        ++index;
    }
    return histogram;
}

void LatencyHistogram::recordBucket(std::size_t index, std::uint64_t count)
{
    const std::uint64_t lowest = std::min(lowestAt(index), BucketLayout::kHighestUs);
    const std::uint64_t highest = std::min(highestAt(index), BucketLayout::kHighestUs);
    addAt(highest == BucketLayout::kHighestUs ? indexOf(lowest) : index, count);
    m_count += count;
    m_sumUs += (lowest + (highest - lowest + 1) / 2) * count;
    m_minUs = std::min(m_minUs, lowest);
    m_maxUs = std::max(m_maxUs, highest);
}

} // namespace holdpoint
