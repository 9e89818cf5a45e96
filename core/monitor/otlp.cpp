// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/otlp.h"

#include "core/base/hash.h"
#include "core/base/units.h"
#include "core/base/version.h"

namespace holdpoint {

namespace {

constexpr Nanos kBetween = Millis{500};
constexpr int kClient = 3;
constexpr int kOk = 1;

Json attribute(const std::string& key, const std::string& value)
{
    return {{"key", key}, {"value", {{"stringValue", value}}}};
}

std::string randomHex()
{
    std::string hex = randomUuid();
    std::erase(hex, '-');
    return hex;
}

} // namespace

ProbeSpan newProbeSpan(WallTime now)
{
    ProbeSpan span;
    span.traceId = randomHex();
    span.spanId = randomHex().substr(0, 16);
    span.start = now;
    return span;
}

FetchRequest probeSpanRequest(const Service& collector, const ProbeSpan& span)
{
    Json attributes = Json::array();
    for (const auto& [key, value] : span.attributes) {
        attributes.push_back(attribute(key, value));
    }
    const Json one{{"traceId", span.traceId},
                   {"spanId", span.spanId},
                   {"name", span.name},
                   {"kind", kClient},
                   {"startTimeUnixNano", unixNanosText(span.start)},
                   {"endTimeUnixNano", unixNanosText(span.start + std::chrono::ceil<Micros>(span.duration))},
                   {"attributes", attributes},
                   {"status", {{"code", kOk}}}};
    Json scope{{"scope", {{"name", "holdpoint"}, {"version", kVersion}}}, {"spans", Json::array({one})}};
    Json resource{{"resource", {{"attributes", Json::array({attribute("service.name", span.service)})}}},
                  {"scopeSpans", Json::array({std::move(scope)})}};
    FetchRequest request = serviceJsonRequest(collector, "POST", "/v1/traces",
                                              dumpJson(Json{{"resourceSpans", Json::array({std::move(resource)})}}));
    request.isRepeatable = true; // the ids are its identity
    return request;
}

Answer<Done> parseExportReply(const Json& json)
{
    const bool isProtoName = json.is_object() && json.contains("partial_success");
    const Json& partial = memberAt(json, isProtoName ? "partial_success" : "partialSuccess");
    if (!json.is_object() || (!json.empty() && !partial.is_object())) { // of a collector it is {} or names partialSuccess
        return malformed("the answer is not an OTLP export response");
    }
    const Json& rejected = memberAt(partial, isProtoName ? "rejected_spans" : "rejectedSpans");
    const std::string count = rejected.is_string() ? rejected.get_ref<const std::string&>() : dumpJson(rejected);
    if (!rejected.is_null() && count != "0") {
        const std::string why = errorSentence(stringAt(partial, isProtoName ? "error_message" : "errorMessage"));
        return unknown(Unknown::Kind::Rejected, "the collector rejected the span" + (why.empty() ? "" : ": " + why));
    }
    return Done{};
}

Answer<Done> sendProbeSpan(Fetcher& fetcher, const Service& collector, const ProbeSpan& span)
{
    return askJson(fetcher, probeSpanRequest(collector, span), parseExportReply);
}

Answer<Trace> awaitTrace(Fetcher& fetcher, const JaegerClient& jaeger, const std::string& traceId, Nanos within)
{
    const SteadyTime end = fetcher.clock().steadyNow() + within;
    for (;;) {
        Answer<Trace> answer = jaeger.trace(traceId);
        if (!answer.isUnknown() || answer.unknown().kind != Unknown::Kind::NotFound) {
            return answer;
        }
        if (fetcher.clock().steadyNow() + kBetween > end) {
            return Answer<Trace>(unknown(Unknown::Kind::NotFound, "the trace was not there within " + formatDuration(within)))
                .with(std::move(answer.evidence));
        }
        if (!fetcher.pause(kBetween)) {
            return unknown(Unknown::Kind::Cancelled, "stopped");
        }
    }
}

} // namespace holdpoint
