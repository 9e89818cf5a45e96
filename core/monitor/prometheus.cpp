// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/prometheus.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "core/verdict/source_rules.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace holdpoint {

namespace {

constexpr std::size_t kLongestGet = 1500; // of an encoded query

std::string textOf(const Labels& labels)
{
    std::string text;
    for (const auto& [name, value] : labels) {
        text += (text.empty() ? "" : ", ") + name + "=" + value;
    }
    return shortened("{" + text + "}", 120);
}

/// `data` of the envelope; Unknown if Prometheus says error.
Answer<Json> dataOf(const Json& json)
{
    const std::string status = stringAt(json, "status");
    if (status == "success" && json.contains("data")) {
        return Answer<Json>(memberAt(json, "data"));
    }
    if (status == "error") {
        return unknown(Unknown::Kind::Rejected,
                       stringAt(json, "errorType", "error") + ": " + shortened(stringAt(json, "error"), 300));
    }
    return malformed("the answer has no `status` and `data` as Prometheus' answers have");
}

std::optional<double> valueOf(const std::string& text)
{
    if (text == "NaN") {
        return std::numeric_limits<double>::quiet_NaN();
    }
    if (text == "+Inf" || text == "Inf" || text == "-Inf") {
        return text[0] == '-' ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
    }
    const auto number = parseNumber(text);
    return number ? std::optional(*number) : std::nullopt;
}

/// [seconds, "value"].
std::optional<PromPoint> pointOf(const Json& json)
{
    if (!json.is_array() || json.size() != 2 || !json[0].is_number() || !json[1].is_string()) {
        return std::nullopt;
    }
    const double seconds = json[0].get<double>();
    const auto value = valueOf(json[1].get_ref<const std::string&>());
    if (!value || !(seconds > -1e10 && seconds < 1e11)) {
        return std::nullopt;
    }
    return PromPoint{fromUnixMicros(std::llround(seconds * 1e6)), *value};
}

/// False if a point is none.
bool readPoints(const Json& json, std::vector<PromPoint>& points)
{
    points.reserve(json.size());
    for (const Json& each : json) {
        const auto point = pointOf(each);
        if (!point) {
            return false;
        }
        points.push_back(*point);
    }
    return true;
}

FetchRequest queryRequest(const Service& service, std::string_view path, const QueryItems& items)
{
    const std::string form = queryText(items);
    if (form.size() <= kLongestGet) {
        return serviceRequest(service, path, items);
    }
    FetchRequest request = serviceRequest(service, path);
    request.method = "POST";
    request.contentType = "application/x-www-form-urlencoded";
    request.body = form;
    return request;
}

std::optional<WallTime> scrapeTime(const std::string& text)
{
    const auto time = parseRfc3339(text);
    return time && *time > WallTime{} ? std::optional(*time) : std::nullopt; // 0001-01-01 means never
}

Nanos secondsOf(double seconds)
{
    return Nanos(static_cast<std::int64_t>(std::clamp(seconds, 0.0, 1e9) * 1e9));
}

} // namespace

Labels labelsOf(const Json& json)
{
    Labels labels;
    if (json.is_object()) {
        for (const auto& [name, value] : json.items()) {
            labels[name] = value.is_string() ? value.get_ref<const std::string&>() : dumpJson(value);
        }
    }
    return labels;
}

FetchRequest promInstantRequest(const Service& service, std::string_view query, std::optional<WallTime> at)
{
    QueryItems items{{"query", std::string(query)}};
    if (at) {
        items.emplace_back("time", unixSecondsText(*at));
    }
    return queryRequest(service, "/api/v1/query", items);
}

FetchRequest promRangeRequest(const Service& service, std::string_view query, WallSpan span, Nanos step)
{
    return queryRequest(service, "/api/v1/query_range",
                        {{"query", std::string(query)},
                         {"start", unixSecondsText(span.from)},
                         {"end", unixSecondsText(span.to)},
                         {"step", formatPlain(std::chrono::duration<double>(step).count())}});
}

