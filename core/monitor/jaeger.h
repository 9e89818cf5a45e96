// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/api_time.h"
#include "core/monitor/ask.h"
#include "core/monitor/trace.h"

#include <atomic>

namespace holdpoint {

struct TraceSearch
{
    std::string service;
    std::string operation; // empty: any
    WallSpan span;
    Nanos leastDuration{};
    bool onlyFailed = false;
    int most = 100;
};

struct FoundTraces
{
    std::vector<Trace> traces;
    bool isCut = false; // as many as asked for: there may be more, so split the window
};

// Requests and answers of the two APIs by themselves.
FetchRequest jaegerV3Search(const Service& service, const TraceSearch& search);
FetchRequest jaegerV1Search(const Service& service, const TraceSearch& search);
/// OTLP/JSON in {"result": {"resourceSpans": [...]}}; spans of several traces are taken apart. Also reads Jaeger's streamed form,
/// one such object after the other.
Answer<std::vector<Trace>> parseOtlpTraces(std::string_view body);
Answer<std::vector<Trace>> parseJaegerTraces(const Json& json);
Answer<std::vector<Dependency>> parseDependencies(const Json& json);
/// `{base}/trace/{id}` for people.
std::string traceLink(std::string_view base, std::string_view traceId);

/// Jaeger's query service: API v3, v1 where v3 is not there; dependencies always v1. Thread-safe as its Fetcher is.
class JaegerClient
{
public:
    JaegerClient(Fetcher& fetcher, Service service) : m_fetcher(fetcher), m_service(std::move(service)) {}

    Answer<std::vector<std::string>> services() const;
    Answer<FoundTraces> traces(const TraceSearch& search) const;
    /// NotFound as long as it is not there; asked anew each time.
    Answer<Trace> trace(const std::string& id) const;
    Answer<std::vector<Dependency>> dependencies(WallSpan span) const;

private:
    /// Asks once which API there is.
    Answer<bool> hasV3() const;

    Fetcher& m_fetcher;
    const Service m_service;
    mutable std::atomic<int> m_version = 0; // 0: not known yet
};

} // namespace holdpoint
