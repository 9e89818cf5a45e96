// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/sentry.h"

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/base/version.h"

#include <cmath>

namespace holdpoint {

namespace {

FetchRequest apiRequest(const SentryService& sentry, const std::string& path, const QueryItems& items)
{
    Service service = sentry.service;
    while (service.url.ends_with('/')) {
        service.url.pop_back();
    }
    constexpr std::string_view kApi = "/api/0";
    if (!service.url.ends_with(kApi)) {
        service.url += kApi;
    }
    FetchRequest request = serviceRequest(service, "/organizations/" + percentEncode(sentry.organisation) + path, items);
    request.service.resize(request.service.size() - kApi.size()); // as an envelope's, which goes beside it
    return request;
}

void addScope(const SentryService& sentry, QueryItems& items)
{
    for (const std::string& project : sentry.projects) {
        items.emplace_back("project", project);
    }
}

std::string ofRelease(std::string_view release)
{
    return release.empty() ? "" : " release:\"" + std::string(release) + "\"";
}

/// A number, or as issues have it, a text.
std::uint64_t countOf(const Json& value)
{
    const auto number = value.is_string() ? parseInteger(value.get_ref<const std::string&>()) : parseInteger(dumpJson(value));
    return number && *number > 0 ? static_cast<std::uint64_t>(*number) : 0;
}

} // namespace

FetchRequest sentryIssuesRequest(const SentryService& sentry, std::string_view query, std::optional<WallSpan> active)
{
    QueryItems items{{"query", std::string(query)}, {"limit", "100"}};
    addScope(sentry, items);
    if (!sentry.environment.empty()) {
        items.emplace_back("environment", sentry.environment);
    }
    if (active) {
        items.emplace_back("start", sentryTime(active->from));
        items.emplace_back("end", sentryTime(active->to));
    }
    return apiRequest(sentry, "/issues/", items);
}

Answer<std::vector<SentryIssue>> parseSentryIssues(const Json& json)
{
    if (!json.is_array()) {
        return malformed("the answer is not a list of issues");
    }
    std::vector<SentryIssue> issues;
    for (const Json& each : json) {
        SentryIssue issue;
        issue.id = stringAt(each, "id");
        issue.shortId = stringAt(each, "shortId");
        issue.title = stringAt(each, "title");
        issue.culprit = stringAt(each, "culprit");
        issue.level = stringAt(each, "level");
        issue.substatus = stringAt(each, "substatus");
        issue.project = stringAt(memberAt(each, "project"), "slug");
        issue.link = stringAt(each, "permalink");
        issue.count = countOf(memberAt(each, "count"));
        issue.users = countOf(memberAt(each, "userCount"));
        issue.firstSeen = timeAt(each, "firstSeen");
        issue.lastSeen = timeAt(each, "lastSeen");
        if (issue.id.empty()) {
            return malformed("an issue of the list has no id");
        }
        issues.push_back(std::move(issue));
    }
    return issues;
}

Answer<std::map<std::string, std::uint64_t>> parseSentryOutcomes(const Json& json)
{
    const Json& groups = memberAt(json, "groups");
    if (!groups.is_array()) {
        return malformed("the answer has no `groups` as Sentry's statistics have");
    }
    std::map<std::string, std::uint64_t> outcomes;
    for (const Json& group : groups) {
        const std::string outcome = stringAt(memberAt(group, "by"), "outcome");
        if (outcome.empty()) {
            return malformed("a group of the statistics names no outcome");
        }
        const Json& quantity = memberAt(memberAt(group, "totals"), "sum(quantity)");
        const double number = quantity.is_number() ? quantity.get<double>() : -1;
        if (!(number >= 0 && number <= 1e15 && number == std::floor(number))) { // read as 0, what was dropped would not show
            return malformed("the statistics of `" + shortened(outcome, 40) + "` have no `sum(quantity)` that is a count");
        }
        outcomes[outcome] += static_cast<std::uint64_t>(number);
    }
    return outcomes;
}

Answer<std::uint64_t> parseSentryTimeseries(const Json& json)
{
    const Json& series = memberAt(json, "timeSeries");
    if (!series.is_array()) {
        return malformed("the answer has no `timeSeries` as Sentry's has");
    }
    std::uint64_t count = 0;
    for (const Json& each : series) {
        const Json& values = memberAt(each, "values");
        if (!values.is_array()) {
            return malformed("a time series has no `values`");
        }
        for (const Json& value : values) {
            const double number = numberAt(value, "value", -1);
            if (number < 0 || number > 1e15) {
                return malformed("a time series has a value that is no count");
            }
            count += static_cast<std::uint64_t>(number);
        }
    }
    return count;
}

Answer<std::vector<std::string>> parseSentryReleases(const Json& json)
{
    if (!json.is_array()) {
        return malformed("the answer is not a list of releases");
    }
    std::vector<std::string> versions;
    for (const Json& each : json) {
        versions.push_back(stringAt(each, "version"));
    }
    return versions;
}

std::uint64_t droppedEvents(const std::map<std::string, std::uint64_t>& outcomes)
{
    std::uint64_t dropped = 0;
    for (const auto& [outcome, count] : outcomes) {
        dropped += outcome == "accepted" ? 0 : count;
    }
    return dropped;
}

Result<SentryDsn> parseSentryDsn(const Secret& dsn)
{
    const Service parts = serviceAt(dsn.reveal());
    const auto slash = parts.url.rfind('/');
    const std::string project = slash == std::string::npos ? "" : parts.url.substr(slash + 1);
    if (originOf(parts.url).empty() || parts.user.empty() || project.empty() ||
        project.find_first_not_of("0123456789") != std::string::npos) {
        return fail(Error::Kind::Invalid, "the Sentry DSN is not of the form https://KEY@HOST/PROJECT-NUMBER; copy it from the "
                                          "project's settings, Client Keys");
    }
    return SentryDsn{parts.url.substr(0, slash), Secret(parts.user), project};
}

FetchRequest sentryEnvelopeRequest(const SentryDsn& dsn, std::string_view eventId, std::string_view message,
                                   std::string_view environment, const std::map<std::string, std::string>& tags, WallTime now,
                                   const FetchLimits& limits)
{
    const std::string event = dumpJson(Json{{"event_id", eventId},
                                            {"timestamp", formatUtc(now)},
                                            {"platform", "other"},
                                            {"level", "info"},
                                            {"logger", "holdpoint"},
                                            {"environment", environment},
                                            {"message", {{"formatted", message}}},
                                            {"tags", tags}});
    FetchRequest request;
    request.method = "POST";
    request.url = dsn.origin + "/api/" + dsn.project + "/envelope/";
    request.secretHeaders.emplace_back("X-Sentry-Auth", Secret(std::string("Sentry sentry_version=7, sentry_client=holdpoint/") +
                                                               kVersion + ", sentry_key=" + dsn.key.reveal()));
    request.hidden.push_back(dsn.key);
    request.contentType = "application/x-sentry-envelope";
    request.body = dumpJson(Json{{"event_id", eventId}, {"sent_at", formatUtc(now)}}) + "\n" +
                   dumpJson(Json{{"type", "event"}, {"length", event.size()}}) + "\n" + event + "\n";
    request.limits = limits;
    request.service = dsn.origin;
    return request;
}

Answer<std::vector<SentryIssue>> SentryClient::issues(std::string_view query, std::optional<WallSpan> active) const
{
    return askPages<SentryIssue>(
        m_fetcher, sentryIssuesRequest(m_sentry, query, active), parseSentryIssues,
        [](const FetchRequest& request, const Reply& reply, const Json&) { return nextByLink(request, reply); });
}

Answer<std::vector<SentryIssue>> SentryClient::newIssues(WallTime since, std::string_view release) const
{
    return issues("is:unresolved firstSeen:>=" + sentryTime(since) + " issue.category:error" + ofRelease(release));
}

Answer<std::vector<SentryIssue>> SentryClient::regressedIssues(WallSpan span, std::string_view release) const
{
    return issues("is:regressed" + ofRelease(release), span);
}

Answer<std::vector<SentryIssue>> SentryClient::performanceIssues(WallTime since) const
{
    return issues("is:unresolved firstSeen:>=" + sentryTime(since) +
                  " issue.type:[performance_p95_endpoint_regression,performance_slow_db_query,performance_n_plus_one_db_queries,"
                  "performance_n_plus_one_api_calls,performance_consecutive_db_queries,performance_consecutive_http,"
                  "performance_large_http_payload]");
}

Answer<std::uint64_t> SentryClient::errorCount(WallSpan span) const
{
    QueryItems items{{"dataset", "errors"},
                     {"yAxis", "count()"},
                     {"interval", "60"},
                     {"start", sentryTime(span.from)},
                     {"end", sentryTime(span.to)}};
    addScope(m_sentry, items);
    if (!m_sentry.environment.empty()) {
        items.emplace_back("environment", m_sentry.environment);
    }
    return askJson(m_fetcher, apiRequest(m_sentry, "/events-timeseries/", items), parseSentryTimeseries);
}

Answer<std::vector<std::string>> SentryClient::releases(std::string_view version) const
{
    QueryItems items{{"query", std::string(version)}, {"per_page", "100"}};
    addScope(m_sentry, items);
    return askJson(m_fetcher, apiRequest(m_sentry, "/releases/", items), parseSentryReleases);
}

Answer<std::map<std::string, std::uint64_t>> SentryClient::outcomes(WallSpan span, std::string_view category) const
{
    using Hours = std::chrono::hours;
    QueryItems items{{"field", "sum(quantity)"},
                     {"groupBy", "outcome"},
                     {"category", std::string(category)},
                     {"interval", "1h"},
                     {"start", sentryTime(std::chrono::floor<Hours>(span.from))},
                     {"end", sentryTime(std::chrono::ceil<Hours>(span.to))}};
    addScope(m_sentry, items);
    return askJson(m_fetcher, apiRequest(m_sentry, "/stats_v2/", items), parseSentryOutcomes);
}

Answer<std::string> SentryClient::sendProbe(const SentryDsn& dsn, std::string_view message,
                                            const std::map<std::string, std::string>& tags) const
{
    std::string id = randomUuid();
    std::erase(id, '-');
    const auto request =
        sentryEnvelopeRequest(dsn, id, message, m_sentry.environment, tags, m_fetcher.clock().wallNow(), m_sentry.service.limits);
    return askJson(m_fetcher, request, [&id](const Json& json) -> Answer<std::string> {
        return stringAt(json, "id") == id ? Answer<std::string>(id)
                                          : Answer<std::string>(malformed("the answer does not name the event that was sent"));
    });
}

} // namespace holdpoint
