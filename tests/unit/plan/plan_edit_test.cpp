// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/plan_edit.h"

#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using testing::HasSubstr;

std::string edited(const std::string& text, std::string_view service, const std::string& url)
{
    const auto result = withServiceSetting(text, service, "url", url);
    return result ? *result : "refused: " + result.error().message;
}

TEST(PlanEditTest, OnlyTheUrlChangesAndCommentsStay)
{
    const std::string plan =
        "name: x\nmonitoring: # all of them\n  prometheus: {url: \"${PROMETHEUS_URL:-}\"} # metrics\n"
        "  jaeger:\n    url: http://old:1 # traces\n    services: [api]\n  grafana: {url: 'http://g:1', token: t}\n";
    EXPECT_EQ(edited(plan, "prometheus", "http://p:9090"),
              "name: x\nmonitoring: # all of them\n  prometheus: {url: \"http://p:9090\"} # metrics\n"
              "  jaeger:\n    url: http://old:1 # traces\n    services: [api]\n  grafana: {url: 'http://g:1', token: t}\n");
    EXPECT_THAT(edited(plan, "jaeger", "http://new:2"), HasSubstr("    url: \"http://new:2\" # traces\n"));
    EXPECT_THAT(edited(plan, "grafana", "${G}"), HasSubstr("grafana: {url: \"${G}\", token: t}"));
}

TEST(PlanEditTest, AServiceThatIsNotThereIsAddedWhereItsNeighboursStand)
{
    EXPECT_EQ(edited("monitoring:\n    redis: {url: r}\nname: x\n", "jaeger", "http://j:1"),
              "monitoring:\n    jaeger: {url: \"http://j:1\"}\n    redis: {url: r}\nname: x\n");
    EXPECT_EQ(edited("name: x", "jaeger", "http://j:1"), "name: x\nmonitoring:\n  jaeger: {url: \"http://j:1\"}\n");
    EXPECT_EQ(edited("monitoring:\n  slack:\n    channel: c\n", "slack", "http://s"),
              "monitoring:\n  slack:\n    url: \"http://s\"\n    channel: c\n");
    EXPECT_EQ(edited("monitoring:\n  redis: {url: r}\n", "production.redis", "redis://p:1"),
              "monitoring:\n  production: {redis: {url: \"redis://p:1\"}}\n  redis: {url: r}\n");
}

TEST(PlanEditTest, WhatCannotBeChangedSafelyIsLeftToAPerson)
{
    EXPECT_THAT(edited("monitoring: &m\n  jaeger: &j {url: r}\n  redis: *j\n", "redis", "http://j:1"), HasSubstr("by hand"));
    EXPECT_THAT(edited("monitoring:\n  jaeger:\n    url: >-\n      http://j\n", "jaeger", "http://j:1"), HasSubstr("by hand"));
    EXPECT_THAT(edited("a: [\n", "jaeger", "http://j:1"), HasSubstr("cannot be read"));
    EXPECT_THAT(edited("name: x\n", "jaeger", "http://ann:pw@j:1"), HasSubstr("env file"));
}

TEST(PlanEditTest, SettingsAreAddedWithinBracesAndListsAreWrittenAsLists)
{
    const std::string plan = "monitoring:\n  sentry: {url: \"${S}\"} # errors\nname: x\n";
    const auto withOrg = withServiceSetting(plan, "sentry", "org", std::string("acme"));
    ASSERT_TRUE(withOrg) << withOrg.error().message;
    const auto withProjects = withServiceSetting(*withOrg, "sentry", "projects", std::vector<std::string>{"api", "web"});
    ASSERT_TRUE(withProjects) << withProjects.error().message;
    EXPECT_EQ(*withProjects,
              "monitoring:\n  sentry: {url: \"${S}\", org: \"acme\", projects: [\"api\", \"web\"]} # errors\nname: x\n");
    EXPECT_EQ(edited("monitoring: {redis: {url: r}}\n", "jaeger", "http://j:1"),
              "monitoring: {redis: {url: r}, jaeger: {url: \"http://j:1\"}}\n");
    const auto ca = withPlanValue("environment:\n  name: staging # here\n", {"environment", "ca_file"}, std::string("ca.pem"));
    ASSERT_TRUE(ca) << ca.error().message;
    EXPECT_EQ(*ca, "environment:\n  ca_file: \"ca.pem\"\n  name: staging # here\n");
}

TEST(PlanEditTest, ASecretIsWrittenAsTheNameOfAVariableOrNotAtAll)
{
    const std::string plan = "monitoring:\n  grafana: {url: g}\n";
    EXPECT_TRUE(withServiceSetting(plan, "grafana", "token", std::string("${GRAFANA_TOKEN}")));
    const auto refused = withServiceSetting(plan, "grafana", "token", std::string("glsa_4711"));
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, testing::AllOf(HasSubstr("env file"), testing::Not(HasSubstr("4711"))));
}

TEST(PlanEditTest, WhatIsRemovedTakesItsLinesAlongAndNothingElse)
{
    const std::string plan = "monitoring:\n  # metrics\n  prometheus: {url: p}\n  jaeger:\n    url: j\n    services:\n    - api\n"
                             "\n  # the cache\n  redis: {url: r, timeout: 2s} # fast\nname: x\n";
    const auto gone = withoutPlanKey(plan, servicePath("jaeger"));
    ASSERT_TRUE(gone) << gone.error().message;
    EXPECT_EQ(*gone, "monitoring:\n  # metrics\n  prometheus: {url: p}\n\n  # the cache\n  redis: {url: r, timeout: 2s} # fast\n"
                     "name: x\n");
    const auto shorter = withoutPlanKey(plan, {"monitoring", "redis", "timeout"});
    ASSERT_TRUE(shorter) << shorter.error().message;
    EXPECT_THAT(*shorter, HasSubstr("  redis: {url: r} # fast\n"));
    const auto first = withoutPlanKey(plan, {"monitoring", "redis", "url"});
    ASSERT_TRUE(first) << first.error().message;
    EXPECT_THAT(*first, HasSubstr("  redis: {timeout: 2s} # fast\n"));
    const auto none = withoutPlanKey(plan, servicePath("grafana"));
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().kind, Error::Kind::NotFound);
}

TEST(PlanEditTest, AMapWithoutKeysGoesWithItsLastKey)
{
    const auto gone = withoutPlanKey("name: x\nmonitoring:\n  production: {redis: {url: r}}\n", servicePath("production.redis"));
    ASSERT_TRUE(gone) << gone.error().message;
    EXPECT_EQ(*gone, "name: x\n");
}

} // namespace
} // namespace holdpoint
