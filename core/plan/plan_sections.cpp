// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/plan_sections.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "core/plan/fact_plan.h"
#include "core/plan/target_url.h"
#include "core/plan/transfer_reader.h"

#include <algorithm>

namespace holdpoint {

namespace {

void checkHostPatterns(ReadContext& context, PlanNode* list, const std::vector<std::string>& hosts)
{
    for (const std::string& host : hosts) {
        const bool isIpv6 = std::count(host.begin(), host.end(), ':') > 1;
        if (host.empty() || host.find('/') != std::string::npos || (host.find(':') != std::string::npos && !isIpv6)) {
            context.fault(*list, "`" + shortened(host, 60) +
                                     "` is not a host: write its name or address alone, without scheme and port");
        } else if (host.find_first_not_of("*.") == std::string::npos) {
            context.fault(
                *list, "`" + host + "` would allow every host; name those that may be loaded, for example *.staging.example.com");
        }
    }
}

void readHosts(ReadContext& context, MapReader& reader, std::string_view key, std::vector<std::string>& hosts)
{
    if (reader.texts(key, hosts, TextUse::Setting)) {
        checkHostPatterns(context, reader.node().find(key), hosts);
    }
}

void checkBaseUrl(ReadContext& context, const PlanNode& at, const std::string& text)
{
    const auto url = parseTargetUrl(text);
    if (!url) {
        context.fault(at, url.error().message);
        return;
    }
    if (url->scheme != "http" && url->scheme != "https") {
        context.fault(at, "`base_url` must begin with http:// or https://");
    }
    const std::string_view rest = std::string_view(text).substr(text.find("://") + 3);
    const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
    const auto userInfoEnd = authority.find_last_of('@');
    const auto password = authority.find(':');
    if (userInfoEnd != std::string_view::npos && password < userInfoEnd && authority.substr(password + 1, 2) != "${") {
        context.fault(at, "`base_url` holds a password; put it into an env file and write http://user:${PASSWORD}@host");
    }
    if (text.find_first_of("?#") != std::string::npos) {
        context.fault(at, "`base_url` ends before ? and #; they belong to the steps");
    }
}

constexpr std::string_view kEvery = "every"; // in `monitoring`: how often its sources are asked during a load

/// Services with their URLs; `production` holds such a map again, of what is only compared with.
void checkServices(ReadContext& context, PlanNode& node, const std::vector<std::string>& known)
{
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
        if (!isOneOf(context, node.keys[i], "monitoring service", node.keys[i].text, known) || node.keys[i].text == kEvery) {
            continue;
        }
        PlanNode& item = node.items[i];
        if (!item.isMap()) {
            context.fault(item, "`" + node.keys[i].text + "` must be a map like {url: \"${URL}\"}, not " + item.described());
            continue;
        }
        if (node.keys[i].text == "production") {
            checkServices(context, item, {"prometheus", "grafana", "postgresql", "redis"});
            continue;
        }
        // an empty URL means that the service is not there
        MapReader reader(context, item, "`" + node.keys[i].text + "`");
        const bool isDatabase = node.keys[i].text == "postgresql" || node.keys[i].text == "redis"; // URLs of their own
        std::string url;
        if (!reader.text("url", url, isDatabase ? TextUse::Content : TextUse::Url) || url.empty() || isDatabase ||
            url.find("${") != std::string::npos) {
            continue;
        }
        if (const auto parsed = parseTargetUrl(url); !parsed) {
            context.fault(*item.find("url"), parsed.error().message);
        }
    }
}

/// `{item.id: {facts: {...}, pass: ...}}`: what the plan asks instead of the template.
void checkSensors(ReadContext& context, PlanNode& node)
{
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
        MapReader reader(context, node.items[i], "the sensor of `" + shortened(node.keys[i].text, 60) + "`");
        if (!reader.isMap()) {
            continue;
        }
        PlanNode* facts = reader.need("facts", "facts: {value: {promql: up}}");
        std::string rule;
        reader.need("pass", "pass: value > 0");
        reader.text("pass", rule, TextUse::Content);
        reader.finish();
        if (facts != nullptr && !rule.empty()) {
            readSense(*facts, rule, *node.items[i].find("pass"), context.faults());
        }
    }
}

} // namespace

Release readRelease(ReadContext& context, PlanNode& node)
{
    Release release;
    MapReader reader(context, node, "`release`");
    if (!reader.isMap()) {
        return release;
    }
    reader.need("name", "name: platform");
    reader.text("name", release.name, TextUse::Label);
    reader.text("version", release.version, TextUse::Label);
    reader.text("commit", release.commit, TextUse::Label);
    reader.finish();
    return release;
}

