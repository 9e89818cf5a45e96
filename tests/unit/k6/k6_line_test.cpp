// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/k6/k6_line.h"

#include "core/base/time_format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace holdpoint {
namespace {

using testing::Pair;
using testing::UnorderedElementsAre;

constexpr std::string_view kPoint =
    R"({"metric":"http_req_duration","type":"Point","data":{"time":"2026-08-22T10:00:01.239531499Z","value":45.86,"tags":{"method":"GET","name":"login","status":"200"}}})";

TEST(K6Line, APointHasItsMetricTimeValueAndTags)
{
    const auto line = parseK6Line(kPoint);

    ASSERT_TRUE(line);
    EXPECT_EQ(line->kind, K6Line::Kind::Point);
    EXPECT_EQ(line->metric, "http_req_duration");
    EXPECT_EQ(line->value, 45.86);
    EXPECT_EQ(formatUtc(line->time), "2026-08-22T10:00:01.239Z");
    EXPECT_THAT(k6Tags(line->tags), UnorderedElementsAre(Pair("method", "GET"), Pair("name", "login"), Pair("status", "200")));
}

TEST(K6Line, AMetricHasItsType)
{
    const auto line = parseK6Line(
        R"({"type":"Metric","data":{"name":"my_time","type":"trend","contains":"time","thresholds":["p(95)<1"],"submetrics":[{"name":"a{b:c}","tags":{"b":"c"}}]},"metric":"my_time"})");

    ASSERT_TRUE(line);
    EXPECT_EQ(line->kind, K6Line::Kind::Metric);
    EXPECT_EQ(line->metric, "my_time");
    EXPECT_EQ(line->type, MetricType::Trend);
}

TEST(K6Line, MembersMayComeInAnyOrderWithBlanksAndUnknownOnes)
{
    const auto line = parseK6Line(
        R"( { "later" : [ { "x" : [] } , null , -1e3 ] , "data" : { "tags" : null , "metadata" : {"trace":"1"} , "value" : 2 , "time" : "2026-08-22T12:00:01+02:00" } , "type" : "Point" , "metric" : "vus" } )");

    ASSERT_TRUE(line);
    EXPECT_EQ(line->value, 2);
    EXPECT_EQ(formatUtc(line->time), "2026-08-22T10:00:01.000Z");
    EXPECT_TRUE(k6Tags(line->tags).empty());
}

TEST(K6Line, ATypeOfALaterVersionIsNoFault)
{
    const auto line = parseK6Line(R"({"type":"Trace","data":{},"metric":"x"})");

    ASSERT_TRUE(line);
    EXPECT_EQ(line->kind, K6Line::Kind::Other);
}

TEST(K6Line, EscapedTagsAreUnescaped)
{
    EXPECT_THAT(k6Tags(R"({"name":"a \"b\" \u00e9 c\\","n":5})"), UnorderedElementsAre(Pair("name", "a \"b\" \u00e9 c\\")));
}

TEST(K6Line, WhatIsNoLineOfK6IsRefused)
{
    const std::string whole(kPoint);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        EXPECT_FALSE(parseK6Line(whole.substr(0, size))) << size;
    }
    for (const std::string& bad :
         {std::string("null"), std::string("[]"), std::string("{}"), whole + "x", whole + whole, std::string("\0", 1),
          std::string(R"({"metric":"a","type":"Point","data":{"time":"2026-08-22T10:00:01Z","value":NaN,"tags":{}}})"),
          std::string(R"({"metric":"a","type":"Point","data":{"time":"2026-08-22T10:00:01Z","value":1e999,"tags":{}}})"),
          std::string(R"({"metric":"a","type":"Point","data":{"time":"2026-08-22T10:00:01Z","value":"1","tags":{}}})"),
          std::string(R"({"metric":"a","type":"Point","data":{"time":"2026-08-22T10:00:01Z","value":null,"tags":{}}})"),
          std::string(R"({"metric":"a","type":"Point","data":{"time":"2026-13-22T10:00:01Z","value":1,"tags":{}}})"),
          std::string(R"({"metric":"a","type":"Point","data":{"time":"0001-01-01T00:00:00Z","value":1,"tags":{}}})"),
          std::string(R"({"metric":"a","type":"Point","data":{"time":"yesterday","value":1,"tags":{}}})"),
          std::string(R"({"metric":"a{b:c}","type":"Point","data":{"time":"2026-08-22T10:00:01Z","value":1,"tags":{}}})"),
          std::string(R"({"metric":"","type":"Point","data":{"time":"2026-08-22T10:00:01Z","value":1,"tags":{}}})"),
          std::string(R"({"metric":"a","type":"Point","data":{"time":"2026-08-22T10:00:01Z","value":1,"tags":[]}})"),
          std::string(R"({"metric":"a","type":"Metric","data":{"type":"other"}})"),
          std::string(R"({"type":"Point","data":)") + std::string(5000, '[')}) {
        EXPECT_FALSE(parseK6Line(bad)) << bad;
    }
}

} // namespace
} // namespace holdpoint
