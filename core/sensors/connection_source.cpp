// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sensors/connection_source.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "core/plan/fault_list.h"
#include "core/plan/plan_edit.h"
#include "core/plan/plan_reader.h"
#include "core/plan/secret_text.h"
#include "core/sensors/askers.h"
#include "core/sensors/source_use.h"

#include <algorithm>
#include <array>

namespace holdpoint {

namespace {

constexpr std::string_view kProduction = "production.";
constexpr std::array<const char*, 12> kServices{"prometheus", "alertmanager", "grafana", "jaeger", "otlp",       "sentry",
                                                "slack",      "pagerduty",    "github",  "gitlab", "postgresql", "redis"};
constexpr std::array<const char*, 4> kOfProduction{"prometheus", "grafana", "postgresql", "redis"};

/// "postgres://***@db:5432/app": who signs in is nobody's business but the server's.
std::string withoutUserInfo(const std::string& url)
{
    const auto scheme = url.find("://");
    const auto begin = scheme == std::string::npos ? 0 : scheme + 3;
    const auto end = url.find_first_of("/?#", begin);
    const auto at = url.rfind('@', end == std::string::npos ? url.size() : end);
    return at == std::string::npos || at < begin ? url : url.substr(0, begin) + url.substr(at + 1);
}

std::string textOf(const Json& value)
{
    if (value.is_string()) {
        return value.get<std::string>();
    }
    if (value.is_array()) {
        return join(wordsOf(value), ", ");
    }
    return value.is_null() ? std::string() : dumpJson(value);
}

ConnectionSetting settingOf(const std::string& key, const Json& value, const PlanNode* written, const Plan& plan)
{
    ConnectionSetting setting;
    setting.key = key;
    const std::string text = textOf(value); // a secret is still its ${KEY}
    const std::string filled = withSecrets(text, plan.secrets);
    const bool isUrl = key == "url" || key.ends_with("_url");
    setting.isSecret = isSecretKey(key) || (!isUrl && filled != text);
    setting.isMissing = setting.isSecret && filled.empty();
    setting.value = setting.isSecret ? std::string() : isUrl ? Redactor(plan.secrets).redact(withoutUserInfo(filled)) : filled;
    if (written != nullptr) {
        setting.line = written->line;
        const bool isVariable = written->isScalar() && written->text.find("${") != std::string::npos;
        setting.written = isVariable && withoutUserInfo(written->text) == written->text ? written->text : std::string();
    }
    return setting;
}

ConnectionSource sourceOf(const std::string& id, const Json& section, const PlanNode* node, const Plan& plan)
{
    ConnectionSource source;
    source.id = id;
    source.title = serviceTitle(id);
    if (!section.is_object()) {
        return source;
    }
    for (const auto& [key, value] : section.items()) {
        const PlanNode* written = node == nullptr ? nullptr : node->find(key);
        source.settings.push_back(settingOf(key, value, written, plan));
        const ConnectionSetting& setting = source.settings.back();
        if (key == "url") {
            source.url = setting.value;
        } else if ((key == "webhook" || key == "dsn") && source.url.empty()) { // the path is the secret, not the host
            const std::string filled = withSecrets(textOf(value), plan.secrets);
            const auto place = servicePlace(filled);
            source.url = place ? place->scheme + "://" + place->host : std::string();
        }
    }
    return source;
}

} // namespace

std::string ServicePlace::hostAndPort() const
{
    return (host.find(':') == std::string::npos ? host : "[" + host + "]") + ":" + std::to_string(port);
}

std::optional<ServicePlace> servicePlace(std::string_view url)
{
    if (const auto web = parseTargetUrl(url)) {
        return ServicePlace{web->scheme, web->host, web->port, web->scheme == "https" || web->scheme == "wss"};
    }
    const auto colon = url.find("://");
    if (url.starts_with("sqlite:")) {
        return ServicePlace{"sqlite", {}, 0, false};
    }
    if (colon == std::string_view::npos) {
        return std::nullopt;
    }
    ServicePlace place;
    place.scheme = lowered(url.substr(0, colon));
    if (place.scheme == "postgres" || place.scheme == "postgresql") {
        place.port = 5432;
    } else if (place.scheme == "redis" || place.scheme == "rediss") {
        place.port = 6379;
        place.isTls = place.scheme == "rediss";
    } else {
        return std::nullopt;
    }
    std::string_view rest = url.substr(colon + 3);
    rest = rest.substr(0, rest.find_first_of("/?#"));
    if (const auto at = rest.rfind('@'); at != std::string_view::npos) {
        rest = rest.substr(at + 1);
    }
    const auto bracket = rest.rfind(']');
    const auto port = rest.rfind(':');
    if (port != std::string_view::npos && (bracket == std::string_view::npos || port > bracket)) {
        const auto number = parseInteger(rest.substr(port + 1));
        if (!number || *number < 1 || *number > 65535) {
            return std::nullopt;
        }
        place.port = static_cast<std::uint16_t>(*number);
        rest = rest.substr(0, port);
    }
    place.host = normalizedHost(rest);
    return place;
}

std::vector<ConnectionSource> connectionSources(const Plan& plan)
{
    FaultList faults(plan.path.string()); // the plan's reader has shown them
    const PlanNode tree = nodeFromYaml(plan.text, faults);
    const PlanNode* monitoring = tree.find("monitoring");
    const auto nodeOf = [](const PlanNode* map, std::string_view key) { return map == nullptr ? nullptr : map->find(key); };
    const auto lineOf = [](const PlanNode* map, std::string_view key) {
        for (const PlanNode& each : map == nullptr ? std::vector<PlanNode>{} : map->keys) {
            if (each.text == key) {
                return each.line;
            }
        }
        return 0;
    };
    std::vector<ConnectionSource> sources;
    for (const char* service : kServices) {
        sources.push_back(sourceOf(service, memberAt(plan.monitoring, service), nodeOf(monitoring, service), plan));
        sources.back().line = lineOf(monitoring, service);
    }
    const Json& production = memberAt(plan.monitoring, "production");
    const PlanNode* ofProduction = nodeOf(monitoring, "production");
    for (const char* service : kOfProduction) {
        if (memberAt(production, service).is_object()) {
            sources.push_back(
                sourceOf(std::string(kProduction) + service, memberAt(production, service), nodeOf(ofProduction, service), plan));
            sources.back().line = lineOf(ofProduction, service);
        }
    }
    for (const TargetUrl& host : planDestinations(plan)) {
        const std::string id = "http " + host.hostAndPort();
        const bool isKnown = std::any_of(sources.begin(), sources.end(), [&id](const auto& each) { return each.id == id; });
        if (isKnown) {
            continue; // ws and http of one place
        }
        ConnectionSource source;
        source.id = id;
        source.title = host.hostAndPort();
        source.url = (host.scheme == "ws" ? "http" : host.scheme == "wss" ? "https" : host.scheme) + "://" + host.hostAndPort();
        const PlanNode* environment = tree.find("environment");
        const auto base = parseTargetUrl(plan.environment.baseUrl);
        if (base && base->hostAndPort() == host.hostAndPort()) {
            source.settings.push_back(
                settingOf("base_url", Json(plan.environment.baseUrl), nodeOf(environment, "base_url"), plan));
            source.line = source.settings.back().line;
        }
        sources.push_back(std::move(source));
    }
    return sources;
}

std::vector<SettingKind> settingKinds(std::string_view id)
{
    if (!isService(id)) {
        return {};
    }
    const std::string_view service = id.starts_with(kProduction) ? id.substr(kProduction.size()) : id;
    std::vector<SettingKind> kinds;
    const auto add = [&](SettingKind kind) { kinds.push_back(kind); };
    const bool isDatabase = service == "postgresql" || service == "redis";
    const bool isUrlMain = service != "slack" && service != "pagerduty";
    const SettingKind url{"url",
                          service == "postgresql" ? "${DATABASE_URL}"
                          : service == "redis"    ? "redis://host:6379"
                          : service == "github"   ? "https://api.github.com"
                          : service == "gitlab"   ? "https://gitlab.com"
                                                  : "http://host:port",
                          false, isUrlMain};
    if (isUrlMain) {
        add(url);
    }
    if (isDatabase) {
        return kinds; // who signs in stands in the URL's variable
    }
    const auto token = [&](std::string_view example, bool isMain) { add({"token", example, false, isMain}); };
    if (service == "slack") {
        add({"webhook", "${SLACK_WEBHOOK}", false, true});
        token("${SLACK_TOKEN}", true);
        add({"channel", "#releases", false, true});
    } else if (service == "pagerduty") {
        add({"routing_key", "${PAGERDUTY_KEY}", false, true});
        token("${PAGERDUTY_TOKEN}", true);
        add({"schedules", "PABC123", true, true});
        add({"policies", "PXYZ789", true});
        add({"events_url", "https://events.pagerduty.com"});
    } else if (service == "sentry") {
        add({"org", "acme", false, true});
        add({"projects", "api, web", true, true});
        token("${SENTRY_TOKEN}", true);
        add({"dsn", "${SENTRY_DSN}"});
    } else if (service == "github") {
        add({"repository", "owner/name", false, true});
        token("${GITHUB_TOKEN}", true);
    } else if (service == "gitlab") {
        add({"project", "group/name", false, true});
        token("${GITLAB_TOKEN}", true);
    } else {
        if (service == "jaeger") {
            add({"services", "api, search", true, true});
        } else if (service == "alertmanager") {
            add({"matchers", "env=staging", true, true});
        }
        token(service == "grafana" ? "${GRAFANA_TOKEN}" : "${TOKEN}", service == "grafana");
        add({"user", "holdpoint"});
        add({"password", "${PASSWORD}"});
    }
    if (!isUrlMain) {
        add(url);
    }
    add({"timeout", "10s"});
    return kinds;
}

std::vector<std::string> serviceIds()
{
    std::vector<std::string> ids(kServices.begin(), kServices.end());
    for (const char* service : kOfProduction) {
        ids.push_back(std::string(kProduction) + service);
    }
    return ids;
}

std::string linesToAdd(std::string_view id)
{
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kLines{
        {{"prometheus", "prometheus: {url: \"${PROMETHEUS_URL}\"}"},
         {"alertmanager", "alertmanager: {url: \"${ALERTMANAGER_URL}\"}"},
         {"grafana", "grafana: {url: \"${GRAFANA_URL}\", token: \"${GRAFANA_TOKEN}\"}"},
         {"jaeger", "jaeger: {url: \"${JAEGER_URL}\"}"},
         {"otlp", "otlp: {url: \"${OTLP_URL}\"}"},
         {"sentry", "sentry: {url: \"${SENTRY_URL}\", org: ORGANISATION, projects: [PROJECT], token: \"${SENTRY_TOKEN}\"}"},
         {"slack", "slack: {webhook: \"${SLACK_WEBHOOK}\"}"},
         {"pagerduty", "pagerduty: {url: \"${PAGERDUTY_URL}\", routing_key: \"${PAGERDUTY_KEY}\"}"},
         {"github", "github: {url: https://api.github.com, repository: OWNER/NAME, token: \"${GITHUB_TOKEN}\"}"},
         {"gitlab", "gitlab: {url: https://gitlab.com, project: GROUP/NAME, token: \"${GITLAB_TOKEN}\"}"},
         {"postgresql", "postgresql: {url: \"${DATABASE_URL}\"}"},
         {"redis", "redis: {url: \"${REDIS_URL}\"}"}}};
    const bool isProduction = id.starts_with(kProduction);
    const std::string_view service = isProduction ? id.substr(kProduction.size()) : id;
    const auto found = std::find_if(kLines.begin(), kLines.end(), [service](const auto& each) { return each.first == service; });
    if (found == kLines.end()) {
        return {};
    }
    return isProduction ? "production:\n    " + std::string(found->second) : std::string(found->second);
}

std::string placeInPlan(const Plan& plan, int line)
{
    const std::string file = plan.path.empty() ? "the plan" : plan.path.filename().string();
    return line > 0 ? file + ":" + std::to_string(line) : file;
}

} // namespace holdpoint
