// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/deflate.h"
#include "core/metrics/latency_histogram.h"

#include <bit>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

void putBigEndian(std::string& out, std::uint64_t value, int bytes)
{
    for (int shift = bytes * 8 - 8; shift >= 0; shift -= 8) {
        out += static_cast<char>((value >> static_cast<unsigned>(shift)) & 0xffU);
    }
}

/// The inner header before bytes that are counts.
std::string withHeader(std::string_view counts, std::uint64_t digits)
{
    std::string payload;
    putBigEndian(payload, 0x1c849313, 4);
    putBigEndian(payload, counts.size(), 4);
    putBigEndian(payload, 0, 4);
    putBigEndian(payload, digits, 4);
    putBigEndian(payload, 1, 8);
    putBigEndian(payload, 3'600'000'000, 8);
    putBigEndian(payload, std::bit_cast<std::uint64_t>(1.0), 8);
    return payload.append(counts);
}

/// Mutated bytes hardly ever are a zlib stream, so they are made one here.
std::string inEnvelope(std::string_view payload)
{
    const std::string compressed = holdpoint::deflated(payload, 1);
    std::string out;
    putBigEndian(out, 0x1c849314, 4);
    putBigEndian(out, compressed.size(), 4);
    return out + compressed;
}

} // namespace

/// The first byte says how much of the encoding the rest is: '2' and '3' counts of so many digits, 'p' the payload with its
/// header, else all of it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using holdpoint::LatencyHistogram;
    if (size == 0) {
        return 0;
    }
    const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
    const bool isCounts = data[0] == '2' || data[0] == '3';
    const auto histogram = LatencyHistogram::decodeV2(isCounts         ? inEnvelope(withHeader(rest, data[0] - '0'))
                                                      : data[0] == 'p' ? inEnvelope(rest)
                                                                       : std::string(rest));
    if (!histogram) {
        return 0;
    }
    // values beyond an hour are an hour from the first decoding on; from then on all stays
    const auto again = LatencyHistogram::decodeV2(histogram->encodeV2());
    const auto third = again ? LatencyHistogram::decodeV2(again->encodeV2()) : again;
    if (!third || again->count() != histogram->count() || again->percentileUs(95) != histogram->percentileUs(95) ||
        again->encodeV2() != histogram->encodeV2() || third->sumUs() != again->sumUs() || third->minUs() != again->minUs() ||
        third->maxUs() != again->maxUs() || !again->couldHold(again->sumUs(), again->minUs(), again->maxUs())) {
        std::abort();
    }
    LatencyHistogram twice = *histogram;
    twice.merge(*again);
    if (twice.count() != 2 * histogram->count() || twice.percentileUs(50) != histogram->percentileUs(50)) {
        std::abort();
    }
    return 0;
}
