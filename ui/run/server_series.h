// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/run_series.h"
#include "core/plan/plan.h"
#include "core/verdict/source_spans.h"
#include "ui/charts/chart_points.h"

#include <QString>

namespace holdpoint {

/// The tile that a query of the plan belongs to, by the words of its id.
enum class ServerRole { None, Cpu, Memory, Pool, Cache };

/// "db-connections" as people say it: "DB connections".
QString queryName(const std::string& id);

/// One query that the plan has asked beside the load, or one series of its logs, with the limits that the plan sets for it.
struct ServerMetric
{
    QString id;
    QString name;      // "DB connections"
    QString shortName; // "pool": beside a line
    QString unit;      // "%", or empty
    std::string query;
    ServerRole role = ServerRole::None;
    std::optional<ThresholdRule> rule;
    std::optional<Expression> alarm; // fires while it holds
    struct Sample
    {
        WallTime at;
        double value = 0; // NaN: asked, but there was none
    };
    std::vector<Sample> samples; // oldest first
};

/// What sources said beside one run. Plain values; the owner's thread.
class ServerSeries
{
public:
    ServerSeries() = default;
    explicit ServerSeries(const Plan& plan);

    /// A sample that is there already, or of a series that the plan does not name, changes nothing.
    void add(const SourceSample& sample);
    bool hasPrometheus() const { return m_hasPrometheus; }
    const std::vector<ServerMetric>& metrics() const { return m_metrics; }
    const ServerMetric* ofRole(ServerRole role) const;
    const ServerMetric* ofId(const QString& id) const;
    const ServerMetric* ofQuery(std::string_view query) const;
    /// Why there is no value: no Prometheus, no such query, no answer yet.
    QString whyEmpty(const ServerMetric* metric) const;

private:
    std::vector<ServerMetric> m_metrics;
    bool m_hasPrometheus = false;
};

/// Seconds since t0; NaN where there was no value, and where more than 30 s lie between two.
ChartPoints pointsOf(const ServerMetric& metric, WallTime t0);
/// The newest value at `now`, at most 30 s old then; nullopt: none.
std::optional<double> valueOf(const ServerMetric& metric, WallTime now);

enum class LaneState { NoData, Passed, Warned, Failed };
/// A stretch of seconds since t0 in which a metric was in one state of its rule.
struct StateSpan
{
    double from = 0;
    double to = 0;
    LaneState state = LaneState::NoData;
};
/// From the first to the last sample, each holding until the next; without a rule everything that has a value passed.
std::vector<StateSpan> statesOf(const ServerMetric& metric, WallTime t0, double end);
/// "92 %", "12.5".
QString serverText(const ServerMetric& metric, double value);

} // namespace holdpoint
