// SPDX-License-Identifier: GPL-3.0-or-later
// `jaeger`: services, probes, slow and failed traces of the load, and who calls whom.
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/checklist/run_facts.h"
#include "core/monitor/jaeger.h"
#include "core/monitor/otlp.h"
#include "core/sensors/askers.h"

#include <algorithm>
#include <set>

namespace holdpoint {

namespace {

constexpr int kDepth = 100;       // traces of one search
constexpr int kMostSearches = 64; // of one question
constexpr Nanos kShortestSlice = std::chrono::seconds{1};
constexpr std::size_t kMostTraces = 2000; // kept for one question
constexpr std::size_t kShownTraces = 20;
constexpr std::size_t kShownOperations = 10;
constexpr std::size_t kMostServices = 10; // whose traces are looked at for calls

double millis(Nanos duration)
{
    return std::chrono::duration<double, std::milli>(duration).count();
}

Nanos withinOf(const Json& spec, Nanos otherwise)
{
    const auto own = parseDuration(stringAt(spec, "within"));
    return own && *own > Nanos{} ? *own : otherwise;
}

/// Waits for a trace: found or not; any other reason not to know is the answer's.
Answer<Json> awaited(const AskContext& context, const JaegerClient& client, const std::string& id, const Json& spec,
                     Exchanges evidence)
{
    const auto begin = context.fetcher.clock().steadyNow();
    const auto trace = awaitTrace(context.fetcher, client, id, withinOf(spec, std::chrono::seconds{30}));
    evidence.insert(evidence.end(), trace.evidence.begin(), trace.evidence.end());
    if (!trace.isKnown() && trace.unknown().kind != Unknown::Kind::NotFound) {
        return Answer<Json>(trace.unknown()).with(std::move(evidence));
    }
    const auto took = std::chrono::duration<double>(context.fetcher.clock().steadyNow() - begin).count();
    return Answer<Json>(Json{{"found", trace.isKnown()}, {"trace", id}, {"seconds", took}}).with(std::move(evidence));
}

/// The same failure as another source's.
Answer<Json> blamedOn(std::string source, Answer<Json> failed)
{
    Unknown why = failed.unknown();
    why.source = std::move(source);
    return Answer<Json>(std::move(why)).with(std::move(failed.evidence));
}

/// A span of ours goes to the collector and must come back from Jaeger: what fails behind the collector is said to be Jaeger's.
Answer<Json> probe(const AskContext& context, const JaegerClient& client, const Json& spec)
{
    const Service collector = sensorService(context, "otlp", spec);
    if (!collector.isConfigured()) {
        return notConfigured("otlp", spec);
    }
    const ProbeSpan span = newProbeSpan(context.fetcher.clock().wallNow());
    const auto sent = sendProbeSpan(context.fetcher, collector, span);
    if (!sent.isKnown()) {
        return Answer<Json>(sent.unknown()).with(sent.evidence);
    }
    auto found = awaited(context, client, span.traceId, spec, sent.evidence);
    return found.isUnknown() ? blamedOn("jaeger", std::move(found)) : found;
}

/// One request with a trace id of ours; the application's span must come back from Jaeger.
Answer<Json> requestSpan(const AskContext& context, const JaegerClient& client, const Json& spec)
{
    const ProbeSpan span = newProbeSpan(context.fetcher.clock().wallNow());
    const Json request{{"http", stringAt(spec, "path", "/health")},
                       {"headers", {{"traceparent", "00-" + span.traceId + "-" + span.spanId + "-03"}}}};
    auto asked = askHttp(context, request);
    if (!asked.isKnown()) {
        return asked.isUnknown() ? blamedOn(factKind("http")->source(context.plan, request), std::move(asked)) : asked;
    }
    auto found = awaited(context, client, span.traceId, spec, std::move(asked.evidence));
    if (found.isKnown() && !boolAt(found.value(), "found")) {
        return Answer<Json>(unknown(Unknown::Kind::NoData,
                                    "the request's trace did not come; the application may export nothing, or "
                                    "its sampler may ignore the parent"))
            .with(std::move(found.evidence));
    }
    return found;
}

/// Services that have no trace of late.
Answer<Json> missingServices(const AskContext& context, const JaegerClient& client, const Json& spec)
{
    auto names = client.services();
    Exchanges evidence = std::move(names.evidence);
    if (!names.isKnown()) {
        return Answer<Json>(names.unknown()).with(std::move(evidence));
    }
    const Nanos within = withinOf(spec, std::chrono::minutes{15});
    const WallTime now = context.fetcher.clock().wallNow();
    Json missing = Json::array();
    for (const std::string& wanted : wordsOf(memberAt(spec, "services"))) {
        if (std::find(names.value().begin(), names.value().end(), wanted) == names.value().end()) {
            missing.push_back(wanted);
            continue;
        }
        TraceSearch search;
        search.service = wanted;
        search.span = {now - std::chrono::duration_cast<Micros>(within), now};
        search.most = 1;
        const auto traces = client.traces(search);
        evidence.insert(evidence.end(), traces.evidence.begin(), traces.evidence.end());
        if (!traces.isKnown()) {
            return Answer<Json>(traces.unknown()).with(std::move(evidence));
        }
        if (traces.value().traces.empty()) {
            missing.push_back(wanted);
        }
    }
    return Answer<Json>(Json{{"missing", missing.size()}, {"missing_services", missing}, {"services", names.value()}})
        .with(std::move(evidence));
}

/// Searches of one question: what a search cuts off is asked again in halves, until the depth of the halving or the time is over.
class TraceCollector
{
public:
    TraceCollector(const AskContext& context, const JaegerClient& client)
        : m_context(context), m_client(client), m_end(context.fetcher.clock().steadyNow() + context.left())
    {}

