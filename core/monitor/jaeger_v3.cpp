// SPDX-License-Identifier: GPL-3.0-or-later
// Jaeger's API v3: OTLP as JSON, 64-bit numbers as text, ids as hex.
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/monitor/jaeger.h"

namespace holdpoint {

namespace {

constexpr int kStatusError = 2;

std::optional<std::int64_t> nanosAt(const Json& json, const char* camel, const char* snake)
{
    const Json& value = json.contains(camel) ? memberAt(json, camel) : memberAt(json, snake);
    const std::string text = value.is_string() ? value.get_ref<const std::string&>() : dumpJson(value);
    if (text.empty() || text.size() > 19 || text.find_first_not_of("0123456789") != std::string::npos) {
        return std::nullopt;
    }
    const unsigned long long number = std::stoull(text);
    return number > static_cast<unsigned long long>(INT64_MAX) ? std::nullopt : std::optional(static_cast<std::int64_t>(number));
}

/// stringValue, intValue ...: the one value that is there, as text.
std::string attributeText(const Json& value)
{
    if (!value.is_object() || value.empty()) {
        return {};
    }
    const Json& content = *value.begin();
    return content.is_string() ? content.get_ref<const std::string&>() : dumpJson(content);
}

std::map<std::string, std::string> attributesOf(const Json& holder)
{
    std::map<std::string, std::string> attributes;
    for (const Json& each : memberAt(holder, "attributes")) {
        attributes[stringAt(each, "key")] = attributeText(memberAt(each, "value"));
    }
    return attributes;
}

bool isError(const Json& status)
{
    const Json& code = memberAt(status, "code");
    return code.is_string() ? code.get_ref<const std::string&>() == "STATUS_CODE_ERROR"
                            : integerAt(status, "code") == kStatusError;
}

/// Adds the spans of one {"resourceSpans": [...]}; the sentence of what is wrong, or empty.
std::string addSpans(const Json& result, std::map<std::string, Trace>& traces)
{
    for (const Json& resource : memberAt(result, "resourceSpans")) {
        const auto about = attributesOf(memberAt(resource, "resource"));
        const auto service = about.find("service.name");
        for (const Json& scope : memberAt(resource, "scopeSpans")) {
            for (const Json& each : memberAt(scope, "spans")) {
                Span span;
                const std::string traceId = lowered(stringAt(each, "traceId"));
                span.id = lowered(stringAt(each, "spanId"));
                span.parent = lowered(stringAt(each, "parentSpanId"));
                span.service = service == about.end() ? "" : service->second;
                span.operation = stringAt(each, "name");
                span.tags = attributesOf(each);
                span.hasFailed = isError(memberAt(each, "status"));
                const auto start = nanosAt(each, "startTimeUnixNano", "start_time_unix_nano");
                const auto end = nanosAt(each, "endTimeUnixNano", "end_time_unix_nano");
                if (traceId.empty() || span.id.empty() || !start || !end || *end < *start) {
                    return "a span has no ids or no times";
                }
                span.start = fromUnixMicros(*start / 1000);
                span.duration = Nanos(*end - *start);
                Trace& trace = traces[traceId];
                trace.id = traceId;
                trace.spans.push_back(std::move(span));
            }
        }
    }
    return {};
}

} // namespace

FetchRequest jaegerV3Search(const Service& service, const TraceSearch& search)
{
    QueryItems items{{"query.service_name", search.service},
                     {"query.start_time_min", formatUtc(search.span.from)},
                     {"query.start_time_max", formatUtc(search.span.to)},
                     {"query.num_traces", std::to_string(search.most)}};
    if (!search.operation.empty()) {
        items.emplace_back("query.operation_name", search.operation);
    }
    if (search.leastDuration > Nanos{}) {
        items.emplace_back("query.duration_min", goDuration(search.leastDuration));
    }
    FetchRequest request = serviceRequest(service, "/api/v3/traces", items);
    request.accepted = {404}; // no trace found
    return request;
}

Answer<std::vector<Trace>> parseOtlpTraces(std::string_view body)
{
    std::map<std::string, Trace> traces;
    for (std::string_view rest = trimmed(body); !rest.empty();) {
        // streamed answers are one object a line; a whole one may be pretty-printed
        std::size_t length = rest.find("}\n{");
        length = length == std::string_view::npos ? rest.size() : length + 1;
        const auto json = parseReply(rest.substr(0, length));
        if (!json.isKnown()) {
            return json.unknown();
        }
        if (!json.value().is_object() || !json.value().contains("result")) {
            return malformed("the answer has no `result` as Jaeger's v3 answers have");
        }
        if (const std::string fault = addSpans(memberAt(json.value(), "result"), traces); !fault.empty()) {
            return malformed(fault);
        }
        rest = trimmed(rest.substr(length));
    }
    std::vector<Trace> result;
    for (auto& [id, trace] : traces) {
        result.push_back(std::move(trace));
    }
    return result;
}

} // namespace holdpoint
