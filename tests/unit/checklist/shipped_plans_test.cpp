// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/plan/burst_plan.h"
#include "core/plan/plan_reader.h"
#include "tests/unit/checklist/release_fixture.h"

#include <filesystem>
#include <set>

namespace holdpoint {
namespace {

/// Series that a run keeps besides those of each `name`: what the plan's rules name.
std::set<std::string> namedSeries(const Plan& plan, const TestPlan& test)
{
    std::set<std::string> keys;
    for (const auto* rules : {&test.thresholds, &plan.thresholds}) {
        for (const ThresholdRule& rule : *rules) {
            keys.insert(rule.metric);
        }
    }
    for (const LoadTarget& target : test.loadTargets) {
        keys.insert(target.metric);
    }
    return keys;
}

bool isKept(const std::string& text, const std::set<std::string>& named)
{
    const auto key = parseMetricKey(text);
    return key && (key->tags.empty() || (key->tags.size() == 1 && key->tags.count("name") != 0) || named.count(text) != 0);
}

bool isAnswered(const RunFact& fact, const Plan& plan, const TestPlan& test)
{
    if (!fact.verification.empty()) {
        return std::any_of(test.verifications.begin(), test.verifications.end(),
                           [&](const Verification& v) { return matchesWildcard(fact.verification, v.name); });
    }
    if (!fact.recovery.empty()) {
        return !burstsOf(test).empty();
    }
    const auto named = namedSeries(plan, test);
    return !fact.errorClass.empty() || isKept(fact.metric, named) || (!fact.instead.empty() && isKept(fact.instead, named));
}

class ShippedPlanTest : public ::testing::TestWithParam<const char*>
{};

TEST_P(ShippedPlanTest, AnswersEveryBoxThatRunsFeed)
{
    const auto path = std::filesystem::path(HOLDPOINT_SOURCE_DIR) / "resources/plans" / GetParam();
    const PlanReading reading = readPlanFile(path, {});
    ASSERT_EQ(reading.plan.tests.size(), 6U) << (reading.faults.empty() ? "" : reading.faults.front().text());
    for (const ItemDefinition& item : shippedTemplate().items) {
        if (!item.run || item.run->test.empty()) {
            continue;
        }
        const TestPlan* test = reading.plan.test(item.run->test);
        ASSERT_NE(test, nullptr) << item.id;
        for (const RunFact& fact : item.run->facts) {
            EXPECT_TRUE(isAnswered(fact, reading.plan, *test)) << item.id << ": " << fact.metric << fact.verification;
        }
    }
}

TEST_P(ShippedPlanTest, HasTheAlarmsOfTheBoxes)
{
    const auto path = std::filesystem::path(HOLDPOINT_SOURCE_DIR) / "resources/plans" / GetParam();
    const PlanReading reading = readPlanFile(path, {});
    for (const ItemDefinition& item : shippedTemplate().items) {
        if (item.run && !item.run->alarm.empty()) {
            const auto& alarms = reading.plan.alarms;
            EXPECT_TRUE(std::any_of(alarms.begin(), alarms.end(), [&](const AlarmRule& rule) {
                return matchesWildcard(item.run->alarm, rule.id);
            })) << item.id;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Plans, ShippedPlanTest, ::testing::Values("pre-production.yaml", "rehearsal.yaml"));

} // namespace
} // namespace holdpoint