    /// Why not everything could be seen; nullopt if it was.
    std::optional<Unknown> collect(TraceSearch search)
    {
        search.most = kDepth;
        std::vector<WallSpan> slices{search.span};
        while (!slices.empty()) {
            search.span = slices.back();
            slices.pop_back();
            if (++m_searches > kMostSearches || m_context.fetcher.clock().steadyNow() > m_end) {
                return unknown(Unknown::Kind::Limit, "there are more traces than can be looked through; raise `slower_than`");
            }
            auto found = m_client.traces(search);
            if (evidence.size() < kKeptExchanges) {
                evidence.insert(evidence.end(), found.evidence.begin(), found.evidence.end());
            }
            if (!found.isKnown()) {
                return found.unknown();
            }
            const Nanos length = search.span.to - search.span.from;
            if (found.value().isCut && length > kShortestSlice) {
                const WallTime middle = search.span.from + std::chrono::duration_cast<Micros>(length / 2);
                slices.push_back({search.span.from, middle});
                slices.push_back({middle, search.span.to});
                continue;
            }
            for (Trace& trace : found.value().traces) {
                if (!trace.spans.empty() && m_seen.insert(trace.id).second) {
                    traces.push_back(std::move(trace));
                }
            }
            if (found.value().isCut || traces.size() > kMostTraces) {
                return unknown(Unknown::Kind::Limit, "the search depth of Jaeger was reached; raise `slower_than`");
            }
        }
        return std::nullopt;
    }

