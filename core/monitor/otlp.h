// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/ask.h"
#include "core/monitor/jaeger.h"

namespace holdpoint {

/// One span that proves the way from here to the trace store.
struct ProbeSpan
{
    std::string traceId; // 32 hex digits, not all zero
    std::string spanId;  // 16
    std::string service = "holdpoint-probe";
    std::string name = "probe";
    WallTime start{};
    Nanos duration = Millis{1};
    std::map<std::string, std::string> attributes;
};

/// With random ids.
ProbeSpan newProbeSpan(WallTime now);
/// ExportTraceServiceRequest as OTLP/JSON: POST {collector}/v1/traces.
FetchRequest probeSpanRequest(const Service& collector, const ProbeSpan& span);
/// Rejected if the collector took the request but not the span.
Answer<Done> parseExportReply(const Json& json);

Answer<Done> sendProbeSpan(Fetcher& fetcher, const Service& collector, const ProbeSpan& span);
/// Asks until the trace is there or `within` is over (then NotFound, "not within 30 s"); another failure ends it at once.
Answer<Trace> awaitTrace(Fetcher& fetcher, const JaegerClient& jaeger, const std::string& traceId, Nanos within);

} // namespace holdpoint
