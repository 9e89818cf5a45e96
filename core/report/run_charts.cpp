// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/run_charts.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "core/dossier/series_reader.h"
#include "core/metrics/run_series.h"
#include "core/report/html_parts.h"
#include "core/report/svg_chart.h"

#include <algorithm>
#include <limits>
#include <map>

namespace holdpoint {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// The rule whose limits the latency chart shows: the first p(N) over a request duration.
const ThresholdRule* latencyRule(const RunRecord& run)
{
    for (const ThresholdResult& threshold : run.result.thresholds) {
        const bool isLatency =
            threshold.rule.metric.starts_with("http_req_duration") || threshold.rule.metric.starts_with("http_req_response_time");
        if (isLatency && threshold.rule.target.aggregate.kind == AggregateKind::Percentile) {
            return &threshold.rule;
        }
    }
    return nullptr;
}

template <typename Value>
std::vector<double> column(const RunSeries& series, Value value)
{
    std::vector<double> values;
    for (std::uint64_t tick = series.firstTick(); tick < series.endTick(); ++tick) {
        const auto second = series.at(tick);
        values.push_back(!second || second->shardCount == 0 ? kNone : value(*second));
    }
    return values;
}

/// The seconds in which the generator was the limit, as the console's charts have them.
void hatchLimited(const RunSeries& series, SvgChart& chart)
{
    chart.hatchText = "generator limited, do not trust";
    for (const TickSpan& span : series.limitedSpans()) {
        chart.hatches.push_back({span.from - series.firstTick(), span.to - series.firstTick()});
    }
}

SvgChart latencyChart(const RunRecord& run, const RunSeries& series)
{
    const ThresholdRule* rule = latencyRule(run);
    SvgChart chart;
    chart.title = "Latency";
    chart.remark = "ms, " + series.keys().latency + " per second";
    const std::string main = formatPlain(series.keys().mainPercentile);
    chart.series = {{"p50", "#6A7580", column(series, [](const RunSecond& s) { return s.p50; })},
                    {"p99", "#9A4A80", column(series, [](const RunSecond& s) { return s.p99; })},
                    {"p" + main, "#0072B2", column(series, [](const RunSecond& s) { return s.main; }), 2.1}};
    if (rule != nullptr) {
        chart.limits.push_back({"target " + formatMillis(rule->target.limit), rule->target.limit, SvgLimit::Kind::Target});
        if (rule->critical) {
            chart.limits.push_back(
                {"critical " + formatMillis(rule->critical->limit), rule->critical->limit, SvgLimit::Kind::Critical});
        }
    }
    hatchLimited(series, chart);
    return chart;
}

SvgChart requestsChart(const RunRecord& run, const RunSeries& series)
{
    SvgChart chart;
    chart.title = "Requests";
    chart.remark = "/s, " + series.keys().requests;
    chart.series = {
        {"achieved", "#0072B2", column(series, [](const RunSecond& s) { return s.isPartial ? kNone : s.requests; }), 2.1}};
    for (const LoadResult& load : run.result.load) {
        const bool isRate = load.target.expect.aggregate.kind == AggregateKind::Rate;
        if (isRate && load.target.metric.starts_with("http_reqs")) {
            chart.limits.push_back({"planned " + formatNumber(load.target.expect.limit, 1) + " /s, " + load.target.metric,
                                    load.target.expect.limit, SvgLimit::Kind::Planned});
        }
    }
    hatchLimited(series, chart);
    return chart;
}

SvgChart errorsChart(const RunSeries& series)
{
    static constexpr std::array<std::pair<const char*, const char*>, kErrorGroupCount> kGroups{{{"5xx", "#B8241A"},
                                                                                                {"4xx", "#6A7580"},
                                                                                                {"timeout", "#B85C00"},
                                                                                                {"connect", "#3C4B8C"},
                                                                                                {"check", "#9A4A80"},
                                                                                                {"other", "#16191D"}}};
    SvgChart chart;
    chart.title = "Errors";
    chart.remark = "/s, by class, stacked";
    chart.isStacked = true;
    chart.lowestTop = 1;
    for (std::size_t group = 0; group < kErrorGroupCount; ++group) {
        chart.series.push_back({kGroups[group].first, kGroups[group].second,
                                column(series, [group](const RunSecond& s) { return s.errors[group]; })});
    }
    hatchLimited(series, chart);
    return chart;
}

/// The most VUs of each second and agent: those that end with it worked in it.
using MostVus = std::map<std::pair<std::uint64_t, std::string>, double>;

SvgChart vusChart(const RunRecord& run, const RunSeries& series, const MostVus& most)
{
    std::vector<double> values;
    for (std::uint64_t tick = series.firstTick(); tick < series.endTick(); ++tick) {
        const auto second = series.at(tick);
        double sum = second && second->shardCount > 0 && !second->isPartial ? 0 : kNone;
        for (auto each = most.lower_bound({tick, ""}); each != most.end() && each->first.first == tick; ++each) {
            sum += each->second;
        }
        values.push_back(sum);
    }
    SvgChart chart;
    chart.title = "Virtual users";
    chart.remark = "VUs";
    chart.series = {{"VUs", "#0072B2", std::move(values), 2.1}};
    for (const LoadResult& load : run.result.load) {
        if (load.target.metric.starts_with("vus")) {
            chart.limits.push_back(
                {"planned " + formatNumber(load.target.expect.limit, 0), load.target.expect.limit, SvgLimit::Kind::Planned});
        }
    }
    hatchLimited(series, chart);
    return chart;
}

} // namespace

Result<std::vector<SvgChart>> runCharts(const RunRecord& run, const Dossier& dossier)
{
    SeriesKeys keys;
    if (const ThresholdRule* rule = latencyRule(run)) {
        keys.latency = rule->metric;
        keys.mainPercentile = rule->target.aggregate.percentile;
    }
    RunSeries series(keys);
    const SeriesNames drawn{keys.latency, keys.requests, keys.vus};
    MostVus most;
    const auto read = readSeries(dossier.file(), run.id, drawn, [&](const Frame& frame) {
        series.add(frame);
        if (const auto vus = frame.gauges.find(keys.vus); vus != frame.gauges.end()) {
            most[{frame.tick, frame.shard}] = vus->second.max;
        }
    });
    if (!read) {
        return fail(read.error());
    }
    if (series.isEmpty()) {
        return std::vector<SvgChart>();
    }
    return std::vector<SvgChart>{latencyChart(run, series), requestsChart(run, series), errorsChart(series),
                                 vusChart(run, series, most)};
}

Result<ReportCharts> chartsOf(const Report& report, const Dossier& dossier)
{
    ReportCharts charts;
    for (const TestReport& test : report.tests) {
        for (const RunRecord& run : test.runs) {
            if (!provesLoad(run)) {
                continue; // empty charts would fill pages
            }
            auto drawn = runCharts(run, dossier);
            if (!drawn) {
                return fail(drawn.error());
            }
            charts[run.id] = std::move(*drawn);
        }
    }
    return charts;
}

} // namespace holdpoint
