// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/plan_edit.h"

#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using testing::HasSubstr;

std::string edited(const std::string& text, std::string_view service, const std::string& url)
{
    const auto result = withServiceUrl(text, service, url);
    return result ? *result : "refused: " + result.error().message;
}

TEST(PlanEditTest, OnlyTheUrlChangesAndCommentsStay)
{
    const std::string plan = "name: x\nmonitoring: # all of them\n  prometheus: {url: \"${PROMETHEUS_URL:-}\"} # metrics\n"
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
    EXPECT_THAT(edited("monitoring: {redis: {url: r}}\n", "jaeger", "http://j:1"), HasSubstr("edit it by hand"));
    EXPECT_THAT(edited("monitoring:\n  jaeger:\n    url: >-\n      http://j\n", "jaeger", "http://j:1"), HasSubstr("by hand"));
    EXPECT_THAT(edited("a: [\n", "jaeger", "http://j:1"), HasSubstr("cannot be read"));
    EXPECT_THAT(edited("name: x\n", "jaeger", "http://ann:pw@j:1"), HasSubstr("env file"));
}

} // namespace
} // namespace holdpoint
