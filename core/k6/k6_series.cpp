// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/k6/k6_series.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "core/k6/k6_line.h"
#include "core/metrics/totals.h"
#include "core/plan/k6_plan.h"
#include "core/plan/metric_scope.h"
#include "core/plan/target_url.h"

#include <algorithm>
#include <array>

namespace holdpoint {

namespace {

constexpr std::size_t kMaxSteps = 200;    // semantics.md §4
constexpr std::size_t kMaxDeclared = 500; // metrics of one script
constexpr std::size_t kMaxRoutes = 20'000;
constexpr std::size_t kMaxRouteBytes = 32U << 20U; // tags may be as long as a line
constexpr std::size_t kMaxNamedHosts = 101;        // one more than a script may load
constexpr std::size_t kMaxTagBytes = 1000;
// Trends are in ms, histograms in µs; of one that is no time, three decimals are kept. Up to 3.6 million either way.
constexpr double kMicros = 1000;
constexpr double kClsScale = 10'000; // semantics.md §4

constexpr std::array<const char*, 3> kToldApart{"name", "check", "group"}; // ownTag()

std::string tagOf(const Tags& tags, const std::string& key)
{
    const auto found = tags.find(key);
    return found == tags.end() ? std::string() : found->second;
}

bool contains(const Tags& tags, std::string_view text)
{
    return lowered(tagOf(tags, "error")).find(text) != std::string::npos;
}

/// The tag by which a metric is told apart everywhere, as the own engine does.
std::string_view ownTag(std::string_view metric)
{
    if (metric == "checks") {
        return "check";
    }
    if (metric == "group_duration") {
        return "group";
    }
    const bool hasSteps =
        metric.starts_with("http_") || metric.starts_with("ws_") || metric.starts_with("grpc_") || metric.starts_with("browser_");
    return hasSteps ? "name" : "";
}

bool isTile(std::string_view metric)
{
    return metric == "http_req_duration";
}

} // namespace

bool isK6Shortage(const Tags& tags)
{
    return contains(tags, "too many open files") || contains(tags, "cannot assign requested address");
}

ErrorClass k6ErrorClass(const Tags& tags)
{
    const auto parsed = parseInteger(tagOf(tags, "error_code"));
    const std::int64_t code = parsed ? *parsed : 0;
    if (isK6Shortage(tags)) {
        return ErrorClass::Generator;
    }
    if (code == 1050 || code == 1211) { // of a request, of a dial
        return ErrorClass::Timeout;
    }
    if (code == 1110 || code == 1111) { // blocked by k6's own options
        return ErrorClass::Generator;
    }
    if (code == 1201 || code == 1220) { // broken pipe, reset by peer
        return ErrorClass::Reset;
    }
    if (code >= 1100 && code < 1200) {
        return ErrorClass::Dns;
    }
    if (code >= 1200 && code < 1300) {
        return contains(tags, "timeout") ? ErrorClass::Timeout : ErrorClass::Connect;
    }
    if (code >= 1300 && code < 1400) {
        return ErrorClass::Tls;
    }
    if (code >= 1400 && code < 1500) {
        return ErrorClass::Http4xx;
    }
    if (code >= 1500 && code < 1600) {
        return ErrorClass::Http5xx;
    }
    if (code >= 1600) {
        return ErrorClass::Protocol;
    }
    const auto status = parseInteger(tagOf(tags, "status"));
    if (status && *status >= 500) {
        return ErrorClass::Http5xx;
    }
    if (status && *status >= 400) {
        return ErrorClass::Http4xx;
    }
    if (contains(tags, "timeout") || contains(tags, "deadline exceeded")) {
        return ErrorClass::Timeout;
    }
    if (contains(tags, "eof") || contains(tags, "reset by peer") || contains(tags, "broken pipe")) {
        return ErrorClass::Reset;
    }
    return ErrorClass::Protocol;
}

K6Series::K6Series(std::vector<MetricKey> ruleKeys, Redactor redactor)
    : m_ruleKeys(std::move(ruleKeys)), m_redactor(std::move(redactor))
{
    for (const std::string& name : knownMetricNames()) {
        if (k6CanHave(name)) {
            m_declared.emplace(name, knownMetric(name)->type);
        }
    }
    for (const MetricKey& rule : m_ruleKeys) { // what a rule names is never among the others
        for (const char* tag : kToldApart) {
            if (const std::string value = tagOf(rule.tags, tag); !value.empty()) {
                m_kept[tag].insert(value);
                m_kept[tag].insert("::" + value); // a group may be named without its first colons
            }
        }
    }
    for (const char* tag : kToldApart) {
        m_room[tag] = m_kept[tag].size() + kMaxSteps;
    }
    // Of every run: that nothing was dropped is an answer.
    intern(MetricType::Counter, {"dropped_iterations", {}});
}

void K6Series::declare(const std::string& metric, MetricType type)
{
    if (!m_declared.contains(metric) && m_declared.size() < kMaxDeclared + knownMetricNames().size()) {
        m_declared.emplace(metric, type);
    }
}

const K6Route* K6Series::route(std::string_view metric, std::string_view tags)
{
    m_wanted.assign(metric);
    m_wanted += '\0';
    m_wanted += tags;
    if (const auto known = m_routes.find(m_wanted); known != m_routes.end()) {
        return &known->second;
    }
    Tags read = k6Tags(tags);
    noteHost(metric, read);
    const auto declared = m_declared.find(metric);
    if (declared == m_declared.end()) {
        return nullptr;
    }
    K6Route made = makeRoute(declared->first, declared->second, std::move(read));
    const std::size_t size = m_wanted.size() + sizeof(K6Route) + made.badStep.size() + made.badMessage.size() +
                             (made.series.size() + made.serverErrors.size()) * sizeof(std::uint32_t);
    if (m_routes.size() >= kMaxRoutes || m_routeBytes + size > kMaxRouteBytes) {
        m_routes.clear(); // tags that differ in every point: only the newest are worth keeping
        m_routeBytes = 0;
    }
    m_routeBytes += size;
    return &m_routes.emplace(m_wanted, std::move(made)).first->second;
}

/// `ws://host/path`, or `host:port/package.Service/Method`, perhaps behind a scheme, as k6 writes it for a call. Texts that are
/// no target say nothing.
void K6Series::noteHost(std::string_view metric, const Tags& tags)
{
    const auto url = tags.find("url");
    const bool isToldTwice = metric.starts_with("http_req_"); // each comes with a point of http_reqs
    if (url == tags.end() || isToldTwice || m_hosts.size() >= kMaxNamedHosts) {
        return;
    }
    std::string target = url->second;
    auto scheme = target.find("://");
    if (metric.starts_with("grpc_")) {
        target.erase(0, scheme == std::string::npos ? 0 : target.find_first_not_of('/', scheme + 3)); // dns:///host:port
        target.insert(0, "http://");
        scheme = target.find("://");
    }
    if (scheme == std::string::npos) {
        return;
    }
    if (const auto parsed = parseTargetUrl(target.substr(0, target.find_first_of("/?#\\", scheme + 3)))) {
        m_hosts.insert(parsed->host);
    }
}

/// The value, or `other` where there are enough of them.
void K6Series::bound(Tags& tags)
{
    for (const char* tag : kToldApart) {
        const auto found = tags.find(tag);
        if (found == tags.end() || found->second.empty()) {
            continue;
        }
        std::set<std::string>& kept = m_kept[tag];
        if (!kept.contains(found->second)) {
            if (kept.size() < m_room[tag]) {
                kept.insert(found->second);
            } else {
                found->second = "other";
            }
        }
    }
}

K6Route K6Series::makeRoute(const std::string& metric, MetricType type, Tags tags)
{
    for (auto& [key, value] : tags) { // before it is cut: of a secret at the cut a part would stay
        value = shortened(m_redactor.redact(value), kMaxTagBytes);
    }
    bound(tags);
    K6Route route;
    route.type = type;
    route.scale = trendUnitOf(metric) == "ms" ? kMicros : kClsScale;
    route.isOfScenario = tags.contains("scenario") || metric == "vus";
    const std::string step = tagOf(tags, "name");
    if (metric == "checks") {
        route.badClass = ErrorClass::Check;
        const std::string group = tagOf(tags, "group");
        route.badStep = group.starts_with("::") ? group.substr(2) : tagOf(tags, "scenario");
        route.badMessage = tagOf(tags, "check");
    } else if (metric == "http_req_failed") {
        route.badClass = k6ErrorClass(tags);
        route.badStep = step;
        const std::string error = tagOf(tags, "error");
        route.badMessage = error.empty() ? "status " + tagOf(tags, "status") : error;
        route.isShortage = isK6Shortage(tags);
        const auto status = parseInteger(tagOf(tags, "status"));
        route.isServerError = status && *status >= 500;
        addSeries(route.serverErrors, MetricType::Rate, "http_5xx", tags);
    }
    addSeries(route.series, type, metric, tags);
    return route;
}

void K6Series::addSeries(std::vector<std::uint32_t>& list, MetricType type, const std::string& metric, const Tags& tags)
{
    const auto add = [&](const MetricKey& key) {
        const std::uint32_t index = intern(type, key);
        if (std::find(list.begin(), list.end(), index) == list.end()) {
            list.push_back(index);
        }
    };
    add({metric, {}});
    if (const auto own = tags.find(std::string(ownTag(metric))); own != tags.end() && !own->second.empty()) {
        add({metric, {*own}});
    }
    for (const MetricKey& rule : m_ruleKeys) {
        if (rule.name == metric && fits(rule, tags)) {
            add(rule);
        }
    }
}

bool K6Series::fits(const MetricKey& rule, const Tags& tags) const
{
    return std::all_of(rule.tags.begin(), rule.tags.end(), [&](const auto& tag) {
        if (tag.first == "error" && errorClassNamed(tag.second)) { // the plan's classes beside k6's own texts
            return tags.contains("error_code") && k6ErrorClass(tags) == *errorClassNamed(tag.second);
        }
        return hasTag(tags, tag.first, tag.second);
    });
}

std::uint32_t K6Series::intern(MetricType type, const MetricKey& key)
{
    const auto [position, isNew] = m_index.emplace(key.text(), static_cast<std::uint32_t>(m_series.size()));
    if (isNew) {
        const bool isRule = std::find(m_ruleKeys.begin(), m_ruleKeys.end(), key) != m_ruleKeys.end();
        const bool isFine = isRule || (key.tags.empty() && isTile(key.name));
        m_series.push_back({position->first, type, isFine ? LatencyHistogram::Digits::Three : LatencyHistogram::Digits::Two,
                            isRule || key.tags.empty()});
        for (const MetricKey& rule : m_ruleKeys) { // a counter that a rule narrows says 0 as soon as there is the metric
            if (key.tags.empty() && rule.name == key.name && !rule.tags.empty() && type == MetricType::Counter) {
                intern(type, rule);
            }
        }
    }
    return m_index.at(key.text());
}

} // namespace holdpoint
