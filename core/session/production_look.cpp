// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/production_look.h"

#include "core/base/text.h"
#include "core/checklist/parameters.h"
#include "core/monitor/plan_services.h"
#include "core/monitor/prometheus.h"

#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

constexpr auto kHour = std::chrono::hours{1};
constexpr auto kMost = std::chrono::hours{24 * 31}; // 744 points a series

constexpr std::string_view kTraffic = "max_over_time(sum(rate(${prod_http_requests_total}{${prod_app}}[5m]))[1h:5m])";
constexpr std::string_view kLatency =
    "1000*histogram_quantile(0.95,sum by(le)(rate(${prod_http_request_duration_seconds}_bucket{${prod_app}}[1h])))";

} // namespace

Result<ProductionLook> lookAtProduction(Fetcher& fetcher, const Plan& plan, const ChecklistTemplate& definition,
                                        WallTime releasedAt)
{
    const Service service = serviceFrom(memberAt(memberAt(plan.monitoring, "production"), "prometheus"), plan.secrets);
    if (!service.isConfigured()) {
        return fail(Error::Kind::NotFound,
                    "the plan names no production Prometheus; add `monitoring: {production: {prometheus: {url: ...}}}`");
    }
    const PrometheusClient client(fetcher, service);
    const Parameters parameters(plan, definition.parameters);
    ProductionLook look;
    look.to = fetcher.clock().wallNow();
    look.from = std::max(releasedAt, look.to - std::chrono::duration_cast<WallTime::duration>(kMost));
    if (look.from >= look.to) {
        return fail(Error::Kind::Invalid, "the release lies in the future: there is no traffic to look at yet");
    }
    std::vector<std::string> missing;
    const auto series = [&](const char* name, std::string_view query) {
        std::vector<ProductionPoint> points;
        const auto filled = parameters.fill(query);
        if (!filled) {
            missing.push_back(std::string(name) + ": " + filled.error().message);
            return points;
        }
        const auto answer = client.range(*filled, {look.from, look.to}, kHour);
        if (!answer.isKnown()) {
            missing.push_back(std::string(name) + ": " + answer.unknown().reason);
            return points;
        }
        for (const PromSeries& each : answer.value().series) {
            for (const PromPoint& point : each.points) {
                if (std::isfinite(point.value) && answer.value().series.size() == 1) {
                    points.push_back({point.at, point.value});
                }
            }
        }
        if (points.empty()) {
            missing.push_back(std::string(name) +
                              (answer.value().series.size() > 1 ? ": the query gives several series" : ": no data"));
        }
        return points;
    };
    look.traffic = series("traffic", kTraffic);
    look.latency = series("p95", kLatency);
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(look.to - look.from).count();
    const std::string window = "[" + std::to_string(std::max<std::int64_t>(60, seconds)) + "s]";
    const std::string query = "100*(sum(increase(${prod_http_requests_total}{${code_label:-code}=~\"5..\",${prod_app}}" + window +
                              ")) or vector(0))/sum(increase(${prod_http_requests_total}{${prod_app}}" + window + "))";
    if (const auto errors = parameters.fill(std::string_view(query))) {
        const auto answer = client.instant(*errors, look.to);
        const auto value = answer.isKnown() ? singleValue(answer.value()) : Answer<double>(unknown(Unknown::Kind::NoData, ""));
        if (value.isKnown()) {
            look.errorPercent = value.value();
        } else {
            missing.push_back("errors: " + (answer.isKnown() ? std::string("no data") : answer.unknown().reason));
        }
    }
    look.why = join(missing, "; ");
    return look;
}

} // namespace holdpoint
