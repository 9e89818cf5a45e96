// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/packed_trend.h"

#include "core/metrics/bucket_layout.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

namespace holdpoint {

namespace {

constexpr std::size_t kMembers = 5;

/// What the buckets alone say of the exact values, which are stored as distances from these.
struct Outline
{
    std::uint64_t sumUs = 0;
    std::uint64_t lowestUs = 0;
    std::uint64_t highestUs = 0;
    bool isEmpty = true;

    /// Ascending.
    void add(std::uint64_t lowest, std::uint64_t highest, std::uint64_t count)
    {
        lowestUs = isEmpty ? lowest : lowestUs;
        isEmpty = false;
        highestUs = highest;
        sumUs += (lowest + (highest - lowest + 1) / 2) * count;
    }
};

struct Bucket
{
    std::size_t index = 0;
    std::uint64_t count = 0;
};

void putNumber(std::vector<std::uint8_t>& out, std::uint64_t number)
{
    for (; number >= 0x80; number >>= 7U) {
        out.push_back(static_cast<std::uint8_t>(number | 0x80U));
    }
    out.push_back(static_cast<std::uint8_t>(number));
}

/// Takes one number off the front; nullopt if it is cut off or over 35 bits, which no gap and no count is.
std::optional<std::uint64_t> takeNumber(std::basic_string_view<std::uint8_t>& bytes)
{
    constexpr std::size_t kMaxBytes = 5;
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < std::min(bytes.size(), kMaxBytes); ++i) {
        number |= static_cast<std::uint64_t>(bytes[i] & 0x7fU) << (7 * i);
        if (bytes[i] < 0x80) {
            bytes.remove_prefix(i + 1);
            return number;
        }
    }
    return std::nullopt;
}

Failure damaged(const std::string& why)
{
    return fail(Error::Kind::Invalid, "the packed histogram is damaged: " + why);
}

Result<std::vector<Bucket>> bucketsFrom(const BucketLayout& layout, std::basic_string_view<std::uint8_t> bytes)
{
    const std::size_t limit = layout.indexOf(BucketLayout::kHighestUs) + 1;
    std::vector<Bucket> buckets;
    buckets.reserve(bytes.size()); // a byte a bucket at least
    std::uint64_t samples = 0;
    for (std::size_t index = 0; !bytes.empty(); ++index) {
        const auto gap = takeNumber(bytes);
        const auto more = gap && *gap % 2 == 1 ? takeNumber(bytes) : std::optional<std::uint64_t>(0);
        if (!gap || !more) {
            return damaged("a number is cut off");
        }
        if (*gap / 2 >= limit - index) {
            return damaged("it has more buckets than any histogram");
        }
        index += static_cast<std::size_t>(*gap / 2);
        const std::uint64_t count = *gap % 2 == 1 ? *more + 2 : 1;
        if (count > BucketLayout::kMaxSamples - samples) {
            return damaged("it counts more than 2^32 samples");
        }
        samples += count;
        buckets.push_back({index, count});
    }
    return buckets;
}

} // namespace

Json packedTrend(const LatencyHistogram& histogram)
{
    const BucketLayout layout(histogram.digits());
    std::vector<std::uint8_t> buckets;
    Outline outline;
    std::size_t next = 0;
    histogram.forEachBucket([&](std::uint64_t lowest, std::uint64_t highest, std::uint64_t count) {
        outline.add(lowest, highest, count);
        const std::size_t index = layout.indexOf(lowest);
        putNumber(buckets, 2 * (index - next) + (count > 1 ? 1 : 0));
        if (count > 1) {
            putNumber(buckets, count - 2);
        }
        next = index + 1;
    });
    // Differences are taken modulo 2^64, so that they come back exactly whatever the values are.
    return Json::array({static_cast<unsigned>(histogram.digits()), static_cast<std::int64_t>(histogram.sumUs() - outline.sumUs),
                        histogram.minUs() - outline.lowestUs, outline.highestUs - histogram.maxUs(),
                        Json::binary(std::move(buckets))});
}

Result<LatencyHistogram> trendFromPacked(const Json& json)
{
    if (!json.is_array() || json.size() != kMembers || !json[0].is_number_unsigned() || !json[1].is_number_integer() ||
        !json[2].is_number_unsigned() || !json[3].is_number_unsigned() || !json[4].is_binary()) {
        return damaged("it is no list of four numbers and bytes");
    }
    const auto digits = json[0].get<std::uint64_t>();
    if (digits != 2 && digits != 3) {
        return damaged("it has " + std::to_string(digits) + " significant digits, 2 or 3 are known");
    }
    LatencyHistogram histogram(digits == 2 ? LatencyHistogram::Digits::Two : LatencyHistogram::Digits::Three);
    const BucketLayout layout(histogram.digits());
    const Json::binary_t& bytes = json[4].get_binary();
    const auto buckets = bucketsFrom(layout, {bytes.data(), bytes.size()});
    if (!buckets) {
        return fail(buckets.error());
    }
    Outline outline;
    for (const Bucket& bucket : *buckets) {
        outline.add(layout.lowestAt(bucket.index), layout.highestAt(bucket.index), bucket.count);
    }
    // The largest first: then the histogram takes its memory once.
    std::for_each(buckets->rbegin(), buckets->rend(), [&](const Bucket& bucket) {
        histogram.record(Micros{static_cast<std::int64_t>(layout.lowestAt(bucket.index))}, bucket.count);
    });
    const std::uint64_t sumUs = outline.sumUs + static_cast<std::uint64_t>(json[1].get<std::int64_t>());
    const std::uint64_t minUs = outline.lowestUs + json[2].get<std::uint64_t>();
    const std::uint64_t maxUs = outline.highestUs - json[3].get<std::uint64_t>();
    if (!histogram.couldHold(sumUs, minUs, maxUs)) {
        return damaged("its sum, minimum or maximum contradict its buckets");
    }
    histogram.setExact(sumUs, minUs, maxUs);
    return histogram;
}

} // namespace holdpoint