Answer<PromResult> parsePromResult(const Json& json)
{
    const Answer<Json> data = dataOf(json);
    if (!data.isKnown()) {
        return data.unknown();
    }
    PromResult result;
    for (const char* key : {"warnings", "infos"}) {
        for (const Json& warning : memberAt(json, key)) {
            if (warning.is_string()) {
                result.warnings.push_back(warning.get_ref<const std::string&>());
            }
        }
    }
    const std::string type = stringAt(data.value(), "resultType");
    const Json& list = memberAt(data.value(), "result");
    if (type == "scalar") {
        const auto point = pointOf(list);
        if (!point) {
            return malformed("the scalar is not [seconds, \"value\"]");
        }
        result.series.push_back({{}, {*point}});
        return result;
    }
    if ((type != "vector" && type != "matrix") || !list.is_array()) {
        return malformed("the result is a `" + shortened(type, 40) + "`, not a vector, matrix or scalar");
    }
    std::set<Labels> seen;
    for (const Json& each : list) {
        PromSeries series{labelsOf(memberAt(each, "metric")), {}};
        if (!seen.insert(series.labels).second) {
            return malformed("the series " + textOf(series.labels) + " is there twice");
        }
        const char* key = type == "vector" ? "value" : "values";
        if (!each.contains(key)) {
            ++result.histograms;
            continue;
        }
        const Json& values = memberAt(each, key);
        const bool isGood = type == "vector" ? readPoints(Json::array({values}), series.points)
                                             : values.is_array() && readPoints(values, series.points);
        if (!isGood) {
            return malformed("a value of the series " + textOf(series.labels) + " is not [seconds, \"number\"]");
        }
        result.series.push_back(std::move(series));
    }
    return result;
}

Answer<double> singleValue(const PromResult& result)
{
    if (result.series.size() != 1 || result.series[0].points.empty()) {
        const bool isEmpty = result.series.empty() || result.series[0].points.empty();
        Unknown why = unknown(Unknown::Kind::NoData,
                              !isEmpty ? "the query gives " + std::to_string(result.series.size()) +
                                             " series where one value is needed, the first " + textOf(result.series[0].labels)
                              : result.histograms > 0 ? "the query gives native histograms, not numbers"
                                                      : "the query gives no value: the metric is not there or too old");
        why.isNoSingle = !isEmpty || result.histograms > 0;
        return why;
    }
    const double value = result.series[0].points.back().value;
    if (!std::isfinite(value)) {
        Unknown why =
            unknown(Unknown::Kind::NoData, std::isnan(value) ? "the query gives NaN: nothing happened that it could divide by"
                                                             : "the query gives an infinite value");
        why.isNoSingle = true;
        return why;
    }
    return value;
}

Answer<std::vector<PromTarget>> parsePromTargets(const Json& json)
{
    const Answer<Json> data = dataOf(json);
    if (!data.isKnown()) {
        return data.unknown();
    }
    const Json& list = memberAt(data.value(), "activeTargets");
    if (!list.is_array()) {
        return malformed("`activeTargets` is not a list");
    }
    std::vector<PromTarget> targets;
    for (const Json& each : list) {
        PromTarget target;
        target.labels = labelsOf(memberAt(each, "labels"));
        target.pool = stringAt(each, "scrapePool");
        target.url = stringAt(each, "scrapeUrl");
        target.health = stringAt(each, "health", "unknown");
        target.lastError = stringAt(each, "lastError");
        target.lastScrape = scrapeTime(stringAt(each, "lastScrape"));
        target.interval =
            parseDuration(stringAt(each, "scrapeInterval")) ? *parseDuration(stringAt(each, "scrapeInterval")) : Nanos{};
        targets.push_back(std::move(target));
    }
    return targets;
}

Answer<std::vector<PromRule>> parsePromRules(const Json& json)
{
    const Answer<Json> data = dataOf(json);
    if (!data.isKnown()) {
        return data.unknown();
    }
    const Json& groups = memberAt(data.value(), "groups");
    if (!groups.is_array()) {
        return malformed("`groups` is not a list");
    }
    std::vector<PromRule> rules;
    for (const Json& group : groups) {
        for (const Json& each : memberAt(group, "rules")) {
            PromRule rule;
            rule.group = stringAt(group, "name");
            rule.name = stringAt(each, "name");
            rule.query = stringAt(each, "query");
            rule.health = stringAt(each, "health", "unknown");
            rule.state = stringAt(each, "state");
            rule.lastError = stringAt(each, "lastError");
            rule.labels = labelsOf(memberAt(each, "labels"));
            rule.annotations = labelsOf(memberAt(each, "annotations"));
            rule.duration = secondsOf(numberAt(each, "duration"));
            rule.isAlert = stringAt(each, "type") == "alerting";
            rules.push_back(std::move(rule));
        }
    }
    return rules;
}

