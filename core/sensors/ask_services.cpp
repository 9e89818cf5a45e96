// SPDX-License-Identifier: GPL-3.0-or-later
// `grafana`, `alertmanager` and `deployments`.
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/monitor/alertmanager.h"
#include "core/monitor/cron.h"
#include "core/monitor/deployments.h"
#include "core/monitor/grafana.h"
#include "core/sensors/askers.h"

#include <algorithm>
#include <functional>
#include <set>

namespace holdpoint {

namespace {

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
constexpr std::size_t kMostFreezePeriods = 500;
constexpr std::size_t kShownRuns = 50;

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

/// Whether a freeze period keeps deployments away until `end`; left out where one cannot be read and no other covers.
std::optional<Answer<Json>> addFreeze(const GitLabClient& client, WallTime now, WallTime end, Json& answer, Exchanges& evidence)
{
    auto periods = client.freezePeriods();
    if (!isGiven(periods, evidence)) {
        return whyNot(periods, evidence);
    }
    Json rows = Json::array();
    bool isCovered = false;
    bool isUnread = false;
    if (periods.value().size() > kMostFreezePeriods) {
        return unknown(Unknown::Kind::Limit, "there are " + std::to_string(periods.value().size()) + " freeze periods");
    }
    for (const FreezePeriod& period : periods.value()) {
        const auto covers = freezeCovers(period, {now, end});
        isCovered = isCovered || covers.value_or(false);
        isUnread = isUnread || !covers;
        rows.push_back(Json{
            {"from", period.begin}, {"to", period.end}, {"zone", period.timeZone}, {"covers", covers ? Json(*covers) : Json()}});
    }
    if (isCovered || !isUnread) {
        answer["freeze"] = isCovered;
    }
    answer["freeze_periods"] = std::move(rows);
    return std::nullopt;
}

/// What GitLab has planned before `end`.
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

/// Drills of the way back within `within`: GitHub calls what was replaced since `inactive`.
Answer<Json> drillsOf(const std::vector<Deployment>& found, const std::function<Answer<std::string>(const Deployment&)>& stateOf,
                      Exchanges evidence)
{
    const auto all = rollbacksOf(found);
    for (auto drill = all.rbegin(); drill != all.rend(); ++drill) {
        auto state = stateOf(*drill->back);
        if (!isGiven(state, evidence)) {
            return whyNot(state, std::move(evidence));
        }
        if (state.value() == "success" || state.value() == "inactive") {
            Json answer{{"drill", true}, {"replaced", rowOf(*drill->replaced)}, {"back", rowOf(*drill->back)}};
            if (drill->back->createdAt && drill->replaced->createdAt) {
                answer["minutes"] =
                    std::chrono::duration<double>(*drill->back->createdAt - *drill->replaced->createdAt).count() / 60;
            }
            return Answer<Json>(std::move(answer)).with(std::move(evidence));
        }
    }
    return Answer<Json>(Json{{"drill", false}, {"deployments", found.size()}}).with(std::move(evidence));
}

/// Runs under way whose workflow one of the patterns names: it may deploy without a deployment that GitHub or GitLab knows. A
/// pipeline without a name is taken by its ref, or counts where that says nothing either.
Answer<Json> pipelinesOf(Answer<std::vector<PipelineRun>> found, const std::vector<std::string>& patterns)
{
    Exchanges evidence;
    if (!isGiven(found, evidence)) {
        return whyNot(found, std::move(evidence));
    }
    Json rows = Json::array();
    std::int64_t count = 0;
    for (const PipelineRun& run : found.value()) {
        const std::string name = lowered(run.name.empty() ? run.ref : run.name);
        const bool isNamed = std::any_of(patterns.begin(), patterns.end(),
                                         [&name](const std::string& pattern) { return matchesWildcard(lowered(pattern), name); });
        count += isNamed || name.empty() ? 1 : 0;
        if (rows.size() < kShownRuns) {
            rows.push_back(Json{{"id", run.id},
                                {"name", shortened(run.name, 80)},
                                {"state", run.state},
                                {"ref", shortened(run.ref, 80)},
                                {"counts", isNamed || name.empty()}});
        }
    }
    return Answer<Json>(Json{{"pipelines", count}, {"under_way", found.value().size()}, {"runs", rows}})
        .with(std::move(evidence));
}

/// "90d", "12h".
std::optional<Nanos> longDuration(const std::string& text)
{
    if (text.ends_with('d')) {
        const auto days = parseInteger(text.substr(0, text.size() - 1));
        return days && *days > 0 && *days < 3660 ? std::optional<Nanos>(std::chrono::hours{24} * *days) : std::nullopt;
    }
    const auto duration = parseDuration(text);
    return duration ? std::optional(*duration) : std::nullopt;
}

/// Data sources that do not answer Grafana.
Answer<Json> datasources(const GrafanaClient& client, const Json& spec, Json answer, Exchanges evidence)
{
    Json failing = Json::array();
    const auto uids = wordsOf(memberAt(spec, "uids"));
    for (const std::string& uid : uids) {
        auto one = client.datasourceHealth(uid);
        if (!isGiven(one, evidence) && one.unknown().kind != Unknown::Kind::NotFound) {
            return whyNot(one, std::move(evidence));
        }
        if (!one.isKnown() || !one.value().isOk) {
            failing.push_back(uid + ": " + (one.isKnown() ? shortened(one.value().message, 120) : "there is none"));
        }
    }
    answer["found"] = uids.size();
    answer["failing"] = failing.size();
    answer["failing_sources"] = std::move(failing);
    return Answer<Json>(std::move(answer)).with(std::move(evidence));
}

constexpr const char* kProbeAlert = "LoadTestProbe";
constexpr auto kProbeLife = std::chrono::minutes{5};

bool isProbe(const Alert& alert)
{
    const auto name = alert.labels.find("alertname");
    return name != alert.labels.end() && name->second == kProbeAlert;
}

/// An alert of ours goes in and must come out, routed to `receiver` if one is named. It ends by itself. Only a person lets it: it
/// may reach people.
Answer<Json> probeAlert(const AskContext& context, const AlertmanagerClient& client, const Json& spec)
{
    if (!context.mayRunCommands) {
        return unknown(Unknown::Kind::Refused,
                       "an alert `LoadTestProbe` would be injected, and people may be told; let it with --yes");
    }
    Exchanges evidence;
    TestAlert alert;
    alert.labels = {{"alertname", kProbeAlert}, {"env", context.plan.environment.name}, {"severity", "info"}};
    alert.annotations = {{"summary", "Test alert of Holdpoint: nothing is wrong. It ends by itself after 5 minutes."}};
    alert.startsAt = context.fetcher.clock().wallNow();
    alert.endsAt = alert.startsAt + kProbeLife;
    auto sent = client.sendTestAlert(alert);
    if (!isGiven(sent, evidence)) {
        return whyNot(sent, std::move(evidence));
    }
    const auto within = parseDuration(stringAt(spec, "within"));
    const SteadyTime end =
        context.fetcher.clock().steadyNow() + (within && *within > Nanos{} ? *within : Nanos(std::chrono::seconds{60}));
    const std::string receiver = stringAt(spec, "receiver");
    for (;;) {
        auto found = client.alerts({{"alertname", kProbeAlert, false, true}});
        evidence.resize(std::min<std::size_t>(evidence.size(), 1)); // the post, and the newest look
        if (!isGiven(found, evidence)) {
            return whyNot(found, std::move(evidence));
        }
        std::vector<std::string> receivers;
        bool isSilenced = false;
        for (const Alert& each : found.value()) {
            receivers.insert(receivers.end(), each.receivers.begin(), each.receivers.end());
            isSilenced = isSilenced || each.state == "suppressed";
        }
        const bool isThere = receiver.empty() ? !found.value().empty()
                                              : std::find(receivers.begin(), receivers.end(), receiver) != receivers.end();
        if (isThere || context.fetcher.clock().steadyNow() >= end) {
            return Answer<Json>(Json{{"seen", isThere && !isSilenced}, {"silenced", isSilenced}, {"receivers", receivers}})
                .with(std::move(evidence));
        }
        if (!context.fetcher.pause(std::chrono::milliseconds{250})) {
            return unknown(Unknown::Kind::Cancelled, "stopped while it waited for the alert");
        }
    }
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
    if (what == "datasources") {
        return datasources(client, spec, std::move(answer), std::move(evidence));
    }
    if (what != "dashboards") {
        return malformed("`grafana: " + shortened(what, 40) + "` is none of health, dashboards, datasources");
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
    Service service = sensorService(context, "alertmanager", spec);
    if (!service.isConfigured()) {
        return notConfigured("alertmanager", spec);
    }
    const std::string what = stringAt(spec, "alertmanager");
    service.isFresh = what == "probe"; // it is waited for
    const AlertmanagerClient client(context.fetcher, service);
    if (what == "status") {
        const auto status = client.status();
        return (status.isKnown() ? Answer<Json>(Json{{"version", status.value().version}, {"cluster", status.value().cluster}})
                                 : Answer<Json>(status.unknown()))
            .with(status.evidence);
    }
    if (what == "probe") {
        return probeAlert(context, client, spec);
    }
    if (what != "alerts") {
        return malformed("`alertmanager: " + shortened(what, 40) + "` is none of status, alerts, probe");
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
        if (isProbe(alert)) {
            continue; // ours, and nothing is wrong
        }
        const auto name = alert.labels.find("alertname");
        Json& list = alert.state == "suppressed" ? silenced : firing; // `unprocessed`: nobody has silenced it yet
        list.push_back(name == alert.labels.end() ? alert.fingerprint : name->second);
    }
    return Answer<Json>(
               Json{{"firing", firing.size()}, {"alerts", firing}, {"silenced", silenced.size()}, {"silenced_alerts", silenced}})
        .with(alerts.evidence);
}

Answer<Json> askDeployments(const AskContext& context, const Json& spec)
{
    const std::string environment = stringAt(spec, "deployments");
    const bool isOfPipelines = spec.contains("pipelines");
    const WallTime now = context.fetcher.clock().wallNow();
    const WallTime tried = lastTried(context);
    const std::string drill = stringAt(spec, "drill"); // how far back
    const auto reach = longDuration(drill);
    if (!drill.empty() && !reach) {
        return malformed("`drill: " + shortened(drill, 40) + "` is no time like 90d");
    }
    const WallTime begin =
        reach ? now - std::chrono::duration_cast<Micros>(*reach) : std::min<WallTime>(tried, now - kLongestDeployment);
    Exchanges evidence;
    if (const Service service = sensorService(context, "github", spec); service.isConfigured()) {
        const GitHubClient client(context.fetcher, service, stringAt(serviceSection(context.plan, "github", spec), "repository"));
        if (isOfPipelines) {
            return pipelinesOf(client.activeRuns(), wordsOf(memberAt(spec, "pipelines")));
        }
        auto found = reach ? client.history(environment, begin) : client.deployments(environment, begin);
        if (!isGiven(found, evidence)) {
            return whyNot(found, std::move(evidence));
        }
        if (reach) {
            return drillsOf(
                found.value(), [&client](const Deployment& each) { return client.state(each.id); }, std::move(evidence));
        }
        return Answer<Json>(answerOf(found.value(), tried)).with(std::move(evidence)); // GitHub knows nothing of what is planned
    }
    const Service service = sensorService(context, "gitlab", spec);
    if (!service.isConfigured()) {
        return notConfigured("github", spec);
    }
    const GitLabClient client(context.fetcher, service, stringAt(serviceSection(context.plan, "gitlab", spec), "project"));
    if (isOfPipelines) {
        return pipelinesOf(client.runningPipelines(), wordsOf(memberAt(spec, "pipelines")));
    }
    auto found = client.deployments(environment, begin);
    if (!isGiven(found, evidence)) {
        return whyNot(found, std::move(evidence));
    }
    if (reach) {
        return drillsOf(
            found.value(), [](const Deployment& each) { return Answer<std::string>(each.state); }, std::move(evidence));
    }
    Json answer = answerOf(found.value(), tried);
    const WallTime end = context.inputs.windowEnd.value_or(now);
    for (const auto add : {addSchedules, addFreeze}) {
        if (auto why = add(client, now, end, answer, evidence)) {
            return *std::move(why);
        }
    }
    return Answer<Json>(std::move(answer)).with(std::move(evidence));
}

} // namespace holdpoint