Environment readEnvironment(ReadContext& context, PlanNode& node)
{
    Environment environment;
    MapReader reader(context, node, "`environment`");
    if (!reader.isMap()) {
        return environment;
    }
    reader.text("name", environment.name, TextUse::Label);
    reader.take("env_file"); // read before everything else
    if (reader.text("base_url", environment.baseUrl, TextUse::Url)) {
        environment.line = node.find("base_url")->line;
        checkBaseUrl(context, *node.find("base_url"), environment.baseUrl);
        while (environment.baseUrl.ends_with('/')) {
            environment.baseUrl.pop_back();
        }
    }
    readHosts(context, reader, "allow_hosts", environment.allowHosts);
    if (environment.allowHosts.empty()) {
        const auto url = parseTargetUrl(environment.baseUrl);
        context.fault(node, "this plan may load nothing, because it has no `allow_hosts`; add the line `allow_hosts: [" +
                                (url ? url->host : std::string("127.0.0.1")) + "]` to `environment`");
    }
    readHosts(context, reader, "production_hosts", environment.productionHosts);
    readHosts(context, reader, "insecure_tls_hosts", environment.insecureTlsHosts);
    if (reader.duration("timeout", environment.timeout) && environment.timeout <= Nanos{0}) {
        context.fault(*node.find("timeout"), "`timeout` must be longer than 0");
    }
    reader.textMap("headers", environment.headers, TextUse::Content);
    readTransfer(context, reader, environment.transfer);
    checkVersion(context, reader, environment.transfer, environment.baseUrl);
    readHabits(context, reader, environment.habits);
    readCaFile(context, reader, environment);
    context.setBaseUrl(environment.baseUrl);
    reader.finish();
    return environment;
}

GeneratorLimits readGenerator(ReadContext& context, PlanNode& node, std::string& browser)
{
    GeneratorLimits limits;
    MapReader reader(context, node, "`generator`");
    if (!reader.isMap()) {
        return limits;
    }
    reader.duration("max_lag", limits.maxLag);
    reader.ratio("max_busy", limits.maxBusy);
    reader.ratio("max_limited", limits.maxLimited);
    reader.text("browser", browser, TextUse::Setting);
    reader.finish();
    return limits;
}

void checkMonitoring(ReadContext& context, PlanNode& node)
{
    if (!node.isMap()) {
        context.fault(node, "`monitoring` must be a map of services, not " + node.described());
        return;
    }
    checkServices(context, node,
                  {"prometheus", "alertmanager", "grafana", "jaeger", "otlp", "sentry", "slack", "pagerduty", "github", "gitlab",
                   "postgresql", "redis", "production", std::string(kEvery)});
    MapReader reader(context, node, "`monitoring`");
    if (Nanos every{}; reader.duration(kEvery, every) && (every < std::chrono::seconds{1} || every > std::chrono::minutes{1})) {
        context.fault(*node.find(kEvery), "`every` must be between 1s and 1m: how often sources are asked during a load");
    }
    context.resolveAll(node);
}

void checkChecklist(ReadContext& context, PlanNode& node)
{
    MapReader reader(context, node, "`checklist`");
    if (!reader.isMap()) {
        return;
    }
    std::string reference;
    reader.text("template", reference, TextUse::Setting);
    PlanNode* sensors = reader.takeMap("sensors");
    if (PlanNode* parameters = reader.takeMap("parameters")) {
        for (const PlanNode& value : parameters->items) {
            if (value.isMap()) {
                context.fault(value, "a parameter is a text, a number or a list, not " + value.described());
            }
        }
    }
    if (PlanNode* off = reader.takeMap("off")) {
        for (std::size_t i = 0; i < off->keys.size(); ++i) {
            PlanNode& reason = off->items[i];
            const auto text = reason.isScalar() ? context.resolve(reason, TextUse::Label) : std::optional<std::string>();
            if (!reason.isScalar() || (text && trimmed(*text).empty())) {
                context.fault(reason, "`" + shortened(off->keys[i].text, 60) +
                                          "` is switched off without a reason; the report prints it, so write one");
            }
        }
    }
    reader.finish();
    context.resolveAll(node);
    if (sensors != nullptr) { // with their variables filled in: a pointer or a rule may be one
        checkSensors(context, *sensors);
    }
}

void checkSignoff(ReadContext& context, PlanNode& node)
{
    static const std::vector<std::string> kRoles{"qa", "devops", "tech-lead", "product-manager"};
    MapReader reader(context, node, "`signoff`");
    if (!reader.isMap()) {
        return;
    }
    std::vector<std::string> roles;
    if (reader.texts("roles", roles, TextUse::Setting)) {
        for (const std::string& role : roles) {
            isOneOf(context, *node.find("roles"), "role", role, kRoles);
        }
    }
    std::vector<std::pair<std::string, std::string>> owners;
    if (reader.textMap("owners", owners, TextUse::Setting)) {
        for (const auto& [owner, role] : owners) {
            isOneOf(context, *node.find("owners"), "role", role, kRoles);
        }
    }
    std::string file;
    reader.text("allowed_signers", file, TextUse::Setting);
    reader.finish();
}

void checkCapacity(ReadContext& context, PlanNode& node)
{
    MapReader reader(context, node, "`capacity`");
    if (!reader.isMap()) {
        return;
    }
    if (PlanNode* targets = reader.takeMap("targets")) {
        MapReader lines(context, *targets, "`targets`");
        for (const std::string_view key : {"users", "search_per_min", "rtc_participants", "webhooks_per_s", "rsvps_per_10min"}) {
            std::string text;
            if (lines.text(key, text, TextUse::Setting)) {
                if (const auto number = parseNumber(text); !number || *number <= 0) {
                    context.fault(*targets->find(key),
                                  "`" + std::string(key) + "` must be a number above 0, not `" + shortened(text, 60) + "`");
                }
            }
        }
        lines.finish();
    }
    reader.finish();
}

} // namespace holdpoint
