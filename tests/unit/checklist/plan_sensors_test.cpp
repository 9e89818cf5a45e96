// SPDX-License-Identifier: GPL-3.0-or-later
// A plan's own sensors, by item id.
#include "core/checklist/form_values.h"
#include "core/checklist/plan_sensors.h"
#include "tests/unit/checklist/release_fixture.h"

#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr const char* kUnbound = "data.instructors";

class PlanSensorsTest : public testing::Test
{
protected:
    std::vector<PlanFault> add(const std::string& checklist)
    {
        auto reading =
            readPlanText("holdpoint: 1\nname: Small\nrelease: {name: shop, version: '1.4'}\n"
                         "environment: {base_url: 'http://127.0.0.1:1', allow_hosts: [127.0.0.1]}\n"
                         "tests: {search: {scenarios: {s: {executor: constant-vus, vus: 1, duration: 1s, flow: [{get: /}]}}}}\n"
                         "checklist:\n" +
                             checklist,
                         "plan.yaml", PlanOptions{});
        EXPECT_TRUE(reading.isValid()) << (reading.faults.empty() ? "" : reading.faults.front().text());
        plan = std::move(reading.plan);
        definition = shippedTemplate();
        for (ItemDefinition& item : definition.items) {
            if (item.id == kUnbound) {
                item.sense.reset(); // as in a template that asks nothing for it
            }
        }
        return addPlanSensors(definition, plan);
    }

    Plan plan;
    ChecklistTemplate definition;
};

TEST_F(PlanSensorsTest, ParametersOfThePlanJudgeFormsAndStandInTheRulesThatAreShown)
{
    const auto headroom = [&] {
        return judgeEntered(*definition.item("blank.headroom"), {"blank.headroom", "25 %", "", "", {}, {}}, plan);
    };
    ASSERT_TRUE(add("  parameters: {idle_rps: 2}\n").empty());
    EXPECT_EQ(definition.item("blank.headroom")->passRule, "value >= 20 %");
    EXPECT_EQ(headroom().state, ItemState::Pass);
    ASSERT_TRUE(add("  parameters: {min_headroom: 30}\n").empty());
    EXPECT_EQ(definition.item("blank.headroom")->passRule, "value >= 30 %");
    EXPECT_EQ(headroom().state, ItemState::Fail);
    EXPECT_THAT(headroom().reason, HasSubstr("25 does not keep `value >= 30 %`"));
}

TEST_F(PlanSensorsTest, ASensorStandsInForTheTemplatesAndIsAddedWhereThereIsNone)
{
    EXPECT_TRUE(add("  sensors:\n"
                    "    data.users: {facts: {n: {http: '/count', take: /json/total}}, pass: 'n >= 1000 count'}\n"
                    "    data.instructors: {facts: {n: {file: seen.txt}}, pass: 'n == true bool'}\n")
                    .empty());
    const ItemDefinition& replaced = *definition.item("data.users");
    ASSERT_TRUE(replaced.sense);
    EXPECT_EQ(replaced.sense->facts.front().kind, "http");
    EXPECT_EQ(replaced.passRule, "n >= 1000 count");
    const ItemDefinition& added = *definition.item("data.instructors");
    ASSERT_TRUE(added.sense);
    ChecklistInputs inputs;
    inputs.definition = &definition;
    inputs.plan = &plan;
    inputs.now = at(0);
    EXPECT_EQ(evaluateChecklist(inputs).item("data.instructors")->source, "not sensed");
    inputs.changes = {ItemChange{"data.instructors", ItemState::Pass, "n yes", "", {}, {}, at(0)}};
    EXPECT_EQ(evaluateChecklist(inputs).item("data.instructors")->state, ItemState::Pass);
}

TEST_F(PlanSensorsTest, AnUnknownIdIsRefusedAtItsPlaceWithASuggestion)
{
    const auto faults =
        add("  sensors:\n    data.user: {facts: {n: {file: x}}, pass: 'n == true bool'}\n  off: {env.same-redis-confg: none}\n");
    ASSERT_EQ(faults.size(), 2U);
    EXPECT_THAT(faults[0].text(),
                AllOf(HasSubstr("plan.yaml:8:5:"), HasSubstr("no item `data.user`"), HasSubstr("did you mean `data.users`")));
    EXPECT_THAT(faults[1].text(), AllOf(HasSubstr("plan.yaml:9:"), HasSubstr("did you mean `env.same-redis-config`")));
    EXPECT_EQ(definition.item("data.users")->sense->facts.front().kind, "sql") << "what it has stays";
}

TEST_F(PlanSensorsTest, NoSensorDecidesWhatPeopleOrRunsDecide)
{
    const std::string sensor = "{facts: {n: {file: x}}, pass: 'n == true bool'}\n";
    const auto faults = add("  sensors:\n    test.search.p95: " + sensor + "    docs.report-approved: " + sensor);
    ASSERT_EQ(faults.size(), 2U);
    EXPECT_THAT(faults[0].text(), HasSubstr("`test.search.p95` is decided by the runs"));
    EXPECT_THAT(faults[1].text(), HasSubstr("is a manual item: no sensor can stand in for that"));
}

TEST_F(PlanSensorsTest, MetricsThatRunFactsReadAreKeptByTheirRuns)
{
    EXPECT_TRUE(
        add("  sensors: {data.instructors: {facts: {n: {run: search, metric: 'http_req_waiting{name:one}', aggregate: p(95)}}, "
            "pass: 'n < 100 ms'}}\n")
            .empty());
    const auto keys = definition.metricKeys("search");
    EXPECT_THAT(keys, testing::Contains("http_req_waiting{name:one}"));
    EXPECT_THAT(definition.metricKeys("rtc"), testing::Not(testing::Contains("http_req_waiting{name:one}")));
}

} // namespace
} // namespace holdpoint
