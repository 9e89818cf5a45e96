// SPDX-License-Identifier: GPL-3.0-or-later
// `sentry`: what the application told of its errors.
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/checklist/run_facts.h"
#include "core/monitor/sentry.h"
#include "core/plan/secret_text.h"
#include "core/sensors/askers.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::uint64_t kLeastRequests = 1000;         // below, one error would exceed 0.1 %
constexpr const char* kProbeTitle = "Holdpoint probe"; // its own issue: messages are grouped by their words
constexpr Millis kFirstWait{250};
constexpr Millis kLongestWait{3000};

/// With anything dropped, silence proves nothing: then why, else nullopt.
std::optional<Unknown> whyUnproven(const SentryClient& client, WallSpan span, Exchanges& evidence)
{
    auto outcomes = client.outcomes(span);
    if (!isGiven(outcomes, evidence)) {
        return outcomes.unknown();
    }
    const auto dropped = droppedEvents(outcomes.value());
    return dropped == 0 ? std::nullopt
                        : std::optional(unknown(Unknown::Kind::NoData, formatCount(dropped) +
                                                                           " events of the time were dropped (filtered or rate "
                                                                           "limited), so silence proves nothing"));
}

Answer<Json> listed(const std::vector<SentryIssue>& issues, const Json& spec, Exchanges evidence)
{
    const auto accepted = wordsOf(memberAt(spec, "accepted"));
    Json open = Json::array();
    Json known = Json::array();
    for (const SentryIssue& issue : issues) {
        const bool isAccepted = std::find(accepted.begin(), accepted.end(), issue.shortId) != accepted.end();
        (isAccepted ? known : open)
            .push_back(Json{{"id", issue.shortId}, {"title", issue.title}, {"count", issue.count}, {"link", issue.link}});
    }
    return Answer<Json>(Json{{"count", open.size()}, {"issues", open}, {"accepted", known}}).with(std::move(evidence));
}

/// The load, or from `since` until now.
Answer<WallSpan> spanOf(const AskContext& context, const Json& spec)
{
    if (const std::string since = stringAt(spec, "since"); !since.empty()) {
        const auto from = parseRfc3339(since);
        const WallTime now = context.fetcher.clock().wallNow();
        return from && *from < now
                   ? Answer<WallSpan>(WallSpan{*from, now})
                   : Answer<WallSpan>(
                         unknown(Unknown::Kind::NotConfigured,
                                 "`" + shortened(since, 40) + "` is no time that is over; write it like 2026-01-05T10:00:00Z"));
    }
    const auto load = loadSpan(context);
    return load ? Answer<WallSpan>(*load) : Answer<WallSpan>();
}

Answer<Json> issuesOf(const SentryClient& client, const std::string& what, WallSpan span, const Json& spec)
{
    Exchanges evidence;
    if (auto why = whyUnproven(client, span, evidence)) {
        return Answer<Json>(*std::move(why)).with(std::move(evidence));
    }
    const std::string release = stringAt(spec, "release");
    auto issues = what == "new" ? client.newIssues(span.from, release) : client.regressedIssues(span, release);
    return isGiven(issues, evidence) ? listed(issues.value(), spec, std::move(evidence))
                                     : Answer<Json>(issues.unknown()).with(std::move(evidence));
}

/// Error events of the load's windows against what the runs sent in them.
Answer<Json> errorRate(const AskContext& context, const SentryClient& client, WallSpan span)
{
    Exchanges evidence;
    if (auto why = whyUnproven(client, span, evidence)) {
        return Answer<Json>(*std::move(why)).with(std::move(evidence));
    }
    const auto counted = parseExpression("count<0");
    RunFact requestsOf;
    requestsOf.metric = "http_reqs";
    requestsOf.expect = counted ? std::optional(*counted) : std::nullopt;
    std::uint64_t errors = 0;
    double requests = 0;
    for (const TestPlan& test : context.plan.tests) {
        const RunRecord* run = decidingRun(context.inputs.runs, test.id);
        if (run == nullptr || !run->endedAt) {
            continue;
        }
        auto count = client.errorCount({run->startedAt, *run->endedAt});
        if (!isGiven(count, evidence)) {
            return Answer<Json>(count.unknown()).with(std::move(evidence));
        }
        errors += count.value();
        requests += measure(requestsOf, *run).value.value_or(0);
    }
    const auto sent = static_cast<std::uint64_t>(requests);
    if (sent < kLeastRequests) {
        return Answer<Json>(unknown(Unknown::Kind::NoData, "the runs sent " + formatCount(sent) + " requests; below " +
                                                               formatCount(kLeastRequests) + " one error decides"))
            .with(std::move(evidence));
    }
    const double percent = 100 * static_cast<double>(errors) / requests;
    return Answer<Json>(Json{{"percent", percent}, {"count", errors}, {"requests", sent}}).with(std::move(evidence));
}

/// Performance issues since the load began; a project that sends no transactions cannot tell.
Answer<Json> performance(const SentryClient& client, WallSpan span, const Json& spec)
{
    Exchanges evidence;
    std::uint64_t traced = 0;
    for (const char* category : {"transaction", "span"}) { // newer projects count spans
        auto outcomes = client.outcomes(span, category);
        if (!isGiven(outcomes, evidence)) {
            return Answer<Json>(outcomes.unknown()).with(std::move(evidence));
        }
        const auto accepted = outcomes.value().find("accepted");
        traced += accepted == outcomes.value().end() ? 0 : accepted->second;
        if (traced > 0) {
            break;
        }
    }
    if (traced == 0) {
        return Answer<Json>(unknown(Unknown::Kind::NoData, "the projects sent no transaction during the load: tracing is off, so "
                                                           "no regression could be seen"))
            .with(std::move(evidence));
    }
    auto issues = client.performanceIssues(span.from);
    return isGiven(issues, evidence) ? listed(issues.value(), spec, std::move(evidence))
                                     : Answer<Json>(issues.unknown()).with(std::move(evidence));
}

