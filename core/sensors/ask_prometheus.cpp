// SPDX-License-Identifier: GPL-3.0-or-later
// `promql` and `prometheus`.
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/monitor/plan_services.h"
#include "core/monitor/prometheus.h"
#include "core/plan/plan_reader.h"
#include "core/sensors/askers.h"
#include "core/sensors/traffic_mix.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace holdpoint {

namespace {

/// The newest ended load or retest run of each test that counts.
std::vector<const RunRecord*> loadRuns(const AskContext& context)
{
    std::vector<const RunRecord*> found;
    for (const TestPlan& test : context.plan.tests) {
        if (const RunRecord* run = decidingRun(context.inputs.runs, test.id); run != nullptr && run->endedAt) {
            found.push_back(run);
        }
    }
    return found;
}

Json rowsOf(const PromResult& result)
{
    Json rows = Json::array();
    for (const PromSeries& series : result.series) {
        if (!series.points.empty() && std::isfinite(series.points.back().value)) {
            Json row = Json::object();
            for (const auto& [name, value] : series.labels) {
                row[name] = value;
            }
            row["value"] = series.points.back().value;
            rows.push_back(std::move(row));
        }
    }
    return rows;
}

/// Production's traffic by route, against what the plan sends.
Answer<Json> againstPlan(const Plan& plan, const PromResult& result, const std::string& label)
{
    std::map<std::string, double> production;
    for (const PromSeries& series : result.series) {
        const auto route = series.labels.find(label);
        if (route != series.labels.end() && !series.points.empty()) {
            production[route->second] += series.points.back().value;
        }
    }
    const TrafficMix mix = compareMix(production, plannedTargets(plan));
    if (mix.rows.empty() || mix.rows.front().production == 0) {
        return unknown(Unknown::Kind::NoData, "no series has a label `" + shortened(label, 40) + "` and traffic");
    }
    Json rows = Json::array();
    for (const TrafficMix::Row& row : mix.rows) {
        rows.push_back(Json{{"route", row.route}, {"production", 100 * row.production}, {"plan", 100 * row.plan}});
    }
    return Json{{"distance", 100 * mix.distance},
                {"uncovered", mix.uncovered.size()},
                {"uncovered_routes", mix.uncovered},
                {"mix", rows}};
}

/// The worst value over all load windows: of each at its end, `$W` being its length.
Answer<Json> overLoad(const AskContext& context, const PrometheusClient& client, const std::string& query, bool isLowest)
{
    Answer<Json> worst;
    std::vector<ExchangeRecord> evidence;
    for (const RunRecord* run : loadRuns(context)) {
        const TimeSpan load = run->result.loadSpan.value_or(TimeSpan{run->startedAt, *run->endedAt});
        const Nanos length = load.to - load.from;
        auto result = client.instant(queryOverLoad(query, length), load.to);
        evidence.insert(evidence.end(), result.evidence.begin(), result.evidence.end());
        const Answer<double> value = result.isKnown() ? singleValue(result.value()) : Answer<double>(result.unknown());
        if (!value.isKnown()) {
            Unknown why = value.unknown();
            why.reason += why.kind == Unknown::Kind::NoData ? shortLoadRemark(query, length) : "";
            why.reason += " (run " + std::to_string(run->id) + ")";
            return Answer<Json>(std::move(why)).with(std::move(evidence));
        }
        const bool isWorse = !worst.isKnown() || (isLowest ? value.value() < worst.value().get<double>()
                                                           : value.value() > worst.value().get<double>());
        if (isWorse) {
            worst = Json(value.value());
        }
    }
    return std::move(worst).with(std::move(evidence));
}

constexpr std::size_t kMostRunbooks = 50;

/// Hosts that a link of an alert rule may send us to beside those that may be loaded: the fact's `hosts`, and those of
/// `monitoring`.
std::vector<std::string> runbookHosts(const AskContext& context, const Json& spec)
{
    auto hosts = wordsOf(memberAt(spec, "hosts"));
    if (context.plan.monitoring.is_object()) {
        for (const Json& section : context.plan.monitoring) {
            if (const auto own = parseTargetUrl(stringAt(section, "url"))) {
                hosts.push_back(own->host);
            }
        }
    }
    return hosts;
}

/// Whether the alert rules (those of `names`, or all) name a runbook, and whether it is there: dead is what a server says so of.
/// One behind a login is counted apart. Those on hosts that are not asked leave it open unless another is missing or dead.
Answer<Json> runbooks(const AskContext& context, const PrometheusClient& client, const Json& spec)
{
    auto rules = client.alertRules();
    auto evidence = std::move(rules.evidence);
    if (!rules.isKnown()) {
        return Answer<Json>(rules.unknown()).with(std::move(evidence));
    }
    const auto wanted = wordsOf(memberAt(spec, "names"));
    std::map<std::string, std::string> links; // by rule
    for (const std::string& name : wanted) {
        links[name];
    }
    for (const PromRule& rule : rules.value()) {
        if (wanted.empty() || links.contains(rule.name)) {
            const auto link = rule.annotations.find("runbook_url");
            links[rule.name] = link == rule.annotations.end() ? links[rule.name] : link->second;
        }
    }
    if (links.empty()) {
        return Answer<Json>(unknown(Unknown::Kind::NoData, "Prometheus has no alert rule")).with(std::move(evidence));
    }
    std::map<std::string, Answer<Json>> pages; // each once
    AskContext limited = context;              // one limit for all pages
    limited.end = std::min(context.end, context.fetcher.clock().steadyNow() + context.timeout);
    const auto more = runbookHosts(context, spec);
    Json missing = Json::array();
    Json dead = Json::array();
    Json closed = Json::array();
    Json rows = Json::array();
    std::vector<std::string> notAsked;
    for (const auto& [name, link] : links) {
        if (link.empty()) {
            missing.push_back(name);
            continue;
        }
        const auto url = parseTargetUrl(link);
        if (!url || !mayFollow(context, url->host, more)) {
            notAsked.push_back(name);
            rows.push_back(Json{{"rule", name}, {"url", shortened(link, 200)}, {"status", nullptr}});
            continue;
        }
        if (!pages.contains(link)) {
            if (pages.size() == kMostRunbooks) {
                return Answer<Json>(unknown(Unknown::Kind::Limit, "there are more than 50 runbooks; name rules with `names`"))
                    .with(std::move(evidence));
            }
            if (limited.left() == Nanos{}) {
                return Answer<Json>(
                           unknown(Unknown::Kind::Limit, "only " + std::to_string(pages.size()) + " runbooks answered in time"))
                    .with(std::move(evidence));
            }
            pages[link] = askHttp(limited, Json{{"http", link}});
            evidence.insert(evidence.end(), pages[link].evidence.begin(), pages[link].evidence.end());
        }
        const Answer<Json>& page = pages[link];
        const std::int64_t status = page.isKnown() ? integerAt(page.value(), "status") : 0;
        rows.push_back(Json{{"rule", name}, {"url", shortened(link, 200)}, {"status", status}});
        if (page.isUnknown() && page.unknown().kind == Unknown::Kind::Auth) {
            closed.push_back(name);
        } else if (page.isUnknown()) { // of the page's server, not of Prometheus: nothing else waits for it
            const bool isStop = page.unknown().kind == Unknown::Kind::Cancelled;
            return Answer<Json>(unknown(isStop ? Unknown::Kind::Cancelled : Unknown::Kind::NoData,
                                        "the runbook of " + shortened(name, 80) + ": " + page.unknown().reason))
                .with(std::move(evidence));
        } else if (status >= 400) {
            dead.push_back(name + ": " + std::to_string(status));
        }
    }
    if (!notAsked.empty() && missing.empty() && dead.empty()) {
        return Answer<Json>(
                   unknown(Unknown::Kind::NoData, std::to_string(notAsked.size()) +
                                                      " runbooks are on hosts that the plan does not name, such as that of " +
                                                      shortened(notAsked.front(), 80) +
                                                      "; name the hosts as the checklist parameter `runbook_hosts`"))
            .with(std::move(evidence));
    }
    return Answer<Json>(Json{{"count", links.size()},
                             {"missing", missing.size()},
                             {"missing_rules", missing},
                             {"dead", dead.size()},
                             {"dead_links", dead},
                             {"behind_login", closed.size()},
                             {"not_asked", notAsked.size()},
                             {"runbooks", rows}})
        .with(std::move(evidence));
}

} // namespace

