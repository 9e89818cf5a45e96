// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"
#include "core/base/time_format.h"
#include "core/metrics/frame.h"

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
    frame.health = GeneratorHealth{180, 0.12, 0.14, 31457280, 212, 5, true, "a load thread was busy 97 %"};
    frame.events = {"scenario searchers ended: duration reached"};
    return frame;
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
    const Frame frame = sampleFrame();
    const auto fromText = frameFromJson(*parseJson(dumpJson(toJson(frame)), "frame"));
    ASSERT_TRUE(fromText) << fromText.error().message;
    expectEqual(*fromText, frame);
    EXPECT_EQ(fromText->trends.at("http_req_duration{name:search}").maxUs(), 20570U);
    EXPECT_EQ(fromText->health.limitedBy, "a load thread was busy 97 %");

    const auto fromBlob = frameFromBlob(toBlob(frame));
    ASSERT_TRUE(fromBlob) << fromBlob.error().message;
    expectEqual(*fromBlob, frame);
    EXPECT_LT(toBlob(frame).size(), dumpJson(toJson(frame)).size());
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
    const std::string blob = toBlob(sampleFrame());
    EXPECT_FALSE(frameFromBlob(blob + "x"));
    for (std::size_t length = 0; length < blob.size(); ++length) {
        EXPECT_FALSE(frameFromBlob(std::string_view(blob).substr(0, length))) << length;
    }
}

TEST(FrameTest, SurvivesMutatedBlobs)
{
    std::mt19937_64 random(20260105);
    const std::string blob = toBlob(sampleFrame());
    int refused = 0;
    for (int round = 0; round < 4000; ++round) {
        std::string mutated = blob;
        for (std::uint64_t i = 0; i < 1 + random() % 3; ++i) {
            mutated[random() % mutated.size()] = static_cast<char>(random());
        }
        const auto frame = frameFromBlob(mutated);
        if (!frame) {
            ++refused;
        } else {
            EXPECT_FALSE(toBlob(*frame).empty());
        }
    }
    EXPECT_GT(refused, 1000);
}

} // namespace
} // namespace holdpoint
