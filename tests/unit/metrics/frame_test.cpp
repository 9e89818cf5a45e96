// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"
#include "core/base/time_format.h"
#include "core/metrics/deflate.h"
#include "core/metrics/frame.h"

#include "core/metrics/frame_series.h"

#include <gtest/gtest.h>
#include <random>

namespace holdpoint {
namespace {

using namespace std::chrono_literals;

Frame sampleFrame()
{
    Frame frame;
    frame.run = 7;
    frame.shard = "2/3";
    frame.attempt = 2;
    frame.seq = 42;
    frame.tick = 41;
    frame.time = *parseUtc("2026-01-05T10:04:41.120Z");
    frame.isFinal = true;
    frame.counters["http_reqs{name:search}"] = 17;
    frame.counters["data_received"] = 123456789012.0;
    frame.rates["http_req_failed{name:search}"] = RateCount{1, 17};
    frame.rates["checks{check:search: status is 200}"] = RateCount{16, 17};
    frame.gauges["vus"] = GaugeSpan{100, 99.5, 101};
    LatencyHistogram& trend = frame.trends["http_req_duration{name:search}"];
    for (int i = 1; i <= 17; ++i) {
        trend.record(Micros{1210 * i});
    }
    frame.trends.emplace("http_req_blocked", LatencyHistogram(LatencyHistogram::Digits::Two));
    frame.errors.push_back(ErrorCount{"timeout", "search", "no answer in 10 s", 3, R"({"url":"/"})"});
    frame.errors.push_back(ErrorCount{"check", "search", "", 1, ""});
    frame.health.lagP99Us = 180;
    frame.health.busy = 0.12;
    frame.health.cpu = 0.14;
    frame.health.rssBytes = 31457280;
    frame.health.descriptors = 212;
    frame.health.retransmits = 5;
    frame.health.limited = true;
    frame.health.limitedBy = "a load thread was busy 97 %";
    frame.events = {"scenario searchers ended: duration reached"};
    return frame;
}

/// sampleFrame() as programs of schema 2 stored it: CBOR with V2 histograms.
constexpr const char* kBlobOfSchema2 =
    "r2F2AWNydW4HZXNoYXJkYzIvM2dhdHRlbXB0AmNzZXEYKmR0aWNrGClhdHgYMjAyNi0wMS0wNVQxMDowNDo0MS4xMjBaZWZpbmFs9Whjb3VudGVyc6JtZG"
    "F0YV9yZWNlaXZlZBsAAAAcvpkaFHZodHRwX3JlcXN7bmFtZTpzZWFyY2h9EWVyYXRlc6J4I2NoZWNrc3tjaGVjazpzZWFyY2g6IHN0YXR1cyBpcyAyMDB9"
    "ghAReBxodHRwX3JlcV9mYWlsZWR7bmFtZTpzZWFyY2h9ggERZmdhdWdlc6FjdnVzgxhk+kLHAAAYZWZ0cmVuZHOicGh0dHBfcmVxX2Jsb2NrZWSlYW4AZn"
    "N1bV91cwBmbWluX3VzAGZtYXhfdXMAY2hkclgnHISTFAAAAB94XpNpmSzMwMDAyAABTFAazL82eQmD/QeoCABVaQSHeB5odHRwX3JlcV9kdXJhdGlvbntu"
    "YW1lOnNlYXJjaH2lYW4RZnN1bV91cxoAAtMqZm1pbl91cxkEumZtYXhfdXMZUFpjaGRyWE4chJMUAAAARnhek2mZLMzAwGDMAAHMUJoRRFybvITB/gNE4L"
    "MQ019+pu2cTIfZmG6yMN1mYZrMwrSWiWk1DEHYTxmZpoLRZEYmALn/EYFmZXJyb3JzgqVlY2xhc3NndGltZW91dGRzdGVwZnNlYXJjaGdtZXNzYWdlcW5v"
    "IGFuc3dlciBpbiAxMCBzZWNvdW50A2ZzYW1wbGVreyJ1cmwiOiIvIn2kZWNsYXNzZWNoZWNrZHN0ZXBmc2VhcmNoZ21lc3NhZ2VgZWNvdW50AWZoZWFsdG"
    "ioamxhZ19wOTlfdXMYtGRidXN5+z++uFHrhR64Y2Nwdfs/weuFHrhR7GNyc3MaAeAAAGNmZHMY1GtyZXRyYW5zbWl0cwVnbGltaXRlZPVqbGltaXRlZF9i"
    "eXgbYSBsb2FkIHRocmVhZCB3YXMgYnVzeSA5NyAlZmV2ZW50c4F4KnNjZW5hcmlvIHNlYXJjaGVycyBlbmRlZDogZHVyYXRpb24gcmVhY2hlZA==";

/// A second of a run with 20 ruled series of 30 samples each.
Frame ruledFrame()
{
    Frame frame = sampleFrame();
    std::mt19937_64 random(20260105);
    std::lognormal_distribution<double> latencyUs(10.6, 0.5); // median 40 ms
    for (int sample = 0; sample < 600; ++sample) {
        frame.trends["http_req_duration{name:step" + std::to_string(sample % 20) + "}"].record(
            Micros{static_cast<std::int64_t>(latencyUs(random))});
    }
    return frame;
}

/// The form byte of blobs since schema 3, then a zlib stream.
std::string deflatedBlob(std::string_view tree)
{
    return '\x02' + deflated(tree, 1);
}

void expectEqual(const Frame& a, const Frame& b)
{
    EXPECT_EQ(dumpJson(toJson(a)), dumpJson(toJson(b)));
    EXPECT_EQ(a.time, b.time);
}

TEST(FrameTest, WritesTheShapeOfTheAgreedProtocol)
{
    const Json json = toJson(sampleFrame());
    EXPECT_EQ(json["v"], 1);
    EXPECT_EQ(json["run"], 7);
    EXPECT_EQ(json["shard"], "2/3");
    EXPECT_EQ(json["t"], "2026-01-05T10:04:41.120Z");
    EXPECT_EQ(json["final"], true);
    EXPECT_EQ(dumpJson(json["counters"]), R"({"data_received":123456789012,"http_reqs{name:search}":17})");
    EXPECT_EQ(dumpJson(json["rates"]["http_req_failed{name:search}"]), "[1,17]");
    EXPECT_EQ(dumpJson(json["gauges"]["vus"]), "[100,99.5,101]");
    const Json& trend = json["trends"]["http_req_duration{name:search}"];
    EXPECT_EQ(trend["n"], 17);
    EXPECT_EQ(trend["sum_us"], 185130);
    EXPECT_EQ(trend["min_us"], 1210);
    EXPECT_EQ(trend["max_us"], 20570);
    EXPECT_EQ(trend["hdr"].get<std::string>().substr(0, 8), "HISTFAAA");
    EXPECT_EQ(json["errors"][0]["class"], "timeout");
    EXPECT_FALSE(json["errors"][1].contains("sample"));
    EXPECT_EQ(json["health"]["rss"], 31457280);
    EXPECT_EQ(json["health"]["limited"], true);
    EXPECT_EQ(json["events"][0], "scenario searchers ended: duration reached");
}

TEST(FrameTest, ComesBackFromJsonAndFromABlobUnchanged)
{
    Frame frame = sampleFrame();
    frame.health.loopMaxUs = 1200;
    frame.health.machineCpu = 0.5;
    frame.health.tcpSockets = 321;
    const auto fromText = frameFromJson(*parseJson(dumpJson(toJson(frame)), "frame"));
    ASSERT_TRUE(fromText) << fromText.error().message;
    expectEqual(*fromText, frame);
    EXPECT_EQ(fromText->trends.at("http_req_duration{name:search}").maxUs(), 20570U);
    EXPECT_EQ(fromText->health.limitedBy, "a load thread was busy 97 %");
    EXPECT_EQ(fromText->health.loopMaxUs, 1200U);
    EXPECT_EQ(fromText->health.machineCpu, 0.5);
    EXPECT_EQ(fromText->health.tcpSockets, 321U);

    const auto fromBlob = frameFromBlob(toBlob(frame));
    ASSERT_TRUE(fromBlob) << fromBlob.error().message;
    expectEqual(*fromBlob, frame);
    EXPECT_LT(toBlob(frame).size(), dumpJson(toJson(frame)).size());
}

TEST(FrameTest, ComesBackFromABlobWithTheWantedSeriesAndAllElse)
{
    const Frame frame = ruledFrame();
    ASSERT_GT(frame.trends.size(), 2U);
    const std::string trend = frame.trends.begin()->first;
    for (const std::string& blob : {toBlob(frame), toBlob(sampleFrame()), *base64Decode(kBlobOfSchema2)}) {
        const auto whole = frameFromBlob(blob);
        ASSERT_TRUE(whole) << whole.error().message;
        for (const SeriesNames& wanted : {SeriesNames{}, SeriesNames{trend, "http_reqs"}, SeriesNames{"vus", "none"}}) {
            const auto some = frameFromBlob(blob, wanted);
            ASSERT_TRUE(some) << some.error().message;
            Frame expected = *whole;
            const auto isLeftOut = [&wanted](const auto& series) { return !wanted.contains(series.first); };
            std::erase_if(expected.counters, isLeftOut);
            std::erase_if(expected.rates, isLeftOut);
            std::erase_if(expected.gauges, isLeftOut);
            std::erase_if(expected.trends, isLeftOut);
            expectEqual(*some, expected);
        }
    }
    EXPECT_FALSE(frameFromBlob("", SeriesNames{}));
    EXPECT_FALSE(frameFromBlob(std::string(1'000'000, '\x81'), SeriesNames{}));
}

TEST(FrameTest, ReadsTheBlobsOfSchema2)
{
    const auto frame = frameFromBlob(*base64Decode(kBlobOfSchema2));
    ASSERT_TRUE(frame) << frame.error().message;
    expectEqual(*frame, sampleFrame());
}

TEST(FrameTest, PacksTwentySeriesWithAllElseIntoThreeQuartersOfTheirEncodedHistograms)
{
    const Frame frame = ruledFrame();
    std::size_t encoded = 0;
    for (const auto& [key, trend] : frame.trends) {
        encoded += trend.encodeV2().size();
    }
    const std::string blob = toBlob(frame);
    EXPECT_LT(blob.size(), encoded * 3 / 4);
    const auto read = frameFromBlob(blob);
    ASSERT_TRUE(read) << read.error().message;
    expectEqual(*read, frame);
}

TEST(FrameTest, ComesBackFromABlobTooLargeToBeInflated)
{
    Frame frame = sampleFrame();
    frame.events.emplace_back(std::size_t{17} << 20U, 'x');
    const auto read = frameFromBlob(toBlob(frame));
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->events, frame.events);
    EXPECT_EQ(read->trends.at("http_req_duration{name:search}").sumUs(), 185130U);
}

TEST(FrameTest, IgnoresUnknownMembersAndTakesMissingMapsAsEmpty)
{
    Json json{{"v", 1}, {"run", 7}, {"shard", "1/1"}, {"attempt", 1}, {"seq", 1}, {"tick", 0}, {"t", "2026-01-05T10:04:41Z"}};
    json["later"] = Json::array({1, 2});
    const auto frame = frameFromJson(json);
    ASSERT_TRUE(frame) << frame.error().message;
    EXPECT_TRUE(frame->counters.empty());
    EXPECT_FALSE(frame->isFinal);
    EXPECT_FALSE(frame->health.limited);
}

TEST(FrameTest, RefusesWrongVersionsTypesAndContradictions)
{
    const std::vector<std::pair<std::string, Json>> cases{
        {"/v", 2},
        {"/v", "1"},
        {"/run", "seven"},
        {"/run", -1},
        {"/shard", 1},
        {"/attempt", 5'000'000'000},
        {"/seq", 1.5},
        {"/tick", 99'999'999'999},
        {"/t", "yesterday"},
        {"/counters", Json::array()},
        {"/counters/data_received", "many"},
        {"/counters/data_received", nullptr},
        {"/rates/http_req_failed{name:search}", Json::array({1})},
        {"/rates/http_req_failed{name:search}", Json::array({18, 17})},
        {"/rates/http_req_failed{name:search}", Json::array({-1, 17})},
        {"/gauges/vus", Json::array({1, 2})},
        {"/trends/http_req_duration{name:search}", 5},
        {"/trends/http_req_duration{name:search}/hdr", "no base64!"},
        {"/trends/http_req_duration{name:search}/hdr", "AAAA"},
        {"/trends/http_req_duration{name:search}/n", 16},
        {"/trends/http_req_duration{name:search}/max_us", 1},
        {"/trends/http_req_duration{name:search}/sum_us", 1},
        {"/errors", 3},
        {"/errors/0", "timeout"},
        {"/errors/0/count", -3},
        {"/health/limited", "no"},
        {"/health/busy", "very"},
        {"/events/0", 1},
    };
    for (const auto& [pointer, value] : cases) {
        Json json = toJson(sampleFrame());
        json[Json::json_pointer(pointer)] = value;
        const auto frame = frameFromJson(json);
        ASSERT_FALSE(frame) << pointer << " = " << value;
        EXPECT_EQ(frame.error().kind, Error::Kind::Invalid);
    }
    EXPECT_FALSE(frameFromJson(Json::array()));
    EXPECT_FALSE(frameFromJson(Json()));
}

TEST(FrameTest, NamesTheFrameAndTheFault)
{
    Json json = toJson(sampleFrame());
    json["trends"]["http_req_duration{name:search}"]["n"] = 16;
    const auto frame = frameFromJson(json);
    ASSERT_FALSE(frame);
    EXPECT_EQ(frame.error().message,
              "frame 42 of run 7 cannot be read: trend http_req_duration{name:search}: n, sum_us, min_us or "
              "max_us contradict its buckets");
}

TEST(FrameTest, RefusesBlobsThatWouldExhaustStackOrMemory)
{
    EXPECT_FALSE(frameFromBlob(""));
    EXPECT_FALSE(frameFromBlob(std::string(1'000'000, '\x81'))) << "lists in lists";
    EXPECT_FALSE(frameFromBlob(std::string(1'000'000, '\x7f'))) << "texts in texts of unknown length";
    EXPECT_FALSE(frameFromBlob(std::string(1'000'000, '\xc1'))) << "tags of tags";
    EXPECT_FALSE(frameFromBlob(std::string("\x9b\xff\xff\xff\xff\xff\xff\xff\xff", 9))) << "a list of 2^64 - 1";
    EXPECT_FALSE(frameFromBlob(std::string("\xbb\x7f\xff\xff\xff\xff\xff\xff\xff", 9))) << "a map of 2^63 - 1";
    EXPECT_FALSE(frameFromBlob(std::string("\x7b\xff\xff\xff\xff\xff\xff\xff\xff", 9))) << "a text of 2^64 - 1";
    EXPECT_FALSE(frameFromBlob(deflatedBlob(std::string(1'000'000, '\x81')))) << "lists in lists, deflated";
    EXPECT_FALSE(frameFromBlob(deflatedBlob(std::string(64'000'000, '\0')))) << "64 MB in a few bytes";
    for (const std::string& blob : {toBlob(sampleFrame()), *base64Decode(kBlobOfSchema2)}) {
        EXPECT_FALSE(frameFromBlob(blob + "x"));
        for (std::size_t length = 0; length < blob.size(); ++length) {
            EXPECT_FALSE(frameFromBlob(std::string_view(blob).substr(0, length))) << length;
        }
    }
}

TEST(FrameTest, RefusesAFrameWhoseHistogramsWouldExhaustMemory)
{
    LatencyHistogram trend;
    trend.record(std::chrono::hours{1}); // 23 thousand buckets to hold, a few bytes to store
    Frame frame;
    for (int i = 0; i < 200; ++i) {
        frame.trends.emplace("t" + std::to_string(i), trend);
    }
    EXPECT_TRUE(frameFromBlob(toBlob(frame)));
    Json json = toJson(frame);
    const Json one = json["trends"]["t0"];
    for (int i = 0; i < 3000; ++i) {
        json["trends"].push_back({"u" + std::to_string(i), one});
    }
    EXPECT_FALSE(frameFromJson(json));
}

TEST(FrameTest, SurvivesMutatedBlobs)
{
    std::mt19937_64 random(20260105);
    const std::string stored = toBlob(sampleFrame());
    const std::string tree = *inflated(std::string_view(stored).substr(1), 1'000'000);
    const std::string old = *base64Decode(kBlobOfSchema2);
    int refused = 0;
    for (int round = 0; round < 6000; ++round) {
        std::string mutated = std::vector{stored, tree, old}[static_cast<std::size_t>(round) % 3];
        for (std::uint64_t i = 0; i < 1 + random() % 3; ++i) {
            mutated[random() % mutated.size()] = static_cast<char>(random());
        }
        const auto frame = frameFromBlob(round % 3 == 1 ? deflatedBlob(mutated) : mutated);
        if (!frame) {
            ++refused;
        } else {
            EXPECT_FALSE(toBlob(*frame).empty());
        }
    }
    EXPECT_GT(refused, 3000);
}

} // namespace
} // namespace holdpoint
