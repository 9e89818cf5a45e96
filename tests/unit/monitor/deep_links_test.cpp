// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/deep_links.h"

#include "core/base/time_format.h"

#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(DeepLinksTest, EachServiceOpensAtExactlyThatTimeInItsOwnUnit)
{
    Plan plan;
    plan.monitoring = Json{{"grafana", {{"url", "http://user:pass@grafana.test/g/"}}},
                           {"jaeger", {{"url", "http://jaeger.test"}, {"services", {"api", "search"}}}},
                           {"sentry", {{"url", "https://sentry.test/api/0"}, {"org", "acme"}}}};
    plan.window.dashboard = "load-1";
    const WallSpan span{*parseUtc("2026-01-05T10:00:00Z"), *parseUtc("2026-01-05T10:01:00Z")};
    const auto links = deepLinks(plan, span);
    ASSERT_EQ(links.size(), 3U);
    EXPECT_THAT(links[0].url, HasSubstr("/d/load-1?from=1767607200000&to=1767607260000"));
    EXPECT_THAT(links[0].url, Not(HasSubstr("pass")));
    EXPECT_THAT(links[1].url, HasSubstr("service=api&start=1767607200000000&end=1767607260000000"));
    EXPECT_THAT(links[2].url, HasSubstr("https://sentry.test/organizations/acme/issues/?start=2026-01-05T10"));
}

TEST(DeepLinksTest, WhatThePlanDoesNotNameHasNoLink)
{
    EXPECT_TRUE(deepLinks(Plan(), {}).empty());
}

} // namespace
} // namespace holdpoint
