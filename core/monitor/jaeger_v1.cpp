// SPDX-License-Identifier: GPL-3.0-or-later
// Jaeger's internal JSON: times in µs, what a service is stands in `processes`.
#include "core/base/text.h"
#include "core/monitor/jaeger.h"

#include <algorithm>

namespace holdpoint {

namespace {

std::string textOf(const Json& value)
{
    return value.is_string() ? value.get_ref<const std::string&>() : dumpJson(value);
}

/// Integers beyond 2^53 arrive as text.
std::int64_t micros(const Json& json, std::string_view key)
{
    const Json& value = memberAt(json, key);
    if (value.is_string()) {
        const std::string& text = value.get_ref<const std::string&>();
        return text.empty() || text.size() > 18 || text.find_first_not_of("0123456789") != std::string::npos ? -1
                                                                                                             : std::stoll(text);
    }
    return value.is_number_integer() ? value.get<std::int64_t>() : -1;
}

std::string parentOf(const Json& span, const std::string& traceId)
{
    for (const Json& reference : memberAt(span, "references")) {
        if (stringAt(reference, "refType") == "CHILD_OF" && stringAt(reference, "traceID") == traceId) {
            return stringAt(reference, "spanID");
        }
    }
    return {};
}

Answer<Trace> parseTrace(const Json& json)
{
    Trace trace;
    trace.id = stringAt(json, "traceID");
    const Json& processes = memberAt(json, "processes");
    for (const Json& each : memberAt(json, "spans")) {
        Span span;
        span.id = stringAt(each, "spanID");
        span.parent = parentOf(each, trace.id);
        span.operation = stringAt(each, "operationName");
        span.service = stringAt(memberAt(processes, stringAt(each, "processID")), "serviceName");
        for (const Json& tag : memberAt(each, "tags")) {
            span.tags[stringAt(tag, "key")] = textOf(memberAt(tag, "value"));
        }
        const auto error = span.tags.find("error");
        const auto status = span.tags.find("otel.status_code");
        span.hasFailed =
            (error != span.tags.end() && error->second == "true") || (status != span.tags.end() && status->second == "ERROR");
        const std::int64_t start = micros(each, "startTime");
        const std::int64_t duration = micros(each, "duration");
        constexpr std::int64_t kMost = 8'000'000'000'000'000;
        if (span.id.empty() || start < 0 || duration < 0 || start > kMost || duration > kMost) {
            return malformed("a span has no id, startTime or duration");
        }
        span.start = fromUnixMicros(start);
        span.duration = Micros(duration);
        trace.spans.push_back(std::move(span));
    }
    if (trace.id.empty()) {
        return malformed("a trace has no traceID");
    }
    return trace;
}

} // namespace

FetchRequest jaegerV1Search(const Service& service, const TraceSearch& search)
{
    QueryItems items{{"service", search.service},
                     {"start", std::to_string(unixMicros(search.span.from))},
                     {"end", std::to_string(unixMicros(search.span.to))},
                     {"limit", std::to_string(search.most)}};
    if (!search.operation.empty()) {
        items.emplace_back("operation", search.operation);
    }
    if (search.leastDuration > Nanos{}) {
        items.emplace_back("minDuration", goDuration(search.leastDuration));
    }
    if (search.onlyFailed) {
        items.emplace_back("tags", R"({"error":"true"})");
    }
    return serviceRequest(service, "/api/traces", items);
}

Answer<std::vector<Trace>> parseJaegerTraces(const Json& json)
{
    const Json& list = memberAt(json, "data");
    if (!list.is_array()) {
        return malformed("the answer has no `data` list as Jaeger's has");
    }
    std::vector<Trace> traces;
    for (const Json& each : list) {
        auto trace = parseTrace(each);
        if (!trace.isKnown()) {
            return trace.unknown();
        }
        traces.push_back(std::move(trace.value()));
    }
    return traces;
}

Answer<std::vector<Dependency>> parseDependencies(const Json& json)
{
    const Json& list = memberAt(json, "data");
    if (!list.is_array()) {
        return malformed("the answer has no `data` list as Jaeger's has");
    }
    std::vector<Dependency> dependencies;
    for (const Json& each : list) {
        Dependency dependency{stringAt(each, "parent"), stringAt(each, "child"),
                              static_cast<std::uint64_t>(std::max<std::int64_t>(0, integerAt(each, "callCount")))};
        if (dependency.parent.empty() || dependency.child.empty()) {
            return malformed("a dependency has no parent or child");
        }
        dependencies.push_back(std::move(dependency));
    }
    return dependencies;
}

} // namespace holdpoint
