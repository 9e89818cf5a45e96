// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/api_time.h"
#include "core/monitor/ask.h"

namespace holdpoint {

/// Sentry's web API: url with or without /api/0, the organisation's slug, projects by id or slug.
struct SentryService
{
    Service service;
    std::string organisation;
    std::vector<std::string> projects;
    std::string environment;
};

struct SentryIssue
{
    std::string id;
    std::string shortId;
    std::string title;
    std::string culprit;
    std::string level;
    std::string substatus; // new, regressed, escalating ...
    std::string project;
    std::string link;
    std::uint64_t count = 0;
    std::uint64_t users = 0;
    std::optional<WallTime> firstSeen;
    std::optional<WallTime> lastSeen;
};

/// The DSN's parts: where events go, and with which public key. No access to the API.
struct SentryDsn
{
    std::string origin; // with the path before the project
    Secret key;
    std::string project;
};

FetchRequest sentryIssuesRequest(const SentryService& sentry, std::string_view query, std::optional<WallSpan> active);
Answer<std::vector<SentryIssue>> parseSentryIssues(const Json& json);
/// Events by outcome: accepted, filtered, rate_limited, invalid, abuse, client_discard, cardinality_limited.
Answer<std::map<std::string, std::uint64_t>> parseSentryOutcomes(const Json& json);
/// Events over time: `timeSeries[].values[].value` summed up.
Answer<std::uint64_t> parseSentryTimeseries(const Json& json);
/// Versions of a list of releases.
Answer<std::vector<std::string>> parseSentryReleases(const Json& json);
/// Those that were not accepted.
std::uint64_t droppedEvents(const std::map<std::string, std::uint64_t>& outcomes);
Result<SentryDsn> parseSentryDsn(const Secret& dsn);
/// One event as an envelope; its id (32 hex digits) makes a second one the same.
FetchRequest sentryEnvelopeRequest(const SentryDsn& dsn, std::string_view eventId, std::string_view message,
                                   std::string_view environment, const std::map<std::string, std::string>& tags, WallTime now,
                                   const FetchLimits& limits = {});

class SentryClient
{
public:
    SentryClient(Fetcher& fetcher, SentryService sentry) : m_fetcher(fetcher), m_sentry(std::move(sentry)) {}

    /// All pages. `query` is Sentry's search language; empty: also the resolved ones. `active`: with an event in that span.
    Answer<std::vector<SentryIssue>> issues(std::string_view query, std::optional<WallSpan> active = {}) const;
    /// Unresolved errors first seen at or after `since`, of one release if it is given.
    Answer<std::vector<SentryIssue>> newIssues(WallTime since, std::string_view release = "") const;
    /// Regressed ones with an event in the span.
    Answer<std::vector<SentryIssue>> regressedIssues(WallSpan span, std::string_view release = "") const;
    /// Unresolved performance issues first seen at or after `since`. Their types are listed: the API has no category for them.
    Answer<std::vector<SentryIssue>> performanceIssues(WallTime since) const;
    /// Errors (or transactions, spans) by outcome in whole hours that cover the span: with anything dropped, silence proves
    /// nothing.
    Answer<std::map<std::string, std::uint64_t>> outcomes(WallSpan span, std::string_view category = "error") const;
    /// Error events of the environment in the span.
    Answer<std::uint64_t> errorCount(WallSpan span) const;
    /// Releases whose version holds this text.
    Answer<std::vector<std::string>> releases(std::string_view version) const;
    /// The event's id.
    Answer<std::string> sendProbe(const SentryDsn& dsn, std::string_view message,
                                  const std::map<std::string, std::string>& tags) const;

private:
    Fetcher& m_fetcher;
    const SentryService m_sentry;
};

} // namespace holdpoint
