// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/k6/k6_series.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "core/k6/k6_line.h"
#include "core/metrics/totals.h"
#include "core/plan/k6_plan.h"
#include "core/plan/metric_scope.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::size_t kMaxSteps = 200;    // semantics.md §4
constexpr std::size_t kMaxDeclared = 500; // metrics of one script
constexpr std::size_t kMaxRoutes = 20'000;
constexpr double kMicros = 1000;     // trends are in ms, histograms in µs
constexpr double kClsScale = 10'000; // semantics.md §4

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
            const MetricInfo info = *knownMetric(name);
            m_declared.emplace(name, Declared{info.type, info.unit == "ms"});
        }
    }
    // Of every run: that nothing was dropped is an answer.
    intern(MetricType::Counter, {"dropped_iterations", {}});
}

void K6Series::declare(const std::string& metric, MetricType type, bool isTime)
{
    if (!m_declared.contains(metric) && m_declared.size() < kMaxDeclared + knownMetricNames().size()) {
        m_declared.emplace(metric, Declared{type, isTime});
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
    const auto declared = m_declared.find(metric);
    if (declared == m_declared.end()) {
        return nullptr;
    }
    if (m_routes.size() >= kMaxRoutes) { // tags that differ in every point: only the newest are worth keeping
        m_routes.clear();
    }
    return &m_routes.emplace(m_wanted, makeRoute(declared->first, declared->second, k6Tags(tags))).first->second;
}

K6Route K6Series::makeRoute(const std::string& metric, const Declared& declared, Tags tags)
{
    for (auto& [key, value] : tags) {
        value = m_redactor.redact(value);
    }
    K6Route route;
    route.type = declared.type;
    route.scale = trendUnitOf(metric) == "ms" ? kMicros : kClsScale;
    route.isOfScenario = tags.contains("scenario") || metric == "vus";
    if (const auto name = tags.find("name"); name != tags.end() && !m_steps.contains(name->second)) {
        if (m_steps.size() < kMaxSteps) {
            m_steps.insert(name->second);
        } else {
            name->second = "other";
        }
    }
    if (metric == "checks" && !m_checks.contains(tagOf(tags, "check"))) {
        if (m_checks.size() < kMaxSteps) {
            m_checks.insert(tagOf(tags, "check"));
        } else {
            tags["check"] = "other";
        }
    }
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
    addSeries(route.series, declared.type, metric, tags);
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
