// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/deep_links.h"

#include "core/base/text.h"
#include "core/monitor/grafana.h"
#include "core/monitor/plan_services.h"
#include "core/plan/secret_text.h"

namespace holdpoint {

namespace {

/// The list as written, or the one text that stands for it.
std::string firstOf(const Json& list)
{
    if (list.is_array() && !list.empty() && list.front().is_string()) {
        return list.front().get<std::string>();
    }
    return list.is_string() ? list.get<std::string>() : std::string();
}

} // namespace

std::vector<DeepLink> deepLinks(const Plan& plan, WallSpan span)
{
    std::vector<DeepLink> links;
    if (const Service grafana = planService(plan, "grafana"); grafana.isConfigured()) {
        links.push_back({"Grafana", plan.window.dashboard.empty() ? serviceUrl(grafana.url, "/dashboards",
                                                                               {{"tag", "load-testing"},
                                                                                {"from", std::to_string(unixMillis(span.from))},
                                                                                {"to", std::to_string(unixMillis(span.to))}})
                                                                  : dashboardLink(grafana.url, plan.window.dashboard, "", span)});
    }
    if (const Service jaeger = planService(plan, "jaeger"); jaeger.isConfigured()) {
        QueryItems items{{"start", std::to_string(unixMicros(span.from))}, {"end", std::to_string(unixMicros(span.to))}};
        if (const std::string service = firstOf(memberAt(memberAt(plan.monitoring, "jaeger"), "services")); !service.empty()) {
            items.insert(items.begin(), {"service", service});
        }
        links.push_back({"Jaeger", serviceUrl(jaeger.url, "/search", items)});
    }
    if (const Service sentry = planService(plan, "sentry"); sentry.isConfigured()) {
        std::string base = sentry.url;
        if (const auto api = base.find("/api/0"); api != std::string::npos) {
            base.resize(api);
        }
        const std::string org = withSecrets(stringAt(memberAt(plan.monitoring, "sentry"), "org"), plan.secrets);
        links.push_back(
            {"Sentry", serviceUrl(base, "/organizations/" + percentEncode(org) + "/issues/",
                                  {{"start", sentryTime(span.from)}, {"end", sentryTime(span.to)}, {"utc", "true"}})});
    }
    return links;
}

} // namespace holdpoint
