// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/metric.h"

#include <gtest/gtest.h>

namespace holdpoint {
namespace {

TEST(MetricKeyTest, WritesTagsSortedAndWithoutBlanks)
{
    const MetricKey key{"http_reqs", {{"status", "409"}, {"scenario", "capped"}}};
    EXPECT_EQ(key.text(), "http_reqs{scenario:capped,status:409}");
    EXPECT_EQ((MetricKey{"vus", {}}).text(), "vus");
}

TEST(MetricKeyTest, DropsBlanksAroundNamesColonsAndCommasOnly)
{
    const auto key = parseMetricKey("  http_reqs { status : 409 ,scenario:the capped one } ");
    ASSERT_TRUE(key) << key.error().message;
    EXPECT_EQ(key->name, "http_reqs");
    EXPECT_EQ(key->tags, (Tags{{"status", "409"}, {"scenario", "the capped one"}}));
    EXPECT_EQ(key->text(), "http_reqs{scenario:the capped one,status:409}");
}

TEST(MetricKeyTest, KeepsCheckNamesWithColonsBlanksAndSlashes)
{
    for (const char* text : {"checks{check:search: status is 200}", "checks{check:a: json /results is [array]}",
                             "http_reqs{name:GET /api/events/{{users.id}}}", "http_reqs{name:GET /x?n={{random(1,5)}}}"}) {
        const auto key = parseMetricKey(text);
        ASSERT_TRUE(key) << key.error().message;
        EXPECT_EQ(key->tags.size(), 1U);
        EXPECT_EQ(key->text(), text);
    }
    EXPECT_EQ(parseMetricKey("checks{check:search: status is 200}")->tags.at("check"), "search: status is 200");
}

TEST(MetricKeyTest, TakesEmptyBracesAndQuotesAsK6Does)
{
    EXPECT_EQ(parseMetricKey("http_reqs{}")->text(), "http_reqs");
    EXPECT_EQ(parseMetricKey("http_reqs{name:\"login page\"}")->text(), "http_reqs{name:login page}");
}

TEST(MetricKeyTest, ReadsBackWhateverItWrites)
{
    for (const char* value : {"a,b", "a}b", "{a", "a}{b", "  blank ", "\"quoted\"", "{{x(1,2)}}, {", "", "ü ✓"}) {
        const MetricKey key{"checks", {{"check", value}, {"name", "n"}}};
        const auto read = parseMetricKey(key.text());
        ASSERT_TRUE(read) << key.text();
        EXPECT_EQ(read->text(), key.text());
        EXPECT_EQ(read->tags.size(), 2U) << key.text();
    }
}

TEST(MetricKeyTest, SaysWhatMakesNoSense)
{
    const std::vector<std::pair<std::string, std::string>> cases{
        {"", "is no name"},
        {"http reqs", "is no name"},
        {"{name:x}", "is no name"},
        {"2xx", "is no name"},
        {std::string(129, 'a'), "is no name"},
        {"http_reqs{name:x", "closing `}`"},
        {"http_reqs{name:x} p", "closing `}`"},
        {"http_reqs{name}", "`name` is no tag:value"},
        {"http_reqs{:x}", "is no tag:value"},
        {"http_reqs{a:b,}", "is no tag:value"},
        {"http_reqs{a:b,,c:d}", "is no tag:value"},
        {"http_reqs{a:b,a:c}", "stands there twice"},
        {"http_reqs{a:b}}", "do not pair"},
        {"http_reqs{a:{b}", "do not pair"},
    };
    for (const auto& [text, reason] : cases) {
        const auto key = parseMetricKey(text);
        ASSERT_FALSE(key) << text;
        EXPECT_EQ(key.error().kind, Error::Kind::Invalid);
        EXPECT_NE(key.error().message.find(reason), std::string::npos) << key.error().message;
    }
}

TEST(KnownMetricTest, KnowsK6sNamesAndTheAddedOnesWithTypeAndUnit)
{
    const std::vector<std::tuple<std::string, MetricType, std::string>> expected{
        {"http_reqs", MetricType::Counter, ""},
        {"http_req_duration", MetricType::Trend, "ms"},
        {"http_req_failed", MetricType::Rate, ""},
        {"data_sent", MetricType::Counter, "bytes"},
        {"vus", MetricType::Gauge, ""},
        {"checks", MetricType::Rate, ""},
        {"dropped_iterations", MetricType::Counter, ""},
        {"http_req_response_time", MetricType::Trend, "ms"},
        {"http_5xx", MetricType::Rate, ""},
        {"http_routes", MetricType::Counter, ""},
        {"page_load", MetricType::Trend, "ms"},
        {"webhooks_distinct", MetricType::Counter, ""},
        {"rtc_participants", MetricType::Gauge, ""},
        {"rtc_session_drop", MetricType::Rate, ""},
        {"generator_lag", MetricType::Trend, "ms"},
        {"browser_web_vital_lcp", MetricType::Trend, "ms"},
        {"browser_web_vital_cls", MetricType::Trend, ""},
    };
    for (const auto& [name, type, unit] : expected) {
        const auto info = knownMetric(name);
        ASSERT_TRUE(info) << name;
        EXPECT_EQ(info->type, type) << name;
        EXPECT_EQ(info->unit, unit) << name;
    }
    EXPECT_FALSE(knownMetric("http_req_durations"));
    EXPECT_FALSE(knownMetric(""));
}

TEST(KnownMetricTest, ListsEveryNameOnceAndEachIsAMetricName)
{
    auto names = knownMetricNames();
    for (const std::string& name : names) {
        EXPECT_TRUE(parseMetricKey(name)) << name;
        EXPECT_TRUE(knownMetric(name)) << name;
    }
    std::sort(names.begin(), names.end());
    EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
}

} // namespace
} // namespace holdpoint
