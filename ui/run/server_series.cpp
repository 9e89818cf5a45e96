// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/server_series.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/base/units.h"
#include "ui/style/status.h"
#include "ui/style/words.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace holdpoint {

namespace {

constexpr double kHoldsSeconds = 30; // kSilence

QString shortNameOf(const ServerMetric& metric)
{
    switch (metric.role) {
    case ServerRole::Cpu:
        return tr("CPU");
    case ServerRole::Memory:
        return tr("mem");
    case ServerRole::Pool:
        return tr("pool");
    case ServerRole::Cache:
        return tr("cache");
    case ServerRole::None:
        break;
    }
    return metric.name;
}

ServerRole roleOf(const std::string& id)
{
    const std::string text = lowered(id);
    const auto has = [&text](const char* word) { return text.find(word) != std::string::npos; };
    if (has("cpu")) {
        return ServerRole::Cpu;
    }
    if (has("cache") || has("hit-rate")) {
        return ServerRole::Cache;
    }
    if (has("pool") || has("connections") || has("db-") || has("database") || has("postgres")) {
        return has("redis") ? ServerRole::None : ServerRole::Pool;
    }
    return has("memory") && !has("redis") ? ServerRole::Memory : ServerRole::None;
}

double secondsBetween(WallTime from, WallTime to)
{
    return std::chrono::duration<double>(to - from).count();
}

LaneState stateOf(const ServerMetric& metric, double value)
{
    if (!std::isfinite(value)) {
        return LaneState::NoData;
    }
    if (metric.rule) {
        const Expression& critical = metric.rule->critical ? *metric.rule->critical : metric.rule->target;
        const bool isCritical = metric.rule->critical && !critical.holds(value);
        return isCritical ? LaneState::Failed : metric.rule->target.holds(value) ? LaneState::Passed : LaneState::Warned;
    }
    return metric.alarm && metric.alarm->holds(value) ? LaneState::Failed : LaneState::Passed;
}

} // namespace

QString queryName(const std::string& id)
{
    static const std::map<std::string, QString> spelled = {
        {"cpu", QStringLiteral("CPU")},     {"db", QStringLiteral("DB")},  {"pg", QStringLiteral("PostgreSQL")},
        {"redis", QStringLiteral("Redis")}, {"io", QStringLiteral("I/O")}, {"api", QStringLiteral("API")},
        {"p95", QStringLiteral("p95")},     {"p99", QStringLiteral("p99")}};
    QStringList words;
    for (const QString& word : fromCore(id).split(QLatin1Char('-'), Qt::SkipEmptyParts)) {
        const auto known = spelled.find(word.toLower().toStdString());
        words << (known != spelled.end() ? known->second : word);
    }
    QString name = words.join(QLatin1Char(' '));
    if (!name.isEmpty()) {
        name[0] = name[0].toUpper();
    }
    return name;
}

ServerSeries::ServerSeries(const Plan& plan)
{
    m_hasPrometheus = !stringAt(memberAt(plan.monitoring, "prometheus"), "url").empty();
    for (const ThresholdRule& rule : plan.thresholds) {
        if (!rule.query.empty() && ofQuery(rule.query) == nullptr) {
            ServerMetric metric;
            metric.id = fromCore(rule.id);
            metric.name = queryName(rule.id);
            metric.unit = fromCore(rule.unit);
            metric.query = rule.query;
            metric.role = roleOf(rule.id);
            metric.shortName = shortNameOf(metric);
            metric.rule = rule;
            m_metrics.push_back(std::move(metric));
        }
    }
    for (const AlarmRule& alarm : plan.alarms) {
        if (alarm.query.empty()) {
            continue;
        }
        const auto known = std::find_if(m_metrics.begin(), m_metrics.end(),
                                        [&alarm](const ServerMetric& metric) { return metric.query == alarm.query; });
        if (known != m_metrics.end()) {
            known->alarm = alarm.when;
            continue;
        }
        ServerMetric metric;
        metric.id = fromCore(alarm.id);
        metric.name = queryName(alarm.id);
        metric.query = alarm.query;
        metric.role = roleOf(alarm.id);
        metric.alarm = alarm.when;
        const bool isTaken = ofRole(metric.role) != nullptr;
        metric.role = isTaken ? ServerRole::None : metric.role;
        metric.shortName = shortNameOf(metric);
        m_metrics.push_back(std::move(metric));
    }
}

