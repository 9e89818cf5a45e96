// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/plan_values.h"

#include "core/base/file.h"

#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kValuesPlan = R"(holdpoint: 1 # a comment
tests:
  search:
    title: "Search" # the first
    scenarios:
      searchers: # steady
        executor: constant-vus
        vus: 100 # as many as the office
        duration: "9m"
        flow:
          - get: /api/search?q=ä
            name: search
      wave:
        executor: ramping-vus
        stages: [{to: 10, over: 1m}, {to: 0, over: 30s}] # up and down
    load_targets:
      - {metric: "http_reqs{name:search}", expect: "rate>=16.66", tolerance: 2%}
    thresholds:
      - {metric: http_req_failed, target: "rate<0.001", critical: "rate<0.01"} # both
      - metric: http_req_duration
        target: p(95)<1200
)";

PlanPath at(const std::string& dotted)
{
    PlanPath path;
    std::size_t from = 0;
    for (std::size_t to = 0; to != std::string::npos; from = to + 1) {
        to = dotted.find('.', from);
        path.push_back(dotted.substr(from, to == std::string::npos ? to : to - from));
    }
    return path;
}

std::string edited(const std::vector<std::pair<PlanPath, std::string>>& values, const std::string& plan = kValuesPlan)
{
    const auto result = withValues(plan, values);
    return result ? *result : "refused: " + result.error().message;
}

/// The plan with one line replaced.
std::string withLine(const std::string& before, const std::string& after)
{
    std::string text = kValuesPlan;
    text.replace(text.find(before), before.size(), after);
    return text;
}

TEST(PlanValuesTest, LoadTargetsAndThresholdsOfATestAreFoundAsTheyAreWritten)
{
    std::vector<std::string> found;
    for (const PlanValue& value : loadValues(kValuesPlan, "search")) {
        found.push_back(value.group + " " + value.path.back() + "=" + value.text + (value.isThere ? "" : "?"));
    }
    EXPECT_THAT(found,
                ElementsAre("searchers vus=100", "searchers duration=9m", "wave to=10", "wave over=1m", "wave to=0",
                            "wave over=30s", "http_reqs{name:search} expect=rate>=16.66", "http_reqs{name:search} tolerance=2%",
                            "http_req_failed target=rate<0.001", "http_req_failed accept=?", "http_req_failed critical=rate<0.01",
                            "http_req_duration target=p(95)<1200", "http_req_duration accept=?", "http_req_duration critical=?"));
    EXPECT_TRUE(loadValues(kValuesPlan, "nothing").empty());
    EXPECT_TRUE(loadValues("a: [", "search").empty());
}

TEST(PlanValuesTest, ThresholdsAndAlarmsOfTheWholeReleaseAreFoundByTheirIdsAndChangedInPlace)
{
    const std::string plan = std::string(kValuesPlan) + R"(thresholds: # of all
  - {id: error-rate, metric: http_req_failed, target: "rate<0.001", critical: "rate<0.01"} # both
  - id: cpu
    source: prometheus
    query: max(up)
    target: "value<70"
alarms:
  - {id: memory, source: prometheus, query: max(up), when: "value>85", for: 60s} # warn
)";
    std::vector<std::string> found;
    for (const PlanValue& value : loadValues(plan, "")) {
        found.push_back(value.group + " " + value.path.back() + "=" + value.text + (value.isThere ? "" : "?"));
    }
    EXPECT_THAT(found,
                ElementsAre("error-rate target=rate<0.001", "error-rate accept=?", "error-rate critical=rate<0.01",
                            "cpu target=value<70", "cpu accept=?", "cpu critical=?", "memory when=value>85", "memory for=60s"));
    std::string expected = plan;
    expected.replace(expected.find("rate<0.001\", critical: \"rate<0.01\"} # both\n  - id"), 10, "rate<0.002");
    expected.replace(expected.find("value<70"), 8, "value<60");
    expected.replace(expected.find("for: 60s} # warn"), 8, "for: 30s");
    EXPECT_EQ(
        edited({{at("thresholds.0.target"), "rate<0.002"}, {at("thresholds.1.target"), "value<60"}, {at("alarms.0.for"), "30s"}},
               plan),
        expected);
}