Answer<Json> askPromql(const AskContext& context, const Json& spec)
{
    const Service service = sensorService(context, "prometheus", spec);
    if (!service.isConfigured()) {
        return notConfigured("prometheus", spec);
    }
    const PrometheusClient client(context.fetcher, service);
    const std::string query = stringAt(spec, "promql");
    if (stringAt(spec, "over") == "load") {
        return overLoad(context, client, query, stringAt(spec, "pick") == "min");
    }
    auto result = client.instant(withWindow(query, std::chrono::minutes{5}));
    auto evidence = std::move(result.evidence);
    if (!result.isKnown()) {
        return Answer<Json>(result.unknown()).with(std::move(evidence));
    }
    if (boolAt(spec, "rows")) {
        return Answer<Json>(rowsOf(result.value())).with(std::move(evidence));
    }
    if (stringAt(spec, "against") == "plan") {
        return againstPlan(context.plan, result.value(), stringAt(spec, "label", "path")).with(std::move(evidence));
    }
    const auto value = singleValue(result.value());
    return (value.isKnown() ? Answer<Json>(Json(value.value())) : Answer<Json>(value.unknown())).with(std::move(evidence));
}

Answer<Json> askPrometheus(const AskContext& context, const Json& spec)
{
    const Service service = sensorService(context, "prometheus", spec);
    if (!service.isConfigured()) {
        return notConfigured("prometheus", spec);
    }
    const PrometheusClient client(context.fetcher, service);
    const std::string what = stringAt(spec, "prometheus");
    if (what == "ready") {
        const auto ready = client.ready();
        return (ready.isKnown() ? Answer<Json>(Json(true)) : Answer<Json>(ready.unknown())).with(ready.evidence);
    }
    if (what == "rules") {
        const auto rules = client.alertRules();
        if (!rules.isKnown()) {
            return Answer<Json>(rules.unknown()).with(rules.evidence);
        }
        Json names = Json::array();
        Json unhealthy = Json::array();
        Json withoutRunbook = Json::array();
        for (const PromRule& rule : rules.value()) {
            names.push_back(rule.name);
            if (rule.health != "ok" || !rule.lastError.empty()) {
                unhealthy.push_back(rule.name + ": " + rule.lastError);
            }
            if (rule.annotations.count("runbook_url") == 0) {
                withoutRunbook.push_back(rule.name);
            }
        }
        Json missing = Json::array();
        for (const std::string& name : wordsOf(memberAt(spec, "names"))) {
            if (std::find(names.begin(), names.end(), Json(name)) == names.end()) {
                missing.push_back(name);
            }
        }
        return Answer<Json>(Json{{"count", names.size()},
                                 {"missing", missing.size()},
                                 {"missing_names", missing},
                                 {"unhealthy", unhealthy.size()},
                                 {"unhealthy_rules", unhealthy},
                                 {"without_runbook", withoutRunbook.size()},
                                 {"without_runbook_rules", withoutRunbook}})
            .with(rules.evidence);
    }
    if (what == "runbooks") {
        return runbooks(context, client, spec);
    }
    if (what != "targets") {
        return malformed("`prometheus: " + shortened(what, 40) + "` is none of ready, targets, rules, runbooks");
    }
    const auto targets = client.targets();
    if (!targets.isKnown()) {
        return Answer<Json>(targets.unknown()).with(targets.evidence);
    }
    Json down = Json::array();
    std::vector<std::string> jobs;
    for (const PromTarget& target : targets.value()) {
        const auto job = target.labels.find("job");
        jobs.push_back(job == target.labels.end() ? target.pool : job->second);
        if (target.health != "up") {
            down.push_back(jobs.back() + " " + target.url + ": " + target.lastError);
        }
    }
    Json missing = Json::array();
    for (const std::string& name : wordsOf(memberAt(spec, "jobs"))) {
        if (std::find(jobs.begin(), jobs.end(), name) == jobs.end()) {
            missing.push_back(name);
        }
    }
    return Answer<Json>(Json{{"count", jobs.size()},
                             {"down", down.size()},
                             {"down_targets", down},
                             {"missing", missing.size()},
                             {"missing_jobs", missing}})
        .with(targets.evidence);
}

} // namespace holdpoint
