// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/monitor/plan_services.h"
#include "core/plan/plan_reader.h"
#include "core/sensors/askers.h"

#include <algorithm>
#include <array>

namespace holdpoint {

namespace {

bool isOfProduction(const Json& spec)
{
    return stringAt(spec, "from") == "production";
}

template <const char* kService>
std::string serviceSource(const Plan&, const Json& spec)
{
    return (isOfProduction(spec) ? "production." : "") + std::string(kService);
}

template <const char* kName>
std::string namedSource(const Plan&, const Json&)
{
    return kName;
}

std::string httpSource(const Plan& plan, const Json& spec)
{
    const std::string written = stringAt(spec, "http");
    const auto url = parseTargetUrl(written.starts_with('/') ? plan.environment.baseUrl : written);
    return "http " + (url ? url->hostAndPort() : written);
}

/// Each place is a source of its own: one that is down says nothing of another.
std::string websocketSource(const Plan&, const Json& spec)
{
    return "websocket " + shortened(join(wordsOf(memberAt(spec, "websocket")), " "), 100);
}

/// A program that hangs holds up no file.
std::string logLane(const Plan&, const Json& spec)
{
    const LogSource source = logSource(memberAt(spec, "log"));
    return source.kind == LogSource::Kind::File      ? "files"
           : source.kind == LogSource::Kind::Journal ? "journal"
                                                     : "command " + shortened(join(source.words, " "), 100);
}

/// A probe's span goes to the collector first.
std::string jaegerSource(const Plan&, const Json& spec)
{
    return stringAt(spec, "jaeger") == "probe" ? "otlp" : "jaeger";
}

/// Comparing runs takes its own time.
std::string runSource(const Plan&, const Json& spec)
{
    return spec.contains("worse_than") ? "reference" : "runs";
}

std::string runQuestion(const Json& spec)
{
    if (spec.contains("worse_than")) {
        return "the newest runs of " + join(wordsOf(memberAt(spec, "run")), " ") + " against those of " +
               stringAt(spec, "worse_than");
    }
    std::string text = "the newest " + stringAt(spec, "of", "load") + " runs of " + join(wordsOf(memberAt(spec, "run")), " ");
    for (const char* key : {"metric", "threshold", "load", "errors", "verify", "aggregate"}) {
        if (const std::string value = stringAt(spec, key); !value.empty()) {
            text += std::string(", ") + key + " " + value;
        }
    }
    return text;
}

std::string commandSource(const Plan&, const Json& spec)
{
    return "command " + shortened(join(wordsOf(memberAt(spec, "command")), " "), 100);
}

constexpr std::string_view kBothSides = "both ";

/// Of staging's side; the source that shows with what was compared.
std::string compareSource(const Plan& plan, const Json& spec)
{
    const auto parts = compareParts(plan, spec);
    return parts.empty() ? "compare" : std::string(kBothSides) + parts.front().source;
}

template <const char* kKey>
std::string textQuestion(const Json& spec)
{
    return std::string(kKey) + " " + join(wordsOf(memberAt(spec, kKey)), " ");
}

std::string httpQuestion(const Json& spec)
{
    return stringAt(spec, "method", "GET") + " " + stringAt(spec, "http");
}

std::string promqlQuestion(const Json& spec)
{
    return stringAt(spec, "promql");
}

std::string sqlQuestion(const Json& spec)
{
    return stringAt(spec, "sql");
}

std::string compareQuestion(const Json& spec)
{
    return "on staging and production: " + dumpJson(memberAt(spec, "compare"));
}

constexpr char kAction[] = "action";
constexpr char kRecord[] = "record";
constexpr char kPrometheus[] = "prometheus";
constexpr char kPostgresql[] = "postgresql";
constexpr char kRedis[] = "redis";
constexpr char kTcp[] = "tcp";
constexpr char kDns[] = "dns";
constexpr char kTimer[] = "timer";
constexpr char kTls[] = "tls";
constexpr char kFiles[] = "files";
constexpr char kFile[] = "file";
constexpr char kEnvFile[] = "env_file";
constexpr char kCommand[] = "command";
constexpr char kK6[] = "k6";
constexpr char kGrafana[] = "grafana";
constexpr char kAlertmanager[] = "alertmanager";
constexpr char kDeployments[] = "deployments";
constexpr char kSentry[] = "sentry";
constexpr char kJaeger[] = "jaeger";
constexpr char kLog[] = "log";
constexpr char kHint[] = "hint";
constexpr char kSourceConnected[] = "source_connected";
constexpr char kSlack[] = "slack";
constexpr char kPagerDuty[] = "pagerduty";
constexpr char kWebsocket[] = "websocket";
constexpr char kRuns[] = "runs";

} // namespace

const FactKind* factKind(std::string_view kind)
{
    static const std::vector<FactKind> kKinds{
        {"action", namedSource<kRecord>, askAction, textQuestion<kAction>, "/state"},
        {"promql", serviceSource<kPrometheus>, askPromql, promqlQuestion, ""},
        {"prometheus", serviceSource<kPrometheus>, askPrometheus, textQuestion<kPrometheus>, ""},
        {"http", httpSource, askHttp, httpQuestion, "/status"},
        {"tcp", namedSource<kTcp>, askTcp, textQuestion<kTcp>, "/unreachable"},
        {"dns", namedSource<kDns>, askDns, textQuestion<kDns>, "/shared"},
        {"timer", namedSource<kTimer>, askTimer, textQuestion<kTimer>, "/next_within_days"},
        {"tls", namedSource<kTls>, askTls, textQuestion<kTls>, "/days_left"},
        {"file", namedSource<kFiles>, askFile, textQuestion<kFile>, "/exists"},
        {"env_file", namedSource<kFiles>, askEnvFile, textQuestion<kEnvFile>, "/mode"},
        {"command", commandSource, askCommand, textQuestion<kCommand>, "/exit_code"},
        {"k6", namedSource<kK6>, askK6, textQuestion<kK6>, "/version"},
        {"sql", serviceSource<kPostgresql>, askSql, sqlQuestion, "/value"},
        {"redis", serviceSource<kRedis>, askRedis, textQuestion<kRedis>, ""},
        {"compare", compareSource, nullptr, compareQuestion, "/diff_count", false, compareParts, compareSides},
        {"grafana", serviceSource<kGrafana>, askGrafana, textQuestion<kGrafana>, "/found"},
        {"alertmanager", namedSource<kAlertmanager>, askAlertmanager, textQuestion<kAlertmanager>, "/firing"},
        {"deployments", namedSource<kDeployments>, askDeployments, textQuestion<kDeployments>, "/active"},
        {"sentry", namedSource<kSentry>, askSentry, textQuestion<kSentry>, "/count"},
        {"log", logLane, askLog, textQuestion<kLog>, "/error"},
        {"source_connected", namedSource<kRecord>, askSourceConnected, textQuestion<kSourceConnected>, "/coverage"},
        {"jaeger", jaegerSource, askJaeger, textQuestion<kJaeger>, "/found"},
        {"websocket", websocketSource, askWebsocket, textQuestion<kWebsocket>, "/status"},
        {"run", runSource, askRun, runQuestion, "/value", true},
        {"slack", namedSource<kSlack>, askSlack, textQuestion<kSlack>, "/ok"},
        {"pagerduty", namedSource<kPagerDuty>, askPagerDuty, textQuestion<kPagerDuty>, "/count"},
        {"hint", namedSource<kRuns>, askHint, textQuestion<kHint>, "/count", true},
    };
    const auto found = std::find_if(kKinds.begin(), kKinds.end(), [kind](const FactKind& each) { return each.kind == kind; });
    return found == kKinds.end() ? nullptr : &*found;
}

std::string sourceTitle(std::string_view source)
{
    using Title = std::pair<std::string_view, std::string_view>;
    static constexpr auto kTitles = std::to_array<Title>({{"prometheus", "Prometheus"},
                                                          {"postgresql", "PostgreSQL"},
                                                          {"redis", "Redis"},
                                                          {"tcp", "TCP"},
                                                          {"dns", "DNS"},
                                                          {"tls", "TLS"},
                                                          {"timer", "timers"},
                                                          {"journal", "the journal"},
                                                          {"files", "files"},
                                                          {"log", "application logs"},
                                                          {"engine", "the load engine"},
                                                          {"record", "this release's record"},
                                                          {"jaeger", "Jaeger"},
                                                          {"otlp", "OTLP collector"},
                                                          {"grafana", "Grafana"},
                                                          {"sentry", "Sentry"},
                                                          {"alertmanager", "Alertmanager"},
                                                          {"deployments", "deployments"},
                                                          {"slack", "Slack"},
                                                          {"pagerduty", "PagerDuty"},
                                                          {"reference", "the reference release"},
                                                          {"runs", "the runs"}});
    if (source.starts_with(kBothSides)) {
        return sourceTitle(source.substr(kBothSides.size())) + " of staging and production";
    }
    constexpr std::string_view kProductionDot = "production.";
    const bool isProduction = source.starts_with(kProductionDot);
    const std::string_view name = isProduction ? source.substr(kProductionDot.size()) : source;
    const auto found = std::find_if(kTitles.begin(), kTitles.end(), [name](const auto& each) { return each.first == name; });
    return std::string(found == kTitles.end() ? name : found->second) + (isProduction ? " of production" : "");
}

const Json& serviceSection(const Plan& plan, std::string_view service, const Json& spec)
{
    const Json& monitoring = isOfProduction(spec) ? memberAt(plan.monitoring, "production") : plan.monitoring;
    return memberAt(monitoring, service);
}

/// What a plan must say of a service, where a URL alone is not it.
std::string_view settingsOf(std::string_view service)
{
    static constexpr auto kSettings = std::to_array<std::pair<std::string_view, std::string_view>>({
        {"slack", "token: ..., channel: ..."},
        {"pagerduty", "token: ..."},
        {"github", "repository: owner/name, token: ..."},
        {"gitlab", "url: ..., project: group/name, token: ..."},
        {"sentry", "url: ..., org: ..., token: ..."},
    });
    const auto* const found =
        std::find_if(kSettings.begin(), kSettings.end(), [service](const auto& each) { return each.first == service; });
    return found == kSettings.end() ? "url: ..." : found->second;
}

Unknown notConfigured(std::string_view service, const Json& spec)
{
    const bool isProduction = isOfProduction(spec);
    return unknown(Unknown::Kind::NotConfigured,
                   "the plan names no " + sourceTitle((isProduction ? "production." : "") + std::string(service)) +
                       "; add `monitoring: {" + (isProduction ? "production: {" : "") + std::string(service) + ": {" +
                       std::string(settingsOf(service)) + "}" + (isProduction ? "}" : "") + "}`");
}

Service sensorService(const AskContext& context, std::string_view service, const Json& spec)
{
    Service found = serviceFrom(serviceSection(context.plan, service, spec), context.plan.secrets);
    found.limits.whole = std::min(found.limits.whole, context.timeout);
    found.limits.connect = std::min(found.limits.connect, found.limits.whole);
    found.limits.end = context.end;
    return found;
}

Nanos timeLimit(const AskContext& context, const Json& spec)
{
    const auto own = parseDuration(stringAt(spec, "timeout"));
    return own && *own > Nanos{} ? std::clamp<Nanos>(context.end - context.fetcher.clock().steadyNow(), Nanos{}, *own)
                                 : context.left();
}

std::vector<std::string> wordsOf(const Json& json)
{
    std::vector<std::string> words;
    if (json.is_array()) {
        for (const Json& each : json) {
            words.push_back(each.is_string() ? each.get<std::string>() : dumpJson(each));
        }
        return words;
    }
    for (const std::string& word : split(json.is_string() ? json.get<std::string>() : std::string(), ' ')) {
        if (!trimmed(word).empty()) {
            words.emplace_back(trimmed(word));
        }
    }
    return words;
}

Result<std::vector<TargetUrl>> endpointsOf(const Plan& plan, const Json& wanted, std::string_view scheme)
{
    std::vector<TargetUrl> found;
    for (const std::string& word : wordsOf(wanted)) {
        if (word == "plan") {
            const auto all = planDestinations(plan);
            found.insert(found.end(), all.begin(), all.end());
            continue;
        }
        const auto url = parseTargetUrl(word.find("://") == std::string::npos ? std::string(scheme) + "://" + word : word);
        if (!url) {
            return fail(url.error());
        }
        found.push_back(*url);
    }
    for (const TargetUrl& url : found) {
        for (const std::string& pattern : plan.environment.productionHosts) {
            if (matchesWildcard(normalizedHost(pattern), url.host)) {
                return fail(Error::Kind::Refused, "`" + url.host + "` is a production host: a sensor connects to none");
            }
        }
    }
    return found;
}

std::filesystem::path besidePlan(const Plan& plan, const std::string& path)
{
    return std::filesystem::path(path).is_absolute() ? std::filesystem::path(path) : plan.path.parent_path() / path;
}

} // namespace holdpoint
