// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/api_time.h"
#include "core/monitor/ask.h"

namespace holdpoint {

using Labels = std::map<std::string, std::string>;
/// Of a JSON map of texts.
Labels labelsOf(const Json& json);

struct PromPoint
{
    WallTime at{};
    double value = 0; // may be NaN or infinite, as Prometheus said it
};

struct PromSeries
{
    Labels labels;
    std::vector<PromPoint> points; // one for an instant query
};

struct PromResult
{
    std::vector<PromSeries> series; // a scalar is one without labels
    std::vector<std::string> warnings;
    std::size_t histograms = 0; // native histogram series, which are left out: use histogram_quantile()
};

struct PromTarget
{
    Labels labels;
    std::string pool;
    std::string url;
    std::string health; // up, down, unknown
    std::string lastError;
    std::optional<WallTime> lastScrape; // nullopt: never
    Nanos interval{};
};

struct PromRule
{
    std::string group;
    std::string name;
    std::string query;
    std::string health; // ok, err, unknown
    std::string state;  // of alerts: inactive, pending, firing
    std::string lastError;
    Labels labels;
    Labels annotations;
    Nanos duration{};
    bool isAlert = false;
};

constexpr std::int64_t kMostPromPoints = 11'000; // a series, Prometheus' own limit

// Requests and answers by themselves. Long expressions are sent as a form, which is repeatable all the same.
FetchRequest promInstantRequest(const Service& service, std::string_view query, std::optional<WallTime> at);
FetchRequest promRangeRequest(const Service& service, std::string_view query, WallSpan span, Nanos step);
Answer<PromResult> parsePromResult(const Json& json);
Answer<std::vector<PromTarget>> parsePromTargets(const Json& json);
Answer<std::vector<PromRule>> parsePromRules(const Json& json);
/// The only series' newest value. Unknown if there is none, there are several, or it is NaN or infinite.
Answer<double> singleValue(const PromResult& result);
/// A query over a load of this length: `$W` is the length, and a subquery over it (`[$W:15s]`) looks at least four times, down to
/// every second: Prometheus looks at the multiples of the step, of which a shorter load may hold none.
std::string queryOverLoad(std::string query, Nanos length);
/// What to add to the reason of an empty answer if the load was so short that it explains it; else empty.
std::string shortLoadRemark(std::string_view query, Nanos length);

/// Prometheus' HTTP API, v1. Thread-safe as its Fetcher is.
class PrometheusClient
{
public:
    PrometheusClient(Fetcher& fetcher, Service service) : m_fetcher(fetcher), m_service(std::move(service)) {}

    /// Able to answer queries.
    Answer<Done> ready() const;
    Answer<std::string> version() const;
    Answer<PromResult> instant(std::string_view query, std::optional<WallTime> at = std::nullopt) const;
    /// Unknown without asking if it would have more points than Prometheus gives.
    Answer<PromResult> range(std::string_view query, WallSpan span, Nanos step) const;
    Answer<std::vector<PromTarget>> targets() const;
    /// Alerting rules of all groups.
    Answer<std::vector<PromRule>> alertRules() const;

private:
    Fetcher& m_fetcher;
    const Service m_service;
};

} // namespace holdpoint
