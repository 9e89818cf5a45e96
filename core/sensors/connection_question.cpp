// SPDX-License-Identifier: GPL-3.0-or-later
// The harmless question that a connection test ends with.
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/monitor/alertmanager.h"
#include "core/monitor/deployments.h"
#include "core/monitor/grafana.h"
#include "core/monitor/jaeger.h"
#include "core/monitor/otlp.h"
#include "core/monitor/pagerduty.h"
#include "core/monitor/plan_services.h"
#include "core/monitor/sentry.h"
#include "core/monitor/slack.h"
#include "core/sensors/askers.h"
#include "core/sensors/connection_test.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr auto kLookBack = std::chrono::hours{24};

std::string counted(std::size_t count, const std::string& word)
{
    return formatCount(count) + " " + word + (count == 1 ? "" : "s");
}

/// The answer's value in a few words.
template <typename T, typename Words>
Answer<std::string> said(const Answer<T>& answer, Words words)
{
    return answer.isKnown() ? Answer<std::string>(words(answer.value())) : Answer<std::string>(answer.unknown());
}

struct Question
{
    const AskContext& context;
    std::string service; // without "production."
    Json spec;           // {from: production} or {}

    Fetcher& fetcher() const { return context.fetcher; }
    Service place() const { return sensorService(context, service, spec); }
    const Json& section() const { return serviceSection(context.plan, service, spec); }
    Json with(const char* key, const char* value) const
    {
        Json all = spec;
        all[key] = value;
        return all;
    }
    WallTime now() const { return fetcher().clock().wallNow(); }
};

Answer<std::string> askMetrics(const Question& question)
{
    return said(PrometheusClient(question.fetcher(), question.place()).targets(), [](const std::vector<PromTarget>& targets) {
        const auto up = std::count_if(targets.begin(), targets.end(), [](const PromTarget& t) { return t.health == "up"; });
        return std::to_string(up) + " of " + counted(targets.size(), "target") + " up";
    });
}

Answer<std::string> askDashboards(const Question& question)
{
    const GrafanaClient client(question.fetcher(), question.place());
    const auto health = client.health();
    if (!health.isKnown()) {
        return health.unknown();
    }
    return said(client.dashboardsWithTag("load-testing"), [&health](const std::vector<Dashboard>& found) {
        return "version " + health.value().version + ", " + counted(found.size(), "dashboard") + " tagged load-testing";
    });
}

Answer<std::string> askErrors(const Question& question)
{
    const Json& section = question.section();
    const SentryClient client(question.fetcher(),
                              {question.place(), stringAt(section, "org"), wordsOf(memberAt(section, "projects")),
                               question.context.plan.environment.name});
    const WallTime now = question.now();
    return said(client.outcomes({now - kLookBack, now}), [&section](const std::map<std::string, std::uint64_t>& outcomes) {
        std::uint64_t all = 0;
        for (const auto& [outcome, count] : outcomes) {
            all += count;
        }
        return stringAt(section, "org") + ": " + counted(all, "event") + " in 24 h, " + formatCount(droppedEvents(outcomes)) +
               " dropped";
    });
}

Answer<std::string> askChat(const Question& question)
{
    if (question.place().token.isEmpty()) {
        return unknown(Unknown::Kind::NoData, "not asked: a webhook answers only to a message");
    }
    return said(SlackClient(question.fetcher(), question.place()).identity(),
                [](const SlackIdentity& who) { return who.user + " in " + who.team; });
}

Answer<std::string> askOnCall(const Question& question)
{
    const Service service = question.place();
    if (service.token.isEmpty()) {
        return unknown(Unknown::Kind::NoData, "not asked: the events API answers only to an event");
    }
    const PagerDutyClient client(question.fetcher(), service, Secret(), service);
    const WallTime now = question.now();
    return said(
        client.onCalls({wordsOf(memberAt(question.section(), "policies")), wordsOf(memberAt(question.section(), "schedules"))},
                       {now, now + std::chrono::hours{1}}),
        [](const std::vector<OnCall>& found) {
            return found.empty() ? std::string("nobody is on call") : found.front().person + " is on call";
        });
}

Answer<std::string> askForge(const Question& question)
{
    const WallTime since = question.now() - kLookBack;
    const std::string& environment = question.context.plan.environment.name;
    const Json& section = question.section();
    const auto words = [&environment](const std::vector<Deployment>& found) {
        const auto active = std::count_if(found.begin(), found.end(), [](const Deployment& d) { return d.isActive(); });
        return counted(found.size(), "deployment") + " of " + environment + " in 24 h, " + std::to_string(active) + " running";
    };
    if (question.service == "github") {
        const GitHubClient client(question.fetcher(), question.place(), stringAt(section, "repository"));
        return said(client.deployments(environment, since), words);
    }
    const GitLabClient client(question.fetcher(), question.place(), stringAt(section, "project"));
    return said(client.deployments(environment, since), words);
}

Answer<std::string> askDatabase(const Question& question)
{
    const bool isFile = servicePlace(stringAt(question.section(), "url")).value_or(ServicePlace{}).scheme == "sqlite";
    const auto answer = askSql(question.context, question.with("sql", isFile ? "SELECT sqlite_version()" : "SELECT version()"));
    return said(answer, [](const Json& json) {
        const std::string version = stringAt(json, "value");
        const auto comma = version.find_first_of(",(");
        return std::string(trimmed(std::string_view(version).substr(0, comma)));
    });
}

Answer<std::string> askCache(const Question& question)
{
    const auto answer = askRedis(question.context, question.with("redis", "info server"));
    return said(answer, [](const Json& json) {
        const Json& version = memberAt(json, "redis_version");
        return "Redis " + (version.is_string() ? version.get<std::string>() : dumpJson(version));
    });
}

Answer<std::string> askHost(const AskContext& context, const ConnectionSource& source)
{
    return said(askHttp(context, Json{{"http", source.url + "/"}}),
                [](const Json& json) { return "GET / answers " + std::to_string(integerAt(json, "status")); });
}

} // namespace

Answer<std::string> askHarmlessly(const AskContext& context, const ConnectionSource& source)
{
    constexpr std::string_view kProduction = "production.";
    const bool isProduction = source.id.starts_with(kProduction);
    const Question question{context, isProduction ? source.id.substr(kProduction.size()) : source.id,
                            isProduction ? Json{{"from", "production"}} : Json::object()};
    const std::string& service = question.service;
    if (service == "prometheus") {
        return askMetrics(question);
    }
    if (service == "alertmanager") {
        return said(AlertmanagerClient(question.fetcher(), question.place()).status(),
                    [](const AlertmanagerStatus& status) { return "version " + status.version + ", cluster " + status.cluster; });
    }
    if (service == "grafana") {
        return askDashboards(question);
    }
    if (service == "jaeger") {
        return said(JaegerClient(question.fetcher(), question.place()).services(),
                    [](const std::vector<std::string>& names) { return counted(names.size(), "service") + " with traces"; });
    }
    if (service == "otlp") {
        const ProbeSpan span = newProbeSpan(question.now());
        return said(sendProbeSpan(question.fetcher(), question.place(), span),
                    [](const Done&) { return std::string("took one span of holdpoint-probe"); });
    }
    if (service == "sentry") {
        return askErrors(question);
    }
    if (service == "slack") {
        return askChat(question);
    }
    if (service == "pagerduty") {
        return askOnCall(question);
    }
    if (service == "github" || service == "gitlab") {
        return askForge(question);
    }
    if (service == "postgresql") {
        return askDatabase(question);
    }
    return service == "redis" ? askCache(question) : askHost(context, source);
}

} // namespace holdpoint