void ServerSeries::add(const SourceSample& sample)
{
    const auto found = std::find_if(m_metrics.begin(), m_metrics.end(),
                                    [&sample](const ServerMetric& metric) { return metric.query == sample.series; });
    if (found == m_metrics.end()) {
        if (!sample.series.starts_with("log ")) {
            return;
        }
        ServerMetric metric; // of the plan's logs: LogTail
        metric.id = fromCore(sample.series).replace(QLatin1Char(' '), QLatin1Char('-'));
        metric.name = metric.shortName = fromCore(sample.series.substr(4));
        metric.query = sample.series;
        m_metrics.push_back(std::move(metric));
        add(sample);
        return;
    }
    const auto place = std::lower_bound(found->samples.begin(), found->samples.end(), sample.at,
                                        [](const ServerMetric::Sample& known, WallTime at) { return known.at < at; });
    // The dossier keeps milliseconds: what was seen live comes back a little earlier.
    const auto isKnown = [&sample](const ServerMetric::Sample& known) {
        return std::chrono::abs(known.at - sample.at) < std::chrono::milliseconds{2};
    };
    if ((place == found->samples.end() || !isKnown(*place)) && (place == found->samples.begin() || !isKnown(*std::prev(place)))) {
        found->samples.insert(place, {sample.at, sample.value.value_or(kNoValue)});
    }
}

const ServerMetric* ServerSeries::ofRole(ServerRole role) const
{
    const auto found =
        std::find_if(m_metrics.begin(), m_metrics.end(), [role](const ServerMetric& metric) { return metric.role == role; });
    return role == ServerRole::None || found == m_metrics.end() ? nullptr : &*found;
}

const ServerMetric* ServerSeries::ofId(const QString& id) const
{
    const auto found =
        std::find_if(m_metrics.begin(), m_metrics.end(), [&id](const ServerMetric& metric) { return metric.id == id; });
    return found == m_metrics.end() ? nullptr : &*found;
}

const ServerMetric* ServerSeries::ofQuery(std::string_view query) const
{
    const auto found =
        std::find_if(m_metrics.begin(), m_metrics.end(), [query](const ServerMetric& metric) { return metric.query == query; });
    return found == m_metrics.end() ? nullptr : &*found;
}

QString ServerSeries::whyEmpty(const ServerMetric* metric) const
{
    if (!m_hasPrometheus) {
        return holdpoint::tr("no Prometheus connected");
    }
    if (metric == nullptr) {
        return holdpoint::tr("no query in the plan");
    }
    return metric->samples.empty() ? holdpoint::tr("not asked yet") : holdpoint::tr("no value from Prometheus");
}

ChartPoints pointsOf(const ServerMetric& metric, WallTime t0)
{
    ChartPoints points;
    points.reserve(metric.samples.size());
    for (const ServerMetric::Sample& sample : metric.samples) {
        const double x = secondsBetween(t0, sample.at);
        if (!points.empty() && x - points.back().x > kHoldsSeconds) {
            points.push_back({points.back().x + 1, kNoValue});
        }
        points.push_back({x, sample.value});
    }
    return points;
}

std::optional<double> valueOf(const ServerMetric& metric, WallTime now)
{
    for (auto sample = metric.samples.rbegin(); sample != metric.samples.rend(); ++sample) {
        if (sample->at > now) {
            continue;
        }
        if (secondsBetween(sample->at, now) > kHoldsSeconds) {
            break;
        }
        if (std::isfinite(sample->value)) {
            return sample->value;
        }
    }
    return std::nullopt;
}

std::vector<StateSpan> statesOf(const ServerMetric& metric, WallTime t0, double end)
{
    std::vector<StateSpan> spans;
    const auto add = [&spans](double from, double to, LaneState state) {
        if (to <= from) {
            return;
        }
        if (!spans.empty() && spans.back().state == state && from - spans.back().to < 0.5) {
            spans.back().to = to;
        } else {
            spans.push_back({from, to, state});
        }
    };
    double reached = 0;
    for (std::size_t index = 0; index < metric.samples.size(); ++index) {
        const double from = std::max(0.0, secondsBetween(t0, metric.samples[index].at));
        const bool isLast = index + 1 == metric.samples.size();
        const double next = isLast ? end : secondsBetween(t0, metric.samples[index + 1].at);
        const double to = std::min(next, from + kHoldsSeconds);
        add(reached, from, index == 0 && from < kHoldsSeconds ? stateOf(metric, metric.samples[index].value) : LaneState::NoData);
        add(from, to, stateOf(metric, metric.samples[index].value));
        reached = std::max(from, to);
    }
    add(reached, end, LaneState::NoData);
    return spans;
}

QString serverText(const ServerMetric& metric, double value)
{
    const bool isShare = metric.unit == QStringLiteral("%");
    const int decimals = isShare || std::abs(value) >= 100 ? 0 : std::abs(value) >= 10 ? 1 : 2;
    const QString number = fromCore(formatNumber(value, decimals));
    return metric.unit.isEmpty() ? number : number + QChar(0x00A0) + metric.unit;
}

} // namespace holdpoint
