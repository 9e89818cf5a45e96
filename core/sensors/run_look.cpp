// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sensors/run_look.h"

#include "core/analysis/run_questions.h"
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/monitor/plan_services.h"
#include "core/monitor/prometheus.h"
#include "core/sensors/askers.h"
#include "core/sensors/fact_store.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <set>
#include <thread>

namespace holdpoint {

namespace {

constexpr Nanos kQuestionTime = std::chrono::seconds{4};
constexpr std::size_t kMostPaths = 30;
constexpr std::size_t kMostSeries = 40;

/// Selectors that a template of the team's own may not name.
std::map<std::string, std::string> withSelectors(std::map<std::string, std::string> parameters)
{
    for (const char* name : {"node", "pg", "pg_node", "redis", "app"}) {
        parameters.try_emplace(name, "");
    }
    return parameters;
}

/// PostgreSQL keeps utility statements as they were sent, ALTER ROLE ... PASSWORD among them.
std::string withoutLiterals(const std::string& text)
{
    static const std::set<std::string, std::less<>> kNormalized{"select", "insert", "update", "delete",       "with",
                                                                "merge",  "values", "table",  "<insufficient"};
    const std::string word = lowered(trimmed(text.substr(0, text.find_first_of(" \t\n("))));
    return kNormalized.count(word) > 0 ? text : shortened(word, 30) + " \u2026";
}

/// What is missing where pg_stat_statements cannot be read.
Unknown explained(Unknown why)
{
    if (why.reason.find("relation \"pg_stat_statements") != std::string::npos) {
        why.reason = "pg_stat_statements is not there: shared_preload_libraries, restart, CREATE EXTENSION pg_stat_statements";
    } else if (why.reason.find("column") != std::string::npos) {
        why.reason += "; PostgreSQL 14 or later is needed";
    }
    return why;
}

bool isKeptInfo(const std::string& key)
{
    static const std::set<std::string, std::less<>> kKept{"redis_version",
                                                          "run_id",
                                                          "uptime_in_seconds",
                                                          "connected_clients",
                                                          "maxclients",
                                                          "blocked_clients",
                                                          "used_memory",
                                                          "maxmemory",
                                                          "maxmemory_policy",
                                                          "mem_fragmentation_ratio",
                                                          "total_connections_received",
                                                          "total_commands_processed",
                                                          "instantaneous_ops_per_sec",
                                                          "rejected_connections",
                                                          "expired_keys",
                                                          "evicted_keys",
                                                          "keyspace_hits",
                                                          "keyspace_misses"};
    const bool isDatabase = key.starts_with("db") && key.size() <= 4;
    return kKept.count(key) > 0 || isDatabase || key.starts_with("cmdstat_");
}

/// Distinct GET paths without a template, in the order of the plan.
void collectPaths(const std::vector<Step>& steps, std::vector<std::string>& paths)
{
    for (const Step& step : steps) {
        const bool isPlain =
            step.kind == StepKind::Http && step.http.method == "GET" && step.http.target.find("{{") == std::string::npos;
        if (isPlain && std::find(paths.begin(), paths.end(), step.http.target) == paths.end()) {
            paths.push_back(step.http.target);
        }
        collectPaths(step.steps, paths);
    }
}

std::string seriesName(const Labels& labels)
{
    std::vector<std::string> words;
    for (const char* label : {"job", "instance", "pod"}) {
        if (const auto found = labels.find(label); found != labels.end()) {
            words.push_back(found->second);
        }
    }
    return words.empty() ? "the process" : shortened(join(words, " "), 120);
}

WallTime later(WallTime at, Nanos by)
{
    return at + std::chrono::duration_cast<Micros>(by);
}

} // namespace

RunLooker::RunLooker(const Plan& plan, std::map<std::string, std::string> parameters, Nanos lookTime)
    : m_plan(plan), m_fetcher(planFetcherOptions(plan)), m_context{plan, m_fetcher, {}, kQuestionTime, false, &m_isStopped},
      m_parameters(plan, withSelectors(std::move(parameters))), m_redactor(planHidden(plan)), m_lookTime(lookTime)
{}

void RunLooker::stop()
{
    m_isStopped = true;
    m_fetcher.stop();
}

AskContext RunLooker::limited(Nanos most) const
{
    AskContext context = m_context;
    context.end = m_fetcher.clock().steadyNow() + most;
    context.timeout = std::min(context.timeout, most);
    return context;
}

bool RunLooker::isNamed(std::string_view service) const
{
    const std::string url = stringAt(memberAt(m_plan.monitoring, service), "url");
    return !url.empty() && !url.starts_with("sqlite:"); // which keeps no statistics
}

Json RunLooker::part(const Answer<Json>& answer) const
{
    if (answer.isKnown()) {
        return answer.value();
    }
    const Unknown why = answer.isUnknown() ? answer.unknown() : unknown(Unknown::Kind::NoData, "no answer");
    Json json{{"unknown", m_redactor.redact(why.reason)}};
    if (why.kind == Unknown::Kind::NotConfigured) {
        json["absent"] = true;
    }
    return json;
}

Answer<Json> RunLooker::redacted(Answer<Json> answer) const
{
    if (answer.isUnknown()) {
        Unknown why = answer.unknown();
        why.reason = m_redactor.redact(why.reason);
        return why;
    }
    return answer;
}

Answer<Json> RunLooker::sessions()
{
    return isNamed("postgresql") ? redacted(askSql(limited(kQuestionTime), Json{{"sql", activityQuestion()}}))
                                 : Answer<Json>(notConfigured("postgresql", Json::object()));
}

Answer<Json> RunLooker::cacheCounters()
{
    auto answer = askRedis(limited(kQuestionTime), Json{{"redis", "INFO all"}});
    if (answer.isKnown()) {
        Json kept = Json::object();
        for (const auto& [key, value] : answer.value().items()) {
            if (isKeptInfo(key)) {
                kept[key] = value;
            }
        }
        answer.value() = std::move(kept);
    }
    return redacted(std::move(answer));
}

Json RunLooker::database(std::string_view moment)
{
    const AskContext context = limited(m_lookTime);
    std::vector<const RunQuestion*> questions;
    for (const RunQuestion& question : databaseQuestions()) {
        const bool isWanted = moment == kLaterLook ? question.name == "activity" : moment == kAfterLoad || !question.isAfterOnly;
        if (isWanted) {
            questions.push_back(&question);
        }
    }
    if (moment == kAfterLoad) { // our own sessions count from here on
        std::rotate(questions.begin(), questions.end() - 1, questions.end());
    }
    Json content = Json::object();
    std::optional<Unknown> down;
    for (const RunQuestion* question : questions) {
        Json spec{{"sql", question->name == "activity" ? activityQuestion() : question->text}};
        if (question->isForProduction) {
            spec["from"] = "production";
        }
        const bool isLate = context.left() <= Nanos{};
        auto answer = down && !question->isForProduction ? Answer<Json>(*down)
                      : isLate ? Answer<Json>(unknown(Unknown::Kind::Timeout, "no time was left to ask"))
                               : askSql(context, spec);
        if (answer.isUnknown() && isOfSource(answer.unknown().kind) && !question->isForProduction) {
            down = answer.unknown();
        }
        if (answer.isUnknown() && question->name.starts_with("statements")) {
            answer = explained(answer.unknown());
        }
        Json seen = part(answer);
        seen.erase("value");
        if (seen.contains("rows") && question->name == "statements") {
            for (Json& row : seen["rows"]) {
                row["query"] = moment == kAfterLoad ? m_redactor.redact(withoutLiterals(stringAt(row, "query"))) : "";
            }
        }
        content[std::string(question->name)] = std::move(seen);
    }
    return content;
}

Json RunLooker::cache()
{
    return Json{{"info", part(cacheCounters())}};
}

Json RunLooker::memory(const AskContext& context, const LoadSpan& load, WallTime from, WallTime to) const
{
    auto own = m_parameters.fill(std::string_view("${memory_query}"));
    const auto query = own ? own : m_parameters.fill(std::string_view("process_resident_memory_bytes{${app}}"));
    const auto restarts = m_parameters.fill(std::string_view("changes(process_start_time_seconds{${app}}[$W]) > 0"));
    if (!query || !restarts) {
        return Json{{"unknown", (query ? restarts : query).error().message}, {"absent", true}};
    }
    const PrometheusClient client(context.fetcher, sensorService(context, "prometheus", Json::object()));
    const Nanos span = to - from;
    const Nanos step = std::clamp<Nanos>(span / 40, std::chrono::seconds{1}, std::chrono::seconds{5});
    const auto values = client.range(*query, {from, to}, std::max<Nanos>(step, span / 400));
    if (!values.isKnown()) {
        return part(Answer<Json>(values.unknown()));
    }
    const auto changed = client.instant(queryOverLoad(*restarts, load.ended - load.began), load.ended);
    if (!changed.isKnown()) { // a process that began anew looks as if it gave memory back
        return part(Answer<Json>(changed.unknown()));
    }
    std::set<std::string> restarted;
    for (const PromSeries& series : changed.value().series) {
        restarted.insert(seriesName(series.labels));
    }
    Json all = Json::array();
    for (const PromSeries& series : values.value().series) {
        if (all.size() == kMostSeries) {
            break;
        }
        Json points = Json::array();
        for (const PromPoint& point : series.points) {
            if (std::isfinite(point.value)) {
                points.push_back(Json::array({std::chrono::duration<double>(point.at - from).count(), point.value}));
            }
        }
        const std::string name = seriesName(series.labels);
        all.push_back(Json{{"name", name}, {"restarted", restarted.count(name) > 0}, {"points", std::move(points)}});
    }
    if (all.empty()) {
        return Json{{"unknown", "no process says its memory (" + *query + ")"}};
    }
    return Json{{"query", *query}, {"series", std::move(all)}};
}

Json RunLooker::monitor(const LoadSpan& load)
{
    const AskContext context = limited(m_lookTime);
    Json content = Json::object();
    const PrometheusClient client(m_fetcher, sensorService(context, "prometheus", Json::object()));
    const Nanos length = load.ended - load.began;
    std::optional<Unknown> down;
    for (const RunQuestion& question : promQuestions()) {
        const auto filled = m_parameters.fill(question.text);
        Json& into = content[std::string(question.name)];
        if (!filled || filled->empty()) {
            into = Json{{"unknown", filled ? "the plan does not name it" : filled.error().message}, {"absent", true}};
            continue;
        }
        if (const auto number = parseNumber(*filled)) {
            into = *number;
            continue;
        }
        if (!down && context.left() <= Nanos{}) {
            down = unknown(Unknown::Kind::Timeout, "no time was left to ask");
        }
        Answer<double> value = down ? Answer<double>(*down) : [&]() -> Answer<double> {
            auto result = client.instant(queryOverLoad(*filled, length), load.ended);
            return result.isKnown() ? singleValue(result.value()) : Answer<double>(result.unknown());
        }();
        if (value.isUnknown() && isOfSource(value.unknown().kind)) {
            down = value.unknown();
        }
        into = value.isKnown() ? Json(value.value()) : part(Answer<Json>(value.unknown()));
    }
    const WallTime from = later(load.began, load.holdFrom);
    const WallTime to = load.holdTo > Nanos{} ? std::min(load.ended, later(load.began, load.holdTo)) : load.ended;
    content["hold_s"] = std::max(0.0, std::chrono::duration<double>(to - from).count());
    const auto written = m_parameters.fill(std::string_view("${memory_hold:-10m}"));
    const auto least = written ? parseDuration(*written) : Result<Nanos>(Nanos{});
    content["least_hold_s"] = least ? std::chrono::duration<double>(*least).count() : 0;
    content["memory"] = down        ? part(Answer<Json>(*down))
                        : !least    ? Json{{"unknown", "the parameter `memory_hold`: " + least.error().message}}
                        : to > from ? memory(context, load, from, to)
                                    : Json{{"unknown", "the load was never held"}};
    return content;
}

Json RunLooker::paths(const LoadSpan& load)
{
    const TestPlan* test = m_plan.test(load.testId);
    std::vector<std::string> targets;
    for (const Scenario& scenario : test == nullptr ? std::vector<Scenario>{} : test->scenarios) {
        collectPaths(scenario.flow, targets);
    }
    if (targets.empty()) {
        return Json{{"paths", {{"unknown", "the test gets no path without a variable"}, {"absent", true}}}};
    }
    targets.resize(std::min(targets.size(), kMostPaths));
    const AskContext context = limited(m_lookTime);
    Json rows = Json::array();
    std::string why;
    for (const std::string& target : targets) {
        if (context.left() <= Nanos{} || m_isStopped) {
            break;
        }
        const auto answer = askHttp(context, Json{{"http", target}, {"headers", {{"Accept-Encoding", "gzip, br"}}}});
        if (!answer.isKnown()) {
            why = answer.isUnknown() ? m_redactor.redact(answer.unknown().reason) : "no answer";
            continue;
        }
        const Json& headers = memberAt(answer.value(), "headers");
        const std::string type = lowered(stringAt(headers, "content-type"));
        const bool hasCdn = headers.contains("age") || headers.contains("via") || headers.contains("x-cache") ||
                            headers.contains("cf-cache-status") ||
                            stringAt(headers, "server-timing").find("cdn-cache") != std::string::npos;
        rows.push_back(Json{{"path", shortened(m_redactor.redact(target), 200)},
                            {"status", integerAt(answer.value(), "status")},
                            {"type", shortened(type.substr(0, type.find(';')), 100)},
                            {"encoding", shortened(stringAt(headers, "content-encoding"), 40)},
                            {"cache_control", shortened(stringAt(headers, "cache-control"), 200)},
                            {"cdn", hasCdn},
                            {"bytes", numberAt(answer.value(), "bytes")}});
    }
    return Json{{"paths", rows.empty() ? Json{{"unknown", why}} : Json{{"rows", std::move(rows)}, {"why", why}}}};
}

Json RunLooker::network()
{
    const auto answer = askTcp(limited(m_lookTime), Json{{"tcp", "plan"}, {"connections", 3}});
    if (!answer.isKnown()) {
        return Json{{"rtt_ms", part(answer)}, {"dns_ms", part(answer)}};
    }
    double slowest = 0;
    for (const Json& host : memberAt(answer.value(), "hosts")) {
        slowest = std::max(slowest, numberAt(host, "resolve_ms"));
    }
    return Json{{"rtt_ms", numberAt(answer.value(), "rtt_ms")}, {"dns_ms", slowest}};
}

std::vector<Snapshot> RunLooker::look(std::string_view moment, const LoadSpan& load)
{
    std::vector<Snapshot> found;
    std::mutex mutex;
    std::vector<std::thread> threads;
    const auto add = [&](const char* source, std::function<Json()> ask) {
        threads.emplace_back([&, source, ask = std::move(ask)] {
            Snapshot snapshot{load.run, std::string(moment), source, m_fetcher.clock().wallNow(), ask()};
            const std::lock_guard lock(mutex);
            found.push_back(std::move(snapshot));
        });
    };
    if (isNamed("postgresql")) {
        add("postgresql", [&] { return database(moment); });
    }
    if (isNamed("redis") && moment != kLaterLook) {
        add("redis", [&] { return cache(); });
    }
    if (isNamed("prometheus") && moment == kAfterLoad) {
        add("prometheus", [&] { return monitor(load); });
    }
    if (moment == kAfterLoad) { // not before the load: it would warm what the load should find cold
        add("http", [&] { return paths(load); });
    }
    if (moment == kBeforeLoad) {
        add("network", [&] { return network(); });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    std::sort(found.begin(), found.end(), [](const Snapshot& a, const Snapshot& b) { return a.source < b.source; });
    return found;
}

} // namespace holdpoint
