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
/// sub-metrics. After 200 steps: `other`.
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

    void declare(const std::string& metric, MetricType type, bool isTime);
    /// nullptr for a metric that was neither declared nor is k6's own. Valid until the next call. `tags` is the JSON as written.
    const K6Route* route(std::string_view metric, std::string_view tags);
    const std::vector<Series>& all() const { return m_series; }

private:
    struct Declared
    {
        MetricType type = MetricType::Counter;
        bool isTime = false;
    };

    K6Route makeRoute(const std::string& metric, const Declared& declared, Tags tags);
    void addSeries(std::vector<std::uint32_t>& list, MetricType type, const std::string& metric, const Tags& tags);
    std::uint32_t intern(MetricType type, const MetricKey& key);
    bool fits(const MetricKey& rule, const Tags& tags) const;

    std::vector<MetricKey> m_ruleKeys;
    Redactor m_redactor; // a name is the URL where the script gives none
    std::map<std::string, Declared, std::less<>> m_declared;
    std::vector<Series> m_series;
    std::map<std::string, std::uint32_t> m_index;
    std::set<std::string> m_steps;
    std::set<std::string> m_checks;
    std::unordered_map<std::string, K6Route> m_routes; // by metric and tags as written
    std::string m_wanted;                              // key of the last look-up, to allocate once
};

} // namespace holdpoint
