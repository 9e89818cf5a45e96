// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/jaeger.h"

#include "core/base/text.h"

#include <algorithm>

namespace holdpoint {

namespace {

Answer<std::vector<std::string>> namesAt(const Json& json, const char* key)
{
    const Json& list = memberAt(json, key);
    std::vector<std::string> names;
    if (list.is_null() && json.is_object() && json.contains(key)) {
        return names; // Go's empty list
    }
    if (!list.is_array()) {
        return malformed(std::string("the answer has no `") + key + "` list as Jaeger's has");
    }
    for (const Json& name : list) {
        names.push_back(name.is_string() ? name.get_ref<const std::string&>() : dumpJson(name));
    }
    return names;
}

template <typename To, typename From>
Answer<To> unknownFrom(Answer<From> from)
{
    return Answer<To>(from.unknown()).with(std::move(from.evidence));
}

} // namespace

std::string traceLink(std::string_view base, std::string_view traceId)
{
    return serviceUrl(base, "/trace/" + percentEncode(traceId));
}

Answer<std::vector<std::string>> JaegerClient::services() const
{
    auto v3 = m_version == 1 ? Answer<std::vector<std::string>>(unknown(Unknown::Kind::NotFound, ""))
                             : askJson(m_fetcher, serviceRequest(m_service, "/api/v3/services"),
                                       [](const Json& json) { // protobuf's JSON leaves an empty list out
                                           return json.is_object() && json.empty()
                                                      ? Answer<std::vector<std::string>>(std::vector<std::string>{})
                                                      : namesAt(json, "services");
                                       });
    if (v3.isKnown()) {
        m_version = 3;
    }
    if (!v3.isUnknown() || v3.unknown().kind != Unknown::Kind::NotFound) {
        return v3;
    }
    auto v1 =
        askJson(m_fetcher, serviceRequest(m_service, "/api/services"), [](const Json& json) { return namesAt(json, "data"); });
    if (v1.isKnown()) {
        m_version = 1;
    }
    v1.evidence.insert(v1.evidence.begin(), v3.evidence.begin(), v3.evidence.end());
    return v1;
}

Answer<bool> JaegerClient::hasV3() const
{
    if (m_version == 0) {
        auto found = services();
        if (!found.isKnown()) {
            return unknownFrom<bool>(std::move(found));
        }
    }
    return m_version == 3;
}

Answer<FoundTraces> JaegerClient::traces(const TraceSearch& search) const
{
    auto v3 = hasV3();
    if (!v3.isKnown()) {
        return unknownFrom<FoundTraces>(std::move(v3));
    }
    auto found = v3.value() ? ask(m_fetcher, jaegerV3Search(m_service, search),
                                  [](const Reply& reply) -> Answer<std::vector<Trace>> {
                                      if (reply.status != 404) {
                                          return parseOtlpTraces(reply.body);
                                      }
                                      // "No traces found"; any other 404 is no answer of a search
                                      const bool isNone = errorSentence(reply.body).find("No traces found") != std::string::npos;
                                      return isNone ? Answer(std::vector<Trace>())
                                                    : Answer<std::vector<Trace>>(unknown(
                                                          Unknown::Kind::NotFound, "it answered 404 Not Found to a search"));
                                  })
                            : askJson(m_fetcher, jaegerV1Search(m_service, search), parseJaegerTraces);
    if (!found.isKnown()) {
        return unknownFrom<FoundTraces>(std::move(found));
    }
    FoundTraces result{std::move(found.value()), false};
    result.isCut = result.traces.size() >= static_cast<std::size_t>(search.most);
    if (search.onlyFailed) {
        std::erase_if(result.traces, [](const Trace& trace) { return !trace.hasFailed(); });
    }
    return Answer<FoundTraces>(std::move(result)).with(std::move(found.evidence));
}

Answer<Trace> JaegerClient::trace(const std::string& id) const
{
    auto v3 = hasV3();
    if (!v3.isKnown()) {
        return unknownFrom<Trace>(std::move(v3));
    }
    FetchRequest request = serviceRequest(m_service, (v3.value() ? "/api/v3/traces/" : "/api/traces/") + percentEncode(id));
    request.isFresh = true; // it may be there the next time
    auto found = v3.value() ? ask(m_fetcher, request, [](const Reply& reply) { return parseOtlpTraces(reply.body); })
                            : askJson(m_fetcher, request, parseJaegerTraces);
    if (!found.isKnown()) {
        return unknownFrom<Trace>(std::move(found));
    }
    for (Trace& trace : found.value()) {
        if (trace.id == id) {
            return Answer<Trace>(std::move(trace)).with(std::move(found.evidence));
        }
    }
    return Answer<Trace>(unknown(Unknown::Kind::NotFound, "trace " + shortened(id, 40) + " is not there"))
        .with(std::move(found.evidence));
}

Answer<std::vector<Dependency>> JaegerClient::dependencies(WallSpan span) const
{
    return askJson(m_fetcher,
                   serviceRequest(m_service, "/api/dependencies",
                                  {{"endTs", std::to_string(unixMillis(span.to))},
                                   {"lookback", std::to_string(unixMillis(span.to) - unixMillis(span.from))}}),
                   parseDependencies);
}

} // namespace holdpoint
