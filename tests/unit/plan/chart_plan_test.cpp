// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/chart_plan.h"

#include "core/plan/plan_reader.h"

#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

PlanReading planWithCharts(const std::string& charts)
{
    return readPlanText(R"(holdpoint: 1
name: charts
environment: {name: here, base_url: "http://127.0.0.1:8080", allow_hosts: [127.0.0.1]}
tests:
  search:
    )" + charts + R"(
    scenarios:
      s: {executor: constant-vus, vus: 1, duration: 5s, flow: [{get: /a}]}
thresholds:
  - {id: cpu, source: prometheus, query: max(cpu), target: "value<70"}
alarms:
  - {id: redis-pool, source: prometheus, query: max(clients), when: "value>98"}
)",
                        "p.yaml", {});
}

TEST(ChartPlanTest, ATestNamesItsChartsAndQueriesByTheirIds)
{
    const PlanReading reading = planWithCharts("charts: [latency, cpu, redis-pool, heat-map]");
    ASSERT_TRUE(reading.isValid()) << reading.faults.front().text();
    EXPECT_THAT(chartsOf(reading.plan, reading.plan.tests[0]), ElementsAre("latency", "cpu", "redis-pool", "heat-map"));
    EXPECT_THAT(chartsOf(planFromResolved(reading.plan.resolved, {}).plan, reading.plan.tests[0]), SizeIs(4))
        << "as an agent reads it";
}

TEST(ChartPlanTest, WithoutChartsThePageChooses)
{
    const PlanReading reading = planWithCharts("title: Search");
    EXPECT_THAT(chartsOf(reading.plan, reading.plan.tests[0]), IsEmpty());
}

TEST(ChartPlanTest, WhatIsNoChartIsAFaultWithASuggestion)
{
    const PlanReading unknown = planWithCharts("charts: [latncy]");
    ASSERT_THAT(unknown.faults, SizeIs(1));
    EXPECT_THAT(unknown.faults[0].text(), HasSubstr("latency"));
    const PlanReading twice = planWithCharts("charts: [errors, errors]");
    ASSERT_THAT(twice.faults, SizeIs(1));
    EXPECT_THAT(twice.faults[0].text(), HasSubstr("twice"));
    const PlanReading many = planWithCharts("charts: [latency, requests, errors, vus, server, generator, cpu]");
    ASSERT_THAT(many.faults, SizeIs(1));
    EXPECT_THAT(many.faults[0].text(), HasSubstr("6 places"));
}

} // namespace
} // namespace holdpoint
