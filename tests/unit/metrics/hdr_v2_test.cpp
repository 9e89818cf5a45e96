// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/metrics/latency_histogram.h"

#include <cstring>
#include <gtest/gtest.h>
#include <random>
#include <zlib.h>

namespace holdpoint {
namespace {

using Digits = LatencyHistogram::Digits;

/// What HdrHistogram 2.1.11 recorded, answered and wrote: fixtures/MakeVectors.java.
struct Vector
{
    std::string name;
    LatencyHistogram histogram; // the same values recorded here
    std::uint64_t maxUs = 0;
    std::vector<std::pair<double, std::uint64_t>> percentiles;
    std::string bytes;
};

std::vector<Vector> javaVectors()
{
    std::vector<Vector> vectors;
    const auto text = readFile(HOLDPOINT_SOURCE_DIR "/tests/unit/metrics/fixtures/hdr_vectors.json");
    EXPECT_TRUE(text);
    const auto json = parseJson(*text, "hdr_vectors.json");
    EXPECT_TRUE(json);
    for (const Json& entry : memberAt(*json, "vectors")) {
        Vector& vector = vectors.emplace_back();
        const auto digits = integerAt(entry, "digits");
        vector.name = stringAt(entry, "name") + " with " + std::to_string(digits) + " digits";
        vector.histogram = LatencyHistogram(digits == 2 ? Digits::Two : Digits::Three);
        for (const Json& value : entry["values"]) {
            vector.histogram.record(Micros{value[0].get<std::int64_t>()}, value[1].get<std::uint64_t>());
            vector.maxUs = std::max(vector.maxUs, value[0].get<std::uint64_t>());
        }
        for (const Json& pair : entry["percentiles"]) {
            vector.percentiles.emplace_back(pair[0].get<double>(), pair[1].get<std::uint64_t>());
        }
        vector.bytes = *base64Decode(stringAt(entry, "base64"));
    }
    return vectors;
}

std::string inflatedPayload(const std::string& encoded)
{
    std::string out(1U << 20U, '\0');
    uLongf size = out.size();
    const int status = uncompress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(encoded.data()) + 8,
                                  static_cast<uLong>(encoded.size() - 8));
    EXPECT_EQ(status, Z_OK);
    out.resize(size);
    return out;
}

void putBigEndian(std::string& out, std::uint64_t value, std::size_t bytes)
{
    for (std::size_t i = bytes; i-- > 0;) {
        out += static_cast<char>((value >> (8 * i)) & 0xffU);
    }
}

struct Envelope
{
    std::uint64_t outerCookie = 0x1c849314;
    std::uint64_t innerCookie = 0x1c849313;
    std::uint64_t offset = 0;
    std::uint64_t digits = 3;
    std::uint64_t lowest = 1;
    std::uint64_t highest = 3'600'000'000;
    std::uint64_t ratio = 0x3ff0000000000000;
    std::string counts = std::string("\x02", 1); // one sample of zero
    std::int64_t lengthError = 0;
};

std::string encoded(const Envelope& envelope)
{
    std::string payload;
    putBigEndian(payload, envelope.innerCookie, 4);
    putBigEndian(payload, envelope.counts.size() + static_cast<std::uint64_t>(envelope.lengthError), 4);
    putBigEndian(payload, envelope.offset, 4);
    putBigEndian(payload, envelope.digits, 4);
    putBigEndian(payload, envelope.lowest, 8);
    putBigEndian(payload, envelope.highest, 8);
    putBigEndian(payload, envelope.ratio, 8);
    payload += envelope.counts;
    std::string compressed(compressBound(static_cast<uLong>(payload.size())), '\0');
    uLongf size = compressed.size();
    compress(reinterpret_cast<Bytef*>(compressed.data()), &size, reinterpret_cast<const Bytef*>(payload.data()),
             static_cast<uLong>(payload.size()));
    std::string out;
    putBigEndian(out, envelope.outerCookie, 4);
    putBigEndian(out, size, 4);
    return out + compressed.substr(0, size);
}

TEST(HdrV2Test, AnswersThePercentilesThatJavaAnswers)
{
    for (const Vector& vector : javaVectors()) {
        for (const auto& [rank, javaValue] : vector.percentiles) {
            // Java answers the bucket's upper end even beyond the largest value that it saw
            EXPECT_EQ(vector.histogram.percentileUs(rank), std::min(javaValue, vector.maxUs)) << vector.name << " p" << rank;
        }
    }
}

TEST(HdrV2Test, WritesTheSamePayloadAsJavaByteForByte)
{
    for (const Vector& vector : javaVectors()) {
        const std::string encoding = vector.histogram.encodeV2();
        EXPECT_EQ(inflatedPayload(encoding), inflatedPayload(vector.bytes)) << vector.name;
        EXPECT_EQ(encoding.substr(0, 4), vector.bytes.substr(0, 4)) << vector.name;
    }
}

TEST(HdrV2Test, ReadsWhatJavaWrote)
{
    for (const Vector& vector : javaVectors()) {
        const auto decoded = LatencyHistogram::decodeV2(vector.bytes);
        ASSERT_TRUE(decoded) << vector.name << ": " << decoded.error().message;
        EXPECT_EQ(decoded->digits(), vector.histogram.digits()) << vector.name;
        EXPECT_EQ(decoded->count(), vector.histogram.count()) << vector.name;
        EXPECT_EQ(inflatedPayload(decoded->encodeV2()), inflatedPayload(vector.bytes)) << vector.name;
        EXPECT_TRUE(decoded->couldHold(vector.histogram.sumUs(), vector.histogram.minUs(), vector.histogram.maxUs()))
            << vector.name;
    }
}

TEST(HdrV2Test, RestoresTheExactFiguresThatTheEncodingCannotCarry)
{
    LatencyHistogram histogram;
    histogram.record(Micros{44'010});
    histogram.record(Micros{1'234'567});
    auto decoded = LatencyHistogram::decodeV2(histogram.encodeV2());
    ASSERT_TRUE(decoded);
    decoded->setExact(histogram.sumUs(), histogram.minUs(), histogram.maxUs());
    EXPECT_EQ(decoded->sumUs(), 1'278'577U);
    EXPECT_EQ(decoded->minUs(), 44'010U);
    EXPECT_EQ(decoded->maxUs(), 1'234'567U);
    EXPECT_EQ(decoded->percentileUs(100), 1'234'567U);
}

TEST(HdrV2Test, CountsValuesAboveOneHourAsOneHour)
{
    // two zero bytes a run: 20,000 empty buckets, then one sample far above an hour
    Envelope envelope;
    envelope.highest = std::uint64_t{1} << 50U;
    envelope.counts.clear();
    const std::uint64_t zigZag = 2 * 30'000 - 1;
    envelope.counts += static_cast<char>((zigZag & 0x7fU) | 0x80U);
    envelope.counts += static_cast<char>(((zigZag >> 7U) & 0x7fU) | 0x80U);
    envelope.counts += static_cast<char>(zigZag >> 14U);
    envelope.counts += '\x02';
    const auto decoded = LatencyHistogram::decodeV2(encoded(envelope));
    ASSERT_TRUE(decoded) << decoded.error().message;
    EXPECT_EQ(decoded->count(), 1U);
    EXPECT_EQ(decoded->maxUs(), 3'600'000'000U);
}

TEST(HdrV2Test, AcceptsTheEnvelopeThatTheRefusalsBelowStartFrom)
{
    const auto decoded = LatencyHistogram::decodeV2(encoded(Envelope{}));
    ASSERT_TRUE(decoded) << decoded.error().message;
    EXPECT_EQ(decoded->count(), 1U);
}

TEST(HdrV2Test, RefusesForeignHeaders)
{
    std::vector<std::pair<std::string, Envelope>> cases;
    const auto add = [&cases](const std::string& what, auto member, auto value) {
        Envelope envelope;
        envelope.*member = value;
        cases.emplace_back(what, envelope);
    };
    add("a V1 envelope", &Envelope::outerCookie, 0x1c849302U);
    add("a V1 payload", &Envelope::innerCookie, 0x1c849301U);
    add("a shifted histogram", &Envelope::offset, 1024U);
    add("one digit", &Envelope::digits, 1U);
    add("five digits", &Envelope::digits, 5U);
    add("a lowest value of 1000", &Envelope::lowest, 1000U);
    add("a highest value of 1", &Envelope::highest, 1U);
    add("a highest value beyond 62 bits", &Envelope::highest, UINT64_MAX);
    add("values that are not whole", &Envelope::ratio, 0x4000000000000000U);
    add("a payload that is longer than it says", &Envelope::lengthError, -1);
    add("a payload that is shorter than it says", &Envelope::lengthError, 1);
    for (const auto& [what, envelope] : cases) {
        const auto decoded = LatencyHistogram::decodeV2(encoded(envelope));
        ASSERT_FALSE(decoded) << what;
        EXPECT_EQ(decoded.error().kind, Error::Kind::Invalid) << what;
    }
}

TEST(HdrV2Test, RefusesCountsThatNoHistogramHolds)
{
    const std::string longest(8, '\xff');
    const std::vector<std::pair<std::string, std::string>> cases{
        {"a count that is cut off", "\x80"},
        {"a count over eight bytes that is cut off", longest},
        {"more samples than 2^32", longest + "\x7e"},
        {"two counts that together exceed 2^32", std::string("\x80\x80\x80\x80\x20\x80\x80\x80\x80\x20", 10)},
        {"the longest run of zeros that 64 bits can say", longest + "\xff"},
        {"a run of zeros beyond the last bucket", "\xff\xff\xff\x7f\x02"},
    };
    for (const auto& [what, counts] : cases) {
        Envelope envelope;
        envelope.counts = counts;
        EXPECT_FALSE(LatencyHistogram::decodeV2(encoded(envelope))) << what;
    }
    Envelope crowded;
    crowded.counts = std::string(60'000, '\x02');
    EXPECT_FALSE(LatencyHistogram::decodeV2(encoded(crowded))) << "more counts than buckets";
}

TEST(HdrV2Test, RefusesAStreamThatInflatesBeyondAnyHistogram)
{
    Envelope bomb;
    bomb.counts = std::string(8U << 20U, '\0');
    const std::string bytes = encoded(bomb);
    EXPECT_LT(bytes.size(), 100'000U);
    const auto decoded = LatencyHistogram::decodeV2(bytes);
    ASSERT_FALSE(decoded);
    EXPECT_NE(decoded.error().message.find("too large"), std::string::npos);
}

TEST(HdrV2Test, RefusesEveryCutAndAppendedBytes)
{
    LatencyHistogram histogram;
    for (int value = 1; value < 2000; value += 7) {
        histogram.record(Micros{value * value});
    }
    const std::string bytes = histogram.encodeV2();
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        EXPECT_FALSE(LatencyHistogram::decodeV2(std::string_view(bytes).substr(0, length))) << length;
    }
    EXPECT_FALSE(LatencyHistogram::decodeV2(bytes + "x"));
}

TEST(HdrV2Test, SurvivesMutatedEncodings)
{
    std::mt19937_64 random(20260105);
    std::vector<std::string> payloads;
    for (const Vector& vector : javaVectors()) {
        payloads.push_back(inflatedPayload(vector.bytes));
    }
    std::size_t refused = 0;
    for (int round = 0; round < 5000; ++round) {
        std::string payload = payloads[random() % payloads.size()];
        // mutate behind the checksum of zlib, where a plain bit flip would never get
        for (std::uint64_t i = 0; i < 1 + random() % 4; ++i) {
            payload[random() % payload.size()] = static_cast<char>(random());
        }
        Envelope envelope;
        envelope.counts = payload.substr(40);
        std::string bytes = encoded(envelope);
        if (round % 4 == 0) {
            bytes[random() % bytes.size()] = static_cast<char>(random());
        }
        const auto decoded = LatencyHistogram::decodeV2(bytes);
        if (!decoded) {
            ++refused;
            continue;
        }
        EXPECT_LE(decoded->percentileUs(95), 3'600'000'000U);
        const auto again = LatencyHistogram::decodeV2(decoded->encodeV2());
        ASSERT_TRUE(again);
        EXPECT_EQ(again->count(), decoded->count());
    }
    EXPECT_GT(refused, 500U);
    EXPECT_LT(refused, 5000U);
}

} // namespace
} // namespace holdpoint
