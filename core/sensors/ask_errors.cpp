// SPDX-License-Identifier: GPL-3.0-or-later
// `sentry` and `jaeger`: what the application said of itself.
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/monitor/jaeger.h"
#include "core/monitor/otlp.h"
#include "core/monitor/sentry.h"
#include "core/sensors/askers.h"

#include <algorithm>

namespace holdpoint {

namespace {

Nanos withinOf(const Json& spec, Nanos otherwise)
{
    const auto own = parseDuration(stringAt(spec, "within"));
    return own && *own > Nanos{} ? *own : otherwise;
}

/// Waits for a trace: found or not; any other reason not to know is the answer's.
Answer<Json> awaited(const AskContext& context, const JaegerClient& client, const std::string& id, const Json& spec,
                     std::vector<ExchangeRecord> evidence)
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

/// A span of ours goes to the collector and must come back from Jaeger.
Answer<Json> probe(const AskContext& context, const JaegerClient& client, const Json& spec)
{
    const Service collector = sensorService(context, "otlp", spec);
    if (!collector.isConfigured()) {
        return notConfigured("otlp", spec);
    }
    const ProbeSpan span = newProbeSpan(context.fetcher.clock().wallNow());
    const auto sent = sendProbeSpan(context.fetcher, collector, span);
    return sent.isKnown() ? awaited(context, client, span.traceId, spec, sent.evidence)
                          : Answer<Json>(sent.unknown()).with(sent.evidence);
}

/// One request with a trace id of ours; the application's span must come back from Jaeger.
Answer<Json> requestSpan(const AskContext& context, const JaegerClient& client, const Json& spec)
{
    const ProbeSpan span = newProbeSpan(context.fetcher.clock().wallNow());
    auto asked = askHttp(context, Json{{"http", stringAt(spec, "path", "/health")},
                                       {"headers", {{"traceparent", "00-" + span.traceId + "-" + span.spanId + "-03"}}}});
    if (!asked.isKnown()) {
        return asked;
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

} // namespace

std::optional<WallSpan> loadSpan(const AskContext& context)
{
    std::optional<WallSpan> span;
    for (const RunRecord& run : context.inputs.runs) {
        const bool isLoad = run.kind == RunKind::Load || run.kind == RunKind::Retest;
        if (isLoad && run.endedAt && run.isCounting) {
            span = WallSpan{span ? std::min(span->from, run.startedAt) : run.startedAt,
                            span ? std::max(span->to, *run.endedAt) : *run.endedAt};
        }
    }
    return span;
}

Answer<Json> askSentry(const AskContext& context, const Json& spec)
{
    const Service service = sensorService(context, "sentry", spec);
    if (!service.isConfigured()) {
        return notConfigured("sentry", spec);
    }
    const std::string what = stringAt(spec, "sentry");
    if (what != "new" && what != "regressed") {
        return malformed("`sentry: " + shortened(what, 40) + "` is none of new, regressed");
    }
    const auto span = loadSpan(context);
    if (!span) {
        return {};
    }
    const Json& section = serviceSection(context.plan, "sentry", spec);
    const SentryClient client(context.fetcher, {service, stringAt(section, "org"), wordsOf(memberAt(section, "projects")),
                                                stringAt(spec, "environment", context.plan.environment.name)});
    const auto outcomes = client.outcomes(*span);
    std::vector<ExchangeRecord> evidence = outcomes.evidence;
    if (!outcomes.isKnown()) {
        return Answer<Json>(outcomes.unknown()).with(std::move(evidence));
    }
    if (const auto dropped = droppedEvents(outcomes.value()); dropped > 0) {
        return Answer<Json>(unknown(Unknown::Kind::NoData, formatCount(dropped) +
                                                               " events of the load were dropped (filtered or rate "
                                                               "limited), so silence proves nothing"))
            .with(std::move(evidence));
    }
    const auto issues = what == "new" ? client.newIssues(span->from) : client.regressedIssues(*span);
    evidence.insert(evidence.end(), issues.evidence.begin(), issues.evidence.end());
    if (!issues.isKnown()) {
        return Answer<Json>(issues.unknown()).with(std::move(evidence));
    }
    const auto accepted = wordsOf(memberAt(spec, "accepted"));
    Json open = Json::array();
    Json known = Json::array();
    for (const SentryIssue& issue : issues.value()) {
        const bool isAccepted = std::find(accepted.begin(), accepted.end(), issue.shortId) != accepted.end();
        (isAccepted ? known : open)
            .push_back(Json{{"id", issue.shortId}, {"title", issue.title}, {"count", issue.count}, {"link", issue.link}});
    }
    return Answer<Json>(Json{{"count", open.size()}, {"issues", open}, {"accepted", known}}).with(std::move(evidence));
}

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
    if (what != "services") {
        return malformed("`jaeger: " + shortened(what, 40) + "` is none of services, probe, request");
    }
    const auto names = client.services();
    std::vector<ExchangeRecord> evidence = names.evidence;
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

} // namespace holdpoint
