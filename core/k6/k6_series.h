// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/secret.h"
#include "core/load/error_class.h"
#include "core/metrics/frame.h"
#include "core/metrics/metric.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace holdpoint {

/// Why a request of k6 failed, from its tags `error_code`, `error` and `status`
/// (https://grafana.com/docs/k6/latest/javascript-api/error-codes).
ErrorClass k6ErrorClass(const Tags& tags);
/// Whether it failed for lack of a descriptor or port on this machine.
bool isK6Shortage(const Tags& tags);

/// Where the points with one metric and one set of tags go.
struct K6Route
{
    MetricType type = MetricType::Counter;
    double scale = 1;                  // of a trend: what the histogram holds for 1
    std::vector<std::uint32_t> series; // K6Series::of()
    // of http_req_failed
    std::vector<std::uint32_t> serverErrors; // http_5xx
    bool isServerError = false;
    // of http_req_failed and checks: what a bad point is called
    ErrorClass badClass = ErrorClass::None;
    std::string badStep;
    std::string badMessage;
    bool isShortage = false;
    bool isOfScenario = false;
};

/// The series of one run: the metric as a whole, one for each step, and one for every key that a rule names, as k6 keeps
/// sub-metrics. After 200 steps, checks or groups each: `other`, besides those that a rule names.
class K6Series
{
public:
    struct Series
    {
        std::string key;
        MetricType type = MetricType::Counter;
        LatencyHistogram::Digits digits = LatencyHistogram::Digits::Two;
        bool isAlwaysShown = false;
    };

    K6Series(std::vector<MetricKey> ruleKeys, Redactor redactor);

    void declare(const std::string& metric, MetricType type);
    /// nullptr for a metric that was neither declared nor is k6's own. Valid until the next call. `tags` is the JSON as written.
    const K6Route* route(std::string_view metric, std::string_view tags);
    const std::vector<Series>& all() const { return m_series; }
    /// What its points name as targets so far, from the tag `url` of any metric; at most 101.
    const std::set<std::string>& hosts() const { return m_hosts; }
    /// Bytes that known routes hold, about; at most 32 MiB.
    std::size_t routeBytes() const { return m_routeBytes; }

private:
    K6Route makeRoute(const std::string& metric, MetricType type, Tags tags);
    void noteHost(std::string_view metric, const Tags& tags);
    void bound(Tags& tags);
    void addSeries(std::vector<std::uint32_t>& list, MetricType type, const std::string& metric, const Tags& tags);
    std::uint32_t intern(MetricType type, const MetricKey& key);
    bool fits(const MetricKey& rule, const Tags& tags) const;

    std::vector<MetricKey> m_ruleKeys;
    Redactor m_redactor; // a name is the URL where the script gives none
    std::map<std::string, MetricType, std::less<>> m_declared;
    std::vector<Series> m_series;
    std::map<std::string, std::uint32_t> m_index;
    std::map<std::string, std::set<std::string>> m_kept; // values that tell series apart, by tag
    std::map<std::string, std::size_t> m_room;           // how many of them
    std::set<std::string> m_hosts;
    std::unordered_map<std::string, K6Route> m_routes; // by metric and tags as written
    std::size_t m_routeBytes = 0;
    std::string m_wanted; // key of the last look-up, to allocate once
};

} // namespace holdpoint
