// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/metric.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace holdpoint {

namespace {

using NamedMetric = std::pair<std::string_view, MetricInfo>;

constexpr MetricInfo kCounter{MetricType::Counter, ""};
constexpr MetricInfo kByteCounter{MetricType::Counter, "bytes"};
constexpr MetricInfo kRate{MetricType::Rate, ""};
constexpr MetricInfo kGauge{MetricType::Gauge, ""};
constexpr MetricInfo kMillis{MetricType::Trend, "ms"};
constexpr MetricInfo kScore{MetricType::Trend, ""};

/// k6's names, then those that design.md and semantics.md §4 add.
constexpr auto kMetrics = std::to_array<NamedMetric>({
    {"http_reqs", kCounter},
    {"http_req_duration", kMillis},
    {"http_req_failed", kRate},
    {"http_req_blocked", kMillis},
    {"http_req_connecting", kMillis},
    {"http_req_tls_handshaking", kMillis},
    {"http_req_sending", kMillis},
    {"http_req_waiting", kMillis},
    {"http_req_receiving", kMillis},
    {"checks", kRate},
    {"iterations", kCounter},
    {"iteration_duration", kMillis},
    {"group_duration", kMillis},
    {"dropped_iterations", kCounter},
    {"vus", kGauge},
    {"vus_max", kGauge},
    {"data_sent", kByteCounter},
    {"data_received", kByteCounter},
    {"ws_sessions", kCounter},
    {"ws_connecting", kMillis},
    {"ws_session_duration", kMillis},
    {"ws_msgs_sent", kCounter},
    {"ws_msgs_received", kCounter},
    {"ws_ping", kMillis},
    {"browser_web_vital_lcp", kMillis},
    {"browser_web_vital_fcp", kMillis},
    {"browser_web_vital_cls", kScore},
    {"browser_web_vital_ttfb", kMillis},
    {"browser_web_vital_fid", kMillis},
    {"browser_web_vital_inp", kMillis},
    {"browser_vitals_dropped", kCounter},
    {"browser_visit_failed", kRate},
    {"browser_http_req_duration", kMillis},
    {"browser_http_req_failed", kRate},
    {"browser_data_sent", kByteCounter},
    {"browser_data_received", kByteCounter},
    {"http_req_response_time", kMillis},
    {"http_5xx", kRate},
    {"http_routes", kCounter},
    {"http_repeats", kCounter},
    {"page_load", kMillis},
    {"webhooks_sent", kCounter},
    {"webhooks_distinct", kCounter},
    {"webhooks_redelivered", kCounter},
    {"webhook_processed", kCounter},
    {"rtc_delivery", kRate},
    {"rtc_drop", kRate},
    {"rtc_session_drop", kRate},
    {"rtc_participants", kGauge},
    {"rtc_message_latency", kMillis},
    {"rtc_late", kCounter},
    {"rtc_duplicate", kRate},
    {"rtc_reorder", kRate},
    {"generator_lag", kMillis},
    {"samples_dropped", kCounter},
});

bool isMetricName(std::string_view name)
{
    const auto isLetter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    return !name.empty() && name.size() <= 128 && isLetter(name.front()) &&
           std::all_of(name.begin(), name.end(), [&](char c) { return isLetter(c) || (c >= '0' && c <= '9'); });
}

Failure notAMetric(std::string_view text, const std::string& why)
{
    return fail(Error::Kind::Invalid,
                "`" + std::string(text) + "` is not a metric: " + why + "; write it like http_reqs{name:search,status:200}");
}

/// The end of the first tag: the next comma outside of inner braces (`{{random(1,5)}}`), or the end. npos if braces do not pair.
std::size_t tagEnd(std::string_view tags)
{
    int depth = 0;
    for (std::size_t at = 0; at < tags.size(); ++at) {
        if (tags[at] == '{') {
            ++depth;
        } else if (tags[at] == '}' && --depth < 0) {
            return std::string_view::npos;
        } else if (tags[at] == ',' && depth == 0) {
            return at;
        }
    }
    return depth == 0 ? tags.size() : std::string_view::npos;
}

std::string_view withoutQuotes(std::string_view text)
{
    const bool isQuoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
    return isQuoted ? trimmed(text.substr(1, text.size() - 2)) : text;
}

/// A tag value as parseMetricKey() can read it back: what would end the tag is replaced.
std::string writable(std::string_view value)
{
    std::string text(withoutQuotes(trimmed(value)));
    if (tagEnd(text) != text.size()) {
        std::replace(text.begin(), text.end(), ',', ';');
    }
    if (tagEnd(text) != text.size()) {
        std::replace(text.begin(), text.end(), '{', '(');
        std::replace(text.begin(), text.end(), '}', ')');
    }
    return text;
}

} // namespace

std::string_view nameOf(MetricType type)
{
    switch (type) {
    case MetricType::Counter:
        return "counter";
    case MetricType::Rate:
        return "rate";
    case MetricType::Gauge:
        return "gauge";
    case MetricType::Trend:
        return "trend";
    }
    return "";
}

std::string MetricKey::text() const
{
    if (tags.empty()) {
        return name;
    }
    std::string out = name + '{';
    for (const auto& [tag, value] : tags) {
        if (out.back() != '{') {
            out += ',';
        }
        out += tag + ':' + writable(value);
    }
    return out + '}';
}

Result<MetricKey> parseMetricKey(std::string_view text)
{
    const std::string_view whole = trimmed(text);
    const std::size_t open = std::min(whole.find('{'), whole.size());
    MetricKey key{std::string(trimmed(whole.substr(0, open))), {}};
    if (!isMetricName(key.name)) {
        return notAMetric(text, "`" + key.name + "` is no name of letters, digits and `_`");
    }
    if (open == whole.size()) {
        return key;
    }
    if (whole.back() != '}') {
        return notAMetric(text, "the closing `}` is missing at the end");
    }
    std::string_view rest = trimmed(whole.substr(open + 1, whole.size() - open - 2));
    for (bool hasMore = !rest.empty(); hasMore;) {
        const std::size_t end = tagEnd(rest);
        if (end == std::string_view::npos) {
            return notAMetric(text, "its braces do not pair");
        }
        const std::string_view pair = rest.substr(0, end);
        const std::size_t colon = pair.find(':');
        const std::string_view tag = withoutQuotes(trimmed(pair.substr(0, colon)));
        if (colon == std::string_view::npos || tag.empty()) {
            return notAMetric(text, "`" + std::string(trimmed(pair)) + "` is no tag:value");
        }
        const std::string_view value = withoutQuotes(trimmed(pair.substr(colon + 1)));
        if (!key.tags.emplace(tag, value).second) {
            return notAMetric(text, "the tag `" + std::string(tag) + "` stands there twice");
        }
        hasMore = end < rest.size();
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return key;
}

std::optional<MetricInfo> knownMetric(std::string_view name)
{
    const auto found = std::find_if(kMetrics.begin(), kMetrics.end(), [name](const NamedMetric& m) { return m.first == name; });
    return found == kMetrics.end() ? std::nullopt : std::optional(found->second);
}

std::vector<std::string> knownMetricNames()
{
    std::vector<std::string> names;
    for (const auto& [name, info] : kMetrics) {
        names.emplace_back(name);
    }
    return names;
}

} // namespace holdpoint
