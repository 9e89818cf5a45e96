// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/live_run.h"

#include "core/base/units.h"
#include "core/plan/metric_scope.h"
#include "core/plan/run_kind.h"
#include "core/verdict/deliveries.h"
#include "ui/run/chart_choice.h"
#include "ui/style/status.h"

namespace holdpoint {

QString LiveRun::mainName() const
{
    return QLatin1Char('p') + fromCore(formatPlain(rules.percentile));
}

std::vector<TickSpan> LiveRun::gaps() const
{
    std::vector<TickSpan> gaps = series.gaps();
    const std::uint64_t end = series.endTick();
    const auto now = static_cast<std::uint64_t>(elapsedSeconds());
    if (now > end) {
        if (!gaps.empty() && gaps.back().to + 1 == end) {
            gaps.back().to = now - 1;
        } else {
            gaps.push_back({end, now - 1});
        }
    }
    return gaps;
}

double LiveRun::dataEnd() const
{
    std::uint64_t end = series.endTick();
    if (silentSeconds() > 0) {
        return elapsedSeconds();
    }
    while (end > series.firstTick() + 1 && series.at(end - 1)->isPartial) {
        --end;
    }
    return static_cast<double>(end);
}

namespace {

bool isLight(RunKind kind)
{
    return kind == RunKind::DryRun || kind == RunKind::Baseline;
}

/// The test as this kind of run runs it, for the curves of the charts. One visitor has no rate to keep, and a dry run ends after
/// one iteration, whenever that is.
TestPlan plannedFor(const Plan& plan, TestPlan test, RunKind kind)
{
    for (Scenario& scenario : test.scenarios) {
        scenario = scenarioFor(plan, scenario, kind);
        if (isLight(kind)) {
            scenario.pace.reset();
            scenario.executor.duration = kind == RunKind::DryRun ? Nanos{} : scenario.executor.duration;
        }
    }
    if (isLight(kind)) {
        test.loadTargets.clear();
    }
    return test;
}

/// The rules whose limits some chart shows: reading a long run would take long with all.
std::vector<ThresholdRule> drawnRules(const std::vector<ThresholdRule>& rules, const ChartRules& charts)
{
    std::vector<ThresholdRule> drawn;
    std::copy_if(rules.begin(), rules.end(), std::back_inserter(drawn), [&charts](const ThresholdRule& rule) {
        const auto key = parseMetricKey(rule.metric);
        const auto isSame = [&rule](const ThresholdRule& other) { return isSameRule(rule, other); };
        return (charts.latency && isSame(*charts.latency)) || (charts.errors && isSame(*charts.errors)) ||
               std::any_of(charts.further.begin(), charts.further.end(), isSame) ||
               (key && (key->name.starts_with("rtc_") || key->name == "browser_web_vital_lcp"));
    });
    return drawn;
}

} // namespace

double plannedSecondsOf(const Plan& plan, const TestPlan& test, RunKind kind)
{
    return std::chrono::duration<double>(plannedFor(plan, test, kind).plannedDuration()).count();
}

LiveRun makeLiveRun(const Plan& plan, const TestPlan& test, RunRecord record)
{
    LiveRun run;
    run.title = fromCore(test.title.empty() ? test.id : test.title);
    run.plannedSeconds = plannedSecondsOf(plan, test, record.kind);
    run.planned = plannedLoad(plannedFor(plan, test, record.kind));
    for (const Scenario& scenario : record.kind == RunKind::DryRun ? test.scenarios : std::vector<Scenario>()) {
        run.planned.maxVus += static_cast<double>(scenarioFor(plan, scenario, record.kind).executor.vus);
    }
    const RunRules rules = rulesFor(plan, test, record.kind);
    run.rules = chartRules(rules.thresholds);
    run.generator = rules.generator;
    run.loadTargets = rules.loadTargets;
    run.window = rules.window;
    SeriesKeys keys;
    if (!canHave(test, {"http_reqs", {}}) && canHave(test, {kMessagesSent, {}})) {
        keys.requests = kMessagesSent; // sockets alone: their messages are the load
        if (!run.rules.latency) {
            run.rules.latencyKey = "rtc_message_latency";
        }
        const auto drop = std::find_if(rules.thresholds.begin(), rules.thresholds.end(), [](const ThresholdRule& rule) {
            const auto key = parseMetricKey(rule.metric);
            return key && key->name == "rtc_drop" && rule.target.aggregate.kind == AggregateKind::Rate;
        });
        run.rules.errors = drop != rules.thresholds.end() ? std::optional(*drop) : std::nullopt;
        keys.failed = "rtc_drop";
    }
    keys.latency = run.rules.latencyKey;
    keys.mainPercentile = run.rules.percentile;
    const auto key = parseMetricKey(keys.latency);
    if (key && (key->name == "http_req_duration" || key->name == "http_req_response_time")) {
        const bool isFromSending = key->name == "http_req_duration"; // the other is a thin line (semantics.md §3)
        keys.otherLatency = MetricKey{isFromSending ? "http_req_response_time" : "http_req_duration", key->tags}.text();
    }
    keys.failed = run.rules.errors ? run.rules.errors->metric : keys.failed;
    std::erase_if(run.rules.further, [&test](const ThresholdRule& rule) { return !canHave(test, *parseMetricKey(rule.metric)); });
    keys.further = furtherKeys(run.rules.further);
    run.series = RunSeries(keys);
    run.server = ServerSeries(plan);
    run.thresholdRules = rules.thresholds;
    run.criticals = CriticalWatch(drawnRules(rules.thresholds, run.rules), rules.window);
    run.availableCharts = availableCharts(plan, test, run.rules);
    run.charts = chosenCharts(plan, test, run.availableCharts);
    run.thresholds = record.result.thresholds;
    run.record = std::move(record);
    return run;
}

SeriesNames seriesOf(const LiveRun& run)
{
    const SeriesKeys& keys = run.series.keys();
    SeriesNames names{keys.latency, keys.otherLatency, keys.requests, keys.vus, run.rules.latencyKey, keys.failed};
    for (const FurtherKey& key : keys.further) {
        names.insert(key.metric);
    }
    for (const ThresholdRule& rule : run.criticals.rules()) {
        names.insert(rule.metric);
    }
    return names;
}

QString shortTitle(const QString& title)
{
    QString text = title;
    for (const char* suffix : {" Load Test", " load test", " Test", " test"}) {
        if (text.endsWith(QLatin1String(suffix)) && text.size() > static_cast<qsizetype>(qstrlen(suffix)) + 2) {
            text.chop(static_cast<qsizetype>(qstrlen(suffix)));
            break;
        }
    }
    return text;
}

} // namespace holdpoint
