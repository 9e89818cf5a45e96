// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/samples/remote_write.h"

#include "tests/support/eventually.h"
#include "tests/support/rude_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace holdpoint {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

Frame secondOf(std::uint64_t seq)
{
    Frame frame;
    frame.run = 3;
    frame.seq = seq;
    frame.tick = seq - 1;
    frame.time = WallTime{1'755'856'800s + std::chrono::seconds(seq)};
    frame.counters["http_reqs{name:search}"] = 10;
    frame.rates["http_req_failed"] = {1, 10};
    frame.gauges["vus"] = {5, 5, 5};
    frame.trends["http_req_duration{name:search}"].record(200ms, 10);
    return frame;
}

std::optional<RemoteSample> sampleNamed(const std::vector<RemoteSample>& samples, const std::string& name)
{
    for (const RemoteSample& sample : samples) {
        if (sample.labels.at("__name__") == name) {
            return sample;
        }
    }
    return std::nullopt;
}

TEST(RemoteSeries, HasK6sNamesUnitsAndSums)
{
    RemoteSeries series;
    series.add(secondOf(1), "search");

    const auto seconds = series.add(secondOf(2), "search");

    ASSERT_EQ(seconds.size(), 1U);
    const auto& samples = seconds.front();

    const auto requests = sampleNamed(samples, "k6_http_reqs_total");
    ASSERT_TRUE(requests);
    EXPECT_EQ(requests->value, 20);
    EXPECT_EQ(requests->labels.at("name"), "search");
    EXPECT_EQ(requests->labels.at("testid"), "search");
    EXPECT_EQ(requests->timeMs, 1'755'856'802'000);
    EXPECT_NEAR(sampleNamed(samples, "k6_http_req_duration_p99")->value, 0.2, 0.001); // seconds
    EXPECT_EQ(sampleNamed(samples, "k6_http_req_failed_rate")->value, 0.1);
    EXPECT_EQ(sampleNamed(samples, "k6_vus")->value, 5);
    EXPECT_TRUE(series.add(secondOf(2), "search").empty()); // came twice
}

Frame secondOf(std::uint64_t seq, const std::string& shard)
{
    Frame frame = secondOf(seq);
    frame.shard = shard;
    frame.time += shard == "2/2" ? 3ms : 0ms; // each agent reads its own clock
    return frame;
}

TEST(RemoteSeries, GivesASecondOfSeveralAgentsOnceWithWhatAllOfThemMeasured)
{
    RemoteSeries series;

    EXPECT_TRUE(series.add(secondOf(1, "1/2"), "search").empty()); // the other agent has not told yet
    EXPECT_TRUE(series.add(secondOf(2, "1/2"), "search").empty());
    const auto first = series.add(secondOf(1, "2/2"), "search");
    const auto second = series.add(secondOf(2, "2/2"), "search");

    ASSERT_EQ(first.size(), 1U);
    EXPECT_EQ(sampleNamed(first.front(), "k6_http_reqs_total")->value, 20);
    EXPECT_EQ(sampleNamed(first.front(), "k6_vus")->value, 10); // of both
    EXPECT_EQ(sampleNamed(first.front(), "k6_vus")->timeMs, 1'755'856'801'000);
    ASSERT_EQ(second.size(), 1U);
    EXPECT_EQ(sampleNamed(second.front(), "k6_http_reqs_total")->value, 40);
    EXPECT_EQ(sampleNamed(second.front(), "k6_vus")->timeMs, 1'755'856'802'000);
    EXPECT_TRUE(series.finish().empty());
}

TEST(RemoteSeries, DoesNotWaitLongForAnAgentThatIsSilent)
{
    RemoteSeries series;
    std::vector<RemoteSeries::Second> seconds;
    for (std::uint64_t seq = 1; seq <= 6; ++seq) {
        for (auto& second : series.add(secondOf(seq, "1/2"), "search")) {
            seconds.push_back(std::move(second));
        }
    }
    ASSERT_EQ(seconds.size(), 1U);
    EXPECT_TRUE(series.add(secondOf(1, "2/2"), "search").empty()); // its second is told: it counts in the next one

    const auto rest = series.finish();

    ASSERT_EQ(rest.size(), 5U);
    EXPECT_EQ(sampleNamed(rest.front(), "k6_http_reqs_total")->value, 30);
    EXPECT_EQ(sampleNamed(rest.back(), "k6_http_reqs_total")->value, 70);
}

TEST(RemoteSeries, GivesTheRestOfARunWhenTheNextOneBegins)
{
    RemoteSeries series;
    series.add(secondOf(1, "1/2"), "search");
    Frame next = secondOf(9);
    next.run = 4;
    next.seq = 1;

    const auto seconds = series.add(next, "rtc");

    ASSERT_EQ(seconds.size(), 2U);
    EXPECT_EQ(sampleNamed(seconds[0], "k6_http_reqs_total")->labels.at("testid"), "search");
    EXPECT_EQ(sampleNamed(seconds[0], "k6_http_reqs_total")->labels.at("run"), "3");
    EXPECT_EQ(sampleNamed(seconds[1], "k6_http_reqs_total")->labels.at("testid"), "rtc");
    EXPECT_EQ(sampleNamed(seconds[1], "k6_http_reqs_total")->value, 10);
}

TEST(RemoteWriteMessage, IsTheProtobufThatPrometheusDefines)
{
    const std::string message = remoteWriteMessage({{{{"__name__", "a"}}, 1, 300}});

    // WriteRequest{timeseries{labels{"__name__","a"} samples{1.0, 300}}}, as protoc writes it
    using namespace std::string_literals;
    EXPECT_EQ(message, "\x0a\x1d\x0a\x0d\x0a\x08__name__\x12\x01"
                       "a\x12\x0c\x09\x00\x00\x00\x00\x00\x00\xf0\x3f\x10\xac\x02"s);
}

TEST(RemoteWriter, TriesAgainUntilTheServerTakesIt)
{
    RudeServer server;
    server.script("/write", {{"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"}, RudeServer::Script::Then::Close});
    auto writer = RemoteWriter::open(server.url() + "/write");
    ASSERT_TRUE(writer);
    (*writer)->add(secondOf(1), "search");
    ASSERT_TRUE(test::eventually([&] { return server.requestCount() >= 2; }));
    server.script("/write", {{"HTTP/1.1 204 No Content\r\n\r\n"}, RudeServer::Script::Then::Close});

    const auto outcome = (*writer)->finish(20s);

    EXPECT_EQ(outcome.sent, 1U);
    EXPECT_EQ(outcome.dropped, 0U);
    EXPECT_THAT(outcome.lastFault, HasSubstr("status 503"));
    EXPECT_THAT(server.requests().front(), HasSubstr("Content-Encoding: snappy"));
    EXPECT_THAT(server.requests().front(), HasSubstr("X-Prometheus-Remote-Write-Version: 0.1.0"));
}

TEST(RemoteWriter, CountsWhatIsRefused)
{
    RudeServer server;
    server.script("/write",
                  {{"HTTP/1.1 400 Bad Request\r\nContent-Length: 12\r\n\r\nout of order"}, RudeServer::Script::Then::Close});
    auto writer = RemoteWriter::open(server.url() + "/write");
    ASSERT_TRUE(writer);
    (*writer)->add(secondOf(1), "search");

    const auto outcome = (*writer)->finish(20s);

    EXPECT_EQ(outcome.sent, 0U);
    EXPECT_EQ(outcome.dropped, 1U);
    EXPECT_THAT(outcome.lastFault, HasSubstr("status 400, out of order"));
    EXPECT_FALSE(RemoteWriter::open("ftp://127.0.0.1/x"));
}

} // namespace
} // namespace holdpoint