TEST(PlanValuesTest, OnlyTheValueChangesAndItsQuotesAndCommentsStay)
{
    EXPECT_EQ(edited({{at("tests.search.scenarios.searchers.vus"), "120"}}), withLine("vus: 100 #", "vus: 120 #"));
    EXPECT_EQ(edited({{at("tests.search.scenarios.searchers.duration"), "10m"}}), withLine("\"9m\"", "\"10m\""));
    EXPECT_EQ(edited({{at("tests.search.scenarios.wave.stages.1.over"), "45s"}}), withLine("over: 30s", "over: 45s"));
    EXPECT_EQ(edited({{at("tests.search.thresholds.1.target"), "p(95)<900"}}), withLine("p(95)<1200", "\"p(95)<900\""));
    EXPECT_EQ(edited({{at("tests.search.scenarios.searchers.vus"), "${VUS:-5}"}}), withLine("vus: 100", "vus: \"${VUS:-5}\""));
}

TEST(PlanValuesTest, SeveralValuesAreSetTogether)
{
    const std::string text = edited({{at("tests.search.scenarios.searchers.vus"), "7"},
                                     {at("tests.search.thresholds.0.critical"), "rate<0.05"},
                                     {at("tests.search.load_targets.0.tolerance"), "5%"}});
    EXPECT_THAT(text, HasSubstr("vus: 7 # as many as the office"));
    EXPECT_THAT(text, HasSubstr("critical: \"rate<0.05\"} # both"));
    EXPECT_THAT(text, HasSubstr("tolerance: 5%}"));
}

TEST(PlanValuesTest, ALimitThatIsNotThereIsAddedInItsRule)
{
    EXPECT_EQ(edited({{at("tests.search.thresholds.0.accept"), "rate<0.005"}}),
              withLine("critical: \"rate<0.01\"}", "critical: \"rate<0.01\", accept: \"rate<0.005\"}"));
    EXPECT_EQ(edited({{at("tests.search.thresholds.1.critical"), "p(95)<2000"}}),
              withLine("        target: p(95)<1200\n", "        target: p(95)<1200\n        critical: \"p(95)<2000\"\n"));
}

TEST(PlanValuesTest, WhatCannotBeChangedSafelyIsLeftToAPerson)
{
    EXPECT_THAT(edited({{at("tests.search.title.x"), "1"}}), HasSubstr("refused"));
    EXPECT_THAT(edited({{at("tests.nothing.scenarios.a.vus"), "1"}}), HasSubstr("has no tests.nothing.scenarios.a.vus"));
    EXPECT_THAT(edited({{at("tests.search.title"), "two\nlines"}}), HasSubstr("edit it by hand"));
    EXPECT_THAT(edited({{at("a"), "2"}}, "a: >-\n  folded\n"), HasSubstr("not written on one line"));
    // one value behind two names: setting one would change the other
    EXPECT_THAT(edited({{at("b.vus"), "2"}}, "a: &x {vus: 1}\nb: *x\n"), HasSubstr("edit it by hand"));
}

TEST(PlanValuesTest, ChangedLinesAreNumberedAndNothingElseIsNamed)
{
    EXPECT_THAT(changedLines("a\nb\nc\n", "a\nx\nc\n"), ElementsAre("2 -b", "2 +x"));
    EXPECT_THAT(changedLines("a\nc\n", "a\nb\nc\n"), ElementsAre("2 +b"));
    EXPECT_THAT(changedLines("a\nb\nc\nd\ne\n", "a\nB\nc\nD\ne\n"), ElementsAre("2 -b", "2 +B", "4 -d", "4 +D"));
    EXPECT_TRUE(changedLines("a\n", "a\n").empty());
}

TEST(PlanValuesTest, EveryValueOfTheShippedPlansCanBeChanged)
{
    for (const char* name : {"pre-production.yaml", "rehearsal.yaml"}) {
        const auto text = readFile(std::filesystem::path(HOLDPOINT_SOURCE_DIR) / "resources" / "plans" / name);
        ASSERT_TRUE(text) << name;
        std::size_t count = 0;
        for (const char* test : {"search", "rtc", "webhooks", "rsvp", "pages", "api", ""}) {
            std::vector<std::pair<PlanPath, std::string>> values;
            for (const PlanValue& value : loadValues(*text, test)) {
                values.emplace_back(value.path, "17");
            }
            const auto changed = withValues(*text, values);
            ASSERT_TRUE(changed) << name << " " << test << ": " << changed.error().message;
            EXPECT_LE(changedLines(*text, *changed).size(), 2 * values.size());
            count += values.size();
        }
        EXPECT_GT(count, 50U) << name;
    }
}

} // namespace
} // namespace holdpoint
