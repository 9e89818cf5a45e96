// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/watch/plan_watch.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "core/checklist/parameters.h"
#include "core/monitor/grafana.h"
#include "core/monitor/jaeger.h"
#include "core/monitor/plan_services.h"
#include "core/monitor/prometheus.h"
#include "core/monitor/sentry.h"
#include "core/plan/secret_text.h"
#include "core/sensors/askers.h"
#include "core/sensors/fact_store.h"
#include "core/watch/log_tail.h"

#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

constexpr std::chrono::seconds kStep{15};        // checklist-notes.md §4
constexpr std::chrono::seconds kLeastWindow{60}; // of `$W` while the load is young: an increase needs two scrapes
constexpr std::chrono::seconds kHealthEvery{15}; // Grafana, Jaeger: their health needs no more (checklist-items.csv)
constexpr std::chrono::seconds kIssuesEvery{30}; // Sentry counts questions
constexpr std::size_t kShownLine = 300;          // bytes
constexpr const char* kPrometheus = "prometheus";

void addOnce(std::vector<std::string>& list, const std::string& text)
{
    if (std::find(list.begin(), list.end(), text) == list.end()) {
        list.push_back(text);
    }
}

/// Facts of the items, the plan's own in place of the template's.
std::vector<Json> logFacts(const Plan& plan, const ChecklistTemplate& definition)
{
    std::vector<Json> facts;
    const Json& sensors = memberAt(plan.checklist, "sensors");
    for (const ItemDefinition& item : definition.items) {
        if (const Json& own = memberAt(memberAt(sensors, item.id), "facts"); own.is_object()) {
            for (const auto& [name, spec] : own.items()) {
                facts.push_back(spec);
            }
            continue;
        }
        for (const FactPlan& fact : item.sense ? item.sense->facts : std::vector<FactPlan>{}) {
            facts.push_back(fact.spec);
        }
    }
    std::erase_if(facts, [](const Json& spec) { return stringAt(spec, "log").empty(); }); // a list is a command
    return facts;
}

template <typename T>
SourceAnswer answerOf(WallTime askedAt, const Answer<T>& answer)
{
    SourceAnswer result;
    result.askedAt = askedAt;
    result.reason = answer.isKnown() ? "" : answer.unknown().reason;
    return result;
}

SourceAnswer askQueries(const PrometheusClient& client, const Plan& plan, const std::vector<std::string>& queries,
                        WallTime loadFrom, const Clock& clock)
{
    SourceAnswer round;
    round.askedAt = clock.wallNow();
    if (queries.empty()) {
        return answerOf(round.askedAt, client.instant("vector(1)"));
    }
    for (const std::string& query : queries) {
        QueryAnswer& one = round.queries.emplace_back();
        one.query = query;
        one.askedAt = clock.wallNow();
        if (!round.reason.empty()) {
            one.reason = round.reason;
            continue;
        }
        const Nanos soFar = std::max<Nanos>(kLeastWindow, one.askedAt - loadFrom);
        const auto result = client.instant(withSecrets(queryOverLoad(query, soFar), plan.secrets));
        const Answer<double> value = result.isKnown() ? singleValue(result.value()) : Answer<double>(result.unknown());
        if (value.isKnown()) {
            one.value = value.value();
            continue;
        }
        one.reason = value.unknown().reason;
        if (isOfSource(value.unknown().kind)) {
            round.reason = one.reason;
            round.askedAt = one.askedAt;
        }
    }
    return round;
}

/// What an application wrote, for people: one short line without control characters and secrets.
std::string shownLine(const std::string& line, const Redactor& redactor)
{
    std::string text = redactor.redact(line);
    std::replace_if(
        text.begin(), text.end(), [](char letter) { return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F; }, ' ');
    return shortened(text, kShownLine);
}

/// Lines of errors and warnings a second since the last asking, beside whether the logs can be read.
SourceAnswer askLogs(LogTail& files, JournalTail& journals, std::optional<WallTime>& last, const Redactor& redactor,
                     const Clock& clock)
{
    SourceAnswer answer;
    answer.askedAt = clock.wallNow();
    LogCounts counts = files.take();
    journals.take(counts);
    answer.reason = counts.reason;
    const double seconds = last ? std::chrono::duration<double>(answer.askedAt - *last).count() : 0;
    if (seconds > 0 && answer.reason.empty()) {
        answer.queries.push_back({kLogErrors, answer.askedAt, static_cast<double>(counts.errors) / seconds, {}});
        answer.queries.push_back({kLogWarnings, answer.askedAt, static_cast<double>(counts.warnings) / seconds, {}});
    }
    const std::uint64_t all = counts.errors + counts.warnings;
    if (all > counts.lines.size()) {
        answer.lines.push_back(formatCount(all - counts.lines.size()) + " more errors and warnings before these");
    }
    for (const std::string& line : counts.lines) {
        answer.lines.push_back(shownLine(line, redactor));
    }
    last = answer.askedAt;
    return answer;
}

SourceFindings findingsFrom(const Answer<PromResult>& result)
{
    SourceFindings findings;
    if (!result.isKnown()) {
        findings.whyNone = result.unknown().reason;
        return findings;
    }
    const auto& series = result.value().series;
    if (series.size() > 1) {
        findings.whyNone = "the query gives " + std::to_string(series.size()) + " series; one is needed: max(...)";
        return findings;
    }
    for (const PromPoint& point : series.empty() ? std::vector<PromPoint>{} : series.front().points) {
        if (std::isfinite(point.value)) {
            findings.points.push_back({point.at, point.value});
        }
    }
    if (findings.points.empty()) {
        findings.isEmpty = true;
        findings.whyNone = "Prometheus has no data for it over this load";
    }
    return findings;
}

} // namespace