    std::vector<Trace> traces;
    Exchanges evidence;

private:
    const AskContext& m_context;
    const JaegerClient& m_client;
    const SteadyTime m_end;
    int m_searches = 0;
    std::set<std::string> m_seen;
};

Json traceRow(const Trace& trace, const std::string& base)
{
    const auto root = std::find_if(trace.spans.begin(), trace.spans.end(), [](const Span& span) { return span.parent.empty(); });
    const Span& first = root == trace.spans.end() ? trace.spans.front() : *root;
    return Json{{"id", trace.id},
                {"service", first.service},
                {"operation", shortened(first.operation, 120)},
                {"ms", millis(trace.duration())},
                {"failed", trace.hasFailed()},
                {"at", formatUtcSeconds(first.start)},
                {"link", traceLink(base, trace.id)}};
}

Json operationRows(const std::vector<Trace>& traces)
{
    Json rows = Json::array();
    for (const OperationTime& each : operationTimes(traces)) {
        if (rows.size() == kShownOperations) {
            break;
        }
        rows.push_back(Json{{"service", each.service},
                            {"operation", shortened(each.operation, 120)},
                            {"count", each.count},
                            {"failed", each.failed},
                            {"self_ms", millis(each.self)},
                            {"p95_ms", millis(each.p95)},
                            {"share", each.share}});
    }
    return rows;
}

/// The slowest p(95) that the runs measured, in ms.
double slowestP95(const AskContext& context)
{
    RunFact fact;
    fact.metric = "http_req_duration";
    if (const auto p95 = parseExpression("p(95)<0")) {
        fact.expect = *p95;
    }
    double slowest = 0;
    for (const TestPlan& test : context.plan.tests) {
        if (const RunRecord* run = decidingRun(context.inputs.runs, test.id)) {
            slowest = std::max(slowest, measure(fact, *run).value.value_or(0));
        }
    }
    return slowest;
}

/// Slow or failed traces of the load's windows, with the self time of their operations.
Answer<Json> loadTraces(const AskContext& context, const JaegerClient& client, const std::string& base, const Json& spec)
{
    const bool onlyFailed = stringAt(spec, "jaeger") == "failed";
    const auto written = parseDuration(stringAt(spec, "slower_than"));
    const Nanos least = onlyFailed ? Nanos{} : written && *written > Nanos{} ? *written : Nanos(std::chrono::milliseconds{500});
    const auto services = wordsOf(memberAt(spec, "services"));
    if (services.empty()) {
        return unknown(Unknown::Kind::NotConfigured, "traces are searched by service; name them with `services`");
    }
    TraceCollector collector(context, client);
    bool hasRun = false;
    for (const TestPlan& test : context.plan.tests) {
        const RunRecord* run = decidingRun(context.inputs.runs, test.id);
        if (run == nullptr || !run->endedAt) {
            continue;
        }
        hasRun = true;
        for (const std::string& service : services) {
            TraceSearch search;
            search.service = service;
            search.span = {run->startedAt, *run->endedAt};
            search.leastDuration = least;
            search.onlyFailed = onlyFailed;
            if (auto why = collector.collect(search)) {
                return Answer<Json>(*std::move(why)).with(std::move(collector.evidence));
            }
        }
    }
    if (!hasRun) {
        return {};
    }
    std::vector<Trace>& traces = collector.traces;
    if (!onlyFailed && traces.empty() && slowestP95(context) > millis(least)) {
        return Answer<Json>(unknown(Unknown::Kind::NoData, "no trace is slower than " + formatDuration(least) +
                                                               ", but the p(95) of the load is: sampling dropped them"))
            .with(std::move(collector.evidence));
    }
    std::stable_sort(traces.begin(), traces.end(), [](const Trace& a, const Trace& b) { return a.duration() > b.duration(); });
    Json rows = Json::array();
    for (std::size_t i = 0; i < std::min(traces.size(), kShownTraces); ++i) {
        rows.push_back(traceRow(traces[i], base));
    }
    const Json operations = operationRows(traces);
    Json answer{{"found", traces.size()}, {"slower_than_ms", millis(least)}, {"traces", rows}, {"operations", operations}};
    const bool hasTop = !operations.empty();
    answer["top"] = hasTop ? stringAt(operations[0], "service") + " " + stringAt(operations[0], "operation") : "none";
    answer["top_share"] = hasTop ? 100 * numberAt(operations[0], "share") : 0;
    return Answer<Json>(std::move(answer)).with(std::move(collector.evidence));
}

/// Calls that the newest traces of the load show, where Jaeger computes none.
std::optional<Unknown> sampledCalls(const JaegerClient& client, WallSpan span, std::vector<Dependency>& calls,
                                    Exchanges& evidence)
{
    auto names = client.services();
    evidence.insert(evidence.end(), names.evidence.begin(), names.evidence.end());
    if (!names.isKnown()) {
        return names.unknown();
    }
    std::vector<Trace> traces;
    for (std::size_t i = 0; i < std::min(names.value().size(), kMostServices); ++i) {
        TraceSearch search;
        search.service = names.value()[i];
        search.span = span;
        search.most = kDepth;
        auto found = client.traces(search);
        evidence.insert(evidence.end(), found.evidence.begin(), found.evidence.end());
        if (!found.isKnown()) {
            return found.unknown();
        }
        std::move(found.value().traces.begin(), found.value().traces.end(), std::back_inserter(traces));
    }
    calls = dependenciesOf(traces);
    return std::nullopt;
}

/// Who called whom during the load, against `expected` ("web->api api->db").
Answer<Json> dependencies(const AskContext& context, const JaegerClient& client, const Json& spec)
{
    const auto span = loadSpan(context);
    if (!span) {
        return {};
    }
    auto seen = client.dependencies(*span);
    Exchanges evidence = std::move(seen.evidence);
    if (!seen.isKnown()) {
        return Answer<Json>(seen.unknown()).with(std::move(evidence));
    }
    std::vector<Dependency> calls = std::move(seen.value());
    const bool isSampled = calls.empty();
    if (isSampled) {
        if (auto why = sampledCalls(client, *span, calls, evidence)) {
            return Answer<Json>(*std::move(why)).with(std::move(evidence));
        }
    }
    if (calls.empty()) {
        return Answer<Json>(unknown(Unknown::Kind::NoData, "no call between services is seen in the load's time"))
            .with(std::move(evidence));
    }
    std::set<std::string> edges;
    Json rows = Json::array();
    for (const Dependency& call : calls) {
        edges.insert(call.parent + "->" + call.child);
        rows.push_back(Json{{"edge", call.parent + "->" + call.child}, {"calls", call.calls}});
    }
    const auto wanted = wordsOf(memberAt(spec, "expected"));
    const std::set<std::string> expected(wanted.begin(), wanted.end());
    Json unexpected = Json::array();
    Json missing = Json::array();
    std::set_difference(edges.begin(), edges.end(), expected.begin(), expected.end(), std::back_inserter(unexpected));
    std::set_difference(expected.begin(), expected.end(), edges.begin(), edges.end(), std::back_inserter(missing));
    Json answer{{"found", edges.size()}, {"edges", rows}, {"sampled", isSampled}};
    if (!expected.empty()) {
        answer["unexpected"] = unexpected.size();
        answer["unexpected_edges"] = std::move(unexpected);
        answer["missing"] = missing.size();
        answer["missing_edges"] = std::move(missing);
    }
    return Answer<Json>(std::move(answer)).with(std::move(evidence));
}

} // namespace

Answer<Json> askJaeger(const AskContext& context, const Json& spec)
{
    const Service service = sensorService(context, "jaeger", spec);
    if (!service.isConfigured()) {
        return notConfigured("jaeger", spec);
    }
    const JaegerClient client(context.fetcher, service);
    const std::string what = stringAt(spec, "jaeger");
    if (what == "probe" || what == "request") {
        return what == "probe" ? probe(context, client, spec) : requestSpan(context, client, spec);
    }
    if (what == "slow" || what == "failed") {
        return loadTraces(context, client, service.url, spec);
    }
    if (what == "dependencies") {
        return dependencies(context, client, spec);
    }
    return what == "services" ? missingServices(context, client, spec)
                              : Answer<Json>(malformed("`jaeger: " + shortened(what, 40) +
                                                       "` is none of services, probe, request, slow, failed, dependencies"));
}

} // namespace holdpoint
