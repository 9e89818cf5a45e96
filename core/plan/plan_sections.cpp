// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/plan_sections.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "core/plan/fact_plan.h"
#include "core/plan/target_url.h"
#include "core/plan/transfer_reader.h"

#include <algorithm>
#include <map>

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

/// What a person may misspell without noticing, because what is not there is not asked.
void checkServiceKeys(ReadContext& context, const std::string& service, const PlanNode& node)
{
    static const std::map<std::string, std::vector<std::string>> kKeys{
        {"slack", {"url", "webhook", "token", "channel", "headers", "timeout"}},
        {"pagerduty", {"url", "events_url", "routing_key", "token", "policies", "schedules", "headers", "timeout"}},
        {"alertmanager", {"url", "user", "password", "token", "headers", "timeout", "matchers"}}};
    const auto known = kKeys.find(service);
    for (const PlanNode& key : known == kKeys.end() ? std::vector<PlanNode>() : node.keys) {
        isOneOf(context, key, "key of `" + service + "`", key.text, known->second);
    }
    const PlanNode* matchers = node.find("matchers");
    for (const PlanNode& each : service != "alertmanager" || matchers == nullptr ? std::vector<PlanNode>() : matchers->items) {
        if (const auto matcher = parseMatcher(each.text); !matcher) {
            context.fault(each, matcher.error().message);
        }
    }
}

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
        checkServiceKeys(context, node.keys[i].text, item);
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

/// `{item.id: {command: [argv], in: FOLDER, timeout: 10m}}`: what an action runs.
void checkActions(ReadContext& context, PlanNode& node)
{
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
        MapReader reader(context, node.items[i], "the action of `" + shortened(node.keys[i].text, 60) + "`");
        if (!reader.isMap()) {
            continue;
        }
        reader.need("command", "command: [python3, seed-load-test-data.py]");
        std::vector<std::string> argv;
        if (PlanNode* command = reader.takeList("command"); command != nullptr) {
            argv = scalarsOf(context, *command, "command", TextUse::Setting);
            if (argv.empty() || argv.front().empty()) {
                context.fault(*command, "`command` must name a program, for example [./seed.sh]");
            }
        }
        std::string folder;
        reader.text("in", folder, TextUse::Setting);
        Nanos timeout{};
        reader.duration("timeout", timeout);
        reader.finish();
    }
}

/// `{url, method: PUT, token, headers, timeout}`: where the lock "no other load test" lies.
void checkLock(ReadContext& context, PlanNode& node)
{
    MapReader reader(context, node, "`lock`");
    if (!reader.isMap()) {
        return;
    }
    reader.need("url", "url: https://locks.example.com/staging");
    std::string url;
    reader.text("url", url, TextUse::Url);
    std::string method = "PUT";
    if (reader.text("method", method, TextUse::Setting)) {
        isOneOf(context, *node.find("method"), "method", method, {"PUT", "POST"});
    }
    std::string content;
    reader.text("token", content, TextUse::Content);
    std::vector<std::pair<std::string, std::string>> headers;
    reader.textMap("headers", headers, TextUse::Content);
    Nanos timeout{};
    reader.duration("timeout", timeout);
    reader.finish();
}

} // namespace

WindowPlan readWindow(ReadContext& context, PlanNode& node)
{
    WindowPlan window;
    MapReader reader(context, node, "`window`");
    if (!reader.isMap()) {
        return window;
    }
    if (reader.duration("duration", window.duration) && window.duration < std::chrono::minutes{1}) {
        context.fault(*node.find("duration"), "`duration` must be at least 1m");
    }
    reader.duration("margin", window.margin);
    std::vector<std::string> matchers;
    if (reader.texts("silence", matchers, TextUse::Setting)) {
        for (const std::string& text : matchers) {
            if (auto matcher = parseMatcher(text)) {
                window.silence.push_back(*std::move(matcher));
            } else {
                context.fault(*node.find("silence"), matcher.error().message);
            }
        }
    }
    std::vector<std::string> notify;
    if (reader.texts("notify", notify, TextUse::Setting)) {
        for (const std::string& service : notify) {
            isOneOf(context, *node.find("notify"), "service to notify", service, {"slack", "pagerduty", "grafana"});
        }
        window.notify = std::move(notify);
    }
    reader.text("dashboard", window.dashboard, TextUse::Setting);
    reader.finish();
    return window;
}

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

GeneratorLimits readGenerator(ReadContext& context, PlanNode& node, std::string& browser, double& traced)
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
    reader.ratio("traced", traced);
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
    if (PlanNode* actions = reader.takeMap("actions")) {
        checkActions(context, *actions);
    }
    if (PlanNode* lock = reader.takeMap("lock")) {
        checkLock(context, *lock);
    }
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
    reader.text("revoked_keys", file, TextUse::Setting);
    bool needsFourPeople = true;
    reader.flag("distinct_people", needsFourPeople);
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