WatchedPlan watchedPlan(const Plan& plan, const ChecklistTemplate& definition)
{
    WatchedPlan watched;
    for (const ThresholdRule& rule : plan.thresholds) {
        if (rule.source == kPrometheus) {
            addOnce(watched.ruleQueries, rule.query);
            addOnce(watched.queries, rule.query);
        }
    }
    for (const AlarmRule& alarm : plan.alarms) {
        if (alarm.source == kPrometheus) {
            addOnce(watched.queries, alarm.query);
        }
    }
    const Parameters parameters(plan, definition.parameters);
    for (const Json& spec : logFacts(plan, definition)) {
        const auto file = parameters.fill(std::string_view(stringAt(spec, "log"))); // without its parameter it is not named
        if (file && !file->empty()) {
            const LogSource source = logSource(Json(*file));
            if (source.kind == LogSource::Kind::Journal) {
                addOnce(watched.units, source.words.front());
            }
            if (source.kind != LogSource::Kind::File) {
                continue; // a command is only run where somebody let it
            }
            const auto path = besidePlan(plan, source.file);
            if (std::find(watched.logs.begin(), watched.logs.end(), path) == watched.logs.end()) {
                watched.logs.push_back(path);
            }
        }
    }
    for (const char* service : {kPrometheus, "grafana", "jaeger", "sentry"}) {
        if (planService(plan, service).isConfigured()) {
            watched.services.emplace_back(service);
        }
    }
    return watched;
}

std::vector<WatchedSource> watchedSources(const Plan& plan, const WatchedPlan& watched, Fetcher& fetcher,
                                          const std::atomic<bool>* isStopped)
{
    std::vector<WatchedSource> sources;
    const Nanos every = plan.watchEvery;
    const Clock* clock = &fetcher.clock();
    for (const std::string& service : watched.services) {
        if (service == kPrometheus) {
            const auto client = std::make_shared<PrometheusClient>(fetcher, planService(plan, service));
            sources.push_back({service, every, [client, clock, &plan, queries = watched.queries](WallTime loadFrom) {
                                   return askQueries(*client, plan, queries, loadFrom, *clock);
                               }});
        } else if (service == "grafana") {
            const auto client = std::make_shared<GrafanaClient>(fetcher, planService(plan, service));
            sources.push_back({service, std::max<Nanos>(every, kHealthEvery), [client, clock](WallTime) {
                                   const WallTime asked = clock->wallNow();
                                   return answerOf(asked, client->health());
                               }});
        } else if (service == "jaeger") {
            const auto client = std::make_shared<JaegerClient>(fetcher, planService(plan, service));
            sources.push_back({service, std::max<Nanos>(every, kHealthEvery), [client, clock](WallTime) {
                                   const WallTime asked = clock->wallNow();
                                   return answerOf(asked, client->services());
                               }});
        } else if (service == "sentry") {
            const Json& section = memberAt(plan.monitoring, service);
            const auto client = std::make_shared<SentryClient>(
                fetcher, SentryService{planService(plan, service), withSecrets(stringAt(section, "org"), plan.secrets),
                                       wordsOf(memberAt(section, "projects")), plan.environment.name});
            sources.push_back({service, std::max<Nanos>(every, kIssuesEvery), [client, clock](WallTime loadFrom) {
                                   const WallTime asked = clock->wallNow();
                                   return answerOf(asked, client->newIssues(loadFrom));
                               }});
        }
    }
    if (!watched.logs.empty() || !watched.units.empty()) {
        const auto files = std::make_shared<LogTail>(watched.logs);
        const auto journals = std::make_shared<JournalTail>(watched.units, isStopped);
        sources.push_back({std::string(kLogSource), every,
                           [clock, files, journals, redactor = Redactor(plan.secrets), last = std::optional<WallTime>()](
                               WallTime) mutable { return askLogs(*files, *journals, last, redactor, *clock); }});
    }
    return sources;
}

SourceFindingsByQuery findingsOver(const Plan& plan, const std::vector<std::string>& queries, const TimeSpan& load,
                                   Fetcher& fetcher)
{
    const PrometheusClient client(fetcher, planService(plan, kPrometheus));
    SourceFindingsByQuery all;
    std::optional<Unknown> down;
    for (const std::string& query : queries) {
        const std::string text = withSecrets(queryOverLoad(query, load.to - load.from), plan.secrets);
        // where a subquery looks: at the multiples of its step
        const auto since = load.from.time_since_epoch();
        const WallTime first{(since + kStep - Micros{1}) / kStep * std::chrono::duration_cast<Micros>(kStep)};
        const bool isOnce = isOverLoad(query) || first > load.to;
        const auto result = down     ? Answer<PromResult>(*down)
                            : isOnce ? client.instant(text, load.to)
                                     : client.range(text, {first, load.to}, kStep);
        if (result.isUnknown() && isOfSource(result.unknown().kind)) {
            down = result.unknown();
        }
        all[query] = findingsFrom(result);
    }
    return all;
}

} // namespace holdpoint
