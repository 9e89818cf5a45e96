// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/samples/sample_lines.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/load/flow.h"
#include "core/samples/sample_writer.h"
#include "tests/support/eventually.h"

#include <algorithm>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <memory>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace holdpoint {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

/// A request of 46 ms: 3 ms to connect, 40 ms until the first byte, 3 ms of body.
struct SomeRequest
{
    RequestStep step;
    RequestSample sample;

    SomeRequest()
    {
        step.name = "log in, please";
        step.tags = {{"name", step.name}, {"scenario", "users"}, {"method", "POST"}};
        step.checks.resize(2);
        step.checks[0].name = "log in: status is 200";
        step.checks[1].name = "log in: json /token exists";
        sample.step = &step;
        sample.ended = WallTime{1'755'856'800'169'000us};
        sample.phases.connecting = 3ms;
        sample.phases.waiting = 40ms;
        sample.phases.receiving = 3ms;
        sample.visitor = 7;
        sample.bytesSent = 214;
        sample.bytesReceived = 812;
        sample.passedChecks = 1;
        sample.status = 200;
        std::string_view("OK").copy(sample.reason.data(), 2);
        std::string_view("https://h/login?key=s3cret").copy(sample.url.data(), 26);
    }
};

const Redactor kRedactor(Secrets{{"KEY", Secret("s3cret")}});

TEST(SampleLines, JtlHasJmetersColumnsAndNoSecret)
{
    SomeRequest request;

    const std::string line = jtlLine(request.sample, kRedactor, {50, 60});

    EXPECT_EQ(line,
              "1755856800123,46,\"log in, please\",200,OK,users 1-7,text,true,,812,214,50,60,https://h/login?key=***,43,0,3\n");
    const std::string head = jtlHead();
    EXPECT_EQ(std::count(head.begin(), head.end(), ','), 16);
}

TEST(SampleLines, JtlNamesWhatFailed)
{
    SomeRequest request;
    request.sample.failedChecks = 2;
    request.sample.hasFailedCheck = true;
    EXPECT_THAT(jtlLine(request.sample, kRedactor, {1, 1}), HasSubstr(",false,log in: json /token exists,"));

    request.sample.isFailed = true;
    request.sample.status = 0;
    request.sample.error = ErrorClass::Timeout;
    std::string_view("no answer in 10 s").copy(request.sample.message.data(), 17);
    const std::string line = jtlLine(request.sample, kRedactor, {1, 1});
    EXPECT_THAT(line, HasSubstr("Non HTTP response code: timeout"));
    EXPECT_THAT(line, HasSubstr(",false,no answer in 10 s,"));
}

TEST(SampleLines, K6LinesAreJsonWithAPointForEachMetricAndCheck)
{
    SomeRequest request;
    std::map<std::string, Json> points;
    for (const std::string& line : split(k6Lines(request.sample, kRedactor), '\n')) {
        if (line.empty()) {
            continue;
        }
        const auto json = parseJson(line, "line");
        ASSERT_TRUE(json) << line;
        EXPECT_EQ(stringAt(*json, "type"), "Point");
        points[stringAt(*json, "metric")] = *json;
    }

    EXPECT_EQ(points.size(), 12U);
    const Json& data = points["http_req_duration"]["data"];
    EXPECT_EQ(data["value"], 43);
    EXPECT_EQ(data["tags"]["scenario"], "users");
    EXPECT_EQ(data["tags"]["status"], "200");
    EXPECT_EQ(data["tags"]["url"], "https://h/login?key=***");
    EXPECT_EQ(data["tags"]["expected_response"], "true");
    EXPECT_EQ(data["time"], "2025-08-22T10:00:00.169Z");
    EXPECT_EQ(points["checks"]["data"]["tags"]["check"], "log in: status is 200");
    EXPECT_EQ(points["data_received"]["data"]["value"], 812);
}

TEST(SampleLines, K6MetricsAreDeclaredWithTheirThresholds)
{
    const std::string lines = k6MetricLines({{"http_req_duration", {"p(95)<500"}}});
    const auto first = parseJson(split(lines, '\n')[1], "line");
    ASSERT_TRUE(first);
    EXPECT_EQ((*first)["metric"], "http_req_duration");
    EXPECT_EQ((*first)["data"]["thresholds"][0], "p(95)<500");
}

TEST(SampleLines, ASecondOfSocketsHasItsCountsAsPoints)
{
    Frame frame;
    frame.time = WallTime{1'755'856'800s};
    frame.counters = {{"ws_sessions", 2}, {"ws_msgs_sent", 50}, {"ws_msgs_received", 2450}, {"ws_msgs_sent{name:rtc}", 50}};
    frame.gauges["vus"] = {50, 50, 50};
    std::map<std::string, double> values;
    for (const std::string& line : split(k6Lines(frame), '\n')) {
        if (const auto json = parseJson(line, "line")) {
            values[stringAt(*json, "metric")] = numberAt((*json)["data"], "value");
        }
    }

    EXPECT_EQ(values,
              (std::map<std::string, double>{{"ws_sessions", 2}, {"ws_msgs_sent", 50}, {"ws_msgs_received", 2450}, {"vus", 50}}));
    EXPECT_NE(k6MetricLines({}).find("\"metric\":\"ws_msgs_received\""), std::string::npos);
}

TEST(SampleLines, AnExtractionThatFailedIsACheckLikeAnyOther)
{
    SomeRequest request;
    request.step.extractions.resize(1);
    request.step.extractions[0].check.name = "extract token";
    request.sample.passedChecks = 3;
    request.sample.failedChecks = 4;
    request.sample.hasFailedCheck = true;

    EXPECT_THAT(jtlLine(request.sample, kRedactor, {1, 1}), HasSubstr(",false,extract token,"));
    EXPECT_THAT(k6Lines(request.sample, kRedactor), HasSubstr("\"value\":0,\"tags\":{\"check\":\"extract token\""));
}

TEST(SampleLines, EachOfAHundredChecksIsAPoint)
{
    SomeRequest request;
    request.step.checks.resize(100);
    request.sample.passedChecks.reset();
    for (std::size_t i = 0; i < 100; ++i) {
        request.sample.passedChecks.set(i);
    }
    const std::string lines = k6Lines(request.sample, kRedactor);
    std::size_t points = 0;
    for (const std::string& line : split(lines, '\n')) {
        points += line.starts_with("{\"metric\":\"checks\"") ? 1 : 0;
    }
    EXPECT_EQ(points, 100U);
    EXPECT_TRUE(lines.starts_with(kK6SampleHead));
    EXPECT_EQ(lines.find(kK6SampleHead, 1), std::string::npos);
}

TEST(SampleLines, ACheckThatHasNoBitFailsItsLineToo)
{
    SomeRequest request;
    request.sample.hasFailedCheck = true;
    std::string_view("check 65: body contains it").copy(request.sample.message.data(), 26);

    EXPECT_THAT(jtlLine(request.sample, kRedactor, {1, 1}), HasSubstr(",false,check 65: body contains it,"));
}

class SampleWriterTest : public testing::Test
{
protected:
    SampleWriterTest()
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "holdpoint-samples-XXXXXX").string();
        if (mkdtemp(pattern.data()) != nullptr) {
            folder = pattern;
        }
    }
    ~SampleWriterTest() override
    {
        std::error_code ignored;
        std::filesystem::remove_all(folder, ignored);
    }
    static std::string textOf(const std::filesystem::path& file)
    {
        std::ifstream stream(file, std::ios::binary);
        return {std::istreambuf_iterator<char>(stream), {}};
    }