/// An event of ours goes in by the DSN and must come out of the API.
Answer<Json> probe(const AskContext& context, const SentryClient& client, const Json& section, const Json& spec)
{
    const Secret written(withSecrets(stringAt(section, "dsn"), context.plan.secrets));
    if (written.isEmpty()) {
        return unknown(Unknown::Kind::NotConfigured,
                       "the plan names no DSN to send a probe to; add `monitoring: {sentry: {dsn: \"${SENTRY_DSN}\"}}`");
    }
    const auto dsn = parseSentryDsn(written);
    if (!dsn) {
        return unknown(Unknown::Kind::NotConfigured, dsn.error().message);
    }
    std::string id = randomUuid();
    std::erase(id, '-');
    auto sent = client.sendProbe(*dsn, kProbeTitle, {{"probe", id}});
    Exchanges evidence;
    if (!isGiven(sent, evidence)) {
        return Answer<Json>(sent.unknown()).with(std::move(evidence));
    }
    const auto within = parseDuration(stringAt(spec, "within"));
    const Nanos limit = within && *within > Nanos{} ? *within : Nanos(std::chrono::seconds{60});
    const SteadyTime begin = context.fetcher.clock().steadyNow();
    const auto waited = [&] { return context.fetcher.clock().steadyNow() - begin; };
    for (Nanos wait = kFirstWait;; wait = std::min<Nanos>(wait * 2, kLongestWait)) {
        auto found = client.issues("probe:" + id);
        evidence.resize(std::min<std::size_t>(evidence.size(), 1)); // the post, and the newest look
        if (!isGiven(found, evidence)) {
            return Answer<Json>(found.unknown()).with(std::move(evidence));
        }
        if (!found.value().empty()) {
            return Answer<Json>(Json{{"found", true},
                                     {"count", 1},
                                     {"seconds", std::chrono::duration<double>(waited()).count()},
                                     {"issue", found.value().front().shortId},
                                     {"link", found.value().front().link}})
                .with(std::move(evidence));
        }
        if (waited() + wait >= limit) {
            return Answer<Json>(Json{{"found", false}, {"count", 0}, {"probe", id}}).with(std::move(evidence));
        }
        if (!context.fetcher.pause(wait)) {
            return unknown(Unknown::Kind::Cancelled, "stopped while it waited for the probe");
        }
    }
}

/// Whether the application, and not only we, ever told Sentry anything: its release, or an event of the last day.
Answer<Json> application(const AskContext& context, const SentryClient& client)
{
    Exchanges evidence;
    const std::string& version = context.plan.release.version;
    auto releases = client.releases(version);
    if (!isGiven(releases, evidence)) {
        return Answer<Json>(releases.unknown()).with(std::move(evidence));
    }
    const auto isOurs = [&](const std::string& each) { return each == version || each.ends_with("@" + version); };
    const bool hasRelease = !version.empty() && std::any_of(releases.value().begin(), releases.value().end(), isOurs);
    const WallTime now = context.fetcher.clock().wallNow();
    auto issues = client.issues("", WallSpan{now - std::chrono::hours{24}, now});
    if (!isGiven(issues, evidence)) {
        return Answer<Json>(issues.unknown()).with(std::move(evidence));
    }
    const auto events = std::count_if(issues.value().begin(), issues.value().end(), [](const SentryIssue& issue) {
        return issue.title.find(kProbeTitle) == std::string::npos;
    });
    if (!hasRelease && events == 0) {
        return Answer<Json>(unknown(Unknown::Kind::NoData, "Sentry answers, but the application is unproven: no release " +
                                                               version + " and no event of it in 24 h"))
            .with(std::move(evidence));
    }
    return Answer<Json>(Json{{"seen", true}, {"release", hasRelease}, {"count", events}}).with(std::move(evidence));
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
    Service service = sensorService(context, "sentry", spec);
    if (!service.isConfigured()) {
        return notConfigured("sentry", spec);
    }
    const Json& section = serviceSection(context.plan, "sentry", spec);
    const std::string what = stringAt(spec, "sentry");
    service.isFresh = what == "probe"; // it is waited for
    const SentryClient client(context.fetcher, {service, stringAt(section, "org"), wordsOf(memberAt(section, "projects")),
                                                stringAt(spec, "environment", context.plan.environment.name)});
    if (what == "probe" || what == "application") {
        return what == "probe" ? probe(context, client, section, spec) : application(context, client);
    }
    if (what != "new" && what != "regressed" && what != "error_rate" && what != "performance") {
        return malformed("`sentry: " + shortened(what, 40) +
                         "` is none of new, regressed, error_rate, performance, probe, application");
    }
    const auto span = spanOf(context, spec);
    if (!span.isKnown()) {
        return span.isPending() ? Answer<Json>() : Answer<Json>(span.unknown());
    }
    return what == "error_rate"    ? errorRate(context, client, span.value())
           : what == "performance" ? performance(client, span.value(), spec)
                                   : issuesOf(client, what, span.value(), spec);
}

} // namespace holdpoint