std::string queryOverLoad(std::string query, Nanos length)
{
    constexpr std::string_view kStepMark = "$W:";
    constexpr int kLeastLooks = 4;
    const Nanos longest =
        std::max<Nanos>(std::chrono::seconds{1}, std::chrono::floor<std::chrono::seconds>(length / kLeastLooks));
    for (auto at = query.find(kStepMark); at != std::string::npos; at = query.find(kStepMark, at + 1)) {
        const auto begin = at + kStepMark.size();
        const auto end = query.find(']', begin);
        const auto step = end == std::string::npos ? Result<Nanos>(Nanos{}) : parseDuration(query.substr(begin, end - begin));
        if (step && *step > longest) {
            query.replace(begin, end - begin, std::to_string(longest / std::chrono::seconds{1}) + "s");
        }
    }
    return withWindow(std::move(query), length);
}

std::string shortLoadRemark(std::string_view query, Nanos length)
{
    constexpr Nanos kShort = std::chrono::minutes{1}; // four scrapes of the usual 15 s
    const bool isConcerned =
        length < kShort && (query.find("$W") != std::string_view::npos || query.find("rate(") != std::string_view::npos);
    return isConcerned ? "; the load lasted " + formatDuration(std::chrono::floor<std::chrono::seconds>(length)) +
                             ": a rate or an increase needs two scrapes within it"
                       : std::string();
}

Answer<Done> PrometheusClient::ready() const
{
    return ask(m_fetcher, serviceRequest(m_service, "/-/ready"), [](const Reply& reply) -> Answer<Done> {
        // a login proxy answers 200 to everything
        return looksLikeHtml(reply.body) ? Answer<Done>(malformed("the answer is " + errorSentence(reply.body)))
                                         : Answer<Done>(Done{});
    });
}

Answer<std::string> PrometheusClient::version() const
{
    return askJson(m_fetcher, serviceRequest(m_service, "/api/v1/status/buildinfo"), [](const Json& json) -> Answer<std::string> {
        const Answer<Json> data = dataOf(json);
        if (!data.isKnown()) {
            return data.unknown();
        }
        const std::string version = stringAt(data.value(), "version");
        return version.empty() ? Answer<std::string>(malformed("the answer names no version")) : Answer<std::string>(version);
    });
}

Answer<PromResult> PrometheusClient::instant(std::string_view query, std::optional<WallTime> at) const
{
    return askJson(m_fetcher, promInstantRequest(m_service, query, at), parsePromResult);
}

Answer<PromResult> PrometheusClient::range(std::string_view query, WallSpan span, Nanos step) const
{
    const Nanos length = span.to - span.from;
    if (step <= Nanos{0} || length < Nanos{0} || length / step > kMostPromPoints) {
        return unknown(Unknown::Kind::Limit, "steps of " + formatDuration(step) + " over " + formatDuration(length) +
                                                 " are no range, or more than the 11,000 points that Prometheus gives");
    }
    return askJson(m_fetcher, promRangeRequest(m_service, query, span, step), parsePromResult);
}

Answer<std::vector<PromTarget>> PrometheusClient::targets() const
{
    return askJson(m_fetcher, serviceRequest(m_service, "/api/v1/targets", {{"state", "active"}}), parsePromTargets);
}

Answer<std::vector<PromRule>> PrometheusClient::alertRules() const
{
    // older versions ignore group_limit and give all groups without a token
    const auto requestAfter = [this](const std::string& token) {
        QueryItems items{{"type", "alert"}, {"group_limit", "200"}};
        if (!token.empty()) {
            items.emplace_back("group_next_token", token);
        }
        return serviceRequest(m_service, "/api/v1/rules", items);
    };
    return askPages<PromRule>(m_fetcher, requestAfter(""), parsePromRules,
                              [&](const FetchRequest&, const Reply&, const Json& json) -> std::optional<FetchRequest> {
                                  const std::string token = stringAt(memberAt(json, "data"), "groupNextToken");
                                  return token.empty() ? std::nullopt : std::optional(requestAfter(token));
                              });
}

} // namespace holdpoint
