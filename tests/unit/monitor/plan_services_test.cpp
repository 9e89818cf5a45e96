// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/plan_services.h"

#include "core/base/json.h"

#include <gtest/gtest.h>

namespace holdpoint {
namespace {

TEST(PlanServicesTest, AServiceOfThePlanHasItsSecretsFilledIn)
{
    Plan plan;
    plan.secrets = {{"T", Secret("token-1")}, {"H", Secret("https://hooks.example/services/x")}};
    plan.monitoring = *parseJson(
        R"({"grafana":{"url":"https://g.example/","token":"${T}","headers":{"X-Grafana-Org-Id":"7"},"timeout":"2s"},"slack":{"webhook":"${H}"},
            "prometheus":{"url":"http://ann:pw-1@p.example:9090"},"sentry":{"url":""}})",
        "monitoring");

    const Service grafana = planService(plan, "grafana");
    EXPECT_EQ(grafana.token, Secret("token-1"));
    EXPECT_EQ(grafana.headers[0].second, "7");
    EXPECT_EQ(grafana.limits.whole, std::chrono::seconds{2});
    EXPECT_EQ(planServiceSecret(plan, "slack", "webhook"), Secret("https://hooks.example/services/x"));
    EXPECT_EQ(planService(plan, "prometheus").url, "http://p.example:9090");
    EXPECT_EQ(planService(plan, "prometheus").password, Secret("pw-1"));
    EXPECT_FALSE(planService(plan, "sentry").isConfigured());
    EXPECT_FALSE(planService(plan, "jaeger").isConfigured());
    EXPECT_EQ(planFetcherOptions(plan).secrets.size(), 2U);
}

} // namespace
} // namespace holdpoint
