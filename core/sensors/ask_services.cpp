// SPDX-License-Identifier: GPL-3.0-or-later
// `grafana`, `alertmanager` and `deployments`.
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/monitor/alertmanager.h"
#include "core/monitor/deployments.h"
#include "core/monitor/grafana.h"
#include "core/sensors/askers.h"

#include <algorithm>
#include <set>

namespace holdpoint {

namespace {

using Exchanges = std::vector<ExchangeRecord>;

/// Takes an answer's exchanges over and says whether it is known.
template <typename T>
bool isGiven(Answer<T>& answer, Exchanges& evidence)
{
    evidence.insert(evidence.end(), answer.evidence.begin(), answer.evidence.end());
    return answer.isKnown();
}

template <typename T>
Answer<Json> whyNot(const Answer<T>& answer, Exchanges evidence)
{
    return Answer<Json>(answer.unknown()).with(std::move(evidence));
}

/// When the newest dry run ended: what is deployed later was not tried.
WallTime lastTried(const AskContext& context)
{
    for (auto run = context.inputs.runs.rbegin(); run != context.inputs.runs.rend(); ++run) {
        if (run->kind == RunKind::DryRun && run->endedAt) {
            return *run->endedAt;
        }
    }
    return context.fetcher.clock().wallNow();
}

Json rowOf(const Deployment& deployment)
{
    return Json{{"id", deployment.id},
                {"sha", deployment.sha},
                {"state", deployment.state},
                {"creator", deployment.creator},
                {"created_at", deployment.createdAt ? formatUtcSeconds(*deployment.createdAt) : ""}};
}

/// How far back a deployment may have begun and still be under way.
constexpr auto kLongestDeployment = std::chrono::hours{24};

Json answerOf(const std::vector<Deployment>& found, WallTime tried)
{
    Json rows = Json::array();
    std::int64_t active = 0;
    std::int64_t since = 0;
    for (const Deployment& deployment : found) {
        active += deployment.isActive() ? 1 : 0;
        since += deployment.createdAt && *deployment.createdAt > tried ? 1 : 0;
        rows.push_back(rowOf(deployment));
    }
    return Json{{"active", active}, {"created_since", since}, {"since", formatUtcSeconds(tried)}, {"deployments", rows}};
}

/// What GitLab has planned before `end`, and how many pipelines run.
std::optional<Answer<Json>> addSchedules(const GitLabClient& client, WallTime now, WallTime end, Json& answer,
                                         Exchanges& evidence)
{
    auto schedules = client.pipelineSchedules();
    if (!isGiven(schedules, evidence)) {
        return whyNot(schedules, evidence);
    }
    Json planned = Json::array();
    for (const PipelineSchedule& schedule : schedules.value()) {
        if (schedule.isActive && schedule.nextRun && *schedule.nextRun >= now && *schedule.nextRun <= end) {
            planned.push_back(schedule.description + " at " + formatUtcSeconds(*schedule.nextRun));
        }
    }
    answer["scheduled"] = planned.size();
    answer["schedules"] = std::move(planned);
    return std::nullopt;
}

} // namespace

Answer<Json> askGrafana(const AskContext& context, const Json& spec)
{
    const Service service = sensorService(context, "grafana", spec);
    if (!service.isConfigured()) {
        return notConfigured("grafana", spec);
    }
    const GrafanaClient client(context.fetcher, service);
    Exchanges evidence;
    auto health = client.health();
    if (!isGiven(health, evidence)) {
        return whyNot(health, std::move(evidence));
    }
    Json answer{{"database", health.value().database}, {"version", health.value().version}};
    const std::string what = stringAt(spec, "grafana");
    if (what == "health") {
        return Answer<Json>(std::move(answer)).with(std::move(evidence));
    }
    if (what != "dashboards") {
        return malformed("`grafana: " + shortened(what, 40) + "` is none of health, dashboards");
    }
    auto tagged = client.dashboardsWithTag(stringAt(spec, "tag", "load-testing"));
    if (!isGiven(tagged, evidence)) {
        return whyNot(tagged, std::move(evidence));
    }
    Json list = Json::array();
    std::set<std::string> uids;
    for (const Dashboard& dashboard : tagged.value()) {
        uids.insert(dashboard.uid);
        list.push_back(Json{{"uid", dashboard.uid}, {"title", dashboard.title}, {"url", dashboard.url}});
    }
    Json missing = Json::array();
    for (const std::string& uid : wordsOf(memberAt(spec, "uids"))) {
        if (uids.contains(uid)) {
            continue;
        }
        auto one = client.dashboard(uid);
        if (!isGiven(one, evidence)) {
            if (one.unknown().kind != Unknown::Kind::NotFound) {
                return whyNot(one, std::move(evidence));
            }
            missing.push_back(uid);
        }
    }
    answer["found"] = list.size();
    answer["dashboards"] = std::move(list);
    answer["uids_missing"] = missing.size();
    answer["missing_uids"] = std::move(missing);
    return Answer<Json>(std::move(answer)).with(std::move(evidence));
}

Answer<Json> askAlertmanager(const AskContext& context, const Json& spec)
{
    const Service service = sensorService(context, "alertmanager", spec);
    if (!service.isConfigured()) {
        return notConfigured("alertmanager", spec);
    }
    const AlertmanagerClient client(context.fetcher, service);
    const std::string what = stringAt(spec, "alertmanager");
    if (what == "status") {
        const auto status = client.status();
        return (status.isKnown() ? Answer<Json>(Json{{"version", status.value().version}, {"cluster", status.value().cluster}})
                                 : Answer<Json>(status.unknown()))
            .with(status.evidence);
    }
    if (what != "alerts") {
        return malformed("`alertmanager: " + shortened(what, 40) + "` is none of status, alerts");
    }
    std::vector<AlertMatcher> filters;
    for (const std::string& word : wordsOf(memberAt(spec, "filter"))) {
        const auto equal = word.find('=');
        if (equal == std::string::npos || equal == 0) {
            return malformed("the filter `" + shortened(word, 60) + "` is not like env=staging");
        }
        filters.push_back({word.substr(0, equal), word.substr(equal + 1), false, true});
    }
    const auto alerts = client.alerts(filters);
    if (!alerts.isKnown()) {
        return whyNot(alerts, alerts.evidence);
    }
    Json firing = Json::array();
    Json silenced = Json::array();
    for (const Alert& alert : alerts.value()) {
        const auto name = alert.labels.find("alertname");
        Json& list = alert.state == "active" ? firing : silenced;
        list.push_back(name == alert.labels.end() ? alert.fingerprint : name->second);
    }
    return Answer<Json>(
               Json{{"firing", firing.size()}, {"alerts", firing}, {"silenced", silenced.size()}, {"silenced_alerts", silenced}})
        .with(alerts.evidence);
}

Answer<Json> askDeployments(const AskContext& context, const Json& spec)
{
    const std::string environment = stringAt(spec, "deployments");
    const WallTime now = context.fetcher.clock().wallNow();
    const WallTime tried = lastTried(context);
    const WallTime begin = std::min<WallTime>(tried, now - kLongestDeployment);
    Exchanges evidence;
    if (const Service service = sensorService(context, "github", spec); service.isConfigured()) {
        const GitHubClient client(context.fetcher, service, stringAt(serviceSection(context.plan, "github", spec), "repository"));
        auto found = client.deployments(environment, begin);
        if (!isGiven(found, evidence)) {
            return whyNot(found, std::move(evidence));
        }
        return Answer<Json>(answerOf(found.value(), tried)).with(std::move(evidence)); // GitHub knows nothing of what is planned
    }
    const Service service = sensorService(context, "gitlab", spec);
    if (!service.isConfigured()) {
        return notConfigured("github", spec);
    }
    const GitLabClient client(context.fetcher, service, stringAt(serviceSection(context.plan, "gitlab", spec), "project"));
    auto found = client.deployments(environment, begin);
    if (!isGiven(found, evidence)) {
        return whyNot(found, std::move(evidence));
    }
    Json answer = answerOf(found.value(), tried);
    if (auto why = addSchedules(client, now, context.inputs.windowEnd.value_or(now), answer, evidence)) {
        return *std::move(why);
    }
    return Answer<Json>(std::move(answer)).with(std::move(evidence));
}

} // namespace holdpoint
