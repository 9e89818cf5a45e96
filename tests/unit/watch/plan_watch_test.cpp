// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/watch/plan_watch.h"

#include "core/plan/plan_reader.h"

#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

std::string planWith(const std::string& rest)
{
    return R"(holdpoint: 1
name: watched
environment: {name: here, base_url: "http://127.0.0.1:8080", allow_hosts: [127.0.0.1]}
tests:
  search:
    scenarios:
      s: {executor: constant-vus, vus: 1, duration: 5s, flow: [{get: /a}]}
)" + rest;
}

TEST(PlanWatchTest, EachDistinctQueryIsAskedOnceAndOnlyWhatHasAUrl)
{
    const PlanReading reading = readPlanText(planWith(R"(
thresholds:
  - {id: cpu, source: prometheus, query: max(cpu), target: "value<70"}
  - {id: hits, source: prometheus, query: 'rate(hits[$W])', target: "value>70", absent: idle}
alarms:
  - {id: cpu, source: prometheus, query: max(cpu), when: "value>90"}
  - {id: memory, source: prometheus, query: max(memory), when: "value>85"}
  - {id: errors, metric: http_req_failed, when: "rate>0.01"}
monitoring:
  every: 2s
  prometheus: {url: "http://127.0.0.1:9090"}
  grafana: {url: ""}
  jaeger: {url: "http://127.0.0.1:16686"}
checklist:
  sensors:
    log.level: {facts: {value: {log: app.log}}, pass: "value == 0"}
)"),
                                             "/plans/plan.yaml", {});
    ASSERT_TRUE(reading.isValid()) << reading.faults.front().text();
    ChecklistTemplate definition;
    definition.items.resize(1);
    definition.items[0].id = "log.level";
    const WatchedPlan watched = watchedPlan(reading.plan, definition);
    EXPECT_THAT(watched.queries, ElementsAre("max(cpu)", "rate(hits[$W])", "max(memory)"));
    EXPECT_THAT(watched.ruleQueries, ElementsAre("max(cpu)", "rate(hits[$W])"));
    EXPECT_THAT(watched.services, ElementsAre("prometheus", "jaeger"));
    EXPECT_THAT(watched.logs, ElementsAre("/plans/app.log"));

    Fetcher fetcher;
    const auto sources = watchedSources(reading.plan, watched, fetcher);
    ASSERT_THAT(sources, SizeIs(3));
    EXPECT_EQ(sources[0].every, std::chrono::seconds{2});
    EXPECT_EQ(sources[1].every, std::chrono::seconds{15}) << "Jaeger's health needs no more";
    EXPECT_EQ(sources[2].name, kLogSource);
    EXPECT_THAT(sources[2].ask({}).reason, HasSubstr("/plans/app.log"));
    EXPECT_TRUE(rulesFor(reading.plan, reading.plan.tests[0], RunKind::Load).isSourceConfigured);
    EXPECT_THAT(rulesFor(reading.plan, reading.plan.tests[0], RunKind::Load).thresholds, SizeIs(2));
    EXPECT_THAT(rulesFor(reading.plan, reading.plan.tests[0], RunKind::Baseline).thresholds, SizeIs(0)) << "no load, no peak";
}

TEST(PlanWatchTest, HowOftenIsReadAndBounded)
{
    EXPECT_EQ(readPlanText(planWith(""), "p.yaml", {}).plan.watchEvery, std::chrono::seconds{5});
    for (const char* bad : {"monitoring: {every: 500ms}", "monitoring: {every: 2m}", "monitoring: {every: often}",
                            "monitoring: {production: {every: 5s}}"}) {
        const PlanReading reading = readPlanText(planWith(bad), "p.yaml", {});
        ASSERT_THAT(reading.faults, SizeIs(1)) << bad;
        EXPECT_THAT(reading.faults[0].text(), HasSubstr("every")) << bad;
    }
}

TEST(PlanWatchTest, OnlyAQueryHasAnEmptyAnswer)
{
    const auto reading = readPlanText(
        planWith("thresholds: [{id: e, metric: http_req_failed, target: \"rate<0.1\", absent: none}]"), "p.yaml", {});
    ASSERT_THAT(reading.faults, SizeIs(1));
    EXPECT_THAT(reading.faults[0].text(), HasSubstr("only a query has an empty answer"));
}

} // namespace
} // namespace holdpoint