    std::filesystem::path folder;
    SomeRequest request;
};

TEST_F(SampleWriterTest, SamplesOfManyThreadsStandInTheFileOnce)
{
    const std::string file = folder / "a.jtl";
    ASSERT_TRUE(beginSampleFile(file, jtlHead()));
    auto writer = SampleWriter::open({file, ""}, kRedactor);
    ASSERT_TRUE(writer) << writer.error().message;
    std::vector<std::thread> threads;
    for (int number = 0; number < 4; ++number) {
        threads.emplace_back([&] {
            for (int i = 0; i < 1000; ++i) {
                (*writer)->take(request.sample);
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_EQ((*writer)->takeDropped(), 0U);
    writer->reset();

    const std::string text = textOf(file);
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4001);
    EXPECT_THAT(text, testing::StartsWith("timeStamp,elapsed,label"));
}

TEST_F(SampleWriterTest, AReaderThatLeavesTakesNothingFromTheOtherFile)
{
    const std::string fifo = folder / "pipe";
    ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
    const int reader = ::open(fifo.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    ASSERT_GE(reader, 0);
    const auto before = std::signal(SIGPIPE, SIG_IGN); // as every agent does
    auto writer = SampleWriter::open({folder / "a.jtl", fifo}, kRedactor);
    ASSERT_TRUE(writer) << writer.error().message;
    ::close(reader);
    for (int i = 0; i < 100; ++i) {
        (*writer)->take(request.sample);
    }
    ASSERT_TRUE(test::eventually([&] { return !(*writer)->readerGone().empty(); }));
    for (int i = 0; i < 100; ++i) {
        (*writer)->take(request.sample);
    }
    (*writer)->close();
    std::signal(SIGPIPE, before);

    const std::string text = textOf(folder / "a.jtl");
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 200);
    EXPECT_EQ((*writer)->takeDropped(), 0U); // who left misses nothing
    EXPECT_EQ((*writer)->fault(), "");
    EXPECT_THAT((*writer)->readerGone(), HasSubstr("the JSON stream has no reader any more"));
}

TEST_F(SampleWriterTest, WhatAFullDiskDoesNotTakeIsCountedAtTheEndToo)
{
    auto writer = SampleWriter::open({"/dev/full", folder / "a.json"}, kRedactor);
    ASSERT_TRUE(writer) << writer.error().message;
    for (int i = 0; i < 100; ++i) {
        (*writer)->take(request.sample);
    }
    (*writer)->close();

    EXPECT_EQ((*writer)->takeDropped(), 100U);
    EXPECT_EQ((*writer)->fault(), "the JTL file is cut: No space left on device");
    const std::string text = textOf(folder / "a.json");
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1200); // the other one is whole
}

TEST_F(SampleWriterTest, WhatDoesNotFitIsCountedAndNobodyWaits)
{
    const std::string fifo = folder / "pipe";
    ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
    const int reader = ::open(fifo.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC); // that never reads
    ASSERT_GE(reader, 0);
    auto writer = SampleWriter::open({"", fifo}, kRedactor, 64);
    ASSERT_TRUE(writer) << writer.error().message;
    std::uint64_t dropped = 0;

    for (int i = 0; i < 200'000 && dropped == 0; ++i) {
        (*writer)->take(request.sample);
        dropped += (*writer)->takeDropped();
    }

    EXPECT_GT(dropped, 0U);
    writer->reset();
    ::close(reader);
}

TEST_F(SampleWriterTest, AFileThatCannotBeOpenedIsNamed)
{
    const auto writer = SampleWriter::open({"/nonexistent/a.jtl", ""}, kRedactor);
    ASSERT_FALSE(writer);
    EXPECT_THAT(writer.error().message, HasSubstr("/nonexistent/a.jtl"));
}

} // namespace
} // namespace holdpoint
